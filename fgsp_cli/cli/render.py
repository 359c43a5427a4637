"""`fgsp render`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from fgsp_cli.cli.shared import common_options as options
from fgsp_cli.cli.shared.console import Console
from fgsp_cli.cli.shared.verb_group import verb
from fgsp_cli.report import Rendering


@verb(
    "render",
    ("fgsp render -i edge.yaml", "the CLI of every unit"),
    ("fgsp render -i edge.yaml -l fgt-a", "of one"),
    ("fgsp render -i edge.yaml --fortios 7.6.2", "as that release will want it"),
    ("fgsp render -i edge.yaml --out cli/", "one file per unit: cli/fgt-a.conf, ..."),
    ("fgsp render -i - --format json < edge.yaml", "for a script"),
)
@options.intent
@click.option(
    "--fortios", metavar="RELEASE", help="Render for this release instead of those in the file: 7.4.4, or 7.4."
)
@options.limit
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write one DEVICE.conf for each device into this folder.",
)
@click.option("--answers", is_flag=True, help="Add the y to FortiOS' question after the ids, where it asks one.")
@click.option(
    "--templates",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Use the templates of this folder instead of fgsp's own of the same name.",
)
@options.formats()
@options.talk
@click.pass_obj
def command(
    console: Console,
    *,
    intent_files: tuple[str, ...],
    fortios: str | None,
    limits: tuple[tuple[str, ...], ...],
    out: Path | None,
    answers: bool,
    templates: Path | None,
    format_name: str,
) -> int:
    """Print the full CLI that configures each unit; touches nothing.

    Every argument that the intent names is written, the release's default included. Secrets stay references: a comment
    names what is to be filled in.
    """
    from fgsp_cli.cli.shared.formats_of_console import report_of
    from fgsp_cli.cli.shared.inputs import flat, read_intent
    from fgsp_cli.fortios import dialect
    from fgsp_cli.plan import check_intent, parts_of
    from fgsp_cli.render import Style, rendered

    intent = read_intent(intent_files, console, fortios)
    intent = intent.only(flat(limits)) if limits else intent
    states = intent.states(fortios)
    check_intent(parts_of(intent), fortios=fortios)
    for warning in intent.warnings_for(fortios):
        console.warn(str(warning))
    comments = format_name == "text"
    renderings = {}
    for name in intent.devices:
        style = Style(device=name, comments=comments, answers=answers, templates=templates)
        state = states[name]
        lines = rendered(state, dialect(state.fortios), style)
        renderings[name] = Rendering(fortios=str(state.fortios), lines=lines)
    if out is not None:
        _write(out, renderings, console)
        if comments:
            return 0
    return console.show(report_of(format_name, console).renderings(renderings), 0)


def _write(folder: Path, renderings: Mapping[str, Rendering], console: Console) -> None:
    from fgsp_cli.archive import file_name, make_folder, write

    make_folder(folder)
    for name, rendering in renderings.items():
        path = write(folder / f"{file_name(name)}.conf", "".join(f"{line}\n" for line in rendering.lines))
        console.say(f"wrote {path}")
