"""Switching the VDOMs on while the unit runs."""

from __future__ import annotations

import pytest
from dialogue import typed

from fgsp_cli.fortios import replies
from fgsp_cli.fortios.interpreter import Interpreter

QUESTION = "Do you want to continue? (y/n)"
LOGGED_OUT = "\nYou will be logged out for the operation to take effect.\n"
SWITCH = "config system global\nset vdom-mode multi-vdom"
CONFIG = (
    "#config-version=FGVMK6-7.00-FW-build0157-210818:opmode=0:vdom=0:user=admin\n#conf_file_ver=5\n"
    "config system global\n    set alias x\nend\n"
    'config system interface\n    edit "port1"\n    next\nend\n'
    "config system cluster-sync\n    edit 1\n        set peerip 10.0.0.2\n    next\nend\n"
    "config system settings\n    set central-nat enable\nend\n"
    "config log syslogd setting\n    set status enable\nend\n"
    "config log setting\n    set fwpolicy-implicit-log enable\nend\n"
    "config firewall policy\n    edit 1\n        set schedule always\n    next\nend\n"
)


def _asked(config: str = CONFIG) -> Interpreter:
    unit = Interpreter("7.0.3", config)
    typed(unit, SWITCH)
    assert (unit.execute("end"), unit.question, unit.failed) == (LOGGED_OUT, QUESTION, False)
    assert not unit.store.multi_vdom
    return unit


def test_the_unit_asks_and_ends_the_session() -> None:
    """As recorded; every line after it is refused without a word."""
    unit = _asked()
    assert (unit.execute("y"), unit.failed, unit.logged_out, unit.depth) == ("", False, True, 0)
    assert (unit.execute("get system status"), unit.failed) == ("", True)


def test_what_it_held_is_in_its_global_part_or_in_root() -> None:
    """And it prints and loads as that of any unit with VDOMs."""
    unit = _asked()
    unit.execute("y")
    store = unit.store
    assert store.multi_vdom
    assert list(store.vdoms) == ["root"]
    assert list(store.vdoms["root"].children) == ["system settings", "log setting", "firewall policy"]
    assert list(store.fgsp.children) == [
        "system global",
        "system interface",
        "system cluster-sync",
        "log syslogd setting",
    ]
    text = store.text()
    assert text.startswith("#config-version=FGVMK6-7.00-FW-build0157-210818:opmode=0:vdom=1:user=admin\n")
    assert Interpreter("7.0.3", text).show() == Interpreter("7.0.3", store=store).show() == text


def test_the_next_session_finds_vdoms() -> None:
    """Tables of FGSP are global, and a VDOM that is named has to exist."""
    unit = _asked()
    unit.execute("y")
    new = Interpreter("7.0.3", store=unit.store)
    assert "parse error before 'cluster-sync'" in new.execute("config system cluster-sync")
    typed(new, "config global\nconfig system cluster-sync\nedit 1\nset peervd root")
    assert "datasource" in new.execute("set syncvd nowhere")


@pytest.mark.parametrize("line", ["n", "set vdom-mode no-vdom"])
def test_any_other_answer_leaves_all_as_it_was(line: str) -> None:
    """The change is dropped, as at the other question at `end`."""
    unit = _asked()
    before = unit.store.text()
    assert unit.execute(line) == ""
    assert (unit.logged_out, unit.level, unit.store.text()) == (False, "", before)


def test_other_sessions_are_over_too() -> None:
    """What they have open is lost."""
    unit = _asked()
    other = Interpreter("7.0.3", store=unit.store)
    typed(other, "config system cluster-sync\nedit 2\nset peerip 10.0.0.3")
    unit.execute("y")
    assert (other.execute("next"), other.failed, other.depth) == ("", True, 0)
    assert "10.0.0.3" not in unit.store.text()


def test_other_changes_of_the_object_ask_nothing() -> None:
    """Nor does the mode of a unit that has VDOMs already."""
    unit = Interpreter("7.0.3", CONFIG)
    typed(unit, "config system global\nset hostname x\nset vdom-mode no-vdom")
    assert (unit.execute("end"), unit.question) == ("", None)
    unit = Interpreter("7.0.3", "config vdom\nedit root\nnext\nend\nconfig global\nend\n")
    typed(unit, f"config global\n{SWITCH}")
    assert (unit.execute("end"), unit.question) == ("", None)


def test_a_transaction_cannot_switch_them_on() -> None:
    """Nor can anybody while one holds something."""
    unit = Interpreter("7.0.3", CONFIG)
    other = Interpreter("7.0.3", store=unit.store)
    unit.start()
    typed(unit, "config system cluster-sync\nedit 2\nset peerip 10.0.0.3\nnext\nend")
    typed(other, f"{SWITCH}\nend", answer="y")
    assert not unit.store.multi_vdom
    typed(unit, SWITCH)
    assert unit.execute("end") == replies.fixed_in_transaction().text
    assert "vdom-mode" not in unit.store.text()
