"""The journal of a run: what it was going to do, each step before it is taken, and how it ended.

It holds all that is needed to finish or to undo the run after the process was killed, without the intent or its file.
Secrets are in it as references alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from fgsp_cli.archive import RunFolder
from fgsp_cli.base import ArchiveError, InputError, Phase, Position, Problem, mapping, sequence, text
from fgsp_cli.plan import SavedCluster, Step, cluster_from_json, cluster_json, to_be_told
from fgsp_cli.state import DeviceState, state_from_json, state_json
from fgsp_cli.units import Tell

VERSION = 2
"""Of the journals that this program can read."""
KINDS = frozenset({"run", "begin", "lead", "recover", "rotated", "save", "put-back", "undo", "restored", "end"})
"""Every kind of entry."""
Trail = list[list[DeviceState]]
"""Where a unit was led: first by the run itself, then by each putting back. Each way begins with what the unit shall
hold if that way is undone."""


class Ending(StrEnum):
    """How a cluster's part of a run came to an end."""

    CHANGED = "changed"
    ROLLED_BACK = "rolled_back"
    OPEN = "open"
    """Something is left to do on a unit."""

    @property
    def words(self) -> str:
        """For people."""
        return {Ending.CHANGED: "done", Ending.ROLLED_BACK: "rolled back", Ending.OPEN: "needs a person"}[self]


class ClusterJournal:
    """One cluster's part of a journal, as it is written.

    What comes before a change raises ArchiveError if it cannot be written: then nothing is changed. What comes while
    units are put back, or after they were changed, does not: a full disk must not keep anybody from that.
    """

    def __init__(self, run: RunFolder, name: str, tell: Tell) -> None:
        self._run = run
        self._name = name
        self._tell = tell
        self._warned = False

    def begin(self, plan: SavedCluster, hosts: Mapping[str, str], backups: Mapping[str, str]) -> None:
        """The plan, which unit of each device is talked to, and where its backup is; ArchiveError."""
        self._write("begin", plan=cluster_json(plan), hosts=dict(hosts), backups=dict(backups))

    def leading(self, device: str, goals: Iterable[DeviceState], *, rotates: bool = False) -> None:
        """A unit is going to be led to these states, one after the other; ArchiveError."""
        self._write("lead", unit=device, goals=[_bare(goal) for goal in goals], rotates=rotates)

    def recovering(self) -> None:
        """Somebody takes up what a killed process left; ArchiveError."""
        self._write("recover")

    def rotated(self, device: str) -> None:
        """A unit has taken its new secret."""
        self._try("rotated", unit=device)

    def saving(self, device: str) -> None:
        """A unit is going to be told to save."""
        self._try("save", unit=device)

    def putting_back(self, device: str, goal: DeviceState, now: DeviceState) -> None:
        """A unit that holds `now` is going to be led back to `goal`."""
        self._try("put-back", unit=device, goal=_bare(goal), now=_bare(now))

    def undoing(self, device: str, goal: DeviceState, lines: Sequence[str]) -> None:
        """The next step of a way back."""
        self._try("undo", unit=device, goal=_bare(goal), lines=list(to_be_told(lines)))

    def restored(self, device: str) -> None:
        """A unit has its old secret again."""
        self._try("restored", unit=device)

    def end(self, ending: Ending, statuses: Mapping[str, str]) -> None:
        """What came of it."""
        self._try("end", ending=str(ending), statuses=dict(statuses))

    def _write(self, kind: str, **content: object) -> None:
        self._run.record({"kind": kind, "cluster": self._name, **content})

    def _try(self, kind: str, **content: object) -> None:
        try:
            self._write(kind, **content)
        except ArchiveError as error:
            if not self._warned:
                self._tell(Phase.WARNING, "", f"the journal cannot be continued: {error.message}")
            self._warned = True


