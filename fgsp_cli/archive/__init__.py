"""Backups and run folders on disk: written whole or not at all, flushed to the disk, readable by their owner only."""

from fgsp_cli.archive.backups import Backup, BackupStore, Unit
from fgsp_cli.archive.find import Found, find_backups, list_backups, read_backup, read_bytes
from fgsp_cli.archive.runs import RUNS, RunFolder, runs_in, vouched

__all__ = [
    "RUNS",
    "Backup",
    "BackupStore",
    "Found",
    "RunFolder",
    "Unit",
    "find_backups",
    "list_backups",
    "read_backup",
    "read_bytes",
    "runs_in",
    "vouched",
]
