"""What came of a verb, unit by unit: the JSON of `plan`, `push`, `verify` and `audit`, and the exit code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from fgsp_cli.base import version
from fgsp_cli.fortios import Dialect, Release, dialect
from fgsp_cli.results.backup_list import BackupList
from fgsp_cli.results.mesh_links import End, Linked, Way, linked
from fgsp_cli.state import Change, Path, Value, change_json, path_text, value_json

SCHEMA_VERSION = 1
"""The version of every JSON object that is printed."""
PRIORITY = (4, 3, 130, 65, 1, 2, 0)
"""Which exit code wins where several apply."""
INTERRUPTED = 130


class Status(StrEnum):
    """What a unit came out as."""

    IN_SYNC = "in_sync"
    DRIFT = "drift"
    CHANGED = "changed"
    ROLLED_BACK = "rolled_back"
    FAILED = "failed"
    """An error after the first line."""
    REFUSED = "refused"
    """Stopped by a check, or the unit refused the login."""
    UNREACHABLE = "unreachable"
    UNREADABLE = "unreadable"
    MISSING = "missing"
    """No host or backup of that name."""
    SKIPPED = "skipped"

    @property
    def exit_code(self) -> int:
        """The code that this alone ends the program with."""
        return _CODES.get(self, 0)


_CODES = {
    Status.DRIFT: 2,
    Status.ROLLED_BACK: 3,
    Status.FAILED: 1,
    Status.REFUSED: 1,
    Status.UNREACHABLE: 1,
    Status.UNREADABLE: 1,
    Status.MISSING: 1,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one unit."""

    status: Status
    fortios: Release | None = None
    """None where the release is not known: the unit could not be asked."""
    cluster: str | None = None
    changes: tuple[Change, ...] = ()
    unmanaged: Mapping[Path, Value] = field(default_factory=dict)
    """Rows and block settings of the unit that the intent does not name, and that are not at their default."""
    notes: tuple[str, ...] = ()
    """What is likely, and no difference: an unmanaged row may be a missing one, changed by hand."""
    commands: tuple[str, ...] = ()
    undo: tuple[str, ...] = ()
    error: str | None = None
    ways: Mapping[str, Way] | None = None
    """What the unit has of its links to the other members, where an audit has read them."""
    code: int | None = None
    """The exit code, where the status does not say it: 4 for a unit that needs a person."""
    seconds: float = field(default=0.0, compare=False)
    """What an audit has spent on reading the unit, or its backup."""

    def to_json(self) -> dict[str, object]:
        """The unit's part of the document."""
        release = dialect(self.fortios) if self.fortios else None
        return {
            "cluster": self.cluster,
            "fortios": str(self.fortios) if self.fortios else "",
            "status": str(self.status),
            "changes": [change_json(change, release) for change in self.changes if release],
            "unmanaged": [_held_json(path, value, release) for path, value in self.unmanaged.items() if release],
            "commands": list(self.commands),
            "undo": list(self.undo),
            "error": self.error,
            **({"notes": list(self.notes)} if self.notes else {}),
        }

    def exit_code(self, *, strict: bool = False) -> int:
        """The code that this unit asks for; with `strict`, what the intent does not name is a difference."""
        if self.code is not None:
            return self.code
        return worst([self.status.exit_code, 2 if strict and self.unmanaged else 0])


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a report is about: when, what against what, and which program says so."""

    intent: str = ""
    """The file; empty where there is none."""
    against: str = ""
    """`live units of inventory`, `backups in backups/`; empty for an intent alone."""
    when: datetime = field(default_factory=lambda: datetime.now(UTC))
    version: str = field(default_factory=version)

    def to_json(self) -> dict[str, str]:
        """The part of the document for one device."""
        when = self.when.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        return {"when": when, "intent": self.intent, "against": self.against, "version": self.version}


def about_json(about: About | None) -> dict[str, dict[str, str]]:
    """The part of a document that says what it is about."""
    return {"about": about.to_json()} if about else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What came of a verb."""

    command: str
    devices: Mapping[str, Outcome]
    interrupted: bool = False
    """Whether somebody pressed Ctrl-C; what was in flight was still finished or rolled back."""
    about: About | None = None
    """What is said at the head of a report; verbs that change units have a run folder that says it."""
    run: str | None = None
    """That folder, once there is one."""
    backups: BackupList | None = None
    """The backups that were read, if it was backups."""

    @property
    def meshes(self) -> tuple[Linked, ...]:
        """How the members of each cluster are linked, where an audit has read them; in the order of the intent."""
        if all(outcome.ways is None for outcome in self.devices.values()):
            return ()
        clusters: dict[str, dict[str, End]] = {}
        for name, outcome in self.devices.items():
            if outcome.cluster is not None:
                clusters.setdefault(outcome.cluster, {})[name] = End(ways=outcome.ways, changes=outcome.changes)
        meshes = (linked(cluster, ends) for cluster, ends in clusters.items())
        return tuple(mesh for mesh in meshes if len(mesh.members) > 1)

    def to_json(self) -> dict[str, object]:
        """The whole document; an audit's says what it is about, and which links are not good."""
        counted = self.counted()
        document: dict[str, object] = {
            "schema_version": SCHEMA_VERSION,
            "command": self.command,
            "devices": {name: outcome.to_json() for name, outcome in self.devices.items()},
            "summary": {str(status): counted[status] for status in counted},
        }
        if self.run:
            document["run"] = self.run
        document |= about_json(self.about)
        if self.backups:
            document["backups"] = self.backups.to_json()
        if meshes := self.meshes:
            document["meshes"] = {mesh.cluster: mesh.to_json() for mesh in meshes}
        return document

    def counted(self) -> dict[Status, int]:
        """How many units came out as what."""
        counts = Counter(outcome.status for outcome in self.devices.values())
        return {status: counts[status] for status in Status if counts[status]}

    def exit_code(self, *, strict: bool = False) -> int:
        """The exit code with the highest priority of all devices."""
        codes = [outcome.exit_code(strict=strict) for outcome in self.devices.values()]
        return worst([*codes, INTERRUPTED] if self.interrupted else codes)


def worst(codes: Iterable[int]) -> int:
    """The exit code that wins: 4, 3, 130, 65, 1, 2, 0; any other one beats them all."""
    return min(codes, key=lambda code: PRIORITY.index(code) if code in PRIORITY else -1, default=0)


def _held_json(path: Path, value: Value, release: Dialect) -> dict[str, object]:
    return {"path": path_text(path, release), "running": value_json(value, path, release)}
