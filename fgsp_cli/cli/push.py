"""`fgsp push`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, Unpack

import click
from click.core import ParameterSource

from fgsp_cli.cli.shared import common_options as options
from fgsp_cli.cli.shared.change_options import Changing, changing, push_options
from fgsp_cli.cli.shared.console import Console, is_terminal
from fgsp_cli.cli.shared.verb_group import console_of, verb

if TYPE_CHECKING:
    from fgsp_cli.base import Reporter
    from fgsp_cli.fleet import Confirm
    from fgsp_cli.plan import PushOptions
    from fgsp_cli.results import Results

Function = TypeVar("Function", bound=Callable[..., object])


def _count(name: str, text: str) -> Callable[[Function], Function]:
    return click.option(name, metavar="N", type=click.IntRange(min=1), help=text)


def _not_an_intent(ctx: click.Context, _: click.Parameter, value: Path | None) -> Path | None:
    """The plan; UsageError for YAML, as a plan is JSON whatever its name is."""
    if value is not None and value.suffix.lower() in (".yaml", ".yml"):
        try:
            plan = value.read_text("utf-8").lstrip().startswith("{")
        except (OSError, UnicodeDecodeError):
            plan = False
        if not plan:
            raise click.UsageError(f"an intent is given with -i: {value} is no plan", ctx)
    return value


@verb(
    "push",
    ("fgsp push -i edge.yaml -I inventory", "show the plan, ask, change"),
    ("fgsp push -i edge.yaml -I inventory --yes", "without asking, for a pipeline"),
    ("fgsp push -i edge.yaml -I inventory -l edge", "one cluster"),
    ("fgsp push -i edge.yaml -I inventory --without fgt-c", "all but a unit that is down"),
    ("fgsp push plan.json -I inventory", "exactly what was reviewed; if it sends a secret, with -i as well"),
    ("fgsp push -i edge.yaml -I inventory --rotate-psk --old-psk '${env:OLD_PSK}'", "a new secret, with a way back"),
    ("fgsp push -i all.yaml -I inventory --canary 1 --batch 5", "one cluster, then five at a time"),
)
@click.argument(
    "plan_file",
    metavar="[PLAN.json]",
    required=False,
    type=click.Path(path_type=Path),
    is_eager=True,
    callback=_not_an_intent,
)
@options.maybe_intent
@options.inventory
@click.option("--yes", is_flag=True, help="Do not ask.")
@changing
@_count("--canary", "Change this many clusters first, and the others only if these succeed.")
@_count("--batch", "Change this many clusters at a time; continue when their peers are up again.")
@_count("--max-failures", "Start no more clusters after N have failed.  [default: 1 with --canary or --batch]")
@options.run_dir
@options.formats()
@options.talk
@click.pass_context
def command(
    ctx: click.Context,
    *,
    plan_file: Path | None,
    intent_files: tuple[str, ...],
    inventory_path: Path,
    yes: bool,
    run_dir: Path | None,
    canary: int | None,
    batch: int | None,
    max_failures: int | None,
    format_name: str,
    **given: Unpack[Changing],
) -> int:
    """Change what differs: plan, ask, back up, change, read back; or roll everything back.

    A cluster is one transaction: if any of its units does not end up as intended, all of them are rolled back (exit
    code 3). If a unit cannot be rolled back, the message says which, what it holds and where its backup is (exit code
    4). A push that finds nothing to do changes nothing.

    Instead of an intent it takes a plan that `fgsp plan --out` wrote, and does exactly what that says. A cluster is
    refused if anything on its units has changed since the plan was made. A plan that sends a secret needs -i as well:
    the secret is resolved only if the intent names it.

    Every push has a folder of its own with backups and a journal: `fgsp rollback` undoes it, and `fgsp recover`
    finishes or undoes one that was killed. Until then `push` refuses the cluster.
    """
    from fgsp_cli.cli.shared.formats_of_console import show_changed
    from fgsp_cli.cli.shared.library_logs import quiet
    from fgsp_cli.cli.shared.progress import Watcher

    console = console_of(ctx)
    if plan_file is None and not intent_files:
        raise click.UsageError("either -i/--intent or a plan that was kept is needed", ctx)
    if plan_file is not None:
        _refuse_what_decides(ctx)
    if not yes and not is_terminal(sys.stdin):
        raise click.UsageError("stdin is no terminal, so the plan cannot be confirmed: --yes pushes without asking")
    quiet()
    wanted = replace(push_options(given, run_dir=run_dir), canary=canary, batch=batch, max_failures=max_failures)
    source = _Source.of(plan_file, intent_files, inventory_path, wanted, console)
    with Watcher(console, "push", source.units) as watcher:

        def confirm(shown: Results) -> bool:
            with watcher.asking():
                return agreed_to(shown, console)

        results = source.push(wanted, watcher, None if yes else confirm)
    return show_changed(console, format_name, results, agreed=not yes)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """What says what is to be done: an intent, or a plan."""

    units: int
    """How many units it concerns."""
    push: Callable[[PushOptions, Reporter, Confirm | None], Results]

    @classmethod
    def of(
        cls,
        plan_file: Path | None,
        intent_files: tuple[str, ...],
        inventory: Path,
        wanted: PushOptions,
        console: Console,
    ) -> _Source:
        """Read the file and the inventory."""
        from fgsp_cli.cli.shared.inputs import read_intent, read_inventory, read_operator_files
        from fgsp_cli.fleet import push, push_plan
        from fgsp_cli.plan import read_plan

        if plan_file is not None:
            plan = read_plan(plan_file)
            units = sum(len(cluster.devices) for cluster in plan.clusters)
            sends = any(cluster.secrets for cluster in plan.clusters)
            named, targets = read_operator_files(intent_files if sends else (), inventory, console)
            console.say(f"plan {plan_file}, with the units of {inventory}:")
            for cluster in plan.clusters:
                console.say(f"  {cluster.name or 'no cluster'}: {', '.join(cluster.devices)}")
            return cls(
                units=units,
                push=lambda given, listener, ask: push_plan(plan, targets, given, listener, intent=named, confirm=ask),
            )
        intent = read_intent(intent_files, console)
        targets = read_inventory(inventory, console)
        units = len(intent.only(wanted.limit or ["*"]).devices)
        return cls(units=units, push=lambda given, listener, ask: push(intent, targets, given, listener, confirm=ask))


def _refuse_what_decides(ctx: click.Context) -> None:
    """What a plan depends on was decided when it was made."""
    names = {
        "limits": "-l/--limit",
        "left_out": "--without",
        "prune": "--prune",
        "renumber": "--renumber",
        "rotate_psk": "--rotate-psk",
        "strict_facts": "--strict-facts",
    }
    for parameter, option in names.items():
        if ctx.get_parameter_source(parameter) is ParameterSource.COMMANDLINE:
            raise click.UsageError(f"{option} cannot be given with a plan that was kept: that is done as it is", ctx)


def agreed_to(shown: Results, console: Console) -> bool:
    """Show the plan to whoever sits at the terminal, and ask."""
    from fgsp_cli.cli.shared.formats_of_console import appearance_of
    from fgsp_cli.report import formatter

    console.to_stderr(
        formatter("text", appearance_of(console, sys.stderr)).results(replace(shown, command="plan")) + "\n"
    )
    count = sum(bool(outcome.changes) for outcome in shown.devices.values())
    return console.asked(f"Change {count} {'unit' if count == 1 else 'units'}?")
