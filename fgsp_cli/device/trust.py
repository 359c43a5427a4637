"""Host keys as units show them, beside the ones that are known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fgsp_cli.device.hostkeys import HostKey, KnownHosts, write_known_hosts
from fgsp_cli.inventory import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The key of one unit."""

    target: Target
    key: HostKey
    known: tuple[HostKey, ...]
    """What `known_hosts` has for it."""

    @property
    def is_known(self) -> bool:
        """Whether there is nothing to accept."""
        return self.key in self.known

    @property
    def has_changed(self) -> bool:
        """Whether another key is known: replaced hardware, a reset, or a man in the middle."""
        return bool(self.known) and not self.is_known


def look(target: Target) -> Shown:
    """Fetch the key that the unit shows, without logging in; Unreachable if it does not answer."""
    from fgsp_cli.device.ssh import fetch_host_key

    key = fetch_host_key(target.name, target.host, target.port, target.deadlines)
    return Shown(target=target, key=key, known=KnownHosts.load(target.known_hosts).keys(target.key_name))


def accept(shown: Iterable[Shown]) -> None:
    """Write the keys to the `known_hosts` file of each target; OSError if one cannot be written."""
    files: dict[object, list[Shown]] = {}
    for one in shown:
        files.setdefault(one.target.known_hosts, []).append(one)
    for group in files.values():
        write_known_hosts(group[0].target.known_hosts, [(one.target.key_name, one.key) for one in group])
