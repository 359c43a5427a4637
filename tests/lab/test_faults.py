"""Each kind of fault, as a plain SSH client sees it."""

from __future__ import annotations

import re
import time

import paramiko
import pytest
from lab_client import Client, TerminalClient, shell

from fgsp_cli.lab.faults.fault_kinds import (
    Ask,
    AtByte,
    AtConnection,
    AtLine,
    Call,
    Change,
    Drop,
    FailOver,
    Fault,
    Fired,
    Hang,
    HostKey,
    Latency,
    Locked,
    Reboot,
    Reencrypt,
    Refuse,
    RefuseLogin,
    Release,
    SlowLogin,
    TableFull,
)
from fgsp_cli.testing import Lab, UnitSpec

ROW = ("config system standalone-cluster", "config cluster-peer", "edit 1", "set peerip 10.0.0.1", "next", "end", "end")
ERROR = "\nvalue parse error before '10.0.0.1'\nCommand fail. Return code -8\n"
NEXT = AtLine(line="next")
PICKUP = ("config system ha", "set session-pickup enable", "end")


def _lab(*faults: Fault, **settings: object) -> Lab:
    return Lab([UnitSpec(**{"name": "u", "fortios": "7.4.4", "faults": faults, **settings})])  # type: ignore[arg-type]


def _typed(terminal: TerminalClient, lines: tuple[str, ...] = ROW) -> list[str]:
    """The answers, up to the last before the unit ended the session."""
    answers: list[str] = []
    for line in lines:
        try:
            answers.append(terminal.ask(line))
        except (AssertionError, OSError):
            break
    return answers


def _kinds(lab: Lab) -> list[str]:
    return [type(fired.fault).__name__ for fired in lab["u"].fired]


def _holds_row(lab: Lab) -> bool:
    return "set peerip 10.0.0.1" in lab["u"].stored_text()


@pytest.mark.parametrize(
    ("moment", "answered", "stored"), [("before", 4, False), ("run", 4, True), ("answered", 5, True)]
)
def test_the_connection_is_dropped_around_a_line(moment: str, answered: int, stored: bool) -> None:
    """Before the unit runs it, when it has run it without a word, or when it has answered."""
    fault = Drop(at=AtLine(line="next", moment=moment))  # type: ignore[arg-type]
    with _lab(fault) as lab:
        with shell(lab["u"]) as terminal:
            assert len(_typed(terminal)) == answered
        assert _holds_row(lab) is stored
        assert lab["u"].log == ROW[:5]
        assert lab["u"].fired == (Fired(fault=fault, session=1, line="next"),)
        with shell(lab["u"]) as terminal:
            assert len(_typed(terminal)) == len(ROW)


def test_what_was_sent_ahead_of_a_dropped_connection_is_not_run() -> None:
    """A whole script in one piece: nothing behind the line is typed."""
    with _lab(Drop(at=AtLine(line="set peerip 10.0.0.1", moment="run"))) as lab:
        with shell(lab["u"]) as terminal:
            terminal.send("".join(f"{line}\n" for line in ROW))
            shown = terminal.rest()
        assert shown.endswith("set peerip 10.0.0.1\r\r\n")
        assert lab["u"].log == ROW[:4]
        assert not _holds_row(lab)


def test_a_connection_can_be_dropped_before_it_says_a_word() -> None:
    """The second one; the first and third are answered."""
    with _lab(Drop(at=AtConnection(number=2))) as lab:
        with Client(lab["u"]), pytest.raises((paramiko.SSHException, OSError, EOFError)):
            Client(lab["u"])
        with Client(lab["u"]):
            assert _kinds(lab) == ["Drop"]


def test_a_line_is_refused_as_often_as_it_says() -> None:
    """Of all that fit, from the first on."""
    with _lab(Refuse(at=AtLine(pattern="^set peerip"), error=ERROR, times=2)) as lab, shell(lab["u"]) as terminal:
        answers = _typed(terminal, (*ROW[:4], ROW[3], ROW[3], *ROW[4:]))
        assert ["value parse error" in answer for answer in answers] == [False] * 3 + [True] * 2 + [False] * 4
        assert _holds_row(lab)
        assert _kinds(lab) == ["Refuse", "Refuse"]


