"""Reads backups in place of live units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fgsp_cli.base import ReferenceName
from fgsp_cli.intent import DeviceIntent, Intent, Presence
from fgsp_cli.results import Outcome, Status
from fgsp_cli.units.observed import Observed
from fgsp_cli.units.read_backup import BackupReading
from fgsp_cli.units.sources import PENDING, Readings


class BackupSource:
    """Backups that were read already, by device; `code` is the exit code of one that cannot be read, if not its own."""

    def __init__(self, backups: Mapping[str, BackupReading], code: int | None = None) -> None:
        self._backups = backups
        self._code = code

    def read(self, intent: Intent) -> Readings:
        """The backup of every device that is not offline."""
        observed: dict[str, Observed] = {}
        unread: dict[str, Outcome] = {}
        seconds: dict[str, float] = {}
        for name, device in intent.devices.items():
            reading = None if device.status is Presence.OFFLINE else self._backups.get(name)
            seconds[name] = reading.times.total if reading else 0.0
            if reading is not None and reading.observed is not None:
                observed[name] = reading.observed
            else:
                unread[name] = self._unread(device, reading)
        return Readings(observed=observed, unread=unread, seconds=seconds)

    def secrets_problem(self, names: Iterable[ReferenceName]) -> str:  # noqa: ARG002
        """Nothing: where only files are read, no secret is looked up."""
        return ""

    def _unread(self, device: DeviceIntent, reading: BackupReading | None) -> Outcome:
        if reading is not None:
            return Outcome(
                status=Status.UNREADABLE, cluster=device.cluster, error=reading.error, code=self._code or reading.code
            )
        if device.status is Presence.OFFLINE:
            return Outcome(status=Status.SKIPPED, cluster=device.cluster, error=PENDING)
        status = Status.SKIPPED if device.status is Presence.ABSENT else Status.MISSING
        return Outcome(status=status, cluster=device.cluster, error="there is no backup of that name")
