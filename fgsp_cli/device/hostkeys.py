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
import re
import tempfile
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from pathlib import Path

from fgsp_cli.base import InputError, Position, Problem
from fgsp_cli.inventory import fits_patterns


@dataclass(frozen=True, slots=True, kw_only=True)
class HostKey:
    """One public host key, with its kind."""

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


class Verdict(Enum):
    """What `known_hosts` says of a key that a host shows."""

    KNOWN = "known"
    NEW = "new"
    """No key of this kind is known; one of another kind may be."""
    CHANGED = "changed"
    """Another key of this kind is known."""
    REVOKED = "revoked"
    WEAK = "weak"
    """An RSA key that is too small; `known_hosts` is not asked."""


class KnownHosts:
    """The keys of a `known_hosts` file, by host."""

    def __init__(self, text: str = "") -> None:
        self._by_name: dict[str, list[_Entry]] = {}
        self._others: list[_Entry] = []
        """Those with hashed names, wildcards or exceptions."""
        for entry in filter(None, map(_entry, text.split("\n"))):
            if re.search(r"[*?!]|^\|", entry.names):
                self._others.append(entry)
            else:
                for name in entry.names.lower().split(","):
                    self._by_name.setdefault(name, []).append(entry)

    @classmethod
    def load(cls, path: Path) -> KnownHosts:
        """The file's keys; read again only when the file has changed. A missing file knows no key.

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
        """The keys of a unit, spelled as `Target.key_name`, without the revoked ones."""
        revoked = {entry.key for entry in self._entries(name) if entry.marker == _REVOKED}
        return tuple(entry.key for entry in self._entries(name) if not entry.marker and entry.key not in revoked)

    def judge(self, name: str, key: HostKey) -> Verdict:
        """What is known of a key that the unit shows: the one judgement, kind by kind, as OpenSSH makes it."""
        if any(entry.marker == _REVOKED and entry.key == key for entry in self._entries(name)):
            return Verdict.REVOKED
        same_kind = [known for known in self.keys(name) if known.kind == key.kind]
        return Verdict.KNOWN if key in same_kind else Verdict.CHANGED if same_kind else Verdict.NEW

    def _entries(self, name: str) -> list[_Entry]:
        lower = name.lower()
        return [*self._by_name.get(lower, ()), *(entry for entry in self._others if entry.is_of(lower))]


_REVOKED = "@revoked"
_MARKERS = ("@cert-authority", _REVOKED)
_LINE = re.compile(r"[ \t]*(?:(@[^ \t]+)[ \t]+)?([^ \t#@][^ \t]*)[ \t]+([^ \t]+)[ \t]+([^ \t]+)")
"""Marker, names, kind and key, and behind them a remark [sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"]."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """One line of a `known_hosts` file."""

    marker: str
    names: str
    key: HostKey

    def is_of(self, name: str) -> bool:
        """Whether the line is about that host: names with `*` and `?`, none of its exceptions, or a hashed name."""
        if self.names.startswith("|"):
            return _is_hash_of(self.names, [name])
        return fits_patterns(self.names.lower().split(","), name)


def _entry(line: str) -> _Entry | None:
    """The entry of a line; None for a remark, and for what OpenSSH skips as damaged."""
    match = _LINE.match(line)
    if match is None or (match[1] or _REVOKED) not in _MARKERS:
        return None
    try:
        blob = base64.b64decode(match[4].strip(), validate=True)
    except (binascii.Error, ValueError):
        return None
    kind = match[3].encode()
    if not blob.startswith(len(kind).to_bytes(4, "big") + kind):
        return None
    return _Entry(match[1] or "", match[2], HostKey(kind=match[3], blob=blob))


@lru_cache(maxsize=64)
def _load(path: Path, _modified: int, _size: int, _inode: int) -> KnownHosts:
    try:
        return KnownHosts(path.read_bytes().decode("utf-8", "replace"))
    except OSError as problem:
        raise _unreadable(path, problem) from None


def _unreadable(path: Path, problem: OSError) -> InputError:
    return InputError([Problem(message=f"cannot be read: {problem.strerror}", position=Position(source=str(path)))])


def write_known_hosts(path: Path, keys: Iterable[tuple[str, HostKey]]) -> None:
    """Write these keys of these hosts; everything else in the file stays. Atomic; OSError if it cannot be.

    A key of a kind that is not known joins the others of its host; any other replaces them, as the host was replaced.
    """
    wanted = list(keys)
    before = path.read_bytes().decode("utf-8", "surrogateescape") if path.exists() else ""
    known = KnownHosts(before)
    names = {name for name, key in wanted if known.judge(name, key) is not Verdict.NEW}
    old = before.removesuffix("\n").split("\n") if before else []
    kept = [line for text in old if (line := _without(text, names)) is not None]
    lines = [*kept, *(key.line(name) for name, key in wanted)]
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write("".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape"))
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _without(line: str, names: Collection[str]) -> str | None:
    """The line less those hosts; None if it was about them alone."""
    entry = _entry(line)
    if entry is None or entry.marker:
        return line
    lower = {name.lower() for name in names}
    hosts = [host for host in entry.names.split(",") if host.lower() not in lower and not _is_hash_of(host, lower)]
    return line.replace(entry.names, ",".join(hosts), 1) if hosts else None


def _is_hash_of(host: str, names: Iterable[str]) -> bool:
    parts = host.split("|")
    if len(parts) != 4 or parts[:2] != ["", "1"]:
        return False
    try:
        salt, digest = base64.b64decode(parts[2], validate=True), base64.b64decode(parts[3], validate=True)
    except (binascii.Error, ValueError):
        return False
    return any(hmac.digest(salt, name.encode(), hashlib.sha1) == digest for name in names)
