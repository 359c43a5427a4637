"""`fgsp push`."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import click

from fgsp_cli.cli import options
from fgsp_cli.cli.changing import Changing, changing, push_options
from fgsp_cli.cli.console import Console, is_terminal
from fgsp_cli.cli.verbs import verb

if TYPE_CHECKING:
    from fgsp_cli.compare import Results


class _SavedPlan(click.Argument):
    """The argument that is still to come; the help does not show it."""

    def get_usage_pieces(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click calls it
        """Nothing."""
        return []


def _refuse_saved_plan(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
    if value is not None:
        raise click.UsageError(f"{value}: pushing a saved plan is not there yet; -i names the intent", ctx)


@verb(
    "push",
    ("fgsp push -i edge.yaml -I inventory", "show the plan, ask, change"),
    ("fgsp push -i edge.yaml -I inventory --yes", "without asking, for a pipeline"),
    ("fgsp push -i edge.yaml -I inventory -l edge", "one cluster"),
    ("fgsp push -i edge.yaml -I inventory --without fgt-c", "all but a unit that is down"),
)
@click.argument("plan_file", required=False, cls=_SavedPlan, expose_value=False, callback=_refuse_saved_plan)
@options.intent
@options.inventory
@click.option("--yes", is_flag=True, help="Do not ask.")
@changing
@options.run_dir
@options.formats()
@options.not_yet("--canary", takes="N")
@options.not_yet("--batch", takes="N")
@options.not_yet("--max-failures", takes="N")
@options.talk
@click.pass_obj
def command(
    console: Console,
    *,
    intent_file: str,
    inventory_path: Path,
    yes: bool,
    run_dir: Path | None,
    format_name: str,
    **given: Unpack[Changing],
) -> int:
    """Change what differs: plan, ask, back up, change, read back; or put everything back.

    A cluster is one transaction: if any of its units does not end up as intended, all of them are put back (exit code
    3). If one cannot be, the message says which, what it holds and where its backup is (exit code 4). A push that
    finds nothing to do changes nothing.
    """
    from fgsp_cli.base.errors import NeedsPerson
    from fgsp_cli.cli.inputs import read_intent, read_inventory
    from fgsp_cli.cli.logs import quiet
    from fgsp_cli.cli.progress import Watcher
    from fgsp_cli.cli.reporting import report_of
    from fgsp_cli.fleet import push

    if not yes and not is_terminal(sys.stdin):
        raise click.UsageError("nobody can be asked, as stdin is no terminal: --yes pushes without asking")
    quiet()
    intent = read_intent(intent_file, console)
    inventory = read_inventory(inventory_path, console)
    wanted = push_options(given, run_dir=run_dir)
    with Watcher(console, "push", len(intent.only(wanted.limit or ["*"]).devices)) as watcher:

        def confirm(shown: Results) -> bool:
            with watcher.paused():
                return _agreed(shown, console)

        results = push(intent, inventory, wanted, watcher, confirm=None if yes else confirm)
    code = console.show(report_of(format_name, console).results(results, agreed=not yes), results.exit_code())
    for name, outcome in results.devices.items():
        if outcome.exit_code() == NeedsPerson.exit_code:
            console.fail(f"{name}: {outcome.error}")  # on stderr too: nobody must miss it
    return code


def _agreed(shown: Results, console: Console) -> bool:
    """Show the plan to whoever sits at the terminal, and ask."""
    from fgsp_cli.cli.reporting import look_of
    from fgsp_cli.report import formatter

    console.tell(formatter("text", look_of(console, sys.stderr)).results(replace(shown, command="plan")) + "\n")
    count = sum(bool(outcome.changes) for outcome in shown.devices.values())
    return console.asked(f"Change {count} {'unit' if count == 1 else 'units'}?")
