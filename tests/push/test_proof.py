"""What proves a change is another session than the one that made it, opened after the last line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from push_lab import MEMBERS, TRIO, Bench, bench, impatient, trio

from fgsp_cli.plan.push_options import PushOptions
from fgsp_cli.results.results import Results, Status
from fgsp_cli.testing import Quirks, UnitSpec, faults

START, COMMIT, ABORT = (f"execute config-transaction {word}" for word in ("start 5", "commit", "abort"))
TEXT = TRIO.format(fortios="7.4.4")
REFUSALS = (
    "command parse error before 'config-transaction'\nCommand fail. Return code -61",
    "Unknown action 0",
    "Command fail. Return code -1",
    "A workspace is in use.\nCommand fail. Return code -5",
)
"""Answers to `start` that begin as a refusal does."""


def changed(work: Bench, results: Results) -> None:
    """Exit code 0 is what the units' memory bears out: every row is there for everybody, and no transaction is open."""
    assert results.exit_code() == 0, results.devices
    for unit in work.lab:
        assert unit.stored_text().count("set peerip") == len(MEMBERS) - 1
        assert unit.transactions == 0
    assert work.verify().exit_code() == 0


@pytest.mark.parametrize("text", REFUSALS)
@pytest.mark.parametrize("vdoms", [(), ("root", "web")], ids=["one VDOM", "VDOMs"])
def test_a_start_that_sounds_refused_and_opened_a_transaction_is_left(
    tmp_path: Path, text: str, vdoms: tuple[str, ...]
) -> None:
    """Nothing is changed in that session: it is aborted and closed, and the change made in another."""
    with bench(tmp_path, trio(quirks=Quirks(start_text=text), vdoms=vdoms), TEXT) as work:
        changed(work, work.push())
        assert "changed directly instead" in work.heard.warnings
        for unit in work.lab:
            assert ABORT in unit.log


@pytest.mark.spread(3)
@pytest.mark.parametrize("fortios", ["6.4.12", "7.4.4", "8.0.0"])
def test_a_unit_that_refuses_a_second_login_beside_an_open_one_is_proven_by_a_later_one(
    tmp_path: Path, fortios: str
) -> None:
    """The session that changed is closed first, and the next login waits until the unit has noticed that."""
    units = trio(fortios, quirks=Quirks(channels=1, transactions="refused"), faults=(faults.RefuseLogin(),))
    with bench(tmp_path, units, TRIO.format(fortios=fortios)) as work:
        results = work.push(transaction="direct")
        assert results.exit_code() == 0, results.devices
        assert all(unit.stored_text().count("set peerip") == 2 and unit.fired for unit in work.lab)


@pytest.mark.parametrize("question", ["Continue? (y/n)", "Another workspace is open.\nDo you want to continue? (y/n)"])
def test_a_start_that_asks_is_left(tmp_path: Path, question: str) -> None:
    """The answer is `n`, and whatever that means, the change is made in another session."""
    with bench(tmp_path, trio(), TEXT) as work:
        for unit in work.lab:
            unit.fault(faults.Ask(at=faults.AtLine(line=START), text=question))
        changed(work, work.push())


def test_with_vdoms_an_unexpected_answer_to_the_end_behind_start_is_left(tmp_path: Path) -> None:
    """The `end` that leaves `config global` is refused while the transaction is open."""
    with bench(tmp_path, trio(vdoms=("root", "web")), TEXT) as work:
        for unit in work.lab:
            unit.before(START, lambda unit=unit: unit.refuse("end", "Command fail. Return code -9"))  # type: ignore[misc]
        changed(work, work.push())


@pytest.mark.parametrize("seconds", [0.1, 0.3, 0.8])
def test_a_commit_that_shows_late_is_waited_for(tmp_path: Path, seconds: float) -> None:
    """What is read is read until it is stable."""
    with bench(tmp_path, trio(quirks=Quirks(commit_seconds=seconds)), TEXT) as work:
        changed(work, work.push(transaction="workspace", settle_seconds=PushOptions().settle_seconds))


