"""Many clusters in one run share nothing, and an interrupt leaves none of them half-done."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

from push_lab import bench

from fgsp_cli.compare import Status
from fgsp_cli.testing import UnitSpec

PAIRS = "clusters:\n" + "".join(
    f"  c{number}:\n    fortios: 7.4.4\n    members:\n"
    f"      c{number}-a: {{number: 0, peerip: 10.0.{number}.1}}\n"
    f"      c{number}-b: {{number: 1, peerip: 10.0.{number}.2}}\n"
    for number in range(4)
)
UNITS = [UnitSpec(name=f"c{number}-{member}", fortios="7.4.4") for number in range(4) for member in "ab"]


def test_a_cluster_that_fails_is_no_other_cluster_s_failure(tmp_path: Path) -> None:
    """Three are changed, one is put back; the worst code is the run's."""
    with bench(tmp_path, UNITS, PAIRS) as work:
        work["c1-b"].refuse(4, "value parse error before '10.0.1.1'\nCommand fail. Return code -8")
        results = work.push(workers=2)
        assert results.exit_code() == 3
        changed = [name for name, outcome in results.devices.items() if outcome.status is Status.CHANGED]
        assert changed == ["c0-a", "c0-b", "c2-a", "c2-b", "c3-a", "c3-b"]
        assert list(results.devices) == [unit.name for unit in UNITS]
        assert "set peerip" not in work["c1-a"].stored_text()


def test_a_cluster_whose_intent_does_not_fit_its_units_stops_alone(tmp_path: Path) -> None:
    """The units decide the release, and one cluster's has no such argument: 65 for it, the others go on."""
    text = PAIRS.replace("  c1:\n    fortios: 7.4.4\n", "  c1:\n    standalone_cluster: {encryption: disable}\n")
    units = [UnitSpec(name=unit.name, fortios="6.0.4" if unit.name.startswith("c1") else "7.4.4") for unit in UNITS]
    with bench(tmp_path, units, text) as work:
        results = work.push()
        assert results.exit_code() == 65
        assert "encryption" in str(results.devices["c1-a"].error)
        assert results.devices["c1-a"].status is Status.REFUSED
        assert results.devices["c0-a"].status is Status.CHANGED


def test_ctrl_c_finishes_the_cluster_in_flight_and_begins_no_other(tmp_path: Path) -> None:
    """Exit 130; a cluster is changed as a whole or not at all."""
    with bench(tmp_path, UNITS, PAIRS) as work:

        def interrupt() -> None:
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

        work["c0-a"].before(3, interrupt)
        results = work.push(workers=1, transaction="direct")
        assert results.exit_code() == 130
        statuses = [outcome.status for outcome in results.devices.values()]
        assert statuses == [Status.CHANGED] * 2 + [Status.SKIPPED] * 6
        assert [unit.logins for unit in work.lab] == [1, 1, 0, 0, 0, 0, 0, 0]
        assert "interrupted" in work.heard.warnings


def test_ctrl_c_before_the_first_change_changes_nothing(tmp_path: Path) -> None:
    """A cluster that is only being read when it comes is left alone."""
    with bench(tmp_path, UNITS, PAIRS) as work:
        before = work.stored()

        def interrupt() -> None:
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

        work["c0-a"].before("show", interrupt)
        results = work.push(workers=1)
        assert results.exit_code() == 130
        assert work.stored() == before
