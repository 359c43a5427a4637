"""The formats of `report`, set up for the console."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from fgsp_cli.cli.shared.console import Console, is_terminal
from fgsp_cli.report import Appearance, formatter

if TYPE_CHECKING:
    from fgsp_cli.archive import RunFolder
    from fgsp_cli.report import Format
    from fgsp_cli.results import Results


def appearance_of(console: Console, stream: TextIO | None) -> Appearance:
    """The width and colours of the stream."""
    return Appearance(width=console.width(stream), color=console.colored(stream))


def report_of(name: str, console: Console) -> Format:
    """The format of that name, for stdout."""
    return formatter(name, appearance_of(console, sys.stdout))


def show_changed(console: Console, format_name: str, results: Results, *, agreed: bool = False) -> int:
    """Print the results of a verb that changes units, then each unit that needs a person; return the exit code."""
    from fgsp_cli.base import NeedsPerson

    code = console.show(report_of(format_name, console).results(results, agreed=agreed), results.exit_code())
    for name, outcome in results.devices.items():
        if outcome.exit_code() == NeedsPerson.exit_code:
            console.fail(f"{name}: {outcome.error}")
    return code


def shown_run(console: Console, folder: RunFolder, inventory: Path | None, *, yes: bool) -> int:
    """Say what a run is about, before anything is read of its units; how many those are.

    UsageError if it is to be confirmed and no person is there, or without an inventory.
    """
    from fgsp_cli.base import UsageError
    from fgsp_cli.runs import devices_of_run

    if inventory is None:
        raise UsageError("-I/--inventory is needed: that of the run's own record does not count")
    if not yes and not is_terminal(sys.stdin):
        raise UsageError("stdin is no terminal, so no person can confirm it: --yes goes ahead")
    devices = devices_of_run(folder)
    console.say(f"run {folder.id} in {folder.path}, with the units of {inventory}:")
    for cluster, names in devices.items():
        console.say(f"  {cluster}: {', '.join(names)}")
    return sum(map(len, devices.values()))


def show_runs(console: Console, format_name: str, command: str, run_dir: Path | None) -> int:
    """Print which runs there are, for whoever does not know what to name. 2 if one of them is left to `recover`."""
    from fgsp_cli.cli.shared.inputs import homes
    from fgsp_cli.runs import runs

    listed = runs(homes(run_dir))
    left = command == "recover" and any(run.unfinished for run in listed)
    return console.show(report_of(format_name, console).runs(command, listed), 2 if left else 0)
