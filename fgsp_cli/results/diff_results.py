"""What came of comparing texts by meaning: `diff` of two backups or folders, and the history of one device."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fgsp_cli.compare import Difference
from fgsp_cli.fortios import Release, dialect
from fgsp_cli.results.backup_list import BackupList
from fgsp_cli.results.results import SCHEMA_VERSION, About, about_json, worst


class Match(StrEnum):
    """What a pair of texts came out as."""

    EQUAL = "equal"
    DIFFERENT = "different"
    UNREADABLE = "unreadable"
    ONLY_BEFORE = "only_before"
    """The second folder has no backup of that device."""
    ONLY_AFTER = "only_after"

    @property
    def exit_code(self) -> int:
        """The code that this alone ends the program with; a file that is no backup is wrong input."""
        return {Match.EQUAL: 0, Match.UNREADABLE: 65}.get(self, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One of the texts: a backup of a moment."""

    source: str
    fortios: Release | None = None
    """None if it could not be read."""
    time: datetime | None = None

    def to_json(self) -> dict[str, object]:
        """Its part of the document."""
        moment = {"time": self.time.isoformat()} if self.time else {}
        return {"file": self.source, "fortios": str(self.fortios or ""), **moment}


@dataclass(frozen=True, slots=True, kw_only=True)
class TextComparison:
    """What came of one pair."""

    match: Match
    before: Text | None
    after: Text | None
    differences: tuple[Difference, ...] = ()
    notes: tuple[str, ...] = ()
    """Remarks on the texts that are no difference."""
    not_comparable: tuple[str, ...] = ()
    """The paths of the secrets that both texts have, and that nothing shows to be equal."""
    error: str | None = None

    def to_json(self) -> dict[str, object]:
        """The pair's part of the document."""
        return {
            "status": str(self.match),
            "before": self.before.to_json() if self.before else None,
            "after": self.after.to_json() if self.after else None,
            "changes": differences_json(self),
            "notes": list(self.notes),
            **({"not_comparable": list(self.not_comparable)} if self.not_comparable else {}),
            "error": self.error,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffResults:
    """What `diff` came to."""

    devices: Mapping[str, TextComparison]
    about: About | None = None
    """What is said at the head of a report."""
    backups: tuple[BackupList, BackupList] | None = None
    """The backups of both sides."""

    def to_json(self) -> dict[str, object]:
        """The whole document, as `--format json` prints it."""
        counted = Counter(str(compared.match) for compared in self.devices.values())
        return {
            "schema_version": SCHEMA_VERSION,
            "command": "diff",
            "devices": {name: compared.to_json() for name, compared in self.devices.items()},
            "summary": {str(match): counted[match] for match in Match if counted[match]},
            **about_json(self.about),
            **({"backups": [side.to_json() for side in self.backups]} if self.backups else {}),
        }

    def exit_code(self) -> int:
        """The exit code with the highest priority."""
        return worst(compared.match.exit_code for compared in self.devices.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What the stored backups of a device have seen: the pairs of consecutive ones that differ, and what is unreadable.

    The first backup stands alone: there is nothing before it.
    """

    device: str
    backups: int
    """The number of backups that were read."""
    first: Text | None
    last: Text | None
    steps: tuple[TextComparison, ...]
    not_comparable: tuple[str, ...] = ()
    """The paths of secrets that may have changed: nothing proves that they did not."""
    about: About | None = None
    """What is said at the head of a report."""

    def to_json(self) -> dict[str, object]:
        """The whole document, as `--format json` prints it."""
        return {
            "schema_version": SCHEMA_VERSION,
            "command": "audit",
            "device": self.device,
            "backups": self.backups,
            "first": self.first.to_json() if self.first else None,
            "last": self.last.to_json() if self.last else None,
            "history": [step.to_json() for step in self.steps],
            **({"not_comparable": list(self.not_comparable)} if self.not_comparable else {}),
            **about_json(self.about),
        }

    def exit_code(self) -> int:
        """What has changed is asked for, and no finding; a backup that cannot be read is one."""
        return 2 if any(step.match is Match.UNREADABLE for step in self.steps) else 0


def differences_json(compared: TextComparison) -> list[dict[str, object]]:
    """The differences of a pair, each in the words of its own side's release."""
    before, after = compared.before, compared.after
    if not (before and after and before.fortios and after.fortios):
        return []
    first, second = dialect(before.fortios), dialect(after.fortios)
    return [difference.to_json(first, second) for difference in compared.differences]
