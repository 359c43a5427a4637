"""No unit can keep a session for ever, or fill the memory: silence, time and size have limits."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import asyncssh
import pytest

from fgsp_cli.base import StopRequest
from fgsp_cli.base.errors import ReadLimit, SessionLost, Undecided, UnitError
from fgsp_cli.device.dialogue.terminal import Terminal
from fgsp_cli.device.secret_resolver import Resolver
from fgsp_cli.device.session import Session
from fgsp_cli.inventory import Deadlines, Target

sys.path.insert(0, str(Path(__file__).parent))
from raw_unit import Say, raw_unit, read_key, read_line
from recorded_unit import Replay

LIMITS = Deadlines(connect=5, login=5, prompt=2, command=1, answer=2, line=2, size=4 << 20)
Process = asyncssh.SSHServerProcess[bytes]
PROMPT = b"fgt # "
STATUS = b"Version: FortiGate-60F v7.4.4,build2662,240514 (GA.F)\r\nSerial-Number: FGT60FTK00000001\r\n"


def after_login(go_on: Say, at: bytes = b"get system status") -> Say:
    """A unit that answers as it should until that command, and then does something else for ever."""

    async def say(process: Process) -> None:
        process.stdout.write(PROMPT)
        while True:
            line = await read_line(process)
            process.stdout.write(line + b"\r\r\n")
            if line.startswith(at):
                await go_on(process)
            said = STATUS if line == b"get system status" else b""
            if line.startswith(b"show fgsp-"):
                said = b"\r\ncommand parse error before '%b'\r\nCommand fail. Return code -61\r\n" % line[5:]
            process.stdout.write(said + b"\r\n" + PROMPT)

    return say


async def silent(process: Process) -> None:
    """Not a word."""
    await asyncio.sleep(3600)


async def trickling(process: Process) -> None:
    """A byte now and then, without end."""
    while True:
        process.stdout.write(b"x")
        if process.is_closing():
            return
        await asyncio.sleep(0.3)


async def paging(process: Process) -> None:
    """One page behind the other."""
    while True:
        process.stdout.write(b"line\r\n--More-- ")
        await read_key(process)
        process.stdout.write(b"\r         \r")


async def asking(process: Process) -> None:
    """One question behind the other."""
    while True:
        process.stdout.write(b"Are you sure? (y/n)")
        await read_key(process)
        process.stdout.write(b"n\r\n")


async def flooding(process: Process) -> None:
    """A gigabyte, as fast as it is taken; every line looks a bit like a prompt."""
    for _ in range(1 << 14):
        process.stdout.write(b"fgt #\r\nfgt (x) #\r\n" * 3640)
        await process.stdout.drain()
        await asyncio.sleep(0)
        if process.is_closing():
            return


@pytest.mark.parametrize("go_on", [silent, trickling, paging, asking, flooding])
@pytest.mark.timeout(60)
@pytest.mark.spread(3)
def test_a_read_ends_at_its_limits(tmp_path: Path, go_on: Say) -> None:
    """Within the time that was given for it, with what the unit said last, and with the session closed."""
    with raw_unit(tmp_path, after_login(go_on), LIMITS) as target:
        began = time.monotonic()
        with pytest.raises((ReadLimit, SessionLost)) as caught:
            Session.open(target, Resolver())
        assert time.monotonic() - began < 6
        assert isinstance(caught.value, ReadLimit)


@pytest.mark.parametrize("go_on", [silent, trickling, paging, asking, flooding])
@pytest.mark.timeout(60)
@pytest.mark.spread(3)
def test_a_line_that_changes_something_is_undecided_at_its_limit(tmp_path: Path, go_on: Say) -> None:
    """What was sent may still be carried out: that is no lost connection, and names the line."""
    with (
        raw_unit(tmp_path, after_login(go_on, b"set session-pickup"), LIMITS) as target,
        Session.open(target, Resolver()) as session,
    ):
        began = time.monotonic()
        with pytest.raises(UnitError) as caught:
            session.send(["config system ha", "set session-pickup enable", "end"])
        assert time.monotonic() - began < 9
        if go_on is asking:
            assert "questions in a row" in str(caught.value)
            return
        assert isinstance(caught.value, Undecided)
        assert caught.value.line in ("config system ha", "set session-pickup enable")
        assert "may still carry it out" in str(caught.value)
        with pytest.raises(SessionLost):
            session.run("get system status")


@pytest.mark.parametrize("go_on", [silent, trickling])
@pytest.mark.timeout(60)
def test_a_request_to_stop_ends_a_wait(tmp_path: Path, go_on: Say) -> None:
    """Within five seconds, though the limits are far away."""
    far = Deadlines(connect=5, login=60, prompt=60, command=60, answer=60, line=60)
    stop = StopRequest()
    with raw_unit(tmp_path, after_login(go_on), far) as target:
        took: list[float] = []

        def work() -> None:
            stop.enter()
            with pytest.raises(ReadLimit, match=r"request to stop|no answer within 4"):
                Session.open(target, Resolver())
            took.append(time.monotonic())

        thread = threading.Thread(target=work)
        thread.start()
        time.sleep(1)
        asked = time.monotonic()
        stop.request()
        thread.join(20)
        assert took[0] - asked < 5


@pytest.mark.parametrize("piece", [11, 1 << 10, 1 << 17])
@pytest.mark.timeout(60)
def test_scanning_is_linear(piece: int) -> None:
    """Twice as much takes about twice as long, though everything in it looks like a prompt, a page or a question."""
    line = b"fgt # \r\n--More--\r\nSure? (y/n)\r\nconfig transaction id=1 x\r\n"

    def seconds(count: int) -> float:
        answer = b'show x\r\r\nset buffer "' + line * count + b'"\r\n\r\nfgt # '
        terminal = Terminal(Replay([(b"", PROMPT), (b"show x\n", answer)], piece), "fgt", Deadlines())
        terminal.login()
        began = time.process_time()
        assert terminal.ask("show x").text.count("--More--") == count
        return time.process_time() - began

    few = 1000 if piece < 1000 else 20000
    seconds(few)
    assert seconds(4 * few) < 8 * seconds(few) + 0.2


async def before_login(process: Process) -> None:
    """Nothing at all."""
    await silent(process)


@pytest.mark.parametrize("say", [before_login, after_login(silent), after_login(trickling), after_login(paging)])
@pytest.mark.timeout(60)
@pytest.mark.spread(2)
def test_one_ctrl_c_ends_a_verb_within_five_seconds(tmp_path: Path, say: Say) -> None:
    """A real process, a real signal; exit code 130."""
    reached = threading.Event()

    async def say_and_report(process: Process) -> None:
        reached.set()
        await say(process)

    with raw_unit(tmp_path, say_and_report, LIMITS) as target:
        process = started(tmp_path, target, "backup", "--to", str(tmp_path / "to"))
        assert reached.wait(30)
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        began = time.monotonic()
        said = process.communicate(timeout=30)[0]
        assert time.monotonic() - began < 6  # and the end of a process on a busy machine
        assert process.returncode == 130, said


def test_the_limits_of_the_command_line_are_those_of_the_session(tmp_path: Path) -> None:
    """`--read-limit` counts for every unit, in seconds and MiB."""
    with raw_unit(tmp_path, after_login(trickling), LIMITS) as target:
        began = time.monotonic()
        process = started(tmp_path, target, "backup", "--to", str(tmp_path / "to"), "--read-limit", "1.5")
        said = process.communicate(timeout=30)[0]
        assert process.returncode == 1
        assert "no end of the answer within 1.5 seconds" in said
        assert time.monotonic() - began < 15
    with raw_unit(tmp_path, after_login(flooding), LIMITS) as target:
        process = started(tmp_path, target, "backup", "--to", str(tmp_path / "to"), "--read-limit", "20,2")
        assert "more than 2 MiB" in process.communicate(timeout=60)[0]


def started(folder: Path, target: Target, *words: str) -> subprocess.Popen[str]:
    """A verb on that unit, as a process of its own."""
    hosts = f"x: {{hostname: 127.0.0.1, port: {target.port}, username: a, password: right}}\n"
    (folder / "hosts.yaml").write_text(hosts)
    return subprocess.Popen(
        [sys.executable, "-m", "fgsp_cli", words[0], "-I", str(folder), *words[1:]],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    )


@pytest.mark.timeout(60)
def test_a_slow_line_is_waited_for(tmp_path: Path) -> None:
    """Longer than any read may be silent: it is carried out, and then it was accepted."""

    async def slow(process: Process) -> None:
        await asyncio.sleep(2.5)

    patient = Deadlines(connect=5, login=5, prompt=2, command=1, answer=2, line=20)
    with (
        raw_unit(tmp_path, after_login(slow, b"execute config-transaction commit"), patient) as target,
        Session.open(target, Resolver()) as session,
    ):
        session.send(["execute config-transaction commit"])
        assert session.run("get system status").startswith("Version")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (b"Maximum number of administrator sessions reached\r\n", "Maximum number of administrator sessions reached"),
        (b"Press any key to continue ", "Press any key to continue"),
        (b"\r\nconfig is locked by admin2\r\nfgt", "config is locked by admin2"),
        (b"", "logged in, but"),
    ],
)
@pytest.mark.parametrize("closes", [True, False])
@pytest.mark.timeout(60)
@pytest.mark.spread(3)
def test_a_wait_that_fails_quotes_what_the_unit_said(tmp_path: Path, said: bytes, words: str, closes: bool) -> None:
    """Closed or silent: its last lines without secrets, and the likely causes in the words of FortiOS."""

    async def say(process: Process) -> None:
        process.stdout.write(said + (b"right" if said else b""))
        await process.stdout.drain()
        await asyncio.sleep(0.2 if closes else 3600)
        process.exit(0)

    with raw_unit(tmp_path, say, LIMITS) as target, pytest.raises(SessionLost) as caught:
        Session.open(target, Resolver())
    assert words in str(caught.value)
    assert "trusthost" in caught.value.hint
    assert "admin-login-max" in caught.value.hint
    assert not said or "********" in str(caught.value)
    assert "sright" not in str(caught.value)
