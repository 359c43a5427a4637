from .journal import (
    Chronicle as Chronicle,
)
from .journal import (
    ClusterJournal as ClusterJournal,
)
from .journal import (
    Ending as Ending,
)
from .journal import (
    Story as Story,
)
from .journal import (
    Trail as Trail,
)
from .journal import (
    read_journal as read_journal,
)
from .unfinished_runs import Chapter as Chapter
from .unfinished_runs import chapters as chapters
from .unfinished_runs import followers as followers
from .unfinished_runs import unfinished as unfinished
