"""Units that do not save by themselves: all members keep a change over a restart, or none does [facts/cli-behaviour.md#5.4]."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from killing import Killer
from push_lab import MEMBERS, TRIO, Bench, bench, trio, without_header

from fgsp_cli.archive import RunFolder
from fgsp_cli.fleet import recover
from fgsp_cli.results.results import Status
from fgsp_cli.testing import LabUnit, faults

TEXT = TRIO.format(fortios="7.4.4")
SAVE = "execute cfg save"
DENIED = "command parse error before 'cfg'\nCommand fail. Return code -61"
THEIRS = "config system standalone-cluster\nconfig cluster-peer\nedit 1\nset ipsec-tunnel-sync disable\nend\nend"


def restarted(work: Bench) -> dict[str, str]:
    """What every unit holds after a restart."""
    for unit in work.lab:
        unit.reboot()
    return {unit.name: without_header(unit.stored_text()) for unit in work.lab}


def saves(unit: LabUnit) -> int:
    """How often the unit was told to save."""
    return list(unit.log).count(SAVE)


@pytest.mark.parametrize("mode", ["manual", "revert"])
def test_a_unit_that_does_not_save_has_the_whole_cluster_put_back(tmp_path: Path, mode: str) -> None:
    """Exit 3; what another one had saved already is put back for good, restart or not."""
    with bench(tmp_path, trio(cfg_save=mode), TEXT) as work:
        before = work.stored()
        work["fgt-b"].refuse(SAVE, DENIED)
        results = work.push(cfg_save=True)
        assert results.exit_code() == 3, results.devices["fgt-b"].error
        assert SAVE in str(results.devices["fgt-b"].error)
        assert work.stored() == before
        assert [saves(work[name]) for name in MEMBERS] == [2, 2, 0]
        assert restarted(work) == before


def test_a_session_that_ends_while_saving_is_no_end_of_it(tmp_path: Path) -> None:
    """The unit is looked at over a new connection: it holds what it shall, so it is told again."""
    with bench(tmp_path, trio(cfg_save="manual"), TEXT) as work:
        work["fgt-b"].before(SAVE, work["fgt-b"].hang_up)
        assert work.push(cfg_save=True).exit_code() == 0
        after = work.stored()
        assert "set peerip" in after["fgt-b"]
        assert restarted(work) == after


def test_a_unit_that_restarts_before_it_saves_has_lost_the_change(tmp_path: Path) -> None:
    """It is not told to save what it has not got: exit 3, and all members are as they were."""
    with bench(tmp_path, trio(cfg_save="manual"), TEXT) as work:
        before = work.stored()
        work["fgt-b"].fault(faults.Reboot(at=faults.AtLine(line=SAVE)))
        results = work.push(cfg_save=True)
        assert results.exit_code() == 3
        assert "holds something else" in str(results.devices["fgt-b"].error)
        assert work.stored() == before
        assert restarted(work) == before


def test_a_unit_that_cannot_save_what_it_held_before_needs_a_person(tmp_path: Path) -> None:
    """It may have saved the change, which would come back at its next restart; `recover` saves once more."""
    with bench(tmp_path, trio(cfg_save="manual"), TEXT) as work:
        before = work.stored()
        work["fgt-b"].refuse(SAVE, DENIED, times=2)
        results = work.push(cfg_save=True)
        assert results.exit_code() == 4
        for word in ("fgt-b needs a person", "did not save again", "backups/fgt-b.conf", "fgsp recover"):
            assert word in str(results.devices["fgt-b"].error)
        run = RunFolder.opened(work.run_folder())
        assert recover(run, work.inventory, work._options({}), work.heard).exit_code() == 0
        assert saves(work["fgt-b"]) == 3
        assert restarted(work) == before


@pytest.mark.parametrize("meddled", [False, True])
def test_a_process_that_is_killed_while_saving_is_recovered(tmp_path: Path, meddled: bool) -> None:
    """All had arrived, so the rest is saved; unless somebody came in between: then what was saved is put back too."""
    with bench(tmp_path, trio(cfg_save="manual"), TEXT) as work, Killer() as killer:
        before = work.stored()
        (tmp_path / "edge.yaml").write_text(TEXT, encoding="utf-8")
        arguments = ["push", "-i", tmp_path / "edge.yaml", "-I", work.inventory.source, "--yes", "--cfg-save"]
        given = [*map(str, arguments), "--transaction", "direct"]
        second_save = 2 + len(MEMBERS) + 2  # what run it is, its beginning, a step on each member, two saves
        died = killer.run(given, file="journal.jsonl", write=second_save, moment="before")
        assert died.killed, died.said
        run = RunFolder.opened(work.run_folder())
        assert [json.loads(line)["kind"] for line in (run.path / "journal.jsonl").open()][-1] == "save"
        assert saves(work["fgt-a"]) == 1
        if meddled:
            work["fgt-b"].admin_change(THEIRS)
        results = recover(run, work.inventory, work._options({}), work.heard)
        assert results.exit_code() == (4 if meddled else 0)
        assert all(saves(unit) >= (1 if not meddled else 0) for unit in work.lab)
        held = restarted(work)
        if meddled:
            assert held["fgt-a"] == before["fgt-a"]
            assert results.devices["fgt-a"].status is Status.ROLLED_BACK
        else:
            assert all("set peerip" in text for text in held.values())
