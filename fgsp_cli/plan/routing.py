"""The way of a whole cluster from what its units hold to what they shall hold, in steps that hurt as little as can be.

Additions: ids on the new unit, the others' rows to it, its own rows, and last of all the interfaces that it keeps down
until it has the sessions. Removals the other way round. Ids are changed while no row leads to or from the unit: FortiOS
asks to isolate it first [facts/cli-behaviour.md#5.5, confirmed].
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from fgsp_cli.compare import has_peer
from fgsp_cli.fortios import Dialect, dialect
from fgsp_cli.plan.intent_check import Addresses
from fgsp_cli.plan.state_edits import Held, put, without_rows
from fgsp_cli.state import Block, DeviceState, Effect, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One unit's way from one state to the next, in one piece."""

    unit: str
    start: DeviceState
    goal: DeviceState
    ids: bool = False
    """Whether it changes the ids, and so may make FortiOS ask its question."""


def route(
    before: Mapping[str, DeviceState], after: Mapping[str, DeviceState], addresses: Addresses
) -> tuple[Move, ...]:
    """The moves that make `after` of `before`, in order; both hold the same units, in the order of the intent."""
    router = _Router(before, after, addresses)
    router.remove_rows()
    router.change_ids()
    router.add_rows()
    router.finish()
    return tuple(router.moves)


def asking(release: Dialect) -> tuple[str, ...]:
    """The ids: the attributes that FortiOS asks about."""
    section = release.section("standalone-cluster")
    return tuple(child.key for child in section.children.values() if child.asks) if section else ()


def keeping_down(release: Dialect) -> tuple[str, ...]:
    """The attributes of a row that keep interfaces down: lists, and disruptive wherever they come."""
    return tuple(child.key for child in release.peers.children.values() if child.effect == Effect.DISRUPTIVE)


def ids_differ(one: DeviceState, other: DeviceState) -> bool:
    """Whether the two states have other ids."""
    keys = asking(dialect(one.fortios))
    return any(one.standalone_cluster[key] != other.standalone_cluster[key] for key in keys)


def rows_to(state: DeviceState, addresses: frozenset[str]) -> frozenset[int]:
    """The rows that lead to one of these addresses."""
    return frozenset(number for number, row in state.peers.items() if row["peerip"] in addresses)


def in_service(unit: str, states: Mapping[str, DeviceState], addresses: Addresses) -> bool:
    """Whether the unit has a peer or is one, as far as the cluster's own units say."""
    others = (state for name, state in states.items() if name != unit)
    own = addresses.get(unit, frozenset())
    return has_peer(iter(states[unit].peers.values())) or any(rows_to(state, own) for state in others)


class _Router:
    """Where each unit is now, and the moves that brought it there."""

    def __init__(
        self, before: Mapping[str, DeviceState], after: Mapping[str, DeviceState], addresses: Addresses
    ) -> None:
        self.moves: list[Move] = []
        self.now = dict(before)
        self.after = after
        self.addresses = addresses
        self.renamed = [unit for unit in before if ids_differ(before[unit], after[unit])]
        self.isolated = [unit for unit in self.renamed if in_service(unit, before, addresses)]
        self.joining = {unit for unit in before if self._joins(before[unit], after[unit])}
        self.leaving = [unit for unit in before if self._joins(after[unit], before[unit])]

    def remove_rows(self) -> None:
        """Take away the rows from and to units that leave, or whose ids are to change."""
        everybody = [*self.leaving, *(unit for unit in self.now if unit not in self.leaving)]
        for unit in everybody:
            removed = self._rows_in_the_way(unit)
            state = self.now[unit]
            self._move(unit, _released(state, removed, dialect(state.fortios)))
            self._move(unit, without_rows(self.now[unit], removed, dialect(state.fortios)))

    def change_ids(self) -> None:
        """Change the ids, one unit at a time."""
        for unit in self.renamed:
            state, goal = self.now[unit], self.after[unit]
            ids = {key: goal.standalone_cluster[key] for key in asking(dialect(state.fortios))}
            changed = state.with_section("standalone-cluster", state.standalone_cluster.with_(ids))
            self._move(unit, replace(changed, named=goal.named, positions=goal.positions), ids=True)

    def add_rows(self) -> None:
        """Everything else but interfaces to keep down: first on units in service, then on those that join."""
        joining = self.joining | set(self.renamed)
        for unit in [*(unit for unit in self.now if unit not in joining), *(u for u in self.now if u in joining)]:
            self._move(unit, _held_back(self.now[unit], self.after[unit]))

    def finish(self) -> None:
        """The interfaces to keep down."""
        for unit in self.now:
            self._move(unit, self.after[unit])

    def _move(self, unit: str, goal: DeviceState, *, ids: bool = False) -> None:
        start = self.now[unit]
        if start != goal or start.extra != goal.extra:
            self.moves.append(Move(unit=unit, start=start, goal=goal, ids=ids))
            self.now[unit] = goal

    def _joins(self, before: DeviceState, after: DeviceState) -> bool:
        """Whether the unit has rows into the cluster only in the second state."""
        members = frozenset().union(*self.addresses.values())
        return not rows_to(before, members) and bool(rows_to(after, members))

    def _rows_in_the_way(self, unit: str) -> frozenset[int]:
        state = self.now[unit]
        if unit in self.isolated:
            return frozenset(state.peers)
        removed = frozenset(state.peers.keys() - self.after[unit].peers.keys())
        if unit in self.leaving:
            return removed
        to_isolated = self._rows_to(state, self.isolated)
        return to_isolated | (removed & self._rows_to(state, self.leaving))

    def _rows_to(self, state: DeviceState, units: Iterable[str]) -> frozenset[int]:
        return frozenset().union(*(rows_to(state, self.addresses.get(unit, frozenset())) for unit in units))


def _released(state: DeviceState, rows: frozenset[int], release: Dialect) -> DeviceState:
    """The state in which these rows keep no interface down any more."""
    for key in keeping_down(release):
        for number in sorted(rows):
            if state.peers[number][key]:
                state = put(state, ("peer", number, key), Held(value=()), release)
    return state


def _held_back(now: DeviceState, goal: DeviceState) -> DeviceState:
    """The goal, with no more interfaces kept down than there are now."""
    rows: dict[int, Block] = dict(goal.peers)
    for key in keeping_down(dialect(goal.fortios)):
        for number, row in rows.items():
            kept = now.peers[number].names(key) if number in now.peers else ()
            if set(row.names(key)) - set(kept):
                rows[number] = row.with_({key: kept})
    return goal.with_section("peer", Table(rows))