@dataclass(slots=True, kw_only=True)
class Story:
    """One cluster's part of a journal, as it was read."""

    name: str
    plan: SavedCluster
    hosts: Mapping[str, str]
    backups: Mapping[str, str]
    trails: dict[str, Trail] = field(default_factory=dict)
    """Of each unit that was, or may have been, written to."""
    rotating: set[str] = field(default_factory=set)
    """Units to which a new secret was sent, or may have been."""
    rotated: set[str] = field(default_factory=set)
    """Those of them that are known to have taken it, and not to have got the old one back."""
    saved: set[str] = field(default_factory=set)
    """Units that were told to save what the run made of them, or may have been."""
    ending: Ending | None = None
    """None: the process was killed."""
    undoing: set[str] = field(default_factory=set)
    """Units that somebody has begun to put back, and not led on since."""

    @property
    def begun(self) -> bool:
        """Whether anything may have been sent to any unit."""
        return bool(self.trails)

    @property
    def led_all_the_way(self) -> bool:
        """Whether the last step of every unit was begun, and nobody has begun to put any unit back.

        Of a change of secrets it is enough that one was begun: what is left of it can only be gone on with, as the old
        secret is not known.
        """
        steps = [step for step in self.plan.steps if not step.rotates]
        if self.undoing or (len(steps) < len(self.plan.steps) and not self.rotating):
            return False
        last = {step.move.unit: step.move.goal for step in steps}
        return all(device in self.trails and self.trails[device][0][-1] == goal for device, goal in last.items())

    @property
    def pending(self) -> tuple[Step, ...]:
        """The steps to a new secret that are not known to have been taken, of a run that came as far as those."""
        if not self.led_all_the_way:
            return ()
        return tuple(step for step in self.plan.steps if step.rotates and step.move.unit not in self.rotated)

    def lead(self, device: str, goals: Iterable[DeviceState], *, rotates: bool) -> None:
        """A unit is led to these states."""
        trail = self.trails.setdefault(device, [[self.plan.units[device].before]])
        trail[0] += goals
        self.rotating |= {device} if rotates else set()
        self.undoing.discard(device)

    def take(self, entry: Mapping[str, object]) -> None:
        """The next entry; ValueError or LookupError if it makes no sense."""
        match entry["kind"]:
            case "lead":
                goals = [state_from_json(goal) for goal in sequence(entry["goals"])]
                self.lead(text(entry["unit"]), goals, rotates=bool(entry["rotates"]))
            case "rotated":
                self.rotated.add(text(entry["unit"]))
            case "put-back":
                goal, now = state_from_json(entry["goal"]), state_from_json(entry["now"])
                self.trails[text(entry["unit"])].append([goal, now])
                self.undoing.add(text(entry["unit"]))
            case "undo":
                self.trails[text(entry["unit"])][-1].append(state_from_json(entry["goal"]))
            case "save":
                self.saved.add(text(entry["unit"]))
            case "restored":
                self.rotated.discard(text(entry["unit"]))
                self.rotating.discard(text(entry["unit"]))
                self.undoing.add(text(entry["unit"]))
            case "end":
                self.ending = Ending(text(entry["ending"]))
            case kind if kind not in KINDS:
                raise ValueError(f"{kind} is no entry of a journal")

    @classmethod
    def begun_by(cls, entry: Mapping[str, object]) -> Self:
        """What an entry of the kind `begin` begins."""
        hosts = {device: text(host) for device, host in mapping(entry["hosts"]).items()}
        backups = {device: text(path) for device, path in mapping(entry["backups"]).items()}
        plan = cluster_from_json(entry["plan"])
        return cls(name=text(entry["cluster"]), plan=plan, hosts=hosts, backups=backups)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chronicle:
    """A whole journal."""

    about: Mapping[str, object]
    """What its first line says of the run."""
    stories: Mapping[str, Story]


def read_journal(run: RunFolder) -> Chronicle:
    """What the journal of a run tells; InputError for one that makes no sense, ArchiveError if it cannot be read."""
    about: Mapping[str, object] = {}
    stories: dict[str, Story] = {}
    for place, entry in enumerate(run.entries(), start=1):
        try:
            if entry["kind"] == "run":
                about = _about(entry)
            elif entry["kind"] == "begin":
                story = Story.begun_by(entry)
                stories[story.name] = story
            else:
                stories[text(entry["cluster"])].take(entry)
        except (ValueError, LookupError, TypeError) as problem:
            position = Position(source=str(run.path / "journal.jsonl"), line=place)
            message = f"this journal cannot be read: {_said(problem)}"
            raise InputError([Problem(message=message, position=position)]) from None
    return Chronicle(about=about, stories=stories)


def _about(entry: Mapping[str, object]) -> Mapping[str, object]:
    if entry["version"] != VERSION:
        raise ValueError(f"it is of version {entry['version']}, this program knows version {VERSION}")
    return entry


def _bare(state: DeviceState) -> dict[str, object]:
    """A state without where its values come from."""
    told = state_json(state)
    return {name: part for name, part in told.items() if name not in ("named", "positions")}


def _said(problem: Exception) -> str:
    return f"it lacks {problem}" if isinstance(problem, KeyError) else str(problem)


__all__ = ("Chronicle", "ClusterJournal", "Ending", "Story", "Trail", "read_journal")
