"""`import`: what backups, live units or a Terraform state hold, as an intent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fgsp_cli.archive import Found, find_backups, read_backup
from fgsp_cli.base import (
    ArchiveError,
    ConfigTextError,
    Event,
    FgspError,
    Phase,
    Position,
    Problem,
    Reporter,
    SilentReporter,
    StopRequest,
    UnitError,
)
from fgsp_cli.device import Resolver, Session
from fgsp_cli.fleet.jobs import look_up
from fgsp_cli.fleet.unit_backups import chosen
from fgsp_cli.fleet.workers import each
from fgsp_cli.fortios import cut
from fgsp_cli.intent import Unit, folded, safe_names, secrets_of
from fgsp_cli.inventory import Inventory, Target
from fgsp_cli.results import INTERRUPTED, worst
from fgsp_cli.state import DeviceState, Facts, facts_from_backup, is_terraform, read_cut, read_terraform
from fgsp_cli.units import explained


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What `import` came to."""

    text: str
    """The intent; empty if nothing could be read."""
    names: Mapping[str, str]
    """Name of a unit or backup -> its name in the intent."""
    errors: Mapping[str, str]
    """Of each unit or file that could not be read, why."""
    code: int = 0
    """The exit code: 65 for a file that is no readable backup, 1 for a unit that could not be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """One unit: what it holds, or why it could not be read."""

    name: str
    state: DeviceState | None = None
    facts: Facts | None = None
    error: str = ""
    code: int = 0


def import_backups(path: Path, reporter: Reporter | None = None, *, fortios: str | None = None) -> Imported:
    """The intent that has what the backups of a folder hold, the newest of each unit, or what one file does.

    A file may be Terraform's state, too. `fortios` is for texts that do not say their release. ConfigTextError if there
    is no such path or no backup in it.
    """
    found = find_backups(path)
    if not found:
        raise ConfigTextError([Problem(message="there are no backups", position=Position(source=str(path)))])
    told = reporter or SilentReporter()
    seen = [one for backup in found.values() for one in _stored(backup, fortios, told)]
    return _imported(seen, told, f"backups: {path}")


def import_units(
    inventory: Inventory,
    reporter: Reporter | None = None,
    *,
    limit: Sequence[str] = (),
    workers: int | None = None,
) -> Imported:
    """The intent that has what live units run. UsageError for a limit that stands for none of them."""
    told, resolver, stop = reporter or SilentReporter(), Resolver(), StopRequest()
    targets = chosen(inventory, limit)
    look_up(resolver, targets)
    seen = each(
        targets,
        lambda target: _live(target, resolver, told),
        stop=stop,
        not_begun=lambda target: _Seen(name=target.name, error="interrupted before it was begun", code=INTERRUPTED),
        workers=workers,
    )
    return _imported(seen, told, f"live units of {inventory.source}")


def _stored(found: Found, fortios: str | None, reporter: Reporter) -> Iterable[_Seen]:
    """The unit of a backup; of a Terraform state there may be several."""
    source = str(found.path)
    reporter.emit(Event(phase=Phase.READ, device=found.device))
    try:
        text = read_backup(found)
        if is_terraform(text):
            states = read_terraform(text, found.release or fortios, source, found.path.stem)
            return [_Seen(name=name, state=state) for name, state in states.items()]
        sections = cut(text, source=source)
        state = read_cut(sections, None if sections.release else found.release or fortios, source)
        return [_Seen(name=found.device, state=state, facts=facts_from_backup(text, source))]
    except ConfigTextError as error:
        return [_Seen(name=found.device, error="\n".join(map(str, error.problems)), code=error.exit_code)]
    except ArchiveError as error:
        return [_Seen(name=found.device, error=error.message, code=error.exit_code)]


def _live(target: Target, resolver: Resolver, reporter: Reporter) -> _Seen:
    reporter.emit(Event(phase=Phase.CONNECT, device=target.name))
    try:
        with Session.open(target, resolver) as session:
            reporter.emit(Event(phase=Phase.READ, device=target.name))
            return _Seen(name=target.name, facts=session.facts(), state=session.read().state)
    except UnitError as error:
        return _Seen(name=target.name, error=explained(error), code=error.exit_code)
    except FgspError as error:
        return _Seen(name=target.name, error=error.message, code=1)


def _imported(seen: Sequence[_Seen], reporter: Reporter, source: str) -> Imported:
    names = safe_names(one.name for one in seen)
    units = []
    for one in seen:
        if one.state is not None:
            units.append(Unit(name=names[one.name], state=one.state, addresses=_addresses(one.facts)))
            _warn(reporter, one.name, one.state.notes)
    comments = [f"Imported by fgsp from {source}"]
    if secrets_of(unit.state for unit in units):
        comments.append("Units do not tell their psksecret: each ${env:FGSP_PSK_...} below is to hold it.")
    return Imported(
        text=folded(units, comments) if units else "",
        names=names,
        errors={one.name: one.error for one in seen if one.error},
        code=worst(one.code for one in seen),
    )


def _addresses(facts: Facts | None) -> frozenset[str] | None:
    """The addresses of a unit's interfaces; None if they cannot be known."""
    if facts is None or facts.interfaces is None:
        return None
    every = facts.interfaces.values()
    return frozenset(str(address.ip) for interface in every for address in interface.addresses)


def _warn(reporter: Reporter, name: str, notes: Iterable[str]) -> None:
    for note in notes:
        reporter.emit(Event(phase=Phase.WARNING, device=name, message=note))


__all__ = ("Imported", "import_backups", "import_units")
