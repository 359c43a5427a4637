"""A push that fails in the middle leaves every unit as it was: exit 3; and says so where it could not: exit 4.

Here units are changed directly; `test_workspace` has the same for configuration transactions, `matrix` all of it.
"""

from __future__ import annotations

import os
import re
import resource
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from push_lab import TRIO, Bench, bench, trio

from fgsp_cli.archive import RunFolder
from fgsp_cli.base.events import Event, Phase
from fgsp_cli.fleet import push, recover
from fgsp_cli.results.results import Results, Status
from fgsp_cli.testing import LabUnit, faults

ERROR = "value parse error before '10.10.10.1'\nCommand fail. Return code -8"
FOREIGN = "config system standalone-cluster\nconfig cluster-peer\nedit 90\nset peerip 192.0.2.90\nend\nend"


def failed(work: Bench, code: int = 3, **options: object) -> Results:
    """The push fails with that code."""
    results = work.push(transaction="direct", **options)
    assert results.exit_code() == code, {name: outcome.error for name, outcome in results.devices.items()}
    return results


def test_the_third_line_refused_leaves_nothing_half_configured(tmp_path: Path) -> None:
    """The message names the unit, the line, the unit's own words and the intent's file and line."""
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        before = work.stored()
        work["fgt-b"].refuse(4, ERROR)
        results = failed(work)
        assert work.stored() == before
        error = str(results.devices["fgt-b"].error)
        for word in ("fgt-b", "`set peerip 10.10.10.1`", "Return code -8", "edge.yaml:9:"):
            assert word in error
        statuses = [outcome.status for outcome in results.devices.values()]
        assert statuses == [Status.ROLLED_BACK, Status.ROLLED_BACK, Status.SKIPPED]
        assert "as it was before" in str(results.devices["fgt-a"].error)


def test_a_refusal_of_the_very_first_line_is_no_failed_push(tmp_path: Path) -> None:
    """No line was accepted by any member: exit 1."""
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        work["fgt-a"].refuse(1, "command parse error before 'standalone-cluster'\nCommand fail. Return code -61")
        results = failed(work, 1)
        assert results.devices["fgt-a"].status is Status.REFUSED
        assert "nothing was changed" in str(results.devices["fgt-a"].error)


def cut(unit: LabUnit, line: int) -> None:
    """The connection ends right before that line is run."""
    unit.before(line, unit.hang_up)


def refuse(unit: LabUnit, line: int) -> None:
    """The unit does not take that line."""
    unit.refuse(line, ERROR)


@pytest.mark.parametrize("fault", [refuse, cut])
def test_a_fault_at_any_line_leaves_all_members_as_they_were(
    tmp_path: Path, fault: Callable[[LabUnit, int], None]
) -> None:
    """Where rows have a table of their own: exit 3; what was there before is there again. `matrix` has the nested ones."""
    with bench(tmp_path, trio("7.0.12"), TRIO.format(fortios="7.0.12")) as work:
        before = work.stored()
        sent = len(work.plan().devices["fgt-b"].commands)
        assert sent > 10
        for line in range(1, sent + 1):
            fault(work["fgt-b"], line)
            failed(work)
            assert work.stored() == before, line
            work["fgt-b"].forget()
        assert work.push(transaction="direct").exit_code() == 0


def test_a_row_of_another_administrator_survives_a_failing_push(tmp_path: Path) -> None:
    """On the unit that fails and on one that had been changed already; both are mentioned."""
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        work["fgt-c"].before(1, lambda: [work[name].admin_change(FOREIGN) for name in ("fgt-a", "fgt-c")])
        work["fgt-c"].refuse(5, ERROR)
        results = failed(work)
        for name in ("fgt-a", "fgt-c"):
            assert "edit 90" in work[name].stored_text()
            assert "cluster-peer/90" in str(results.devices[name].error)
            assert "set peerip 10." not in work[name].stored_text()


def test_what_somebody_else_made_of_a_row_of_this_run_stays_and_needs_a_person(tmp_path: Path) -> None:
    """The same path: left alone, named with what it holds now and with the backup; exit 4."""
    theirs = "config system standalone-cluster\nconfig cluster-peer\nedit 2\nset ipsec-tunnel-sync disable\nend\nend"
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        work["fgt-b"].before(1, lambda: work["fgt-a"].admin_change(theirs))
        work["fgt-b"].refuse(5, ERROR)
        results = failed(work, 4)
        outcome = results.devices["fgt-a"]
        assert outcome.status is Status.FAILED
        for word in ("cluster-peer/2", "ipsec-tunnel-sync: disable", str(work.run_folder() / "backups" / "fgt-a.conf")):
            assert word in str(outcome.error)
        assert "edit 2" in work["fgt-a"].stored_text()
        assert "edit 3" not in work["fgt-a"].stored_text()
        assert results.devices["fgt-b"].status is Status.ROLLED_BACK


def test_a_unit_that_is_gone_for_good_needs_a_person_and_the_others_are_put_back(tmp_path: Path) -> None:
    """The message says which unit, what is not known of it, and where its backup is."""
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        before = work.stored()
        work["fgt-b"].before(12, lambda: work["fgt-b"].hang_up(for_good=True))
        results = failed(work, 4, reconnect_seconds=0.5)
        error = str(results.devices["fgt-b"].error)
        for word in ("fgt-b needs a person", "cluster-peer/1", "backups/fgt-b.conf", "fgsp recover"):
            assert word in error
        assert results.devices["fgt-a"].status is Status.ROLLED_BACK
        assert work.stored()["fgt-a"] == before["fgt-a"]
        assert work.stored()["fgt-c"] == before["fgt-c"]