def test_a_full_table_drops_the_row() -> None:
    """In the words of a unit [facts/cli-behaviour.md#2.1, confirmed]."""
    with _lab(TableFull(at=NEXT)) as lab, shell(lab["u"]) as terminal:
        answers = _typed(terminal)
        assert answers[4] == (
            "next\r\r\nobject set operator error, -4 discard the setting\r\n"
            "Command fail. Return code -4 (reached the maximum number of entries)\r\n\r\nu (cluster-peer) # "
        )
        assert not _holds_row(lab)


def test_a_locked_object_is_refused() -> None:
    """In the words of a unit, with code 14 [facts/cli-behaviour.md#2.1, likely]; afterwards it is free again."""
    with _lab(Locked(at=AtLine(line="config system standalone-cluster"))) as lab, shell(lab["u"]) as terminal:
        first, second = terminal.ask(ROW[0]), terminal.ask(ROW[0])
    assert "are being configured by other transactions.\r\nCommand fail. Return code 14\r\n\r\nu # " in first
    assert second.endswith("u (standalone-cluster) # ")


@pytest.mark.parametrize(("key", "stored"), [("y", True), ("n", False), ("x", False)])
def test_an_end_asks_unexpectedly(key: str, stored: bool) -> None:
    """`y` saves; anything else leaves without."""
    with _lab(Ask(at=AtLine(line="end"))) as lab, shell(lab["u"]) as terminal:
        _typed(terminal, PICKUP[:2])
        terminal.send("end\n")
        assert terminal.until("(y/n)").endswith("traffic.\r\nDo you want to continue? (y/n)")
        assert terminal.silent()
        terminal.send(key)
        assert terminal.until(" # ").endswith("u # ")
        assert ("set session-pickup enable" in lab["u"].stored_text()) is stored
        assert terminal.ask("config system ha").endswith("u (ha) # ")
        assert terminal.ask("end").endswith("u # ")


def test_a_question_can_meet_a_fault_itself() -> None:
    """Its answer is a line as well: here the connection is lost when the unit has taken it."""
    lines = ("config system standalone-cluster", "set group-member-id 2")
    with _lab(Drop(at=AtLine(line="y", moment="run"))) as lab:
        with shell(lab["u"]) as terminal:
            _typed(terminal, lines)
            terminal.send("end\n")
            terminal.until("(y/n)")
            terminal.send("y")
            assert terminal.rest() == "y\r\n"
        assert "set group-member-id 2" in lab["u"].stored_text()
        assert lab["u"].log == (*lines, "end", "y")


def test_a_refused_answer_is_a_no() -> None:
    """The unit's error instead of what was to be saved."""
    with _lab(Refuse(at=AtLine(line="y"), error=ERROR)) as lab, shell(lab["u"]) as terminal:
        _typed(terminal, ("config system standalone-cluster", "set group-member-id 2"))
        terminal.send("end\n")
        terminal.until("(y/n)")
        terminal.send("y")
        assert "value parse error" in terminal.until(" # ")
        assert "group-member-id" not in lab["u"].stored_text()


@pytest.mark.parametrize(("moment", "stored"), [("before", False), ("run", True)])
def test_a_unit_hangs_at_a_line(moment: str, stored: bool) -> None:
    """The connection stays and nothing comes; another session is answered."""
    with _lab(Hang(at=AtLine(line="next", moment=moment))) as lab:  # type: ignore[arg-type]
        with shell(lab["u"]) as terminal:
            _typed(terminal, ROW[:4])
            terminal.send("next\nend\nend\n")
            assert terminal.until("next\r\r\n")
            assert terminal.silent(0.2)
            assert not terminal.channel.closed
            with shell(lab["u"]) as other:
                assert ("10.0.0.1" in other.ask("show system standalone-cluster")) is stored
        assert _kinds(lab) == ["Hang"]


def test_a_unit_hangs_for_a_while() -> None:
    """Then it goes on where it was."""
    with _lab(Hang(at=NEXT, seconds=0.3)) as lab, shell(lab["u"]) as terminal:
        started = time.monotonic()
        assert len(_typed(terminal)) == len(ROW)
        assert time.monotonic() - started >= 0.3
        assert _holds_row(lab)


