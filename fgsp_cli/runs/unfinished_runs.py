"""How earlier runs ended, cluster by cluster, without their plans.

A killed run leaves units in a state that no program has read. A push over them would take that state as the one before
the change, and a later `recover` of the older run could undo the newer one. So:

- A push is refused while an earlier run of its devices is unfinished: killed, still active, or not readable. First run
  `recover`, or give the run up with `fgsp runs forget`. The order of the runs does not matter.
- A run that ended with "needs a person" gives a warning only: that person may have decided to push again. `recover`
  always comes to at least this ending, so that no user is locked out.
- That run is superseded once a later one has changed a unit that it had written to: `recover` leaves it alone, and
  nothing warns of it any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

from fgsp_cli.archive import RunFolder, runs_in
from fgsp_cli.base import ArchiveError, InputError, mapping, run_command, text
from fgsp_cli.runs.endings import KINDS, Ending


@dataclass(slots=True, kw_only=True)
class ClusterRun:
    """How a run ended for one cluster."""

    run: RunFolder
    cluster: str
    devices: frozenset[str]
    begun: bool = False
    """Whether anything may have been sent to any unit."""
    ending: Ending | None = None
    """None: the process was killed, or is still at work."""
    command: str = "push"
    damage: str = ""
    """Why the journal cannot be read, with its position."""
    written: set[str] = field(default_factory=set)
    """The devices that it may have written to."""

    @property
    def killed(self) -> bool:
        """Whether the run has no end, or none that can be read: no run may change the cluster then."""
        return self.begun and self.ending is None and not self.run.forgotten

    @property
    def half_done(self) -> bool:
        """Whether something is left to be done, or may be. A killed run is not over because of a later one."""
        return self.killed or (self.needs_person and not self.superseded)

    @property
    def superseded(self) -> bool:
        """Whether a later run has changed a unit that this one may have written to."""
        return any(later.changed for later in _later_runs(self.run, self.written))

    @property
    def needs_person(self) -> bool:
        """Whether the run ended so, whatever came later."""
        return self.begun and self.ending is Ending.OPEN and not self.run.forgotten

    @property
    def changed(self) -> bool:
        """Whether the run changed every member of the cluster."""
        return self.begun and self.ending is Ending.CHANGED

    @property
    def how(self) -> str:
        """The status of the run, for people."""
        if self.begun and self.run.forgotten:
            return "given up"
        if self.damage:
            return "cannot be read"
        if not self.begun:
            return "nothing was sent"
        if self.ending is not None:
            return self.ending.words
        return "at work now" if self.run.busy else "not finished"

    def refusal(self) -> str:
        """Why the cluster may not be changed now; empty if it may."""
        if not self.killed:
            return ""
        if self.damage:
            return (
                f"run {self.run.id} cannot be read, so what it left is not known ({self.damage}): read the units, "
                f"then fgsp runs forget {self.run.path}"
            )
        if self.run.busy:
            return f"another process is changing it at this moment (run {self.run.path})"
        return (
            f"run {self.run.id} was not finished, and what it left comes first: {run_command('recover', self.run.path)}"
        )

    def warning(self) -> str:
        """The warning to give before the cluster is changed; empty without one."""
        if not self.half_done or self.ending is None:
            return ""
        return (
            f"run {self.run.id} left something to a person: {run_command('recover', self.run.path)} reports what is "
            "left of it, and can do nothing more about it after this push"
        )


def cluster_runs(run: RunFolder) -> list[ClusterRun]:
    """How a run ended, cluster by cluster. A run that cannot be read is one part with all devices of its folder."""
    try:
        return _read_cluster_runs(run)
    except (InputError, ArchiveError, ValueError, LookupError, TypeError) as problem:
        damage = problem.message if isinstance(problem, InputError | ArchiveError) else f"{run.path}: {problem}"
        return [ClusterRun(run=run, cluster="?", devices=run.devices, begun=True, damage=damage)]


def _read_cluster_runs(run: RunFolder) -> list[ClusterRun]:
    parts: dict[str, ClusterRun] = {}
    command = ""
    for entry in run.entries():
        kind = text(entry["kind"])
        if kind == "run":
            command = str(entry.get("command", "push"))
        elif kind == "begin":
            devices = frozenset(mapping(entry["hosts"]))
            parts[text(entry["cluster"])] = ClusterRun(
                run=run, cluster=text(entry["cluster"]), devices=devices, command=command
            )
        elif kind == "lead":
            parts[text(entry["cluster"])].begun = True
            parts[text(entry["cluster"])].written.add(text(entry["unit"]))
        elif kind == "end":
            parts[text(entry["cluster"])].ending = Ending(text(entry["ending"]))
        elif kind not in KINDS:
            raise ValueError(f"{kind} is no entry of a journal")
    if not command and run.devices:
        raise ValueError("the journal is empty, and the run has backups or transcripts")
    return list(parts.values())


def unfinished(home: Path, devices: Iterable[str]) -> Mapping[str, ClusterRun]:
    """For each of these devices, the run that left it unfinished: a killed one, else the last that needs a person."""
    wanted = frozenset(devices)
    killed: dict[str, ClusterRun] = {}
    left: dict[str, ClusterRun] = {}
    for run in runs_in(home):
        for part in cluster_runs(run) if wanted & run.devices else ():
            here = dict.fromkeys(wanted & part.devices, part)
            if part.killed:
                killed = here | killed
            elif part.half_done:
                left = here | left
    return {**left, **killed}


def follower(run: RunFolder, devices: Iterable[str]) -> ClusterRun | None:
    """The last run after this one that changed any of these devices, or left them half-done; None without one."""
    return next((later for later in _later_runs(run, devices) if later.changed or later.half_done), None)


def _later_runs(run: RunFolder, devices: Iterable[str]) -> Iterator[ClusterRun]:
    """What came after a run and was about any of these devices, the last one first."""
    wanted = frozenset(devices)
    for later in takewhile(lambda each: each.id != run.id, runs_in(run.home)):
        for part in cluster_runs(later) if wanted & later.devices else ():
            if wanted & part.devices:
                yield part
