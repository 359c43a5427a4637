"""Rules for FortiGate-6000 and 7000, where FGSP can do less [facts/fgsp.md#8]."""

from __future__ import annotations

from collections.abc import Iterator

from fgsp_cli.lint.mesh import Group, Mesh
from fgsp_cli.lint.rule import Flaw, Level, rule
from fgsp_cli.lint.rules.unit_settings import virtual_clusters
from fgsp_cli.state import Block

ANY = "::/0"
IPV6 = ("srcaddr6", "dstaddr6")
DEVICES = ("standalone-cluster", "session-sync-dev")


@rule(
    "chassis",
    Level.ERROR,
    "FortiGate-6000 and 7000 have no session-sync-dev, no IPv6 filters, and no virtual clusters between FGCP clusters.",
    confirmed=True,
    needs=("model",),
)
def chassis(mesh: Mesh) -> Iterator[Flaw]:
    """A chassis is asked for nothing that it lacks."""
    for group, device in mesh.units:
        if group.known(device).is_chassis:
            yield from _asked_too_much(group, device)


def _asked_too_much(group: Group, device: str) -> Iterator[Flaw]:
    if group.value(device, *DEVICES):
        message = f"a {group.known(device).model} has no session-sync-dev"
        confirmed = any(dated.confirmed for dated in group.release(device).fact("chassis_without_sync_dev"))
        yield Flaw(message=message, devices=(device,), path=DEVICES, confirmed=confirmed)
    for number, row in group.rows(device):
        filters = row.get("session-sync-filter")
        for key in IPV6 if isinstance(filters, Block) else ():
            if isinstance(filters, Block) and filters[key] != ANY:
                message = f"a {group.known(device).model} has no IPv6 filters"
                yield Flaw(message=message, devices=(device,), path=("peer", number, "session-sync-filter", key))
    if group.states[device].peers and virtual_clusters(group, device):
        message = f"virtual clusters on a {group.known(device).model} with peer rows"
        yield Flaw(message=message, devices=(device,), confirmed=False)
