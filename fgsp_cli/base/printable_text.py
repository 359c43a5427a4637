"""Texts from elsewhere, made safe to print."""

from __future__ import annotations

import re

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Control characters but tab and newline."""


def printable(text: str) -> str:
    """The text with its control characters escaped: what a unit says must not drive the terminal."""
    return _CONTROL.sub(lambda found: f"\\x{ord(found.group()):02x}", text)


def on_one_line(text: str) -> str:
    """The same of a name, which must not begin a line of its own either."""
    return printable(text).replace("\n", "\\n")
