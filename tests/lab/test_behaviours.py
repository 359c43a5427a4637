"""Behaviours that no recording has, and that are as legal as the recorded ones: each is a fault, a quirk or a habit."""

from __future__ import annotations

import re
import time

import pytest
from lab_client import Client, TerminalClient, shell

from fgsp_cli.lab.accents import ACCENTS, with_accent
from fgsp_cli.lab.faults import Answer, Ask, AtLine, Fault, Flood, Late, Notice, Trickle
from fgsp_cli.testing import Habits, Lab, Quirks, UnitSpec

START, COMMIT, ABORT = (f"execute config-transaction {word}" for word in ("start", "commit", "abort"))
STARTED = "config transaction (id=1) started"
ROW = ("config system standalone-cluster", "config cluster-peer", "edit 3", "set peerip 10.0.0.3", "next", "end", "end")
SHOW = "show system standalone-cluster"


def lab_of(*faults: Fault, fortios: str = "7.4.4", **settings: object) -> Lab:
    return Lab([UnitSpec(name="u", fortios=fortios, faults=faults, **settings)])  # type: ignore[arg-type]


def typed(terminal: TerminalClient, *lines: str) -> str:
    return "".join(terminal.ask(line) for line in lines)


@pytest.mark.parametrize(
    "text", ["Unknown action 0", "command parse error before 'start'\nCommand fail. Return code -61", "Ready (id=7)."]
)
def test_a_start_that_reads_like_a_refusal_has_opened_a_transaction(text: str) -> None:
    with lab_of(Answer(at=AtLine(line=START), text=text)) as lab, shell(lab["u"]) as one:
        assert text.splitlines()[-1] in one.ask(START)
        assert lab["u"].transactions == 1


@pytest.mark.parametrize("line", ["end", COMMIT, ABORT])
def test_any_line_is_answered_with_any_text_and_is_run(line: str) -> None:
    """The last line of those that are typed counts."""
    fault = Answer(at=AtLine(line=line), text="Well.", times=None)
    with lab_of(fault) as lab, shell(lab["u"]) as one:
        said = typed(one, START, *ROW, *([line] if line != "end" else []))
        assert said.endswith("Well.\r\n\r\nu # ")
        assert lab["u"].transactions == (line == "end")
        assert ("edit 3" in lab["u"].stored_text()) == (line == COMMIT)


@pytest.mark.parametrize("key", ["y", "n"])
def test_abort_asks(key: str) -> None:
    with lab_of(Ask(at=AtLine(line=ABORT), text="Really? (y/n)")) as lab, shell(lab["u"]) as one:
        typed(one, START)
        one.ask(ABORT, "(y/n)")
        one.send(key)
        one.until("# ")
        assert lab["u"].transactions == (key == "n")


@pytest.mark.parametrize("moment", ["before", "run", "answered"])
def test_a_notice_is_followed_by_the_prompt(moment: str) -> None:
    fault = Notice(at=AtLine(line=START, moment=moment), text="config will be saved")  # type: ignore[arg-type]
    with lab_of(fault) as lab, shell(lab["u"]) as one:
        said = one.ask(START)
        said += one.until("u # ") if said.count("u # ") < 2 else ""
        assert (
            said.replace(STARTED, "").replace(START, "").split() == ["config", "will", "be", "saved", *["u", "#"] * 2]
            or moment == "answered"
        )
        assert said.count("u # ") == 2


@pytest.mark.parametrize("answered", [True, False])
def test_a_line_is_carried_out_late(answered: bool) -> None:
    """Also when its session has left."""
    fault = Late(at=AtLine(line="next"), seconds=0.3, answered=answered)
    with lab_of(fault) as lab:
        with shell(lab["u"]) as one:
            typed(one, *ROW[:4])
            one.send("next\n")
            one.until("next\r\r\n")
            assert one.silent(0.1)
            if answered:
                one.until("(cluster-peer) # ")
        time.sleep(0.3)
        assert "edit 3" in lab["u"].stored_text()


def test_pages_without_end() -> None:
    """Each key brings another one, `q` too; so do a question and a text that waits for nothing."""
    more = Flood(at=AtLine(line=SHOW), text="set x\n--More-- ", per_key=True)
    with lab_of(more) as lab, shell(lab["u"]) as one:
        one.ask(SHOW, "--More-- ")
        for key in " q y\n":
            one.send(key)
            assert one.until("--More-- ").endswith("set x\r\n--More-- ")


def test_output_without_end_is_no_faster_than_its_reader() -> None:
    with lab_of(Flood(at=AtLine(line=SHOW), text="x" * 1000 + "\n")) as lab, shell(lab["u"]) as one:
        one.send(f"{SHOW}\n")
        time.sleep(0.5)
        assert sum(len(one.channel.recv(65536)) for _ in range(20)) > 20_000
        assert lab["u"].sessions == 1


def test_one_byte_at_a_time() -> None:
    with lab_of(Trickle(at=AtLine(line="execute date"), bytes=1, seconds=0.02)) as lab, shell(lab["u"]) as one:
        one.send("execute date\n")
        start = time.monotonic()
        one.until("u # ")
        assert time.monotonic() - start > 0.5


