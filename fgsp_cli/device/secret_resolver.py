"""References to secrets -> secrets: the one place that looks them up."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path
from threading import Lock

from fgsp_cli.base import Problem, Secret, SecretError, SecretRef, looked_up

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
COMMAND_SECONDS = 60


class Resolver:
    """Looks up references, each once; safe to share between threads.

    `literals` are the secrets that an intent holds in clear text, by their path in it.
    """

    def __init__(self, literals: Mapping[str, Secret] | None = None) -> None:
        self._literals = literals or {}
        self._known: dict[SecretRef, Secret] = {}
        self._lock = Lock()

    def resolve(self, value: SecretRef | Secret) -> Secret:
        """The secret itself; SecretError, naming the reference, if it leads nowhere or to what FortiOS cannot take."""
        if isinstance(value, Secret):
            return value
        with self._lock:
            if value not in self._known:
                self._known[value] = self._checked(value)
            return self._known[value]

    def _checked(self, reference: SecretRef) -> Secret:
        text = self._look_up(reference)
        if not text:
            raise _error(reference, "is empty")
        if _CONTROL.search(text):
            raise _error(reference, "holds a line end or another control character, which no secret of FortiOS may")
        return looked_up(Secret(text))

    def _look_up(self, reference: SecretRef) -> str:
        match reference.scheme:
            case "env":
                return _from_environment(reference)
            case "file":
                return _from_file(reference)
            case "keyring":
                return _from_keyring(reference)
            case "cmd":
                return _from_command(reference)
        literal = self._literals.get(reference.argument)
        if literal is None:
            raise _error(reference, "names no secret of this intent")
        return literal.reveal()


def _error(reference: SecretRef, message: str, hint: str = "") -> SecretError:
    return SecretError([Problem(message=f"the secret {reference} {message}", hint=hint)])


def _from_environment(reference: SecretRef) -> str:
    value = os.environ.get(reference.argument)
    if value is None:
        hint = f"export {reference.argument}=... before the program runs"
        raise _error(reference, f"cannot be had: the environment variable {reference.argument} is not set", hint)
    return value


def _from_file(reference: SecretRef) -> str:
    """The file's text without its last line end; a relative path starts at the working directory."""
    try:
        text = Path(reference.argument).expanduser().read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else "it is not UTF-8 text"
        raise _error(reference, f"cannot be read: {reason}") from None
    return text.removesuffix("\n").removesuffix("\r")


def _from_keyring(reference: SecretRef) -> str:
    service, slash, user = reference.argument.partition("/")
    if not (service and slash and user):
        raise _error(reference, "is not of the form ${keyring:SERVICE/USER}")
    try:
        import keyring
    except ImportError:
        raise _error(reference, "needs the keyring library", "pip install 'fgsp[keyring]'") from None
    try:
        value: str | None = keyring.get_password(service, user)
    except keyring.errors.KeyringError as problem:
        raise _error(reference, f"cannot be had: {type(problem).__name__}") from None
    if value is None:
        raise _error(reference, f"is not in the keyring: `keyring set {service} {user}` puts it there")
    return value


def _from_command(reference: SecretRef) -> str:
    """What the command prints, without its last line end. No shell: the words are split as a shell would."""
    try:
        words = shlex.split(reference.argument)
        done = subprocess.run(  # noqa: S603  # the user's own command, from the user's own file
            words, stdin=subprocess.DEVNULL, capture_output=True, timeout=COMMAND_SECONDS, check=False
        )
        text = done.stdout.decode("utf-8")
    except subprocess.TimeoutExpired:
        raise _error(reference, f"cannot be had: the command took more than {COMMAND_SECONDS} seconds") from None
    except UnicodeDecodeError:
        raise _error(reference, "cannot be had: the command printed something else than UTF-8 text") from None
    except (OSError, ValueError, IndexError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else "it is no command"
        raise _error(reference, f"cannot be had: the command did not run: {reason}") from None
    if done.returncode:
        raise _error(reference, f"cannot be had: the command ended with exit code {done.returncode}")
    return text.removesuffix("\n").removesuffix("\r")
