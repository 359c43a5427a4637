"""Whether the members of a cluster see their peers again after a change, as far as their runtime commands tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fgsp_cli.base import Phase, StopRequest
from fgsp_cli.plan import ClusterPlan
from fgsp_cli.units import LiveUnit, Patience, Report, together


class Health:
    """The peers that each member saw before the change."""

    def __init__(self, plan: ClusterPlan, units: Mapping[str, LiveUnit], report: Report) -> None:
        self._units = {device: units[device] for device in plan.units}
        self._rows = {device: len(unit.goal.state.peers) for device, unit in plan.units.items()}
        self._tell = report
        self._before = self._seen(self._units)

    def problem(self, seconds: float, stop: StopRequest) -> str:
        """What is still missing after so long; empty once everybody sees as many peers as before.

        A member that has fewer rows than it saw peers has to see no more than those.
        """
        patience = Patience(seconds)
        waiting = {device: min(seen, self._rows[device]) for device, seen in self._before.items() if seen}
        self._warn(device for device in self._units if self._before.get(device) is None)
        while True:
            for device in waiting:
                self._tell(Phase.CHECK, device, "peers seen again?")
            now = self._seen(waiting)
            waiting = {device: wanted for device, wanted in waiting.items() if (now.get(device) or 0) < wanted}
            if not waiting or stop.requested or not patience.wait():
                break
        missing = [f"{device} sees {now.get(device) or 0} of {wanted} peers" for device, wanted in waiting.items()]
        return f"{', '.join(missing)} after {seconds:g} s" if missing else ""

    def _seen(self, devices: Iterable[str]) -> dict[str, int | None]:
        """How many peers each of the members sees; None, or nothing at all, where that cannot be told."""
        return together(lambda device: self._units[device].peer_count(), devices)[0]

    def _warn(self, devices: Iterable[str]) -> None:
        for device in devices:
            self._tell(
                Phase.WARNING, device, "does not tell how many peers it sees: whether it sees them again is not checked"
            )
