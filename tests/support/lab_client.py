"""A plain SSH client for the tests of the lab: bytes out, bytes in, nothing interpreted."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from types import TracebackType
from typing import Self

import paramiko

from fgsp_cli.testing import LabUnit

ANSWER_SECONDS = 10.0


class TerminalClient:
    """A shell on a unit, over real SSH."""

    def __init__(self, transport: paramiko.Transport, *, columns: int, rows: int) -> None:
        self.channel = transport.open_session(timeout=ANSWER_SECONDS)
        self.channel.settimeout(ANSWER_SECONDS)
        self.channel.get_pty("vt100", columns, rows)
        self.channel.invoke_shell()
        self.closed = False

    def send(self, text: str | bytes) -> None:
        self.channel.sendall(text if isinstance(text, bytes) else text.encode())

    def until(self, ending: str) -> str:
        """Everything up to an ending at which the unit falls silent."""
        received = b""
        while not received.endswith(ending.encode()):
            piece = self.channel.recv(65536)
            if not piece:
                raise AssertionError(f"the channel was closed after {received!r}")
            received += piece
        return received.decode()

    def ask(self, line: str, ending: str = " # ") -> str:
        """Type a line with Enter; the answer, echo and next prompt included."""
        self.send(f"{line}\n")
        return self.until(ending)

    def silent(self, seconds: float = 0.1) -> bool:
        """Whether nothing comes."""
        time.sleep(seconds)
        return not self.channel.recv_ready()

    def rest(self) -> str:
        """Everything until the unit closes the channel."""
        received = b""
        while piece := self.channel.recv(65536):
            received += piece
        return received.decode()


class Client:
    """One connection."""

    def __init__(self, unit: LabUnit, *, username: str = "", password: str | None = None, key: str = "") -> None:
        self.unit = unit
        raw = socket.create_connection((unit.host, unit.port), timeout=ANSWER_SECONDS)
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.transport = paramiko.Transport(raw)
        self.transport.banner_timeout = self.transport.auth_timeout = ANSWER_SECONDS
        try:
            self.transport.start_client(timeout=ANSWER_SECONDS)
            self.host_key = self.transport.get_remote_server_key()
            if key:
                pkey = paramiko.Ed25519Key.from_private_key(StringIO(key))
                self.transport.auth_publickey(username or unit.username, pkey)
            else:
                self.transport.auth_password(username or unit.username, unit.password if password is None else password)
        except BaseException:
            self.transport.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.transport.close()

    def shell(self, *, columns: int = 80, rows: int = 24) -> TerminalClient:
        return TerminalClient(self.transport, columns=columns, rows=rows)

    def command(self, text: str, stdin: str = "") -> tuple[str, int]:
        """Run a command in an exec channel: its output and exit status."""
        channel = self.transport.open_session(timeout=ANSWER_SECONDS)
        channel.settimeout(ANSWER_SECONDS)
        channel.exec_command(text)
        if stdin:
            channel.sendall(stdin.encode())
        received = b""
        while piece := channel.recv(65536):
            received += piece
        return received.decode(), channel.recv_exit_status()


@contextmanager
def shell(unit: LabUnit, *, columns: int = 80, rows: int = 24, username: str = "") -> Iterator[TerminalClient]:
    """A shell whose first prompt has been read."""
    with Client(unit, username=username) as client:
        terminal = client.shell(columns=columns, rows=rows)
        terminal.until(" $ " if username else " # ")
        yield terminal
