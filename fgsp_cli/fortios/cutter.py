"""Cut the few sections we need out of any text that FortiOS printed, in one pass over the text.

A backup is large, and what we need of it small: so quotes and blocks are followed by one compiled expression that
stops only at `config`, at `end` and at a quote that its line leaves open; everything else costs no Python. Values may
run over many lines and hold anything, `end` and `config` too [facts/cli-behaviour.md#3.1, confirmed].

Nor is every section walked: the skimmer passes over sections that are not wanted. A text with an error is
walked again from end to end, so that the message is exact.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from io import IncrementalNewlineDecoder
from typing import NoReturn

from fgsp_cli.base import ConfigTextError, Position, Problem
from fgsp_cli.fortios.header import MARK, MARK_OF_PART, Header, only_vdom, parse_header
from fgsp_cli.fortios.skimmer import ANNOUNCEMENT, PARTS, Skimmer
from fgsp_cli.fortios.versions import Release

FGSP_PATHS = ("system cluster-sync", "system standalone-cluster", "system session-sync", "system ha")
"""Where FGSP is configured; `session-sync` is the table's name in 4.3 and 5.x
[facts/cli-behaviour.md#3.1a, confirmed]."""
FACT_PATHS = (
    "system global",
    "system interface",
    "system vdom-property",
    "system vdom-exception",
    "system central-management",
)
"""What the checks before a push read beside the FGSP sections."""

# Pieces of a value that end on their line: plain text, "...", '...', and a backslash with what it protects.
_CLOSED = r"""[^\n"'\\]*+(?:(?:"[^"\\\n]*+(?:\\[^\n][^"\\\n]*+)*+"|'[^'\n]*+'|\\[^\n])[^\n"'\\]*+)*+"""
_STOP = re.compile(
    rf"\n[ \t]*+(?:conf(?:ig?)?[ \t]++(?!{ANNOUNCEMENT})([^\n]*)|(end)[ \t]*+(?![^\n])|"
    r"(?:set|append|select|unselect|edit|delete|rename)[ \t]" + _CLOSED + r"""(["'\\]))"""
)
_REST_OF_LINE = re.compile(_CLOSED + r"""(["'\\])?""")
# From quote to quote while each has one backslash before it, which is how FortiOS escapes it, is four times as quick as
# by single characters; what has two, and so may be no escape at all, is read from its beginning by the second way.
_TO_CLOSING_QUOTE = {
    '"': re.compile(r'[^"]*+(?:(?<=[^\\]\\)"[^"]*+)*+(?<!\\)"|[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL),
    "'": re.compile(r"[^']*+'"),
}

_VALUE_BEGINS = re.compile(r"""\n[ \t]*(?:set|append|select|edit)[ \t][^\n"'\\]*["'][^\s"'\\]""")

_PROMPT = r"[\w.~-]+(?:\(\w+\))?(?: ?\([^()\n]{1,80}\))? [#$](?: |$)"
_TALK = re.compile(rf"{_PROMPT}|=~=~|(?:show|sh|get)\b|--More--")
_GLUED_PROMPT = re.compile(rf"\s*{_PROMPT}(?=(?:#config-version=|config )[^\n]*\n(?!\s*{_PROMPT}))")
_PAGER = re.compile(r"--More-- ?\r {1,20}\r")
_REMARK = re.compile(r"[ \t]+(?:<---|#).*")
_INSIDE_ONLY = frozenset({"set", "unset", "append", "select", "unselect", "edit", "next", "end"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One top-level `config` block, from its first line to its `end`."""

    path: str
    """The words behind `config`, joined with one blank."""
    vdom: str | None
    """The VDOM whose part it stands in; None in the global part and on a unit without VDOMs."""
    line: int
    """The number of its first line, from 1."""
    text: str = field(repr=False)
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """The wanted sections of a text, and its header."""

    header: Header | None
    sections: tuple[Section, ...]
    notes: tuple[str, ...] = ()
    vdoms: tuple[str, ...] = ()
    """The names under `config vdom`, in the order of the text."""
    has_global: bool = False
    """Whether there is a `config global` part."""

    @property
    def release(self) -> Release | None:
        """The release that the header names."""
        return self.header.release if self.header else None

    @property
    def only_vdom(self) -> str | None:
        """The VDOM (the first, if there are several) if the text holds VDOM parts and nothing global, else None."""
        if self.header and self.header.vdom:
            return self.header.vdom
        bare = any(section.vdom is None for section in self.sections)
        return self.vdoms[0] if self.vdoms and not self.has_global and not bare else None


def cut(text: str, wanted: Collection[str] | None = FGSP_PATHS, source: str = "") -> Cut:
    """Find the wanted sections (None: all) of a backup, of `show` output with its prompts, or of pasted sections.

    Raises ConfigTextError, with the line, for a text that is cut off, encrypted, or no FortiOS configuration.
    """
    try:
        return _Cutter(text, wanted, source or "text", skims=True).run()
    except ConfigTextError:
        return _Cutter(text, wanted, source or "text", skims=False).run()


def text_of(data: bytes, source: str = "") -> str:
    """Decode a file: UTF-8, else byte by byte; ConfigTextError if it is binary or encrypted."""
    if data.startswith(b"#FGBK") or b"\0" in data:
        _refuse_unreadable(source)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


class _Cutter:
    """The walk over one text, and what it has found so far."""

    def __init__(self, text: str, wanted: Collection[str] | None, source: str, *, skims: bool) -> None:
        if text.startswith("#FGBK") or "\0" in text:
            _refuse_unreadable(source)
        self.body = "\n" + _plain(text)
        self.wanted = None if wanted is None else frozenset(wanted)
        self.source = source
        self.header: Header | None = None
        self.sections: list[Section] = []
        self.notes: list[str] = []
        self.vdoms: dict[str, None] = {}
        self.scope, self.entered = "", 0
        self.vdom: str | None = None
        self.has_global = False
        self.blocks = 0
        self.noise: list[int] = []
        self.flawed = -1
        self._counted = (0, 0)
        self._skimmer = Skimmer(self.body, self.wanted) if skims and self.wanted is not None else None
        self._position = 0

    def run(self) -> Cut:
        """Walk the text and put together what was found."""
        self._walk()
        self._finish()
        return Cut(
            header=self.header,
            sections=tuple(self.sections),
            notes=tuple(self.notes),
            vdoms=tuple(self.vdoms),
            has_global=self.has_global,
        )

    def _walk(self) -> None:
        """From `config` to `end`, reading line by line only between sections.

        `base` is the depth at which sections stand: 1 inside `config global` and `config vdom`, else 0.
        """
        depth = base = gap = opened = 0
        name = ""
        for start, end, words in self._stops():
            if depth == base:
                self._between(gap, start)
            if words is None:
                depth -= 1
                if depth == base:
                    gap = end
                    self._close(name, opened, end)
                elif depth < 0:
                    self._refuse_foreign()
                    self._fail(start, "`end` closes nothing: the text lacks its beginning, or has an `end` too many")
                elif depth < base:
                    base, gap, self.scope, self.vdom = 0, end, "", None
                continue
            depth += 1
            if depth == base + 1:
                opened, name, self.blocks = start, self._path(words, start), self.blocks + 1
                if base == 0 and name in PARTS:
                    base, gap = 1, end
                    self._enter(name, start)
                else:
                    self._position = self._behind(name, start, end)
        if depth > base:
            self._fail(opened, f"the text ends inside `config {name}`: it was cut off")
        self._between(gap, len(self.body))

    def _stops(self) -> Iterator[tuple[int, int, str | None]]:
        """Start and end of each `config` line, with the words behind it, and of each `end` line, with None."""
        while (match := _STOP.search(self.body, self._position)) is not None:
            if match.lastindex == 3:
                self._position = self._end_of_value(match.end(), match[3])
                continue
            self._position = match.end()
            yield match.start(), match.end(), match[1]

    def _behind(self, name: str, start: int, end: int) -> int:
        """Where to walk on in a section whose first line stands from `start` to `end`."""
        return end if self._skimmer is None or self._wants(name) else self._skimmer.skim(start, end)

    def _path(self, words: str, start: int) -> str:
        """The table that the words behind `config` name, without a mark or a remark behind it.

        FortiOS takes `sys` for `system`. A name that may be a shortened one of FGSP is refused: which others begin like
        it depends on the model and the release.
        """
        named = _REMARK.sub("", words).split()
        path = " ".join(named)
        if len(named) == 1:
            return next((part for part in PARTS if part.startswith(path)), path)
        if not "system".startswith(named[0] if named else "-"):
            return path
        path = " ".join(("system", *named[1:]))
        meant = [known for known in FGSP_PATHS if path != known and f"{path} ".startswith(f"{known} ")]
        if meant := meant or [known for known in FGSP_PATHS if path != known and known.startswith(path)]:
            line = self.body[start:].lstrip().partition("\n")[0].rstrip()
            self._fail(start, f"`{line}` may mean {' or '.join(meant)}: write the name out, and no more")
        return path

    def _end_of_value(self, position: int, opener: str) -> int:
        """Where the line ends whose quote (or backslash before the line end) stands right before the position."""
        while opener:
            if opener == "\\":
                position += 1
            elif (closing := _TO_CLOSING_QUOTE[opener].match(self.body, position)) is None:
                self._fail(self._line_start(position), f"the quote {opener} is never closed: the text was cut off")
            elif self.body.startswith("\n", closing.end()):  # as nearly always
                return closing.end()
            elif self._opens_another(closing.end()):
                return self._forgive(position)
            else:
                position = closing.end()
            rest = _REST_OF_LINE.match(self.body, position)
            opener = (rest[1] or "") if rest else ""
            position = rest.end() if rest else position
        return position

    def _opens_another(self, position: int) -> bool:
        """Whether the quote before the position begins the value of another line instead of ending an open one.

        FortiOS escapes the quotes inside a value and prints nothing right behind its last one
        [facts/cli-behaviour.md#3.1,
        confirmed]. Without this check one lost quote would turn the rest of the text inside out.
        """
        return _VALUE_BEGINS.fullmatch(self.body, self._line_start(position), position + 1) is not None

    def _forgive(self, position: int) -> int:
        """A line that lacks a quote ends where it ends: no harm, unless it is in a section that is wanted."""
        self.flawed = self._line_start(position)
        self._note(self._line(self.flawed), "this line lacks a quote; read on behind it")
        end = self.body.find("\n", position)
        return len(self.body) if end < 0 else end

    def _line_start(self, position: int) -> int:
        """The line end before the line that the position is on."""
        return self.body.rfind("\n", 0, position)

    def _wants(self, name: str) -> bool:
        return self.wanted is None or name in self.wanted

    def _enter(self, name: str, start: int) -> None:
        self.scope, self.entered = name, start
        self.has_global |= name == "global"

    def _close(self, name: str, start: int, end: int) -> None:
        """Keep a section that is complete, if it is wanted."""
        if self.scope == "vdom" and self.vdom is None:
            self._fail(start, f"`config {name}` stands in `config vdom`, but in no VDOM: an `edit` is missing")
        if not self._wants(name):
            return
        if self.flawed > start:
            self._fail(self.flawed, "this line lacks a quote")
        text, line = self.body[start + 1 : end], self._line(start)
        self.sections.append(Section(path=name, vdom=self.vdom, line=line, text=text, source=self.source))

    def _between(self, start: int, end: int) -> None:
        """Read the lines between two sections: header, VDOM names, comments, what a terminal adds.

        Positions are those of the line end before a line.
        """
        gap = self.body[start:end]
        if not gap or gap.isspace():
            return
        position = start
        for text in gap.split("\n")[1:]:
            self._stray(text.strip(), position)
            position += len(text) + 1

    def _stray(self, text: str, position: int) -> None:
        """One line that stands in no section."""
        verb = text.partition(" ")[0]
        if text.startswith("#"):
            self._comment(text, position)
        elif not text or _TALK.match(text):
            return
        elif self.scope == "vdom" and verb in ("edit", "next"):
            self._switch_vdom(text)
        elif verb in _INSIDE_ONLY:
            self._fail(position, f"`{verb}` stands in no `config` block: the text lacks its beginning")
        else:
            self.noise.append(self._line(position))

    def _switch_vdom(self, text: str) -> None:
        verb, _, name = text.partition(" ")
        self.vdom = name.strip().strip("\"'") if verb == "edit" else None
        if self.vdom:
            self.vdoms[self.vdom] = None

    def _comment(self, text: str, position: int) -> None:
        """A comment; the header is made of comments too, and its later lines complete what the first says."""
        if not text.startswith(MARK):
            if self.header and text.startswith(MARK_OF_PART):
                self.header = replace(self.header, vdom=only_vdom(text))
            return
        if self.header:
            self._fail(position, f"a second configuration begins here; the first began on line {self.header.line}")
        self.header = parse_header(text, self._line(position))

    def _finish(self) -> None:
        """Add the problems that only the end of the text shows."""
        if self.header and self.header.other_product:
            self._refuse(self.header.line, f"this is the configuration of a {self.header.other_product}")
        self._refuse_foreign()
        if self.noise:
            self._note(self.noise[0], f"lines outside of the configuration, passed over: {len(self.noise)}")
        if not self.scope:
            return
        if self.header:
            self._fail(self.entered, f"the text ends inside `config {self.scope}`: it was cut off")
        self._note(self._line(self.entered), f"`config {self.scope}` is not closed: the text is an excerpt")

    def _refuse_foreign(self) -> None:
        """A text that has shown lines but no block."""
        if self.noise and not self.blocks:
            self._refuse(self.noise[0], "no FortiOS configuration: a line that is no `config` block and no comment")

    def _line(self, position: int) -> int:
        """The number of the line that follows the line end at the position; asked for in ascending order, mostly."""
        known, line = self._counted if self._counted[0] <= position else (0, 0)
        self._counted = (position, line + self.body.count("\n", known, position))
        return self._counted[1] + 1

    def _note(self, line: int, text: str) -> None:
        self.notes.append(f"{Position(source=self.source, line=line)}: {text}")

    def _fail(self, position: int, message: str) -> NoReturn:
        self._refuse(self._line(position), message)

    def _refuse(self, line: int, message: str) -> NoReturn:
        raise ConfigTextError([Problem(message=message, position=Position(source=self.source, line=line))])


def _refuse_unreadable(source: str) -> NoReturn:
    message = "encrypted or binary, not a configuration text"
    hint = "back the unit up without a password, or save the output of `show`"
    raise ConfigTextError([Problem(message=message, position=Position(source=source or "text"), hint=hint)])


def _plain(text: str) -> str:
    """The text with one line end and without what a pager and a prompt on an exec channel leave in it."""
    text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = _with_one_line_end(text)
    glued = _GLUED_PROMPT.match(text)
    return text[glued.end() :] if glued else text


def _with_one_line_end(text: str) -> str:
    """The text with a bare line feed at each line end, and without what a pager leaves in it."""
    feeds = IncrementalNewlineDecoder(None, translate=True).decode(text, final=True)
    if len(text) - len(feeds) == text.count("\r"):  # it takes a return alone for a line end, too; there was none
        return feeds
    text = _PAGER.sub("", text)
    for _ in range(3):  # an echo ends CR CR LF [facts/cli-behaviour.md#1.2, confirmed]
        text = text.replace("\r\n", "\n")
    return text
