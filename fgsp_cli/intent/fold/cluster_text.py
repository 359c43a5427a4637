"""A mesh as a `clusters:` entry: what all rows have in common stands on the cluster, the rest where it belongs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from json import dumps
from typing import TypeVar, cast

from fgsp_cli.fortios import Spec, dialect
from fgsp_cli.intent.fold.arguments import Arguments, arguments, is_object, knows, spelled
from fgsp_cli.intent.fold.meshes import Mesh, Unit
from fgsp_cli.intent.fold.writer import Plain
from fgsp_cli.intent.ids import STEP
from fgsp_cli.intent.read.given import MEMBER_ID
from fgsp_cli.intent.read.spelling import argument
from fgsp_cli.state import SINGLETONS, Block

Key = TypeVar("Key", bound=Hashable)
Link = tuple[str, str]
"""`peerip` and `peervd` of a target."""
_ADDRESS = ("peerip", "peervd")
_ROWS = "cluster_sync"
_SYNC_ID = "sync_id"
_NUMBER = argument(MEMBER_ID[1])


class Irregular(Exception):
    """The mesh cannot be said as a cluster."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Slot:
    """One row of the mesh: from whom to whom, over which link, the which of several."""

    unit: str
    target: str
    link: int
    row: int
    number: int
    """Its id on the unit."""
    block: Block
    given: Arguments


@dataclass(slots=True)
class _Parts:
    """The entry while it is put together."""

    common: Arguments = field(default_factory=dict)
    rows: dict[int, Arguments] = field(default_factory=lambda: defaultdict(dict))
    members: dict[str, Arguments] = field(default_factory=lambda: defaultdict(dict))
    member_rows: dict[tuple[str, int], Arguments] = field(default_factory=lambda: defaultdict(dict))
    to: dict[tuple[str, str], Arguments] = field(default_factory=lambda: defaultdict(dict))
    links: dict[tuple[str, int], Arguments] = field(default_factory=lambda: defaultdict(dict))


def cluster_of(mesh: Mesh, psk: str) -> Arguments:
    """The entry of a mesh; Irregular if its rows do not have the same pattern everywhere.

    Whether it comes to exactly the members' states is for the caller to see: ids may be taken, values out of reach.
    """
    return _Writer(mesh, psk).entry()


