"""What a unit decides by itself while a push is at work: the push keeps its promise whichever way the unit behaves."""

from __future__ import annotations

from pathlib import Path

import pytest
from lab_client import Client
from push_lab import MEMBERS, TRIO, Bench, bench, trio

from fgsp_cli.results.results import Results
from fgsp_cli.testing import Quirks, faults

TEXT = TRIO.format(fortios="7.4.4")
CONSERVE = "The system has entered conserve mode\nCommand fail. Return code -999"


def keeps_its_promise(work: Bench, before: dict[str, str], results: Results) -> None:
    """0: every row is there for good; 1 and 3: all is as it was; 4 names who needs a person. An open
    transaction is mentioned.
    """
    code, now = results.exit_code(), work.stored()
    if code == 0:
        assert all(text.count("set peerip") == len(MEMBERS) - 1 for text in now.values())
    elif code in (1, 3):
        assert now == before, results.devices
    else:
        assert code == 4, results.devices
        assert any("needs a person" in str(outcome.error) for outcome in results.devices.values())
    texts = work.heard.warnings + "".join(str(outcome.error) for outcome in results.devices.values())
    assert all(unit.transactions == 0 for unit in work.lab) or "transaction" in texts


@pytest.mark.spread(3)
@pytest.mark.parametrize("seconds", ["0.2", "0.5", "1.2", "60"])
@pytest.mark.parametrize("transaction", ["direct", "auto"])
def test_the_revert_timer_may_run_out_at_any_time(tmp_path: Path, seconds: str, transaction: str) -> None:
    """The unit goes back to what it saved last, and cuts the session: before the push saves, or after it."""
    with bench(tmp_path, trio(cfg_save="revert"), TEXT) as work:
        for unit in work.lab:
            unit.admin_change(f"config system global\nset cfg-revert-timeout {seconds}\nend")
            with Client(unit) as client:
                assert "config saved." in client.command("execute cfg save")[0]
        before = work.stored()
        results = work.push(cfg_save=True, transaction=transaction)
        keeps_its_promise(work, before, results)
        assert results.exit_code() == 0 or seconds != "60"


@pytest.mark.spread(3)
@pytest.mark.parametrize("line", ["edit 1", "next", "end"])
@pytest.mark.parametrize("transaction", ["direct", "auto"])
def test_a_unit_in_conserve_mode_refuses_a_line(tmp_path: Path, line: str, transaction: str) -> None:
    """In words that no list of errors has."""
    with bench(tmp_path, trio(), TEXT) as work:
        before = work.stored()
        work["fgt-b"].refuse(line, CONSERVE)
        keeps_its_promise(work, before, work.push(transaction=transaction))


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("vdoms", [(), ("web",)], ids=["one VDOM", "VDOMs"])
def test_start_may_be_unknown_inside_the_global_part(tmp_path: Path, known: bool, vdoms: tuple[str, ...]) -> None:
    """Then the change is made otherwise, or the transaction is opened outside."""
    with bench(tmp_path, trio(quirks=Quirks(start_in_global=known), vdoms=vdoms), TEXT) as work:
        results = work.push()
        assert results.exit_code() == 0, results.devices
        keeps_its_promise(work, {}, results)


@pytest.mark.parametrize("resume", ["session", "refused"])
@pytest.mark.parametrize("bound", ["session", "administrator"])
def test_a_session_lost_in_a_transaction_of_8_0(tmp_path: Path, resume: str, bound: str) -> None:
    """Whatever `resume` does there, and whoever the transaction belongs to."""
    quirks = Quirks(resume=resume, transaction_of=bound)  # type: ignore[arg-type]
    with bench(tmp_path, trio("8.0.0", quirks=quirks), TRIO.format(fortios="8.0.0")) as work:
        before = work.stored()
        work["fgt-b"].fault(faults.Drop(at=faults.AtLine(pattern="next", number=2)))
        keeps_its_promise(work, before, work.push())


@pytest.mark.parametrize("number", [1, 2])
def test_an_administrator_who_is_locked_out_at_the_second_login(tmp_path: Path, number: int) -> None:
    """No second reader: what cannot be proven is not called done."""
    with bench(tmp_path, trio(quirks=Quirks(channels=1)), TEXT) as work:
        before = work.stored()
        for name in MEMBERS[:number]:
            work[name].fault(faults.RefuseLogin())
        keeps_its_promise(work, before, work.push())