def test_a_whole_unit_hangs() -> None:
    """All sessions and every new login, until it is over; what was typed meanwhile is run then."""
    fault = Hang(at=AtLine(line="execute date"), seconds=0.4, everywhere=True)
    with _lab(fault) as lab, shell(lab["u"]) as one, shell(lab["u"]) as other:
        started = time.monotonic()
        one.send("execute date\n")
        one.until("execute date\r\r\n")
        other.send("execute time\n")
        assert other.silent()
        with Client(lab["u"]) as late:
            assert late.command("execute time")[1] == 0
        assert time.monotonic() - started >= 0.4
        assert "current time is" in other.until("# ")
        assert "current date is" in one.until("# ")


@pytest.mark.parametrize("direction", ["sent", "received"])
def test_a_unit_hangs_at_a_byte(direction: str) -> None:
    """Nothing behind it is sent, or taken, before it goes on."""
    at = AtByte(direction=direction, count=len("u # ") + 6 if direction == "sent" else 6)  # type: ignore[arg-type]
    with _lab(Hang(at=at, seconds=0.3)) as lab, shell(lab["u"]) as terminal:
        terminal.send("execute time\n")
        assert terminal.until("execut") == "execut"
        assert terminal.silent()
        assert "current time is" in terminal.until("# ")
        assert _kinds(lab) == ["Hang"]


def test_a_unit_that_hangs_before_it_says_a_word() -> None:
    """The connection is taken and no SSH banner comes."""
    with _lab(Hang(at=AtConnection(number=1), seconds=0.3)) as lab:
        started = time.monotonic()
        with Client(lab["u"]):
            assert time.monotonic() - started >= 0.3


def test_a_login_is_slow() -> None:
    """Every one, unless a number or `times` says otherwise."""
    with _lab(SlowLogin(seconds=0.3, times=2)) as lab:
        took = []
        for _ in range(3):
            started = time.monotonic()
            with Client(lab["u"]):
                took.append(time.monotonic() - started >= 0.3)
        assert took == [True, True, False]
        assert _kinds(lab) == ["SlowLogin", "SlowLogin"]


def test_a_wrong_host_key_is_shown() -> None:
    """From the second connection on it is another one, and always the same."""
    with _lab(HostKey(at=AtConnection(number=2)), HostKey(at=AtConnection(number=3))) as lab:
        keys = []
        for _ in range(4):
            with Client(lab["u"]) as client:
                keys.append(client.host_key.get_base64())
        own = lab["u"].host_key_line.split()[1]
        assert keys[0] == keys[3] == own
        assert keys[1] == keys[2] != own


def test_another_release_is_told_after_the_login() -> None:
    """In `get system status`; what the unit knows is still that of its own."""
    with _lab(Release(fortios="6.2.3")) as lab, Client(lab["u"]) as client:
        for command in ("get system status", "get sys stat | grep Version"):
            assert "Version: FortiGate-VM64-KVM v6.2.3,build1066,191219 (GA)\n" in client.command(command)[0]
        assert "config cluster-peer" in client.command("show system standalone-cluster")[0]
        assert [fired.session for fired in lab["u"].fired] == [1, 2]
        lab["u"].forget()
        assert "v7.4.4," in client.command("get system status")[0]


def test_a_second_login_is_refused_while_the_first_is_open() -> None:
    """No password is right then."""
    with _lab(RefuseLogin()) as lab:
        for _ in range(2):
            with shell(lab["u"]) as terminal:
                with pytest.raises(paramiko.AuthenticationException):
                    Client(lab["u"])
                assert terminal.ask("execute time")
            _until_nobody_is_on(lab)
        assert _kinds(lab) == ["RefuseLogin"] * 2


def _until_nobody_is_on(lab: Lab) -> None:
    deadline = time.monotonic() + 5
    while lab["u"].connections and time.monotonic() < deadline:
        time.sleep(0.01)


