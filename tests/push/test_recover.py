"""A process that is killed at any write of its journal: `recover` ends in one of two states, and may be repeated."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from killing import MOMENTS, Died, Killer, Moment
from push_lab import MEMBERS, TRIO, Bench, bench, impatient, killed_at, last_run, recovered, trio

from fgsp_cli.base.errors import ArchiveError
from fgsp_cli.base.secrets import SecretRef
from fgsp_cli.fleet import recover
from fgsp_cli.plan.push_options import PushOptions
from fgsp_cli.results.results import Status
from fgsp_cli.testing import Habits, Quirks, UnitSpec, faults

JOURNAL = "journal.jsonl"
PAIR = TRIO.format(fortios="7.4.4").rpartition("      fgt-c")[0]
FOREIGN = "config system standalone-cluster\nconfig cluster-peer\nedit 90\nset peerip 192.0.2.90\nend\nend"
EMPTY = "config system standalone-cluster\nconfig cluster-peer\npurge\nend\nend"


@pytest.fixture(scope="module")
def killer() -> Iterator[Killer]:
    """The process that forks the ones to be killed."""
    with Killer() as started:
        yield started


def pair() -> list[UnitSpec]:
    """The units of PAIR."""
    return trio()[:2]


def write_files(work: Bench) -> None:
    """The intent as a file."""
    (work.folder / "edge.yaml").write_text(work.text, encoding="utf-8")


def killed(killer: Killer, work: Bench, write: int, moment: Moment, *options: str, **environment: str) -> Died:
    """A push that dies at that write of its journal, if it has so many."""
    write_files(work)
    arguments = ["push", "-i", work.folder / "edge.yaml", "-I", work.inventory.source, "--yes", *options]
    told = [str(argument) for argument in arguments]
    return killer.run(told, file=JOURNAL, write=write, moment=moment, environment=environment)


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("mode", ["direct", "auto"])
@pytest.mark.spread(3)
def test_a_push_killed_at_any_write_of_its_journal_is_recovered(
    tmp_path: Path, killer: Killer, mode: str, moment: Moment
) -> None:
    """All members hold the old state, or all the new one; a second `recover` changes nothing and is as content."""
    with bench(tmp_path, pair(), PAIR) as work:
        old, new, writes = pushed_once(work, mode)
        assert writes >= 5
        found = set()
        for write in range(1, writes + 1):
            assert killed(killer, work, write, moment, "--transaction", mode).killed
            results = recovered(work)
            assert results.exit_code() == 0, (write, {name: out.error for name, out in results.devices.items()})
            held = work.stored()
            assert held in (old, new), write
            found.add(held == new)
            for unit in work.lab:
                unit.clear_log()
            assert recovered(work).exit_code() == 0
            assert work.stored() == held
            assert not [line for unit in work.lab for line in unit.log if line.strip().startswith(("set", "delete"))]
            cleaned(work)
        assert found == {False, True}


def pushed_once(work: Bench, mode: str) -> tuple[dict[str, str], dict[str, str], int]:
    """What units hold before and after a push that nobody kills, and how often it writes to its journal."""
    old = work.stored()
    assert work.push(transaction=mode).exit_code() == 0
    new, writes = work.stored(), len((last_run(work).path / JOURNAL).read_text().splitlines())
    cleaned(work)
    assert work.stored() == old
    return old, new, writes


def cleaned(work: Bench) -> None:
    """No rows, and no transaction of a session that is gone."""
    for unit in work.lab:
        if unit.transactions:
            unit.reboot()
        unit.admin_change(EMPTY)


def test_a_cluster_all_of_whose_members_hold_the_goal_is_finished(tmp_path: Path, killer: Killer) -> None:
    """Killed right before the last entry: everything had been read back."""
    with bench(tmp_path, pair(), PAIR) as work:
        _, new, writes = pushed_once(work, "direct")
        assert killed(killer, work, writes, "before", "--transaction", "direct").killed
        results = recovered(work)
        assert [outcome.status for outcome in results.devices.values()] == [Status.CHANGED] * 2
        assert work.stored() == new


@pytest.mark.parametrize("write", range(1, 6))
@pytest.mark.spread(5)
def test_a_recover_that_is_killed_itself_is_recovered(tmp_path: Path, killer: Killer, write: int) -> None:
    """Every step of putting back is in the journal too, before it is taken; rows of others stay."""
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        assert killed(killer, work, 5, "before", "--transaction", "direct").killed
        work["fgt-a"].admin_change(FOREIGN)
        run = str(last_run(work).path)
        for moment in ("after", "torn"):
            died = killer.run(
                ["recover", run, "-I", str(work.inventory.source), "--yes"], file=JOURNAL, write=write, moment=moment
            )
            assert died.killed or died.status == 0, died.said
        results = recovered(work)
        assert results.exit_code() == 0, {name: out.error for name, out in results.devices.items()}
        for name in MEMBERS:
            assert "set peerip 10.10" not in work[name].stored_text()
        assert "edit 90" in work["fgt-a"].stored_text()


def test_a_unit_that_is_gone_is_named_and_recovered_when_it_is_back(tmp_path: Path, killer: Killer) -> None:
    """Exit 4 with its backup and the command to run; the others are put back at once."""
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        old = work.stored()
        assert killed(killer, work, 6, "before", "--transaction", "direct").killed
        work["fgt-a"].hang_up(for_good=True)
        results = recovered(work, reconnect_seconds=0.5)
        assert results.exit_code() == 4
        error = str(results.devices["fgt-a"].error)
        for word in ("fgt-a needs a person", "cluster-peer/2", "backups/fgt-a.conf", "fgsp recover"):
            assert word in error
        assert work.stored()["fgt-b"] == old["fgt-b"]
        work["fgt-a"].come_back()
        assert recovered(work).exit_code() == 0
        assert work.stored() == old


def test_what_somebody_else_made_of_a_path_since_stays_and_needs_a_person(tmp_path: Path, killer: Killer) -> None:
    """The path is named, on every repetition; put right by hand, the run is closed."""
    theirs = "config system standalone-cluster\nconfig cluster-peer\nedit 2\nset ipsec-tunnel-sync disable\nend\nend"
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        assert killed(killer, work, 5, "before", "--transaction", "direct").killed
        work["fgt-a"].admin_change(theirs)
        for _ in range(2):
            results = recovered(work)
            assert results.exit_code() == 4
            assert "cluster-peer/2" in str(results.devices["fgt-a"].error)
            assert "edit 3" not in work["fgt-a"].stored_text()
        work["fgt-a"].admin_change(EMPTY)
        assert recovered(work).exit_code() == 0


def test_a_run_that_is_still_going_on_is_not_touched(tmp_path: Path) -> None:
    """Two processes at work on one cluster would undo each other."""
    seen: list[str] = []
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:

        def meddle() -> None:
            with pytest.raises(ArchiveError, match="another process is at work on this run"):
                recover(last_run(work), work.inventory, PushOptions(), work.heard)
            seen.append("refused")

        work["fgt-b"].before(3, meddle)
        assert work.push().exit_code() == 0
        assert seen == ["refused"]
        assert {out.status for out in recovered(work).devices.values()} == {Status.SKIPPED}


def test_a_rotation_that_is_killed_is_gone_on_with(
    tmp_path: Path, killer: Killer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old secret is not known: all members get the new one. The journal names references alone."""
    text = TRIO.format(fortios="7.4.4").replace(
        "cluster_sync:", "standalone_cluster: {encryption: enable, psksecret: '${env:FGSP_PSK}'}\n    cluster_sync:"
    )
    monkeypatch.setenv("FGSP_PSK", "canary-one")
    with bench(tmp_path, trio(), text) as work:
        assert work.push().exit_code() == 0
        monkeypatch.setenv("FGSP_PSK", "canary-two")
        for write in (5, 6, 7):
            for unit in work.lab:
                unit.clear_log()
            died = killed(killer, work, write, "after", "--rotate-psk", FGSP_PSK="canary-two")
            assert died.killed, died.said
            results = recovered(work)
            assert results.exit_code() == 0, {name: out.error for name, out in results.devices.items()}
            typed = {unit.name for unit in work.lab if 'set psksecret "canary-two"' in "\n".join(unit.log)}
            assert typed == set(MEMBERS)
        journal = (last_run(work).path / JOURNAL).read_text()
        assert "${env:FGSP_PSK}" in journal
        assert "canary" not in journal


