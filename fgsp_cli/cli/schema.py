"""`fgsp schema`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fgsp_cli.cli.shared import common_options as options
from fgsp_cli.cli.shared.console import Console
from fgsp_cli.cli.shared.verb_group import verb

if TYPE_CHECKING:
    from fgsp_cli.fortios import Dialect


@verb(
    "schema",
    ("fgsp schema --fortios 7.0.12", "what that release accepts"),
    ("fgsp schema --format jsonschema > fgsp.json", "for an editor that checks the intent while one types"),
)
@click.option(
    "--fortios",
    metavar="RELEASE",
    type=options.ReleaseOrBranchType(),
    help="The release, 7.4.4, or a branch, 7.4.  [default: the newest known]",
)
@options.formats("text", "json", "jsonschema")
@options.talk
@click.pass_obj
def command(console: Console, *, fortios: str | None, format_name: str) -> int:
    """Show what a FortiOS release accepts for FGSP: blocks, settings, ranges, defaults.

    `--format jsonschema` is the JSON Schema of the intent, for all releases.
    """
    from fgsp_cli.cli.shared.formats_of_console import report_of

    if format_name == "jsonschema":
        from fgsp_cli.intent import json_schema
        from fgsp_cli.report import dumped

        return console.show(dumped(json_schema()), 0)
    return console.show(report_of(format_name, console).schema(_dialect(fortios, console)), 0)


def _dialect(fortios: str | None, console: Console) -> Dialect:
    from fgsp_cli.fortios import dialect, schema

    chosen = dialect(fortios or schema().branches[-1].newest)
    if chosen.unseen_warning:
        console.warn(chosen.unseen_warning)
    return chosen
