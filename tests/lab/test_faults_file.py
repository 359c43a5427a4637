"""Faults from a file."""

from __future__ import annotations

from pathlib import Path

import pytest
from lab_client import shell

from fgsp_cli.base.errors import InputError
from fgsp_cli.lab.faults.fault_kinds import (
    Answer,
    Ask,
    AtByte,
    AtConnection,
    AtLine,
    Change,
    Drop,
    FailOver,
    Fault,
    Flood,
    Hang,
    HostKey,
    Late,
    Latency,
    Locked,
    Notice,
    Reboot,
    Reencrypt,
    Refuse,
    RefuseLogin,
    Release,
    SlowLogin,
    TableFull,
    Trickle,
)
from fgsp_cli.lab.faults.fault_nodes import NAMED, needed
from fgsp_cli.lab.faults.faults_file import FaultsFile, read_faults
from fgsp_cli.testing import Lab, UnitSpec

NEXT = AtLine(line="next")
EVERY_KIND: dict[str, Fault] = {
    "{fault: latency, seconds: 50ms}": Latency(seconds=0.05),
    "{fault: drop, at: {line: next, number: 2, within: session, moment: run}}": Drop(
        at=AtLine(line="next", number=2, within="session", moment="run")
    ),
    "{fault: drop, at: {sent: 120}}": Drop(at=AtByte(direction="sent", count=120)),
    "{fault: drop, at: {received: 7, within: session}, times: always}": Drop(
        at=AtByte(direction="received", count=7, within="session"), times=None
    ),
    "{fault: drop, at: {connection: 3}}": Drop(at=AtConnection(number=3)),
    '{fault: refuse, at: {configuring: true, number: 5}, error: "no\\nCommand fail. Return code 1"}': Refuse(
        at=AtLine(configuring=True, number=5), error="no\nCommand fail. Return code 1"
    ),
    "{fault: refuse, at: {pattern: '^set peerip .*'}, error: no, times: 3}": Refuse(
        at=AtLine(pattern="^set peerip .*"), error="no", times=3
    ),
    "{fault: table_full, at: {line: next}}": TableFull(at=NEXT),
    "{fault: locked, at: {line: next}}": Locked(at=NEXT),
    "{fault: ask, at: {line: end}}": Ask(at=AtLine(line="end")),
    "{fault: ask, at: {line: end}, text: Sure? (y/n)}": Ask(at=AtLine(line="end"), text="Sure? (y/n)"),
    "{fault: hang, at: {line: next}}": Hang(at=NEXT),
    "{fault: hang, at: {connection: each}, seconds: 2s, everywhere: true}": Hang(
        at=AtConnection(), seconds=2, everywhere=True
    ),
    "{fault: slow_login, seconds: 2.5s}": SlowLogin(seconds=2.5),
    "{fault: refuse_login}": RefuseLogin(),
    "{fault: refuse_login, at: {connection: 2}}": RefuseLogin(at=AtConnection(number=2)),
    "{fault: host_key, at: {connection: each, beside: 1}, times: 1}": HostKey(at=AtConnection(beside=1), times=1),
    "{fault: release, fortios: 6.2.3}": Release(fortios="6.2.3"),
    "{fault: reencrypt}": Reencrypt(),
    "{fault: reboot, at: {line: next}, seconds: 10s}": Reboot(at=NEXT, seconds=10),
    "{fault: fail_over, at: {line: next}}": FailOver(at=NEXT),
    "{fault: late, at: {line: next}, seconds: 70s}": Late(at=AtLine(line="next"), seconds=70.0),
    "{fault: late, at: {line: next}, seconds: 1s, answered: true}": Late(at=NEXT, seconds=1, answered=True),
    "{fault: answer, at: {line: end}, text: 'Unknown action 0'}": Answer(
        at=AtLine(line="end"), text="Unknown action 0"
    ),
    "{fault: notice, at: {line: end, moment: run}, text: Hello, redraw: false}": Notice(
        at=AtLine(line="end", moment="run"), text="Hello", redraw=False
    ),
    "{fault: flood, at: {line: show}, text: '--More-- ', per_key: true}": Flood(
        at=AtLine(line="show"), text="--More-- ", per_key=True
    ),
    "{fault: trickle, at: {sent: 9}, bytes: 2, seconds: 10ms}": Trickle(
        at=AtByte(direction="sent", count=9), bytes=2, seconds=0.01
    ),
    '{fault: change, at: {line: next}, lines: "config system ha\\nend"}': Change(
        at=NEXT, lines=("config system ha", "end")
    ),
    "{fault: change, at: {line: next}, lines: [config system ha, end], may_be_refused: true}": Change(
        at=NEXT, lines=("config system ha", "end"), may_be_refused=True
    ),
}


