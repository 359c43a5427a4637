"""Reads backups in place of live units."""

from __future__ import annotations

from collections.abc import Mapping

from fgsp_cli.archive import Found, read_backup
from fgsp_cli.base import ConfigTextError
from fgsp_cli.fortios import cut, read_sections
from fgsp_cli.intent import DeviceIntent, Intent, Presence
from fgsp_cli.results import Outcome, Status
from fgsp_cli.state import facts_from_backup, read_config
from fgsp_cli.units.observed import Observed
from fgsp_cli.units.sources import PENDING, Readings


class BackupSource:
    """Backups by device; `fortios` is for texts that do not say their release, and wins over those that do."""

    def __init__(self, backups: Mapping[str, Found], fortios: str | None = None) -> None:
        self._backups = backups
        self._fortios = fortios

    def read(self, intent: Intent) -> Readings:
        """Read the backup of every device that is not offline; one that cannot be read is bad input."""
        observed: dict[str, Observed] = {}
        unread: dict[str, Outcome] = {}
        for device in intent.devices.values():
            found = next((self._backups[host] for host in (device.name, *device.hosts) if host in self._backups), None)
            if device.status is Presence.OFFLINE:
                unread[device.name] = Outcome(status=Status.SKIPPED, cluster=device.cluster, error=PENDING)
            elif found is None:
                unread[device.name] = _missing(device)
            else:
                try:
                    observed[device.name] = self._read(found)
                except ConfigTextError as error:
                    text = " / ".join(str(problem) for problem in error.problems)
                    unread[device.name] = Outcome(
                        status=Status.UNREADABLE, cluster=device.cluster, error=text, code=error.exit_code
                    )
        return Readings(observed=observed, unread=unread)

    def _read(self, found: Found) -> Observed:
        text, source = read_backup(found), str(found.path)
        header = cut(text, (), source).release
        release = self._fortios or (None if header else found.release or None)
        state = read_config(text, release, source)
        tree = read_sections(cut(text, source=source).sections).tree
        return Observed(state=state, facts=facts_from_backup(text, source), tree=tree)


def _missing(device: DeviceIntent) -> Outcome:
    status = Status.SKIPPED if device.status is Presence.ABSENT else Status.MISSING
    return Outcome(status=status, cluster=device.cluster, error="there is no backup of that name")
