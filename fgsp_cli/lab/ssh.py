# ruff: noqa: ARG002 (asyncssh says what its callbacks are given)
"""SSH in front of a unit: logins, channels and their terminals. The one module that knows asyncssh."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import asyncssh

from fgsp_cli.lab.shell import Shell
from fgsp_cli.lab.terminal import NO_TTY, Terminal, Tty, Work
from fgsp_cli.lab.wire import DelayLine

if TYPE_CHECKING:
    from fgsp_cli.lab.spec import Login
    from fgsp_cli.lab.unit import Unit

_KEX = (
    "curve25519-sha256",
    "curve25519-sha256@libssh.org",
    "ecdh-sha2-nistp256",
    "diffie-hellman-group-exchange-sha256",
    "diffie-hellman-group14-sha256",
)
"""group-exchange-sha256 must stay: it is all that netmiko's own driver has left with paramiko 5 [cli-behaviour 1.6]."""
# The library that does its arithmetic says at every use that it is out of fashion; nobody here can change the clients.
warnings.filterwarnings("ignore", message="Diffie-Hellman over finite fields", module="asyncssh")
_CIPHERS = ("aes256-ctr", "aes256-gcm@openssh.com", "aes128-ctr")
_MACS = ("hmac-sha2-256", "hmac-sha2-256-etm@openssh.com")
_ROWS_OF_EXEC = 24
"""Height that an exec channel pages by, where the unit's quirk makes it page: nobody has told it another."""


