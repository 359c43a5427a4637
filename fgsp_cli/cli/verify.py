"""`fgsp verify`."""

from __future__ import annotations

from pathlib import Path

import click

from fgsp_cli.cli.shared import common_options as options
from fgsp_cli.cli.shared.console import Console
from fgsp_cli.cli.shared.verb_group import verb
from fgsp_cli.report import FORMATS_OF


@verb(
    "verify",
    ("fgsp verify -i edge.yaml -I inventory", "exit code 0: as intended; 2: not"),
    ("fgsp verify -i edge.yaml -I inventory --strict", "rows that the intent does not name count, too"),
)
@options.intent
@options.inventory
@options.limit
@click.option(
    "--strict", is_flag=True, help="Treat rows and settings that the intent does not name as differences (exit code 2)."
)
@options.workers
@options.formats(*FORMATS_OF["results"])
@options.talk
@click.pass_obj
def command(
    console: Console,
    *,
    intent_files: tuple[str, ...],
    inventory_path: Path,
    limits: tuple[tuple[str, ...], ...],
    strict: bool,
    workers: int | None,
    format_name: str,
) -> int:
    """Read the units and compare them with the intent; changes nothing.

    Each unit is compared at its own release, by meaning: a default that is spelled out and one that is not are the
    same. Exit code 2 if anything differs.
    """
    from fgsp_cli.cli.shared.formats_of_console import report_of
    from fgsp_cli.cli.shared.inputs import flat, read_intent, read_inventory
    from fgsp_cli.cli.shared.library_logs import quiet
    from fgsp_cli.cli.shared.progress import READ, Watcher
    from fgsp_cli.fleet import verify

    quiet()
    intent = read_intent(intent_files, console)
    inventory = read_inventory(inventory_path, console)
    limit = flat(limits)
    with Watcher(console, "verify", len(intent.only(limit or ["*"]).devices), READ, grouped=True) as watcher:
        results = verify(intent, inventory, watcher, limit=limit, workers=workers)
    return console.show(report_of(format_name, console).results(results), results.exit_code(strict=strict))
