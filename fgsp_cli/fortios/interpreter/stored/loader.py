"""A whole configuration text -> tree: how a unit comes to hold what it was given.

What a unit has stored is believed: attributes and tables that the schema does not know are kept as they stand, and so
are values that it would refuse. Text as one types it is taken too (`edit 0`, `append`, no `next`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import MappingProxyType

from fgsp_cli.base import ConfigTextError, Position, Problem, mask_line
from fgsp_cli.fortios.interpreter.language.line_words import BLANKS, open_after, split
from fgsp_cli.fortios.interpreter.stored.nodes import free_key
from fgsp_cli.fortios.tree import Node, Setting

MARK = "#config-version="
SOURCE = "configuration"
_MAX_DEPTH = 32
_LINE = re.compile(r"[ \t]*([^ \t]+)[ \t]*(.*)", re.DOTALL)
_NAME = re.compile(r"([^ \t]+)[ \t]?(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """The trees and facts that a configuration text holds."""

    root: Node
    header: tuple[str, ...]
    """The lines before the first block, from `#config-version=` on, blank ones included."""
    lines: int


def load(text: str) -> Loaded:
    """The tree and header of a text; ConfigTextError with the line for what is neither stored nor typed."""
    loading = _Loading()
    text = text.replace("\r\n", "\n").replace("\r", "")
    for number, line in _joined(text):
        loading.take(number, line)
    header = loading.header if loading.header and loading.header[0].startswith(MARK) else []
    return Loaded(root=loading.levels[0].frozen(), header=tuple(header), lines=text.count("\n") + 1)


def printed_key(key: str) -> str:
    """A key as `edit` shows it: numbers bare, all else quoted [facts/cli-behaviour.md#3.1, confirmed]."""
    return key if key.isascii() and key.isdecimal() else quoted(key)


def quoted(word: str) -> str:
    """A word in double quotes, escaped; the empty one is `''` [facts/cli-behaviour.md#3.1, confirmed]."""
    return '"' + re.sub(r"""([\\"'])""", r"\\\1", word) + '"' if word else "''"


def _joined(text: str) -> Iterator[tuple[int, str]]:
    """The lines, those of one quoted value as one, with the number of the first."""
    begun, parts, state = 0, list[str](), ""
    for number, line in enumerate(text.split("\n"), start=1):
        if not parts and line.lstrip(BLANKS).startswith("#"):
            yield number, line
            continue
        state = open_after(line, state)
        if state and not parts:
            begun = number
        if parts or state:
            parts.append(line)
            if state:
                continue
            yield begun, "\n".join(parts)
            parts = []
        else:
            yield number, line
    if parts:
        raise _problem(begun, "a quote that is never closed", parts[0])


def _problem(number: int, message: str, line: str) -> ConfigTextError:
    shown = mask_line(line).strip().partition("\n")[0][:60]
    return ConfigTextError((Problem(message=message, position=Position(source=SOURCE, line=number), found=shown),))


@dataclass(slots=True)
class _Open:
    """A block or entry that is being filled."""

    entry: bool
    line: int
    raw: str = ""
    settings: dict[str, Setting] = field(default_factory=dict)
    children: dict[str, _Open] = field(default_factory=dict)
    entries: dict[str, _Open] = field(default_factory=dict)

    def frozen(self) -> Node:
        return Node(
            settings=MappingProxyType(self.settings),
            children=MappingProxyType({name: child.frozen() for name, child in self.children.items()}),
            entries=MappingProxyType({key: entry.frozen() for key, entry in self.entries.items()}),
            raw=self.raw,
            line=self.line,
        )


class _Loading:
    """The state between two lines."""

    def __init__(self) -> None:
        self.levels = [_Open(entry=False, line=0)]
        self.header: list[str] = []

    def take(self, number: int, line: str) -> None:
        """Take the next line of the text."""
        match = _LINE.match(line)
        word = match[1] if match else ""
        if not word or word[0] == "#":
            if len(self.levels) == 1 and not self.levels[0].children and (word.startswith(MARK) or self.header):
                self.header.append(line.rstrip(BLANKS))
            return
        rest = match[2] if match else ""
        if len(self.levels) == 1 and word != "config":
            return  # what a terminal recorded around the text: prompts, echoes, answers
        verb = _VERBS.get(word)
        if verb is None or not verb(self, number, rest):
            raise _problem(number, "this is no line of a configuration", line)

    def config(self, number: int, rest: str) -> bool:
        """`config WORDS`."""
        words = split(rest)
        if not words or len(self.levels) > _MAX_DEPTH:
            return False
        name = " ".join(word.text for word in words)
        raw = rest.strip(BLANKS)
        self._open(self.levels[-1].children, name, raw=raw if raw != name else "", line=number, entry=False)
        return True

    def edit(self, number: int, rest: str) -> bool:
        """`edit KEY`; 0 is the next free number. Some typed texts leave `next` out."""
        words = split(rest)
        if len(words) != 1 or len(self.levels) == 1:
            return False
        if self.levels[-1].entry:
            self.levels.pop()
        entries = self.levels[-1].entries
        key, raw = words[0].text, rest.strip(BLANKS)
        if key == "0" and self.levels[-1] is not self.levels[0].children.get("vdom"):
            key = raw = free_key(entries)
        self._open(entries, key, raw=raw if raw != printed_key(key) else "", line=number, entry=True)
        return True

    def _open(self, members: dict[str, _Open], name: str, *, raw: str, line: int, entry: bool) -> None:
        opened = members.get(name) or _Open(entry=entry, line=line, raw=raw)
        members[name] = opened
        self.levels.append(opened)

    def set(self, number: int, rest: str) -> bool:
        """`set NAME VALUE`."""
        match = _NAME.match(rest)
        if match is None or not match[2].strip(BLANKS):
            return False
        self._set(match[1], match[2], number)
        return True

    def append(self, number: int, rest: str) -> bool:
        """`append NAME VALUE`: as if it had been in the list from the start."""
        match = _NAME.match(rest)
        if match is None or not match[2].strip(BLANKS):
            return False
        old = self.levels[-1].settings.get(match[1])
        self._set(match[1], f"{old.raw} {match[2]}" if old and old.raw else match[2], number)
        return True

    def _set(self, name: str, raw: str, number: int) -> None:
        settings = self.levels[-1].settings
        old = settings.get(name)
        words = tuple(word.text for word in split(raw))
        settings[name] = Setting(words=words, raw=raw, line=old.line if old else number)

    def unset(self, number: int, rest: str) -> bool:
        """`unset NAME`: in full output a list that holds nothing."""
        name = rest.strip(BLANKS)
        if not name or " " in name:
            return False
        self.levels[-1].settings[name] = Setting(unset=True, line=number)
        return True

    def next(self, _: int, rest: str) -> bool:
        """`next`."""
        if rest.strip(BLANKS) or not self.levels[-1].entry:
            return False
        self.levels.pop()
        return True

    def end(self, _: int, rest: str) -> bool:
        """`end`: an open entry is closed too."""
        if rest.strip(BLANKS):
            return False
        if self.levels[-1].entry:
            self.levels.pop()
        self.levels.pop()
        return True


_VERBS = {
    "config": _Loading.config,
    "edit": _Loading.edit,
    "set": _Loading.set,
    "select": _Loading.set,
    "append": _Loading.append,
    "unset": _Loading.unset,
    "next": _Loading.next,
    "end": _Loading.end,
}
