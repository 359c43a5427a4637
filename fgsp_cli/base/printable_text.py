"""Texts from elsewhere, made safe to print."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

INVISIBLE = (
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff"
)
"""Characters that show nothing, or that change in which order others show: in a class of a regular expression."""
_CONTROL = re.compile(rf"[\x00-\x08\x0b-\x1f\x7f-\x9f{INVISIBLE}]")
"""Control characters but tab and newline, and those that are invisible."""


def printable(text: str) -> str:
    """The text with its control characters and invisible ones escaped: what a unit or a file says must neither drive
    the terminal nor pass as something else.
    """
    return _CONTROL.sub(lambda match: _escape(ord(match.group())), text)


def mixes_directions(text: str) -> bool:
    """Does the text hold letters of both writing directions? A terminal shows its parts in another order."""
    directions = set() if text.isascii() else {unicodedata.bidirectional(character) for character in text}
    return "L" in directions and not directions.isdisjoint({"R", "AL"})


def some_of(names: Iterable[str], most: int = 5) -> str:
    """The first few names, and how many more there are."""
    every = list(names)
    rest = f" and {len(every) - most} more" if len(every) > most else ""
    return ", ".join(every[:most]) + rest


def _escape(code: int) -> str:
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def on_one_line(text: str) -> str:
    """The same of a name, which must not begin a line of its own either."""
    return printable(text).replace("\n", "\\n")
