"""The fence around netmiko and paramiko: a shell on a unit, as bytes.

What netmiko's Fortinet driver does at login is skipped: it writes to `config system console` (a change of the whole
unit, kept in its configuration), needs rights that VDOM-only and read-only logins lack, takes a bare `#` for a prompt,
and leaves one single, slow key exchange. Of it remain the login itself and the channel.

Nothing here writes to the loggers of netmiko or paramiko: bytes that are sent and received may hold secrets.
"""

from __future__ import annotations

import contextlib
import logging
import socket
import struct
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, TypeAlias

import paramiko
from netmiko.cisco_base_connection import CiscoSSHConnection
from netmiko.exceptions import NetmikoAuthenticationException, NetmikoTimeoutException
from netmiko.fortinet.fortinet_ssh import FortinetSSH
from paramiko.auth_strategy import AuthStrategy

from fgsp_cli.base import InputError, LoginRefused, Problem, Secret, SessionLost, UnitError, Unreachable
from fgsp_cli.device.hostkeys import HostKey, KnownHosts, Verdict
from fgsp_cli.device.login import ACCESS, Credentials, connect, no_ssh, reason, refused_key
from fgsp_cli.device.negotiation import LISTS, Mismatch, mismatch
from fgsp_cli.device.ssh_algorithms import LEGACY_OPTION, SMALLEST_RSA, is_weak, offered
from fgsp_cli.inventory import Target

COLUMNS, ROWS = 511, 30000
"""The terminal asked for. The pager follows its height [facts/cli-behaviour.md#1.3, confirmed]; whether a unit accepts
this size is not established, so `--More--` is answered in any case."""
_CHUNK = 1 << 17
_LOG = "fgsp_cli.device.ssh.paramiko"
_FAILURES = (paramiko.SSHException, OSError, EOFError, ValueError, IndexError, struct.error)
"""The last three: paramiko on a packet that is none."""
_Way: TypeAlias = "paramiko.PKey | Literal['password', 'keyboard-interactive']"


def _silence() -> None:
    """Paramiko's log of our connections goes nowhere: with no logging set up, Python would print it."""
    logger = logging.getLogger(_LOG)
    logger.propagate = False
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())


class _KeyRefused(paramiko.SSHException):  # type: ignore[misc]  # paramiko is not typed
    """The unit's host key is not accepted; netmiko hides it as the context of a timeout."""

    def __init__(self, key: HostKey, verdict: Verdict) -> None:
        super().__init__("host key refused")
        self.key, self.verdict = key, verdict


class _Judge(paramiko.MissingHostKeyPolicy):  # type: ignore[misc]
    """Asks `known_hosts` about every key: paramiko knows one key a kind, and neither wildcards nor revoked ones."""

    def __init__(self, target: Target, known: KnownHosts) -> None:
        self._target, self._known = target, known

    def missing_host_key(self, client: object, hostname: str, key: paramiko.PKey) -> None:
        """Called for every key, as the client itself knows none."""
        del client, hostname
        shown = _host_key(key)
        weak = is_weak(self._target, shown.kind, shown.blob)
        verdict = Verdict.WEAK if weak else self._known.judge(self._target.key_name, shown)
        if verdict is not Verdict.KNOWN:
            raise _KeyRefused(shown, verdict)


class _Transport(paramiko.Transport):  # type: ignore[misc]
    """Offers our algorithms, host keys of the known kinds first, and remembers what the unit offers."""

    def __init__(self, sock: socket.socket, target: Target, known: KnownHosts, **settings: Any) -> None:
        super().__init__(sock, **settings)
        self.set_log_channel(_LOG)
        self.offered: Mapping[str, Sequence[str]] = {}
        self._preferred_kex = offered(target, "kex", self._kex_info)
        self._preferred_ciphers = offered(target, "ciphers", self._cipher_info)
        self._preferred_macs = offered(target, "macs", self._mac_info)
        self._preferred_pubkeys = offered(target, "pubkeys", self._key_info)
        keys = offered(target, "keys", self._key_info)
        kinds = {key.kind for key in known.keys(target.key_name)}
        self._preferred_keys = tuple(sorted(keys, key=lambda name: _kind(name) not in kinds))

    def _really_parse_kex_init(self, *given: Any, **named: Any) -> dict[str, Any]:
        parsed: dict[str, Any] = super()._really_parse_kex_init(*given, **named)
        if not self.offered:
            self.offered = parsed
        return parsed

    @property
    def mismatch(self) -> Mismatch | None:
        """The list that has nothing in common with ours, if the unit has made its offer."""
        ours = {name: getattr(self, ours) for name, (_, _, ours) in LISTS.items()}
        return mismatch(self.offered, ours) if self.offered else None


