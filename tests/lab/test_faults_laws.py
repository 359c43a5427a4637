"""Where a connection is dropped: at whatever byte, exactly there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import paramiko
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lab_client import Client

from fgsp_cli.lab.faults.fault_kinds import AtByte, AtLine, Direction, Drop, Fired
from fgsp_cli.lab.faults.schedule import Schedule
from fgsp_cli.testing import Lab, LabUnit, UnitSpec

LINES = (
    "show system standalone-cluster",
    "config system standalone-cluster",
    "config cluster-peer",
    "edit 1",
    "set peerip 10.0.0.300",
    "set peerip 10.0.0.1",
    "show",
    "abort",
    "end",
    "get system console",
)
SCRIPT = "".join(f"{line}\n" for line in (*LINES, "exit")).encode()
"""It leaves the unit as it was, so that every example sees the same."""


@pytest.fixture(scope="module")
def unit() -> Iterator[LabUnit]:
    with Lab([UnitSpec(name="u", fortios="7.4.4")]) as lab:
        yield lab["u"]


def _played(unit: LabUnit) -> bytes:
    """Type the script in one piece; everything that comes back."""
    unit.clear_log()
    with Client(unit) as client:
        terminal = client.shell(rows=1000)
        with suppress(OSError, EOFError, paramiko.SSHException):  # it may be over before anything is typed
            terminal.send(SCRIPT)
        return terminal.rest().encode()


@pytest.fixture(scope="module")
def whole(unit: LabUnit) -> bytes:
    return _played(unit)


@settings(max_examples=40)
@given(share=st.floats(0, 1))
@example(share=0)
@example(share=1)
def test_a_drop_at_a_sent_byte_lets_exactly_those_before_it_through(share: float, unit: LabUnit, whole: bytes) -> None:
    """The client has the first N bytes of what it would have had, and a line whose echo was cut has not been run."""
    count = max(1, round(share * len(whole)))
    fault = Drop(at=AtByte(direction="sent", count=count))
    before = unit.fired
    unit.fault(fault)
    assert _played(unit) == whole[:count]
    assert len(unit.log) == whole[: count - 1].count(b"\r\r\n")
    assert unit.fired[len(before) :] == (Fired(fault=fault, session=unit.logins),)
    assert _played(unit) == whole


@settings(max_examples=40)
@given(count=st.integers(1, len(SCRIPT)))
@example(count=1)
@example(count=len(SCRIPT))
def test_a_drop_at_a_received_byte_lets_exactly_those_before_it_be_typed(
    count: int, unit: LabUnit, whole: bytes
) -> None:
    """The unit has run the lines that were complete by then, and has begun no other."""
    unit.fault(Drop(at=AtByte(direction="received", count=count)))
    shown = _played(unit)
    complete, _, begun = SCRIPT[:count].decode().rpartition("\n")
    assert list(unit.log) == complete.split("\n")[: complete.count("\n") + (complete != "")]
    assert whole.startswith(shown)
    assert shown.endswith(begun.encode())
    assert len(shown) > complete.count("\n") + len(begun)


PIECES = st.lists(st.integers(1, 40), max_size=30)


@given(count=st.integers(1, 400), times=st.sampled_from([1, 2, None]), pieces=PIECES)
def test_a_byte_is_met_once_however_the_bytes_come(count: int, times: int | None, pieces: list[int]) -> None:
    """Counted over all, there is but one Nth byte."""
    schedule = Schedule([Drop(at=AtByte(direction="sent", count=count), times=times)])
    passed, met = 0, []
    for size in pieces:
        left = size
        while left:
            room = schedule.room(1, "sent", left)
            assert 1 <= room <= left
            passed, left = passed + room, left - room
            met += [passed for _ in schedule.on_bytes(1, "sent", room)]
    assert met == ([count] if sum(pieces) >= count else [])


@given(pieces=st.lists(st.tuples(st.integers(1, 3), st.sampled_from(["sent", "received"])), max_size=60))
def test_bytes_of_a_session_are_counted_for_themselves(pieces: list[tuple[int, Direction]]) -> None:
    """Each session meets its own third sent byte, whatever the others and the other direction do."""
    schedule = Schedule([Drop(at=AtByte(direction="sent", count=3, within="session"), times=None)])
    met = [session for session, way in pieces if schedule.room(session, way, 1) and schedule.on_bytes(session, way, 1)]
    sent = [session for session, way in pieces if way == "sent"]
    assert sorted(met) == [session for session in (1, 2, 3) if sent.count(session) >= 3]


TYPED = st.lists(st.tuples(st.integers(1, 3), st.sampled_from(["next", "  next", "end", "show", "y"])), max_size=40)


@given(typed=TYPED, number=st.none() | st.integers(1, 5), times=st.none() | st.integers(1, 4))
def test_a_line_is_met_as_often_as_it_says(typed: list[tuple[int, str]], number: int | None, times: int | None) -> None:
    """A number picks one of the lines that fit, `times` is how many of the picked ones it is for."""
    schedule = Schedule([Drop(at=AtLine(line="next", number=number), times=times)])
    met = [place for place, (session, line) in enumerate(typed) if schedule.on_line(session, line)]
    fitting = [place for place, (_, line) in enumerate(typed) if line.split() == ["next"]]
    picked = fitting if number is None else fitting[number - 1 : number]
    assert met == picked[:times]


@given(typed=TYPED, number=st.integers(1, 5))
def test_a_line_of_each_session_is_met(typed: list[tuple[int, str]], number: int) -> None:
    """Every session has its own Nth line."""
    schedule = Schedule([Drop(at=AtLine(configuring=True, number=number, within="session"), times=None)])
    met = sorted(session for session, line in typed if schedule.on_line(session, line))
    counts = {each: sum(session == each and line not in ("show", "y") for session, line in typed) for each in (1, 2, 3)}
    assert met == [session for session, count in counts.items() if count >= number]
