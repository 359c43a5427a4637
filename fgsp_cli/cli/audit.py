"""`fgsp audit`."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import click

from fgsp_cli.cli.shared import common_options as options
from fgsp_cli.cli.shared.console import Console
from fgsp_cli.cli.shared.project_file import one_source
from fgsp_cli.cli.shared.verb_group import verb
from fgsp_cli.report import FORMATS_OF

_LONG = 10.0
"""Seconds; a longer audit reports what took the time."""


@verb(
    "audit",
    ("fgsp audit -i edge.yaml --against backups", "last night's backups, without a connection"),
    ("fgsp audit -i edge.yaml -I inventory", "the units themselves"),
    ("fgsp audit -i edge.yaml --against backups --format junit > audit.xml", "for a CI that shows test results"),
    ("fgsp audit --history fgt-a --against backups", "when which entry of fgt-a changed"),
)
@options.maybe_intent
@options.maybe_inventory
@options.against
@options.backup_release
@options.name_by
@click.option("--history", metavar="DEVICE", help="Show when each entry of a device changed, from its stored backups.")
@options.limit
@click.option(
    "--strict", is_flag=True, help="Treat rows and settings that the intent does not name as differences (exit code 2)."
)
@options.workers
@options.formats(*FORMATS_OF["results"])
@options.talk
@click.pass_context
def command(
    ctx: click.Context,
    *,
    inventory_path: Path | None,
    intent_files: tuple[str, ...],
    against: Path | None,
    fortios: str | None,
    name_by: str,
    history: str | None,
    limits: tuple[tuple[str, ...], ...],
    strict: bool,
    workers: int | None,
    format_name: str,
) -> int:
    """Compare an intent with live units, or with backups of them; changes nothing.

    Each unit is compared by meaning, at its own release. The report shows what differs, the place in the intent, and
    unmanaged rows. If a unit has several backups, the newest is used. Exit code 2 for differences and for backups
    that cannot be read, 1 for units that could not be reached or have no backup.
    """
    from fgsp_cli.cli.shared.library_logs import quiet

    quiet()
    console = ctx.find_object(Console) or Console()
    inventory_path, against = one_source(ctx, "" if history else "-I/--inventory or --against is needed")
    if history is not None:
        if against is None or inventory_path is not None:
            raise click.UsageError("--history reads backups: name them with --against", ctx)
        return _history(
            console, history, against, fortios=fortios, name_by=name_by, format_name=format_name, strict=strict
        )
    if not intent_files:
        raise click.UsageError("missing option '-i' / '--intent'", ctx)
    if fortios is not None and against is None:
        raise click.UsageError("--fortios goes with --against: units say what they run", ctx)
    return _audit(
        console,
        intent_files=intent_files,
        inventory_path=inventory_path,
        against=against,
        fortios=fortios,
        name_by=name_by,
        limits=limits,
        workers=workers,
        format_name=format_name,
        strict=strict,
    )


def _audit(
    console: Console,
    *,
    intent_files: tuple[str, ...],
    inventory_path: Path | None,
    against: Path | None,
    fortios: str | None,
    name_by: str,
    limits: tuple[tuple[str, ...], ...],
    workers: int | None,
    format_name: str,
    strict: bool,
) -> int:
    from fgsp_cli.cli.shared.formats_of_console import report_of
    from fgsp_cli.cli.shared.inputs import flat, read_intent, read_inventory
    from fgsp_cli.cli.shared.progress import READ, Watcher
    from fgsp_cli.fleet import audit
    from fgsp_cli.units import Times

    start = perf_counter()
    intent = read_intent(intent_files, console)
    inventory = read_inventory(inventory_path, console) if inventory_path else None
    limit, times = flat(limits), Times()
    with Watcher(console, "audit", len(intent.only(limit or ["*"]).devices), READ, grouped=True) as watcher:
        results = audit(
            intent,
            inventory,
            watcher,
            against=against,
            fortios=fortios,
            name_by=name_by,
            limit=limit,
            workers=workers,
            processes=workers,
            times=times,
        )
    seconds = perf_counter() - start
    if against is not None and (console.verbosity or seconds > _LONG):
        console.say(f"fgsp: {len(results.devices)} units in {seconds:.1f} s; of all processors: {times}")
    return console.show(report_of(format_name, console).results(results), results.exit_code(strict=strict))


def _history(
    console: Console, device: str, against: Path, *, fortios: str | None, name_by: str, format_name: str, strict: bool
) -> int:
    from fgsp_cli.cli.shared.formats_of_console import report_of
    from fgsp_cli.cli.shared.progress import READ, Watcher
    from fgsp_cli.fleet import device_history

    with Watcher(console, "history", 0, READ, grouped=True) as watcher:
        history = device_history(
            device, against, watcher, fortios=fortios, name_by=name_by, strict=strict, processes=None
        )
    return console.show(report_of(format_name, console).history(history), history.exit_code())
