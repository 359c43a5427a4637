"""The fence around netmiko and paramiko: a shell on a unit, as bytes.

What netmiko's Fortinet driver does at login is skipped: it writes to `config system console` (a change of the whole
unit, kept in its configuration), needs rights that VDOM-only and read-only logins lack, takes a bare `#` for a prompt,
and leaves one single, slow key exchange. Of it remain the login itself and the channel.

Nothing here writes to the loggers of netmiko or paramiko: bytes that are sent and received may hold secrets.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Any

import paramiko
from netmiko.cisco_base_connection import CiscoSSHConnection
from netmiko.exceptions import NetmikoAuthenticationException, NetmikoTimeoutException
from netmiko.fortinet.fortinet_ssh import FortinetSSH

from fgsp_cli.base import LoginRefused, SessionLost
from fgsp_cli.device.hostkeys import HostKey, KnownHosts, Verdict
from fgsp_cli.device.login import Credentials, reason, refused_key
from fgsp_cli.device.ssh_algorithms import is_weak
from fgsp_cli.device.ssh_jump import held, open_socket
from fgsp_cli.device.ssh_login import Login, log_in
from fgsp_cli.device.ssh_transport import FAILURES, HostKeyJudge, SshTransport, host_key, no_session, silence
from fgsp_cli.inventory import Target

COLUMNS, ROWS = 511, 30000
"""The terminal asked for. The pager follows its height [facts/cli-behaviour.md#1.3, confirmed]; whether a unit accepts
this size is not established, so `--More--` is answered in any case."""
_CHUNK = 1 << 17


class _Driver(FortinetSSH):
    """netmiko's Fortinet driver without its session preparation, its clean-up and its list of key exchanges."""

    def __init__(self, target: Target, known: KnownHosts, login: Login, sock: socket.socket) -> None:
        self._target = target
        self._known = known
        self._login = login
        deadlines = target.deadlines
        CiscoSSHConnection.__init__(
            self,
            device_type="fortinet",
            host=target.host,
            port=target.port,
            username=target.username,
            ssh_strict=True,
            sock=sock,
            conn_timeout=deadlines.login,
            banner_timeout=deadlines.login,
            auth_timeout=deadlines.login,
            blocking_timeout=deadlines.command,
            keepalive=target.keepalive,
            encoding="latin-1",
        )

    def establish_connection(self, width: int = COLUMNS, height: int = ROWS) -> None:
        """Log in and open a shell on a large terminal."""
        self.key_policy = HostKeyJudge(self._target, self._known)
        super().establish_connection(width=width, height=height)

    def _get_ssh_client_instance(self) -> paramiko.SSHClient:
        return paramiko.SSHClient()

    def _new_transport(self, sock: socket.socket, **settings: Any) -> SshTransport:
        self._login.transport = SshTransport(sock, self._target, self._known, **settings)
        return self._login.transport

    def _connect_params_dict(self) -> dict[str, Any]:
        wanted = ("hostname", "port", "username", "timeout", "auth_timeout", "banner_timeout", "sock")
        given: dict[str, Any] = super()._connect_params_dict()
        kept = {name: given[name] for name in wanted}
        return kept | {
            "auth_strategy": self._login,
            "channel_timeout": self.auth_timeout,
            "transport_factory": self._new_transport,
        }

    def _try_session_preparation(self, force_data: bool = False) -> None:  # noqa: FBT001, FBT002  # netmiko's signature
        """Nothing: the prompt, the pager and the banner are for `terminal`."""
        del force_data

    def cleanup(self, command: str = "exit") -> None:
        """Nothing: the login changed nothing that is to be reset."""
        del command


class _Line:
    """The connection that shells share: it ends with the last of them."""

    def __init__(self, driver: _Driver, sock: socket.socket, wait: float) -> None:
        self._driver = driver
        self._sock = sock
        self._wait = wait
        self._shells = 1

    def second(self) -> paramiko.Channel:
        """Another channel with a shell; paramiko's exceptions if the unit opens none in time."""
        first: paramiko.Channel = self._driver.remote_conn
        channel: paramiko.Channel = first.get_transport().open_session(timeout=self._wait)
        # Paramiko waits for ever for what follows, but not on a channel that is closed.
        timer = threading.Timer(self._wait, channel.close)
        timer.daemon = True
        timer.start()
        try:
            channel.get_pty(term="vt100", width=COLUMNS, height=ROWS)
            channel.invoke_shell()
        finally:
            timer.cancel()
        self._shells += 1
        return channel

    def leave(self) -> None:
        """Note that a shell is closed; the last one ends the connection."""
        self._shells -= 1
        if self._shells == 0:
            self._driver.disconnect()
            self._sock.close()


class Shell:
    """One shell on a unit: bytes in, bytes out."""

    def __init__(self, channel: paramiko.Channel, line: _Line, unit: str) -> None:
        self._channel = channel
        self._line: _Line | None = line
        self._unit = unit

    def beside(self) -> Shell:
        """A second shell on the same connection; LoginRefused if the unit opens none, SessionLost if it is gone."""
        if self._line is None:
            raise SessionLost(self._unit, "the connection is closed")
        try:
            return Shell(self._line.second(), self._line, self._unit)
        except paramiko.ChannelException as problem:
            raise LoginRefused(self._unit, f"the unit opened no second shell: {reason(problem)}") from None
        except (OSError, EOFError, paramiko.SSHException) as problem:
            raise SessionLost(self._unit, f"the connection is gone: {reason(problem)}") from None

    def send(self, data: bytes) -> None:
        """Send the whole text; SessionLost if the connection is gone."""
        try:
            self._channel.sendall(data)
        except (OSError, EOFError, paramiko.SSHException) as problem:
            raise SessionLost(self._unit, f"the connection is gone: {reason(problem)}") from None

    def receive(self, seconds: float) -> bytes | None:
        """What has come, waiting for it at most so long; None if nothing did; SessionLost if the unit has hung up."""
        self._channel.settimeout(max(seconds, 0.0))
        try:
            data: bytes = self._channel.recv(_CHUNK)
        except TimeoutError:
            return None
        except (OSError, EOFError, paramiko.SSHException) as problem:
            raise SessionLost(self._unit, f"the connection is gone: {reason(problem)}") from None
        if not data:
            raise SessionLost(self._unit, "the unit has closed the connection")
        return data

    def close(self) -> None:
        """Hang up; what is not saved is gone. A shell beside this one goes on."""
        if self._line is None:
            return
        line, self._line = self._line, None
        with contextlib.suppress(*FAILURES):
            self._channel.close()
        line.leave()


def open_shell(target: Target, credentials: Credentials, known: KnownHosts) -> Shell:
    """Log in and open a shell; Unreachable, HostKeyError or LoginRefused if that cannot be done."""

    def shell(login: Login, sock: socket.socket) -> Shell:
        try:
            driver = _Driver(target, known, login, sock)
        except (NetmikoTimeoutException, NetmikoAuthenticationException) as problem:
            # What was behind it: an unknown host key, for instance, arrives as a timeout.
            raise problem.__context__ or problem from None
        return Shell(driver.remote_conn, _Line(driver, sock, target.deadlines.login), target.name)

    with held(target, credentials.jump):
        return log_in(target, credentials, known, lambda: open_socket(target, credentials.jump), shell)


def fetch_host_key(target: Target, known: KnownHosts, jump: Credentials | None = None) -> HostKey:
    """The host key that a unit shows, without logging in to it; of a kind that is known, if it has one.

    `jump` is for its jump host, which is logged in to.
    """
    silence()
    sock = open_socket(target, jump)
    transport = SshTransport(sock, target, known)
    transport.banner_timeout = target.deadlines.login
    try:
        transport.start_client(timeout=target.deadlines.login)
        key = host_key(transport.get_remote_server_key())
    except FAILURES as problem:
        raise no_session(target, problem, transport) from None
    finally:
        transport.close()
        sock.close()
    if is_weak(target, key.kind, key.blob):
        raise refused_key(target, key, Verdict.WEAK, known)
    return key
