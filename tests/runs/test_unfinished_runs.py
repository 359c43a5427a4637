"""A run that was not finished comes first: a push over it is refused, and `recover` never undoes a later run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from killing import Killer
from push_lab import TRIO, Bench, bench, trio

from fgsp_cli.archive import RunFolder, runs_in
from fgsp_cli.cli.main import main
from fgsp_cli.fleet import recover, rollback
from fgsp_cli.results.results import Results, Status
from fgsp_cli.runs import latest_run, runs

PAIR = TRIO.format(fortios="7.4.4").rpartition("      fgt-c")[0]
SLOWER = PAIR.replace("interval: 1s", "interval: 2s")
REFUSED = "value parse error before 'x'\nCommand fail. Return code -61"


@pytest.fixture(scope="module")
def killer() -> Iterator[Killer]:
    """The process that forks the ones to be killed."""
    with Killer() as started:
        yield started


def kill(killer: Killer, work: Bench) -> RunFolder:
    """A push that dies half-way."""
    (work.folder / "edge.yaml").write_text(work.text, encoding="utf-8")
    arguments = [
        "push",
        "-i",
        work.folder / "edge.yaml",
        "-I",
        work.inventory.source,
        "--yes",
        "--transaction",
        "direct",
    ]
    assert killer.run([str(each) for each in arguments], file="journal.jsonl", write=4, moment="after").killed
    return runs_in(home(work))[0]


def home(work: Bench) -> Path:
    """Where the runs are."""
    return work.folder / ".fgsp" / "runs"


def statuses(results: Results) -> set[Status]:
    """What the units came out as."""
    return {outcome.status for outcome in results.devices.values()}


def needs_a_person(work: Bench) -> RunFolder:
    """A push that fails on its second unit while the first one is not there to be put back."""
    work["fgt-b"].refuse(5, REFUSED)
    work["fgt-b"].before(5, lambda: work["fgt-a"].hang_up(for_good=True))
    assert work.push(transaction="direct", reconnect_seconds=0.1).exit_code() == 4
    work["fgt-a"].come_back()
    return runs_in(home(work))[0]


def test_a_push_over_a_killed_run_is_refused_until_it_is_recovered(tmp_path: Path, killer: Killer) -> None:
    """What the units hold is not what was there before; the message is the command to type."""
    with bench(tmp_path, trio()[:2], PAIR) as work:
        run = kill(killer, work)
        before = work.stored()
        refused = work.push()
        assert statuses(refused) == {Status.REFUSED}
        assert refused.exit_code() == 1
        assert f"fgsp recover {run.path} -I INVENTORY" in str(refused.devices["fgt-a"].error)
        assert work.stored() == before
        assert work.plan().exit_code() == 2
        assert f"a push would be refused: run {run.id} was not finished" in work.heard.warnings
        assert recover(run, work.inventory).exit_code() == 0
        assert work.push().exit_code() == 0


def test_a_push_that_finds_nothing_to_do_is_refused_all_the_same(tmp_path: Path, killer: Killer) -> None:
    """What the killed run left is not over because the units look right."""
    with bench(tmp_path, trio()[:2], PAIR) as work:
        run = kill(killer, work)
        for name, peer in (("fgt-a", 2), ("fgt-b", 1)):
            row = (
                f"edit {peer}\nset peerip 10.10.10.{peer}\nset syncvd root\nset hb-interval 10\nset hb-lost-threshold 6"
            )
            work[name].admin_change(f"config system standalone-cluster\nconfig cluster-peer\n{row}\nend\nend")
        results = work.push()
        assert statuses(results) == {Status.REFUSED}
        assert f"fgsp recover {run.path} -I INVENTORY" in str(results.devices["fgt-a"].error)


def test_a_cluster_that_another_process_is_changing_is_left_alone(tmp_path: Path, killer: Killer) -> None:
    """The journal is locked for as long as somebody writes it."""
    with bench(tmp_path, trio()[:2], PAIR) as work:
        run = kill(killer, work)
        run.claim()
        assert "another process is changing it" in str(work.push().devices["fgt-a"].error)
        run.close()
        assert "another process" not in str(work.push().devices["fgt-a"].error)


def test_a_killed_run_of_one_cluster_does_not_keep_anybody_from_another(tmp_path: Path, killer: Killer) -> None:
    """It is about the devices that it was going to change."""
    with bench(tmp_path, trio(), PAIR) as work:
        kill(killer, work)
        work.text = "devices:\n  fgt-c: {fortios: 7.4.4, cluster_sync: [{sync_id: 4, peerip: 192.0.2.1}]}\n"
        assert statuses(work.push()) == {Status.CHANGED}


def test_a_push_over_a_run_that_left_a_person_something_is_warned_of_and_recover_does_not_undo_it(
    tmp_path: Path,
) -> None:
    """Somebody was told, and decided to push again: what the newer run wrote is not the older one's to undo."""
    with bench(tmp_path, trio()[:2], PAIR) as work:
        run = needs_a_person(work)
        assert statuses(work.push()) <= {Status.CHANGED, Status.IN_SYNC}
        assert f"run {run.id} left something to a person" in work.heard.warnings
        held = work.stored()
        later = runs_in(home(work))[0]
        results = recover(run, work.inventory)
        assert statuses(results) == {Status.SKIPPED}
        assert f"run {later.id} has changed it since" in str(results.devices["fgt-a"].error)
        assert work.stored() == held


