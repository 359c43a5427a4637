"""Which backups a verb read, why they were taken for whose, and which it could not assign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupUse:
    """The backup that was read of a device."""

    file: str
    named_by: str
    """`description`, `host name`, `file name`, ..."""
    hostname: str = ""
    """As the text says it."""
    release_from: str = ""
    """`header`, `comment`, `description`, `intent` or `--fortios`."""
    older: int = 0
    """How many other backups there are of the device."""

    def to_json(self) -> dict[str, object]:
        """Its part of the document."""
        return {
            "file": self.file,
            "named_by": self.named_by,
            "hostname": self.hostname,
            "release_from": self.release_from,
            "older": self.older,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupList:
    """Every file of a place with backups."""

    used: Mapping[str, BackupUse] = field(default_factory=dict)
    strangers: Mapping[str, str] = field(default_factory=dict)
    """Device -> file: backups of units that were not asked for."""
    unassigned: Mapping[str, str] = field(default_factory=dict)
    """File -> why it may be anybody's."""
    passed_over: tuple[str, ...] = ()
    """Files that are no backups by their names."""

    def to_json(self) -> dict[str, object]:
        """Its part of the document."""
        return {
            "used": {device: use.to_json() for device, use in self.used.items()},
            "strangers": dict(self.strangers),
            "unassigned": dict(self.unassigned),
            "passed_over": list(self.passed_over),
        }
