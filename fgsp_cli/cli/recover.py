"""`fgsp recover`."""

from __future__ import annotations

from typing import Unpack

import click

from fgsp_cli.cli.shared import common_options as options
from fgsp_cli.cli.shared.console import Console
from fgsp_cli.cli.shared.verb_group import verb


@verb(
    "recover",
    ("fgsp recover", "which runs there are, and which are not finished"),
    ("fgsp recover .fgsp/runs/20260922T101530Z-1f2e -I inventory", "the folder of the run"),
    ("fgsp recover 20260922T101530Z-1f2e -I inventory -i edge.yaml", "its id; the run sends a secret of that intent"),
)
@options.of_run
@click.pass_obj
def command(console: Console, **given: Unpack[options.OfRun]) -> int:
    """Finish or undo a push that was killed half-done.

    Reads again every unit that the run may have written to. A cluster whose members all hold the intended state is
    finished; any other cluster is rolled back, where no other session has changed the same settings since. It may be
    repeated: what was recovered is left alone. A run that sends a secret needs the intent that names it: what the
    record of a run names is never resolved by itself, nor is its inventory used.

    RUN is a run's folder, its id, the beginning of its id, or `latest`. Without it the runs that are kept are listed,
    and nothing is done: exit code 2 if one of them is not finished. Else exit code 0: every cluster is finished or as
    it was before; the result says which. Exit code 4: a unit needs a person, or is not there; then once more when it is
    back.
    """
    from fgsp_cli.base import UsageError
    from fgsp_cli.cli.shared.formats_of_console import show_changed, show_runs, shown_run
    from fgsp_cli.cli.shared.inputs import find_run, read_operator_files
    from fgsp_cli.cli.shared.library_logs import quiet
    from fgsp_cli.cli.shared.progress import READ, Watcher
    from fgsp_cli.fleet import recover
    from fgsp_cli.plan import PushOptions

    quiet()
    if given["run"] is None:
        return show_runs(console, given["format_name"], "recover", given["run_dir"])
    folder = find_run(given["run"], given["run_dir"], "recover")
    devices = shown_run(console, folder, given["inventory_path"], yes=given["yes"])
    if not given["yes"] and not console.asked("Read these units, and finish the run or roll it back?"):
        raise UsageError("nothing was done: it was not confirmed")
    intent, inventory = read_operator_files(given["intent_files"], given["inventory_path"], console)
    with Watcher(console, "recover", devices, READ) as watcher:
        wanted = PushOptions(old_psk=given["old_psk"], workers=given["workers"])
        results = recover(folder, inventory, wanted, watcher, intent=intent)
    return show_changed(console, given["format_name"], results)