def test_the_command_line_recovers_by_folder_and_by_id_without_an_inventory(
    tmp_path: Path, killer: Killer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The journal knows which inventory it was; the result says what became of each unit."""
    from fgsp_cli.cli.main import main

    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        assert killed(killer, work, 5, "before").killed
        monkeypatch.chdir(tmp_path)
        inventory = str(work.inventory.source)
        assert main(["recover", last_run(work).id, "-I", inventory, "--yes", "--format", "json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert told["command"] == "recover"
        assert {device["status"] for device in told["devices"].values()} <= {"rolled_back", "skipped"}
        assert main(["recover", str(last_run(work).path), "-I", str(work.inventory.source), "--yes"]) == 0
        assert "nothing to recover" in capsys.readouterr().out


def sound(work: Bench, *outcomes: dict[str, str]) -> None:
    """`recover`, twice, ends in one of these, without a word of complaint."""
    for _ in range(2):
        results = recovered(work)
        assert results.exit_code() == 0, {name: out.error for name, out in results.devices.items()}
        assert work.stored() in outcomes


IDS = TRIO.format(fortios="7.4.4").replace(
    "cluster_sync:", "standalone_cluster: {standalone_group_id: 7}\n    cluster_sync:"
)


@pytest.mark.parametrize("line", ["y", "        delete 1", "        edit 1"])
@pytest.mark.spread(3)
def test_a_push_killed_while_ids_change_is_recovered(tmp_path: Path, line: str) -> None:
    """With FortiOS' question open, with the rows on their way out, and with them on their way in again."""
    with bench(tmp_path, trio(), IDS) as work:
        assert work.push().exit_code() == 0
        old = work.stored()
        work.text = IDS.replace("standalone_group_id: 7", "standalone_group_id: 8")
        killed_at(work, "fgt-b", faults.AtLine(line=line), "--allow-disruptive", "--transaction", "direct")
        sound(work, old)


@pytest.mark.parametrize("name", ["fgt-a", "fgt-c"])
def test_a_push_killed_while_a_member_leaves_is_recovered(tmp_path: Path, name: str) -> None:
    """Half-gone, on the unit that leaves and on one that stays: all of its rows are there again."""
    text = TRIO.format(fortios="7.4.4")
    with bench(tmp_path, trio(), text) as work:
        assert work.push().exit_code() == 0
        old = work.stored()
        work.text = text.replace("number: 2, peerip: 10.10.10.3", "number: 2, state: absent, peerip: 10.10.10.3")
        killed_at(work, name, faults.AtLine(pattern="^ *end$"), "--transaction", "direct")
        sound(work, old)


def test_what_a_dead_session_locks_is_named_until_the_unit_lets_go_of_it(tmp_path: Path) -> None:
    """Killed with rows staged and the ids changed already: these wait for the transaction to time out. Exit 4, why, and
    the command to run then.
    """
    with bench(tmp_path, trio(), IDS) as work:
        old = work.stored()
        killed_at(work, "fgt-b", faults.AtLine(line="execute config-transaction commit"), "--transaction", "workspace")
        assert work["fgt-b"].transactions == 1
        results = recovered(work, reconnect_seconds=0.2)
        assert results.exit_code() == 4
        for word in ("fgt-b needs a person", "by other transactions", "standalone-group-id is 7", "fgsp recover"):
            assert word in str(results.devices["fgt-b"].error)
        for unit in work.lab:
            unit.reboot()
        sound(work, old)


@pytest.mark.parametrize("staged", [True, False], ids=["staged rows are shown", "staged rows are hidden"])
@pytest.mark.parametrize("name", ["fgt-a", "fgt-c"])
@pytest.mark.spread(3)
def test_what_a_killed_push_staged_in_a_transaction_of_its_administrator_proves_nothing(
    tmp_path: Path, name: str, staged: bool
) -> None:
    """The sessions of `recover` are in that transaction, and see what the unit drops later: it is aborted first."""
    units = trio(habits=Habits(staged_shown=staged), quirks=Quirks(transaction_of="administrator"))
    with bench(tmp_path, units, TRIO.format(fortios="7.4.4")) as work:
        old = work.stored()
        killed_at(work, name, faults.AtLine(line="execute config-transaction commit"), "--transaction", "workspace")
        assert any(unit.transactions for unit in work.lab)
        results = recovered(work)
        assert results.exit_code() == 0, {each: out.error for each, out in results.devices.items()}
        assert not any(unit.transactions for unit in work.lab)
        assert work.stored() == old


def test_another_unit_or_release_is_not_touched(tmp_path: Path) -> None:
    """The serial number and the release are those of the run, or a person is needed; the others are put back."""
    with bench(tmp_path, trio(ha_mode="a-p", ha_role="primary"), TRIO.format(fortios="7.4.4")) as work:
        old = work.stored()
        killed_at(work, "fgt-c", faults.AtLine(line="config system standalone-cluster"), "--transaction", "direct")
        half = work.stored()
        work["fgt-a"].fail_over()
        known = tmp_path / "inventory" / "known_hosts"
        known.write_text(f"{known.read_text()}{work['fgt-a'].known_hosts_line}\n")
        work["fgt-b"].fault(faults.Release(fortios="7.4.3"))
        results = recovered(work)
        assert results.exit_code() == 4
        for name, words in (("fgt-a", "another unit answers"), ("fgt-b", "runs FortiOS 7.4.3, it was 7.4.4")):
            assert words in str(results.devices[name].error)
            assert "fgsp recover" in str(results.devices[name].error)
            assert work.stored()[name] == half[name]
        assert work.stored()["fgt-c"] == old["fgt-c"]


def test_a_secret_that_nobody_knows_is_not_put_back_with_asterisks(tmp_path: Path) -> None:
    """A row that was pruned held one; the journal has it masked. Exit 4, and where it is."""
    row = EMPTY.replace("purge", "edit 77\nset peerip 192.0.2.77\nset future-secret ENC hidden==\nend")
    with bench(tmp_path, trio(config=f"{row}\n"), TRIO.format(fortios="7.4.4")) as work:
        options = ("--prune", "--transaction", "direct")
        killed_at(work, "fgt-b", faults.AtLine(line="config system standalone-cluster"), *options)
        results = recovered(work)
        assert results.exit_code() == 4
        for word in ("a secret that this program does not know", "backups/fgt-a.conf"):
            assert word in str(results.devices["fgt-a"].error)
        assert not any("****" in line for unit in work.lab for line in unit.log)


SECRET = TRIO.format(fortios="7.4.4").replace(
    "cluster_sync:", "standalone_cluster: {encryption: enable, psksecret: '${env:FGSP_PSK}'}\n    cluster_sync:"
)
REFUSED = "value parse error before 'x'\nCommand fail. Return code -61"


def test_a_rotation_that_cannot_be_gone_on_with_is_put_back_with_the_old_secret(
    tmp_path: Path, killer: Killer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A member does not take the new one: all have the old one again, and nobody is told that it went on."""
    monkeypatch.setenv("FGSP_PSK", "canary-one")
    monkeypatch.setenv("FGSP_OLD", "canary-one")
    with bench(tmp_path, trio(), SECRET) as work:
        assert work.push().exit_code() == 0
        monkeypatch.setenv("FGSP_PSK", "canary-two")
        assert killed(killer, work, 5, "after", "--rotate-psk", FGSP_PSK="canary-two").killed
        for unit in work.lab:
            unit.clear_log()
        work["fgt-c"].refuse('    set psksecret "canary-two"', REFUSED)
        results = recovered(work, old_psk=SecretRef.parse("${env:FGSP_OLD}"))
        assert results.exit_code() == 0, {name: out.error for name, out in results.devices.items()}
        assert Status.CHANGED not in {outcome.status for outcome in results.devices.values()}
        for name in ("fgt-a", "fgt-b"):
            typed = [line.strip() for line in work[name].log if "set psksecret" in line]
            assert typed[-1] == 'set psksecret "canary-one"'


def test_what_is_finished_later_proves_its_secrets_too(
    tmp_path: Path, killer: Killer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed before it kept what the units show of them: the next push knows all the same that they are in sync."""
    monkeypatch.setenv("FGSP_PSK", "canary-one")
    with bench(tmp_path, trio(), SECRET) as work:
        died = killed(killer, work, 6, "before", "--transaction", "direct", FGSP_PSK="canary-one")
        assert died.killed, died.said
        shutil.rmtree(last_run(work).path / "secrets", ignore_errors=True)
        assert {outcome.status for outcome in recovered(work).devices.values()} == {Status.CHANGED}
        assert {outcome.status for outcome in work.push().devices.values()} == {Status.IN_SYNC}
        assert "not comparable" not in work.heard.warnings


@pytest.mark.parametrize("write", [6, 8, 11])
@pytest.mark.spread(3)
def test_a_recover_of_ids_that_is_killed_in_the_middle_is_recovered(tmp_path: Path, killer: Killer, write: int) -> None:
    """Rows that are there before and after, and had to go in between, are known to be this program's to bring back."""
    with bench(tmp_path, trio(), IDS) as work:
        assert work.push().exit_code() == 0
        old = work.stored()
        work.text = IDS.replace("standalone_group_id: 7", "standalone_group_id: 8")
        assert killed(killer, work, 11, "before", "--allow-disruptive", "--transaction", "direct").killed
        told = ["recover", str(last_run(work).path), "-I", str(work.inventory.source), "--yes"]
        assert killer.run(told, file=JOURNAL, write=write, moment="after").killed
        sound(work, old)


@pytest.mark.parametrize("pattern", ["^ *delete ", "^end$", "^config "])
@pytest.mark.spread(3)
def test_a_line_of_the_recovery_that_is_carried_out_later_is_exit_code_4(tmp_path: Path, pattern: str) -> None:
    """It is named, and the run stays one to recover; once the unit has carried it out, `recover` ends well."""
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        old, patient = work.stored(), work.inventory
        at = faults.AtLine(line="config system standalone-cluster")
        killed_at(work, "fgt-c", at, "--transaction", "direct")
        impatient(work, line=1.0, command=5.0)
        work["fgt-a"].fault(faults.Late(at=faults.AtLine(pattern=pattern), seconds=3.0))
        results = recovered(work, settle_seconds=0.2)
        assert results.exit_code() == 4
        line = str(work["fgt-a"].fired[-1].line).strip()
        error = str(results.devices["fgt-a"].error)
        for words in (f"the line `{line}` got no answer, and may still be carried out", "fgsp recover", "fgt-a.conf"):
            assert words in error
        assert work.stored()["fgt-b"] == old["fgt-b"]
        time.sleep(3.0)
        work.inventory = patient
        sound(work, old)


def test_a_secret_that_recover_sends_and_the_unit_takes_later_is_exit_code_4(
    tmp_path: Path, killer: Killer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A killed rotation is continued with a line that gets no answer: what is read of a secret proves nothing."""
    monkeypatch.setenv("FGSP_PSK", "canary-one")
    with bench(tmp_path, trio(), SECRET) as work:
        assert work.push().exit_code() == 0
        monkeypatch.setenv("FGSP_PSK", "canary-two")
        assert killed(killer, work, 5, "after", "--rotate-psk", FGSP_PSK="canary-two").killed
        impatient(work, line=1.0, command=5.0)
        work["fgt-c"].fault(faults.Late(at=faults.AtLine(pattern="set psksecret"), seconds=60.0))
        results = recovered(work, settle_seconds=0.2)
        assert results.exit_code() == 4
        error = str(results.devices["fgt-c"].error)
        assert "the line `set psksecret" in error
        assert "got no answer, and may still be carried out" in error
        assert "canary" not in error


def test_a_line_of_the_recovery_that_takes_long_is_waited_for(tmp_path: Path) -> None:
    """Longer than the silence that a command may keep."""
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        old = work.stored()
        killed_at(work, "fgt-c", faults.AtLine(line="config system standalone-cluster"), "--transaction", "direct")
        impatient(work, line=30.0, command=1.5)
        work["fgt-a"].fault(faults.Hang(at=faults.AtLine(pattern="^end$"), seconds=2.5))
        sound(work, old)