@pytest.mark.parametrize("transaction", ["workspace", "direct"])
def test_the_last_reading_is_another_session_opened_after_the_last_line(tmp_path: Path, transaction: str) -> None:
    """In each mode, on each member."""
    with bench(tmp_path, trio(), TEXT) as work:
        for unit in work.lab:
            unit.fault(faults.Call(at=faults.AtLine(pattern="."), times=None, action=lambda: None))
        assert work.push(transaction=transaction).exit_code() == 0
        for unit in work.lab:
            typed = [(fired.session, str(fired.line).split()[0]) for fired in unit.fired]
            sent = max(place for place, (_, verb) in enumerate(typed) if verb in ("next", "end", "execute"))
            before = {session for session, _ in typed[: sent + 1]}
            assert typed[sent + 1 :]
            assert {session for session, _ in typed[sent + 1 :]}.isdisjoint(before)


@pytest.mark.parametrize("line", ["next", "end", "set peerip 10.10.10.2"])
def test_a_line_that_is_carried_out_later_is_exit_code_4(tmp_path: Path, line: str) -> None:
    """It got no answer within the longest time; the unit carries it out after the roll back."""
    with bench(tmp_path, trio(), TEXT) as work:
        impatient(work, line=1.0, command=5.0)
        work["fgt-a"].fault(faults.Late(at=faults.AtLine(line=line), seconds=60.0))
        results = work.push(transaction="direct", settle_seconds=0.2)
        assert results.exit_code() == 4
        assert f"the line `{line}` got no answer, and may still be carried out" in str(results.devices["fgt-a"].error)


def test_a_line_that_takes_long_is_waited_for(tmp_path: Path) -> None:
    """Longer than the silence that a command may keep, and shorter than the longest time of a line."""
    with bench(tmp_path, trio(), TEXT) as work:
        impatient(work, line=30.0, command=0.8)
        work["fgt-a"].fault(faults.Hang(at=faults.AtLine(line="next"), seconds=2.0))
        changed(work, work.push(transaction="direct"))


def test_a_commit_without_an_answer_has_not_taken_every_line(tmp_path: Path) -> None:
    """The message does not say so either."""
    with bench(tmp_path, trio(), TEXT) as work:
        work["fgt-a"].fault(faults.Drop(at=faults.AtLine(line=COMMIT)))
        results = work.push(transaction="workspace", settle_seconds=0.2)
        assert results.exit_code() == 3
        assert "did not answer the commit" in str(results.devices["fgt-a"].error)
        assert "took every line" not in str(results.devices["fgt-a"].error)


def test_an_abort_that_is_refused_is_mentioned(tmp_path: Path) -> None:
    """The unit keeps the transaction and its locks until they time out."""
    with bench(tmp_path, trio(quirks=Quirks(abort="refused")), TEXT) as work:
        work["fgt-b"].refuse("edit 4", "Command fail. Return code -5")
        work["fgt-b"].refuse("edit 1", "Command fail. Return code -5")
        results = work.push(transaction="workspace", settle_seconds=0.2)
        assert results.exit_code() in (1, 3)
        kept = {unit.name for unit in work.lab if unit.transactions}
        told = {name for name, outcome in results.devices.items() if "may still hold locks" in str(outcome.error)}
        assert kept
        assert kept == told


def test_an_abort_that_asks_is_answered(tmp_path: Path) -> None:
    """So that no transaction stays open."""
    with bench(tmp_path, trio(), TEXT) as work:
        work["fgt-b"].refuse("edit 1", "Command fail. Return code -5")
        for unit in work.lab:
            unit.fault(faults.Ask(at=faults.AtLine(line=ABORT), text="Discard all changes? (y/n)"))
        results = work.push(transaction="workspace", settle_seconds=0.2)
        assert results.exit_code() in (1, 3)
        assert all(unit.transactions == 0 for unit in work.lab)
        assert "may still hold locks" not in str(results.devices)


def test_a_push_with_nothing_to_change_over_an_unfinished_run_is_refused(tmp_path: Path) -> None:
    """As any other push over it."""
    with bench(tmp_path, [UnitSpec(name=name, fortios="7.4.4") for name in MEMBERS], TEXT) as work:
        assert work.push().exit_code() == 0
        journal = work.run_folder() / "journal.jsonl"
        lines = journal.read_text().splitlines(keepends=True)
        journal.write_text("".join(line for line in lines if json.loads(line)["kind"] != "end"))
        results = work.push()
        assert results.exit_code() == 1
        assert {outcome.status for outcome in results.devices.values()} == {Status.REFUSED}
        assert "was not finished" in str(results.devices["fgt-a"].error)


