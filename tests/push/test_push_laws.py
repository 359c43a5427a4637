"""Wherever a push breaks off, putting back finds the way home: on any two states, at any line, of several releases."""

from __future__ import annotations

import re
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import states, surrounding

from fgsp_cli.fortios.dialects import Dialect, dialect
from fgsp_cli.fortios.interpreter import Habits, Interpreter, Store
from fgsp_cli.plan.cluster_plan import lines_of
from fgsp_cli.plan.routing import route
from fgsp_cli.plan.threeway import restoration
from fgsp_cli.state.codec import decode
from fgsp_cli.state.state import DeviceState

PSK = "psksecret"
REFERENCE = re.compile(r"\$\{[^{}]*\}")


def type_into(unit: Interpreter, lines: list[str]) -> None:
    """Type them; FortiOS' question gets its yes, a refusal is an error."""
    for line in lines:
        said = unit.execute(REFERENCE.sub("secret", line))
        assert not unit.failed, (line, said)
        if unit.question:
            unit.execute("y")


def led(unit: Interpreter, start: DeviceState, goal: DeviceState) -> list[str]:
    """The lines from one state to another."""
    return [line for move in route({"x": start}, {"x": goal}, {}) for line in lines_of(move)]


def kept_secret(before: DeviceState, after: DeviceState) -> DeviceState:
    """A push never takes a secret away, so neither does this."""
    if PSK not in before.standalone_cluster or before.standalone_cluster[PSK] is None:
        return after
    kept = after.standalone_cluster.with_({PSK: before.standalone_cluster[PSK]})
    return after.with_section("standalone-cluster", kept)


@pytest.mark.spread(3)
@pytest.mark.parametrize("saves", ["next", "end"])
@pytest.mark.parametrize("release", ["6.4.5", "7.0.12", "7.4.4", "8.0.0"])
def test_a_push_that_breaks_off_at_any_line_is_undone(release: str, saves: Literal["next", "end"]) -> None:
    """The state read afterwards, the way that was to be gone: together they lead back to exactly what was before."""

    @settings(max_examples=25, database=None)
    @given(states(dialect(release)), states(dialect(release)), st.floats(0, 1))
    def law(first: DeviceState, second: DeviceState, portion: float) -> None:
        _undone(dialect(release), first, second, portion, saves)

    law()


def _undone(
    release: Dialect, first: DeviceState, second: DeviceState, portion: float, saves: Literal["next", "end"]
) -> None:
    store = Store(release, surrounding(release), habits=Habits(nested_saves=saves))
    unit = Interpreter(release, store=store)
    empty = decode(unit.tree(), release)
    type_into(unit, led(unit, empty, first))
    before = decode(unit.tree(), release)
    moves = route({"x": before}, {"x": kept_secret(before, second)}, {})
    total = sum(len(lines_of(move)) for move in moves)
    broken_off = int(total * portion)
    way = [before]
    for move in moves:
        lines = list(lines_of(move))[:broken_off]
        broken_off -= len(lines)
        if lines:
            way.append(move.goal)
            type_into(unit, lines)
    unit = Interpreter(release, store=store)  # the session is gone, and with it what was open
    now = decode(unit.tree(), release)
    found = restoration(way, now)
    assert found.conflicts == ()
    assert found.goal == before
    type_into(unit, led(unit, now, found.goal))
    assert decode(unit.tree(), release) == before
