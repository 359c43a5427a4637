"""Where secrets come from: a source is a name, how to read it, and what shows beforehand that it cannot be read.

A new source is one more entry of `SOURCES`; `${NAME:ARGUMENT}` is then a reference everywhere.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

COMMAND_SECONDS = 60
"""The longest time that a command may take."""
MOST_BYTES = 65536
"""A file or an output that is longer holds no secret."""


class NoSecretError(Exception):
    """Why a source has no secret; no message holds what it read."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One source. Both functions take what stands behind the colon, and raise NoSecretError."""

    read: Callable[[str], str]
    """The secret."""
    check: Callable[[str], object]
    """What can be known without reading, running or asking for anything."""


def _environment(name: str) -> str:
    value = os.environ.get(name)
    if value is None:
        message = f"cannot be had: the environment variable {name} is not set"
        raise NoSecretError(message, f"export {name}=... before the program runs")
    return value


def _file(argument: str) -> str:
    """The file's text without its last line end; a relative path starts at the working directory."""
    try:
        with Path(argument).expanduser().open("rb") as file:
            return _text(file.read(MOST_BYTES + 1))
    except (OSError, RuntimeError) as problem:
        raise NoSecretError(f"cannot be read: {getattr(problem, 'strerror', None) or problem}") from None
    except UnicodeDecodeError:
        raise NoSecretError("cannot be read: it is not UTF-8 text") from None


def _file_exists(argument: str) -> None:
    try:
        Path(argument).expanduser().stat()
    except (OSError, RuntimeError) as problem:
        raise NoSecretError(f"cannot be read: {getattr(problem, 'strerror', None) or problem}") from None


def _entry(argument: str) -> tuple[str, str]:
    service, slash, user = argument.partition("/")
    if not (service and slash and user):
        raise NoSecretError("is not of the form ${keyring:SERVICE/USER}")
    return service, user


def _keyring(argument: str) -> str:
    service, user = _entry(argument)
    try:
        import keyring
    except ImportError:
        raise NoSecretError("needs the keyring library", "pip install 'fgsp[keyring]'") from None
    try:
        value: str | None = keyring.get_password(service, user)
    except keyring.errors.KeyringError as problem:
        raise NoSecretError(f"cannot be had: {type(problem).__name__}") from None
    if value is None:
        raise NoSecretError(f"is not in the keyring: `keyring set {service} {user}` stores it there")
    return value


def _words(argument: str) -> list[str]:
    """The command's words, split as a shell would."""
    import shlex

    try:
        words = shlex.split(argument)
    except ValueError:
        words = []
    if not words:
        raise NoSecretError("cannot be had: the command did not run: it is no command")
    return words


def _program_exists(argument: str) -> None:
    from shutil import which

    program = _words(argument)[0]
    if which(program) is None:
        raise NoSecretError(f"cannot be had: the command did not run: {program} is no program that can be run")


def _command(argument: str) -> str:
    """What the command prints, without its last line end. No shell is between; what it says on stderr is not shown."""
    import subprocess

    words = _words(argument)
    try:
        process = subprocess.Popen(  # noqa: S603  # the operator's own command, from the operator's own file
            words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or "it is no command"
        raise NoSecretError(f"cannot be had: the command did not run: {reason}") from None
    with process:
        try:
            deadline = monotonic() + COMMAND_SECONDS
            text = _text(_printed(process.stdout.fileno() if process.stdout else -1, deadline))
            code = process.wait(deadline - monotonic())
        except (TimeoutError, subprocess.TimeoutExpired):
            raise NoSecretError(f"cannot be had: the command took more than {COMMAND_SECONDS} seconds") from None
        except UnicodeDecodeError:
            raise NoSecretError("cannot be had: the command printed something else than UTF-8 text") from None
        finally:
            process.kill()
    if code:
        raise NoSecretError(f"cannot be had: the command ended with exit code {code}")
    return text


def _printed(pipe: int, deadline: float) -> bytes:
    """All that comes out of a pipe, as far as a secret may be long; TimeoutError at the deadline."""
    from select import POLLIN, poll

    waiting, data = poll(), b""
    waiting.register(pipe, POLLIN)
    while len(data) <= MOST_BYTES:
        if not waiting.poll(max(deadline - monotonic(), 0) * 1000):
            raise TimeoutError
        piece = os.read(pipe, MOST_BYTES)
        if not piece:
            break
        data += piece
    return data


def _text(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise NoSecretError(f"cannot be had: more than {MOST_BYTES} bytes are no secret")
    return data.decode("utf-8").removesuffix("\n").removesuffix("\r")


SOURCES: Mapping[str, Source] = {
    "env": Source(read=_environment, check=_environment),
    "file": Source(read=_file, check=_file_exists),
    "keyring": Source(read=_keyring, check=_entry),
    "cmd": Source(read=_command, check=_program_exists),
}
SETTING = "FGSP_SECRET_SOURCES"
"""The environment variable that names the sources that may be used: all if it is not set, none if it is empty."""


def usable_sources() -> frozenset[str]:
    """The sources that may be used. ValueError, naming it, for a name that is none."""
    setting = os.environ.get(SETTING)
    names = frozenset(SOURCES if setting is None else filter(None, (name.strip() for name in setting.split(","))))
    if unknown := sorted(names - SOURCES.keys()):
        raise ValueError(f"{SETTING}: there is no secret source {unknown[0]}; there are {', '.join(SOURCES)}")
    return names
