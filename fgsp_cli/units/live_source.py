"""Reads the live units of a cluster."""

from __future__ import annotations

from collections.abc import Iterable
from time import perf_counter

from fgsp_cli.base import Phase, ReferenceName, SecretError
from fgsp_cli.device import Resolver
from fgsp_cli.intent import Intent, Presence
from fgsp_cli.inventory import Inventory
from fgsp_cli.results import Outcome, Status
from fgsp_cli.units.error_text import explained
from fgsp_cli.units.live_unit import LiveUnit, not_listed, targets_of
from fgsp_cli.units.observed import Observed
from fgsp_cli.units.parallel import MemberError, in_parallel
from fgsp_cli.units.sources import PENDING, Readings, Report
from fgsp_cli.units.transcript import Log
from fgsp_cli.units.unit_status import status_of


class LiveSource:
    """Connections to the units of a cluster; `units` are those that answered."""

    def __init__(self, inventory: Inventory, resolver: Resolver, report: Report) -> None:
        self.units: dict[str, LiveUnit] = {}
        self._inventory = inventory
        self._resolver = resolver
        self._report = report
        self._seconds: dict[str, float] = {}

    def read(self, intent: Intent) -> Readings:
        """Connect to everybody who is to be asked, at once, and ask."""
        unread: dict[str, Outcome] = {}
        for device in intent.devices.values():
            targets = targets_of(device, self._inventory)
            if device.status is Presence.OFFLINE:
                unread[device.name] = Outcome(status=Status.SKIPPED, cluster=device.cluster, error=PENDING)
            elif not targets:
                unread[device.name] = not_listed(device, intent, self._inventory)
            else:
                self.units[device.name] = LiveUnit(device, targets, self._resolver, Log(device.name))
        observed, errors = in_parallel(self._timed, self.units)
        for name, error in errors.items():
            self.units.pop(name).close()
            unread[name] = self._unasked(intent, name, error)
        return Readings(observed=observed, unread=unread, seconds=dict(self._seconds))

    def secrets_problem(self, names: Iterable[ReferenceName]) -> str:
        """Why one of the secrets cannot be had, as far as that shows without looking it up; empty if nothing shows."""
        try:
            for name in names:
                self._resolver.check(name)
        except SecretError as error:
            return error.message
        return ""

    def look_up(self, names: Iterable[ReferenceName]) -> None:
        """Look up the secrets that are going to be sent; SecretError."""
        for name in names:
            self._resolver.named(name)

    def close(self) -> None:
        """Hang up on every unit."""
        for unit in self.units.values():
            unit.close()

    def _timed(self, device: str) -> Observed:
        start = perf_counter()
        try:
            return self._ask(device)
        finally:
            self._seconds[device] = perf_counter() - start

    def _ask(self, device: str) -> Observed:
        unit = self.units[device]
        self._report(Phase.CONNECT, device, "")
        unit.connect()
        for message in unit.passed_over:
            self._report(Phase.WARNING, device, message)
        self._report(Phase.READ, device, "")
        try:
            return unit.ask()
        except BaseException:
            unit.close()
            raise

    def _unasked(self, intent: Intent, name: str, error: MemberError) -> Outcome:
        """The outcome of a unit that did not answer; for one that leaves the cluster that is no error."""
        text, device = explained(error), intent.devices[name]
        if device.status is Presence.ABSENT:
            self._report(Phase.WARNING, name, text)
            return Outcome(status=Status.SKIPPED, cluster=device.cluster, error=text)
        return Outcome(status=status_of(error), cluster=device.cluster, error=text)