def _kind(algorithm: str) -> str:
    """The kind of key that a signature algorithm uses."""
    return "ssh-rsa" if algorithm.startswith("rsa-sha2-") else algorithm


class _CodeWanted(paramiko.AuthenticationException):  # type: ignore[misc]
    """The unit asks for something that this program cannot answer."""


class _Login(AuthStrategy):  # type: ignore[misc]
    """One way to log in, tried once, so that no account is locked; and what the unit wants behind it."""

    def __init__(self, credentials: Credentials, way: _Way) -> None:
        super().__init__(ssh_config=None)
        self._user = credentials.username
        self._password = credentials.password
        self._ask_code = credentials.ask_code
        self._way = way
        self.transport: _Transport | None = None
        """The connection that it is tried on."""

    def authenticate(self, transport: paramiko.Transport) -> None:
        """Log in; paramiko's exceptions say why not."""
        left: list[str] = self._first_step(transport)
        if "keyboard-interactive" in left:
            transport.auth_interactive(self._user, self._answers)
        elif "password" in left and self._password is not None:
            transport.auth_password(self._user, self._password.reveal(), fallback=False)

    def _first_step(self, transport: paramiko.Transport) -> list[str]:
        """What the unit wants still."""
        if self._way == "keyboard-interactive":
            return [self._way]
        if self._way == "password" and self._password is not None:
            done: list[str] = transport.auth_password(self._user, self._password.reveal(), fallback=False)
            return done
        if isinstance(self._way, paramiko.PKey):
            done = transport.auth_publickey(self._user, self._way)
            return done  # noqa: RET504  # typed here, as paramiko is not
        raise paramiko.AuthenticationException("the inventory names neither a password nor a key file")

    def _answers(self, title: str, instructions: str, prompts: Sequence[tuple[str, bool]]) -> list[str]:
        del title, instructions
        return [self._answer(text) for text, _ in prompts]

    def _answer(self, question: str) -> str:
        """The password once, to a question for it; a one-time code once, from whoever can give it."""
        if "assword" in question and self._password is not None:
            password, self._password = self._password, None
            return password.reveal()
        if self._ask_code is None:
            raise _CodeWanted(f"it asks for more than a password: {question.strip()!r}")
        ask, self._ask_code = self._ask_code, None
        return ask(question)


class _Driver(FortinetSSH):
    """netmiko's Fortinet driver without its session preparation, its clean-up and its list of key exchanges."""

    def __init__(self, target: Target, known: KnownHosts, login: _Login, sock: socket.socket) -> None:
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
        self.key_policy = _Judge(self._target, self._known)
        super().establish_connection(width=width, height=height)

    def _get_ssh_client_instance(self) -> paramiko.SSHClient:
        return paramiko.SSHClient()

    def _new_transport(self, sock: socket.socket, **settings: Any) -> _Transport:
        self._login.transport = _Transport(sock, self._target, self._known, **settings)
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

    def __init__(self, driver: _Driver, wait: float) -> None:
        self._driver = driver
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
        """A shell is closed."""
        self._shells -= 1
        if self._shells == 0:
            self._driver.disconnect()


class Shell:
    """Bytes in, bytes out."""

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
        with contextlib.suppress(*_FAILURES):
            self._channel.close()
        line.leave()


def open_shell(target: Target, credentials: Credentials, known: KnownHosts) -> Shell:
    """Log in and open a shell; Unreachable, HostKeyError or LoginRefused if that cannot be done.

    The key file is tried first, then the password, each on a connection of its own: paramiko asks for the login service
    anew for every way, and there are servers that hang up at that.
    """
    _silence()
    ways: deque[_Way] = deque()
    if (key := _private_key(target, credentials)) is not None:
        ways.append(key)
    if credentials.password is not None or not ways:
        ways.append("password")
    while True:
        sock = connect(target.name, target.host, target.port, target.deadlines)
        login = _Login(credentials, way := ways.popleft())
        try:
            driver = _Driver(target, known, login, sock)
            return Shell(driver.remote_conn, _Line(driver, target.deadlines.login), target.name)
        except _FAILURES as problem:
            sock.close()
            cause = _cause(problem)
            if way == "password" and "keyboard-interactive" in getattr(cause, "allowed_types", ()):
                ways.append("keyboard-interactive")
            if not ways or not isinstance(cause, paramiko.AuthenticationException):
                raise _translated(target, cause, known, login.transport) from None


