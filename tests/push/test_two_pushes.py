"""Two pushes to one cluster, started together: never do both of them change it.

Each test starts 4 pairs, 10 with `--all`, or any number:
`FGSP_PUSH_PAIRS=200 pytest -n0 -s --timeout=0 tests/push/test_two_pushes.py`.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path

import pytest
from push_lab import MEMBERS, TRIO, Bench, bench, trio

from fgsp_cli.testing import faults

TEXT = TRIO.format(fortios="7.4.4")


@pytest.fixture(name="pairs")
def _pairs(request: pytest.FixtureRequest) -> int:
    """How many pairs each test starts."""
    return int(os.environ.get("FGSP_PUSH_PAIRS") or (10 if request.config.getoption("--all") else 4))


def without_rows(work: Bench) -> None:
    """The units as they were."""
    for place, name in enumerate(MEMBERS):
        rows = "\n".join(f"delete {1 + number}" for number in range(3) if number != place)
        if "edit" in work[name].stored_text().partition("cluster-peer")[2].partition("end")[0]:
            work[name].admin_change(f"config system standalone-cluster\nconfig cluster-peer\n{rows}\nend\nend")


def pair(work: Bench, *stores: Path) -> tuple[list[int], list[str]]:
    """The exit codes and the results of two processes that push at the same time."""
    options = [("--run-dir", str(store), "--format", "json") for store in stores]
    with work.pushing(*options[0]) as one, work.pushing(*options[1]) as other:
        said = [process.communicate(timeout=60)[0] for process in (one, other)]
        return [one.returncode, other.returncode], said


def statuses(said: str) -> set[str]:
    """What the units came out as."""
    return {device["status"] for device in json.loads(said)["devices"].values()}


def rows(work: Bench) -> list[int]:
    """How many rows each unit has."""
    return [work[name].stored_text().count("set peerip") for name in MEMBERS]


def test_in_one_store_the_second_is_refused_and_names_the_first(tmp_path: Path, pairs: int) -> None:
    """Exit code 1; or it comes when the first is done, and has nothing to change."""
    outcomes: Counter[str] = Counter()
    with bench(tmp_path, trio(), TEXT) as work:
        for _ in range(pairs):
            without_rows(work)
            codes, said = pair(work, tmp_path / "runs", tmp_path / "runs")
            assert sorted(codes) in ([0, 0], [0, 1]), said
            changed = [text for text in said if "changed" in statuses(text)]
            assert len(changed) == 1, said
            assert rows(work) == [2, 2, 2]
            for code, text in zip(codes, said, strict=True):
                if code == 1:
                    assert "is being changed by another process" in text
                    assert "fgsp push, process" in text
            outcomes["refused" if 1 in codes else "one after the other"] += 1
    print(f"{pairs} pairs in one store: {dict(outcomes)}")


@pytest.mark.parametrize("transaction", ["auto", "direct"])
def test_with_two_stores_no_exit_code_lies(tmp_path: Path, transaction: str, pairs: int) -> None:
    """As from two machines: the comparison in front of the first line, or the roll back, decides."""
    outcomes: Counter[str] = Counter()
    with bench(tmp_path, trio(), TEXT) as work:
        for _ in range(pairs):
            without_rows(work)
            options = [("--run-dir", str(tmp_path / each), "--transaction", transaction) for each in ("a", "b")]
            with work.pushing(*options[0]) as one, work.pushing(*options[1]) as other:
                said = ["\n".join(process.communicate(timeout=90)) for process in (one, other)]
            codes = sorted((one.returncode, other.returncode))
            held = rows(work)
            if 0 in codes:
                assert held == [2, 2, 2], (codes, said)
            elif 4 not in codes:
                assert held == [0, 0, 0], (codes, said)
            outcomes[str(codes)] += 1
    print(f"{pairs} pairs in two stores: {dict(outcomes)}")


ROW = "config system standalone-cluster\nconfig cluster-peer\nedit {number}\nset peerip 10.10.10.{number}\n{rest}next\nend\nend"


def same_row(work: Bench, place: int, number: int) -> None:
    """Another session makes a row that the push would make too."""
    wanted = "\n".join(work.plan().devices[MEMBERS[place]].commands)
    begin = wanted.index(f"edit {number}")
    rest = "".join(
        f"{line.strip()}\n"
        for line in wanted[begin : wanted.index("next", begin)].splitlines()[1:]
        if "peerip" not in line
    )
    work[MEMBERS[place]].admin_change(ROW.format(number=number, rest=rest))


@pytest.mark.parametrize("member", MEMBERS)
@pytest.mark.parametrize("transaction", ["auto", "direct"])
def test_what_another_session_wrote_behind_its_lock_is_not_rolled_back(
    tmp_path: Path, member: str, transaction: str
) -> None:
    """The unit refuses this run's first line that saves, and holds the same row a moment later."""
    with bench(tmp_path, trio(), TEXT) as work:
        place = MEMBERS.index(member)
        number = next(number for number in (1, 2, 3) if number != place + 1)
        work[member].fault(faults.Locked(at=faults.AtLine(line="next")))
        work[member].before("next", lambda: same_row(work, place, number))
        results = work.push(transaction=transaction, settle_seconds=0.2)
        assert results.exit_code() == 3, results.devices
        assert rows(work) == [int(name == member) for name in MEMBERS]


@pytest.mark.parametrize("member", MEMBERS[1:])
def test_a_change_that_another_session_makes_too_is_left_to_it(tmp_path: Path, member: str) -> None:
    """The members before it may hold this run's lines or the other's: exit code 4, and `recover` when that is over."""
    with bench(tmp_path, trio(), TEXT) as work:
        place = MEMBERS.index(member)
        work[MEMBERS[place - 1]].before("end", lambda: same_row(work, place, 1))
        results = work.push(transaction="direct")
        assert results.exit_code() == 4, results.devices
        assert rows(work) == [2 if each < place else int(each == place) for each in range(3)]
        assert "another session is making the same change" in str(results.devices["fgt-a"].error)
        assert results.devices[member].exit_code() == 1
        assert results.run is not None
        assert "recover" in str(results.devices["fgt-a"].error)
