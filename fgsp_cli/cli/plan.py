"""`fgsp plan`."""

from __future__ import annotations

from pathlib import Path
from typing import Unpack

import click

from fgsp_cli.cli.shared import common_options as options
from fgsp_cli.cli.shared.change_options import Changing, changing, push_options
from fgsp_cli.cli.shared.console import Console
from fgsp_cli.cli.shared.project_file import one_source
from fgsp_cli.cli.shared.verb_group import verb
from fgsp_cli.report import FORMATS_OF


@verb(
    "plan",
    ("fgsp plan -i edge.yaml -I inventory", "what a push would change"),
    ("fgsp plan -i edge.yaml -I inventory -l edge", "of one cluster"),
    ("fgsp plan -i edge.yaml --against backups/", "from backups, without a connection"),
    ("fgsp plan -i edge.yaml -I inventory --out plan.json", "to review now, and to push as it is"),
    ("fgsp plan -i edge.yaml -I inventory --format json", "for a script; exit code 2 if anything differs"),
)
@options.intent
@options.maybe_inventory
@click.option(
    "--against",
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="Read backups (a folder or a file) instead of live units.",
)
@click.option(
    "--fortios", metavar="RELEASE", type=options.ReleaseType(), help="Release of backups whose text does not state one."
)
@options.name_by
@changing
@click.option(
    "--out",
    metavar="PLAN.json",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Keep the plan in this file: `fgsp push PLAN.json` does exactly that.",
)
@options.run_dir
@click.option(
    "--strict", is_flag=True, help="Treat rows and settings that the intent does not name as differences (exit code 2)."
)
@options.formats(*FORMATS_OF["results"])
@options.talk
@click.pass_context
def command(
    ctx: click.Context,
    *,
    intent_files: tuple[str, ...],
    inventory_path: Path | None,
    against: Path | None,
    fortios: str | None,
    name_by: str,
    out: Path | None,
    run_dir: Path | None,
    strict: bool,
    format_name: str,
    **given: Unpack[Changing],
) -> int:
    """Show what a push would change; changes nothing at all.

    Reads every unit, or a backup of it, and compares by meaning: what is sent is what differs. A check that would
    refuse the push is reported now. Exit code 2 if there is anything to do. With --out the plan is kept, for a push
    that is refused unless every unit is as it was.
    """
    from fgsp_cli.cli.shared.formats_of_console import report_of
    from fgsp_cli.cli.shared.inputs import read_intent, read_inventory
    from fgsp_cli.cli.shared.library_logs import quiet
    from fgsp_cli.cli.shared.progress import READ, Watcher
    from fgsp_cli.fleet import plan

    console = ctx.find_object(Console) or Console()
    inventory_path, against = one_source(ctx, "-I/--inventory or --against is needed")
    if fortios is not None and against is None:
        raise click.UsageError("--fortios goes with --against: units say what they run", ctx)
    if out is not None and against is not None:
        raise click.UsageError("--out goes with -I: a plan made of backups cannot be pushed", ctx)
    quiet()
    intent = read_intent(intent_files, console)
    inventory = read_inventory(inventory_path, console) if inventory_path else None
    wanted = push_options(given, run_dir=run_dir)
    with Watcher(console, "plan", len(intent.only(wanted.limit or ["*"]).devices), READ, grouped=True) as watcher:
        results = plan(intent, inventory, wanted, watcher, against=against, fortios=fortios, name_by=name_by, out=out)
    return console.show(report_of(format_name, console).results(results), results.exit_code(strict=strict))
