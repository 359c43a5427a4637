"""SSH to a unit or a jump host up to the login: our algorithms, our judgement of host keys, our errors.

Nothing here writes to the loggers of paramiko: bytes that are sent and received may hold secrets.
"""

from __future__ import annotations

import logging
import socket
import struct
from collections.abc import Mapping, Sequence
from typing import Any

import paramiko

from fgsp_cli.base import LoginRefused, UnitError, Unreachable
from fgsp_cli.device.hostkeys import HostKey, KnownHosts, Verdict
from fgsp_cli.device.login import ACCESS, no_ssh, reason, refused_key
from fgsp_cli.device.negotiation import LISTS, Mismatch, mismatch
from fgsp_cli.device.ssh_algorithms import is_weak, offered
from fgsp_cli.inventory import Target

_LOG = "fgsp_cli.device.ssh.paramiko"
FAILURES = (paramiko.SSHException, OSError, EOFError, ValueError, IndexError, struct.error)
"""The last three: paramiko on a packet that is none."""


def silence() -> None:
    """Paramiko's log of our connections goes nowhere: with no logging set up, Python would print it."""
    logger = logging.getLogger(_LOG)
    logger.propagate = False
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())


class KeyRefused(paramiko.SSHException):  # type: ignore[misc]  # paramiko is not typed
    """The unit's host key is not accepted; netmiko hides it as the context of a timeout."""

    def __init__(self, key: HostKey, verdict: Verdict) -> None:
        super().__init__("host key refused")
        self.key, self.verdict = key, verdict


class HostKeyJudge(paramiko.MissingHostKeyPolicy):  # type: ignore[misc]
    """Asks `known_hosts` about every key: paramiko knows one key a kind, and neither wildcards nor revoked ones."""

    def __init__(self, target: Target, known: KnownHosts) -> None:
        self._target, self._known = target, known

    def missing_host_key(self, client: object, hostname: str, key: paramiko.PKey) -> None:
        """Called for every key, as the client itself knows none."""
        del client, hostname
        shown = host_key(key)
        weak = is_weak(self._target, shown.kind, shown.blob)
        verdict = Verdict.WEAK if weak else self._known.judge(self._target.key_name, shown)
        if verdict is not Verdict.KNOWN:
            raise KeyRefused(shown, verdict)


class SshTransport(paramiko.Transport):  # type: ignore[misc]
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


class CodeWanted(paramiko.AuthenticationException):  # type: ignore[misc]
    """The unit asks for something that this program cannot answer."""


def host_key(key: paramiko.PKey) -> HostKey:
    """The key as `known_hosts` spells it."""
    return HostKey(kind=key.get_name(), blob=key.asbytes())


def translated(target: Target, cause: BaseException, known: KnownHosts, transport: SshTransport | None) -> UnitError:
    """Our own error for what happened."""
    name, login = target.name, f"{target.username}@{target.host}"
    match cause:
        case KeyRefused():
            return refused_key(target, cause.key, cause.verdict, known)
        case CodeWanted():
            return LoginRefused(name, f"the login of {login} was not completed: {cause}")
        case paramiko.AuthenticationException():
            return LoginRefused(name, f"the server refused the login of {login}: {reason(cause)}")
        case paramiko.ChannelException():
            return LoginRefused(name, f"the unit let {login} in but opened no shell: {reason(cause)}", hint=ACCESS)
    return no_session(target, cause, transport)


def no_session(target: Target, cause: BaseException, transport: SshTransport | None) -> Unreachable:
    """Connected, and yet no session: the two have no algorithm in common, or the unit hung up."""
    incompatible = isinstance(cause, paramiko.IncompatiblePeer)
    if transport is not None and incompatible and (unmatched := transport.mismatch) is not None:
        return Unreachable(target.name, f"no SSH session with {target.host}: {unmatched.message}", hint=unmatched.hint)
    return Unreachable(target.name, no_ssh(target.host, target.port, cause), hint=ACCESS)