def _read(folder: Path, text: str) -> FaultsFile:
    path = folder / "faults.yaml"
    path.write_text(text, encoding="utf-8")
    return read_faults(path)


@pytest.mark.parametrize(("text", "fault"), EVERY_KIND.items())
def test_a_file_says_what_a_value_says(text: str, fault: Fault, tmp_path: Path) -> None:
    """Key by key."""
    (entry,) = _read(tmp_path, f"u:\n- {text}\n").entries
    assert entry.fault == fault
    assert (entry.pattern, str(entry.position)) == ("u", f"{tmp_path / 'faults.yaml'}:2:3")


def test_every_kind_can_stand_in_a_file() -> None:
    """All but a callable."""
    assert set(NAMED.values()) == {type(fault) for fault in EVERY_KIND.values()}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", "1:1: wrong value (found: a list; allowed: a mapping of units to lists of faults)"),
        ("", "is empty"),
        ("u: 7", "1:4: u: wrong value (found: 7; allowed: a list of faults)"),
        ("u: [drop]", "1:5: wrong value (found: drop; allowed: a mapping with `fault: KIND`)"),
        ("u: [{at: {line: x}}]", "1:5: wrong value (found: a mapping; allowed: a mapping with `fault: KIND`)"),
        ("u: [{fault: drip}]", "1:13: fault: unknown kind of fault (found: drip; allowed: latency, drop, "),
        ("u: [{fault: drop}]", "1:5: drop: needs `at`"),
        ("u: [{fault: drop, at: }]", "1:23: at: wrong value (found: nothing; allowed: a mapping with line, pattern"),
        ("u: [{fault: drop, at: {}}]", "1:23: at: wrong value (found: a mapping; allowed: a mapping with line"),
        ("u: [{fault: drop, at: {lin: x}}]", "1:24: at: unknown key (found: lin; allowed: line, pattern, "),
        ("u: [{fault: drop, at: {line: x, sent: 1}}]", "1:23: at: these keys do not go together: line, sent"),
        ("u: [{fault: drop, at: {received: 1, sent: 1}}]", "these keys do not go together: received, sent"),
        ("u: [{fault: drop, at: {line: x, number: 0}}]", "1:23: at: number: 0 is not a number from 1 on"),
        ("u: [{fault: drop, at: {line: x, number: -1}}]", "1:41: wrong value (found: -1; allowed: a number)"),
        ("u: [{fault: drop, at: {pattern: '('}}]", "1:23: at: '(' is not a regular expression: "),
        ("u: [{fault: drop, at: {line: x, moment: after}}]", "(found: after; allowed: before, run, answered)"),
        ("u: [{fault: drop, at: {line: x, within: all}}]", "(found: all; allowed: unit, session)"),
        ("u: [{fault: drop, at: {line: x}, times: 0}]", "1:5: drop: times: 0 is not a number from 1 on"),
        ("u: [{fault: drop, at: {line: x}, tims: 1}]", "1:34: drop: unknown key (found: tims; allowed: at, times)"),
        ("u: [{fault: drop, at: {line: x}, at: {line: y}}]", "1:34: the key 'at' is given twice"),
        ("u: [{fault: table_full, at: {sent: 1}}]", "1:5: table_full: table_full happens at a line, not at a byte"),
        ("u: [{fault: locked, at: {line: x, moment: run}}]", "locked has no other moment than before its line"),
        ("u: [{fault: reboot, at: {connection: 1}}]", "reboot happens at a line or a byte, not at a connection"),
        ("u: [{fault: slow_login, seconds: 2}]", "1:34: wrong value (found: 2; allowed: a time such as 50ms or 2s)"),
        ("u: [{fault: release, fortios: seven}]", "1:31: wrong value (found: seven; allowed: a release such as 7.4.4)"),
        ("u: [{fault: hang, at: {line: x}, everywhere: 1}]", "1:46: wrong value (found: 1; allowed: true, false)"),
        ('u: [{fault: change, at: {line: x}, lines: " "}]', "1:5: change: lines: a change needs some"),
        ('u: [{fault: ask, at: {line: x}, text: " "}]', "1:5: ask: text: a question needs words"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, message: str, tmp_path: Path) -> None:
    """File, line, column, what was found and what is allowed."""
    with pytest.raises(InputError) as raised:
        _read(tmp_path, text)
    (problem,) = raised.value.problems
    assert message in str(problem)
    assert str(problem).startswith(f"{tmp_path / 'faults.yaml'}:" if text else "")
    assert raised.value.exit_code == 65


