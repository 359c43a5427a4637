"""`fgsp status`."""

from __future__ import annotations

from pathlib import Path

import click

from fgsp_cli.cli.shared import common_options as options
from fgsp_cli.cli.shared.console import Console
from fgsp_cli.cli.shared.verb_group import verb
from fgsp_cli.report import FORMATS_OF


@verb(
    "status",
    ("fgsp status -I inventory", "the links between all units"),
    ("fgsp status -I inventory -i edge.yaml -l edge", "of one cluster; the intent says who is who"),
    ("fgsp status -I inventory --format json", "for a script; exit code 2 if a link is not good"),
)
@options.inventory
@options.maybe_intent
@options.limit
@click.option(
    "--interval",
    metavar="SECONDS",
    type=click.FloatRange(min=0, max=3600),
    default=5.0,
    show_default=True,
    help="Seconds between the two readings of the counters.",
)
@options.workers
@options.formats(*FORMATS_OF["status"])
@options.talk
@click.pass_obj
def command(
    console: Console,
    *,
    inventory_path: Path,
    intent_files: tuple[str, ...],
    limits: tuple[tuple[str, ...], ...],
    interval: float,
    workers: int | None,
    format_name: str,
) -> int:
    """Show whether the synchronisation links between live units work; changes nothing.

    FortiOS does not report a peer as up or down. A link is good only if synchronisation runs, the daemon lists the peer
    and the unit sees it; what a release does not report is unknown, not good. Exit code 2 if a link is not good.
    """
    from fgsp_cli.cli.shared.formats_of_console import report_of
    from fgsp_cli.cli.shared.inputs import flat, read_intent, read_inventory, units
    from fgsp_cli.cli.shared.library_logs import quiet
    from fgsp_cli.cli.shared.progress import READ, Watcher
    from fgsp_cli.fleet import status

    quiet()
    intent = read_intent(intent_files, console) if intent_files else None
    inventory = read_inventory(inventory_path, console)
    limit = flat(limits)
    count = len(intent.only(limit or ["*"]).devices) if intent else len(units(inventory, limit))
    with Watcher(console, "status", count, READ, grouped=True) as watcher:
        results = status(inventory, watcher, intent=intent, limit=limit, interval=interval, workers=workers)
    return console.show(report_of(format_name, console).runtime(results), results.exit_code())
