"""The pager: pages by display rows, and what it writes between them [facts/cli-behaviour.md#1.3, confirmed]."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

MORE = "--More-- "
"""Nine bytes, no line end."""
WIPE = "\r" + " " * len(MORE) + "\r"
"""What a key makes of it."""


class Pager:
    """Holds back what does not fit: `more` gives the next lines, `waiting` says whether some are left.

    A page is the terminal's height less two rows; a line wider than the terminal counts as several.
    """

    def __init__(self, lines: Iterable[str], *, columns: int, rows: int) -> None:
        self._lines = deque(lines)
        self._columns = max(columns, 1)
        self._page = max(rows - 2, 1)

    @property
    def waiting(self) -> bool:
        """Whether lines are left to be printed."""
        return bool(self._lines)

    def page(self) -> list[str]:
        """The lines of the next page: at least one."""
        return self._take(self._page)

    def line(self) -> list[str]:
        """The next line of the output."""
        return self._take(1)

    def stop(self) -> None:
        """Drop the lines that are left."""
        self._lines.clear()

    def _take(self, rows: int) -> list[str]:
        taken: list[str] = []
        while self._lines and (not taken or self._height(self._lines[0]) <= rows):
            rows -= self._height(self._lines[0])
            taken.append(self._lines.popleft())
        return taken

    def _height(self, line: str) -> int:
        return max(1, -(-len(line) // self._columns))
