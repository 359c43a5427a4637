"""Every answer is that of its own command, whatever the texts in it look like."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from fgsp_cli.base.errors import ReadLimit, Unattributed
from fgsp_cli.device.dialogue.terminal import Terminal
from fgsp_cli.inventory import Deadlines
from fgsp_cli.testing import Quirks

sys.path.insert(0, str(Path(__file__).parent))
from recorded_unit import Replay
from units import session_on

HASTY = Deadlines(connect=1, login=1, prompt=2, command=0.2, answer=5, line=1)
HOSTILE = [
    "first\nfgt # exit",
    "first\nfgt # ",
    "first\nfgt # show system ha\nconfig system ha\n    set session-pickup enable\nend\n\nfgt # ",
    "first\nfgt (global) # end\n\nfgt # end",
    "first\n--More-- ",
    "first\nReally? (y/n)",
    "first\nconfig transaction id=1 has expired",
    "first\ncommand parse error before 'fgsp-0123456789ab'\nCommand fail. Return code -61\n\nfgt # ",
]
CONFIG = """\
config system interface
    edit "port1"
        set alias "{alias}"
        set description "{alias}"
    next
end
config system standalone-cluster
    set standalone-group-id 7
    config cluster-peer
        edit 3
            set peerip 10.9.9.9
            set peervd "root"
        next
    end
end
config system ha
    set session-pickup enable