class _Writer:
    def __init__(self, mesh: Mesh, psk: str) -> None:
        self.mesh = mesh
        self.psk = psk
        self.members = sorted(mesh.members, key=_order)
        self.specs: dict[str, Spec] = {unit.name: dialect(unit.state.fortios).peers for unit in self.members}
        self.links = self._links()
        self.slots = self._slots()
        self.count = 1 + max(slot.row for slot in self.slots)
        self.parts = _Parts()

    def entry(self) -> Arguments:
        """The whole entry of the cluster, as YAML values."""
        members: dict[str, Arguments] = {unit.name: {} for unit in self.members}
        shared = self._singletons(members)
        for name in dict.fromkeys(name for slot in self.slots for name in slot.given):
            self._place(name)
        self._ids(members)
        releases = {unit.name: str(unit.state.fortios) for unit in self.members}
        entry: Arguments = {}
        if len(set(releases.values())) == 1:
            entry["fortios"] = next(iter(releases.values()))
        entry |= shared
        if common := {**self._common_vdom(), **self.parts.common}:
            entry[_ROWS] = common
        if self.count > 1:
            entry["rows"] = {_row(place): self.parts.rows[place] for place in range(self.count)}
        entry["members"] = {name: self._member(name, own, releases, entry) for name, own in members.items()}
        return entry

    def _links(self) -> Mapping[str, Sequence[Link]]:
        """The addresses of each member that all the others lead to, in the order of the addresses."""
        reached: dict[str, dict[str, set[Link]]] = defaultdict(lambda: defaultdict(set))
        for unit in self.members:
            for row in unit.state.peers.values():
                link = (row.text("peerip"), row.text("peervd"))
                reached[self.mesh.owners[link[0]]][unit.name].add(link)
        for target, by_unit in reached.items():
            if (
                len(by_unit) != len(self.members) - 1
                or target in by_unit
                or len(set(map(frozenset, by_unit.values()))) > 1
            ):
                raise Irregular
        links = {
            target: sorted(next(iter(by_unit.values())), key=lambda link: (IPv4Address(link[0]), link[1]))
            for target, by_unit in reached.items()
        }
        if links.keys() != self.specs.keys() or len({len(some) for some in links.values()}) > 1:
            raise Irregular
        return links

    def _slots(self) -> list[_Slot]:
        """Every row in its place; several over one link are distinguished by their content, else by their ids."""
        slots: list[_Slot] = []
        pattern: list[str] = []
        for unit in self.members:
            for target, links in self.links.items():
                for place, link in enumerate(links if target != unit.name else ()):
                    rows = self._rows_to(unit, link)
                    contents = [dumps(given, sort_keys=True) for _, given in rows]
                    pattern = pattern or contents
                    if len(contents) != len(pattern):
                        raise Irregular
                    if sorted(contents) == sorted(pattern) and len(set(pattern)) == len(pattern):
                        rows = [rows[contents.index(content)] for content in pattern]
                    for row, (number, given) in enumerate(rows):
                        block = unit.state.peers[number]
                        slots.append(
                            _Slot(
                                unit=unit.name,
                                target=target,
                                link=place,
                                row=row,
                                number=number,
                                block=block,
                                given=given,
                            )
                        )
        return slots

    def _rows_to(self, unit: Unit, link: Link) -> list[tuple[int, Arguments]]:
        """The rows of a unit over a link, by id, with what they hold beside the address."""
        rows = []
        for number in sorted(unit.state.peers):
            row = unit.state.peers[number]
            if (row["peerip"], row["peervd"]) == link:
                given = arguments(row, self.specs[unit.name], self.psk)
                rows.append((number, {name: value for name, value in given.items() if name not in _ADDRESS}))
        return rows

    def _place(self, name: str) -> None:
        """Put an argument of rows as high up as it can be said."""
        values = {_key(slot): slot.given.get(name) for slot in self.slots}
        everywhere = all(knows(spec, name) for spec in self.specs.values())
        if everywhere and len(set(map(_hashed, values.values()))) == 1:
            self.parts.common[name] = cast(Plain, next(iter(values.values())))
        elif everywhere and self.count > 1 and self._depends(name, lambda slot: slot.row):
            self._put(name, self.parts.rows, lambda slot: slot.row)
        elif self._depends(name, lambda slot: slot.unit):
            self._put(name, self.parts.members, lambda slot: slot.unit, usual=everywhere)
        elif self.count > 1 and self._depends(name, lambda slot: (slot.unit, slot.row)):
            self._put(name, self.parts.member_rows, lambda slot: (slot.unit, slot.row))
        elif self._depends(name, lambda slot: (slot.unit, slot.target)):
            self._put(name, self.parts.to, lambda slot: (slot.unit, slot.target), usual=everywhere)
        elif self._depends(name, lambda slot: (slot.unit, slot.link)):
            self._put(name, self.parts.links, lambda slot: (slot.unit, slot.link))
        else:
            raise Irregular

    def _depends(self, name: str, on: Callable[[_Slot], Hashable]) -> bool:
        """Whether all rows that are alike in that have the same value."""
        known: dict[Hashable, Hashable] = {}
        return all(
            known.setdefault(on(slot), _hashed(slot.given.get(name))) == _hashed(slot.given.get(name))
            for slot in self.slots
        )

    def _put(self, name: str, parts: dict[Key, Arguments], on: Callable[[_Slot], Key], *, usual: bool = False) -> None:
        """Give the argument to each part that has it; what most of them have stands on the cluster, if it can."""
        slots = {on(slot): slot for slot in self.slots}
        counted = Counter(_hashed(slot.given.get(name)) for slot in slots.values())
        most, times = counted.most_common(1)[0]
        usual = usual and times > 1 and most != _hashed(None)
        usual = usual and not any(is_object(slot.given.get(name)) for slot in slots.values())
        for key, slot in slots.items():
            value = slot.given.get(name)
            if usual and _hashed(value) == most:
                self.parts.common[name] = cast(Plain, value)
            elif value is not None:
                parts[key][name] = value
            elif usual:
                parts[key][name] = spelled(slot.block, self.specs[slot.unit], name, self.psk)

    def _ids(self, members: Mapping[str, Arguments]) -> None:
        """Name the ids of units on which they are not those that would be derived."""
        numbers = {name: int(cast(str, own.get(_NUMBER, place))) for place, (name, own) in enumerate(members.items())}
        for unit in self.specs:
            own = [slot for slot in self.slots if slot.unit == unit]
            if all(
                slot.number == 1 + numbers[slot.target] + STEP * (slot.link * self.count + slot.row) for slot in own
            ):
                continue
            for slot in own:
                self._id_place(slot)[_SYNC_ID] = str(slot.number)

    def _id_place(self, slot: _Slot) -> Arguments:
        """The block that speaks of just this row."""
        several = len(self.links[slot.target]) > 1
        if self.count == 1 and not several:
            return self.parts.to[slot.unit, slot.target]
        if len(self.members) > 2 or (several and self.count > 1):
            raise Irregular
        return self.parts.links[slot.unit, slot.link] if several else self.parts.member_rows[slot.unit, slot.row]

    def _singletons(self, members: Mapping[str, Arguments]) -> Arguments:
        """What of ids and session pickup all have alike; the rest goes to the members."""
        shared: Arguments = {}
        for key in SINGLETONS:
            specs = {unit.name: dialect(unit.state.fortios).section(key) for unit in self.members}
            blocks = {
                unit.name: arguments(cast(Block, unit.state.section(key)), spec, self.psk) if spec else {}
                for unit in self.members
                for spec in (specs[unit.name],)
            }
            for name in dict.fromkeys(name for own in blocks.values() for name in own):
                if key == MEMBER_ID[0] and name == _NUMBER:
                    for unit, spec in specs.items():
                        if spec is not None:
                            members[unit][name] = blocks[unit].get(name, "0")
                elif len({_hashed(own.get(name)) for own in blocks.values()}) == 1:
                    cast(Arguments, shared.setdefault(argument(key), {}))[name] = next(iter(blocks.values()))[name]
                else:
                    for unit, own in blocks.items():
                        if name in own:
                            cast(Arguments, members[unit].setdefault(argument(key), {}))[name] = own[name]
        return shared

    def _common_vdom(self) -> Arguments:
        """The VDOM of all links, where it is one and not the default."""
        vdoms = {vdom for links in self.links.values() for _, vdom in links}
        default = next(iter(self.specs.values())).by_key["peervd"].default
        return {"peervd": vdoms.pop()} if len(vdoms) == 1 and vdoms != {default} else {}

    def _member(self, name: str, own: Arguments, releases: Mapping[str, str], entry: Arguments) -> Arguments:
        """One member: who it is, then what is special about it."""
        member: Arguments = {} if "fortios" in entry else {"fortios": releases[name]}
        hosts = next(unit.hosts for unit in self.members if unit.name == name)
        if hosts:
            member["fgcp"] = list(hosts)
        number = own.pop(_NUMBER, None)
        if number is not None:
            member[_NUMBER] = number
        member |= self._own_links(name, common="peervd" in cast(Arguments, entry.get(_ROWS, {})))
        member |= own
        if rows := self.parts.members.get(name):
            member[_ROWS] = rows
        parts: Iterable[tuple[str, dict[str, Plain]]] = (
            ("rows", {_row(row): given for (unit, row), given in self.parts.member_rows.items() if unit == name}),
            ("to", {target: given for (unit, target), given in self.parts.to.items() if unit == name}),
        )
        return member | {key: value for key, value in parts if value}

    def _own_links(self, name: str, *, common: bool) -> Arguments:
        default = self.specs[name].by_key["peervd"].default
        blocks: list[Arguments] = []
        for place, (address, vdom) in enumerate(self.links[name]):
            block: Arguments = {"peerip": address}
            if not common and vdom != default:
                block["peervd"] = vdom
            blocks.append(block | self.parts.links.get((name, place), {}))
        if len(blocks) == 1:
            return blocks[0]
        return {"links": {f"link{place}": block for place, block in enumerate(blocks, start=1)}}


def _order(unit: Unit) -> tuple[int, str]:
    """By the id of the member, then by name."""
    number = unit.state.standalone_cluster.get(MEMBER_ID[1], 0)
    return (number if isinstance(number, int) else 0, unit.name)


def _key(slot: _Slot) -> tuple[str, str, int, int]:
    return (slot.unit, slot.target, slot.link, slot.row)


def _hashed(value: Plain | None) -> str:
    return dumps(value, sort_keys=True)


def _row(place: int) -> str:
    return f"row{place + 1}"
