"""What is handed to the formats: how a text is seen, and the results that no room below has a value for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

STYLES = {"good": "32", "bad": "31", "notable": "33", "faint": "2", "strong": "1"}
"""What a style is to a terminal (SGR codes)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """Where a text will be seen."""

    width: int | None = None
    """Columns of the terminal; None for a pipe or a file."""
    color: bool = False

    def painted(self, text: str, style: str) -> str:
        """The text in a style of `STYLES`, if colours are wanted."""
        code = STYLES.get(style)
        return f"\x1b[{code}m{text}\x1b[0m" if self.color and code else text


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """The whole CLI of one device."""

    fortios: str
    lines: Sequence[str]
    """For people with comments, for scripts without."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostKey:
    """The host key that one unit shows."""

    status: str
    """`known`, `new`, `changed` or `unreachable`."""
    address: str = ""
    kind: str = ""
    fingerprint: str = ""
