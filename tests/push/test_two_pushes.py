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
