"""`fgsp backup`."""

from __future__ import annotations

from pathlib import Path

import click

from fgsp_cli.cli.shared import common_options as options
from fgsp_cli.cli.shared.console import Console
from fgsp_cli.cli.shared.verb_group import verb

SCOPES = ("full", "fgsp")


class ScopesType(options.PatternsType):
    """What to store, separated by commas."""

    name = "scopes"

    def convert(
        self, value: str | tuple[str, ...], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """The scopes of the option, each once and in order."""
        scopes = super().convert(value, param, ctx)
        for scope in scopes:
            if scope not in SCOPES:
                self.fail(f"{scope!r} is not one of {', '.join(SCOPES)}", param, ctx)
        return tuple(dict.fromkeys(scopes))


@verb(
    "backup",
    ("fgsp backup -I inventory --to backups", "everything of every unit"),
    ("fgsp backup -I inventory --to backups --scope fgsp --keep 30", "the FGSP sections, the last 30"),
    ("fgsp backup -I inventory --to repo --keep 1 && git -C repo add -A", "one file per unit, for git"),
)
@options.inventory
@options.limit
@click.option(
    "--to",
    "folder",
    metavar="DIR",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to store into, one folder per unit in it.",
)
@click.option(
    "--scope",
    "scopes",
    metavar="full,fgsp",
    type=ScopesType(),
    default=("full",),
    help="All that `show` prints, the FGSP sections, or both.  [default: full]",
)
@click.option("--keep", metavar="N", type=click.IntRange(min=1), help="Keep the last N of each unit.  [default: all]")
@options.workers
@options.formats()
@options.talk
@click.pass_obj
def command(
    console: Console,
    *,
    inventory_path: Path,
    limits: tuple[tuple[str, ...], ...],
    folder: Path,
    scopes: tuple[str, ...],
    keep: int | None,
    workers: int | None,
    format_name: str,
) -> int:
    """Store what the units `show`; changes nothing on them.

    Files are readable by their owner alone, and each has a description beside it: release, serial, time, hash. A unit
    in which nothing changed since its last backup, secrets aside, gives no new file; what a unit printed in part
    replaces nothing. With `--keep 1` the names stay (DEVICE/full.conf), for a git repository to remember changes.
    """
    from fgsp_cli.base import Phase
    from fgsp_cli.cli.shared.formats_of_console import report_of
    from fgsp_cli.cli.shared.inputs import flat, read_inventory, units
    from fgsp_cli.cli.shared.library_logs import quiet
    from fgsp_cli.cli.shared.progress import Watcher
    from fgsp_cli.fleet import backup

    quiet()
    inventory = read_inventory(inventory_path, console)
    limit = flat(limits)
    with Watcher(console, "backup", len(units(inventory, limit)), frozenset({Phase.DONE})) as watcher:
        results = backup(inventory, folder, watcher, limit=limit, scopes=scopes, keep=keep, workers=workers)
    return console.show(report_of(format_name, console).backups(results), results.exit_code())
