r"""A typed line as words: quotes, escapes, and lines that go on [facts/cli-behaviour.md#4].

A word is a run of pieces. In double quotes `\"`, `\'` and `\\` are escapes and any other backslash is itself; in
single quotes nothing is special; outside, a backslash takes the next character as it is, and at the end of a line it
joins the next line [confirmed against real configurations]. Characters that a unit wants quoted (`# ( ) < >`) are taken
as they are. `?`, TAB and Ctrl-V are keys, not characters: what handles keys has to deal with them before.
"""

from __future__ import annotations

import re
from typing import NamedTuple

BLANKS = " \t\r\n"
_WORD = re.compile(r"""(?:[^ \t\r\n"'\\]++|"(?:[^"\\]++|\\.)*+"|'[^']*+'|\\.)++""", re.DOTALL)
_PIECE = re.compile(r""""((?:[^"\\]++|\\.)*+)"|'([^']*+)'|\\(.)|([^"'\\]++)""", re.DOTALL)
_ESCAPE = re.compile(r"""\\(["'\\])""")
_PLAIN = re.compile(r"""[^"'\\]*+(?:\\.[^"'\\]*+)*+""", re.DOTALL)
_REST_OF_DOUBLE = re.compile(r"""(?:[^"\\]++|\\.)*+\\?""", re.DOTALL)


class Word(NamedTuple):
    """One word, quotes and escapes taken off, and the place where it began and ended in the text."""

    text: str
    start: int
    end: int

    def quoted(self, line: str) -> bool:
        """Whether it was typed in quotes."""
        return line[self.start] in "\"'"


def split(text: str) -> list[Word]:
    """The words of a text in which every quote is closed."""
    return [Word(unquoted(match.group()), match.start(), match.end()) for match in _WORD.finditer(text)]


def unquoted(raw: str) -> str:
    """The word that a typed one stands for."""
    if '"' not in raw and "'" not in raw and "\\" not in raw:
        return raw
    return "".join(_piece(match) for match in _PIECE.finditer(raw))


def _piece(match: re.Match[str]) -> str:
    double, single, escaped, plain = match.groups()
    if double is not None:
        return _ESCAPE.sub(r"\1", double)
    if escaped is not None:
        return "" if escaped == "\n" else escaped
    return single if single is not None else plain


def open_after(text: str, state: str = "") -> str:
    """What is open behind the text: a quote character, a backslash at the very end, or nothing.

    `state` is what was open before it; texts are read line by line, so time grows with length only.
    """
    if '"' not in text and "'" not in text and "\\" not in text:
        return "" if state == "\\" else state
    state, position = ("" if state == "\\" else state), 0
    while True:
        if not state:
            position = _end(_PLAIN.match(text, position))
            if position == len(text):
                return ""
            state = text[position]
            position += 1
            if state == "\\":
                return state
        position = text.find("'", position) if state == "'" else _end(_REST_OF_DOUBLE.match(text, position))
        if position < 0 or position >= len(text):
            return state
        state, position = "", position + 1


def _end(match: re.Match[str] | None) -> int:
    return match.end() if match else 0