@pytest.mark.parametrize("pattern", ["delete .*", "end", "config system .*"])
@pytest.mark.spread(3)
def test_a_line_of_the_roll_back_that_is_carried_out_later_is_exit_code_4(tmp_path: Path, pattern: str) -> None:
    """Whatever is read back before the unit carries it out proves nothing."""
    with bench(tmp_path, trio(), TEXT) as work:
        impatient(work, line=1.0, command=5.0)
        undone = work["fgt-a"]
        for name in MEMBERS[1:]:
            late = faults.Late(at=faults.AtLine(pattern=pattern), seconds=60.0)
            work[name].before("edit 1", lambda late=late: undone.fault(late))  # type: ignore[misc]
            work[name].refuse("edit 1", "Command fail. Return code -5")
        results = work.push(transaction="direct", settle_seconds=0.2)
        assert results.exit_code() == 4
        assert "got no answer, and may still be carried out" in str(results.devices["fgt-a"].error)


CHANGES = {
    "a row of the push": ("config system standalone-cluster", "config cluster-peer", "edit 7"),
    "an attribute beside it": ("config system standalone-cluster", "set layer2-connection available"),
    "session pickup": ("config system ha", "set session-pickup enable"),
}


@pytest.mark.parametrize("transaction", ["direct", "workspace"])
@pytest.mark.parametrize("change", CHANGES)
def test_what_moves_on_a_unit_before_its_own_first_line_stops_the_push(
    tmp_path: Path, change: str, transaction: str
) -> None:
    """Another machine, which no lock of ours binds, changes a member after the push began with the first one."""
    lines = CHANGES[change]
    if lines[-1] == "edit 7":
        lines = (*lines, "set peerip 10.10.10.7", "next", "end")
    with bench(tmp_path, trio(), TEXT) as work:
        first = faults.AtLine(pattern="edit .*|execute config-transaction start.*")
        work["fgt-a"].fault(faults.Call(at=first, action=lambda: work["fgt-c"].admin_change([*lines, "end"])))
        results = work.push(transaction=transaction, settle_seconds=0.2)
        assert results.exit_code() == 3
        assert results.devices["fgt-c"].status is Status.REFUSED
        assert "plan again" in str(results.devices["fgt-c"].error)
        assert not any(line.startswith(("config", "set")) for line in work["fgt-c"].log)


@pytest.mark.parametrize("text", REFUSALS)
def test_a_transaction_that_may_stay_open_is_mentioned_after_a_change_too(tmp_path: Path, text: str) -> None:
    """Neither `start` nor `abort` is plainly accepted, and the change itself went well."""
    with bench(tmp_path, trio(quirks=Quirks(start_text=text, abort="refused")), TEXT) as work:
        results = work.push(settle_seconds=0.2)
        kept = {unit.name for unit in work.lab if unit.transactions}
        assert kept
        warned = work.heard.warnings + str(results.devices)
        assert all(f"may still hold locks on {name}" in warned for name in kept)


def test_a_staged_row_that_is_undone_later_is_exit_code_4(tmp_path: Path) -> None:
    """The unit ignores transactions, and leaves a line that takes the staged row back without an answer."""
    with bench(tmp_path, trio(quirks=Quirks(transactions="ignored")), TEXT) as work:
        impatient(work, line=1.0, command=5.0)
        for unit in work.lab:
            unit.fault(faults.Late(at=faults.AtLine(pattern="delete .*|unset .*"), seconds=60.0))
        results = work.push(transaction="workspace", settle_seconds=0.2)
        assert results.exit_code() == 4
        assert "got no answer, and may still be carried out" in str(results.devices)


@pytest.mark.parametrize("line", [COMMIT, "end", "next"])
@pytest.mark.parametrize("moment", ["before", "run"])
def test_a_session_lost_in_a_transaction_of_its_administrator_proves_nothing_in_the_next(
    tmp_path: Path, line: str, moment: faults.Moment
) -> None:
    """Whose next session is in it, and sees what is staged; what the unit holds is what counts, and no lock is left."""
    with bench(tmp_path, trio(quirks=Quirks(transaction_of="administrator")), TEXT) as work:
        before = work.stored()
        work["fgt-b"].fault(faults.Drop(at=faults.AtLine(line=line, number=1, moment=moment)))
        results = work.push(transaction="workspace")
        assert all(unit.transactions == 0 for unit in work.lab)
        if line == COMMIT and moment == "run":
            changed(work, results)
        else:
            assert results.exit_code() == 3, results.devices
            assert work.stored() == before
