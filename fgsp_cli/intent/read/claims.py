"""Who is named where: a device, and a unit of an FGCP cluster, belongs to one place only."""

from __future__ import annotations

from fgsp_cli.base import Position
from fgsp_cli.intent.read.findings import Findings


class Claims:
    """The names of devices and of the hosts behind them; a second claim is a problem."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._devices: dict[str, Position] = {}
        self._clusters: dict[str, Position] = {}
        self._members: dict[str, str] = {}
        self._hosts: dict[str, tuple[str, Position, str]] = {}

    def cluster(self, name: str, position: Position, path: str) -> None:
        """A cluster; within one file, YAML refuses the second key."""
        first = self._clusters.setdefault(name, position)
        if first is not position:
            hint = f"first {_where(first, position)}; the members of a cluster are in one file"
            self._findings.add("this cluster is named twice", position, path, found=name, hint=hint)

    def device(self, name: str, position: Position, path: str) -> None:
        """A member, or a device of its own."""
        self._members.setdefault(name, path)
        first = self._devices.setdefault(name, position)
        if first is not position:
            hint = f"first {_where(first, position)}; a device is in one cluster only"
            self._findings.add("this device is named twice", position, path, found=name, hint=hint)

    def host(self, name: str, device: str, position: Position, path: str) -> None:
        """A unit of an FGCP cluster."""
        _, first, _ = self._hosts.setdefault(name, (device, position, path))
        if first is not position:
            hint = f"first {_where(first, position)}"
            self._findings.add("this unit is named twice", position, path, found=name, hint=hint)

    def check(self) -> None:
        """Refuse hosts that are devices of another place too, and devices that another cluster is called by."""
        for name, path in self._members.items():
            cluster = self._clusters.get(name)
            if cluster is not None and not path.startswith(f"clusters/{name}/"):
                hint = "a limit could mean either"
                message = f"the cluster {_where(cluster, self._devices[name])} has this name too"
                self._findings.add(message, self._devices[name], path, found=name, hint=hint)
        for host, (device, position, path) in self._hosts.items():
            other = self._devices.get(host)
            if other is not None and host != device:
                hint = _where(other, position)
                message = f"this unit of {device} is a device of its own too"
                self._findings.add(message, position, path, found=host, hint=hint)


def _where(there: Position, here: Position) -> str:
    return f"in line {there.line}" if there.source == here.source else f"in {there}"
