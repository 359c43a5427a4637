"""Answers out of bytes: recordings of real units, and every way in which bytes can come."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from fgsp_cli.base.errors import LoginRefused, ReadLimit, SessionLost, Undecided
from fgsp_cli.device.dialogue.terminal import Answer, Terminal
from fgsp_cli.device.lines import keys
from fgsp_cli.inventory import Deadlines

sys.path.insert(0, str(Path(__file__).parent))
from recorded_unit import Replay
from replay.recordings import DATA, recorded

PROMPT = b"FGT # "
QUICK = Deadlines(connect=1, login=1, prompt=0.2, command=0.3, line=0.5)
PIECES = (1, 2, 3, 7, 64, 1 << 20)


def terminal(*exchanges: tuple[bytes, bytes], first: bytes = PROMPT, piece: int = 1 << 20) -> tuple[Terminal, Replay]:
    """A terminal that is logged in to a recorded unit."""
    replay = Replay([(b"", first), *exchanges], piece)
    term = Terminal(replay, "fgt", QUICK)
    term.login()
    return term, replay


def never(place: int, text: str) -> bool:
    """No question is planned for."""
    raise AssertionError((place, text))


def texts(answers: list[Answer]) -> list[str]:
    """Their texts."""
    return [answer.text for answer in answers]


def levels(answers: list[Answer]) -> list[str]:
    """The levels of the prompts behind them."""
    return [answer.prompt.level for answer in answers]


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("name", ["bytes-91G-7.4.7-session.txt", "bytes-3001F-7.4.8-ha-session.txt"])
def test_real_sessions_are_read_whole_however_their_bytes_are_cut(name: str, piece: int) -> None:
    """Two recordings with a pager on 24 rows: every command's answer, without echo, pager and prompt."""
    exchanges = [pair for pair in recorded(name) if pair[0] != b"exit\n"]
    replay = Replay(exchanges, piece)
    term = Terminal(replay, "fgt", Deadlines())
    first = term.login()
    for typed, _ in exchanges:
        if typed not in (b"", b" "):
            line = typed.decode().strip()
            answer = term.ask(line)
            assert answer.prompt == first
            assert not set(answer.text) & {"\r", "\x08"}
            assert line not in answer.text
            assert "--More--" not in answer.text
            assert first.host + " #" not in answer.text
    assert replay.finished


def test_the_answer_of_a_paged_command_is_what_the_unit_printed() -> None:
    """Line by line, as in the recording."""
    exchanges = [pair for pair in recorded("bytes-91G-7.4.7-session.txt") if pair[0] != b"exit\n"]
    term = Terminal(Replay(exchanges, 5), "fgt", Deadlines())
    term.login()
    lines = term.ask("get system status").text.splitlines()
    assert lines[0] == "Version: FortiGate-91G v7.4.7,build2731,250120 (GA.M)"
    assert lines[20:24] == [
        "Serial-Number: FGT91GTK00000000",
        "BIOS version: 06000100",
        "System Part-Number: P28792-06",
        "Log hard disk: Available",
    ]
    assert lines[-1] == "Last reboot reason: warm reboot"


@pytest.mark.parametrize("piece", PIECES)
def test_a_banner_is_accepted_with_the_one_key_that_it_waits_for(piece: int) -> None:
    """`a`, without Enter; the banner of a real unit."""
    banner = (DATA / "banner-postlogin-netmiko-2833.txt").read_bytes().partition(b"# ----\n")[2].rstrip(b"\n")
    replay = Replay([(b"", banner.replace(b"\n", b"\r\n")), (b"a", b"a\r\n\r\nFGT # ")], piece)
    assert Terminal(replay, "fgt", QUICK).login().host == "FGT"
    assert replay.sent == [b"a", b"\n"]


def test_two_banners_are_accepted_one_after_the_other() -> None:
    """A second fixed banner may follow the first."""
    accept = b"(Press 'a' to accept):"
    replay = Replay([(b"", b"one #\r\n" + accept), (b"a", b"two $\r\n" + accept), (b"a", b"\r\nFGT # ")])
    assert Terminal(replay, "fgt", QUICK).login().host == "FGT"


def test_a_warning_about_the_disk_may_precede_the_first_prompt() -> None:
    """Real words; they name `<ref#>` and end no answer."""
    recording = (DATA / "session-factoryreset-login-VM-7.0.3.txt").read_bytes()
    warning = recording[recording.index(b"WARNING: File") : recording.index(b"FortiGate-VM64-KVM # Timeout")]
    replay = Replay([(b"", warning.replace(b"\n", b"\r\n") + b"FortiGate-VM64-KVM # ")], 11)
    assert Terminal(replay, "fgt", QUICK).login().host == "FortiGate-VM64-KVM"


