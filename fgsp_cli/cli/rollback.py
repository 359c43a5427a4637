"""`fgsp rollback`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import click

from fgsp_cli.cli.shared import common_options as options
from fgsp_cli.cli.shared.console import Console
from fgsp_cli.cli.shared.verb_group import verb

if TYPE_CHECKING:
    from fgsp_cli.results import Results


@verb(
    "rollback",
    ("fgsp rollback", "which runs there are"),
    ("fgsp rollback .fgsp/runs/20260922T101530Z-1f2e -I inventory", "the folder of the run"),
    ("fgsp rollback 20260922T101530Z-1f2e -I inventory -i edge.yaml", "its id; the run sent a secret of that intent"),
)
@options.of_run
@click.pass_obj
def command(console: Console, **given: Unpack[options.OfRun]) -> int:
    """Undo a finished push.

    Rolls back, on all units of a cluster or on none, what the run changed; what others have changed elsewhere stays. A
    cluster is refused, and the path named, if one of its units holds something else there by now than the run left. A
    rollback is a run of its own: backed up, read back, and undone in turn by a rollback of it. A run that sent a secret
    needs the intent that names it.

    RUN is a run's folder, its id, the beginning of its id, or `latest`; without it the runs that are kept are listed.
    Exit code 0: undone. Exit codes 1, 3 and 4 are as those of a push.
    """
    from fgsp_cli.cli.push import agreed_to
    from fgsp_cli.cli.shared.formats_of_console import show_changed, show_runs, shown_run
    from fgsp_cli.cli.shared.inputs import find_run, read_operator_files
    from fgsp_cli.cli.shared.library_logs import quiet
    from fgsp_cli.cli.shared.progress import Watcher
    from fgsp_cli.fleet import rollback
    from fgsp_cli.plan import PushOptions

    quiet()
    if given["run"] is None:
        return show_runs(console, given["format_name"], "rollback", given["run_dir"])
    folder = find_run(given["run"], given["run_dir"], "rollback")
    devices = shown_run(console, folder, given["inventory_path"], yes=given["yes"])
    intent, inventory = read_operator_files(given["intent_files"], given["inventory_path"], console)
    with Watcher(console, "rollback", devices) as watcher:

        def confirm(shown: Results) -> bool:
            with watcher.asking():
                return agreed_to(shown, console)

        wanted = PushOptions(old_psk=given["old_psk"], workers=given["workers"])
        results = rollback(folder, inventory, wanted, watcher, intent=intent, confirm=None if given["yes"] else confirm)
    return show_changed(console, given["format_name"], results, agreed=not given["yes"])
