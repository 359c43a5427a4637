"""A login over SSH: the keys, the agent, the password and the questions, each tried once."""

from __future__ import annotations

import os
import socket
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Literal, TypeAlias, TypeVar

import paramiko
from paramiko.agent import AgentSSH
from paramiko.auth_strategy import AuthStrategy

from fgsp_cli.base import InputError, Problem, Secret
from fgsp_cli.device.hostkeys import KnownHosts
from fgsp_cli.device.login import Credentials, reason
from fgsp_cli.device.ssh_algorithms import LEGACY_OPTION, SMALLEST_RSA, is_weak
from fgsp_cli.device.ssh_transport import FAILURES, CodeWanted, SshTransport, silence, translated
from fgsp_cli.inventory import Target

Way: TypeAlias = "paramiko.PKey | Literal['password', 'keyboard-interactive']"
_Connection = TypeVar("_Connection")


class Login(AuthStrategy):  # type: ignore[misc]
    """One way to log in, tried once, so that no account is locked; and what the unit wants behind it."""

    def __init__(self, credentials: Credentials, way: Way) -> None:
        super().__init__(ssh_config=None)
        self._user = credentials.username
        self._password = credentials.password
        self._ask_code = credentials.ask_code
        self._way = way
        self.transport: SshTransport | None = None
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
        raise paramiko.AuthenticationException("the inventory names neither a password nor a key file, and no agent")

    def _answers(self, title: str, instructions: str, prompts: Sequence[tuple[str, bool]]) -> list[str]:
        del title, instructions
        return [self._answer(text) for text, _ in prompts]

    def _answer(self, question: str) -> str:
        """The password once, to a question for it; a one-time code once, from whoever can give it."""
        if "assword" in question and self._password is not None:
            password, self._password = self._password, None
            return password.reveal()
        if self._ask_code is None:
            raise CodeWanted(f"it asks for more than a password: {question.strip()!r}")
        ask, self._ask_code = self._ask_code, None
        return ask(question)


def log_in(
    target: Target,
    credentials: Credentials,
    known: KnownHosts,
    connect: Callable[[], socket.socket],
    build: Callable[[Login, socket.socket], _Connection],
) -> _Connection:
    """What `build` makes of a connection that is logged in; Unreachable, HostKeyError or LoginRefused.

    The keys are tried first, `key_tries` of them at most, then the password, each on a connection of its own: paramiko
    asks for the login service anew for every way, and there are servers that hang up at that.
    """
    silence()
    with ExitStack() as stack:
        keys = _keys(target, credentials, stack)
        left_out = len(keys) - target.key_tries
        ways: deque[Way] = deque(keys[: target.key_tries])
        if credentials.password is not None or not ways:
            ways.append("password")
        while True:
            sock = connect()
            login = Login(credentials, way := ways.popleft())
            try:
                return build(login, sock)
            except FAILURES as cause:
                sock.close()
                if way == "password" and "keyboard-interactive" in getattr(cause, "allowed_types", ()):
                    ways.append("keyboard-interactive")
                if not ways or not isinstance(cause, paramiko.AuthenticationException):
                    error = translated(target, cause, known, login.transport)
                    if left_out > 0 and isinstance(cause, paramiko.AuthenticationException):
                        error.hint = f"{left_out} more keys were not tried: name the right one with `key_file`"
                    raise error from None


class _Agent(AgentSSH):  # type: ignore[misc]
    """The ssh agent, with a limit for its answers: `ssh-add -c` and FIDO keys wait for a person."""

    def __init__(self, path: str, seconds: float) -> None:
        super().__init__()
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(seconds)
        try:
            self._socket.connect(path)
            self._connect(self._socket)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End the connection to the agent."""
        self._socket.close()


def _keys(target: Target, credentials: Credentials, stack: ExitStack) -> list[paramiko.PKey]:
    """The named keys, from the agent where it holds them; without a named key, all of the agent's."""
    agent = _agent_keys(target, stack) if target.allow_agent else {}
    if not target.key_files:
        return [key for key in agent.values() if not is_weak(target, key.get_name(), key.blob)]
    return [
        agent.get(_public_blob(path)) or _private_key(target, path, credentials.passphrase or credentials.password)
        for path in target.key_files
    ]


def _agent_keys(target: Target, stack: ExitStack) -> dict[bytes, paramiko.PKey]:
    """The keys of the agent by what is public of them; InputError if there is no agent."""
    path = os.environ.get("SSH_AUTH_SOCK")
    if not path:
        raise _unusable(target, "allow_agent: SSH_AUTH_SOCK names no ssh agent")
    try:
        agent = stack.enter_context(closing(_Agent(path, target.deadlines.login)))
    except FAILURES as problem:
        raise _unusable(
            target, f"allow_agent: the ssh agent of SSH_AUTH_SOCK gives no keys: {reason(problem)}"
        ) from None
    keys: dict[bytes, paramiko.PKey] = {key.blob: key for key in agent.get_keys()}
    for key in keys.values():
        key.public_blob = None  # paramiko 4 asks for it, and a certificate or a FIDO key has none there
    return keys


def _public_blob(path: Path) -> bytes:
    """What is public of a key file, as the agent spells it; empty if no file says it."""
    names = (path.name, f"{path.name}-cert.pub", f"{path.name}.pub")
    public = next((one for name in names if name.endswith(".pub") and (one := path.with_name(name)).is_file()), path)
    try:
        return bytes(paramiko.PublicBlob.from_file(public).key_blob)
    except (OSError, ValueError, IndexError):
        return b""


def _private_key(target: Target, path: Path, phrase: Secret | None) -> paramiko.PKey:
    """The key of a key file, with the certificate that stands beside it; InputError if it cannot be read."""
    if path.suffix == ".pub":
        agent = (
            "the ssh agent does not hold it" if target.allow_agent else "`allow_agent: true` lets an ssh agent use it"
        )
        raise _unusable(target, f"{path} is a public key: {agent}")
    try:
        key = _load_key(path, phrase)
    except (OSError, ValueError, TypeError, paramiko.SSHException) as problem:
        cause = problem.strerror if isinstance(problem, OSError) else "it is no private key, or its passphrase is wrong"
        raise _unusable(target, f"the key file {path} cannot be used: {cause}") from None
    if is_weak(target, key.get_name(), key.asbytes()):
        message = f"{path} is an RSA key of under {SMALLEST_RSA} bits"
        raise _unusable(target, message, f"use a larger key; {LEGACY_OPTION}")
    return key


def _unusable(target: Target, message: str, hint: str = "") -> InputError:
    return InputError([Problem(message=f"{target.name}: {message}", hint=hint)])


def _load_key(path: Path, phrase: Secret | None) -> paramiko.PKey:
    """A key without a passphrase refuses to be given one, and the password may be there for another reason."""
    try:
        return paramiko.PKey.from_path(path)
    except TypeError:
        if phrase is None:
            raise
        return paramiko.PKey.from_path(path, phrase.reveal().encode())
