"""`fgsp lint`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from fgsp_cli.cli.shared import common_options as options
from fgsp_cli.cli.shared.console import Console
from fgsp_cli.cli.shared.project_file import one_source
from fgsp_cli.cli.shared.verb_group import verb
from fgsp_cli.report import FORMATS_OF

if TYPE_CHECKING:
    from fgsp_cli.fleet import Wanted
    from fgsp_cli.results import LintResults

LEVELS = ("error", "warning", "hint")


@verb(
    "lint",
    ("fgsp lint -i edge.yaml", "the intent; touches nothing"),
    ("fgsp lint -I inventory", "the units as they run"),
    ("fgsp lint --against backups/ -i edge.yaml", "backups; the intent says which units make a cluster"),
    ("fgsp lint -i edge.yaml --ignore id-high --fail-on error", "not that rule, and exit code 2 for errors only"),
)
@options.maybe_intent
@options.maybe_inventory
@options.against
@click.option(
    "--fortios",
    metavar="RELEASE",
    type=options.ReleaseType(),
    help="Release to check an intent against, or of backups whose text does not state one.",
)
@options.name_by
@options.limit
@click.option(
    "--ignore",
    "ignored",
    metavar="ID",
    multiple=True,
    type=options.PatternsType(),
    help="Skip these rules, separated by commas; may be repeated.",
)
@click.option(
    "--fail-on",
    type=click.Choice(LEVELS),
    default="warning",
    show_default=True,
    help="Lowest level that gives exit code 2.",
)
@options.strict_facts
@options.workers
@options.formats(*FORMATS_OF["lint"])
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
    limits: tuple[tuple[str, ...], ...],
    ignored: tuple[tuple[str, ...], ...],
    fail_on: str,
    strict_facts: bool,
    workers: int | None,
    format_name: str,
) -> int:
    """Check an intent, live units or backups against the rules of FGSP; changes nothing.

    Each finding has the id of its rule and the reason in terms of FortiOS. An error that no source confirms is a
    warning, unless --strict-facts is given. With units or backups, an intent only says which of them form a cluster;
    without an intent, clusters are derived from interface addresses. docs/lint.md lists the rules. Exit code 2 for
    findings.
    """
    from fgsp_cli.cli.shared.formats_of_console import report_of
    from fgsp_cli.cli.shared.inputs import flat
    from fgsp_cli.cli.shared.library_logs import quiet
    from fgsp_cli.fleet import Wanted
    from fgsp_cli.lint import Level

    console = ctx.find_object(Console) or Console()
    inventory_path, against = one_source(ctx)
    if intent_files and ctx.get_parameter_source("inventory_path") is not ParameterSource.COMMANDLINE:
        inventory_path = None
    if inventory_path is not None and fortios is not None:
        raise click.UsageError("--fortios is not for live units: they say what they run", ctx)
    if inventory_path is None and against is None and not intent_files:
        raise click.UsageError("-i/--intent, -I/--inventory or --against is needed", ctx)
    quiet()
    wanted = Wanted(ignore=flat(ignored), strict_facts=strict_facts)
    places = _Places(
        intent=intent_files,
        inventory=inventory_path,
        against=against,
        fortios=fortios,
        name_by=name_by,
        limit=flat(limits),
        workers=workers,
    )
    linted = _linted(console, places, wanted)
    return console.show(report_of(format_name, console).findings(linted), linted.exit_code(Level(fail_on)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Places:
    """What is to be checked."""

    intent: tuple[str, ...]
    inventory: Path | None
    against: Path | None
    fortios: str | None
    name_by: str
    limit: tuple[str, ...]
    workers: int | None


def _linted(console: Console, places: _Places, wanted: Wanted) -> LintResults:
    from fgsp_cli.cli.shared.inputs import read_intent, read_inventory, units
    from fgsp_cli.cli.shared.progress import READ, Watcher
    from fgsp_cli.fleet import lint_backups, lint_intent, lint_units

    alone = places.inventory is None and places.against is None
    given = places.fortios if alone else None
    intent = read_intent(places.intent, console, given) if places.intent else None
    if places.inventory is not None:
        inventory = read_inventory(places.inventory, console)
        with Watcher(console, "lint", len(units(inventory, places.limit)), READ, grouped=True) as watcher:
            return lint_units(inventory, watcher, wanted, intent=intent, limit=places.limit, workers=places.workers)
    if places.against is not None:
        with Watcher(console, "lint", 0, READ, grouped=True) as watcher:
            return lint_backups(
                places.against,
                watcher,
                wanted,
                intent=intent,
                fortios=places.fortios,
                name_by=places.name_by,
                limit=places.limit,
                processes=None,
            )
    if intent is None:
        raise click.UsageError("-i/--intent, -I/--inventory or --against is needed")
    return lint_intent(intent, wanted, fortios=given, limit=places.limit)
