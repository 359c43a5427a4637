"""The journal of a run: its plan, each step before it is taken, and how the run ended.

After the process was killed, the journal alone is enough to finish or undo the run: the intent file is not needed. It
holds secrets as references only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from fgsp_cli.archive import JOURNAL, JOURNAL_VERSION, RunFolder
from fgsp_cli.base import ArchiveError, InputError, NeedsPerson, Phase, Position, Problem, mapping, sequence, text
from fgsp_cli.plan import SavedCluster, Step, cluster_from_json, cluster_json, masked_lines
from fgsp_cli.results import Outcome
from fgsp_cli.runs.endings import KINDS, Ending
from fgsp_cli.state import DeviceState, state_from_json, state_json
from fgsp_cli.units import Report

Trail = list[list[DeviceState]]
"""The states that a unit was taken through: first by the run, then by each rollback. Each list begins with the state
that an undo of it restores."""


class ClusterJournal:
    """One cluster's part of a journal, as it is written.

    An entry before a change raises ArchiveError if it cannot be written: then nothing is changed. An entry during a
    rollback or after a change only warns: a full disk must not stop the rollback.
    """

    def __init__(self, run: RunFolder, name: str, report: Report) -> None:
        self._run = run
        self._name = name
        self._report = report
        self._warned = False

    def begin(self, plan: SavedCluster, hosts: Mapping[str, str], backups: Mapping[str, str]) -> None:
        """Record the plan, and the host and the backup of each device; ArchiveError."""
        self._write("begin", plan=cluster_json(plan), hosts=dict(hosts), backups=dict(backups))

    def leading(
        self, device: str, goals: Iterable[DeviceState], *, rotates: bool = False, staged: bool = False
    ) -> None:
        """Record that a unit will be taken to these states in order, in a transaction if `staged`; ArchiveError."""
        self._write("lead", unit=device, goals=[_bare(goal) for goal in goals], rotates=rotates, staged=staged)

    def recovering(self) -> None:
        """Record that `recover` continues a killed run; ArchiveError."""
        self._write("recover")

    def rotated(self, device: str) -> None:
        """Record that a unit accepted its new secret."""
        self._try("rotated", unit=device)

    def saving(self, device: str) -> None:
        """Record that a unit will be asked to save."""
        self._try("save", unit=device)

    def rolling_back(self, device: str, goal: DeviceState, now: DeviceState) -> None:
        """Record that a unit that holds `now` will be rolled back to `goal`."""
        self._try("put-back", unit=device, goal=_bare(goal), now=_bare(now))

    def undoing(self, device: str, goal: DeviceState, lines: Sequence[str]) -> None:
        """Record the next step of a rollback."""
        self._try("undo", unit=device, goal=_bare(goal), lines=list(masked_lines(lines)))

    def restored(self, device: str) -> None:
        """Record that a unit has its old secret again."""
        self._try("restored", unit=device)

    def end(self, ending: Ending, outcomes: Mapping[str, Outcome]) -> None:
        """Record how the run ended for the cluster: as `ending`, or open if one of its units needs a person."""
        if any(outcome.exit_code() == NeedsPerson.exit_code for outcome in outcomes.values()):
            ending = Ending.OPEN
        self._try("end", ending=str(ending), statuses={name: str(each.status) for name, each in outcomes.items()})

    def _write(self, kind: str, **content: object) -> None:
        self._run.record({"kind": kind, "cluster": self._name, **content})

    def _try(self, kind: str, **content: object) -> None:
        try:
            self._write(kind, **content)
        except ArchiveError as error:
            if not self._warned:
                self._report(Phase.WARNING, "", f"the journal cannot be written: {error.message}")
            self._warned = True


@dataclass(slots=True, kw_only=True)
class ClusterRecord:
    """One cluster's part of a journal, as read from the file."""

    name: str
    plan: SavedCluster
    hosts: Mapping[str, str]
    backups: Mapping[str, str]
    trails: dict[str, Trail] = field(default_factory=dict)
    """For each unit that was, or may have been, written to."""
    rotating: set[str] = field(default_factory=set)
    """Units to which a new secret was sent, or may have been."""
    rotated: set[str] = field(default_factory=set)
    """Units that accepted the new secret and did not get the old one back."""
    staged: set[str] = field(default_factory=set)
    """Units on which a transaction may have been left open."""
    saved: set[str] = field(default_factory=set)
    """Units that were, or may have been, asked to save their new configuration."""
    ending: Ending | None = None
    """None: the process was killed."""
    undoing: set[str] = field(default_factory=set)
    """Units with a rollback that began and no later step forward."""

    @property
    def begun(self) -> bool:
        """Whether anything may have been sent to any unit."""
        return bool(self.trails)

    @property
    def led_all_the_way(self) -> bool:
        """Whether the last step of every unit began, and no rollback of any unit.

        For a change of secrets one begun step is enough: the rest can only continue, as the old secret is not known.
        """
        steps = [step for step in self.plan.steps if not step.rotates]
        if self.undoing or (len(steps) < len(self.plan.steps) and not self.rotating):
            return False
        last = {step.move.unit: step.move.goal for step in steps}
        return all(device in self.trails and self.trails[device][0][-1] == goal for device, goal in last.items())

    @property
    def pending(self) -> tuple[Step, ...]:
        """Steps to a new secret without a record of success, if the run came as far as those."""
        if not self.led_all_the_way:
            return ()
        return tuple(step for step in self.plan.steps if step.rotates and step.move.unit not in self.rotated)

    def lead(self, device: str, goals: Iterable[DeviceState], *, rotates: bool) -> None:
        """Add the states that a unit is taken to."""
        trail = self.trails.setdefault(device, [[self.plan.units[device].before]])
        trail[0] += goals
        self.rotating |= {device} if rotates else set()
        self.undoing.discard(device)

    def take(self, entry: Mapping[str, object]) -> None:
        """Add the next entry; ValueError or LookupError if it is not valid."""
        match entry["kind"]:
            case "lead":
                goals = [state_from_json(goal) for goal in sequence(entry["goals"])]
                self.lead(text(entry["unit"]), goals, rotates=bool(entry["rotates"]))
                self.staged |= {text(entry["unit"])} if entry.get("staged") else set()
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
        """The record that an entry of the kind `begin` opens."""
        hosts = {device: text(host) for device, host in mapping(entry["hosts"]).items()}
        backups = {device: text(path) for device, path in mapping(entry["backups"]).items()}
        plan = cluster_from_json(entry["plan"])
        return cls(name=text(entry["cluster"]), plan=plan, hosts=hosts, backups=backups)


