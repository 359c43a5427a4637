"""Which members of a cluster list each other, as far as that was seen: what the picture of a mesh is drawn from.

Each unit lists every other one in rows of its own, so a link has two halves
[facts/fgsp.md#1, A]. Each half is reported by the
unit that has it (`Way`), and both together say what the link is good for (`LinkState`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from fgsp_cli.state import Action, Block, Change, DeviceState

COMMON = ("standalone-group-id", "encryption")
"""What both ends must have equal [facts/fgsp.md#3, A, and #7]."""
SECRET = "psksecret"


class Way(StrEnum):
    """What a unit has of its half of a link, compared with what the intent wants there."""

    LISTED = "listed"
    DIFFERENT = "different"
    """It lists the other one, and something about it differs, or one row of several is missing."""
    MISSING = "missing"


class LinkState(StrEnum):
    """What two halves come to."""

    GOOD = "good"
    DIFFERENT = "different"
    """Both list each other, and a row is not as intended."""
    ONE_SIDED = "one_sided"
    BROKEN = "broken"
    """Neither lists the other, or what both must have equal is not."""
    UNKNOWN = "unknown"
    """An end was not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link between two members."""

    ends: tuple[str, str]
    ways: tuple[Way | None, Way | None]
    """The half of each end; None if it was not read, or the intent wants none there."""
    state: LinkState
    why: str = ""
    """What is wrong, in words; empty for a good link."""

    def to_json(self) -> dict[str, object]:
        """The link in the document."""
        return {"between": list(self.ends), "state": str(self.state), "why": self.why}


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """The members of a cluster and the links between them."""

    cluster: str
    members: tuple[str, ...]
    links: tuple[Link, ...]

    @property
    def troubled(self) -> tuple[Link, ...]:
        """The links that are not good."""
        return tuple(link for link in self.links if link.state is not LinkState.GOOD)

    def to_json(self) -> dict[str, object]:
        """The mesh in the document; good links are only counted."""
        return {
            "members": list(self.members),
            "links": len(self.links),
            "troubled": [link.to_json() for link in self.troubled],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """What was seen of one unit."""

    ways: Mapping[str, Way] | None
    """Its half of each link that the intent wants; None if it was not read."""
    changes: tuple[Change, ...] = ()


def ways(wanted: Iterable[tuple[str, str]], running: DeviceState, changes: Iterable[Change]) -> dict[str, Way]:
    """What a unit has of each link: `wanted` is, for each row that it should have, the peer's name and address."""
    peers: dict[str, list[str]] = {}
    for peer, address in wanted:
        if peer:
            peers.setdefault(peer, []).append(address)
    mine = [change for change in changes if change.path[0] == "peer"]
    return {peer: _way(addresses, running, mine) for peer, addresses in peers.items()}


def linked(cluster: str, ends: Mapping[str, End]) -> Linked:
    """The mesh that the ends come to; a peer that was not read is a member too."""
    named = dict.fromkeys(ends)
    for end in ends.values():
        named |= dict.fromkeys(end.ways or ())
    no_data = End(ways=None)
    links = (_link(pair, (ends.get(pair[0], no_data), ends.get(pair[1], no_data))) for pair in combinations(named, 2))
    return Linked(cluster=cluster, members=tuple(named), links=tuple(link for link in links if link))


def _way(addresses: list[str], running: DeviceState, changes: Iterable[Change]) -> Way:
    own = {number for number, row in running.peers.items() if row.text("peerip") in addresses}
    missing, touched = 0, False
    for change in changes:
        intended = change.intended.get("peerip") if isinstance(change.intended, Block) else change.intended
        there = change.path[1] in own
        if intended in addresses and (change.action is Action.CREATE or change.path[2:] == ("peerip",)):
            missing += 1  # there is no such row, or it leads elsewhere
        touched = touched or there
    if missing >= len(addresses):
        return Way.MISSING
    return Way.DIFFERENT if missing or touched else Way.LISTED


def _link(names: tuple[str, str], ends: tuple[End, End]) -> Link | None:
    """The link, if there is to be one: who was read says so; of two that were not, a full mesh is taken for granted."""
    (one, other), (here, there) = names, ends
    halves = (_half(here, other), _half(there, one))
    if halves == (None, None) and not (here.ways is None and there.ways is None):
        return None
    state, why = _state(names, ends, halves)
    return Link(ends=names, ways=halves, state=state, why=why)


def _half(end: End, other: str) -> Way | None:
    return (end.ways or {}).get(other)


def _state(
    names: tuple[str, str], ends: tuple[End, End], halves: tuple[Way | None, Way | None]
) -> tuple[LinkState, str]:
    one, other = names
    if halves == (Way.MISSING, Way.MISSING):
        return LinkState.BROKEN, "neither lists the other"
    unequal = list(_unequal(*ends))
    if unequal:
        return LinkState.BROKEN, f"{' and '.join(unequal)} not the same on both"
    unread_names = [name for name, end in zip(names, ends, strict=True) if end.ways is None]
    unread = f"; {', '.join(unread_names)} not read" if unread_names else ""
    if Way.MISSING in halves:
        without, listed = (one, other) if halves[0] is Way.MISSING else (other, one)
        return LinkState.ONE_SIDED, f"{without} does not list {listed}{unread}"
    if unread_names:
        return LinkState.UNKNOWN, f"{' and '.join(unread_names)} not read"
    differing = [name for name, half in zip(names, halves, strict=True) if half is Way.DIFFERENT]
    if differing:
        return LinkState.DIFFERENT, f"what {' and '.join(differing)} {'has' if len(differing) == 1 else 'have'} differs"
    return LinkState.GOOD, ""


def _unequal(one: End, other: End) -> Iterator[str]:
    """What differs between two ends that the intent wants equal: known if one of them differs from the intent."""
    if one.ways is None or other.ways is None:
        return
    for key in COMMON:
        if _running(one, key) != _running(other, key):
            yield key
    if _bare(one) != _bare(other):
        yield SECRET


def _running(end: End, key: str) -> object:
    """What the unit has, if that is not what the intent wants."""
    difference = next((change for change in end.changes if change.path == ("standalone-cluster", key)), None)
    return (difference.running,) if difference else None


def _bare(end: End) -> bool:
    """Whether the unit lacks the secret that the intent wants."""
    return any(change.path == ("standalone-cluster", SECRET) and change.running is None for change in end.changes)
