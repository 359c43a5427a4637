"""Where a value comes from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Position:
    """A place in a file, a backup or a unit's output; travels with a value to the last error message."""

    source: str
    """The file as the user named it, or `unit NAME`."""
    line: int | None = None
    """Counted from 1."""
    column: int | None = None
    """Counted from 1."""

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.source, self.line, self.column) if part is not None)

    @classmethod
    def parse(cls, text: str) -> Position:
        """The position that `str` wrote, for instance out of a saved plan."""
        source, numbers = text, list[int]()
        while len(numbers) < 2 and (cut := source.rpartition(":"))[1] and cut[2].isdecimal():
            source = cut[0]
            numbers.insert(0, int(cut[2]))
        line, column = [*numbers, None, None][:2]
        return cls(source=source, line=line, column=column)
