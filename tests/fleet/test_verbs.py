"""Many clusters in one run share nothing, and an interrupt leaves none of them half-done."""

from __future__ import annotations

import json
import signal
import threading
from pathlib import Path
from subprocess import Popen

from push_lab import bench

from fgsp_cli.archive import RunFolder
from fgsp_cli.fleet import push, recover
from fgsp_cli.fleet.intent_verbs import all_of
from fgsp_cli.fleet.jobs import Job, jobs_of
from fgsp_cli.results.results import Outcome, Results, Status
from fgsp_cli.testing import UnitSpec, faults

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
        assert [unit.logins > 0 for unit in work.lab] == [True] * 2 + [False] * 6
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


def test_ctrl_c_while_the_plan_is_made_asks_nobody(tmp_path: Path) -> None:
    """Exit 130: whoever wants to stop is not asked whether to go on."""
    with bench(tmp_path, UNITS, PAIRS) as work:
        before = work.stored()

        def interrupt() -> None:
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

        def ask(_shown: Results) -> bool:
            raise AssertionError("asked")

        work["c0-a"].before("get system status", interrupt)
        results = push(work.intent, work.inventory, work._options({"workers": 1}), work.heard, confirm=ask)
        assert results.exit_code() == 130
        assert work.stored() == before


def test_a_mistake_of_ours_with_one_cluster_is_no_other_cluster_s_failure(tmp_path: Path) -> None:
    """Nobody can promise that there is none: it is that cluster's outcome, and the others have theirs."""
    with bench(tmp_path, UNITS, PAIRS) as work:
        jobs = jobs_of(work.intent, (), (), whole=True)

        def work_on(job: Job) -> dict[str, Outcome]:
            if job.name == "c1":
                raise RecursionError("too deep")
            return {name: Outcome(status=Status.CHANGED) for name in job.shown}

        results = all_of("push", jobs, work_on, work.heard, 2)
        assert results.exit_code() == 1
        assert [outcome.status for outcome in results.devices.values()].count(Status.CHANGED) == 6
        assert "internal error: RecursionError at " in str(results.devices["c1-a"].error)


def test_a_process_that_gets_ctrl_c_once_ends_what_is_in_flight(tmp_path: Path) -> None:
    """A real signal in the middle of the first cluster's lines: that is finished, the others are not begun; 130."""
    with bench(tmp_path, UNITS, PAIRS) as work:
        running: list[Popen[str]] = []
        work["c0-b"].before(3, lambda: running[0].send_signal(signal.SIGINT))
        with work.pushing("--workers", "1", "--transaction", "direct", "--format", "json") as process:
            running.append(process)
            out, said = process.communicate(timeout=60)
        assert process.returncode == 130, said
        statuses = [device["status"] for device in json.loads(out)["devices"].values()]
        assert statuses == ["changed"] * 2 + ["skipped"] * 6
        assert "what is in flight is finished or rolled back" in said


def test_a_process_that_gets_ctrl_c_twice_stops_at_once_and_says_recover(tmp_path: Path) -> None:
    """A unit hangs in the middle: exit 4 without waiting for it; then `recover` makes all members what they were."""
    with bench(tmp_path, UNITS[:2], PAIRS.partition("  c1:")[0]) as work:
        before = work.stored()
        hangs = threading.Event()
        work["c0-b"].before(3, hangs.set)
        work["c0-b"].fault(faults.Hang(at=faults.AtLine(configuring=True, number=4)))
        with work.pushing("--transaction", "direct") as process:
            assert hangs.wait(60)
            process.send_signal(signal.SIGINT)
            assert process.stderr is not None
            while "interrupted" not in process.stderr.readline():
                assert process.poll() is None
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=5)
        assert process.returncode == 4, said
        assert "interrupted twice, with something half-done in c0" in said
        assert f"fgsp recover {work.run_folder()}" in said
        assert "set peerip" in work["c0-a"].stored_text()
        recovered = recover(RunFolder.opened(work.run_folder()), work.inventory, work._options({}), work.heard)
        assert recovered.exit_code() == 0
        assert work.stored() == before
