"""Rules about the filters of peer rows."""

from __future__ import annotations

from collections.abc import Iterator

from fgsp_cli.lint.mesh import Group, Mesh
from fgsp_cli.lint.rule import Flaw, Level, rule
from fgsp_cli.state import Block, default_block

HIGHEST_PORT = 65535
RANGES = ("src-port-range", "dst-port-range")


@rule("filter-asym", Level.WARNING, "A filter limits what a unit sends: on one side only, it protects one way only.")
def filter_asym(mesh: Mesh) -> Iterator[Flaw]:
    """Both directions of a pair are filtered, or none."""
    for group in mesh.groups:
        for one, other in group.pairs():
            there, back = group.towards(one, other), group.towards(other, one)
            if not there or not back:
                continue
            ours, theirs = _filtered(group, one, there), _filtered(group, other, back)
            if bool(ours) != bool(theirs):
                first, second, number = (one, other, ours[0]) if ours else (other, one, theirs[0])
                message = f"{first} filters what it sends to {second}, and {second} sends everything"
                path = ("peer", number, "session-sync-filter")
                yield Flaw(message=message, devices=(first, second), cluster=group.name, path=path)


def _filtered(group: Group, device: str, rows: list[tuple[int, Block]]) -> list[int]:
    spec = group.release(device).peers.by_key["session-sync-filter"]
    return [number for number, row in rows if row.block(spec.key) != default_block(spec)]


@rule("port-range", Level.ERROR, "A port range goes from a low port to a high one, and ports end at 65535.")
def port_range(mesh: Mesh) -> Iterator[Flaw]:
    """Every port range holds ports."""
    for group, device in mesh.units:
        for number, row in group.rows(device):
            services = row.block("session-sync-filter").table("custom-service")
            for service, entry in sorted(services.items()):
                for key in RANGES:
                    low, high = (int(port) for port in entry.text(key).split("-"))
                    if low > high or high > HIGHEST_PORT:
                        path = ("peer", number, "session-sync-filter", "custom-service", service, key)
                        yield Flaw(message=f"{low}-{high} is no range of ports", devices=(device,), path=path)
