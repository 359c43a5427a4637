"""Which wanted row is which running row: what lets a running cluster be taken over without a single renumbering.

`sync-id` is local to a unit and has no relation to anything else
[facts/fgsp.md#3, confirmed], so rows are recognised by
whom they lead to, in three passes (`pair`); `adopt` then gives the wanted rows the unit's own ids.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace

from fgsp_cli.base import CheckRefused
from fgsp_cli.fortios import dialect
from fgsp_cli.state import Block, DeviceState, Path, Table, path_text

STEP = 16
"""A derived id that is taken moves on by the largest number of members: 2 to 16 [facts/fgsp.md#8, confirmed]."""
FIRST_RESERVED = 200
"""The daemon lists FGCP slots as peers 201 to 204 [facts/fgsp.md#3, inference]: no derived id goes there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """What the three passes found."""

    pairs: Mapping[int, int]
    """Wanted id -> running id."""
    conflicts: Mapping[int, str]
    """Wanted rows that can be had only by giving another row another id, and why."""
    superseded: frozenset[int]
    """Running rows that such a renumbering replaces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """A wanted state in the unit's own ids."""

    state: DeviceState
    pairs: Mapping[int, int]
    """Id in the intent -> id on the unit, of the rows that are there already."""
    unmanaged: frozenset[int]
    """Running rows that the intent does not name."""
    superseded: frozenset[int]
    """Running rows that a renumbering replaces: to be deleted, and not unmanaged."""
    notes: tuple[str, ...]
    """What a plan says of the ids of new rows."""


def identity(row: Block) -> Hashable:
    """Whom a row leads to, and with what: (`peerip`, `peervd`, filter), the ids inside the filter left out."""
    return (row["peerip"], row["peervd"], _filter_identity(row))


def pair(running: Table, wanted: DeviceState) -> Pairing:
    """Pair wanted and running rows in three passes, each among the rows that are still unpaired on both sides.

    (1) An explicit id with the running row of that id. (2) The same identity, lowest ids first. (3) The same
    `peerip`, where one is left on each side; not for a row with an explicit id, which is rather a row of its own.
    """
    explicit = explicit_ids(wanted)
    pairs = {number: number for number in sorted(explicit & running.keys())}
    conflicts = _conflicts(pairs, running, wanted.peers)
    replaced = _held_elsewhere(pairs, running, wanted.peers)
    pairs |= _same(identity, running, wanted.peers, pairs, several=True)
    for number in sorted(explicit & pairs.keys()):
        if pairs[number] != number:
            conflicts[number] = f"the row to {wanted.peers[number]['peerip']} has the id {pairs[number]} on the unit"
    derived = Table((number, row) for number, row in wanted.peers.items() if number not in explicit)
    pairs |= _same(_peerip, running, derived, pairs, several=False)
    return Pairing(pairs=pairs, conflicts=conflicts, superseded=frozenset(replaced - set(pairs.values())))


def explicit_ids(wanted: DeviceState) -> frozenset[int]:
    """The rows whose id an intent names; none in a state that was read from text."""
    named = wanted.named or frozenset()
    return frozenset(number for number in wanted.peers if ("peer", number, "sync-id") in named)


def adopt(running: DeviceState, wanted: DeviceState, *, renumber: bool = False, unit: str = "the unit") -> Adoption:
    """The wanted state with the unit's own ids taken over, and its new rows placed beside the running ones.

    CheckRefused, naming the row, if an explicit id can be had only by a renumbering (`renumber` allows it), or if no
    id below 200 is left for a new row.
    """
    pairs = pair(running.peers, wanted)
    if pairs.conflicts and not renumber:
        raise CheckRefused(unit, _conflict_text(pairs.conflicts, wanted), hint="`--renumber` gives rows other ids")
    kept = {number: there for number, there in pairs.pairs.items() if number not in pairs.conflicts or number == there}
    superseded = pairs.superseded | (set(pairs.pairs.values()) - set(kept.values()))
    ids, notes = _placed(kept, running.peers, wanted, unit=unit)
    return Adoption(
        state=renamed(wanted, ids),
        pairs=kept,
        unmanaged=frozenset(running.peers.keys() - set(kept.values()) - superseded),
        superseded=superseded,
        notes=notes,
    )


def recognised(running: DeviceState, wanted: DeviceState) -> DeviceState:
    """The wanted state in the unit's own ids, whatever ids it names: for comparing, where an id is no difference."""
    pairs = pair(running.peers, wanted).pairs
    ids, _ = _placed(pairs, running.peers, wanted, unit="")
    return renamed(wanted, ids)


def renamed(state: DeviceState, ids: Mapping[int, int]) -> DeviceState:
    """The state with other ids on its rows, in everything that speaks of them."""

    def moved(path: Path) -> Path:
        if len(path) > 1 and path[0] == "peer" and isinstance(path[1], int):
            return ("peer", ids[path[1]], *path[2:])
        return path

    return replace(
        state,
        peers=Table((ids[number], row) for number, row in state.peers.items()),
        named=None if state.named is None else frozenset(moved(path) for path in state.named),
        positions={moved(path): position for path, position in state.positions.items()},
        derived={ids[number]: base for number, base in state.derived.items()},
    )


def _conflicts(pairs: Mapping[int, int], running: Table, wanted: Table) -> dict[int, str]:
    """Why an explicit id is not simply the running row of that id: one of the two rows lives on under another id."""
    conflicts: dict[int, str] = {}
    for number in pairs:
        if identity(running[number]) == identity(wanted[number]):
            continue
        if others := _others(running, number, identity(wanted[number])):
            conflicts[number] = f"the unit has the row to {wanted[number]['peerip']} under the id {others[0]}"
        elif others := _others(wanted, number, identity(running[number])):
            address = running[number]["peerip"]
            conflicts[number] = f"the unit has there the row to {address}, which is wanted under the id {others[0]}"
    return conflicts


def _held_elsewhere(pairs: Mapping[int, int], running: Table, wanted: Table) -> set[int]:
    """Running rows that are the same as a wanted row which goes to another id."""
    moved = [number for number in pairs if identity(running[number]) != identity(wanted[number])]
    return {other for number in moved for other in _others(running, number, identity(wanted[number]))}


def _others(table: Table, number: int, wanted: Hashable) -> list[int]:
    return [other for other in sorted(table) if other != number and identity(table[other]) == wanted]


def _same(
    key: Callable[[Block], Hashable], running: Table, wanted: Table, pairs: Mapping[int, int], *, several: bool
) -> dict[int, int]:
    """Unpaired rows with the same key: in the order of ids if there may be `several`, else only where each is alone."""
    ours = _grouped(key, wanted, pairs.keys())
    theirs = _grouped(key, running, pairs.values())
    matched: dict[int, int] = {}
    for shared in ours.keys() & theirs.keys():
        if several or len(ours[shared]) == len(theirs[shared]) == 1:
            matched |= dict(zip(ours[shared], theirs[shared], strict=False))
    return matched


def _grouped(key: Callable[[Block], Hashable], table: Table, without: Iterable[int]) -> dict[Hashable, list[int]]:
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for number in sorted(table.keys() - set(without)):
        groups[key(table[number])].append(number)
    return groups


def _peerip(row: Block) -> Hashable:
    return row["peerip"]


def _filter_identity(row: Block) -> Hashable:
    """The filter; its services as a set, since their ids are as local as those of rows."""
    conditions = row.block("session-sync-filter")
    services = conditions.table("custom-service")
    return (conditions.with_({"custom-service": None}), frozenset(services.values()))


def _placed(
    pairs: Mapping[int, int], running: Table, wanted: DeviceState, *, unit: str
) -> tuple[dict[int, int], tuple[str, ...]]:
    """An id for every wanted row, and notes on those that are not the derived one.

    Derived ids are given in file order, which `derived` keeps, skipping ids that a running row, an explicit id or an
    earlier row holds. An id that was not derived (the wanted state was itself read from text) is kept where it is free.
    CheckRefused in the name of `unit` for a derived id that would be too high; without one, nothing is.
    """
    explicit = explicit_ids(wanted)
    ids = {number: number for number in explicit} | dict(pairs)
    taken = {*running, *explicit}
    notes = []
    for number in [*wanted.derived, *(number for number in wanted.peers if number not in wanted.derived)]:
        if number in ids:
            continue
        base = wanted.derived.get(number, number)
        ids[number] = _free(base, taken)
        taken.add(ids[number])
        if unit and number in wanted.derived:
            _refuse_reserved(ids[number], wanted, number, unit)
        if ids[number] != base:
            notes.append(_note(wanted, number, ids[number], base, running))
    return ids, tuple(notes)


def _free(number: int, taken: Collection[int]) -> int:
    while number in taken:
        number += STEP
    return number


def _refuse_reserved(placed: int, wanted: DeviceState, number: int, unit: str) -> None:
    if placed < FIRST_RESERVED:
        return
    address = wanted.peers[number]["peerip"]
    position = wanted.position(("peer", number))
    where = f"{position}: " if position else ""
    message = f"{where}no id below {FIRST_RESERVED} is left for the row to {address}"
    raise CheckRefused(unit, message, hint="name one: sync_id")


def _note(wanted: DeviceState, number: int, placed: int, base: int, running: Table) -> str:
    holder = "a row of the unit" if base in running else "another row"
    path = path_text(("peer", placed), dialect(wanted.fortios))
    return f"{path}: id {placed} instead of {base} for the row to {wanted.peers[number]['peerip']}: {holder} has it"


def _conflict_text(conflicts: Mapping[int, str], wanted: DeviceState) -> str:
    parts = []
    for number, reason in sorted(conflicts.items()):
        position = wanted.position(("peer", number))
        where = f"{position}: " if position else ""
        parts.append(f"{where}{path_text(('peer', number), dialect(wanted.fortios))}: {reason}")
    return "; ".join(parts)
