"""The network between the units of a lab: who reaches whom, and which of them share sessions.

A row of one unit leads to another if its `peerip` is an address of that one: of its interfaces, in the VDOM that the
row names, or of `UnitSpec.addresses`, which stand for whatever the others know it by. Two units share sessions if rows
lead both ways, both answer, and group ids, encryption and secret are the same [facts/cli-behaviour.md#6].
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from fgsp_cli.fortios import EMPTY, Node, Spec
from fgsp_cli.fortios.interpreter import Store, current
from fgsp_cli.lab.spec import UnitSpec
from fgsp_cli.lab.unit_identity import Identity

_ANYWHERE = ""
_NO_ADDRESS = "0.0.0.0"  # noqa: S104 (an unset address, nothing is bound)
_MASKED = f"{_NO_ADDRESS} {_NO_ADDRESS}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A peer of a unit, as its row says."""

    number: str
    peerip: str
    peervd: str
    syncvds: tuple[str, ...]
    source: str = _MASKED
    """Address and mask that the filter wants, and the destination's."""
    destination: str = _MASKED


@dataclass(slots=True)
class Traffic:
    """Sessions that a unit has sent to others, and received from them."""

    sent: int = 0
    received: int = 0


class Member(Protocol):
    """What the network needs of a unit."""

    spec: UnitSpec
    store: Store
    traffic: Traffic
    answers: bool
    identity: Identity

    @property
    def multi_vdom(self) -> bool:
        """Whether VDOMs are on in that unit."""

    def global_tree(self) -> Node:
        """The part of the configuration that is the same for all VDOMs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A row, and the unit at its other end; None if that one does not share sessions."""

    row: Row
    peer: Member | None


class Fabric:
    """All units of a lab."""

    def __init__(self, units: Iterable[Member]) -> None:
        self._units = tuple(units)
        self._addresses: dict[str, tuple[Node, Mapping[str, str]]] = {}

    def links(self, unit: Member) -> tuple[Link, ...]:
        """The rows of a unit, in order."""
        return tuple(Link(row=row, peer=self._peer(unit, row)) for row in rows(unit))

    def move(self, unit: Member) -> None:
        """Let some traffic flow: a session over each link in each direction that has session pickup on."""
        peers = [link.peer for link in self.links(unit) if link.peer]
        unit.traffic.sent += len(peers) * picks_up(unit)
        unit.traffic.received += sum(picks_up(peer) for peer in peers)

    def _peer(self, unit: Member, row: Row) -> Member | None:
        for other in self._units:
            if other is unit or not other.answers or not self._leads(row, other):
                continue
            if identity(unit) == identity(other) and any(self._leads(back, unit) for back in rows(other)):
                return other
        return None

    def _leads(self, row: Row, unit: Member) -> bool:
        vdom = self._known(unit).get(row.peerip)
        return vdom is not None and (vdom in (_ANYWHERE, row.peervd) or not unit.multi_vdom)

    def _known(self, unit: Member) -> Mapping[str, str]:
        """The addresses of a unit, each with its VDOM."""
        root, known = self._addresses.get(unit.spec.name, (None, {}))
        if root is not unit.store.root:
            known = {**dict(_interfaces(unit)), **dict.fromkeys(unit.spec.addresses, _ANYWHERE)}
            self._addresses[unit.spec.name] = unit.store.root, known
        return known


def rows(unit: Member) -> tuple[Row, ...]:
    """The peers of a unit; none at a release that the schema data does not know."""
    spoken = unit.store.dialect
    if not spoken.tops:
        return ()
    table: Node = unit.global_tree()
    for name in spoken.peers_path:
        table = table.child(name) or EMPTY
    return tuple(_row(number, node, spoken.peers) for number, node in table.entries.items())


def identity(unit: Member) -> tuple[str, ...]:
    """What two units must have in common: group, encryption, and the secret where it is on."""
    group, encryption = value(unit, "standalone-group-id"), value(unit, "encryption")
    if encryption != "enable":
        return group, encryption
    shown = value(unit, "psksecret")
    return group, encryption, unit.store.cipher.reveal(shown) or shown


def picks_up(unit: Member) -> bool:
    """Whether the unit copies its sessions at all."""
    return value(unit, "session-pickup", "ha") == "enable"


def value(unit: Member, name: str, section: str = "standalone-cluster") -> str:
    """An attribute of the cluster, its default if it is not set; nothing where the release has none."""
    tops = unit.store.dialect.tops
    path = next((path for path, top in tops.items() if top.key == section and name in top.children), None)
    if path is None:
        return ""
    words = current(unit.global_tree().child(path) or EMPTY, tops[path].children[name])
    return words[-1] if words else ""


def _row(number: str, node: Node, spec: Spec) -> Row:
    filters = node.child("session-sync-filter") or EMPTY
    known = spec.children.get("session-sync-filter")

    def mask(name: str) -> str:
        return " ".join(current(filters, known.children[name])) if known and name in known.children else _MASKED

    def words(name: str) -> tuple[str, ...]:
        return tuple(word for word in current(node, spec.children[name]) if word)

    return Row(
        number=number,
        peerip="".join(words("peerip")) or _NO_ADDRESS,
        peervd="".join(words("peervd")),
        syncvds=words("syncvd"),
        source=mask("srcaddr"),
        destination=mask("dstaddr"),
    )


def _interfaces(unit: Member) -> Iterator[tuple[str, str]]:
    table = unit.global_tree().child("system interface") or EMPTY
    for entry in table.entries.values():
        vdom = entry.settings["vdom"].words[0] if "vdom" in entry.settings else "root"
        for place in (entry, *(entry.child("secondaryip") or EMPTY).entries.values()):
            words = place.settings["ip"].words if "ip" in place.settings else ()
            if words and words[0] != _NO_ADDRESS:
                yield words[0].partition("/")[0], vdom