def test_secrets_are_encrypted_anew_at_every_show() -> None:
    """And the stored text stays what it is."""
    secret = "config system standalone-cluster\nset psksecret s3cret\nend"
    with _lab(Reencrypt()) as lab:
        lab["u"].admin_change(secret)
        stored = lab["u"].stored_text()
        with shell(lab["u"], rows=1000) as terminal:
            shown = [_psk(terminal.ask("show system standalone-cluster")) for _ in range(3)]
            lab["u"].forget()
            shown += [_psk(terminal.ask("show system standalone-cluster")) for _ in range(2)]
        assert len(set(shown)) == 4
        assert shown[3] == shown[4] == _psk(stored)
        assert _kinds(lab) == ["Reencrypt"] * 3


def _psk(text: str) -> str:
    found = re.search(r"set psksecret ENC (\S+)", text)
    assert found, text
    return found[1]


def test_a_reboot_drops_all_sessions_and_what_is_not_saved() -> None:
    """What had been saved by `next` stays; for a while nobody gets in."""
    with _lab(Reboot(at=AtLine(line="set peerip 10.0.0.2"), seconds=0.3)) as lab:
        with shell(lab["u"]) as one, shell(lab["u"]) as other:
            _typed(one, ROW[:5])
            _typed(other, ("config system ha", "set session-pickup enable"))
            assert _typed(one, ("edit 2", "set peerip 10.0.0.2")) == ["edit 2\r\r\nnew entry '2' added\r\n\r\nu (2) # "]
            assert other.rest() == ""
        with pytest.raises((paramiko.SSHException, OSError, EOFError)):
            Client(lab["u"])
        text = lab["u"].stored_text()
        assert "set peerip 10.0.0.1" in text
        assert "set peerip 10.0.0.2" not in text
        assert "session-pickup" not in text
        _until_it_answers(lab)
        assert _kinds(lab) == ["Reboot"]


def _until_it_answers(lab: Lab) -> None:
    deadline = time.monotonic() + 5
    while True:
        try:
            with Client(lab["u"]):
                return
        except (paramiko.SSHException, OSError, EOFError):
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_a_reboot_loses_what_an_open_transaction_holds() -> None:
    """Nothing of it was committed."""
    lines = ("execute config-transaction start", *PICKUP, "execute time")
    with _lab(Reboot(at=AtLine(line="execute time"))) as lab:
        with shell(lab["u"]) as terminal:
            _typed(terminal, lines)
        assert "session-pickup" not in lab["u"].stored_text()
        lab["u"].admin_change("\n".join(PICKUP))
        assert "set session-pickup enable" in lab["u"].stored_text()


def test_another_member_takes_over_at_a_line() -> None:
    """Same address, same configuration, other serial number and host key; open sessions are lost."""
    with _lab(FailOver(at=AtLine(line="end", number=2, moment="answered")), ha_mode="a-p", ha_role="primary") as lab:
        serial, key, place = lab["u"].serial, lab["u"].host_key_line, (lab["u"].host, lab["u"].port)
        with shell(lab["u"]) as terminal:
            assert len(_typed(terminal, (*ROW, "show"))) == len(ROW)
        assert (lab["u"].host, lab["u"].port) == place
        assert _holds_row(lab)
        with Client(lab["u"]) as client:
            assert f"{client.host_key.get_name()} {client.host_key.get_base64()}" == lab["u"].host_key_line != key
            status = client.command("get system status")[0]
        assert serial not in status
        assert f"Serial-Number: {lab['u'].serial}" in status


def test_an_administrator_changes_something_between_two_lines() -> None:
    """Exactly there: our own object still shows what it was opened with laid over what is stored by then."""
    fault = Change(at=AtLine(line="show", number=2), lines=PICKUP)
    with _lab(fault) as lab, shell(lab["u"], rows=1000) as terminal:
        assert ["session-pickup" in terminal.ask("show") for _ in range(3)] == [False, True, True]
        assert lab["u"].log == ("show",) * 3


