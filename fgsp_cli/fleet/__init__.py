"""Many clusters at once: the verbs that reach units."""

from fgsp_cli.fleet.backup import BackupResults, Kept, backup
from fgsp_cli.fleet.verbs import audit, plan, push, verify

__all__ = ("BackupResults", "Kept", "audit", "backup", "plan", "push", "verify")
