"""Many clusters at once: the verbs that reach units."""

from fgsp_cli.fleet.backup import BackupResults, Kept, backup
from fgsp_cli.fleet.importing import Imported, import_backups, import_units
from fgsp_cli.fleet.recovery import inventory_of, recover, rollback, runs, units_of
from fgsp_cli.fleet.texts import device_history, diff
from fgsp_cli.fleet.verbs import audit, plan, push, push_plan, verify

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
    "inventory_of",
    "plan",
    "push",
    "push_plan",
    "recover",
    "rollback",
    "runs",
    "units_of",
    "verify",
)