class Listener:
    """A unit's open port."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._options: asyncssh.SSHServerConnectionOptions | None = None
        self._acceptor: asyncssh.SSHAcceptor | None = None
        self._line: DelayLine | None = None
        self.connections: set[asyncssh.SSHServerConnection] = set()

    async def open(self) -> int:
        """Start answering; gives the port."""
        spec = self._unit.spec
        options = asyncssh.SSHServerConnectionOptions(
            server_factory=lambda: _Server(self._unit, self),
            server_host_keys=[asyncssh.import_private_key(self._unit.host_key)],
            kex_algs=_KEX,
            encryption_algs=_CIPHERS,
            mac_algs=_MACS,
            compression_algs=["none"],
            encoding=None,
            line_editor=False,
            agent_forwarding=False,
            gss_host=None,
        )
        if not spec.latency:
            self._acceptor = await asyncssh.listen(spec.host, spec.port, options=options, backlog=512)
            return self._acceptor.get_port()
        self._options = options
        self._line = DelayLine(spec.latency, self._accept)
        return await self._line.listen(spec.host, spec.port)

    async def close(self) -> None:
        """Stop answering and cut every connection."""
        if self._acceptor:
            self._acceptor.close()
        for connection in tuple(self.connections):
            connection.abort()
        if self._line:
            await self._line.close()

    async def _accept(self, connected: socket.socket) -> None:
        # A login that fails, or a client that goes away, is the client's affair.
        with contextlib.suppress(asyncssh.Error, OSError, asyncio.TimeoutError):
            await asyncssh.run_server(connected, options=self._options)


class _Server(asyncssh.SSHServer):
    """One connection."""

    def __init__(self, unit: Unit, listener: Listener) -> None:
        self._unit = unit
        self._listener = listener
        self._login: Login | None = None
        self._channels = 0

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._connection = conn
        limit = self._unit.spec.quirks.connections
        if limit is not None and len(self._listener.connections) >= limit:
            conn.abort()
            return
        self._listener.connections.add(conn)

    def connection_lost(self, exc: Exception | None) -> None:
        self._listener.connections.discard(self._connection)

    def begin_auth(self, username: str) -> bool:
        self._login = self._unit.login(username)
        if self._unit.spec.pre_login_banner:
            self._connection.send_auth_banner(self._unit.spec.pre_login_banner.rstrip("\n") + "\r\n")
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return self._login is not None and self._login.password == password

    def public_key_auth_supported(self) -> bool:
        return self._login is not None and bool(self._login.authorized_keys)

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        allowed = self._login.authorized_keys if self._login else ()
        return key.public_data in {asyncssh.import_public_key(line).public_data for line in allowed}

    def session_requested(self) -> asyncssh.SSHServerSession[bytes] | bool:
        limit = self._unit.spec.quirks.channels
        if self._login is None or (limit is not None and self._channels >= limit):
            return False
        self._channels += 1
        return _Channel(self._unit, self._login, self)

    def channel_closed(self) -> None:
        """One channel less."""
        self._channels -= 1


class _Channel(asyncssh.SSHServerSession[bytes]):
    """One channel: a terminal on asyncssh's callbacks."""

    def __init__(self, unit: Unit, login: Login, server: _Server) -> None:
        self._unit = unit
        self._server = server
        self._shell = Shell(unit, login)
        self._tty: Tty | None = None
        self._command: str | None = None
        self._terminal: Terminal | None = None

    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        self._channel = chan

    def connection_lost(self, exc: Exception | None) -> None:
        self._server.channel_closed()
        if self._terminal:
            self._unit.left()

    def pty_requested(
        self, term_type: str, term_size: tuple[int, int, int, int], term_modes: Mapping[int, int]
    ) -> bool:
        self._tty = self._sized(term_size[0], term_size[1])
        return True

    def shell_requested(self) -> bool:
        return True

    def exec_requested(self, command: str) -> bool:
        self._command = command
        return self._unit.spec.quirks.exec_channel

    def session_started(self) -> None:
        self._unit.entered()
        if self._command is None:
            self._terminal = Terminal(self._shell, self, self._tty or NO_TTY)
            self._terminal.start(self._unit.spec.post_login_banner)
            return
        rows = _ROWS_OF_EXEC if self._unit.spec.quirks.exec_pages else None
        self._terminal = Terminal(self._shell, self, replace(NO_TTY, rows=rows))
        self._terminal.start()
        self._feed(self._command.encode("utf-8", "surrogateescape") + b"\n")
        self._terminal.finish()

    def data_received(self, data: bytes, datatype: int | None) -> None:
        self._feed(data)

    def eof_received(self) -> bool:
        if self._terminal:
            self._terminal.end()
        return True

    def terminal_size_changed(self, width: int, height: int, pixwidth: int, pixheight: int) -> None:
        if self._terminal and self._tty:
            self._tty = self._sized(width, height)
            self._terminal.resize(self._tty)

    def write(self, data: bytes) -> None:
        """Send; what nobody listens to any more is lost."""
        if not self._channel.is_closing():
            self._channel.write(data)

    def close(self) -> None:
        """End the channel: always as a success, the texts say what went wrong [cli-behaviour 1.6a, confirmed]."""
        if not self._channel.is_closing():
            self._channel.exit(0)

    def defer(self, work: Sequence[Work], then: Callable[[], None]) -> None:
        """Do the work in a thread, so that it may itself talk to the lab, and go on here when it is done."""
        self._work = asyncio.get_running_loop().create_task(self._unit.work(work))
        self._work.add_done_callback(lambda _: self._guarded(then))

    def _feed(self, data: bytes) -> None:
        """Input for the terminal."""
        terminal = self._terminal
        if terminal:
            self._guarded(lambda: terminal.feed(data))

    def _guarded(self, action: Callable[[], None]) -> None:
        """Keep an error of ours for whoever tests: asyncssh would end the connection for it without a word."""
        try:
            action()
        except Exception as error:
            self._unit.failures.append(error)
            raise

    def _sized(self, columns: int, rows: int) -> Tty:
        quirks = self._unit.spec.quirks
        honoured = min(rows, quirks.max_rows) if quirks.max_rows else rows
        return Tty(columns=columns or 80, rows=honoured or 24, other_key_declines=quirks.other_key_declines)