def fetch_host_key(target: Target, known: KnownHosts) -> HostKey:
    """The host key that a unit shows, without logging in; of a kind that is known, if it has one."""
    _silence()
    sock = connect(target.name, target.host, target.port, target.deadlines)
    transport = _Transport(sock, target, known)
    transport.banner_timeout = target.deadlines.login
    try:
        transport.start_client(timeout=target.deadlines.login)
        key = _host_key(transport.get_remote_server_key())
    except _FAILURES as problem:
        raise _no_session(target, problem, transport) from None
    finally:
        transport.close()
    if is_weak(target, key.kind, key.blob):
        raise refused_key(target, key, Verdict.WEAK, known)
    return key


def _private_key(target: Target, credentials: Credentials) -> paramiko.PKey | None:
    """The key of the key file; InputError if it cannot be read."""
    if credentials.key_file is None:
        return None
    phrase = credentials.passphrase or credentials.password
    try:
        key = _load_key(credentials.key_file, phrase)
    except (OSError, ValueError, TypeError, paramiko.SSHException) as problem:
        reason = (
            problem.strerror if isinstance(problem, OSError) else "it is no private key, or its passphrase is wrong"
        )
        message = f"{target.name}: the key file {credentials.key_file} cannot be used: {reason}"
        raise InputError([Problem(message=message)]) from None
    if is_weak(target, key.get_name(), key.asbytes()):
        message = f"{target.name}: {credentials.key_file} is an RSA key of under {SMALLEST_RSA} bits"
        raise InputError([Problem(message=message, hint=f"use a larger key; {LEGACY_OPTION}")])
    return key


def _load_key(path: Path, phrase: Secret | None) -> paramiko.PKey:
    """A key without a passphrase refuses to be given one, and the password may be there for another reason."""
    try:
        return paramiko.PKey.from_path(path)
    except TypeError:
        if phrase is None:
            raise
        return paramiko.PKey.from_path(path, phrase.reveal().encode())


def _host_key(key: paramiko.PKey) -> HostKey:
    return HostKey(kind=key.get_name(), blob=key.asbytes())


def _cause(problem: BaseException) -> BaseException:
    """What was behind netmiko's own exceptions: an unknown host key, for instance, arrives as a timeout."""
    from_netmiko = isinstance(problem, NetmikoTimeoutException | NetmikoAuthenticationException)
    return problem.__context__ if from_netmiko and problem.__context__ else problem


def _translated(target: Target, cause: BaseException, known: KnownHosts, transport: _Transport | None) -> UnitError:
    """Our own error for what happened."""
    name, login = target.name, f"{target.username}@{target.host}"
    match cause:
        case _KeyRefused():
            return refused_key(target, cause.key, cause.verdict, known)
        case _CodeWanted():
            return LoginRefused(name, f"the login of {login} was not completed: {cause}")
        case paramiko.AuthenticationException():
            return LoginRefused(name, f"the unit refused the login of {login}: {reason(cause)}")
        case paramiko.ChannelException():
            return LoginRefused(name, f"the unit let {login} in but opened no shell: {reason(cause)}", hint=ACCESS)
    return _no_session(target, cause, transport)


def _no_session(target: Target, cause: BaseException, transport: _Transport | None) -> Unreachable:
    """Connected, and yet no session: the two have no algorithm in common, or the unit hung up."""
    incompatible = isinstance(cause, paramiko.IncompatiblePeer)
    if transport is not None and incompatible and (unmatched := transport.mismatch) is not None:
        return Unreachable(target.name, f"no SSH session with {target.host}: {unmatched.message}", hint=unmatched.hint)
    return Unreachable(target.name, no_ssh(target.host, target.port, cause), hint=ACCESS)
