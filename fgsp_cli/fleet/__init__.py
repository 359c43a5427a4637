"""Many clusters at once: the verbs that reach units."""

from fgsp_cli.fleet.backup import BackupResults, Kept, backup
from fgsp_cli.fleet.importing import Imported, import_backups, import_units
from fgsp_cli.fleet.texts import device_history, diff
from fgsp_cli.fleet.verbs import audit, plan, push, verify

__all__ = (
    "BackupResults",
    "Imported",
    "Kept",
    "audit",
    "backup",
    "device_history",
    "diff",
    "import_backups",
    "import_units",
    "plan",
    "push",
    "verify",
)
