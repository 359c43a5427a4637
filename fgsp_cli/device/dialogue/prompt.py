"""The prompt: its form, and how to distinguish it from everything else.

    HOST ["(" ROLE ")"] [" (" LEVEL ")"] " " ("#" | "$") " "          [facts/cli-behaviour.md#1.1, confirmed]

A bare `#` or `$` ends banners, comments and `ENC` texts too, so the host name is learned from the first prompt and
every later one must carry it. It stands there as the unit shortens it (20 characters, `~`, the last 3), so it is never
compared with the configured one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINE_START = rb"(?:\A|(?<=[\r\n]))"
_COLOUR = rb"(?:\x1b\[[0-9;?]*[A-Za-z])*"
_PREFIX = _COLOUR + rb"(?:\(\w\) )?"
_SPACED_ROLE = rb" \((?:[Pp]rimary|[Ss]econdary|[Mm]aster|[Ss]lave)\)"
_LEVEL = _COLOUR + rb"(?: \((?P<level>[^\r\n]{1,80}?)\))?"
_MARK = _COLOUR + rb" (?P<mark>[#$])" + _COLOUR + rb" " + _COLOUR
_FIRST = re.compile(
    _LINE_START
    + _PREFIX
    + rb"(?P<host>[\w.~-]+)(?:\((?P<role>\w+)\)|(?P<spaced>"
    + _SPACED_ROLE
    + rb"))?"
    + _LEVEL
    + _MARK
    + rb"\Z"
)
_LONGEST = 512
"""Bytes of a line that a prompt can be on; a longer line is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One prompt that a unit printed, taken apart."""

    host: str
    role: str = ""
    """`Primary`, `Secondary`, ...: some units of an HA cluster say so."""
    level: str = ""
    """The last word of the `config` path, or the key of the edited entry; empty at the root."""
    mark: str = "#"
    """`$` for read-only and for remote administrators, and on some units for everybody: it proves nothing."""


class Grammar:
    """The prompts of one unit, once the first has been seen.

    The role may come, go and change. A role after a blank, `HOST (Secondary) # `, looks like a level: it is taken for a
    role only where the first prompt, which stands at the root, had one there [facts/cli-behaviour.md#1.1, likely].
    """

    def __init__(self, first: Prompt, *, spaced_role: bool) -> None:
        self.first = first
        role = rb"(?:\((?P<role>\w+)\)" + (rb"|(?P<spaced>" + _SPACED_ROLE + rb")" if spaced_role else rb"") + rb")?"
        anywhere = _LINE_START + _PREFIX + re.escape(first.host.encode()) + role + _LEVEL + _MARK
        self._anywhere = re.compile(anywhere)
        self._at_end = re.compile(anywhere + rb"\Z")

    @classmethod
    def learn(cls, output: bytes | bytearray) -> Grammar | None:
        """From output that ends with the first prompt; None if it does not."""
        match = _FIRST.search(output, last_line(output))
        if match is None:
            return None
        return cls(_prompt(match, _text(match["host"])), spaced_role=match["spaced"] is not None)

    def at_end(self, output: bytes | bytearray) -> tuple[int, Prompt] | None:
        """The prompt that the output ends with, and where it begins."""
        match = self._at_end.search(output, last_line(output))
        return (match.start(), _prompt(match, self.first.host)) if match else None

    def next(self, output: bytes | bytearray, start: int) -> tuple[int, int, Prompt] | None:
        """The first prompt from `start` on, with where it begins and ends."""
        match = self._anywhere.search(output, start)
        return (match.start(), match.end(), _prompt(match, self.first.host)) if match else None

    def last(self, output: bytes | bytearray, start: int, end: int) -> tuple[int, int, Prompt] | None:
        """The last prompt between two places."""
        match = None
        for match in self._anywhere.finditer(output, start, end):  # noqa: B007 - the last one is wanted
            pass
        return (match.start(), match.end(), _prompt(match, self.first.host)) if match else None


def last_line(output: bytes | bytearray) -> int:
    """Where the last, unfinished line begins; at most so far back as a prompt can be long."""
    begin = max(0, len(output) - _LONGEST)
    return max(output.rfind(b"\n", begin), output.rfind(b"\r", begin), begin - 1) + 1


def _prompt(match: re.Match[bytes], host: str) -> Prompt:
    groups = match.groupdict()
    role = groups.get("role") or (groups.get("spaced") or b"").strip(b" ()")
    return Prompt(
        host=host,
        role=_text(role),
        level=_text(match["level"] or b""),
        mark=_text(match["mark"]),
    )


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
