"""Putting back touches only what this run wrote, and only where nobody else has been since."""

from __future__ import annotations

from dataclasses import replace

from push_states import state, to

from fgsp_cli.base.secrets import ReferenceName, SecretState, ShownSecret
from fgsp_cli.fortios.tree import EMPTY, Node, Setting
from fgsp_cli.plan.threeway import restoration, retraced, settled, touched_paths
from fgsp_cli.state.state import DeviceState

BEFORE = state({1: to("b")}, 7, 0)
AFTER = state({1: to("b") | {"hb-interval": 500}, 2: to("c", ("port1",))}, 7, 0)
WAY = (BEFORE, state({1: to("b") | {"hb-interval": 500}, 2: to("c")}, 7, 0), AFTER)


def row(number: int, **values: object) -> DeviceState:
    """AFTER with other values in a row, attribute names with underscores."""
    changed = {name.replace("_", "-"): value for name, value in values.items()}
    peers = type(AFTER.peers)({**AFTER.peers, number: AFTER.peers[number].with_(changed)})
    return AFTER.with_section("peer", peers)


def test_the_touched_paths_are_those_of_any_step_and_a_row_covers_what_is_in_it() -> None:
    """A created row is one path, whatever was set in it later."""
    assert set(touched_paths(WAY)) == {("peer", 1, "hb-interval"), ("peer", 2)}


def test_a_unit_that_arrived_is_led_back_to_where_it_was() -> None:
    """Everything that was written is undone."""
    found = restoration(WAY, AFTER)
    assert found.goal == BEFORE
    assert (found.conflicts, found.elsewhere) == ((), ())


def test_a_unit_that_is_still_where_it_was_needs_nothing() -> None:
    """No line was taken."""
    assert restoration(WAY, BEFORE).goal == BEFORE


def test_a_unit_in_the_middle_of_a_step_is_led_back_too() -> None:
    """One row written, the other not yet; a row may stand there with a part of its attributes."""
    half = state({1: to("b"), 2: {"peerip": "10.0.0.3"}}, 7, 0)
    assert restoration(WAY, half).goal == BEFORE


def test_a_row_that_another_administrator_added_stays_and_is_mentioned() -> None:
    """It is none of this run's paths."""
    now = AFTER.with_section("peer", type(AFTER.peers)({**AFTER.peers, 9: state({9: to("a")}).peers[9]}))
    found = restoration(WAY, now)
    assert found.goal == state({1: to("b"), 9: to("a")}, 7, 0)
    assert found.conflicts == ()
    assert found.elsewhere == (("peer", 9),)


def test_what_another_administrator_made_of_our_row_is_theirs() -> None:
    """The path is named and left alone; the other paths are put back."""
    now = row(2, syncvd=("root",))
    found = restoration(WAY, now)
    assert found.conflicts == (("peer", 2),)
    assert found.goal.peers[2] == now.peers[2]
    assert found.goal.peers[1] == BEFORE.peers[1]


def test_a_value_that_another_administrator_changed_again_is_theirs() -> None:
    """Neither the old nor the written value: somebody decided otherwise."""
    assert restoration(WAY, row(1, hb_interval=900)).conflicts == (("peer", 1, "hb-interval"),)


def test_a_row_that_vanished_under_a_changed_value_is_a_conflict() -> None:
    """It is not made again behind the back of whoever deleted it."""
    found = restoration(WAY, state({2: to("c")}, 7, 0))
    assert found.conflicts == (("peer", 1, "hb-interval"),)
    assert 1 not in found.goal.peers


def test_an_unknown_attribute_in_our_row_is_somebody_elses() -> None:
    """This program never writes what the schema does not know."""
    unknown = Node(entries={"2": Node(settings={"new-thing": Setting(words=("x",))})})
    extra = EMPTY.with_child("system standalone-cluster", EMPTY.with_child("cluster-peer", unknown))
    assert restoration(WAY, replace(AFTER, extra=extra)).conflicts == (("peer", 2),)


def test_a_row_deleted_and_made_again_comes_back_from_anywhere_between() -> None:
    """An id change takes rows away for a while."""
    gone = state({}, 7, 0)
    renamed = state({}, 7, 5)
    way = (BEFORE, gone, renamed, state({1: to("b")}, 7, 5))
    for now in way:
        assert restoration(way, now).goal == BEFORE


def test_a_secret_that_was_given_is_taken_away_again() -> None:
    """The unit had none before."""
    given = BEFORE.standalone_cluster.with_({"psksecret": SecretState.known(ReferenceName("${env:PSK}"))})
    shown = BEFORE.standalone_cluster.with_({"psksecret": ShownSecret.of("ENC abc")})
    way = (BEFORE, BEFORE.with_section("standalone-cluster", given))
    assert restoration(way, BEFORE.with_section("standalone-cluster", shown)).goal == BEFORE


def test_what_is_not_as_it_should_be_is_named() -> None:
    """The putting back is verified path by path."""
    touched = touched_paths(WAY)
    assert settled(touched, BEFORE, BEFORE) == ()
    assert settled(touched, BEFORE, WAY[1]) == (("peer", 1, "hb-interval"), ("peer", 2))


def test_a_unit_that_somebody_began_to_put_back_is_led_all_the_way_back() -> None:
    """The last way is undone first: a row of others that had to go for a moment is there again."""
    foreign = {1: to("b") | {"hb-interval": 500}, 2: to("c", ("port1",)), 9: to("a")}
    now = state(foreign, 7, 0)
    home = restoration(WAY, now).goal
    half_way = state({1: to("b") | {"hb-interval": 500}}, 7, 0)
    found = retraced([list(WAY), [home, now, half_way]], half_way)
    assert found.goal == state({1: to("b"), 9: to("a")}, 7, 0)
    assert found.conflicts == ()


def test_what_another_administrator_made_of_our_row_stays_theirs_for_whoever_goes_on() -> None:
    """The way back left it alone, and so does the next one, which names it too."""
    now = row(2, syncvd=("root",))
    home = restoration(WAY, now).goal
    found = retraced([list(WAY), [home, now, home]], home)
    assert found.goal == home
    assert found.conflicts == (("peer", 2),)
