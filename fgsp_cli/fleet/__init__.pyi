from .diff_texts import device_history as device_history
from .diff_texts import diff as diff
from .importing import import_backups as import_backups
from .importing import import_units as import_units
from .intent_verbs import audit as audit
from .intent_verbs import plan as plan
from .intent_verbs import push as push
from .intent_verbs import push_plan as push_plan
from .intent_verbs import verify as verify
from .link_status import status as status
from .linting import (
    Wanted as Wanted,
)
from .linting import (
    lint_backups as lint_backups,
)
from .linting import (
    lint_intent as lint_intent,
)
from .linting import (
    lint_units as lint_units,
)
from .pushing import Confirm as Confirm
from .recovery import (
    inventory_of as inventory_of,
)
from .recovery import (
    recover as recover,
)
from .recovery import (
    rollback as rollback,
)
from .recovery import (
    runs as runs,
)
from .recovery import (
    units_of as units_of,
)
from .unit_backups import backup as backup
from .workers import each as each