@dataclass(frozen=True, slots=True, kw_only=True)
class Journal:
    """A whole journal, as read from its file."""

    about: Mapping[str, object]
    """The first line: facts of the run."""
    clusters: Mapping[str, ClusterRecord]


def read_journal(run: RunFolder) -> Journal:
    """The journal of a run; InputError if it is not valid, ArchiveError if it cannot be read."""
    about: Mapping[str, object] = {}
    clusters: dict[str, ClusterRecord] = {}
    for place, entry in enumerate(run.entries(), start=1):
        try:
            if entry["kind"] == "run":
                about = _about(entry)
            elif entry["kind"] == "begin":
                record = ClusterRecord.begun_by(entry)
                clusters[record.name] = record
            else:
                clusters[text(entry["cluster"])].take(entry)
        except (ValueError, LookupError, TypeError) as problem:
            position = Position(source=str(run.path / JOURNAL), line=place)
            message = f"this journal cannot be read: {_reason(problem)}"
            raise InputError([Problem(message=message, position=position)]) from None
    return Journal(about=about, clusters=clusters)


def devices_of_run(run: RunFolder) -> Mapping[str, tuple[str, ...]]:
    """The devices that the run was about, by cluster."""
    return {name: tuple(record.plan.devices) for name, record in read_journal(run).clusters.items()}


def _about(entry: Mapping[str, object]) -> Mapping[str, object]:
    if entry["version"] != JOURNAL_VERSION:
        raise ValueError(f"it is of version {entry['version']}, this program knows version {JOURNAL_VERSION}")
    return entry


def _bare(state: DeviceState) -> dict[str, object]:
    """A state without where its values come from."""
    return {name: part for name, part in state_json(state).items() if name != "positions"}


def _reason(problem: Exception) -> str:
    return f"it lacks {problem}" if isinstance(problem, KeyError) else str(problem)
