"""The credentials of a login and the texts of its failures: everything that does not need the SSH library."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass

from fgsp_cli.base import HostKeyError, InventoryError, Problem, Secret, Unreachable
from fgsp_cli.device.hostkeys import HostKey, KnownHosts, Verdict
from fgsp_cli.device.masking import Masking
from fgsp_cli.device.secret_resolver import Resolver
from fgsp_cli.device.ssh_algorithms import LEGACY_OPTION, SMALLEST_RSA
from fgsp_cli.inventory import Deadlines, Target

_NO_CONNECTION = (
    "if the unit is up: does `allowaccess` of that interface hold ssh, is `admin-ssh-port` this port, and does a "
    "`trusthost` of the administrator hold this address?"
)
ACCESS = (
    "FortiOS ends connections like this where no `trusthost` of the administrator holds this address, where "
    "`allowaccess` of the interface lacks ssh, or when too many administrators are logged in (`admin-login-max`)"
)
AskCode = Callable[[str], str]
"""Given the unit's own question for a one-time code, the code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What is shown to the unit at login."""

    username: str
    password: Secret | None = None
    passphrase: Secret | None = None
    jump: Credentials | None = None
    """For the jump host of the unit."""
    ask_code: AskCode | None = None


def credentials_of(
    target: Target, resolver: Resolver, masking: Masking, ask_code: AskCode | None = None
) -> Credentials:
    """The credentials, their references resolved and their secrets masked; InputError if there are none."""
    if not target.username:
        message = f"{target.name}: no username"
        raise InventoryError([Problem(message=message, position=target.position, path=f"{target.name}.username")])
    secrets = [None if value is None else resolver.resolve(value) for value in (target.password, target.passphrase)]
    for secret in secrets:
        if secret is not None:
            masking.learn(secret)
    password, passphrase = secrets
    return Credentials(
        username=target.username,
        password=password,
        passphrase=passphrase,
        jump=jump_credentials_of(target, resolver, masking, ask_code),
        ask_code=ask_code,
    )


def jump_credentials_of(
    target: Target, resolver: Resolver, masking: Masking, ask_code: AskCode | None = None
) -> Credentials | None:
    """Those for the jump host of a unit alone; None if it has none."""
    return None if target.jump is None else credentials_of(target.jump, resolver, masking, ask_code)


def connect(name: str, host: str, port: int, deadlines: Deadlines) -> socket.socket:
    """A TCP connection; Unreachable if there is none in time."""
    try:
        sock = socket.create_connection((host, port), timeout=deadlines.connect)
    except (OSError, UnicodeError) as problem:
        message = f"no connection to {host} port {port}: {reason(problem)}"
        raise Unreachable(name, message, hint=_NO_CONNECTION) from None
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


def no_ssh(host: str, port: int, cause: BaseException) -> str:
    """Connected, and yet no session."""
    return f"no SSH session with {host} port {port}: {reason(cause)}"


def refused_key(target: Target, key: HostKey, verdict: Verdict, known: KnownHosts) -> HostKeyError:
    """Why a host key that the unit shows is not accepted."""
    shown = f"{key.kind} {key.fingerprint}"
    trust = f"`fgsp trust -I INVENTORY -l {target.name}"
    match verdict:
        case Verdict.WEAK:
            message = f"the host key of {target.key_name} is an RSA key of under {SMALLEST_RSA} bits: {shown}"
            return HostKeyError(target.name, message, hint=f"give the unit a larger host key; {LEGACY_OPTION}")
        case Verdict.REVOKED:
            message = f"the host key of {target.key_name} is revoked in {target.known_hosts}: {shown}"
            return HostKeyError(target.name, message, hint="give the unit a new host key; nothing accepts this one")
        case Verdict.CHANGED:
            old = next(one for one in known.keys(target.key_name) if one.kind == key.kind)
            message = (
                f"the host key of {target.key_name} HAS CHANGED: it shows {shown}, "
                f"{target.known_hosts} has {old.kind} {old.fingerprint}"
            )
            hint = (
                "somebody may be in between. If the unit was replaced or reset, compare the new key, then "
                f"{trust} --changed` accepts it"
            )
            return HostKeyError(target.name, message, hint=hint)
    message = f"the host key of {target.key_name} is not known: {shown}"
    if known.keys(target.key_name):
        message += f"; known are {', '.join(sorted({one.kind for one in known.keys(target.key_name)}))}"
    return HostKeyError(target.name, message, hint=f"compare it with the unit's own, then {trust}` accepts it")


def reason(problem: BaseException) -> str:
    """What the library says, in one line."""
    if isinstance(problem, TimeoutError):
        return "no answer in time"
    text = getattr(problem, "strerror", None) or str(problem).strip() or type(problem).__name__
    return " ".join(str(text).split())
