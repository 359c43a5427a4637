"""A typed line as words: what stands in quotes stays together, and a `|` outside of them starts a filter."""

from __future__ import annotations

import re

_PIECE = re.compile(r"""\s+|\||"(?:[^"\\]|\\.)*"?|'[^']*'?|\\.|[^\s|"'\\]+|\\$""", re.DOTALL)
PIPE = "|"


def split_pipe(line: str) -> tuple[str, str | None]:
    """The command, and what stands behind the first `|` that is not quoted."""
    place = 0
    for match in _PIECE.finditer(line):
        if match.group() == PIPE:
            return line[:place].strip(), line[match.end() :].strip()
        place = match.end()
    return line.strip(), None


def words(text: str) -> tuple[str, ...]:
    """The words, quotes and escapes taken off."""
    complete: list[str] = []
    current: str | None = None
    for match in _PIECE.finditer(text):
        piece = match.group()
        if piece.isspace():
            complete += [current] if current is not None else []
            current = None
        else:
            current = (current or "") + _plain(piece)
    return (*complete, *([current] if current is not None else []))


def shortens(typed: str, word: str) -> bool:
    """Whether that is the word, perhaps shortened (`sys`) [facts/cli-behaviour.md#4, confirmed]."""
    return typed != "" and word.startswith(typed)


def abbreviates(typed: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether the typed words are the full ones, each perhaps shortened (`get sys stat`)."""
    return len(typed) == len(full) and all(map(shortens, typed, full))


def _plain(piece: str) -> str:
    if piece.startswith('"'):
        inner = piece[1:-1] if len(piece) > 1 and piece.endswith('"') else piece[1:]
        return re.sub(r"\\([\"'\\])", r"\1", inner)
    if piece.startswith("'"):
        return piece[1:].removesuffix("'")
    return piece.removeprefix("\\")
