"""Rules about rows: whom they lead to, and whether both directions agree."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address

from fgsp_cli.compare import identity
from fgsp_cli.fortios import Kind
from fgsp_cli.lint.mesh import Group, Mesh
from fgsp_cli.lint.rule import Flaw, Level, rule
from fgsp_cli.state import NO_PEER

BOTH_WAYS = ("hb-interval", "hb-lost-threshold", "ipsec-tunnel-sync", "secondary-add-ipsec-routes")
"""What a row should have in common with the one that leads back."""


@rule("mesh", Level.ERROR, "A unit sends sessions only to the peers that it lists, so every member lists all others.")
def full_mesh(mesh: Mesh) -> Iterator[Flaw]:
    """Between any two members there are rows both ways."""
    for group in mesh.groups:
        for one, other in group.pairs():
            there, back = group.towards(one, other), group.towards(other, one)
            if not there and not back and _lead_somewhere(group):
                message = f"{one} and {other} have no row to each other"
                yield Flaw(message=message, devices=(one, other), cluster=group.name, level=Level.WARNING)
            elif bool(there) != bool(back):
                first, second = (one, other) if there else (other, one)
                message = f"{first} has a row to {second}, and {second} has none to {first}"
                number = (there or back)[0][0]
                yield Flaw(message=message, devices=(first, second), cluster=group.name, path=("peer", number))


def _lead_somewhere(group: Group) -> bool:
    """Whether any row leads to a known address; False where no address of a member is known."""
    return any(group.owner(row.text("peerip")) for device in group.devices for _, row in group.rows(device))


@rule(
    "peer-stranger",
    Level.WARNING,
    "Sessions sent to an address that no member has reach no member.",
    needs=("interfaces",),
)
def peer_stranger(mesh: Mesh) -> Iterator[Flaw]:
    """Where the addresses of all members are known, every row leads to one of them."""
    for group in mesh.groups:
        if (
            len(group.devices) < 2
            or group.absent
            or any(group.known(device).interfaces is None for device in group.devices)
        ):
            continue
        for device in group.devices:
            for number, row in group.rows(device):
                address = row.text("peerip")
                if address != NO_PEER and not group.has(address):
                    message = f"no member has the address {address}"
                    path = ("peer", number, "peerip")
                    yield Flaw(message=message, devices=(device,), cluster=group.name, path=path)


@rule("peer-self", Level.ERROR, "A row to oneself, or to 0.0.0.0, has no peer.", helped=("interfaces",))
def peer_self(mesh: Mesh) -> Iterator[Flaw]:
    """No row leads to the unit that has it."""
    for group in mesh.alone:
        member = group.members[0]
        own = {*member.addresses, *group.known(member.device).addresses}
        for number, row in group.rows(member.device):
            address = row.text("peerip")
            if address == NO_PEER:
                yield Flaw(message="the row has no peerip", devices=(member.device,), path=("peer", number, "peerip"))
            elif address in own:
                message = f"the row leads to the unit's own address {address}"
                yield Flaw(message=message, devices=(member.device,), path=("peer", number, "peerip"))


@rule("peer-dup", Level.ERROR, "Two rows with the same peerip, peervd and filter send the VDOMs in both twice.")
def peer_dup(mesh: Mesh) -> Iterator[Flaw]:
    """No two rows of a unit send the same sessions to one peer."""
    for group, device in mesh.units:
        earlier: dict[object, list[tuple[int, frozenset[str]]]] = {}
        for number, row in group.rows(device):
            vdoms, rows = frozenset(row.names("syncvd")), earlier.setdefault(identity(row), [])
            first = next((one for one, sent in rows if not (vdoms and sent and vdoms.isdisjoint(sent))), None)
            rows.append((number, vdoms))
            if first is not None:
                message = f"the row {number} to {row['peerip']} is the row {first} again"
                yield Flaw(message=message, devices=(device,), path=("peer", number))


@rule("peer-class", Level.ERROR, "A peer is one other unit: no group, no broadcast and no loopback address.")
def peer_class(mesh: Mesh) -> Iterator[Flaw]:
    """Every peerip is the address of a unit."""
    for group, device in mesh.units:
        for number, row in group.rows(device):
            address = IPv4Address(row.text("peerip"))
            if address.is_multicast or address.is_loopback or (address.is_reserved and str(address) != NO_PEER):
                message = f"{address} is no address of a unit"
                yield Flaw(message=message, devices=(device,), path=("peer", number, "peerip"))


@rule(
    "multi-link-old",
    Level.WARNING,
    "Before 6.4.10, 7.0.6 and 7.2.0 each address counts as a member of its own, whatever its group-member-id.",
    confirmed=True,
)
def multi_link_old(mesh: Mesh) -> Iterator[Flaw]:
    """Several links to one member only where the release knows them as one."""
    for group in mesh.groups:
        for device in group.devices:
            if group.release(device).holds("one_member_over_links"):
                continue
            for other in group.devices:
                addresses = {row.text("peerip") for _, row in group.towards(device, other)}
                if other != device and len(addresses) > 1:
                    message = f"FortiOS {group.release(device)} takes the {len(addresses)} addresses of {other} for"
                    devices = (device, other)
                    yield Flaw(message=f"{message} as many members", devices=devices, cluster=group.name)


@rule("dir-equal", Level.WARNING, "Both directions of a pair should see a failure at the same time, and sync the same.")
def dir_equal(mesh: Mesh) -> Iterator[Flaw]:
    """Heartbeats, ipsec-tunnel-sync and the route option are the same in both directions of a pair."""
    for group in mesh.groups:
        for one, other in group.pairs():
            there, back = group.towards(one, other), group.towards(other, one)
            for key in BOTH_WAYS:
                ours = {row[key] for _, row in there if key in row}
                theirs = {row[key] for _, row in back if key in row}
                if ours and theirs and ours != theirs:
                    message = f"{key} differs between {one} -> {other} and {other} -> {one}"
                    path = ("peer", there[0][0], key)
                    yield Flaw(message=message, devices=(one, other), cluster=group.name, path=path)


@rule("src-peer", Level.ERROR, "With source-ip set, a unit's packets come from there: the peer must list that address.")
def src_peer(mesh: Mesh) -> Iterator[Flaw]:
    """A source-ip is the peerip that the other side has."""
    for group in mesh.groups:
        for one in group.devices:
            for other in (device for device in group.devices if device != one):
                listed = {row["peerip"] for _, row in group.towards(other, one)}
                for number, row in group.towards(one, other):
                    source = row.get("source-ip", NO_PEER)
                    if source != NO_PEER and listed and source not in listed:
                        message = f"{one} sends from {source}, and {other} has no row to that address"
                        path = ("peer", number, "source-ip")
                        yield Flaw(message=message, devices=(one, other), cluster=group.name, path=path)


@rule("hb-mixed", Level.WARNING, "Releases count heartbeats in seconds or in 100 ms: the same number is another time.")
def hb_mixed(mesh: Mesh) -> Iterator[Flaw]:
    """All members count heartbeats in the same unit."""
    for group in mesh.groups:
        units = {device: _heartbeat_unit(group, device) for device in group.devices}
        if len(set(units.values())) > 1:
            listed = ", ".join(f"{device} in {unit}" for device, unit in units.items())
            yield Flaw(
                message=f"heartbeats are counted differently: {listed}", devices=tuple(units), cluster=group.name
            )


def _heartbeat_unit(group: Group, device: str) -> str:
    spec = next(child for child in group.release(device).peers.children.values() if child.kind is Kind.INTERVAL)
    return spec.unit
