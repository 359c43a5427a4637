"""`fgsp demo`."""

from __future__ import annotations

import sys

import click

from fgsp_cli.cli.shared import common_options as options
from fgsp_cli.cli.shared.console import Console
from fgsp_cli.cli.shared.verb_group import verb


@verb("demo", ("fgsp demo", "watch it"))
@options.talk
@click.pass_obj
def command(console: Console) -> int:
    """Show the whole job: render, plan, push, verify, drift, repair.

    On five stand-in FortiGates that this command starts on loopback, over real SSH, in a temporary folder. It takes
    less than a minute and leaves nothing behind.
    """
    from fgsp_cli.cli.shared.formats_of_console import appearance_of
    from fgsp_cli.cli.shared.library_logs import quiet
    from fgsp_cli.demo import run

    quiet()
    codes: list[int] = []
    run(lambda text: codes.append(console.show(text, 0)), appearance_of(console, sys.stdout))
    return max(codes, default=0)
