"""Workspace transactions over real SSH: their commands, clocks and announcements [facts/cli-behaviour.md#5.4]."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from lab_client import Client, TerminalClient, shell

from fgsp_cli.fortios.replies import refusal
from fgsp_cli.testing import Habits, Lab, Login, Quirks, UnitSpec, faults

ROW = "config system standalone-cluster\nconfig cluster-peer\nedit 3\nset peerip 10.0.0.3\nnext\nend\nend"
START, COMMIT, ABORT = (f"execute config-transaction {word}" for word in ("start", "commit", "abort"))
LOCK = "Can not config the object since either the object or the referenced objects are being configured"


def _lab(fortios: str = "7.4.4", **settings: object) -> Lab:
    return Lab([UnitSpec(name="u", fortios=fortios, **settings)])  # type: ignore[arg-type]


def _type(terminal: TerminalClient, lines: str) -> str:
    return "".join(terminal.ask(line) for line in lines.splitlines())


def _soon(is_so: Callable[[], bool]) -> bool:
    for _ in range(100):
        if is_so():
            return True
        time.sleep(0.02)
    return False


def test_a_committed_transaction_is_seen_and_an_aborted_one_is_not() -> None:
    """`start` prints what one VM printed; nothing is printed by commit and abort: their texts are not known."""
    with _lab() as lab, shell(lab["u"]) as one, shell(lab["u"]) as two:
        assert one.ask(START) == f"{START}\r\r\nconfig transaction (id=1) started\r\n\r\nu # "
        _type(one, ROW)
        assert lab["u"].transactions == 1
        assert "edit 3" not in two.ask("show system standalone-cluster")
        assert one.ask(ABORT) == f"{ABORT}\r\r\n\r\nu # "
        assert "edit 3" not in one.ask("show system standalone-cluster")
        _type(one, f"execute config-transaction\n{ROW}")
        assert one.ask(COMMIT) == f"{COMMIT}\r\r\n\r\nu # "
        assert "edit 3" in two.ask("show system standalone-cluster")
        assert lab["u"].transactions == 0


def test_another_session_is_told_that_the_object_is_locked() -> None:
    """With the text and code of errors-transaction-lock.txt; after the commit it is free."""
    with _lab() as lab, shell(lab["u"]) as one, shell(lab["u"]) as two:
        _type(one, f"{START}\n{ROW}")
        said = _type(two, ROW.replace("3", "4"))
        assert f"{LOCK} by other transactions.\r\nCommand fail. Return code 14\r\n" in said
        with pytest.raises(ValueError, match="being configured"):
            lab["u"].admin_change(ROW.replace("3", "5"))
        one.ask(COMMIT)
        lab["u"].admin_change(ROW.replace("3", "5"))
        assert "edit 4" not in lab["u"].stored_text()
        assert "edit 5" in lab["u"].stored_text()


def test_an_idle_transaction_warns_and_expires() -> None:
    """In the words of workspace-expiry-warnings.txt, without a prompt; what was staged is gone, its locks too."""
    with _lab(transaction_minute=0.6) as lab, shell(lab["u"]) as terminal, shell(lab["u"]) as other:
        _type(terminal, f"{START} 1\n{ROW}")
        assert terminal.until("has expired\r\n") == "".join(
            f"config transaction id=1 {ending}\r\n"
            for ending in (*(f"will expire in {left} seconds" for left in (30, 20, 10)), "has expired")
        )
        assert lab["u"].transactions == 0
        assert LOCK not in _type(other, ROW.replace("3", "4"))
        shown = terminal.ask("show system standalone-cluster")
        assert "edit 3" not in shown
        assert "edit 4" in shown
        assert "Command fail" in terminal.ask(COMMIT)
        terminal.ask(f"{START} 1")
        assert "id=2 will expire in 30 seconds" in terminal.until("30 seconds\r\n")


def test_every_line_typed_begins_its_time_anew() -> None:
    """Only an idle transaction expires."""
    with _lab(transaction_minute=0.6) as lab, shell(lab["u"]) as terminal:
        terminal.ask(f"{START} 1")
        until = time.monotonic() + 1.0
        while time.monotonic() < until:
            terminal.ask("show system ha")
        _type(terminal, f"{ROW}\n{COMMIT}")
        assert "edit 3" in lab["u"].stored_text()


def test_an_expired_transaction_leaves_the_level_where_it_was() -> None:
    """What is typed behind it is typed at the root, where it does no harm."""
    with _lab(transaction_minute=0.3) as lab, shell(lab["u"]) as terminal:
        _type(terminal, f"{START} 1\n" + "\n".join(ROW.splitlines()[:4]))
        terminal.until("has expired\r\n")
        assert "Unknown action 0" in terminal.ask("next")
        assert "edit 3" not in lab["u"].stored_text()


def test_a_lost_session_leaves_its_transaction_until_it_expires() -> None:
    """Nobody can rejoin it, and its locks hold."""
    with _lab(transaction_minute=0.9) as lab:
        with shell(lab["u"]) as terminal:
            _type(terminal, f"{START} 1\n{ROW}")
        assert _soon(lambda: lab["u"].sessions == 0)
        with shell(lab["u"]) as terminal:
            assert LOCK in _type(terminal, ROW.replace("3", "4"))
            assert "Command fail" in terminal.ask(COMMIT)
            assert _soon(lambda: lab["u"].transactions == 0)
            assert LOCK not in _type(terminal, ROW.replace("3", "4"))
        assert "edit 3" not in lab["u"].stored_text()


def test_the_timeout_is_one_to_sixty_minutes() -> None:
    """Anything else is refused, and no transaction opened."""
    with _lab() as lab, shell(lab["u"]) as terminal:
        for wrong in ("0", "61", "soon"):
            assert f"value parse error before '{wrong}'" in terminal.ask(f"{START} {wrong}")
        assert "command parse error before 'now'" in terminal.ask(f"{START} 5 now")
        assert "command parse error before 'resume'" in terminal.ask("execute config-transaction resume 1")
        assert lab["u"].transactions == 0
        terminal.ask(f"{START} 60")
        assert "Command fail" in terminal.ask(START)
        assert lab["u"].transactions == 1


def test_releases_before_6_2_know_no_transactions() -> None:
    """The word is unknown there."""
    with _lab("6.0.9") as lab, shell(lab["u"]) as terminal:
        assert "command parse error before 'config-transaction'" in terminal.ask(START)


@pytest.mark.parametrize("how", ["refused", "ignored"])
def test_that_transactions_may_not_work_is_a_quirk(how: str) -> None:
    """Refused in words that nobody knows, or taken and ignored: the lines behind them take effect at once."""
    with _lab(quirks=Quirks(transactions=how)) as lab, shell(lab["u"]) as terminal:  # type: ignore[arg-type]
        said = terminal.ask(START)
        assert refusal(said) is None
        assert ("Workspace is not available" in said) is (how == "refused")
        _type(terminal, ROW)
        assert "edit 3" in lab["u"].stored_text()
        assert refusal(terminal.ask(ABORT)) is None
        assert "edit 3" in lab["u"].stored_text()


def test_the_texts_are_quirks() -> None:
    """Of start, commit and abort."""
    texts = Quirks(start_text="Transaction started.", commit_text="Done.", abort_text="Dropped.")
    with _lab(quirks=texts) as lab, shell(lab["u"]) as terminal:
        assert terminal.ask(START) == f"{START}\r\r\nTransaction started.\r\n\r\nu # "
        assert "\nDropped.\r\n" in terminal.ask(ABORT)
        terminal.ask(START)
        assert "\nDone.\r\n" in terminal.ask(COMMIT)


def test_the_commit_may_ask() -> None:
    """A habit: the question about changed ids comes at the commit, and takes one key."""
    ids = "config system standalone-cluster\nset standalone-group-id 7\nend"
    with _lab(habits=Habits(transaction_asks="commit")) as lab, shell(lab["u"]) as terminal:
        _type(terminal, f"{START}\n{ids}")
        assert terminal.ask(COMMIT, "(y/n)").startswith(f"{COMMIT}\r\r\n\r\nChanging standalone-group-id")
        terminal.send("y")
        assert terminal.until("u # ") == "y\r\n\r\nu # "
        assert "set standalone-group-id 7" in lab["u"].stored_text()


def test_an_open_transaction_does_not_survive_a_reboot() -> None:
    """Neither what it staged nor what it held."""
    with _lab() as lab:
        with shell(lab["u"]) as terminal:
            _type(terminal, f"{START}\n{ROW}")
            lab["u"].reboot()
            assert terminal.rest() == ""
        assert lab["u"].transactions == 0
        with shell(lab["u"]) as terminal:
            assert LOCK not in _type(terminal, ROW)


def test_batch_and_transaction_exclude_each_other() -> None:
    """Whichever came first [confirmed]."""
    with _lab() as lab, shell(lab["u"]) as terminal:
        terminal.ask(START)
        assert "Command fail" in terminal.ask("execute batch start")
        terminal.ask(ABORT)
        _type(terminal, f"execute batch start\n{START}\nexecute batch end")
        assert lab["u"].transactions == 0
        assert f"-1: {START}\r\n" in terminal.ask("execute batch lastlog")


def test_a_transaction_works_where_its_session_is() -> None:
    """Inside `config global` of a unit with VDOMs, and for an administrator of a VDOM."""
    web = Login(username="web", vdom="web")
    with _lab(vdoms=("web",), logins=(web,)) as lab:
        with shell(lab["u"]) as terminal:
            _type(terminal, f"config global\n{START}\n{ROW}\n{COMMIT}")
        with Client(lab["u"], username="web", password="fgsp-lab") as client:
            terminal = client.shell()
            terminal.until("u # ")
            _type(terminal, f"{START}\nconfig firewall address\nedit x\nset comment y\nnext\nend\n{COMMIT}")
        text = lab["u"].stored_text()
    assert "edit 3" in text
    assert 'edit "x"' in text


def test_a_commit_may_show_late() -> None:
    """Its prompt comes at once, what it made a moment later."""
    with _lab(quirks=Quirks(commit_seconds=0.3)) as lab, shell(lab["u"]) as one:
        _type(one, f"{START}\n{ROW}\n{COMMIT}")
        assert "edit 3" not in lab["u"].stored_text()
        assert _soon(lambda: "edit 3" in lab["u"].stored_text())
        assert lab["u"].transactions == 0


@pytest.mark.parametrize("text", ["", "Done.", "config transaction (id=1) committed"])
def test_a_commit_may_do_nothing(text: str) -> None:
    """Whatever it prints, nothing of it is stored, and its own session alone sees what is staged."""
    with _lab(quirks=Quirks(commit="ignored", commit_text=text)) as lab, shell(lab["u"]) as one:
        _type(one, f"{START}\n{ROW}")
        assert text in one.ask(COMMIT)
        assert "edit 3" in one.ask("show system standalone-cluster")
        assert "edit 3" not in lab["u"].stored_text()
        assert lab["u"].transactions == 1


def test_an_abort_may_be_refused() -> None:
    """Then the transaction stays until its time is up."""
    with _lab(quirks=Quirks(abort="refused")) as lab, shell(lab["u"]) as one:
        _type(one, f"{START}\n{ROW}")
        assert refusal(one.ask(ABORT)) is not None
        assert lab["u"].transactions == 1


def test_a_late_line_is_carried_out_after_its_session_is_gone() -> None:
    """Without an answer."""
    with _lab() as lab:
        lab["u"].fault(faults.Late(at=faults.AtLine(pattern="^end$", number=2), seconds=0.5))
        with shell(lab["u"]) as one:
            _type(one, "\n".join(ROW.splitlines()[:-1]))
            one.send("end\n")
        assert _soon(lambda: "edit 3" in lab["u"].stored_text())
