"""The backups that a verb reads: assigned to devices, read in parallel, and every file accounted for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from fgsp_cli.archive import Backups, NameBy, find_backups
from fgsp_cli.base import ConfigTextError, Event, Phase, Position, Problem, Reporter, chosen, some_of
from fgsp_cli.fleet.read_many import read_all
from fgsp_cli.fortios import Release
from fgsp_cli.intent import DeviceIntent, Presence
from fgsp_cli.results import BackupList, BackupUse, Outcome, Status
from fgsp_cli.units import BackupReading, BackupRequest, Times

_NAMED = 5


class StoredUnits:
    """Devices as their newest backups have them."""

    def __init__(
        self,
        path: Path,
        reporter: Reporter,
        *,
        devices: Iterable[DeviceIntent] | None = None,
        limit: Sequence[str] = (),
        only: str = "",
        fortios: str | None = None,
        name_by: str = NameBy.AUTO,
        processes: int | None = 1,
        facts: bool = True,
        lint: bool = False,
        times: Times | None = None,
    ) -> None:
        """Read the backups of the `devices` of an intent or, without them, of every unit that `limit` stands for.

        `only` is the single device that is asked for: a single file is its backup. `fortios` is for texts that do not
        say their release, `processes` as in `read_all`; what the reading took is added to `times`. ConfigTextError if
        there is no such path, UsageError for a pattern that stands for nothing.
        """
        self._path = path
        if fortios:
            Release.parse(fortios)
        wanted = None if devices is None else {device.name: device for device in devices}
        roster = None if wanted is None else {name: _names(device) for name, device in wanted.items()}
        self.found: Backups = find_backups(path, roster, NameBy(name_by), only=only)
        self._reporter = reporter
        self._times = times if times is not None else Times()
        names: Sequence[str] = chosen(self.found.assigned, limit) if wanted is None else ()
        if wanted is not None:
            names = [name for name in wanted if name in self.found.assigned and _is_read(wanted[name])]
        requests = [
            BackupRequest(
                file=self.found.assigned[name].newest,
                intended=(wanted[name].fortios or "") if wanted else "",
                fortios=fortios,
                facts=facts,
                lint=lint,
            )
            for name in names
        ]
        self._devices = {request.file.path: name for name, request in zip(names, requests, strict=True)}
        read = read_all(requests, processes=processes, done=self._report)
        self.readings: Mapping[str, BackupReading] = dict(zip(names, read, strict=True))

    @property
    def listed(self) -> BackupList:
        """Every file of the place, for a document."""
        return BackupList(
            used={
                device: BackupUse(
                    file=str(reading.file.path),
                    named_by=str(self.found.assigned[device].reason),
                    hostname=reading.file.said.hostname,
                    release_from=reading.release_from,
                    older=len(self.found.assigned[device].files) - 1,
                )
                for device, reading in self.readings.items()
            },
            strangers={device: str(assigned.newest.path) for device, assigned in self.found.strangers.items()},
            unassigned={str(file.path): reason for file, reason in self.found.unassigned.items()},
            passed_over=tuple(map(str, self.found.passed_over)),
        )

    @property
    def unread(self) -> Mapping[str, Outcome]:
        """The files that may be anybody's, where every unit of the place is asked for: each may be a unit that is
        missing. ConfigTextError if there is nothing at all.
        """
        if not self.readings and not self.found.unassigned:
            raise ConfigTextError([Problem(message="there are no backups", position=Position(source=str(self._path)))])
        return {
            str(file.path): Outcome(
                status=Status.UNREADABLE, error=f"{file.path}: {reason}", code=ConfigTextError.exit_code
            )
            for file, reason in self.found.unassigned.items()
        }

    def warn(self, *, strangers: bool = True, notes: bool = True) -> None:
        """Report what could not be assigned, backups of units not asked for, and what the texts leave open."""
        for file, reason in self.found.unassigned.items():
            self._warn(f"{file.path} was not read: {reason}")
        if strangers and self.found.strangers:
            self._warn(f"backups of units that the intent does not name: {some_of(sorted(self.found.strangers))}")
        for note in self._notes() if notes else ():
            self._warn(note)

    def _report(self, reading: BackupReading) -> None:
        """Report a backup that was read: whose, why, and at which release."""
        self._times.add(reading.times)
        device = self._devices[reading.file.path]
        reason = self.found.assigned[device].reason
        self._reporter.emit(Event(phase=Phase.READ, device=device, message=f"{reading}, by its {reason}"))

    def _notes(self) -> Iterator[str]:
        """The notes of all texts, equal ones once."""
        devices: dict[str, list[str]] = {}
        for device, reading in self.readings.items():
            for note in reading.observed.state.notes if reading.observed else ():
                devices.setdefault(note.removeprefix(f"{reading.file.path}:").lstrip(), []).append(device)
        yield from (f"{some_of(names)}: {note}" for note, names in devices.items())

    def _warn(self, message: str) -> None:
        self._reporter.emit(Event(phase=Phase.WARNING, device="", message=message))


def _names(device: DeviceIntent) -> tuple[str, ...]:
    """The names that a device's backups go by: its own, and those of the units of an FGCP cluster."""
    return tuple(dict.fromkeys((device.name, *device.hosts)))


def _is_read(device: DeviceIntent) -> bool:
    return device.status is not Presence.OFFLINE
