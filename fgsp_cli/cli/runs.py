"""`fgsp runs`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from fgsp_cli.cli.shared import common_options as options
from fgsp_cli.cli.shared.console import Console, is_terminal
from fgsp_cli.cli.shared.verb_group import HelpedGroup, Verb, console_of


@click.group("runs", cls=HelpedGroup, invoke_without_command=True, subcommand_metavar="[VERB ...]")
@options.run_dir
@options.formats()
@options.talk
@click.pass_context
def command(ctx: click.Context, *, run_dir: Path | None, format_name: str) -> int | None:
    """List the runs that are kept, and how each of them stands.

    A run is one push, rollback or recovery, with its backups, its journal and its transcripts. Exit code 2 if one of
    them is not finished, or cannot be read: nothing is pushed to its units until `fgsp recover` has finished or undone
    it, or `fgsp runs forget` has given it up.
    """
    if ctx.invoked_subcommand is not None:
        return None
    from fgsp_cli.cli.shared.formats_of_console import show_runs

    return show_runs(console_of(ctx), format_name, "recover", run_dir)


class Forget(Verb):
    """`runs forget`."""

    examples = (("fgsp runs forget 20260922T101530Z-1f2e", "show what is lost, ask, allow pushes to its units again"),)


@command.command("forget", cls=Forget)
@click.argument("run")
@click.option("--yes", is_flag=True, help="Do not ask.")
@options.run_dir
@options.talk
@click.pass_context
def forget(ctx: click.Context, *, run: str, yes: bool, run_dir: Path | None) -> int:
    """Give up a run that is not finished, or cannot be read.

    Nothing is changed on any unit, and the folder of the run stays. Check its units first: `fgsp recover` will not
    read them again for this run, and pushes to them are allowed.
    """
    from fgsp_cli.cli.shared.inputs import find_run
    from fgsp_cli.runs import forget_run, lost_with

    console: Console = console_of(ctx)
    folder = find_run(run, run_dir, "recover")
    console.to_stderr("".join(f"{line}\n" for line in lost_with(folder)))
    if not yes:
        if not is_terminal(sys.stdin):
            raise click.UsageError("stdin is no terminal, so this cannot be confirmed: --yes gives the run up", ctx)
        if not console.asked("Give this run up?"):
            return 1
    forget_run(folder)
    return 0
