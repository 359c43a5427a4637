"""Jump hosts: a connection to a unit through the SSH of others, judged and logged in to like a unit."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Callable, Iterator
from threading import Lock
from time import monotonic
from typing import Any, cast

import paramiko

from fgsp_cli.base import HostKeyError, LoginRefused, UnitError, Unreachable
from fgsp_cli.device.hostkeys import KnownHosts
from fgsp_cli.device.login import Credentials, connect, reason
from fgsp_cli.device.ssh_login import Login, log_in
from fgsp_cli.device.ssh_transport import FAILURES, HostKeyJudge, SshTransport
from fgsp_cli.inventory import Target

_AGAIN = 30.0
"""Seconds until a jump host that could not be reached is tried again."""


def open_socket(target: Target, jump: Credentials | None) -> socket.socket:
    """A connection to the target, through its jump host if it has one; Unreachable, HostKeyError or LoginRefused."""
    hop = target.jump
    if hop is None:
        return connect(target.name, target.host, target.port, target.deadlines)
    client, leave = _joined(target, hop, jump)
    try:
        channel = client.get_transport().open_channel(
            "direct-tcpip", (target.host, target.port), ("127.0.0.1", 0), timeout=target.deadlines.connect
        )
    except FAILURES as problem:
        leave()
        message = f"no connection to {target.host} port {target.port} from the jump host {hop.key_name}"
        hint = "does the jump host reach the unit, and does its `AllowTcpForwarding` allow it?"
        raise Unreachable(target.name, f"{message}: {reason(problem)}", hint=hint) from None
    return cast("socket.socket", _Tunnel(channel, leave))


@contextlib.contextmanager
def held(target: Target, jump: Credentials | None) -> Iterator[None]:
    """Stay logged in to the jump host from one way to log in to the target to the next."""
    if target.jump is None:
        yield
        return
    _, leave = _joined(target, target.jump, jump)
    try:
        yield
    finally:
        leave()


def _joined(target: Target, hop: Target, jump: Credentials | None) -> tuple[paramiko.SSHClient, Callable[[], None]]:
    """A login on the jump host, and what leaves it; the error of the jump host is that of the target."""
    if jump is None:
        raise ValueError("the jump host needs credentials")
    with _LOCK:
        way = _WAYS.setdefault((os.getpid(), _identity(hop, jump)), _Way())
    try:
        return way.join(hop, jump)
    except UnitError as error:
        hint = error.hint.replace(f"-l {error.unit}", f"-l {target.name}") if isinstance(error, HostKeyError) else ""
        raise type(error)(target.name, f"jump host {hop.key_name}: {error.reason}", hint=hint) from None


class _Tunnel:
    """A channel as the socket of the next connection; the jump host is left with it."""

    def __init__(self, channel: paramiko.Channel, leave: Callable[[], None]) -> None:
        self._channel = channel
        self._leave: Callable[[], None] | None = leave

    def __getattr__(self, name: str) -> Any:
        return getattr(self._channel, name)

    def close(self) -> None:
        """Hang up, once; paramiko says so to a jump host that may be gone."""
        with contextlib.suppress(*FAILURES):
            self._channel.close()
        leave, self._leave = self._leave, None
        if leave is not None:
            leave()


class _Shared:
    """A login on a jump host that connections share: it ends with the last of them."""

    def __init__(self, client: paramiko.SSHClient) -> None:
        self.client = client
        self.users = 0


class _Way:
    """The way to one jump host: one login at a time. A refused one is not repeated, so that no account is locked."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._shared: _Shared | None = None
        self._error: UnitError | None = None
        self._until = 0.0

    def join(self, hop: Target, credentials: Credentials) -> tuple[paramiko.SSHClient, Callable[[], None]]:
        """A login that stands, and what leaves it."""
        with self._lock:
            if self._error is not None and monotonic() < self._until:
                raise self._error
            if self._shared is None or not self._shared.client.get_transport().is_active():
                try:
                    self._shared = _Shared(_log_in(hop, credentials))
                except UnitError as error:
                    self._error = error
                    forever = isinstance(error, LoginRefused)
                    self._until = float("inf") if forever else monotonic() + _AGAIN * isinstance(error, Unreachable)
                    raise
            shared = self._shared
            shared.users += 1
        return shared.client, lambda: self._leave(shared)

    def _leave(self, shared: _Shared) -> None:
        with self._lock:
            shared.users -= 1
            if shared.users == 0:
                with contextlib.suppress(*FAILURES):
                    shared.client.close()
                if self._shared is shared:
                    self._shared = None


_WAYS: dict[object, _Way] = {}
_LOCK = Lock()


def _identity(hop: Target, credentials: Credentials) -> object:
    """What makes two jump hosts one: where they are, how they are judged, and who logs in."""
    before = hop.jump and credentials.jump and _identity(hop.jump, credentials.jump)
    login = (
        credentials.username,
        credentials.password,
        credentials.passphrase,
        hop.key_files,
        hop.allow_agent,
        hop.key_tries,
    )
    return (hop.host, hop.port, hop.key_name, hop.known_hosts, login, before)


def _log_in(hop: Target, credentials: Credentials) -> paramiko.SSHClient:
    known = KnownHosts.load(hop.known_hosts)

    def client(login: Login, sock: socket.socket) -> paramiko.SSHClient:
        def transport(sock: socket.socket, **settings: Any) -> SshTransport:
            login.transport = SshTransport(sock, hop, known, **settings)
            return login.transport

        made = paramiko.SSHClient()
        made.set_missing_host_key_policy(HostKeyJudge(hop, known))
        try:
            made.connect(
                hop.host,
                port=hop.port,
                username=credentials.username,
                sock=sock,
                banner_timeout=hop.deadlines.login,
                auth_timeout=hop.deadlines.login,
                auth_strategy=login,
                transport_factory=transport,
            )
        except BaseException:
            made.close()
            raise
        made.get_transport().set_keepalive(hop.keepalive)
        return made

    with held(hop, credentials.jump):
        return log_in(hop, credentials, known, lambda: open_socket(hop, credentials.jump), client)
