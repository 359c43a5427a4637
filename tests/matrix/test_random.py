"""The fault matrix by chance: random clusters, random drift, and a random fault at a random byte, SIGKILL included.

`--matrix-examples N --timeout=0` runs N in all, however long that takes.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import pytest
from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st
from matrix.stage import ELSEWHERE, Outside, Stranger, recovered, with_lines
from matrix.warm import within
from push_lab import Bench, bench
from waiting import wait_until

from fgsp_cli.fortios.dialects import dialect
from fgsp_cli.lab.faults.schedule import is_configuring
from fgsp_cli.testing import Habits, UnitSpec, faults

RELEASES = ("6.2.9", "6.4.12", "7.0.12", "7.4.4", "8.0.0")
SHARDS = 8
"""Tests that the examples are divided over, so that several processes can take part."""
NAMES = tuple(f"fgt-{letter}" for letter in "abc")
DIRECTIONS: tuple[faults.Direction, ...] = ("sent", "received")
ERROR = "object set operator error, -15 discard the setting\nCommand fail. Return code 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row that is there before, whatever the intent thinks of it."""

    number: int
    peer: int
    interval: int
    vdom: str

    def lines(self) -> list[str]:
        """What is typed for it."""
        return [
            f"edit {self.number}",
            f"set peerip 10.10.10.{self.peer}",
            f"set hb-interval {self.interval}",
            f"set syncvd {self.vdom}",
            "next",
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A cluster, what its units hold before, and what goes wrong."""

    fortios: str
    saves: Literal["next", "end"]
    mode: Literal["direct", "workspace"]
    intervals: tuple[int, ...]
    """Of the rows of each member."""
    filtered: bool
    prune: bool
    before: tuple[tuple[Row, ...], ...]
    unit: int
    kind: Literal["drop", "reboot", "hang", "refuse", "kill", "stranger"]
    direction: Literal["sent", "received"]
    portion: float
    """How far into the bytes of an undisturbed push it happens."""

    @property
    def names(self) -> tuple[str, ...]:
        """The members."""
        return NAMES[: len(self.intervals)]

    @property
    def text(self) -> str:
        """The intent."""
        members = {
            name: {"number": place, "peerip": f"10.10.10.{place + 1}", "cluster_sync": {"hb_interval": interval}}
            for place, (name, interval) in enumerate(zip(self.names, self.intervals, strict=True))
        }
        rows = {"web": {"session_sync_filter": {"custom_service": [{"id": 1, "dst_port_range": "443-443"}]}}, "all": {}}
        cluster = {"fortios": self.fortios, "cluster_sync": {"syncvd": ["root"]}, "members": members}
        return json.dumps({"clusters": {"edge": cluster | ({"rows": rows} if self.filtered else {})}})

    def config(self, place: int) -> str:
        """What a member holds before."""
        path = dialect(self.fortios).peers_path
        lines = [f"config {each}" for each in path]
        for row in self.before[place]:
            lines += row.lines()
        return "\n".join([*lines, *["end"] * len(path), ""])


def rows(place: int, members: int) -> st.SearchStrategy[tuple[Row, ...]]:
    """Rows of one member: to others of the cluster, or to strangers."""
    row = st.builds(
        Row,
        number=st.integers(1, 40),
        peer=st.sampled_from([number for number in range(1, members + 1) if number != place + 1] + [77, 78]),
        interval=st.integers(1, 10),
        vdom=st.sampled_from(["root", "vd-web"]),
    )
    return st.lists(row, max_size=3, unique_by=(lambda each: each.number, lambda each: each.peer)).map(tuple)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Any of them."""
    members = draw(st.integers(2, 3))
    return Case(
        fortios=draw(st.sampled_from(RELEASES)),
        saves=draw(st.sampled_from(["next", "end"])),
        mode=draw(st.sampled_from(["direct", "workspace"])),
        intervals=tuple(draw(st.lists(st.integers(1, 10), min_size=members, max_size=members))),
        filtered=draw(st.booleans()),
        prune=draw(st.booleans()),
        before=tuple(draw(rows(place, members)) for place in range(members)),
        unit=draw(st.integers(0, members - 1)),
        kind=draw(st.sampled_from(["drop", "drop", "reboot", "hang", "refuse", "kill", "stranger"])),
        direction=draw(st.sampled_from(["sent", "received"])),
        portion=draw(st.floats(0, 1)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much goes through the unit in question when nothing goes wrong."""

    sent: int
    received: int
    lines: int


def fault_of(case: Case, size: Size, act: Callable[[], None]) -> faults.Fault:
    """What goes wrong, and when; `act` is what somebody does who is not the unit."""
    if case.kind == "refuse":
        at_line = faults.AtLine(configuring=True, number=1 + int(case.portion * size.lines))
        return faults.Refuse(at=at_line, error=ERROR)
    total = size.sent if case.direction == "sent" else size.received
    at = faults.AtByte(direction=case.direction, count=1 + int(case.portion * total))
    match case.kind:
        case "hang":
            return faults.Hang(at=at)
        case "reboot":
            return faults.Reboot(at=at)
        case "kill" | "stranger":
            return faults.Call(at=at, action=act)
        case _:
            return faults.Drop(at=at)


def units(case: Case) -> list[UnitSpec]:
    """The members."""
    habits = Habits(nested_saves=case.saves)
    return [
        UnitSpec(name=name, fortios=case.fortios, config=case.config(place), habits=habits)
        for place, name in enumerate(case.names)
    ]


def pushed(work: Bench, case: Case, seconds: float) -> int:
    """A push: its exit code."""
    work.inventory = within(work.inventory, seconds)
    results = work.push(transaction=case.mode, prune=case.prune, allow_disruptive=True, reconnect_seconds=5.0)
    errors = " ".join(str(outcome.error) for outcome in results.devices.values())
    undecided = case.kind == "hang" and "may still carry it out" in errors
    assert results.exit_code() in ((4,) if undecided else (0, 1, 3)), errors
    return results.exit_code()


def undisturbed(work: Bench, case: Case) -> tuple[Mapping[str, str], Size]:
    """What all units hold when nothing goes wrong, and how much is said for that; then back again."""
    unit = work[case.names[case.unit]]
    roots = {each.name: each._unit.store.root for each in work.lab}
    for direction in DIRECTIONS:  # faults that never happen, and count
        unit.fault(faults.Drop(at=faults.AtByte(direction=direction, count=10**9)))
    assert pushed(work, case, 20.0) == 0
    after = work.stored()
    sent, received = (watch.counts[0] for watch in unit._unit.schedule._watches)
    lines = sum(is_configuring(line) for line in unit.log)
    for each in work.lab:
        each.forget()
        each.hang_up()
        each._call(lambda each=each: each._unit.store.take(roots[each.name]))  # type: ignore[misc]
    shutil.rmtree(work.folder / ".fgsp", ignore_errors=True)
    return after, Size(sent=sent, received=received, lines=lines)


def check(case: Case, outside: Outside) -> None:
    """Disturbed, all members hold the old, or all hold the new, to the letter, beside what somebody else did."""
    with TemporaryDirectory() as folder, bench(Path(folder), units(case), case.text) as work:
        before = work.stored()
        after, size = undisturbed(work, case)
        unit = work[case.names[case.unit]]
        if case.kind == "kill":
            code = killed(work, case, size, outside)
            assert work.stored() in ((before, after) if code == 0 else (before,)), code
            return
        stranger = Stranger(unit=unit, lines=ELSEWHERE)
        unit.fault(fault_of(case, size, stranger.act))
        code = pushed(work, case, 0.7 if case.kind == "hang" else 20.0)
        wanted = dict(after if code == 0 else before)
        if stranger.did:
            wanted[unit.name] = with_lines(wanted[unit.name], ELSEWHERE, case.fortios)
        assert work.stored() == wanted, (code, [str(each) for each in unit.fired])
        assert code == 0 or unit.fired or case.kind == "hang"  # who waits 0.7 s may give up on a busy machine


def killed(work: Bench, case: Case, size: Size, outside: Outside) -> int:
    """A push in a process that is killed, and what is left recovered, twice: the exit code."""
    unit, pid = work[case.names[case.unit]], list[int]()
    unit.fault(fault_of(case, size, lambda: os.kill(pid[0], 9)))
    given = {"inventory": work.folder / "inventory", "mode": case.mode, "seconds": 20.0}
    given |= {"disruptive": True, "prune": case.prune, "clock": 0}
    pid.append(outside.begin(verb="push", text=work.text, source=work.folder / "edge.yaml", **given))
    ended = outside.end()
    assert ended in (0, -9), ended
    wait_until(lambda: all(each.connections == 0 for each in work.lab))
    code = ended if ended == 0 else recovered(work, outside, given, ended)
    assert code in (0, -9), code
    return code


@pytest.mark.parametrize("shard", range(SHARDS))
def test_a_random_fault_leaves_all_members_old_or_all_new(
    shard: int, matrix_examples: int, record_property: Callable[[str, object], None], outside: Outside
) -> None:
    """Whichever byte of whatever is said to or by the unit it is, or whichever line."""
    count = 0

    @seed(shard)
    @settings(max_examples=max(matrix_examples // SHARDS, 1), database=None, phases=[Phase.generate])
    @given(cases())
    def law(case: Case) -> None:
        nonlocal count
        count += 1
        check(case, outside)

    law()
    record_property("fgsp_cases", count)
