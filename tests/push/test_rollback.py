"""`rollback`: a finished run undone, as a run of its own, unless a unit has moved on since."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from push_lab import MEMBERS, TRIO, Bench, bench, impatient, trio

from fgsp_cli.archive import RunFolder, runs_in
from fgsp_cli.base.errors import UsageError
from fgsp_cli.base.secrets import SecretRef
from fgsp_cli.fleet import rollback
from fgsp_cli.results.results import Results, Status
from fgsp_cli.testing import faults

FOREIGN = "config system standalone-cluster\nconfig cluster-peer\nedit 90\nset peerip 192.0.2.90\nend\nend"
THEIRS = "config system standalone-cluster\nconfig cluster-peer\nedit 2\nset ipsec-tunnel-sync disable\nend\nend"
TEXT = TRIO.format(fortios="7.4.4")
WITH_PSK = TEXT.replace(
    "cluster_sync:", "standalone_cluster: {encryption: enable, psksecret: '${env:FGSP_PSK}'}\n    cluster_sync:"
)


def runs(work: Bench) -> list[RunFolder]:
    """The folders of all runs, the oldest first."""
    found = [path for path in (work.folder / ".fgsp" / "runs").iterdir() if path.is_dir()]
    return [RunFolder.opened(path) for path in sorted(found, key=lambda path: path.stat().st_ctime_ns)]


def undone(work: Bench, run: RunFolder, **options: object) -> Results:
    """Roll that run back."""
    return rollback(run, work.inventory, work._options(options), work.heard, intent=work.intent)


def test_a_run_is_undone_on_all_members_and_can_be_done_again(tmp_path: Path) -> None:
    """Exit 0; what was there before is there again; a rollback of the rollback does it again; twice does nothing."""
    with bench(tmp_path, trio(), TEXT) as work:
        before = work.stored()
        assert work.push().exit_code() == 0
        after = work.stored()
        (run,) = runs(work)
        results = undone(work, run)
        assert results.exit_code() == 0, {name: out.error for name, out in results.devices.items()}
        assert [out.status for out in results.devices.values()] == [Status.ROLLED_BACK] * 3
        assert results.command == "rollback"
        assert work.stored() == before
        again = undone(work, run)
        assert (again.exit_code(), {out.status for out in again.devices.values()}) == (0, {Status.IN_SYNC})
        first, second = runs(work)
        assert first.path == run.path
        assert len(list((second.path / "backups").glob("*.conf"))) == 3
        assert undone(work, second).exit_code() == 0
        assert work.stored() == after


def test_a_changed_value_comes_back_and_what_others_did_elsewhere_stays(tmp_path: Path) -> None:
    """Only what the run wrote is put back."""
    with bench(tmp_path, trio(), TEXT) as work:
        work.push()
        held = work.stored()
        work.text = TEXT.replace("interval: 1s", "interval: 2s")
        assert work.push().exit_code() == 0
        work["fgt-b"].admin_change(FOREIGN)
        assert undone(work, runs(work)[-1]).exit_code() == 0
        for name in ("fgt-a", "fgt-c"):
            assert work.stored()[name] == held[name]
        assert "edit 90" in work["fgt-b"].stored_text()
        assert work.verify().devices["fgt-b"].changes


def test_a_unit_that_has_moved_on_stops_it_and_the_path_is_named(tmp_path: Path) -> None:
    """Exit 1; nothing is changed on any unit."""
    with bench(tmp_path, trio(), TEXT) as work:
        work.push()
        work["fgt-a"].admin_change(THEIRS)
        before = work.stored()
        results = undone(work, runs(work)[0])
        assert results.exit_code() == 1
        assert results.devices["fgt-a"].status is Status.REFUSED
        for word in ("moved on", "cluster-peer/2", "ipsec-tunnel-sync: disable"):
            assert word in str(results.devices["fgt-a"].error)
        assert work.stored() == before


def test_a_rollback_that_fails_leaves_the_run_as_it_was(tmp_path: Path) -> None:
    """It is a transaction as any other: exit 3."""
    with bench(tmp_path, trio(), TEXT) as work:
        work.push()
        after = work.stored()
        work["fgt-b"].refuse(3, "value parse error before 'x'\nCommand fail. Return code -61")
        assert undone(work, runs(work)[0]).exit_code() == 3
        assert work.stored() == after


def test_a_run_that_was_put_back_leaves_nothing_to_undo(tmp_path: Path) -> None:
    """It says so, and is content."""
    with bench(tmp_path, trio(), TEXT) as work:
        work["fgt-b"].refuse(4, "value parse error before 'x'\nCommand fail. Return code -61")
        assert work.push().exit_code() == 3
        results = undone(work, runs(work)[0])
        assert results.exit_code() == 0
        assert {out.error for out in results.devices.values()} == {"the run left nothing to undo"}


def test_a_run_that_was_not_finished_is_for_recover(tmp_path: Path) -> None:
    """Half-done is no state to plan from."""
    with bench(tmp_path, trio(), TEXT) as work:
        work["fgt-b"].before(12, lambda: work["fgt-b"].hang_up(for_good=True))
        assert work.push(reconnect_seconds=0.5).exit_code() == 4
        work["fgt-b"].come_back()
        results = undone(work, runs(work)[0])
        assert results.exit_code() == 1
        assert "fgsp recover" in str(results.devices["fgt-a"].error)


def test_ids_are_undone_as_they_were_done(tmp_path: Path) -> None:
    """Rows out of the way, the ids, the rows again; the question is answered where it was planned."""
    text = TEXT.replace("cluster_sync:", "standalone_cluster: {standalone_group_id: 7}\n    cluster_sync:")
    with bench(tmp_path, trio(), text) as work:
        assert work.push().exit_code() == 0
        held = work.stored()
        work.text = text.replace("standalone_group_id: 7", "standalone_group_id: 8")
        assert work.push(allow_disruptive=True).exit_code() == 0
        assert undone(work, runs(work)[-1]).exit_code() == 0
        assert work.stored() == held


def test_a_secret_that_was_new_goes_and_a_rotated_one_needs_the_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a unit showed of the old secret cannot be typed: a reference to it is needed."""
    monkeypatch.setenv("FGSP_PSK", "first")
    monkeypatch.setenv("FGSP_OLD", "first")
    with bench(tmp_path, trio(), WITH_PSK) as work:
        before = work.stored()
        assert work.push().exit_code() == 0
        monkeypatch.setenv("FGSP_PSK", "second")
        assert work.push(rotate_psk=True, allow_disruptive=True).exit_code() == 0
        first, second = runs(work)
        refused = undone(work, second)
        assert refused.exit_code() == 1
        assert "--old-psk" in str(refused.devices["fgt-a"].error)
        for unit in work.lab:
            unit.clear_log()
        rotated = undone(work, second, old_psk=SecretRef.parse("${env:FGSP_OLD}"))
        assert rotated.exit_code() == 0
        assert [change.path for change in rotated.devices["fgt-a"].changes] == [("standalone-cluster", "psksecret")]
        for name in MEMBERS:
            assert 'set psksecret "first"' in "\n".join(work[name].log)
        results = undone(work, first)
        assert results.exit_code() == 0, {name: out.error for name, out in results.devices.items()}
        assert work.stored() == before


