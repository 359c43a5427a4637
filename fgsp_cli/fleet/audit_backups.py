"""The backups that an audit compares an intent with: all read first, side by side, then compared cluster by cluster."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from fgsp_cli.archive import Found
from fgsp_cli.audit import Running, verify_cluster
from fgsp_cli.base import Event, Phase, Reporter
from fgsp_cli.fleet.jobs import Job
from fgsp_cli.fleet.read_many import read_all
from fgsp_cli.intent import DeviceIntent, Presence
from fgsp_cli.results import Outcome, Status
from fgsp_cli.units import Stored, Times

PENDING = "pending"
FINDING = 2
"""The exit code of a file that cannot be read: an audit was to find that out."""
_NAMED = 5


class StoredUnits:
    """The units of an intent, as their backups have them."""

    def __init__(
        self,
        jobs: Sequence[Job],
        backups: Mapping[str, Found],
        reporter: Reporter,
        *,
        fortios: str | None = None,
        processes: int | None = 1,
        times: Times | None = None,
    ) -> None:
        """Read them all. `fortios` is for texts that do not say their release, `processes` as `read_all` has it;
        `times` is given what it took.
        """
        self._found = {
            device.name: found
            for job in jobs
            for device in job.intent.devices.values()
            if device.status is not Presence.OFFLINE and (found := _backup_of(device, backups)) is not None
        }
        self._times = times if times is not None else Times()
        names = {found.path: name for name, found in self._found.items()}

        def done(stored: Stored) -> None:
            self._times.add(stored.times)
            reporter.emit(Event(phase=Phase.READ, device=names[stored.found.path]))

        every = list({found.path: found for found in self._found.values()}.values())
        self._read: Mapping[Path, Stored] = {
            stored.found.path: stored for stored in read_all(every, fortios, processes=processes, done=done)
        }

    def verified(self, job: Job) -> dict[str, Outcome]:
        """What came of each unit of a cluster; IntentError as `verify_cluster` raises it."""
        start = perf_counter()
        running: dict[str, Running] = {}
        blind: dict[str, Outcome] = {}
        for device in job.intent.devices.values():
            stored = self._stored(device.name)
            if stored is not None and stored.state is not None:
                running[device.name] = Running(state=stored.state)
            else:
                blind[device.name] = _unseen(device, stored)
        every = {**verify_cluster(job.cluster, job.intent, running), **blind}
        self._times.comparing += perf_counter() - start
        return {
            device: replace(every[device], seconds=stored.times.total)
            if (stored := self._stored(device))
            else every[device]
            for device in job.intent.devices
        }

    def _stored(self, device: str) -> Stored | None:
        return self._read[self._found[device].path] if device in self._found else None

    def doubts(self) -> Iterator[str]:
        """What is to be known of the backups that were read, once for all of which the same is to be known."""
        told: dict[str, list[str]] = {}
        for device, found in self._found.items():
            state = self._read[found.path].state
            for note in state.notes if state else ():
                told.setdefault(note.removeprefix(f"{found.path}:").lstrip(), []).append(device)
        yield from (f"{_named(devices)}: {note}" for note, devices in told.items())

    def strangers(self, backups: Mapping[str, Found]) -> str:
        """The backups of units that the intent does not name, in a few words; empty if there are none."""
        taken = {found.path for found in self._found.values()}
        others = sorted(name for name, found in backups.items() if found.path not in taken)
        if not others:
            return ""
        return f"backups of units that the intent does not name: {_named(others)}"


def _named(names: Sequence[str]) -> str:
    """The first of them, and how many more there are."""
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{', '.join(names[:_NAMED])}{more}"


def _backup_of(device: DeviceIntent, backups: Mapping[str, Found]) -> Found | None:
    """Under the device's own name, or that of one of its units."""
    return next((backups[host] for host in (device.name, *device.hosts) if host in backups), None)


def _unseen(device: DeviceIntent, stored: Stored | None) -> Outcome:
    """A unit of which there is nothing to compare."""
    if stored is not None:
        return Outcome(status=Status.UNREADABLE, cluster=device.cluster, error=stored.error, code=FINDING)
    if device.status is Presence.OFFLINE:
        return Outcome(status=Status.SKIPPED, cluster=device.cluster, error=PENDING)
    status = Status.SKIPPED if device.status is Presence.ABSENT else Status.MISSING
    return Outcome(status=status, cluster=device.cluster, error="there is no backup of that name")


__all__ = ("StoredUnits",)
