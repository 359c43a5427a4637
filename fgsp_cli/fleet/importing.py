"""`import`: what backups, live units or a Terraform state hold, as an intent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fgsp_cli.archive import NameBy, read_text
from fgsp_cli.base import (
    ArchiveError,
    ConfigTextError,
    Event,
    IntentError,
    Phase,
    Reporter,
    SilentReporter,
    StopRequest,
    mask_line,
    on_one_line,
    printable,
)
from fgsp_cli.device import Session
from fgsp_cli.fleet.stored_units import StoredUnits
from fgsp_cli.fleet.verb_units import observe_all, units_of
from fgsp_cli.fortios import dialect
from fgsp_cli.intent import Unit, folded, safe_names, secrets_of, unsayable
from fgsp_cli.inventory import Inventory
from fgsp_cli.results import Outcome, Status, worst
from fgsp_cli.state import DeviceState, Facts, is_terraform, read_terraform
from fgsp_cli.units import BackupReading, Observed


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


def import_backups(
    path: Path,
    reporter: Reporter | None = None,
    *,
    fortios: str | None = None,
    name_by: str = NameBy.AUTO,
    processes: int | None = 1,
) -> Imported:
    """The intent that has what the backups of a folder hold, the newest of each unit, or what one file does.

    A file may be Terraform's state, too. `fortios` is for texts that do not say their release, `processes` as in
    `read_all`. ConfigTextError if there is no such path or no backup in it.
    """
    report = reporter or SilentReporter()
    stored = StoredUnits(path, report, fortios=fortios, name_by=name_by, processes=processes)
    unread, units = stored.unread, dict[str, Observed | Outcome]()
    for name, reading in stored.readings.items():
        units |= _of_backup(name, reading, fortios)
    return _imported({**units, **unread}, report, f"backups: {path}")


def import_units(
    inventory: Inventory,
    reporter: Reporter | None = None,
    *,
    limit: Sequence[str] = (),
    workers: int | None = None,
) -> Imported:
    """The intent that has what live units run. UsageError for a limit that stands for none of them."""
    listener = reporter or SilentReporter()
    units = observe_all(units_of(inventory, None, limit), _observed, listener, StopRequest(), workers)
    return _imported(units, listener, f"live units of {inventory.source}")


def _observed(session: Session) -> Observed:
    return Observed(facts=session.facts(), state=session.read().state)


def _of_backup(name: str, reading: BackupReading, fortios: str | None) -> Mapping[str, Observed | Outcome]:
    """The unit of a backup; of a Terraform state there may be several."""
    if reading.observed is not None:
        return {name: reading.observed}
    try:
        text = read_text(reading.file)
        if not is_terraform(text):
            return {name: _unreadable("\n".join(map(str, reading.problems)), reading.code)}
        states = read_terraform(text, reading.file.release or fortios, str(reading.file.path), reading.file.path.stem)
    except ConfigTextError as error:
        return {name: _unreadable("\n".join(map(str, error.problems)), error.exit_code)}
    except ArchiveError as error:
        return {name: _unreadable(error.message, error.exit_code)}
    return {unit: Observed(state=state, facts=Facts()) for unit, state in states.items()}


def _unreadable(error: str, code: int) -> Outcome:
    return Outcome(status=Status.UNREADABLE, error=error, code=code)


def _imported(units: Mapping[str, Observed | Outcome], reporter: Reporter, source: str) -> Imported:
    names = safe_names(units)
    observed = {name: unit for name, unit in units.items() if isinstance(unit, Observed)}
    outcomes = {name: unit for name, unit in units.items() if isinstance(unit, Outcome)}
    parts = []
    for name, unit in observed.items():
        part = Unit(name=names[name], state=unit.state, addresses=_addresses(unit.facts))
        if reason := unsayable(part):
            error = f"no intent can say what it holds: {reason}"
            outcomes[name] = Outcome(status=Status.UNREADABLE, error=error, code=IntentError.exit_code)
        else:
            parts.append(part)
            _warn(reporter, name, unit.state.notes)
    comments = [f"Imported by fgsp from {source}"]
    comments += [f"{part.name}: {line}" for part in parts for line in _left_out(part.state)]
    if secrets_of(part.state for part in parts):
        comments.append("Units do not show their psksecret: each ${env:FGSP_PSK_...} below is to hold it.")
    return Imported(
        text=folded(parts, comments) if parts else "",
        names=names,
        errors={name: outcome.error or "" for name, outcome in outcomes.items()},
        code=worst(outcome.exit_code() for outcome in outcomes.values()),
    )


def _left_out(state: DeviceState) -> Iterator[str]:
    """The lines of FGSP that no intent can say, as their name is not known, each with the block that it stands in."""
    tops = dialect(state.fortios).tops
    for path, node in state.extra.walk():
        top = tops.get(path[0]) if path else None
        if top is None:
            continue
        where = " / ".join(step.lstrip("#") for step in path)
        for word, setting in node.settings.items():
            if not top.subset or word.startswith("session-"):
                line = on_one_line(printable(mask_line(f"set {word} {' '.join(setting.words)}")))
                yield f"left out, unknown at FortiOS {state.fortios}: {where}: {line}"


def _addresses(facts: Facts | None) -> frozenset[str] | None:
    """The addresses of a unit's interfaces; None if they cannot be known."""
    if facts is None or facts.interfaces is None:
        return None
    every = facts.interfaces.values()
    return frozenset(str(address.ip) for interface in every for address in interface.addresses)


def _warn(reporter: Reporter, name: str, notes: Iterable[str]) -> None:
    for note in notes:
        reporter.emit(Event(phase=Phase.WARNING, device=name, message=note))