def test_a_run_that_is_not_there_is_a_wrong_command_line(tmp_path: Path) -> None:
    """64, and where it was looked for."""
    with pytest.raises(UsageError, match="there is no run 2026"):
        RunFolder.find("2026", (tmp_path,))
    with pytest.raises(UsageError, match="is empty"):
        RunFolder.find("", (tmp_path,))
    for _ in range(2):
        RunFolder(tmp_path, {"command": "push"}).put("result", {})
    with pytest.raises(UsageError, match="2 runs begin with 2"):
        RunFolder.find("2", (tmp_path,))
    run = RunFolder.find(runs_in(tmp_path)[0].id[:-1], (tmp_path,))
    assert run.id == runs_in(tmp_path)[0].id


def test_a_journal_that_makes_no_sense_is_bad_input(tmp_path: Path) -> None:
    """65, with the line."""
    from fgsp_cli.base.errors import InputError
    from fgsp_cli.runs.journal import read_journal

    for text in ("{\n", "[]\n", '{"kind": "lead"}\n', json.dumps({"kind": "run", "version": 99}) + "\n"):
        (tmp_path / "journal.jsonl").write_text(text)
        with pytest.raises(InputError, match=r"journal\.jsonl:1"):
            read_journal(RunFolder.opened(tmp_path))
    (tmp_path / "journal.jsonl").write_text('{"kind": "run", "version"')
    assert not read_journal(RunFolder.opened(tmp_path)).clusters


def test_ids_do_not_change_back_while_somebody_else_has_a_row_there(tmp_path: Path) -> None:
    """All rows of the unit would have to go for it, and theirs is not this program's to take away: exit 1."""
    text = TEXT.replace("cluster_sync:", "standalone_cluster: {standalone_group_id: 7}\n    cluster_sync:")
    with bench(tmp_path, trio(), text) as work:
        blank = work.stored()
        assert work.push().exit_code() == 0
        work["fgt-b"].admin_change(FOREIGN)
        before = work.stored()
        results = undone(work, runs(work)[0])
        assert results.exit_code() == 1
        for word in ("ids are to change back", "cluster-peer/90"):
            assert word in str(results.devices["fgt-b"].error)
        assert work.stored() == before
        work["fgt-b"].admin_change(FOREIGN.partition("edit")[0] + "delete 90\nend\nend")
        assert undone(work, runs(work)[0]).exit_code() == 0
        assert work.stored() == blank


