"""The runs that are kept, for people: which there are, how each stands, and what to type next."""

from __future__ import annotations

from collections.abc import Sequence

from fgsp_cli.base import run_command
from fgsp_cli.report.appearance import Appearance
from fgsp_cli.report.text.aligned_table import Table, drawn
from fgsp_cli.results import Run

DONE = "done"
_STYLES = {
    DONE: "good",
    "rolled back": "notable",
    "not finished": "bad",
    "needs a person": "bad",
    "nothing was sent": "faint",
}


def runs_text(command: str, runs: Sequence[Run], appearance: Appearance) -> str:
    """A line for each cluster of each run, the newest first; below it the command for one of them."""
    rows = [(run.id, _moment(run.begun), run.command, name, how) for run in runs for name, how in run.clusters.items()]
    table = drawn(
        Table(headings=("RUN", "BEGUN (UTC)", "COMMAND", "CLUSTER", "STATUS"), rows=rows, styles=_STYLES), appearance
    )
    return f"{table}\n{_next(command, runs)}\n" if table else f"{_next(command, runs)}\n"


def _moment(begun: str) -> str:
    return begun[:19].replace("T", " ")


def _next(command: str, runs: Sequence[Run]) -> str:
    """What to type, for the run that it is most likely about."""
    if not runs:
        return "no run is kept here: name the folder of one, or where runs are kept with --run-dir"
    if command == "rollback":
        run = next((run for run in runs if DONE in run.clusters.values()), None)
        return (
            f"to undo the newest that was done: {run_command('rollback', run.folder)}"
            if run
            else "there is nothing to undo"
        )
    left = [run for run in runs if run.unfinished]
    return "\n".join(run_command("recover", run.folder) for run in left) if left else "nothing was left half-done"
