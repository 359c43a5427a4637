"""What is, compared with what should be: live units or backups against an intent."""

from fgsp_cli.audit.verify import Running, verify_cluster

__all__ = ("Running", "verify_cluster")
