"""What OpenSSH's configuration file says of a host, read as `ssh -G` reads it."""

from __future__ import annotations

import getpass
import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from fgsp_cli.base import InventoryError, Position, Problem

HONOURED = frozenset(
    {"hostname", "port", "user", "identityfile", "identitiesonly", "hostkeyalias", "userknownhostsfile", "proxyjump"}
)
"""`identitiesonly` is what fgsp does in any case: where a key is named, no other one is tried."""
REFUSED = {
    "proxycommand": "use ProxyJump",
    "canonicalizehostname": "write the whole name",
    "certificatefile": "a certificate stands beside its key, as KEY-cert.pub",
    **dict.fromkeys(("identityagent", "pkcs11provider", "securitykeyprovider"), "use the agent of SSH_AUTH_SOCK"),
    **dict.fromkeys(("knownhostscommand", "revokedhostkeys"), "use one file, UserKnownHostsFile"),
    **dict.fromkeys(("bindaddress", "bindinterface"), "the system chooses the address"),
}
"""Keywords that change where or how one connects, and what to do instead."""
_SAYS_NOTHING = ("no", "none", "SSH_AUTH_SOCK")
_LINE = re.compile(r"[ \t\f]*([A-Za-z0-9]+)(?:[ \t]*=[ \t]*|[ \t]+|$)(.*)")
_DEEPEST = 16
"""Include in Include, as in OpenSSH."""


@dataclass(slots=True)
class HostSettings:
    """The arguments of each keyword for one host: the first line that fits counts, and every IdentityFile."""

    path: Path
    alias: str
    user: str
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def one(self, keyword: str) -> str:
        """The first argument; empty if there is none."""
        return self.words.get(keyword, ("",))[0]

    def many(self, keyword: str) -> tuple[str, ...]:
        """All arguments of a keyword, none if it is absent."""
        return self.words.get(keyword, ())

    @property
    def hostname(self) -> str:
        """The address; the alias itself where the file names none."""
        return self.one("hostname").replace("%h", self.alias).replace("%%", "%") or self.alias

    def file(self, text: str) -> Path:
        """A path, with its tokens replaced."""
        tokens = {"%": "%", "h": self.hostname, "n": self.alias, "r": self.one("user") or self.user}
        tokens |= {"d": str(Path.home()), "u": _local_user()}
        return Path(re.sub("%(.)", lambda match: tokens.get(match[1], match[0]), text)).expanduser()

    @property
    def refused(self) -> Iterator[tuple[str, str]]:
        """Keywords that fgsp does not honour and that would change the connection, and what to do instead."""
        for keyword in sorted(self.words.keys() & REFUSED.keys()):
            if self.one(keyword) not in _SAYS_NOTHING:
                yield keyword, REFUSED[keyword]

    @property
    def without_effect(self) -> list[str]:
        """Keywords that change nothing here."""
        return sorted(self.words.keys() - HONOURED - REFUSED.keys())


def host_settings(path: Path, alias: str, user: str) -> HostSettings:
    """What a file says of a host; InventoryError, with the line, for what is no configuration or runs a command."""
    settings = HostSettings(path, alias, user)
    _apply(path, settings, applies=True, never=False, depth=0)
    return settings


@lru_cache(maxsize=64)
def _lines(path: Path, _modified: int) -> tuple[tuple[int, str, tuple[str, ...]], ...]:
    """The number, keyword and arguments of each line."""
    try:
        text = path.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError as problem:
        raise _wrong(path, None, f"cannot be read: {problem.strerror}") from None
    lines = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _LINE.fullmatch(line.rstrip())
        try:
            words = tuple(shlex.split(match[2], comments=True)) if match else ()
        except ValueError:
            words = ()
        if match is None or not words:
            raise _wrong(path, number, "is no line of an SSH configuration")
        lines.append((number, match[1].lower(), words))
    return tuple(lines)


def _apply(path: Path, settings: HostSettings, *, applies: bool, never: bool, depth: int) -> None:
    for number, keyword, words in _lines(path, path.stat().st_mtime_ns if path.exists() else 0):
        if keyword == "host":
            applies = not never and fits_patterns(words, settings.alias)
        elif keyword == "match":
            applies = _matches(path, number, words, settings) and not never
        elif keyword == "include":
            if depth == _DEEPEST:
                raise _wrong(path, number, "Include is nested too deeply")
            for file in (file for word in words for file in _included(word)):
                _apply(file, settings, applies=applies, never=not applies, depth=depth + 1)
        elif applies and keyword == "identityfile":
            settings.words[keyword] = tuple(dict.fromkeys((*settings.many(keyword), words[0])))
        elif applies:
            settings.words.setdefault(keyword, words)


def _included(pattern: str) -> list[Path]:
    """The files of an Include; relative ones are in ~/.ssh, as in OpenSSH."""
    path = Path.home() / ".ssh" / Path(pattern).expanduser()
    return sorted(Path(path.anchor).glob(str(path.relative_to(path.anchor))))


def _matches(path: Path, number: int, words: Sequence[str], settings: HostSettings) -> bool:
    """Do all criteria of a Match line hold?"""
    left, holds = list(words), True
    while left:
        criterion = left.pop(0).lower()
        negated, criterion = criterion.startswith("!"), criterion.removeprefix("!")
        if criterion == "all":
            continue
        values = {
            "host": settings.hostname,
            "originalhost": settings.alias,
            "user": settings.one("user") or settings.user or _local_user(),
            "localuser": _local_user(),
        }
        if criterion not in values or not left:
            raise _wrong(path, number, f"Match {criterion} is not supported", ", ".join(("all", *values)))
        patterns, value = left.pop(0), values[criterion]
        if "host" in criterion:  # as OpenSSH: the letters of Host and of user names are as written
            patterns, value = patterns.lower(), value.lower()
        holds &= fits_patterns(patterns.split(","), value) != negated
    return holds


def fits_patterns(patterns: Sequence[str], text: str) -> bool:
    """Does one of OpenSSH's patterns fit a name, and no excluded one?"""
    fits = False
    for pattern in patterns:
        regex = "".join({"*": ".*", "?": "."}.get(char, re.escape(char)) for char in pattern.removeprefix("!"))
        if re.fullmatch(regex, text):
            if pattern.startswith("!"):
                return False
            fits = True
    return fits


def _local_user() -> str:
    return getpass.getuser()


def _wrong(path: Path, number: int | None, message: str, allowed: str = "") -> InventoryError:
    return InventoryError([Problem(message=message, position=Position(source=str(path), line=number), allowed=allowed)])