def test_only_a_later_change_of_a_unit_that_the_run_wrote_to_ends_it_for_runs_push_and_recover(tmp_path: Path) -> None:
    """One meaning for all three: a change of its other member ends nothing."""
    alone = "devices:\n  fgt-c: {fortios: 7.4.4, cluster_sync: [{sync_id: 4, peerip: 192.0.2.1}]}\n"
    with bench(tmp_path, trio(), PAIR) as work:
        run = needs_a_person(work)
        work.text = PAIR + alone
        assert work.push(limit=("fgt-c",)).exit_code() == 0
        assert [each.unfinished for each in runs([home(work)])] == [False, True]
        assert latest_run([home(work)], "recover").id == run.id
        assert statuses(work.push()) <= {Status.CHANGED, Status.IN_SYNC}
        assert f"run {run.id} left something to a person" in work.heard.warnings
        assert not any(each.unfinished for each in runs([home(work)]))
        assert statuses(recover(run, work.inventory)) == {Status.SKIPPED}
        before = len(work.heard.warnings)
        work.text = SLOWER + alone
        assert work.push().exit_code() == 0
        assert run.id not in work.heard.warnings[before:]


def test_runs_are_recovered_the_last_one_first(tmp_path: Path, killer: Killer) -> None:
    """The later one began with what the earlier one had left."""
    with bench(tmp_path, trio()[:2], PAIR) as work:
        first = needs_a_person(work)
        work.text = SLOWER
        second = kill(killer, work)
        results = recover(first, work.inventory)
        assert statuses(results) == {Status.REFUSED}
        assert f"first fgsp recover {second.path} -I INVENTORY" in str(results.devices["fgt-a"].error)
        assert recover(second, work.inventory).exit_code() == 0
        assert recover(first, work.inventory).exit_code() == 0


def test_a_rollback_over_a_killed_run_is_refused(tmp_path: Path, killer: Killer) -> None:
    """It is a push like any other."""
    with bench(tmp_path, trio()[:2], PAIR) as work:
        assert work.push().exit_code() == 0
        done = runs_in(home(work))[0]
        work.text = SLOWER
        killed = kill(killer, work)
        assert f"fgsp recover {killed.path} -I INVENTORY" in str(rollback(done, work.inventory).devices["fgt-a"].error)


def test_without_a_run_the_runs_are_listed(
    tmp_path: Path, killer: Killer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each with how it stands, and with what to type next; exit code 2 while one of them is not finished."""
    monkeypatch.chdir(tmp_path)
    assert main(["recover"]) == 0
    assert "no run is kept here" in capsys.readouterr().out
    with bench(tmp_path, trio()[:2], PAIR) as work:
        assert work.push().exit_code() == 0
        work.text = SLOWER
        killed = kill(killer, work)
        assert main(["recover"]) == 2
        told = capsys.readouterr().out
        assert f"fgsp recover {killed.path} -I INVENTORY" in told
        rows = [line.split("edge")[1].strip() for line in told.splitlines() if line.startswith("2")]
        assert rows == ["not finished", "done"]
        assert main(["rollback", "--format", "json"]) == 0
        runs = json.loads(capsys.readouterr().out)["runs"]
        assert [(run["clusters"]["edge"], run["unfinished"]) for run in runs] == [
            ("not finished", True),
            ("done", False),
        ]
        assert main(["recover", killed.id, "-I", str(work.inventory.source), "--yes"]) == 0
        capsys.readouterr()
        assert main(["recover"]) == 0
        assert "nothing was left half-done" in capsys.readouterr().out
        assert main(["rollback"]) == 0
        assert "fgsp rollback " in capsys.readouterr().out