def test_a_unit_that_comes_back_in_time_is_put_back(tmp_path: Path) -> None:
    """A reboot takes a while: it is waited for."""
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        before = work.stored()

        def reboot() -> None:
            work["fgt-b"].hang_up(for_good=True)
            threading.Timer(0.4, work["fgt-b"].come_back).start()

        work["fgt-b"].before(14, reboot)
        failed(work, 3, reconnect_seconds=20.0)
        assert work.stored() == before


def test_another_unit_that_answers_after_the_connection_was_lost_is_not_touched(tmp_path: Path) -> None:
    """The serial number is checked at every reconnect."""
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        status = re.compile("get system status")
        other = "Version: FortiGate-VM64-KVM v7.4.4,build2662,240514 (GA.F)\nSerial-Number: FGVMOTHER\n"
        other += "Hostname: fgt-b\nVirtual domain configuration: disable\nCurrent HA mode: standalone\n"

        def replaced() -> None:
            work["fgt-b"].hang_up()
            work["fgt-b"].refuse(status, other, times=None)

        work["fgt-b"].before(14, replaced)
        results = failed(work, 4, reconnect_seconds=0.5)
        assert "FGVMOTHER" in str(results.devices["fgt-b"].error)


def test_a_unit_that_does_not_hold_what_it_took_fails_the_push(tmp_path: Path) -> None:
    """Reading back finds it: another administrator changed a value at once. It is theirs, so a person is needed."""
    theirs = "config system standalone-cluster\nconfig cluster-peer\nedit 1\nset hb-interval 20\nend\nend"
    done: list[str] = []

    def meddle() -> None:
        if "edit 3" in work["fgt-b"].stored_text() and not done:
            done.append("once")
            work["fgt-b"].admin_change(theirs)

    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        work["fgt-b"].before(re.compile("^show system standalone-cluster"), meddle, times=None)
        results = failed(work, 4)
        assert "cluster-peer/1" in str(results.devices["fgt-b"].error)
        assert "hb-interval: 20" in str(results.devices["fgt-b"].error)
        assert "edit 3" not in work["fgt-b"].stored_text()
        assert results.devices["fgt-a"].status is Status.ROLLED_BACK


def test_a_disk_that_is_full_before_the_first_line_is_no_success(tmp_path: Path) -> None:
    """The journal takes no more: nothing is sent to anybody, and the exit code says so."""
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]

    class Filler:
        """The disk is full as soon as the first unit is about to be changed."""

        def emit(self, event: Event) -> None:
            if event.phase is Phase.CHANGE:
                resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))

    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        before = work.stored()
        try:
            results = push(work.intent, work.inventory, work._options({"transaction": "direct"}), Filler())
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        assert results.exit_code() == 1
        assert results.devices["fgt-a"].status is Status.REFUSED
        assert "journal.jsonl" in str(results.devices["fgt-a"].error)
        assert work.stored() == before


LOCK = faults.AtLine(pattern="^ *delete")


def test_a_lock_that_another_administrator_gives_up_soon_is_waited_for(tmp_path: Path) -> None:
    """A unit that refuses a line of its way back is asked again, and not at once."""
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        before = work.stored()
        work["fgt-b"].refuse(4, ERROR)
        work["fgt-a"].fault(faults.Locked(at=LOCK, times=None))
        work["fgt-b"].before(4, lambda: threading.Timer(0.8, work["fgt-a"].forget).start())
        failed(work)
        assert work.stored() == before


def test_a_unit_that_stays_locked_needs_a_person_and_says_why(tmp_path: Path) -> None:
    """Its own words, what it holds, and the command that goes on with it."""
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        work["fgt-b"].refuse(4, ERROR)
        work["fgt-a"].fault(faults.Locked(at=LOCK, times=None))
        error = str(failed(work, 4, reconnect_seconds=0.2, settle_seconds=0.2).devices["fgt-a"].error)
        for word in ("`delete 2`", "by other transactions", "cluster-peer/2 is {", "fgt-a.conf", "fgsp recover"):
            assert word in error


def test_a_reporter_that_fails_breaks_nothing_off(tmp_path: Path) -> None:
    """Whoever watches a change must not be able to leave it half-done."""

    class Failing:
        """Fails at everything that it is told."""

        def emit(self, event: Event) -> None:
            raise ValueError(event.message)

    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        before = work.stored()
        work["fgt-b"].refuse(4, ERROR)
        assert push(work.intent, work.inventory, work._options({"transaction": "direct"}), Failing()).exit_code() == 3
        assert work.stored() == before


def test_a_mistake_of_ours_while_putting_back_needs_a_person_until_recover_is_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody can promise that there is none: nobody is told that all is well, and the journal is there for `recover`."""
    flush = os.fsync
    broken: list[bool] = []

    def fsync(handle: int) -> None:
        if broken and Path(f"/proc/self/fd/{handle}").readlink().name == "journal.jsonl":
            raise RecursionError("too deep")
        flush(handle)

    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        before = work.stored()
        monkeypatch.setattr(os, "fsync", fsync)
        work["fgt-b"].before(4, lambda: broken.append(True))
        work["fgt-b"].refuse(4, ERROR)
        results = failed(work, 4)
        for word in ("internal error: RecursionError", "fgt-a needs a person", "backups/fgt-a.conf", "fgsp recover"):
            assert word in str(results.devices["fgt-a"].error)
        assert results.devices["fgt-c"].exit_code() == 1
        broken.clear()
        run = RunFolder.opened(work.run_folder())
        assert recover(run, work.inventory, work._options({}), work.heard).exit_code() == 0
        assert work.stored() == before
