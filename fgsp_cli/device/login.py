"""What a login is made of and how its failures are told: all that can be said without the SSH library."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fgsp_cli.base import HostKeyError, Secret, Unreachable
from fgsp_cli.device.hostkeys import HostKey
from fgsp_cli.inventory import Deadlines, Target

AskCode = Callable[[str], str]
"""Given the unit's own question for a one-time code, the code."""
_CURE = "`fgsp trust -I INVENTORY` accepts it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What is shown to the unit at login."""

    username: str
    password: Secret | None = None
    key_file: Path | None = None
    passphrase: Secret | None = None
    ask_code: AskCode | None = None


def connect(name: str, host: str, port: int, deadlines: Deadlines) -> socket.socket:
    """A TCP connection; Unreachable if there is none in time."""
    try:
        sock = socket.create_connection((host, port), timeout=deadlines.connect)
    except OSError as problem:
        raise Unreachable(name, f"no connection to {host} port {port}: {reason(problem)}") from None
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


def no_ssh(host: str, port: int, cause: BaseException) -> str:
    """Connected, and yet no session."""
    return f"no SSH session with {host} port {port}: {reason(cause)}"


def unknown_key(target: Target, key: HostKey) -> HostKeyError:
    """Nobody has accepted this key yet."""
    message = f"the host key of {target.key_name} is not known: {key.kind} {key.fingerprint}"
    return HostKeyError(target.name, message, hint=f"compare it with the unit's own, then {_CURE}")


def changed_key(target: Target, shown: HostKey, known: HostKey) -> HostKeyError:
    """The unit shows another key than the one that is known."""
    message = (
        f"the host key of {target.key_name} HAS CHANGED: it shows {shown.kind} {shown.fingerprint}, "
        f"{target.known_hosts} has {known.kind} {known.fingerprint}"
    )
    hint = f"somebody may be in between. If the unit was replaced or reset, compare the new key, then {_CURE}"
    return HostKeyError(target.name, message, hint=hint)


def reason(problem: BaseException) -> str:
    """What the library says, in one line."""
    if isinstance(problem, TimeoutError):
        return "no answer in time"
    text = getattr(problem, "strerror", None) or str(problem).strip() or type(problem).__name__
    return " ".join(str(text).split())
