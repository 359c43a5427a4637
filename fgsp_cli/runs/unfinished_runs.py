"""What earlier runs came to, cluster by cluster, as far as a new run must know: without their plans.

A run that was killed leaves units in a state that no program has read. A push over them would take what it finds for
what was there before, and `recover` of the older run could undo the newer one afterwards. So:

- a push is refused while an earlier run is unfinished: killed, still at work, or not readable. Unfinished is a property
  of the run, not of its place in time; `recover` comes first, or a person gives it up with `fgsp runs forget`;
- a run whose message said that a unit needs a person is warned of: to push again may be what that person decided.
  `recover` always leads at least to here, so that nobody is locked out;
- such a run is over once a later one has changed the same devices: `recover` leaves them alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from fgsp_cli.archive import RunFolder, runs_in
from fgsp_cli.base import ArchiveError, InputError, mapping, text
from fgsp_cli.runs.journal import KINDS, Ending


@dataclass(slots=True, kw_only=True)
class Chapter:
    """One cluster's part of a run."""

    run: RunFolder
    cluster: str
    devices: frozenset[str]
    begun: bool = False
    """Whether anything may have been sent to any unit."""
    ending: Ending | None = None
    """None: the process was killed, or is still at work."""
    command: str = "push"
    damage: str = ""
    """Why the journal cannot be read, with the place."""

    @property
    def killed(self) -> bool:
        """Whether the run did not come to an end, or does not tell: nothing may be changed over it."""
        return self.begun and self.ending is None and not self.run.forgotten

    @property
    def half_done(self) -> bool:
        """Whether something is left to be done, or may be."""
        return self.begun and self.ending in (None, Ending.OPEN) and not self.run.forgotten

    @property
    def how(self) -> str:
        """How it stands, in words."""
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
        """Why nobody may change the cluster now; empty if somebody may."""
        if not self.killed:
            return ""
        if self.damage:
            return (
                f"run {self.run.id} cannot be read, so what it left is not known ({self.damage}): look at the units, "
                f"then fgsp runs forget {self.run.path}"
            )
        if self.run.busy:
            return f"another process is changing it at this moment (run {self.run.path})"
        return f"run {self.run.id} was not finished, and what it left comes first: fgsp recover {self.run.path}"

    def warning(self) -> str:
        """What one should know before one changes the cluster; empty if there is nothing."""
        if not self.half_done or self.ending is None:
            return ""
        return (
            f"run {self.run.id} left something to a person: fgsp recover {self.run.path} tells what is left of it, and "
            "can do nothing more about it after this push"
        )


def chapters(run: RunFolder) -> list[Chapter]:
    """What a run came to, cluster by cluster. One that cannot be read is one chapter with all devices of its folder."""
    try:
        return _chapters(run)
    except (InputError, ArchiveError, ValueError, LookupError, TypeError) as problem:
        damage = problem.message if isinstance(problem, InputError | ArchiveError) else f"{run.path}: {problem}"
        return [Chapter(run=run, cluster="?", devices=run.devices, begun=True, damage=damage)]


def _chapters(run: RunFolder) -> list[Chapter]:
    found: dict[str, Chapter] = {}
    command = ""
    for entry in run.entries():
        kind = text(entry["kind"])
        if kind == "run":
            command = str(entry.get("command", "push"))
        elif kind == "begin":
            devices = frozenset(mapping(entry["hosts"]))
            found[text(entry["cluster"])] = Chapter(
                run=run, cluster=text(entry["cluster"]), devices=devices, command=command
            )
        elif kind == "lead":
            found[text(entry["cluster"])].begun = True
        elif kind == "end":
            found[text(entry["cluster"])].ending = Ending(text(entry["ending"]))
        elif kind not in KINDS:
            raise ValueError(f"{kind} is no entry of a journal")
    if not command and run.devices:
        raise ValueError("the journal is empty, and the run has backups or transcripts")
    return list(found.values())


def unfinished(home: Path, devices: Iterable[str]) -> Mapping[str, Chapter]:
    """Of each of these devices, the run that left it unfinished: one that was killed, else one that needs a person and
    was not followed by one that changed the device.
    """
    wanted = frozenset(devices)
    killed: dict[str, Chapter] = {}
    left: dict[str, Chapter] = {}
    changed: set[str] = set()
    for run in runs_in(home):
        for chapter in chapters(run) if wanted & run.devices else ():
            here = wanted & chapter.devices
            if chapter.killed:
                killed |= dict.fromkeys(here - killed.keys(), chapter)
            elif chapter.half_done:
                left |= dict.fromkeys(here - changed - left.keys(), chapter)
            if chapter.begun and chapter.ending is Ending.CHANGED:
                changed |= here
    return {**left, **killed}


def followers(run: RunFolder, devices: Iterable[str]) -> Iterator[Chapter]:
    """The later runs that changed any of these devices, or left them half-done, the newest first."""
    wanted = frozenset(devices)
    for later in runs_in(run.home):
        if later.id == run.id:
            return
        for chapter in chapters(later) if wanted & later.devices else ():
            over = chapter.begun and chapter.ending is Ending.CHANGED
            if wanted & chapter.devices and (over or chapter.half_done):
                yield chapter


__all__ = ("Chapter", "chapters", "followers", "unfinished")
