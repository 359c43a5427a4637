"""Whether the members of a cluster see their peers again after a change, as far as their runtime commands show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fgsp_cli.base import Phase, StopRequest
from fgsp_cli.plan import ClusterPlan
from fgsp_cli.units import Backoff, LiveUnit, Report, in_parallel


class Health:
    """The peers that each member saw before the change."""

    def __init__(self, plan: ClusterPlan, units: Mapping[str, LiveUnit], report: Report) -> None:
        self._units = {device: units[device] for device in plan.units}
        self._rows = {device: len(unit.goal.state.peers) for device, unit in plan.units.items()}
        self._report = report
        self._before = self._peer_counts(self._units)

    def problem(self, seconds: float, stop: StopRequest) -> str:
        """What is still missing after so long; empty once every member sees as many peers as before.

        A member that has fewer rows than it saw peers has to see no more than those.
        """
        backoff = Backoff(seconds)
        waiting = {device: min(count, self._rows[device]) for device, count in self._before.items() if count}
        self._warn(device for device in self._units if self._before.get(device) is None)
        while True:
            for device in waiting:
                self._report(Phase.CHECK, device, "peers seen again?")
            now = self._peer_counts(waiting)
            waiting = {device: wanted for device, wanted in waiting.items() if (now.get(device) or 0) < wanted}
            if not waiting or stop.requested or not backoff.wait():
                break
        missing = [f"{device} sees {now.get(device) or 0} of {wanted} peers" for device, wanted in waiting.items()]
        return f"{', '.join(missing)} after {seconds:g} s" if missing else ""

    def _peer_counts(self, devices: Iterable[str]) -> dict[str, int | None]:
        """How many peers each of the members sees; None, or no entry, where that is not known."""
        return in_parallel(lambda device: self._units[device].peer_count(), devices)[0]

    def _warn(self, devices: Iterable[str]) -> None:
        for device in devices:
            self._report(
                Phase.WARNING, device, "does not show how many peers it sees: whether it sees them again is not checked"
            )
