"""Lines and words of printed configuration: where a line ends although its value does not, and what a word says.

The interpreter, which executes what is typed, has its own reading of the same rules: so that each checks the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PIECES = r"""(?:[^\n"'\\]++|"[^"\\]*+(?:\\.[^"\\]*+)*+"|'[^']*+'|\\.)*+"""
_VALUE_LINE = re.compile(rf"(?:set|append|select|unselect|edit|rename|delete)[ \t]{_PIECES}(?=\n|\Z)", re.DOTALL)
_ANY_LINE = re.compile(r"[^\n]*")
_BLANKS = re.compile(r"[ \t]*")
_WORD = re.compile(r"""(?:[^\s"'\\]++|"[^"\\]*+(?:\\.[^"\\]*+)*+"|'[^']*+'|\\.)++""", re.DOTALL)
_PIECE = re.compile(r"""[^"'\\]+|"(?:[^"\\]|\\.)*"|'[^']*'|\\.""", re.DOTALL)
_ESCAPE = re.compile(r"""\\(["'\\])""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word of a line."""

    text: str
    """Quotes and escapes taken off."""
    bare: bool
    """Whether it stood there without any."""


def printed_lines(text: str, first: int) -> Iterator[tuple[int, str]]:
    """The number and the text of every line, blanks around it taken off; a value over many lines makes one of them.

    `first` is the number of the first line. Empty lines are left out.
    """
    position, number = 0, first
    while position < len(text):
        if (blanks := _BLANKS.match(text, position)) is not None:
            position = blanks.end()
        match = _VALUE_LINE.match(text, position) or _ANY_LINE.match(text, position)
        line = match[0] if match else ""
        if line.strip():
            yield number, line.strip()
        number += line.count("\n") + 1
        position += len(line) + 1


def words(text: str) -> tuple[Word, ...]:
    """The words of a piece of a line; ValueError for a quote that is not closed [facts/cli-behaviour.md#4]."""
    parts, position = [], 0
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        match = _WORD.match(text, position)
        if match is None or (match.end() < len(text) and not text[match.end()].isspace()):
            raise ValueError("a quote is not closed")
        parts.append(_word(match[0]))
        position = match.end()
    return tuple(parts)


def _word(text: str) -> Word:
    """A word is a run of pieces, each plain, in double or in single quotes."""
    if not any(character in text for character in "\"'\\"):
        return Word(text=text, bare=True)
    return Word(text="".join(_plain(piece) for piece in _PIECE.findall(text)), bare=False)


def _plain(piece: str) -> str:
    """In double quotes only quotes and backslash are escaped, in single quotes nothing, outside anything."""
    if piece[0] == '"':
        return _ESCAPE.sub(r"\1", piece[1:-1])
    if piece[0] == "'":
        return piece[1:-1]
    return piece[1:].replace("\n", "") if piece[0] == "\\" else piece
