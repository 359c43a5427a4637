"""`fgsp import`; the module is named as every verb's is, and imported by that name."""
# ruff: noqa: N999 - a keyword of Python, and the word that people type

from __future__ import annotations

from pathlib import Path

import click

from fgsp_cli.cli.shared import common_options as options
from fgsp_cli.cli.shared.console import Console
from fgsp_cli.cli.shared.project_file import one_source
from fgsp_cli.cli.shared.verb_group import verb


@verb(
    "import",
    ("fgsp import backups > edge.yaml", "what a folder of backups holds"),
    ("fgsp import -I inventory > edge.yaml", "what live units run"),
    ("fgsp import terraform.tfstate --fortios 7.4.4", "what Terraform has stored of FGSP"),
)
@click.argument("path", metavar="[PATH]", required=False, type=click.Path(path_type=Path))
@options.maybe_inventory
@options.limit
@options.backup_release
@options.name_by
@options.workers
@options.talk
@click.pass_context
def command(
    ctx: click.Context,
    *,
    path: Path | None,
    inventory_path: Path | None,
    limits: tuple[tuple[str, ...], ...],
    fortios: str | None,
    name_by: str,
    workers: int | None,
) -> int:
    """Print an intent that has what backups hold or live units run; changes nothing.

    PATH is a backup, a folder of them (of each unit the newest counts), a Terraform state file or what `terraform show
    -json` prints. Units that list each other in a regular mesh become a cluster, all others stand under `devices`; the
    intent compiles back to the very rows, ids included. Secrets become references. Exit code 65 for a file that is no
    readable backup, 1 for a unit that could not be read; the others are printed all the same.
    """
    from fgsp_cli.cli.shared.inputs import flat, read_inventory, units
    from fgsp_cli.cli.shared.library_logs import quiet
    from fgsp_cli.cli.shared.progress import READ, Watcher
    from fgsp_cli.fleet import import_backups, import_units

    quiet()
    console = ctx.find_object(Console) or Console()
    inventory_path, path = one_source(ctx, "a PATH or -I/--inventory is needed", "path")
    if path is not None:
        if limits:
            raise click.UsageError("--limit goes with -I/--inventory", ctx)
        with Watcher(console, "import", 0, READ, grouped=True) as watcher:
            imported = import_backups(path, watcher, fortios=fortios, name_by=name_by, processes=None)
    elif inventory_path is not None:
        if fortios is not None:
            raise click.UsageError("--fortios goes with a PATH: units say what they run", ctx)
        inventory, limit = read_inventory(inventory_path, console), flat(limits)
        with Watcher(console, "import", len(units(inventory, limit)), READ, grouped=True) as watcher:
            imported = import_units(inventory, watcher, limit=limit, workers=workers)
    for name, error in imported.errors.items():
        for line in error.splitlines():
            console.fail(line if line.startswith(f"{name}: ") or path else f"{name}: {line}")
    return console.show(imported.text, imported.code)