def test_all_problems_of_a_file_are_found_at_once(tmp_path: Path) -> None:
    """In their order."""
    text = "u:\n- {fault: drop, at: {lin: x, number: y}}\n- {fault: drop, tims: 2}\nv: 1\n"
    with pytest.raises(InputError) as raised:
        _read(tmp_path, text)
    assert [problem.position and problem.position.line for problem in raised.value.problems] == [2, 2, 3, 4]


def test_a_name_may_be_a_pattern(tmp_path: Path) -> None:
    """Each unit has the faults of every name that fits, in the order of the file."""
    text = "'fgt-*': [{fault: refuse_login}]\nfgt-b: [{fault: drop, at: {line: next}}]\n"
    specs = [UnitSpec(name=name, fortios="7.4.4") for name in ("fgt-a", "fgt-b", "other")]
    found = _read(tmp_path, text).applied(specs)
    assert [[type(fault) for fault in spec.faults] for spec in found] == [[RefuseLogin], [RefuseLogin, Drop], []]


def test_a_name_that_no_unit_has_is_a_mistake(tmp_path: Path) -> None:
    """A fault that never happens proves nothing."""
    specs = [UnitSpec(name="fgt-a", fortios="7.4.4")]
    with pytest.raises(InputError, match=r"faults\.yaml:2:1: fgt-b: is no unit of this lab"):
        _read(tmp_path, "fgt-a: []\nfgt-b: []\n").applied(specs)


def test_a_fault_that_a_unit_cannot_have_is_a_mistake(tmp_path: Path) -> None:
    """A standalone unit has no other member."""
    specs = [UnitSpec(name="fgt-a", fortios="7.4.4")]
    with pytest.raises(InputError, match=r"yaml:1:9: fgt-a: a standalone unit has nothing to fail over to"):
        _read(tmp_path, "fgt-a: [{fault: fail_over, at: {line: next}}]\n").applied(specs)


def test_a_fault_of_a_file_happens_exactly_when_it_says(tmp_path: Path) -> None:
    """The second `next` of the second session."""
    text = """
u:
  - fault: refuse
    at: {line: next, number: 3}
    error: |
      object set operator error, -15 discard the setting
      Command fail. Return code 1
"""
    lines = ["config system standalone-cluster", "config cluster-peer"]
    for number in (1, 2):
        lines += [f"edit {number}", f"set peerip 10.0.0.{number}", "next"]
    refused = []
    with Lab(_read(tmp_path, text).applied([UnitSpec(name="u", fortios="7.4.4")])) as lab:
        for _ in range(2):
            with shell(lab["u"]) as terminal:
                refused.append(["-15 discard" in terminal.ask(line) for line in [*lines, "end", "end"]])
        assert [str(fired) for fired in lab["u"].fired] == ["refuse at 'next', session 2"]
    assert [sum(each) for each in refused] == [0, 1]
    assert refused[1][4]


def test_what_a_kind_needs_is_known() -> None:
    """For whoever documents it."""
    assert {name: needed(kind) for name, kind in NAMED.items() if needed(kind) not in ((), ("at",))} == {
        "latency": ("seconds",),
        "refuse": ("at", "error"),
        "answer": ("at", "text"),
        "notice": ("at", "text"),
        "late": ("at", "seconds"),
        "slow_login": ("seconds",),
        "release": ("fortios",),
        "change": ("at", "lines"),
    }
