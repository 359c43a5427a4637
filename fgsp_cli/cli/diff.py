"""`fgsp diff`."""

from __future__ import annotations

from pathlib import Path

import click

from fgsp_cli.cli.shared import common_options as options
from fgsp_cli.cli.shared.console import Console
from fgsp_cli.cli.shared.verb_group import verb
from fgsp_cli.report import FORMATS_OF

_PLACE = click.Path(path_type=Path)


@verb(
    "diff",
    ("fgsp diff before.conf after.conf", "exit code 0: they mean the same; 2: they do not"),
    ("fgsp diff backups-6.4.5 backups-7.4.4", "two folders, device by device: what did the upgrade change?"),
    ("fgsp diff show-a.txt show-b.txt --fortios 7.4.4", "`show` output, which does not say its release"),
)
@click.argument("before", metavar="A", type=_PLACE)
@click.argument("after", metavar="B", type=_PLACE)
@options.backup_release
@options.name_by
@click.option(
    "--strict",
    is_flag=True,
    help="Other ids of rows that lead to the same peer are differences, and unknown settings that one side has.",
)
@options.formats(*FORMATS_OF["diff"])
@options.talk
@click.pass_obj
def command(
    console: Console, *, before: Path, after: Path, fortios: str | None, name_by: str, strict: bool, format_name: str
) -> int:
    """Compare two backups, or two folders of them, by meaning.

    A and B may be of different FortiOS releases: a table that moved, an option that was renamed and a time in another
    unit are no difference; a number that stayed while its unit changed is one, and so is a default that the release
    changed. Secrets are compared by presence alone. Exit code 2 if anything differs, 65 for a file that is no readable
    backup.
    """
    from fgsp_cli.cli.shared.formats_of_console import report_of
    from fgsp_cli.cli.shared.library_logs import quiet
    from fgsp_cli.cli.shared.progress import READ, Watcher
    from fgsp_cli.fleet import diff

    quiet()
    with Watcher(console, "diff", 0, READ, grouped=True) as watcher:
        results = diff(before, after, watcher, fortios=fortios, name_by=name_by, strict=strict, processes=None)
    return console.show(report_of(format_name, console).differences(results), results.exit_code())
