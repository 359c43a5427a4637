"""What rules read: the states of many units, which of them share sessions, and who has which address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import cast

from fgsp_cli.base import Problem
from fgsp_cli.fortios import Dialect, dialect
from fgsp_cli.state import Block, DeviceState, Facts, Path, Value, covered

Problems = Mapping[str, tuple[Problem, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One unit of a cluster, or an FGCP cluster that acts as one."""

    device: str
    addresses: tuple[str, ...] = ()
    """Where the others reach it, as far as somebody said so."""
    fgcp: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """The units that share sessions."""

    name: str
    members: tuple[Member, ...]


@dataclass(frozen=True, kw_only=True)
class Group:
    """The members of one cluster that have a state, and what their states show as a whole."""

    name: str
    members: tuple[Member, ...]
    states: Mapping[str, DeviceState]
    facts: Mapping[str, Facts]
    absent: tuple[Member, ...] = ()
    """Members without a known state: rows may still lead to them."""

    @cached_property
    def devices(self) -> tuple[str, ...]:
        """The names of the members with a state."""
        return tuple(member.device for member in self.members)

    def member(self, device: str) -> Member:
        """The member of that name."""
        return next(member for member in self.members if member.device == device)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Every two members of the group, once."""
        return combinations(self.devices, 2)

    def release(self, device: str) -> Dialect:
        """FortiOS at the release of that unit."""
        return dialect(self.states[device].fortios)

    def value(self, device: str, *path: str) -> Value:
        """The value of a singleton's attribute; None if the release lacks it, or an intent leaves it to the unit."""
        state = self.states[device]
        section = cast(Block, state.section(path[0]))
        return section.get(path[1]) if says(state, path) else None

    def values(self, *path: str) -> dict[str, Value]:
        """The value of every member that is known to have one."""
        values = {device: self.value(device, *path) for device in self.devices}
        return {device: value for device, value in values.items() if value is not None}

    def known(self, device: str) -> Facts:
        """The facts of a unit; empty ones if it was not read."""
        return self.facts.get(device) or Facts()

    def rows(self, device: str) -> Iterator[tuple[int, Block]]:
        """The rows of a unit, by id."""
        return iter(sorted(self.states[device].peers.items()))

    def towards(self, device: str, other: str) -> list[tuple[int, Block]]:
        """The rows of a unit that lead to another member."""
        return [(number, row) for number, row in self.rows(device) if self.owner(row.text("peerip")) == other]

    def has(self, address: str) -> bool:
        """Whether somebody said that a member has the address, or one of its interfaces does."""
        named = any(address in member.addresses for member in (*self.members, *self.absent))
        return named or any(address in self.known(device).addresses for device in self.devices)

    def owner(self, address: str) -> str | None:
        """The member that has the address, if that can be known."""
        return self._owners.get(address)

    @cached_property
    def _owners(self) -> Mapping[str, str]:
        """By what was said and by interfaces' addresses.

        For members without known addresses: in a full mesh every member but the owner lists an address.
        """
        owners = {}
        nameless = {
            member.device
            for member in self.members
            if not member.addresses and self.known(member.device).interfaces is None
        }
        for address, listing in self._listed().items():
            others = [device for device in self.devices if device not in listing]
            if len(others) == 1 and others[0] in nameless:
                owners[address] = others[0]
        for device in self.devices:
            owners |= dict.fromkeys(self.facts[device].addresses if device in self.facts else (), device)
        every = (*self.members, *self.absent)
        return owners | {address: member.device for member in every for address in member.addresses}

    def _listed(self) -> Mapping[str, set[str]]:
        listed: dict[str, set[str]] = {}
        for device in self.devices:
            for _, row in self.rows(device):
                listed.setdefault(row.text("peerip"), set()).add(device)
        return listed


@dataclass(frozen=True, kw_only=True)
class Mesh:
    """Everything that the rules read."""

    states: Mapping[str, DeviceState]
    clusters: tuple[Cluster, ...]
    facts: Mapping[str, Facts] = field(default_factory=dict)
    problems: Problems = field(default_factory=dict)
    """What was wrong while states were made and has a rule of its own, by unit; `""` for what is no single one's."""
    warnings: Problems = field(default_factory=dict)
    """By unit: what reading the states left uncertain."""

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The clusters, as far as there are states of their members."""
        return tuple(self._group(cluster.name, cluster.members) for cluster in self.clusters)

    @property
    def units(self) -> Iterator[tuple[Group, str]]:
        """Every unit, with the group that it is by itself."""
        return ((group, group.devices[0]) for group in self.alone)

    @cached_property
    def alone(self) -> tuple[Group, ...]:
        """Every unit as a group of its own, for rules about one unit; members keep what their cluster says of them."""
        members = {member.device: member for cluster in self.clusters for member in cluster.members}
        return tuple(self._group("", (members.get(device, Member(device=device)),)) for device in self.states)

    def _group(self, name: str, members: Sequence[Member]) -> Group:
        present = tuple(member for member in members if member.device in self.states)
        absent = tuple(member for member in members if member.device not in self.states)
        return Group(name=name, members=present, states=self.states, facts=self.facts, absent=absent)


def says(state: DeviceState, path: Path) -> bool:
    """Whether the state has a say in it: an intent leaves a singleton's unnamed attributes to the unit."""
    return state.named is None or path[0] == "peer" or covered(path, state.named)


def mesh_of(
    states: Mapping[str, DeviceState],
    clusters: Iterable[Cluster] | None = None,
    facts: Mapping[str, Facts] | None = None,
    problems: Problems | None = None,
    warnings: Problems | None = None,
) -> Mesh:
    """The mesh of those states; without clusters, all units are taken for one."""
    if clusters is None:
        clusters = (Cluster(name="", members=tuple(Member(device=device) for device in states)),)
    return Mesh(
        states=states, clusters=tuple(clusters), facts=facts or {}, problems=problems or {}, warnings=warnings or {}
    )
