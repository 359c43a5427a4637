"""`fgsp trust`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from fgsp_cli.cli.shared import common_options as options
from fgsp_cli.cli.shared.console import Console, is_terminal
from fgsp_cli.cli.shared.verb_group import verb

if TYPE_CHECKING:
    from fgsp_cli.base import UnitError
    from fgsp_cli.device import Resolver, Shown
    from fgsp_cli.inventory import Target
    from fgsp_cli.report import HostKey

FAILED = 1


@verb(
    "trust",
    ("fgsp trust -I inventory", "show the fingerprints, ask, write known_hosts"),
    ("fgsp trust -I inventory -l fgt-a --changed", "after fgt-a was replaced"),
)
@options.inventory
@options.limit
@click.option("--yes", is_flag=True, help="Accept the keys of units without a known key, without asking.")
@click.option("--changed", is_flag=True, help="Also accept keys that differ from the known ones.")
@options.workers
@options.formats()
@options.talk
@click.pass_obj
def command(
    console: Console,
    *,
    inventory_path: Path,
    limits: tuple[tuple[str, ...], ...],
    yes: bool,
    changed: bool,
    workers: int | None,
    format_name: str,
) -> int:
    """Show the units' host keys and, once they are accepted, remember them in the inventory's known_hosts.

    No unit is logged in to; its jump hosts are, once their own keys are known. Before you accept a key, compare it with
    what you know of the unit from elsewhere: a changed one is a replaced or reset unit, or a man in the middle.
    """
    from fgsp_cli.cli.shared.formats_of_console import report_of
    from fgsp_cli.cli.shared.inputs import flat, read_inventory, units
    from fgsp_cli.cli.shared.library_logs import quiet
    from fgsp_cli.device import Resolver, Shown

    quiet()

    targets = units(read_inventory(inventory_path, console), flat(limits))
    resolver = Resolver()
    for hops in _jump_hosts(targets):
        answers = _host_keys(hops, workers, resolver)
        for one in answers:
            if isinstance(one, Shown):
                console.say(f"jump host {one.target.key_name}: {one.key.kind} {one.key.fingerprint}: {_status(one)}")
        if not _stored(answers, console, yes=yes, changed=changed):
            return FAILED
    answers = _host_keys(targets, workers, resolver)
    keys = {target.name: _key_row(one) for target, one in zip(targets, answers, strict=True)}
    code = console.show(report_of(format_name, console).host_keys(keys), 0)
    return code if _stored(answers, console, yes=yes, changed=changed) else FAILED


def _jump_hosts(targets: Sequence[Target]) -> list[list[Target]]:
    """The jump hosts of the units, those first that others are reached through."""
    stages: dict[int, dict[object, Target]] = {}
    for target in targets:
        for depth, hop in enumerate(target.jumps):
            stages.setdefault(depth, {})[hop.key_name, hop.known_hosts] = hop
    return [list(stages[depth].values()) for depth in sorted(stages)]


def _stored(answers: Sequence[Shown | UnitError], console: Console, *, yes: bool, changed: bool) -> bool:
    """Store what is accepted; whether every key is known now."""
    from fgsp_cli.base import UnitError
    from fgsp_cli.device import Shown, accept

    shown = [one for one in answers if isinstance(one, Shown)]
    for one in answers:
        if isinstance(one, UnitError):
            console.fail(one.message, one.hint)
    wanted = [one for one in shown if not one.is_known and (changed or not one.has_changed)]
    left = [one for one in shown if one.has_changed and not changed]
    for one in left:
        message = f"{one.target.name}: the host key is not the one that is known"
        console.fail(message, "if the unit was replaced or reset, --changed accepts its new key")
    if wanted and not _agreed(len(wanted), console, yes=yes):
        console.say("nothing was written")
        return False
    accept(wanted)
    for path in sorted({one.target.known_hosts for one in wanted}):
        console.say(f"wrote {sum(one.target.known_hosts == path for one in wanted)} keys to {path}")
    return not left and len(shown) == len(answers)


def _host_keys(targets: Sequence[Target], workers: int | None, resolver: Resolver) -> list[Shown | UnitError]:
    """The key of each unit, or why there is none."""
    from fgsp_cli.base import Interrupted, StopRequest, UnitError
    from fgsp_cli.device import fetch_shown_key
    from fgsp_cli.fleet import each

    def shown_key(target: Target) -> Shown | UnitError:
        try:
            return fetch_shown_key(target, resolver)
        except UnitError as error:
            return error

    def not_begun(target: Target) -> Shown | UnitError:
        return UnitError(target.name, "interrupted before it was begun")

    stop = StopRequest()
    answers = each(targets, shown_key, stop=stop, not_begun=not_begun, workers=workers)
    if stop.requested:
        raise Interrupted("interrupted; nothing was written")
    return answers


def _key_row(one: Shown | UnitError) -> HostKey:
    from fgsp_cli.base import UnitError
    from fgsp_cli.report import HostKey

    if isinstance(one, UnitError):
        return HostKey(status="unreachable")
    return HostKey(status=_status(one), address=one.target.key_name, kind=one.key.kind, fingerprint=one.key.fingerprint)


def _status(one: Shown) -> Literal["known", "changed", "new"]:
    return "known" if one.is_known else "changed" if one.has_changed else "new"


def _agreed(count: int, console: Console, *, yes: bool) -> bool:
    if yes:
        return True
    if not is_terminal(sys.stdin):
        raise click.UsageError(f"{count} keys are not known, and stdin is no terminal: --yes accepts them")
    return console.asked(f"Accept {count} host keys?")
