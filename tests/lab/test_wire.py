"""A line with a delay in front of a unit."""

from __future__ import annotations

import asyncio
import socket
import struct
import time
from collections.abc import Callable

import pytest
from lab_client import Client, shell

from fgsp_cli.lab.ssh.wire import EOF, pass_on
from fgsp_cli.testing import Lab, UnitSpec

LATENCY = 0.08


def _seconds(work: Callable[[], object]) -> float:
    started = time.monotonic()
    work()
    return time.monotonic() - started


@pytest.fixture
def lab() -> Lab:
    return Lab([UnitSpec(name="u", fortios="7.4.4", latency=LATENCY)])


def test_a_command_takes_one_round_trip(lab: Lab) -> None:
    """Half of it on the way there, half on the way back."""
    with lab, shell(lab["u"]) as terminal:
        took = [_seconds(lambda: terminal.ask("execute date")) for _ in range(5)]
    assert LATENCY <= min(took) < 1.5 * LATENCY


def test_lines_sent_ahead_share_a_round_trip(lab: Lab) -> None:
    """Bytes are delayed, not commands: fifty lines cost what one does, give or take the work itself."""

    def fifty() -> None:
        terminal.send("config system ha\nabort\n" * 25)
        text = terminal.until("u # ")
        while text.count("u (ha) # ") < 25 or not text.endswith("u # "):
            text += terminal.until("u # ")

    with lab, shell(lab["u"]) as terminal:
        took = [_seconds(fifty) for _ in range(5)]
    assert LATENCY <= min(took) < 2 * LATENCY


def test_the_handshakes_take_their_round_trips(lab: Lab) -> None:
    """TCP one, and SSH several: a login over a long line is slow."""
    with lab:
        started = time.monotonic()
        with Client(lab["u"]) as client:
            client.shell().until("# ")
        assert time.monotonic() - started >= 5 * LATENCY


def test_bytes_arrive_in_order_and_complete(lab: Lab) -> None:
    """A long answer in many pieces is whole."""
    with lab, shell(lab["u"], rows=10_000) as terminal:
        terminal.send("config system global\n")
        lines = [f'set alias "{number:05d}-{"x" * 30}"\nshow\n' for number in range(100)]
        terminal.send("".join(lines) + "abort\nexit\n")
        text = terminal.rest().replace("\r", "")
    shown = [line.split('"')[1][:5] for line in text.split("\n") if line.startswith("    set alias")]
    assert shown == [f"{number:05d}" for number in range(100)]


def test_a_client_that_goes_away_ends_its_session(lab: Lab) -> None:
    """The end of the connection travels too."""
    with lab:
        with shell(lab["u"]):
            assert lab["u"].sessions == 1
        deadline = time.monotonic() + 5
        while lab["u"].sessions and time.monotonic() < deadline:
            time.sleep(0.01)
        assert lab["u"].sessions == 0


def test_a_lab_with_open_delayed_sessions_stops_at_once(lab: Lab) -> None:
    """Whatever is on its way is dropped."""
    lab.start()
    with shell(lab["u"]) as terminal:
        terminal.send("get system status\n")
        started = time.monotonic()
        lab.stop()
        assert time.monotonic() - started < 1


def test_the_end_of_one_side_reaches_another_that_is_gone_already_in_silence() -> None:
    """A client that hangs up with answers unread resets the connection; the loop learns of it only later."""

    async def ended() -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            client = socket.create_connection(server.getsockname())
            transport, _ = await asyncio.get_running_loop().create_connection(asyncio.Protocol, sock=server.accept()[0])
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            client.close()
            pass_on(transport, EOF)
            transport.close()

    asyncio.run(ended())
