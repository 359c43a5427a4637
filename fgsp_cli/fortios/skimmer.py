"""Pass over the sections of a backup that are not wanted, without reading their lines.

A unit prints a section at the margin and indents what stands inside it, so the first `end` at the margin closes it:
unless that `end` stands in a value, which may run over many lines and hold anything
[facts/cli-behaviour.md#3.1, confirmed].
Where that is not certain, a section is not passed over, and the cutter walks it line by line.

No part of the text is read for two sections, so the time is linear whatever the text is.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

PARTS = frozenset({"global", "vdom"})
"""`config global` and `config vdom` are no sections: sections stand in them."""
ANNOUNCEMENT = "transaction id="
"""A unit prints `config transaction id=1 will expire ...` into any output
[facts/cli-behaviour.md#5.4, confirmed]: no block."""

_SECTION = "\nconfig "
_BLANK = r"[^\S\n]"
_EMPTY_TEXTS = re.compile(r"(?:''[^']*+)*+")


class Skimmer:
    """What passes over the unwanted sections of one text; asked about ever later places of it."""

    def __init__(self, body: str, wanted: Collection[str]) -> None:
        self._body = body
        self._margin = _margin(frozenset(wanted))
        self._backslash = self._single = -1

    def skim(self, start: int, end: int) -> int:
        """Where to read on in an unwanted section whose first line begins at the line end `start` and ends at `end`.

        That is before an `end` that closes it, or one of the unwanted sections right behind it; or at `end` if the
        section must be read.
        """
        body = self._body
        if not body.startswith(_SECTION, start):
            return end
        begin = end
        for margin in self._margin.finditer(body, end):
            close, ahead = margin.start(), margin.lastindex
            if ahead is None or body.count('"', begin, close) % 2 or self._is_doubtful(begin, close):
                break
            end, begin = close, margin.end()
            if ahead == 1:
                break
        return end

    def _is_doubtful(self, start: int, end: int) -> bool:
        """Whether a quote may be escaped, or single quotes are more than an empty text: ''
        [facts/cli-behaviour.md#3.1].
        """
        if self._backslash < start:
            self._backslash = self._next("\\", start)
        if self._single < start:
            self._single = self._next("'", start)
        if self._backslash < end:
            return True
        return self._single < end and _EMPTY_TEXTS.fullmatch(self._body, self._single, end) is None

    def _next(self, character: str, start: int) -> int:
        """Where the character stands next; behind the text if it does not."""
        position = self._body.find(character, start)
        return position if position >= 0 else len(self._body)


@cache
def _margin(wanted: frozenset[str]) -> re.Pattern[str]:
    """An `end` at the margin (1), mostly with another unwanted section behind it (2), or a `config` out of turn."""
    names = "|".join(rf"{_BLANK}++".join(map(_shortened, name.split())) for name in sorted(wanted | PARTS))
    read = rf"{_BLANK}*+(?:(?:{names})(?![\w-])|{ANNOUNCEMENT})"
    return re.compile(rf"\n(?:(end)\n(config (?!{read})[^\n]*+)?|conf(?:ig?)? )")


def _shortened(word: str) -> str:
    """A pattern of the word and of all its beginnings, which FortiOS may take for it."""
    return re.escape(word[0]) + "".join(f"(?:{re.escape(letter)}" for letter in word[1:]) + ")?" * (len(word) - 1)
