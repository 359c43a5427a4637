from . import files as files
from .backups import Backup as Backup
from .backups import BackupStore as BackupStore
from .backups import Unit as Unit
from .files import (
    file_name as file_name,
)
from .files import (
    make_folder as make_folder,
)
from .files import (
    now as now,
)
from .files import (
    read as read,
)
from .files import (
    write as write,
)
from .files import (
    write_json as write_json,
)
from .find import (
    Found as Found,
)
from .find import (
    find_backups as find_backups,
)
from .find import (
    list_backups as list_backups,
)
from .find import (
    read_backup as read_backup,
)
from .find import (
    read_bytes as read_bytes,
)
from .runs import RUNS as RUNS
from .runs import RunFolder as RunFolder
from .runs import runs_in as runs_in
from .runs import vouched as vouched
