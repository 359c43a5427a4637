"""Canary, batches and the gate between them: how far a push may go wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from push_lab import Bench, bench

from fgsp_cli.fleet.gate import waves
from fgsp_cli.results.results import Status
from fgsp_cli.testing import Quirks, UnitSpec, faults

CLUSTERS = ("one", "two", "three", "four")
ERROR = "value parse error before '10.10.10.1'\nCommand fail. Return code -8"


def pairs(**settings: object) -> list[UnitSpec]:
    """Two units for each of four clusters, which reach each other."""
    return [
        UnitSpec(name=f"{name}-{side}", fortios="7.4.4", addresses=(f"10.0.{place}.{number}",), **settings)  # type: ignore[arg-type]
        for place, name in enumerate(CLUSTERS)
        for number, side in enumerate("ab", start=1)
    ]


def text(more: str = "") -> str:
    """An intent of four clusters of two."""
    lines = ["clusters:"]
    for place, name in enumerate(CLUSTERS):
        lines += [f"  {name}:", "    fortios: 7.4.4", f"    cluster_sync: {{syncvd: [root]{more}}}", "    members:"]
        lines += [
            f"      {name}-a: {{number: 0, peerip: 10.0.{place}.1}}",
            f"      {name}-b: {{number: 1, peerip: 10.0.{place}.2}}",
        ]
    return "\n".join([*lines, ""])


def statuses(work: Bench, **options: object) -> list[Status]:
    """The status of the first member of every cluster after a push."""
    results = work.push(**options)
    return [results.devices[f"{name}-a"].status for name in CLUSTERS]


def test_waves_are_the_canaries_and_then_batches() -> None:
    """In the order of the file."""
    assert waves("abcde", None, None) == ["abcde"]
    assert waves("abcde", 1, None) == ["a", "bcde"]
    assert waves("abcde", 1, 2) == ["a", "bc", "de"]
    assert waves("abcde", None, 2) == ["ab", "cd", "e"]
    assert waves("ab", 5, 2) == ["ab"]
    assert waves("", 1, 2) == []


def test_clusters_do_not_share_a_failure(tmp_path: Path) -> None:
    """Without a gate, the others are changed all the same."""
    with bench(tmp_path, pairs(), text()) as work:
        work["two-a"].refuse(3, ERROR)
        assert statuses(work) == [Status.CHANGED, Status.ROLLED_BACK, Status.CHANGED, Status.CHANGED]


def test_a_canary_that_fails_keeps_the_others_from_being_begun(tmp_path: Path) -> None:
    """They are not even connected to."""
    with bench(tmp_path, pairs(), text()) as work:
        work["one-b"].refuse(3, ERROR)
        results = work.push(canary=1)
        assert results.exit_code() == 3
        assert [results.devices[f"{name}-a"].status for name in CLUSTERS] == [Status.ROLLED_BACK, *[Status.SKIPPED] * 3]
        assert "not begun: one failed before" in str(results.devices["four-b"].error)
        assert work["two-a"].logins == 0
        assert statuses(work, canary=1) == [Status.CHANGED] * 4


@pytest.mark.parametrize(("most", "changed"), [(None, 0), (1, 0), (2, 2), (3, 2)])
def test_failures_are_counted_over_batches(tmp_path: Path, most: int | None, changed: int) -> None:
    """Two at a time, one of the first two fails."""
    with bench(tmp_path, pairs(), text()) as work:
        work["one-a"].refuse(3, ERROR)
        found = statuses(work, batch=2, max_failures=most)
        assert found == [
            Status.ROLLED_BACK,
            Status.CHANGED,
            *[Status.CHANGED] * changed,
            *[Status.SKIPPED] * (2 - changed),
        ]


def test_max_failures_alone_stops_too(tmp_path: Path) -> None:
    """One worker, one failure, and nothing more is begun."""
    with bench(tmp_path, pairs(), text()) as work:
        work["two-a"].refuse(3, ERROR)
        found = statuses(work, workers=1, max_failures=1)
        assert found == [Status.CHANGED, Status.ROLLED_BACK, Status.SKIPPED, Status.SKIPPED]


def test_a_cluster_that_loses_sight_of_its_peers_closes_the_gate(tmp_path: Path) -> None:
    """It was changed, and is warned of; the others are not begun."""
    quirks = Quirks()
    with bench(tmp_path, pairs(quirks=quirks), text()) as work:
        assert statuses(work) == [Status.CHANGED] * 4
        work.text = text(", hb_interval: 9")
        lost = "Group=0, ID=0\nDetected-peers=0\n"
        seen = faults.AtLine(pattern="standalone-peers", number=2)
        work["one-b"].fault(faults.Refuse(at=seen, error=lost))
        results = work.push(canary=1, health_seconds=0.0)
        assert results.devices["one-a"].status is Status.CHANGED
        assert results.devices["two-a"].status is Status.SKIPPED
        assert "one-b sees 0 of 1 peers after" in str(results.devices["two-a"].error)
        assert "one-b sees 0 of 1 peers" in work.heard.warnings
        assert results.exit_code() == 1


def test_peers_that_come_back_in_time_open_the_gate(tmp_path: Path) -> None:
    """It is looked at more than once."""
    with bench(tmp_path, pairs(), text()) as work:
        work.push()
        work.text = text(", hb_interval: 9")
        seen = faults.AtLine(pattern="standalone-peers", number=2)
        work["one-b"].fault(faults.Refuse(at=seen, error="Detected-peers=0\n", times=None))
        assert statuses(work, batch=1, health_seconds=20.0) == [Status.CHANGED] * 4


def test_a_unit_that_does_not_tell_of_its_peers_is_warned_of(tmp_path: Path) -> None:
    """As far as the runtime commands tell: what is not known does not stop anybody."""
    with bench(tmp_path, pairs(), text()) as work:
        work.push()
        work.text = text(", hb_interval: 9")
        unknown = "Unknown action 0\n"
        for unit in work.lab:
            unit.fault(faults.Refuse(at=faults.AtLine(pattern="^diagnose"), error=unknown, times=None))
        assert statuses(work, batch=2) == [Status.CHANGED] * 4
        assert "does not show how many peers" in work.heard.warnings