@pytest.mark.parametrize("length", [20, 81, 400])
def test_an_echo_is_broken_at_the_width_or_drawn_anew(length: int) -> None:
    """What a screen shows is what was typed."""
    line = "#" + "a" * length
    with lab_of(quirks=Quirks(echo="wrapped")) as lab, shell(lab["u"]) as one:
        parts = one.ask(line).split("\r\r\n")[0].split("\r\n")
        assert "".join(parts) == line
        assert [len(part) for part in parts[:-1]] == [76, *[80] * (len(parts) - 2)][: len(parts) - 1]
    with lab_of(quirks=Quirks(echo="redrawn")) as lab, shell(lab["u"]) as one:
        shown = ""
        for byte in one.ask(line).split("\r\r\n")[0]:
            shown = shown[:-1] if byte == "\b" else shown + byte
        assert shown == line


@pytest.mark.parametrize("accent", ACCENTS)
@pytest.mark.parametrize("line", ["get system console", SHOW, "execute config-transaction start 99"])
def test_an_accent_says_the_same(accent: str, line: str) -> None:
    """The answer of a command is the same to the letter, whatever stands around it."""
    plain = UnitSpec(name="u", fortios="7.4.4")
    with Lab([plain]) as lab, shell(lab["u"]) as one:
        (wanted,) = re.findall(r"\r\r\n(.*\r\n)u # $", one.ask(line), re.DOTALL)
    with Lab(with_accent([plain], accent)) as lab, Client(lab["u"]) as client:
        one = client.shell()
        one.until("u # ")
        one.send(f"{line}\n")
        assert one.until("u # ").endswith(f"\n{wanted}u # ")


@pytest.mark.parametrize("bound", ["session", "administrator"])
def test_what_a_transaction_is_bound_to(bound: str) -> None:
    with lab_of(quirks=Quirks(transaction_of=bound)) as lab, shell(lab["u"]) as one:  # type: ignore[arg-type]
        typed(one, START, *ROW)
        with shell(lab["u"]) as two:
            mine = bound == "administrator"
            assert ("edit 3" in two.ask(SHOW)) == mine
            assert ("Command fail" in two.ask(COMMIT)) == (not mine)
        assert ("edit 3" in lab["u"].stored_text()) == mine
        assert "edit 3" in one.ask(SHOW)


@pytest.mark.parametrize("seen", [True, False])
def test_another_session_sees_staged_rows_or_does_not(seen: bool) -> None:
    with lab_of(quirks=Quirks(staged_visible=seen)) as lab, shell(lab["u"]) as one, shell(lab["u"]) as two:
        typed(one, START, *ROW)
        assert ("edit 3" in two.ask(SHOW)) == seen
        assert "edit 3" not in lab["u"].stored_text()


@pytest.mark.parametrize("resume", ["session", "refused"])
def test_a_transaction_is_resumed(resume: str) -> None:
    """On 8.0.0; older releases do not know the word."""
    with lab_of(fortios="8.0.0", quirks=Quirks(resume=resume)) as lab:  # type: ignore[arg-type]
        with shell(lab["u"]) as one:
            typed(one, START, *ROW)
        with shell(lab["u"]) as two:
            two.ask("execute config-transaction resume 1")
            two.ask(COMMIT)
        assert ("edit 3" in lab["u"].stored_text()) == (resume == "session")
    with lab_of() as lab, shell(lab["u"]) as one:
        assert "parse error before 'resume'" in one.ask("execute config-transaction resume 1")


@pytest.mark.parametrize("known", [True, False])
def test_start_inside_config_global(known: bool) -> None:
    with lab_of(vdoms=("a",), quirks=Quirks(start_in_global=known)) as lab, shell(lab["u"]) as one:
        said = typed(one, "config global", START)
        assert ("fail" in said) == (not known)
        assert lab["u"].transactions == known


@pytest.mark.parametrize("echo_end", ["cr lf", "cr cr lf"])
def test_line_ends_greeting_and_notices(echo_end: str) -> None:
    quirks = Quirks(echo_end=echo_end, greeting="\x1b[31mHello\x1b[0m", notice="Note.", pieces=3)  # type: ignore[arg-type]
    with lab_of(quirks=quirks) as lab, Client(lab["u"]) as client:
        one = client.shell()
        assert one.until("u # ") == "\x1b[31mHello\x1b[0m\r\nu # "
        ends = echo_end.replace("cr", "\r").replace("lf", "\n").replace(" ", "")
        said = typed(one, *["#"] * 5)
        said += "" if "Note." in said else one.until("u # ")
        assert said.startswith(f"#{ends}")
        assert re.search(r"\r\nNote\.\r\nu # $", said)


@pytest.mark.parametrize(
    ("section", "switch", "name", "value"),
    [
        ("ha", "session-pickup", "session-pickup-nat", "enable"),
        ("ha", "session-pickup", "session-pickup-delay", "enable"),
        ("standalone-cluster", "encryption", "psksecret", "verysecret1"),
    ],
)
@pytest.mark.parametrize("habit", ["keeps", "hides", "forgets"])
def test_a_switch_that_is_off(section: str, switch: str, name: str, value: str, habit: str) -> None:
    """Its dependants are kept, hidden or forgotten; hidden ones are refused, and come back."""
    lines = (f"config system {section}", f"set {switch} enable", f"set {name} {value}", f"set {switch} disable", "end")
    with lab_of(habits=Habits(off_switch=habit)) as lab, shell(lab["u"]) as one:  # type: ignore[arg-type]
        assert "fail" not in typed(one, *lines)
        assert (f"set {name}" in one.ask(f"show system {section}")) == (habit == "keeps")
        refused = typed(one, lines[0], lines[2], "abort")
        assert ("Command fail" in refused) == (habit != "keeps")
        typed(one, lines[0], lines[1], "end")
        assert (f"set {name}" in one.ask(f"show system {section}")) == (habit != "forgets")
