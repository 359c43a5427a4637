"""A command that no unit knows, whose answer proves that everything before it was answered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from secrets import token_hex

_ECHO = re.compile(rb"show fgsp-[0-9a-f]{12}\r*\n?")


@dataclass(frozen=True, slots=True)
class Marker:
    """`show WORD`, answered with `command parse error before 'WORD'` [facts/cli-behaviour.md#2.1, confirmed]."""

    word: bytes

    @property
    def keys(self) -> bytes:
        """The text that is typed for the marker."""
        return b"show " + self.word + b"\n"

    @property
    def answer(self) -> bytes:
        """What only the answer holds: the echo has no quote."""
        return b"before '" + self.word + b"'"

    @property
    def echo(self) -> re.Pattern[bytes]:
        """The echo, wherever it stands; that of any marker, as no stored value can hold one."""
        return _ECHO


def new_marker() -> Marker:
    """A marker with a number that was never used: no stored value can hold it. Without `y`, the answer to questions."""
    return Marker(b"fgsp-" + token_hex(6).encode())
