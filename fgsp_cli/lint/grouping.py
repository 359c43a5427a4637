"""Which units share sessions, where no intent says so: derived from whose rows lead to whose addresses.

Sites are often built alike, so an address that several units have identifies none: a note says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from fgsp_cli.lint.mesh import Cluster, Member
from fgsp_cli.state import FGCP, NO_PEER, DeviceState, Facts

MOST = 16
"""Members of a group at most [facts/fgsp.md#8, confirmed]."""


class Grouping(NamedTuple):
    """The clusters, and notes on what is unknown."""

    clusters: tuple[Cluster, ...]
    notes: tuple[str, ...]


def grouped(states: Mapping[str, DeviceState], facts: Mapping[str, Facts]) -> Grouping:
    """The clusters that the units make, as far as their rows and addresses show.

    A unit belongs to those that its rows lead to, and that lead to it, by the addresses of interfaces. Units whose
    interfaces could not be read are taken for one cluster if their group id is the same and they are not too many. Of
    the units of one FGCP cluster one stands for all.
    """
    heads = _heads(states, facts)
    holders = _holders(heads, facts)
    union = _Union(heads)
    for device in heads:
        for row in states[device].peers.values():
            owners = holders.get(row.text("peerip"), [])
            if len(owners) == 1:
                union.join(device, owners[0])
    notes = list(_ambiguous(heads, states, holders))
    notes += _join_unread(heads, states, facts, union)
    listed = {row.text("peerip") for device in heads for row in states[device].peers.values()}
    clusters = [
        Cluster(name="", members=tuple(_member(device, states[device], facts, listed) for device in devices))
        for devices in union.groups()
        if len(devices) > 1
    ]
    return Grouping(tuple(clusters), tuple(notes))


class _Union:
    """Devices, put together pair by pair."""

    def __init__(self, devices: Iterable[str]) -> None:
        self._parent = {device: device for device in devices}

    def join(self, one: str, other: str) -> None:
        """They are in one group."""
        self._parent[self.root(one)] = self.root(other)

    def root(self, device: str) -> str:
        """Who stands for the group of a device."""
        while self._parent[device] != device:
            self._parent[device] = self._parent[self._parent[device]]
            device = self._parent[device]
        return device

    def groups(self) -> list[list[str]]:
        """All groups, in the order of their first devices."""
        groups: dict[str, list[str]] = defaultdict(list)
        for device in self._parent:
            groups[self.root(device)].append(device)
        return list(groups.values())


def _heads(states: Mapping[str, DeviceState], facts: Mapping[str, Facts]) -> tuple[str, ...]:
    """The units, of each FGCP cluster the first: its units have all addresses and rows in common."""
    heads: dict[object, str] = {}
    for device, state in states.items():
        known = facts.get(device) or Facts()
        twins = known.ha_mode in FGCP and known.addresses
        heads.setdefault((known.addresses, state.peers, state.ha.get("group-name")) if twins else device, device)
    return tuple(heads.values())


def _holders(devices: Iterable[str], facts: Mapping[str, Facts]) -> Mapping[str, list[str]]:
    """For each address the units that have it."""
    holders: dict[str, list[str]] = defaultdict(list)
    for device in devices:
        for address in dict.fromkeys(facts[device].addresses if device in facts else ()):
            holders[address].append(device)
    return holders


def _ambiguous(
    devices: Iterable[str], states: Mapping[str, DeviceState], holders: Mapping[str, list[str]]
) -> Iterable[str]:
    """Peers that several units could be."""
    for device in devices:
        for row in states[device].peers.values():
            candidates = holders.get(row.text("peerip"), [])
            if len(candidates) > 1:
                yield f"{device}: {row['peerip']} is an address of {len(candidates)} units: an intent can say which one"


def _join_unread(
    devices: Iterable[str], states: Mapping[str, DeviceState], facts: Mapping[str, Facts], union: _Union
) -> Iterable[str]:
    """Join the units without known interfaces, if they can be one cluster."""
    alone: dict[object, list[str]] = defaultdict(list)
    for device in devices:
        unread = device not in facts or facts[device].interfaces is None
        state = states[device]
        leads = any(row["peerip"] != NO_PEER for row in state.peers.values())
        group = state.standalone_cluster.get("standalone-group-id", 0)
        if unread and (leads or group):
            alone[group].append(device)
    for members in alone.values():
        if len(members) < 2:
            continue
        if len(members) > MOST:
            yield f"which of {len(members)} units share sessions is unknown without interfaces: an intent can say it"
            continue
        for device in members[1:]:
            union.join(members[0], device)
        yield f"{', '.join(members)}: taken for one cluster, as their interfaces cannot be read"


def _member(device: str, state: DeviceState, facts: Mapping[str, Facts], listed: Collection[str]) -> Member:
    """The member, with those of its addresses that somebody has a row to."""
    known = facts.get(device) or Facts()
    addresses = tuple(address for address in known.addresses if address in listed)
    return Member(device=device, addresses=addresses, fgcp=known.ha_mode in FGCP and bool(state.peers))
