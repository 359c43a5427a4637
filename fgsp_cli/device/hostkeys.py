"""Host keys: which ones are known, and the file they are kept in.

The file is OpenSSH's `known_hosts`. It is read once per run and searched by name here: an SSH library that parses the
whole file for every connection spends more time on it than on the login.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fgsp_cli.base import InputError, Position, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class HostKey:
    """One public host key."""

    kind: str
    """`ssh-ed25519`, `ecdsa-sha2-nistp256`, `ssh-rsa`."""
    blob: bytes

    @property
    def fingerprint(self) -> str:
        """As OpenSSH shows it: `SHA256:...`."""
        digest = base64.b64encode(hashlib.sha256(self.blob).digest()).decode()
        return f"SHA256:{digest.rstrip('=')}"

    def line(self, name: str) -> str:
        """The line of a `known_hosts` file for a unit."""
        return f"{name} {self.kind} {base64.b64encode(self.blob).decode()}"


class KnownHosts:
    """The keys of a `known_hosts` file, by host."""

    def __init__(self, text: str = "") -> None:
        self._plain: dict[str, list[HostKey]] = {}
        self._hashed: list[tuple[bytes, bytes, HostKey]] = []
        for names, key in _entries(text):
            for name in names:
                self._add(name, key)

    @classmethod
    def load(cls, path: Path) -> KnownHosts:
        """The file's keys; read again only when the file has changed. A missing file knows nobody.

        InputError if the file is there and cannot be read.
        """
        try:
            state = path.stat()
        except FileNotFoundError:
            return cls()
        except OSError as problem:
            raise _unreadable(path, problem) from None
        return _load(path, state.st_mtime_ns, state.st_size, state.st_ino)

    def keys(self, name: str) -> tuple[HostKey, ...]:
        """The keys of a unit, spelled as `Target.key_name`."""
        hashed = [key for salt, digest, key in self._hashed if _digest(salt, name) == digest]
        return (*self._plain.get(name, ()), *hashed)

    def _add(self, name: str, key: HostKey) -> None:
        if not name.startswith("|1|"):
            self._plain.setdefault(name, []).append(key)
            return
        parts = name.split("|")
        if len(parts) == 4:
            self._hashed.append((base64.b64decode(parts[2]), base64.b64decode(parts[3]), key))


@lru_cache(maxsize=64)
def _load(path: Path, _modified: int, _size: int, _inode: int) -> KnownHosts:
    try:
        return KnownHosts(path.read_text(encoding="utf-8", errors="replace"))
    except OSError as problem:
        raise _unreadable(path, problem) from None


def _unreadable(path: Path, problem: OSError) -> InputError:
    return InputError([Problem(message=f"cannot be read: {problem.strerror}", position=Position(source=str(path)))])


def _digest(salt: bytes, name: str) -> bytes:
    return hmac.new(salt, name.encode(), hashlib.sha1).digest()


def _entries(text: str) -> Iterator[tuple[list[str], HostKey]]:
    """The usable lines: marked ones (`@revoked`, `@cert-authority`) vouch for no key."""
    for line in text.splitlines():
        words = line.split()
        if len(words) < 3 or words[0].startswith(("#", "@")):
            continue
        try:
            blob = base64.b64decode(words[2], validate=True)
        except (binascii.Error, ValueError):
            continue
        yield words[0].split(","), HostKey(kind=words[1], blob=blob)


def write_known_hosts(path: Path, keys: Iterable[tuple[str, HostKey]]) -> None:
    """Make these the only keys of these hosts; everything else in the file stays. Atomic; OSError if it cannot be."""
    wanted = list(keys)
    names = {name for name, _ in wanted}
    before = path.read_text(encoding="utf-8", errors="surrogateescape") if path.exists() else ""
    kept = [line for old in before.splitlines() if (line := _without(old, names)) is not None]
    lines = [*kept, *(key.line(name) for name, key in wanted)]
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="surrogateescape") as file:
            file.writelines(f"{line}\n" for line in lines)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _without(line: str, names: set[str]) -> str | None:
    """The line less those hosts; None if it was about them alone."""
    first, blank, rest = line.partition(" ")
    if not blank or first.startswith(("#", "@")):
        return line
    hosts = [host for host in first.split(",") if host not in names and not _is_hash_of(host, names)]
    return f"{','.join(hosts)} {rest}" if hosts else None


def _is_hash_of(host: str, names: set[str]) -> bool:
    parts = host.split("|")
    if len(parts) != 4 or parts[1] != "1":
        return False
    salt, digest = base64.b64decode(parts[2]), base64.b64decode(parts[3])
    return any(_digest(salt, name) == digest for name in names)