def test_a_change_that_the_unit_refuses_is_a_mistake_of_who_made_the_fault() -> None:
    """It is raised at the end of the block."""
    lab = _lab(Change(at=AtLine(line="execute time"), lines=(ROW[0], "set nonsense 1")))
    lab.start()
    with shell(lab["u"]) as terminal:
        terminal.ask("execute time")
    with pytest.raises(ValueError, match="refused 'set nonsense 1'"):
        lab.__exit__(None, None, None)


def test_the_line_to_a_unit_becomes_longer() -> None:
    """For connections made since the fault was; from its moment on."""
    with _lab(Latency(at=AtLine(line="execute time"), seconds=0.2)) as lab, shell(lab["u"]) as terminal:
        assert _seconds(terminal, "execute date") < 0.2
        terminal.ask("execute time")
        assert _seconds(terminal, "execute date") >= 0.2


def test_the_line_to_a_unit_becomes_shorter() -> None:
    """And nothing overtakes what is on its way."""
    with _lab(Latency(at=AtLine(line="execute time"), seconds=0.0), latency=0.1) as lab, shell(lab["u"]) as terminal:
        terminal.send("execute time\nexecute date\n")
        text = terminal.until("# ")
        while text.count("# ") < 2:
            text += terminal.until("# ")
        assert text.index("current time") < text.index("current date")
        assert _seconds(terminal, "execute date") < 0.1


def _seconds(terminal: TerminalClient, line: str) -> float:
    """The shortest of some tries: others are at work on this machine."""
    took = []
    for _ in range(3):
        started = time.monotonic()
        terminal.ask(line)
        took.append(time.monotonic() - started)
    return min(took)


def test_a_fault_can_be_made_while_the_unit_runs() -> None:
    """Its numbers count from then on; several at one moment happen in the order in which they were made."""
    seen: list[str] = []
    with _lab() as lab, shell(lab["u"]) as terminal:
        terminal.ask("execute time")
        lab["u"].fault(Call(at=AtLine(number=2), action=lambda: seen.append("first")))
        lab["u"].fault(Call(at=AtLine(line="execute  date"), action=lambda: seen.append("second")))
        terminal.ask("execute time")
        assert seen == []
        terminal.ask("execute date")
        assert seen == ["first", "second"]
        assert _kinds(lab) == ["Call", "Call"]


def test_a_number_counts_over_all_sessions_or_in_each() -> None:
    """Here the second `execute time`: of the unit, and of a session."""
    of_unit = Refuse(at=AtLine(line="execute time", number=2), error="unit\n")
    of_session = Refuse(at=AtLine(line="execute time", number=2, within="session"), error="session\n", times=None)
    with _lab(of_unit, of_session) as lab, shell(lab["u"]) as one, shell(lab["u"]) as other:
        said = [terminal.ask("execute time").split("\r\n")[1] for terminal in (one, other, one, other, one)]
    assert [text[:7] for text in said] == ["current", "unit", "session", "session", "current"]


def test_a_change_may_meet_a_lock() -> None:
    """Our transaction holds the object: the other administrator gives up, if that was foreseen."""
    fault = Change(at=AtLine(line="execute time"), lines=PICKUP, may_be_refused=True)
    with _lab(fault) as lab, shell(lab["u"]) as terminal:
        _typed(terminal, ("execute config-transaction start", *PICKUP, "execute time"))
        assert "session-pickup" not in lab["u"].stored_text()
        assert _kinds(lab) == ["Change"]


def test_the_bytes_of_a_command_are_received_too() -> None:
    """`ssh host COMMAND`: what is typed is the command and Enter."""
    with _lab(Drop(at=AtByte(direction="received", count=len("execute time")))) as lab, Client(lab["u"]) as client:
        assert client.command("execute time")[0] == "u # "
        assert lab["u"].log == ()


def test_a_call_at_a_byte_comes_before_the_unit_sees_the_next_one() -> None:
    """A process can be killed, and another administrator be at work, in the middle of a line."""
    seen: list[str] = []
    with _lab() as lab, shell(lab["u"]) as terminal:
        at = AtByte(direction="received", count=len("execute ti"))
        lab["u"].fault(Call(at=at, action=lambda: seen.append(f"{lab['u'].sessions} {lab['u'].log}")))
        terminal.ask("execute time")
        assert seen == ["1 ()"]
