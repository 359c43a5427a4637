# ruff: noqa: ARG002 (asyncssh says what its callbacks are given)
"""SSH in front of a unit: its port and its connections."""

from __future__ import annotations

import asyncio
import contextlib
import math
import socket
import warnings
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import asyncssh

from fgsp_cli.lab.faults.fault_kinds import Drop, Fault, Hang, HostKey, Latency, RefuseLogin, SlowLogin
from fgsp_cli.lab.faults.firing import Nobody, happen, silence
from fgsp_cli.lab.ssh.authentication import Authentication
from fgsp_cli.lab.ssh.channel import Channel
from fgsp_cli.lab.ssh.wire import Door

if TYPE_CHECKING:
    from fgsp_cli.lab.unit import Unit

_KEX = (
    "curve25519-sha256",
    "curve25519-sha256@libssh.org",
    "ecdh-sha2-nistp256",
    "diffie-hellman-group-exchange-sha256",
    "diffie-hellman-group14-sha256",
)
"""group-exchange-sha256 must stay: it is all that netmiko's own driver has left with paramiko 5
[facts/cli-behaviour.md#1.6]."""
# The library that does its arithmetic warns at every use that it is deprecated; the lab cannot change its clients.
warnings.filterwarnings("ignore", message="Diffie-Hellman over finite fields", module="asyncssh")
_CIPHERS = ("aes256-ctr", "aes256-gcm@openssh.com", "aes128-ctr")
_MACS = ("hmac-sha2-256", "hmac-sha2-256-etm@openssh.com")


@cache
def _private_key(text: str) -> asyncssh.SSHKey:
    return asyncssh.import_private_key(text)


class Listener:
    """The open port of one unit."""

    def __init__(self, unit: Unit) -> None:
        self.servers: set[_Server] = set()
        self._unit = unit
        self._door = Door(self._accept)
        self._options: asyncssh.SSHServerConnectionOptions | None = None
        self._frozen_until = 0.0
        unit.hang_up = self.hang_up
        unit.freeze = self.freeze

    async def open(self) -> int:
        """Start answering; gives the port."""
        self._options = asyncssh.SSHServerConnectionOptions(
            server_host_keys=[_private_key(self._unit.host_key)],
            kex_algs=_KEX,
            encryption_algs=_CIPHERS,
            mac_algs=_MACS,
            compression_algs=["none"],
            encoding=None,
            line_editor=False,
            agent_forwarding=False,
            gss_host=None,
        )
        return self._door.open(self._unit.spec.host, self._unit.spec.port)

    async def close(self) -> None:
        """Stop answering and cut every connection."""
        self.hang_up()
        await self._door.close()

    def hang_up(self) -> None:
        """Cut every connection, without a word."""
        for server in tuple(self.servers):
            server.cut()

    def freeze(self, seconds: float | None) -> None:
        """Stop answering for so long, open sessions and new ones; None: for good."""
        self._frozen_until = math.inf if seconds is None else asyncio.get_running_loop().time() + seconds
        for server in tuple(self.servers):
            server.freeze(seconds)

    async def _accept(self, connected: socket.socket) -> None:
        """Answer a new connection, with the faults that are due at it."""
        unit, limit = self._unit, self._unit.spec.quirks.connections
        due = unit.schedule.on_connection(len(self.servers))
        for fault in due:
            happen(fault, unit, Nobody())
        full = limit is not None and len(self.servers) >= limit
        if full or not unit.answers or any(isinstance(fault, Drop) for fault in due):
            connected.close()
            return
        server = _Server(unit, self, due)
        self._add(server)
        # A login that fails, or a client that goes away, is the client's affair.
        with contextlib.suppress(asyncssh.Error, OSError, asyncio.TimeoutError):
            await self._serve(connected, server, due)
        if not server.connected:
            self.forget(server)

    def _add(self, server: _Server) -> None:
        self.servers.add(server)
        self._unit.connections = len(self.servers)

    def forget(self, server: _Server) -> None:
        """Forget a connection that is over."""
        self.servers.discard(server)
        self._unit.connections = len(self.servers)

    async def _serve(self, connected: socket.socket, server: _Server, due: Sequence[Fault]) -> None:
        unit = self._unit
        try:
            await self._silence(due)
        except asyncio.CancelledError:
            connected.close()
            raise
        if unit.latency or unit.schedule.pending(Latency):
            connected = await self._door.lengthen(connected, lambda: unit.latency)
        wrong = any(isinstance(fault, HostKey) for fault in due)
        options = asyncssh.SSHServerConnectionOptions(
            options=self._options,
            server_factory=lambda: server,
            server_host_keys=[_private_key(unit.wrong_host_key if wrong else unit.host_key)],
        )
        await asyncssh.run_server(connected, options=options)

    async def _silence(self, due: Sequence[Fault]) -> None:
        """Wait while the unit hangs."""
        for fault in due:
            if isinstance(fault, Hang):
                await silence(fault.seconds)
        while (left := self._frozen_until - asyncio.get_running_loop().time()) > 0:
            await silence(None if left == math.inf else left)


class _Server(Authentication):
    """The server side of one connection."""

    def __init__(self, unit: Unit, listener: Listener, due: Sequence[Fault]) -> None:
        self.channels: set[Channel] = set()
        super().__init__(unit)
        self._listener = listener
        self._due = due
        self._connection: asyncssh.SSHServerConnection | None = None

    @property
    def connected(self) -> bool:
        """Whether SSH has begun, and has not ended."""
        return self._connection is not None

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._connection = conn

    def connection_lost(self, exc: Exception | None) -> None:
        self._connection = None
        self._listener.forget(self)

    def cut(self) -> None:
        """End the connection at once, without a word."""
        for channel in tuple(self.channels):
            channel.silence()
        if self._connection:
            self._connection.abort()

    def freeze(self, seconds: float | None) -> None:
        """Neither run nor send anything for so long; None: for good."""
        for channel in tuple(self.channels):
            channel.freeze(seconds)

    async def begin_auth(self, username: str) -> bool:
        for fault in self._due:
            if isinstance(fault, SlowLogin):
                await silence(fault.seconds)
        if not any(isinstance(fault, RefuseLogin) for fault in self._due):
            self._login = self._unit.login(username)
        if self._unit.spec.pre_login_banner and self._connection:
            self._connection.send_auth_banner(self._unit.spec.pre_login_banner.rstrip("\n") + "\r\n")
        return True

    def session_requested(self) -> asyncssh.SSHServerSession[bytes] | bool:
        limit = self._unit.spec.quirks.channels
        if self._login is None or (limit is not None and len(self.channels) >= limit):
            return False
        channel = Channel(self._unit, self._login, self.channels, self.cut)
        self.channels.add(channel)
        return channel