def test_a_unit_that_wants_a_new_password_first_is_a_refused_login() -> None:
    """The first login of a new unit; nothing is typed."""
    replay = Replay([(b"", b"You are forced to change your password. Please input a new password.\r\nNew Password:")])
    with pytest.raises(LoginRefused, match="wants a new password"):
        Terminal(replay, "fgt", QUICK).login()
    assert replay.sent == []


@pytest.mark.parametrize(
    ("cut", "colour"),
    [(b"NOTE # ", b"\x1b[0;31m"), (b"Asset $ ", b"\x1b[00;31m"), (b"\x1b[1mTo # ", b"\x1b[000;31m")],
)
def test_a_greeting_that_is_cut_like_a_prompt_teaches_a_second_session_nothing(cut: bytes, colour: bytes) -> None:
    """It knows the prompts of the unit from the first session; a colour may come in a piece of its own."""
    first, _ = terminal()
    said = (b"get x\n", b"get x\r\r\nvalue\r\n\r\nFGT # ")
    replay = Replay([(b"", cut + colour + b"is not to be touched.\r\nFGT # "), said], len(cut))
    beside = Terminal(replay, "fgt", QUICK, grammar=first.grammar)
    assert beside.login().host == "FGT"
    assert beside.ask("get x").text == "value\n"


def test_no_prompt_in_time_is_a_lost_session() -> None:
    """A unit that hangs behind its login."""
    with pytest.raises(SessionLost, match="no prompt: no answer within"):
        Terminal(Replay([(b"", b"Welcome #")]), "fgt", QUICK).login()


@pytest.mark.parametrize("piece", PIECES)
def test_lines_sent_ahead_are_answered_by_counting_prompts(piece: int) -> None:
    """The usual case: every echo behind its prompt."""
    stream = (
        b"config system ha\r\r\n\r\nFGT (ha) # set foo 1\r\r\n\r\ncommand parse error before 'foo'\r\n"
        b"Command fail. Return code -61\r\n\r\nFGT (ha) # end\r\r\n\r\nFGT # "
    )
    lines = ["config system ha", "    set foo 1", "end"]
    term, _ = terminal((b"config system ha\n    set foo 1\nend\n", stream), piece=piece)
    answers = term.send(lines, never)
    assert texts(answers) == ["", "command parse error before 'foo'\nCommand fail. Return code -61\n", ""]
    assert levels(answers) == ["ha", "ha", ""]


def test_echoes_that_stand_all_in_front_change_nothing() -> None:
    """As a terminal does that echoes what it gets at once: the error still belongs to the second line."""
    stream = (
        b"config system ha\r\nset foo 1\r\nend\r\n\r\nFGT (ha) # \r\ncommand parse error before 'foo'\r\n"
        b"Command fail. Return code -61\r\n\r\nFGT (ha) # \r\nFGT # "
    )
    term, _ = terminal((b"config system ha\nset foo 1\nend\n", stream))
    answers = term.send(["config system ha", "set foo 1", "end"], never)
    assert "'foo'" in answers[1].text
    assert "set foo 1" not in "".join(texts(answers))
    assert levels(answers) == ["ha", "ha", ""]


def test_an_echo_is_never_mistaken_for_a_line_of_the_output() -> None:
    """`end` closes blocks in the output of `show`: only at its own place is it an echo."""
    stream = b"show x\r\nend\r\n\r\nFGT # config x\r\nend\r\n\r\nFGT # \r\n\r\nFGT # "
    term, _ = terminal((b"a\nshow x\nend\n", stream))
    assert texts(term.send(["a", "show x", "end"], never))[1] == "config x\nend\n"


@pytest.mark.parametrize("piece", PIECES)
def test_a_question_gets_the_key_that_was_decided_on(piece: int) -> None:
    """The question of a real unit, which no prompt follows before the answer."""
    recording = (DATA / "fgsp-end-confirmation-azure-vwan.txt").read_bytes()
    question = recording[recording.index(b"\nChanging") : recording.index(b"(y/n)") + 5].replace(b"\n", b"\r\n")
    term, replay = terminal((b"end\n", b"end\r\r\n" + question), (b"y", b"y\r\n\r\nFGT # "), piece=piece)
    asked: list[tuple[int, str]] = []
    (answer,) = term.send(["end"], lambda place, text: not asked.append((place, text)))
    assert asked[0][0] == 0
    assert "Do you want to continue? (y/n)" in asked[0][1]
    assert answer.prompt.level == ""
    assert replay.finished


