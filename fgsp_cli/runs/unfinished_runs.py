"""What runs before have come to, cluster by cluster, as far as one must know before a new one: without their plans.

A run that was killed leaves units of which nobody has made sure what they hold. A push over them would take what it
finds for what was there before, and `recover` of the older run could undo the newer one afterwards. So:

- a push is refused while a run before is not over that was killed, or that is still at work: `recover` comes first;
- a run whose message said that a unit needs a person is warned of: somebody has been told, and to push again may be
  what they decided. `recover` always leads at least to here, so that nobody is locked out;
- a run is over for good once a later one has changed the same devices: `recover` leaves them alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from fgsp_cli.archive import RunFolder, runs_in
from fgsp_cli.base import ArchiveError, InputError, mapping, text
from fgsp_cli.runs.journal import Ending


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

    @property
    def half_done(self) -> bool:
        """Whether something is left to be done, or may be."""
        return self.begun and self.ending in (None, Ending.OPEN)

    @property
    def how(self) -> str:
        """How it stands, in words."""
        if not self.begun:
            return "nothing was sent"
        if self.ending is not None:
            return _HOW[self.ending]
        return "at work now" if self.run.busy else "not finished"

    def refusal(self) -> str:
        """Why nobody may change the cluster now; empty if somebody may."""
        if not self.begun or self.ending is not None:
            return ""
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


_HOW = {Ending.CHANGED: "done", Ending.PUT_BACK: "put back", Ending.OPEN: "needs a person"}


def chapters(run: RunFolder) -> list[Chapter]:
    """What a journal tells of each cluster; InputError for one that makes no sense, ArchiveError for one unreadable."""
    found: dict[str, Chapter] = {}
    command = "push"
    for entry in run.entries():
        kind, cluster = entry.get("kind"), str(entry.get("cluster", ""))
        if kind == "run":
            command = str(entry.get("command", command))
        elif kind == "begin":
            devices = frozenset(mapping(entry.get("hosts")))
            found[cluster] = Chapter(run=run, cluster=cluster, devices=devices, command=command)
        elif cluster in found and kind == "lead":
            found[cluster].begun = True
        elif cluster in found and kind == "end":
            found[cluster].ending = Ending(text(entry.get("ending")))
    return list(found.values())


def unfinished(home: Path, devices: Iterable[str]) -> Mapping[str, Chapter]:
    """Of each of these devices, the newest run that left it half-done and was not followed by one that changed it."""
    undecided = set(devices)
    found: dict[str, Chapter] = {}
    for run in runs_in(home):
        if not undecided:
            break
        for chapter in _told(run) if undecided & run.backed_up else ():
            if chapter.half_done:
                found |= dict.fromkeys(undecided & chapter.devices, chapter)
            if chapter.half_done or (chapter.begun and chapter.ending is Ending.CHANGED):
                undecided -= chapter.devices
    return found


def followers(run: RunFolder, devices: Iterable[str]) -> Iterator[Chapter]:
    """The later runs that changed any of these devices, or left them half-done, the newest first."""
    wanted = frozenset(devices)
    for later in runs_in(run.home):
        if later.id == run.id:
            return
        for chapter in _told(later) if wanted & later.backed_up else ():
            over = chapter.begun and chapter.ending is Ending.CHANGED
            if wanted & chapter.devices and (over or chapter.half_done):
                yield chapter


def _told(run: RunFolder) -> list[Chapter]:
    """What a journal tells; of one that cannot be read nothing can be said, and `recover` says why."""
    try:
        return chapters(run)
    except (InputError, ArchiveError, ValueError):
        return []


__all__ = ("Chapter", "chapters", "followers", "unfinished")
