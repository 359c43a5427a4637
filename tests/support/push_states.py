"""Small states for the tests of `push`: a unit of 7.4.4 with some rows and ids."""

from __future__ import annotations

from collections.abc import Mapping

from fgsp_cli.fortios.dialects import dialect
from fgsp_cli.state.state import DeviceState, Table, Value, default_block, empty_state

RELEASE = dialect("7.4.4")
ADDRESSES = {name: frozenset({f"10.0.0.{place}"}) for place, name in enumerate(("a", "b", "c"), start=1)}


def state(rows: Mapping[int, Mapping[str, Value]], group: int = 0, member: int = 0) -> DeviceState:
    """A unit with these rows; a row is given by what differs from the default."""
    empty = empty_state(RELEASE)
    ids = {"standalone-group-id": group, "group-member-id": member}
    peers = Table((number, default_block(RELEASE.peers).with_(row)) for number, row in rows.items())
    cluster = empty.standalone_cluster.with_(ids)
    return empty.with_section("standalone-cluster", cluster).with_section("peer", peers)


def to(name: str, down: tuple[str, ...] = ()) -> dict[str, Value]:
    """A row to a member."""
    (address,) = ADDRESSES[name]
    return {"peerip": address, "down-intfs-before-sess-sync": down}
