"""What a test makes a unit do at a line."""

from __future__ import annotations

import re
import threading

import pytest
from lab_client import shell

from fgsp_cli.lab.faults.schedule import is_configuring
from fgsp_cli.testing import Lab, UnitSpec

ROW = ("config system standalone-cluster", "config cluster-peer", "edit 1", "set peerip 10.0.0.1", "next", "end", "end")
ERROR = "\nvalue parse error before '10.0.0.1'\nCommand fail. Return code -8"


@pytest.fixture
def lab() -> Lab:
    return Lab([UnitSpec(name="u", fortios="7.4.4")])


def test_a_refused_line_is_answered_and_not_run(lab: Lab) -> None:
    """The error text comes as the unit's own would, once."""
    with lab, shell(lab["u"]) as terminal:
        lab["u"].refuse("set  peerip 10.0.0.1", ERROR)
        answers = [terminal.ask(line) for line in (*ROW[:4], ROW[3], *ROW[4:])]
        assert answers[3] == (
            "set peerip 10.0.0.1\r\r\n\r\nvalue parse error before '10.0.0.1'\r\nCommand fail. Return code -8\r\n"
            "\r\nu (1) # "
        )
        assert answers[4] == "set peerip 10.0.0.1\r\r\n\r\nu (1) # "
        assert "set peerip 10.0.0.1" in lab["u"].stored_text()


def test_a_line_is_refused_by_its_number(lab: Lab) -> None:
    """Numbers count configuring lines from the moment the rule is made: `show` is none."""
    with lab, shell(lab["u"]) as terminal:
        terminal.ask("config system ha")
        lab["u"].refuse(2, ERROR)
        answers = [terminal.ask(line) for line in ("show", "end", "show", "config system ha", "end")]
        assert ["value parse error" in answer for answer in answers] == [False, False, False, True, False]


def test_a_refused_next_drops_the_entry_and_goes_up(lab: Lab) -> None:
    """What `next` would have saved is lost, the prompt is the table's [facts/cli-behaviour.md#2.2, confirmed]."""
    with lab, shell(lab["u"]) as terminal:
        lab["u"].refuse("next", "object set operator error, -15 discard the setting\nCommand fail. Return code 1\n")
        answers = [terminal.ask(line) for line in ROW]
        assert answers[4].endswith("u (cluster-peer) # ")
        assert answers[6].endswith("u # ")
        assert "edit 1" not in lab["u"].stored_text()


def test_a_refused_end_drops_the_object_and_goes_up(lab: Lab) -> None:
    """From an entry to the parent of its table, from an object to the root."""
    with lab, shell(lab["u"]) as terminal:
        lab["u"].refuse("end", ERROR, times=2)
        answers = [terminal.ask(line) for line in (*ROW[:4], "end", "set encryption enable", "end")]
        assert answers[4].endswith("u (standalone-cluster) # ")
        assert answers[6].endswith("u # ")
        assert "edit 1" not in lab["u"].stored_text()
        assert "encryption" not in lab["u"].stored_text()


def test_a_pattern_can_refuse_every_line(lab: Lab) -> None:
    """`times=None` is for ever, until it is taken back."""
    with lab, shell(lab["u"]) as terminal:
        lab["u"].refuse(re.compile("^config system"), ERROR, times=None)
        assert "value parse error" in terminal.ask("config system ha")
        assert "value parse error" in terminal.ask("config system standalone-cluster")
        lab["u"].forget()
        assert terminal.ask("config system ha").endswith("u (ha) # ")


def test_something_happens_before_a_line(lab: Lab) -> None:
    """The session is held until it has happened; it may use the lab, or even log in."""
    seen: list[str] = []

    def act() -> None:
        lab["u"].admin_change(
            "config system standalone-cluster\nconfig cluster-peer\nedit 9\nset peerip 10.0.0.9\nend\nend"
        )
        with shell(lab["u"]) as other:
            seen.append(other.ask("show system standalone-cluster"))
        seen.append(threading.current_thread().name)

    with lab, shell(lab["u"]) as terminal:
        lab["u"].before("next", act)
        terminal.send("".join(f"{line}\n" for line in ROW))
        terminal.send("exit\n")
        terminal.rest()
        assert "edit 9" in seen[0]
        assert "edit 1" not in seen[0]
        assert seen[1] != threading.current_thread().name
        assert {"    config cluster-peer", "        edit 1", "        edit 9"} <= set(
            lab["u"].stored_text().splitlines()
        )


def test_an_error_in_a_callable_reaches_the_test(lab: Lab) -> None:
    """It is raised at the end of the block; the session goes on."""

    def fail() -> None:
        raise RuntimeError("not what I expected")

    lab.start()
    with shell(lab["u"]) as terminal:
        lab["u"].before("config system ha", fail)
        assert terminal.ask("config system ha").endswith("u (ha) # ")
    with pytest.raises(RuntimeError, match="not what I expected"):
        lab.__exit__(None, None, None)


def test_the_log_holds_every_typed_line_and_answer(lab: Lab) -> None:
    """In order, over all sessions; what another administrator changes is not typed."""
    with lab:
        with shell(lab["u"]) as terminal:
            for line in ("config system standalone-cluster", "set group-member-id 2"):
                terminal.ask(line)
            terminal.send("end\n")
            terminal.until("(y/n)")
            terminal.send("y")
            terminal.until(" # ")
        lab["u"].admin_change("config system ha\nset session-pickup enable\nend")
        assert lab["u"].log == ("config system standalone-cluster", "set group-member-id 2", "end", "y")
        lab["u"].clear_log()
        assert lab["u"].log == ()


def test_a_change_by_another_administrator_must_be_one(lab: Lab) -> None:
    """A line that the unit refuses is a mistake in the test."""
    with lab, pytest.raises(ValueError, match=r"refused 'set nonsense 1'.*command parse error before 'nonsense'"):
        lab["u"].admin_change("config system standalone-cluster\nset nonsense 1\nend")


def test_a_change_by_another_administrator_answers_the_question(lab: Lab) -> None:
    """With yes; and on a unit with VDOMs it finds its way into `config global`."""
    lines = "config system standalone-cluster\nset group-member-id 2\nend"
    with lab:
        lab["u"].admin_change(lines)
        assert "set group-member-id 2" in lab["u"].stored_text()
    with Lab([UnitSpec(name="v", fortios="7.4.4", vdoms=("vd-web",))]) as multi:
        multi["v"].admin_change(lines)
        multi["v"].admin_change(["config global", "config system ha", "set session-pickup enable", "end", "end"])
        assert "set group-member-id 2" in multi["v"].stored_text()
        assert "set session-pickup enable" in multi["v"].stored_text()


@pytest.mark.parametrize(
    ("line", "counts"),
    [("edit 1", True), ("  next ", True), ("show", False), ("", False), ("y", False), ("get", False)],
)
def test_configuring_lines_are_those_that_change_or_move(line: str, counts: bool) -> None:
    """Only they are counted."""
    assert is_configuring(line) is counts
