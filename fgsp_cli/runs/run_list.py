"""The list of kept runs, and what is asked of one of them without doing anything to a unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from fgsp_cli.archive import RunFolder, runs_in
from fgsp_cli.base import ArchiveError, UsageError
from fgsp_cli.results import Run
from fgsp_cli.runs.endings import Ending
from fgsp_cli.runs.unfinished_runs import ClusterRun, cluster_runs


def runs(homes: Iterable[Path]) -> tuple[Run, ...]:
    """The runs that are kept in these places, the last of each place first; one that cannot be read says so."""
    return tuple(run for home in dict.fromkeys(home.resolve() for home in homes) for run in _runs_in(home))


def _runs_in(home: Path) -> Iterator[Run]:
    for run in runs_in(home):
        parts = cluster_runs(run)
        yield Run(
            id=run.id,
            folder=str(run.path),
            begun=run.begun,
            command=parts[0].command if parts else "push",
            clusters={part.cluster: _status_text(part) for part in parts},
            unfinished=any(part.half_done for part in parts),
        )


def _status_text(part: ClusterRun) -> str:
    if part.damage:
        return f"{part.how}: {part.damage}"
    return f"{part.how}, changed since" if part.needs_person and not part.half_done else part.how


def latest_run(homes: Iterable[Path], command: str) -> RunFolder:
    """The last run that `recover` or `rollback` has something to do about; UsageError if there is none."""
    for run in runs(homes):
        if run.unfinished if command == "recover" else Ending.CHANGED.words in run.clusters.values():
            return RunFolder.opened(Path(run.folder))
    raise UsageError(f"{command} latest: there is no such run", hint="`fgsp runs` lists the runs")


def lost_with(run: RunFolder) -> tuple[str, ...]:
    """What is lost if the run is forgotten, in lines for people."""
    lines = [
        f"{part.cluster}: {part.how}: {', '.join(sorted(part.devices)) or 'no unit'}" for part in cluster_runs(run)
    ]
    lines += [f"what is kept of {device} stays in {run.path}" for device in sorted(run.devices)]
    return (*lines, "`fgsp recover` will not read this run again, and pushes to these units are allowed")


def forget_run(run: RunFolder) -> None:
    """Give up a run that is not finished, or cannot be read. ArchiveError if a process is at work on it."""
    if run.busy:
        raise ArchiveError(f"{run.path}: a process is at work on this run", hint="wait until it has come to its end")
    run.forget()
