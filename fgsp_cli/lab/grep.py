"""`COMMAND | grep [-i] [-v] [-c] [-n] [-f] [-A N] [-B N] [-C N] PATTERN`.

[facts/cli-behaviour.md#5.6; transcripts grep-f, status-grep, confirmed; context lines and options behind the pattern:
as
scrapli's community driver uses them]
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_OPTIONS = frozenset("ivcnf")
_CONTEXT = re.compile(r"-(?P<kind>[ABC])(?P<count>\d{0,9})")
_SWAPPED = {r"\|": "|", r"\(": "(", r"\)": ")", r"\{": "{", r"\}": "}", r"\+": "+", r"\?": "?"}
_PIECE = re.compile(r"\[\^?\]?[^\]]*\]|\\.|.", re.DOTALL)
_HIT = " <---"


class GrepError(ValueError):
    """The words behind the pipe are no grep; `word` is what the unit stumbles over."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


@dataclass(frozen=True, slots=True, kw_only=True)
class Grep:
    """A filter of output lines."""

    pattern: re.Pattern[str]
    invert: bool = False
    count: bool = False
    number: bool = False
    frame: bool = False
    """`-f`: whole entries or objects, inside their `config` lines, with the hits marked."""
    before: int = 0
    after: int = 0
    """Lines of context; with any, `-f` frames nothing [the answer in scrapli's community driver, likely]."""

    def __call__(self, text: str) -> str:
        """What it leaves of the text."""
        lines = text.removesuffix("\n").split("\n") if text else []
        hits = [bool(self.pattern.search(line)) != self.invert for line in lines]
        if self.count:
            return f"{sum(hits)}\n"
        if self.before or self.after:
            return "".join(f"{line}\n" for line in self._surrounded(lines, hits))
        if self.frame:
            return "".join(f"{line}\n" for line in _framed(lines, hits))
        kept = ((place, line) for place, (line, hit) in enumerate(zip(lines, hits, strict=True), 1) if hit)
        return "".join(f"{f'{place}:' if self.number else ''}{line}\n" for place, line in kept)

    def _surrounded(self, lines: Sequence[str], hits: Sequence[bool]) -> Iterator[str]:
        """Each hit with its context, and a line of two dashes where something is left out between."""
        last = -1
        for place in (place for place, hit in enumerate(hits) if hit):
            first = max(place - self.before, last + 1)
            if 0 <= last < first - 1:
                yield "--"
            end = min(place + self.after, len(lines) - 1)
            yield from lines[first : end + 1]
            last = max(last, end)


def parse_grep(words: Sequence[str]) -> Grep:
    """The filter that the words behind `|` ask for; GrepError if they ask for none.

    Options may be given together, but `f` only by itself: `grep -fi` was refused in a recording of 7.0.3.
    """
    if not words or words[0] != "grep":
        raise GrepError("|")
    flags: set[str] = set()
    context = {"A": 0, "B": 0, "C": 0}
    patterns: list[str] = []
    rest = list(words[1:])
    while rest:
        word = rest.pop(0)
        match = _CONTEXT.fullmatch(word)
        if match:
            count = match["count"] or (rest.pop(0) if rest else "")
            if not (count.isascii() and count.isdecimal() and len(count) < 10):
                raise GrepError("|")
            context[match["kind"]] = int(count)
        elif len(word) > 1 and word.startswith("-"):
            flags |= _flags(word)
        else:
            patterns.append(word)
    if len(patterns) != 1:
        raise GrepError("|")
    try:
        pattern = re.compile(_translated(patterns[0]), re.IGNORECASE if "i" in flags else 0)
    except re.error as error:
        raise GrepError("|") from error
    return Grep(
        pattern=pattern,
        invert="v" in flags,
        count="c" in flags,
        number="n" in flags,
        frame="f" in flags,
        before=context["B"] or context["C"],
        after=context["A"] or context["C"],
    )


def _flags(word: str) -> set[str]:
    letters = set(word[1:])
    if letters - _OPTIONS or ("f" in letters and len(letters) > 1):
        raise GrepError("|")
    return letters


def _translated(pattern: str) -> str:
    """A basic regular expression, where a bar is an operator only behind a backslash, as Python writes it."""
    return "".join(_swap(piece) for piece in _PIECE.findall(pattern))


def _swap(piece: str) -> str:
    if piece in _SWAPPED:
        return _SWAPPED[piece]
    if piece in _SWAPPED.values():
        return f"\\{piece}"
    return piece.replace("\\", "\\\\") if piece.startswith("[") else piece


@dataclass(slots=True)
class _Block:
    """A `config` or `edit` that is open while the lines are walked through."""

    first: int
    last: int
    depth: int


def _framed(lines: Sequence[str], hits: Sequence[bool]) -> Iterator[str]:
    """The innermost `edit` or top-level object around each hit, whole, with the lines that open and close around it."""
    blocks = _blocks(lines)
    keep: set[int] = set()
    for place in (place for place, hit in enumerate(hits) if hit):
        around = [block for block in blocks if block.first <= place <= block.last]
        for block in around:
            keep |= {block.first, block.last}
        entries = [block for block in around if lines[block.first].lstrip().startswith("edit ")]
        whole = max(entries or around, key=lambda block: block.depth, default=None)
        if whole:
            keep |= set(range(whole.first, whole.last + 1))
    for place in sorted(keep):
        yield lines[place] + (_HIT if hits[place] else "")


def _blocks(lines: Sequence[str]) -> list[_Block]:
    blocks: list[_Block] = []
    open_blocks: list[_Block] = []
    for place, line in enumerate(lines):
        word = line.strip().split(" ", 1)[0]
        if word in ("config", "edit"):
            open_blocks.append(_Block(first=place, last=place, depth=len(open_blocks)))
        elif word in ("end", "next") and open_blocks:
            block = open_blocks.pop()
            block.last = place
            blocks.append(block)
    return blocks
