"""Which units list each other: found by the addresses that they have or, where those are not known, that they lack."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fgsp_cli.state import NO_PEER, DeviceState


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One unit, as it was read."""

    name: str
    state: DeviceState
    addresses: frozenset[str] | None = None
    """Those of its interfaces; None if they are not known."""
    hosts: tuple[str, ...] = ()
    """Of an FGCP cluster, the units in it; they have one configuration."""

    @property
    def peers(self) -> frozenset[str]:
        """The addresses that its rows lead to."""
        return frozenset(row.text("peerip") for row in self.state.peers.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Mesh:
    """Units that each have rows to every other one, and none elsewhere."""

    members: tuple[Unit, ...]
    owners: Mapping[str, str]
    """Address -> the member that has it."""


def meshes(units: Sequence[Unit]) -> list[Mesh]:
    """The meshes among the units; no unit is in two of them. In the order of their first members."""
    result: list[Mesh] = []
    left = [unit for unit in units if unit.state.peers and NO_PEER not in unit.peers]
    for search in (_by_addresses, _by_absence, _last_two):
        for mesh in search(left):
            result.append(mesh)
            taken = {member.name for member in mesh.members}
            left = [unit for unit in left if unit.name not in taken]
    order = {unit.name: place for place, unit in enumerate(units)}
    return sorted(result, key=lambda mesh: order[mesh.members[0].name])


def _by_addresses(units: Sequence[Unit]) -> list[Mesh]:
    """Units that list addresses of each other, both ways."""
    holders: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        for address in unit.addresses or ():
            holders[address].append(unit)
    near: dict[str, set[str]] = {
        unit.name: {other.name for address in unit.peers for other in holders[address] if other is not unit}
        for unit in units
    }
    by_name = {unit.name: unit for unit in units}
    mutual = {name: {other for other in others if name in near[other]} for name, others in near.items()}
    groups = ([by_name[name] for name in names] for names in _components(mutual))
    return [mesh for group in groups if (mesh := _owned(group)) is not None]


def _components(graph: Mapping[str, set[str]]) -> Iterable[list[str]]:
    visited: set[str] = set()
    for name in graph:
        if name in visited:
            continue
        group, front = [], [name]
        while front:
            one = front.pop()
            if one not in visited:
                visited.add(one)
                group.append(one)
                front += graph[one] - visited
        yield sorted(group, key=list(graph).index)


def _owned(group: Sequence[Unit]) -> Mesh | None:
    """The mesh of a group if each address that they list belongs to exactly one of them."""
    if len(group) < 2:
        return None
    owners: dict[str, str] = {}
    for address in frozenset[str]().union(*(unit.peers for unit in group)):
        names = [unit.name for unit in group if address in (unit.addresses or ())]
        if len(names) != 1:
            return None
        owners[address] = names[0]
    return Mesh(members=tuple(group), owners=owners)


def _by_absence(units: Sequence[Unit]) -> list[Mesh]:
    """Three units or more that list the same addresses, but for their own: each lacks those that it has itself."""
    listing: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        for address in unit.peers:
            listing[address].append(unit)
    result: list[Mesh] = []
    taken: set[str] = set()
    for unit in units:
        near = {other.name: other for address in unit.peers for other in listing[address]}
        for other in near.values():
            every = unit.peers | other.peers
            group = [one for one in near.values() if one.peers < every and one.name not in taken]
            mesh = _lacking(group, every) if unit.name not in taken and other is not unit else None
            if mesh is not None:
                result.append(mesh)
                taken |= {member.name for member in mesh.members}
                break
    return result


def _lacking(group: Sequence[Unit], every: frozenset[str]) -> Mesh | None:
    """The mesh of units that list all of `every` but their own addresses."""
    owners: dict[str, str] = {}
    for unit in group:
        own = every - unit.peers
        if unit.addresses is not None or own & owners.keys():
            return None
        owners |= dict.fromkeys(own, unit.name)
    return Mesh(members=tuple(group), owners=owners) if len(group) > 1 and owners.keys() == every else None


def _last_two(units: Sequence[Unit]) -> list[Mesh]:
    """Two units that are all that is left: whom else should they mean?"""
    if len(units) != 2 or any(unit.addresses is not None for unit in units):
        return []
    mesh = _lacking(units, units[0].peers | units[1].peers)
    return [mesh] if mesh is not None else []