def test_a_rollback_wants_the_very_units_and_their_release(tmp_path: Path) -> None:
    """Another serial, or a release that came since: refused, and nothing is sent."""
    with bench(tmp_path, trio(ha_mode="a-p", ha_role="primary"), TEXT) as work:
        assert work.push().exit_code() == 0
        run, before = runs(work)[0], work.stored()
        work["fgt-c"].fault(faults.Release(fortios="7.4.3"))
        refused = undone(work, run)
        assert (refused.exit_code(), refused.devices["fgt-c"].status) == (1, Status.REFUSED)
        assert "runs FortiOS 7.4.3, it was 7.4.4" in str(refused.devices["fgt-c"].error)
        work["fgt-c"].forget()
        work["fgt-b"].fail_over()
        known = tmp_path / "inventory" / "known_hosts"
        known.write_text(f"{known.read_text()}{work['fgt-b'].known_hosts_line}\n")
        refused = undone(work, run)
        assert (refused.exit_code(), refused.devices["fgt-b"].status) == (1, Status.REFUSED)
        assert "another unit answers" in str(refused.devices["fgt-b"].error)
        assert work.stored() == before


FILTERED = """config system standalone-cluster
config cluster-peer
edit 77
set peerip 192.0.2.77
set syncvd "root"
{more}
config session-sync-filter
set srcaddr 10.0.0.0 255.0.0.0
config custom-service
edit 1
set dst-port-range 443-443
next
edit 5
set src-port-range 1-2
end
end
end
end
"""
ENC = "kQ7hidden+text=="


@pytest.mark.parametrize("more", ["", "set future-thing 5"])
def test_a_row_that_was_pruned_comes_back_with_its_filters(tmp_path: Path, more: str) -> None:
    """And with what this program does not know of it."""
    with bench(tmp_path, trio(config=FILTERED.format(more=more)), TEXT) as work:
        before = work.stored()
        assert work.push(prune=True).exit_code() == 0
        assert undone(work, runs(work)[0]).exit_code() == 0
        assert work.stored() == before


def test_a_row_whose_secret_nobody_knows_does_not_come_back_with_asterisks(tmp_path: Path) -> None:
    """The journal has it masked: refused, naming the backup that has it. No other file holds what the unit showed."""
    row = FILTERED.format(more=f"set future-secret ENC {ENC}")
    with bench(tmp_path, trio(config=row), TEXT) as work:
        assert work.push(prune=True).exit_code() == 0
        before = work.stored()
        results = undone(work, runs(work)[0])
        assert results.exit_code() == 1
        assert "backups/fgt-a.conf" in str(results.devices["fgt-a"].error)
        assert work.stored() == before
        holding = [path for path in tmp_path.rglob("*") if path.is_file() and ENC in path.read_text()]
        assert {path.parent.name for path in holding} == {"backups"}


def test_a_rollback_is_as_careful_as_a_push(tmp_path: Path) -> None:
    """A unit that does not save by itself any more is refused: what is put back would not last."""
    with bench(tmp_path, trio(), TEXT) as work:
        assert work.push().exit_code() == 0
        work["fgt-b"].admin_change("config system global\nset cfg-save manual\nend")
        before = work.stored()
        results = undone(work, runs(work)[0])
        assert results.exit_code() == 1
        assert "cfg-save manual" in str(results.devices["fgt-b"].error)
        assert work.stored() == before


@pytest.mark.parametrize(
    ("line", "transaction"),
    [
        ("delete 2", "direct"),
        ("end", "direct"),
        ("execute config-transaction commit", "workspace"),
        ("end", "workspace"),
    ],
)
def test_a_line_that_is_carried_out_later_is_exit_code_4_or_never_counts(
    tmp_path: Path, line: str, transaction: str
) -> None:
    """A line of `rollback` got no answer: it is named, unless the transaction that it is part of is never committed."""
    with bench(tmp_path, trio(), TEXT) as work:
        assert work.push().exit_code() == 0
        after = work.stored()
        impatient(work, line=1.0, command=5.0)
        work["fgt-a"].fault(faults.Late(at=faults.AtLine(line=line), seconds=60.0))
        results = undone(work, runs(work)[0], transaction=transaction, settle_seconds=0.2)
        named = f"the line `{line}` got no answer, and may still be carried out" in str(results.devices["fgt-a"].error)
        assert (results.exit_code(), named) in [(4, True), (3, False)], results.devices
        assert named or (transaction == "workspace" and work.stored() == after)