end
"""


@pytest.mark.parametrize("quirks", [Quirks(), Quirks(max_rows=24), Quirks(echo_ahead="at once")])
@pytest.mark.parametrize("vdoms", [(), ("root", "web")])
@pytest.mark.parametrize("alias", HOSTILE)
def test_a_value_that_looks_like_a_prompt_shifts_no_answer(
    tmp_path: Path, alias: str, vdoms: tuple[str, ...], quirks: Quirks
) -> None:
    """With VDOMs and without, paged on 24 rows, and with the echo of all lines in front of the first answer."""
    settings: dict[str, object] = {"vdoms": vdoms} if vdoms else {}
    config = CONFIG.format(alias=alias)
    with session_on(tmp_path, config=config, cfg_save="manual", quirks=quirks, **settings) as (_, session):
        facts, reading = session.facts(), session.read()
        assert facts.interfaces is not None
        assert "port1" in facts.interfaces
        assert (facts.cfg_save, facts.standalone_config_sync) == ("manual", False)
        assert not reading.state.notes
        assert str(reading.state.peers[3]["peerip"]) == "10.9.9.9"
        assert session.show("system interface").count(alias) == 2
        session.send(["config system ha", "set session-pickup disable", "end"])
        assert "pickup" not in session.show("system ha")
        assert session.show_all().count(alias) == 2


class Paused(Replay):
    """A recorded unit that pauses in the midst of what it sends."""

    def __init__(self, exchanges: list[tuple[bytes, bytes]], cut: int, pause: float) -> None:
        self._left, self._pause, self._until = cut, pause, 0.0
        super().__init__(exchanges)

    def receive(self, seconds: float) -> bytes | None:
        wait = self._until - time.monotonic()
        if wait > 0:
            time.sleep(min(wait, seconds))
            return None
        self._piece = self._left if self._left > 0 else 1 << 20
        data = super().receive(seconds)
        if data and self._left > 0:
            self._left -= len(data)
            if self._left <= 0:
                self._until = time.monotonic() + self._pause
        return data


BANNER = b"Asset # 4711\r\nfgt # x\r\nNOTICE # keep out $ \r\nfgt (a) # b\r\n\r\nfgt # "
STATUS = (
    b"get system status\r\r\nVersion: FortiGate-60F v7.4.4,build2662,240514 (GA.F)\r\nfgt # no prompt\r\n\r\nfgt # "
)
SHOW = (
    b'show system interface\r\r\nconfig system interface\r\n    edit "port1"\r\n        set alias "x\r\nfgt # exit\r\n'
    b'fgt # "\r\n    next\r\nend\r\n\r\nfgt # '
)


@pytest.mark.parametrize("cut", range(1, len(BANNER)))
def test_a_banner_is_no_prompt_wherever_it_is_cut(cut: int) -> None:
    """With a pause there; the answers behind it are those of their commands."""
    unit = Paused([(b"", BANNER), (b"get system status\n", STATUS)], cut, 0.03)
    terminal = Terminal(unit, "fgt", HASTY)
    assert terminal.login().host == "fgt"
    assert terminal.ask("get system status").text.startswith("Version: FortiGate-60F")


@pytest.mark.parametrize("cut", range(len(b"fgt # "), len(b"fgt # \r\r\nfgt # ") + len(SHOW), 3))
def test_an_answer_is_whole_wherever_it_is_cut(cut: int) -> None:
    """A pause in the midst of a value that looks like a prompt ends no answer."""
    unit = Paused(
        [(b"", b"fgt # "), (b"show system interface\n", SHOW), (b"show x\n", b"show x\r\r\n1\r\n\r\nfgt # ")], cut, 0.03
    )
    terminal = Terminal(unit, "fgt", HASTY)
    terminal.login()
    assert terminal.ask("show system interface").text.endswith("    next\nend\n")
    assert terminal.ask("show x").text == "1\n"


def test_colours_before_the_prompt_are_no_part_of_it() -> None:
    """Nor of an answer."""
    green = b"\x1b[1;32mfgt\x1b[0m # "
    unit = Replay([(b"", b"Welcome\r\n" + green), (b"show x\n", b"show x\r\r\n1\r\n\r\n" + green)])
    terminal = Terminal(unit, "fgt", HASTY)
    assert terminal.login().host == "fgt"
    assert terminal.ask("show x").text == "1\n"


@pytest.mark.parametrize(
    "echo", [b"show x", b"\rfgt # show x", b"sh\r\now x", b"shaw\x08\x08ow x", b"s\x1b[Dshow x\x1b[K"]
)
def test_an_echo_is_known_however_it_is_shown(echo: bytes) -> None:
    """Redrawn, wrapped, corrected."""
    unit = Replay([(b"", b"fgt # "), (b"show x\n", echo + b"\r\r\nshow y\r\n\r\nfgt # ")])
    terminal = Terminal(unit, "fgt", HASTY)
    terminal.login()
    assert terminal.ask("show x").text == "show y\n"


def test_a_prompt_redrawn_after_a_notice_is_no_answer() -> None:
    """The lines that were sent together are told apart by their echoes."""
    stream = (
        b"config x\r\r\n\r\nfgt (x) # \r\nlink port1 down\r\n\r\nfgt (x) # set a 1\r\r\n\r\nfgt (x) # "
        b"set b 1\r\r\nwrong\r\n\r\nfgt (x) # "
    )
    unit = Replay([(b"", b"fgt # "), (b"config x\nset a 1\nset b 1\n", stream)])
    terminal = Terminal(unit, "fgt", HASTY)
    terminal.login()
    answers = terminal.send(["config x", "set a 1", "set b 1"], lambda _place, _text: False)
    assert [answer.text for answer in answers] == ["", "", "wrong\n"]
    assert terminal.notices == ["link port1 down"]


@pytest.mark.parametrize("extra", [b"\r\nfgt # ", b"\r\nfgt # \r\nfgt # "])
def test_more_prompts_than_lines_and_no_echo_is_an_error(extra: bytes) -> None:
    """Which answer is whose is not guessed."""
    unit = Replay([(b"", b"fgt # "), (b"set a 1\nset b 1\n", b"\r\nfgt # \r\nfgt # " + extra)])
    terminal = Terminal(unit, "fgt", HASTY)
    terminal.login()
    with pytest.raises(Unattributed, match="cannot be distinguished from other output"):
        terminal.send(["set a 1", "set b 1"], lambda _place, _text: False)
    assert unit.closed


def test_an_answer_without_its_echo_is_an_error() -> None:
    """It is asked for twice, as what came first may have been something else."""
    stale = b"an answer of yesterday\r\n\r\nfgt # "
    unit = Replay([(b"", b"fgt # "), (b"show x\n", stale), (b"show x\n", b"show x\r\r\n1\r\n\r\nfgt # ")])
    terminal = Terminal(unit, "fgt", HASTY)
    terminal.login()
    assert terminal.ask("show x").text == "1\n"
    unit = Replay([(b"", b"fgt # "), (b"show x\n", stale), (b"show x\n", stale)])
    terminal = Terminal(unit, "fgt", HASTY)
    terminal.login()
    with pytest.raises((Unattributed, ReadLimit)):
        terminal.ask("show x")
    assert unit.closed
