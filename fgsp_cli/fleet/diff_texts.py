"""`diff` and `audit --history`: backups compared with each other, without an intent and without a unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from fgsp_cli.archive import NameBy, find_backups, may_be_one_unit
from fgsp_cli.audit import compare_pair, history
from fgsp_cli.base import ConfigTextError, Event, Phase, Position, Problem, Reporter, SilentReporter, UsageError, meant
from fgsp_cli.fleet.read_many import read_all
from fgsp_cli.fleet.stored_units import StoredUnits
from fgsp_cli.results import About, DiffResults, History, Match, TextComparison
from fgsp_cli.units import BackupReading, BackupRequest

Pairs = dict[str, tuple[BackupReading | None, BackupReading | None]]


def diff(
    before: Path,
    after: Path,
    reporter: Reporter | None = None,
    *,
    fortios: str | None = None,
    name_by: str = NameBy.AUTO,
    strict: bool = False,
    processes: int | None = 1,
) -> DiffResults:
    """Two backups, or two folders of them, compared by meaning; `fortios` is for texts that do not say their release.

    Folders are compared device by device. A folder and a file are not compared unless the folder has a backup of that
    unit: UsageError. ConfigTextError if there is no such path, or nothing in either. `processes` as in `read_all`.
    """
    report = reporter or SilentReporter()
    sides = [
        StoredUnits(path, report, fortios=fortios, name_by=name_by, processes=processes, facts=False)
        for path in (before, after)
    ]
    for side in sides:
        side.warn(notes=False)
    first, second = (side.readings for side in sides)
    if not any(side.readings or side.found.unassigned for side in sides):
        message = f"no backups in {before} nor in {after}"
        raise ConfigTextError([Problem(message=message, position=Position(source=str(before)))])
    pairs = _paired(first, second)
    if before.is_dir() != after.is_dir():
        pairs = {name: pair for name, pair in pairs.items() if None not in pair}
        names, place = (second, before) if before.is_dir() else (first, after)
        if not pairs and (name := next(iter(names), "")):
            raise UsageError(f"a folder and a file, and {place} has no backup of {name}", hint="name two of a kind")
    elif before.is_file() and first and second:
        ((name, one),), (other,) = first.items(), second.values()
        pairs = {name: (one, other)}
    devices = {name: compare_pair(one, other, strict=strict) for name, (one, other) in sorted(pairs.items())}
    devices |= {
        name: TextComparison(match=Match.UNREADABLE, before=None, after=None, error=outcome.error)
        for side in sides
        if side.readings or side.found.unassigned
        for name, outcome in side.unread.items()
    }
    about = About(against=f"{before} compared with {after}")
    return DiffResults(devices=devices, about=about, backups=(sides[0].listed, sides[1].listed))


def device_history(
    device: str,
    folder: Path,
    reporter: Reporter | None = None,
    *,
    fortios: str | None = None,
    name_by: str = NameBy.AUTO,
    strict: bool = False,
    processes: int | None = 1,
) -> History:
    """When which entry of a device changed, by its stored backups; UsageError if there are none of that name."""
    backups = find_backups(folder, {device: (device,)}, NameBy(name_by))
    report = reporter or SilentReporter()
    if device not in backups.assigned:
        raise UsageError(
            f"--history {device}: there is no backup of that device in {folder}", hint=meant(device, backups.strangers)
        )
    requests = [BackupRequest(file=file, fortios=fortios, facts=False) for file in backups.assigned[device].files]

    def done(reading: BackupReading) -> None:
        report.emit(Event(phase=Phase.READ, device=str(reading.file.path), message=str(reading)))

    steps = history(device, read_all(requests, processes=processes, done=done), strict=strict)
    return replace(steps, about=About(against=f"backups in {folder}"))


def _paired(first: Mapping[str, BackupReading], second: Mapping[str, BackupReading]) -> Pairs:
    """The backups of both sides by device: of one name, else of names that may be one unit's."""
    rest = {name: reading for name, reading in second.items() if name not in first}
    pairs: Pairs = {}
    for name, one in first.items():
        alike = [key for key, other in rest.items() if may_be_one_unit(one.file, other.file)]
        other = second.get(name) or (rest.pop(alike[0]) if len(alike) == 1 else None)
        pairs[name] = (one, other)
    return pairs | {name: (None, reading) for name, reading in rest.items()}
