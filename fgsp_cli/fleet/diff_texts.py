"""`diff` and `audit --history`: backups compared with each other, without an intent and without a unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

from fgsp_cli.archive import Found, find_backups, list_backups
from fgsp_cli.audit import compared, history, pairs
from fgsp_cli.base import ConfigTextError, Event, Phase, Position, Problem, Reporter, SilentReporter, UsageError
from fgsp_cli.fleet.read_many import read_all
from fgsp_cli.results import About, DiffResults, History
from fgsp_cli.units import Stored


def diff(
    before: Path,
    after: Path,
    reporter: Reporter | None = None,
    *,
    fortios: str | None = None,
    strict: bool = False,
    processes: int | None = 1,
) -> DiffResults:
    """Two backups, or two folders of them, compared by meaning; `fortios` is for texts that do not say their release.

    Folders are compared device by device. A folder and a file are not compared unless the folder has a backup of that
    name: UsageError. ConfigTextError if there is no such path, or nothing in either. `processes` as in `read_all`.
    """
    found = _found(before, after)
    every = [backup for pair in found.values() for backup in pair if backup is not None]
    if not every:
        message = f"no backups in {before} nor in {after}"
        raise ConfigTextError([Problem(message=message, position=Position(source=str(before)))])
    told = _told(reporter)
    read = {stored.found.path: stored for stored in read_all(every, fortios, processes=processes, done=told)}
    devices = {
        name: compared(_of(read, first), _of(read, second), strict=strict) for name, (first, second) in found.items()
    }
    return DiffResults(devices=devices, about=About(against=f"{before} compared with {after}"))


def device_history(
    device: str,
    folder: Path,
    reporter: Reporter | None = None,
    *,
    fortios: str | None = None,
    strict: bool = False,
    processes: int | None = 1,
) -> History:
    """When which entry of a device changed, by its stored backups; UsageError if there are none of that name."""
    backups = list_backups(folder)
    own = [found for found in backups if device in (found.device, found.host)]
    if not own:
        near = get_close_matches(device, sorted({found.device for found in backups}), n=1)
        hint = f"did you mean {near[0]}?" if near else ""
        raise UsageError(f"--history {device}: there is no backup of that device in {folder}", hint=hint)
    found = history(device, read_all(own, fortios, processes=processes, done=_told(reporter)), strict=strict)
    return replace(found, about=About(against=f"backups in {folder}"))


def _found(before: Path, after: Path) -> dict[str, tuple[Found | None, Found | None]]:
    """What is to be compared with what, by device."""
    first, second = find_backups(before), find_backups(after)
    if before.is_dir() and after.is_dir():
        return pairs(first, second)
    if before.is_dir() != after.is_dir():
        file, folder = (second, first) if before.is_dir() else (first, second)
        (name,) = file
        if name not in folder:
            place = before if before.is_dir() else after
            raise UsageError(f"a folder and a file, and {place} has no backup of {name}", hint="name two of a kind")
        return {name: (first[name], second[name])}
    ((_, one),), ((name, other),) = first.items(), second.items()
    return {name: (one, other)}


def _of(read: dict[Path, Stored], found: Found | None) -> Stored | None:
    return read[found.path] if found else None


def _told(reporter: Reporter | None) -> Callable[[Stored], None]:
    told = reporter or SilentReporter()

    def done(stored: Stored) -> None:
        told.emit(Event(phase=Phase.READ, device=str(stored.found.path)))

    return done


__all__ = ("device_history", "diff")
