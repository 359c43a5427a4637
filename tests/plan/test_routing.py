"""A cluster changes in an order that hurts as little as can be."""

from __future__ import annotations

from dataclasses import replace

import pytest
from push_states import ADDRESSES, state, to

from fgsp_cli.fortios.tree import EMPTY, Node, Setting
from fgsp_cli.plan.routing import Move, route


def told(moves: tuple[Move, ...]) -> list[str]:
    """The moves in short: which unit, and what of it changes."""
    return [f"{move.unit}: {_told(move)}" for move in moves]


def _told(move: Move) -> str:
    if move.ids:
        return "ids"
    start, goal = move.start.peers, move.goal.peers
    parts = [f"-{number}" for number in start if number not in goal]
    parts += [f"+{number}" for number in goal if number not in start]
    parts += [f"~{number}" for number in goal if number in start and goal[number] != start[number]]
    return " ".join(parts) or "other"


def test_a_unit_that_joins_gets_its_ids_then_the_others_rows_then_its_own_and_last_what_it_keeps_down() -> None:
    """Additions [architecture.md#push]: nobody talks to the new unit before it is who it will be."""
    before = {"c": state({}), "a": state({1: to("b")}, 7, 0), "b": state({1: to("a")}, 7, 1)}
    after = {
        "c": state({1: to("a", ("port1",)), 2: to("b", ("port1",))}, 7, 2),
        "a": state({1: to("b"), 2: to("c")}, 7, 0),
        "b": state({1: to("a"), 2: to("c")}, 7, 1),
    }
    assert told(route(before, after, ADDRESSES)) == ["c: ids", "a: +2", "b: +2", "c: +1 +2", "c: ~1 ~2"]


def test_a_unit_that_leaves_goes_the_other_way_round() -> None:
    """Removals [architecture.md#push]: interfaces are let go, its own rows go, then the others' rows to it."""
    before = {
        "a": state({1: to("b"), 2: to("c")}),
        "b": state({1: to("a"), 2: to("c")}),
        "c": state({1: to("a", ("port1",)), 2: to("b")}),
    }
    after = {"a": state({1: to("b")}), "b": state({1: to("a")}), "c": state({})}
    assert told(route(before, after, ADDRESSES)) == ["c: ~1", "c: -1 -2", "a: -2", "b: -2"]


def test_ids_of_a_unit_with_peers_change_while_no_row_leads_to_or_from_it() -> None:
    """FortiOS wants the member isolated first [facts/cli-behaviour.md#5.5]; rows between other units stay."""
    before = {
        "a": state({1: to("b"), 2: to("c")}, 7, 0),
        "b": state({1: to("a"), 2: to("c")}, 7, 1),
        "c": state({1: to("a"), 2: to("b")}, 7, 2),
    }
    after = {**before, "c": state({1: to("a"), 2: to("b")}, 7, 3)}
    moves = route(before, after, ADDRESSES)
    assert told(moves) == ["a: -2", "b: -2", "c: -1 -2", "c: ids", "a: +2", "b: +2", "c: +1 +2"]


def test_ids_of_a_unit_without_peers_are_simply_set() -> None:
    """There is nobody to isolate it from."""
    assert told(route({"a": state({})}, {"a": state({}, 7, 1)}, ADDRESSES)) == ["a: ids"]


def test_rows_that_are_recreated_keep_what_the_schema_does_not_know() -> None:
    """Deleting a row for the sake of an id change must not lose a setting of a newer FortiOS."""
    unknown = Node(entries={"1": Node(settings={"new-thing": Setting(words=("x",))})})
    extra = EMPTY.with_child("system standalone-cluster", EMPTY.with_child("cluster-peer", unknown))
    running = replace(state({1: to("b")}, 7, 0), extra=extra)
    wanted = replace(state({1: to("b")}, 7, 1), extra=extra)
    moves = route({"a": running}, {"a": wanted}, ADDRESSES)
    assert [bool(move.goal.extra) for move in moves] == [False, False, True]


def test_nothing_to_do_is_no_move() -> None:
    """In sync means that nothing is sent."""
    units = {"a": state({1: to("b")}), "b": state({1: to("a")})}
    assert route(units, units, ADDRESSES) == ()


@pytest.mark.parametrize("swap", [False, True])
def test_every_unit_arrives_whatever_the_way(swap: bool) -> None:
    """The last state of each unit is the wanted one, there and back."""
    before = {"a": state({1: to("b"), 9: {"peerip": "192.0.2.1"}}, 3, 1), "b": state({}), "c": state({4: to("a")})}
    after = {"a": state({1: to("c", ("port2",))}, 7, 0), "b": state({1: to("a")}, 7, 1), "c": state({}, 7, 2)}
    if swap:
        before, after = after, before
    now = dict(before)
    for move in route(before, after, ADDRESSES):
        assert now[move.unit] == move.start
        now[move.unit] = move.goal
    assert now == after