def test_a_question_in_the_midst_of_lines_gets_no() -> None:
    """The next line's first key was taken for an answer already; whatever is left of it is no `y`."""
    term, replay = terminal((b"unset a\nset b\n", b"unset a\r\r\nSure? (y/n)"), (b"n", b"\r\nFGT # \r\nFGT # "))
    places = []
    term.send(["unset a", "set b"], lambda place, _text: bool(places.append(place)))
    assert places == [0]
    assert b"n" in replay.sent


@pytest.mark.parametrize("piece", PIECES)
def test_what_a_transaction_announces_is_no_part_of_any_answer(piece: int) -> None:
    """In the midst of output and behind the prompt; the words are Fortinet's own."""
    said = b"config transaction id=1 will expire in 30 seconds\r\n"
    stream = b"show x\r\r\nconfig x\r\n" + said + b"end\r\n\r\nFGT # \r\n" + said
    term, _ = terminal((b"show x\n", stream), (b"\n", b"\r\nFGT # "), piece=piece)
    assert term.ask("show x").text == "config x\nend\n"
    assert term.ask("").text == ""
    assert "".join(term.notices).count("config transaction id=1 will expire in 30 seconds") == 2


def test_words_that_nobody_knows_behind_the_prompt_do_not_hang_the_session() -> None:
    """After some silence the prompt counts, and the words are kept."""
    term, _ = terminal((b"get x\n", b"get x\r\r\na: b\r\n\r\nFGT # \r\nThe disk is on fire\r\n"))
    assert term.ask("get x").text == "a: b\n"
    assert term.notices == ["The disk is on fire"]


def test_what_came_while_nobody_asked_belongs_to_no_answer() -> None:
    """It is read away before the next line is typed."""
    replay = Replay(
        [
            (b"", b"FGT # "),
            (b"get x\n", b"get x\r\r\n1\r\n\r\nFGT # \r\nlate\r\nFGT # "),
            (b"get y\n", b"get y\r\r\n2\r\n\r\nFGT # "),
        ]
    )
    replay._piece = 19  # the end of the first prompt
    term = Terminal(replay, "fgt", QUICK)
    term.login()
    assert term.ask("get x").text == "1\n"
    assert term.ask("get y").text == "2\n"
    assert "late" in term.notices[0]


def test_a_host_name_that_is_shown_in_the_output_ends_no_answer() -> None:
    """Only a whole prompt at the end does: texts of replacement messages hold anything."""
    stream = b'show m\r\r\nset buffer "\r\nFGT # \r\nFGT #\r\n config"\r\nend\r\n\r\nFGT # '
    term, _ = terminal((b"show m\n", stream))
    assert term.ask("show m").text == 'set buffer "\nFGT # \nFGT #\n config"\nend\n'


def test_a_character_of_several_bytes_survives_every_cut() -> None:
    """Bytes are made text once, at the end; what is no UTF-8 is taken byte by byte."""
    for piece in PIECES:
        term, _ = terminal((b"show\n", 'show\r\r\nset alias "Zürich 東京"\r\n\r\nFGT # '.encode()), piece=piece)
        assert term.ask("show").text == 'set alias "Zürich 東京"\n'
    term, _ = terminal((b"show\n", b'show\r\r\nset alias "Z\xfcrich"\r\n\r\nFGT # '))
    assert term.ask("show").text.encode("utf-8", "surrogateescape") == b'set alias "Z\xfcrich"\n'


def test_a_question_mark_is_typed_so_that_it_is_no_call_for_help() -> None:
    """Ctrl-V first; however the unit echoes it, the echo is not taken for output."""
    assert keys('set x "a?b"') == b'set x "a\x16?b"\n'
    for echo in (b'set x "a?b"', b'set x "a\x16?b"', b'set x "a^V?b"'):
        term, _ = terminal((b'set x "a\x16?b"\n', echo + b"\r\r\n\r\nFGT # "))
        assert texts(term.send(['set x "a?b"'], never)) == [""]


def test_a_line_without_an_answer_is_undecided() -> None:
    """It may be carried out later; the message does not hold the line's value."""
    term, replay = terminal((b"set psksecret hush\n", b""))
    with pytest.raises(Undecided, match=r"no answer within 0\.5 seconds to `set psksecret`"):
        term.send(["set psksecret hush"], never)
    assert replay.closed


def test_a_command_without_an_answer_is_a_limit() -> None:
    """What only reads leaves nothing undecided."""
    term, replay = terminal((b"get system status\n", b"get system status\r\r\nVersion"))
    with pytest.raises(ReadLimit, match=r"`get system`: no answer within 0\.3 seconds; it said last: .*Version"):
        term.ask("get system status")
    assert replay.closed
