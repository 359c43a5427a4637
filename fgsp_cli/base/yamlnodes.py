"""YAML as text with positions: what the intent and the inventories are validated on.

Scalars stay text: what `no`, `0123` or `1e3` mean is for the schema to say, not for YAML 1.1. The tree is built from
the C parser's events, not by `compose()`: they distinguish an explicit tag from an implied one, and do not crash a
process on input nested a hundred thousand deep, as the C composer does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from fgsp_cli.base.errors import InputError, Problem
from fgsp_cli.base.positions import Position
from fgsp_cli.base.printable_text import INVISIBLE, mixes_directions

if TYPE_CHECKING:
    from yaml import (
        AliasEvent,
        Event,
        MappingStartEvent,
        MarkedYAMLError,
        ScalarEvent,
        SequenceStartEvent,
    )

MAX_DEPTH = 64
"""Levels of nesting; an intent needs about twelve."""
MAX_COPIES = 100_000
"""Nodes that all aliases of a file together may stand for."""

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_CORE_TAGS = re.compile(r"tag:yaml\.org,2002:(?:str|int|float|bool|null|timestamp|map|seq|merge)")
_NOT_YAML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""The characters that YAML leaves out; naming those that it takes would cost 6 ms of every start."""
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_CONTROL_IN_LINES = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_SHOWN = 20
_UNQUOTED_REFERENCE = re.compile(r"[\[{,:]\s*(\$\{[^{}\"']*\})")


@dataclass(frozen=True, slots=True, kw_only=True)
class YamlScalar:
    """One value or key, as text."""

    text: str
    position: Position
    quoted: bool
    """Written in quotes, as a block, or tagged `!!str`: certainly meant as text."""
    null: bool
    """Nothing, `~` or `null`, unquoted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class YamlList:
    """A sequence of YAML, with its position."""

    items: tuple[YamlNode, ...]
    position: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class YamlMap:
    """A mapping in file order, every key once, merge keys (`<<`) resolved."""

    items: tuple[tuple[YamlScalar, YamlNode], ...]
    position: Position
    _index: dict[str, YamlNode] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_index", {key.text: value for key, value in self.items})

    def get(self, key: str) -> YamlNode | None:
        """The value of the key, None if the mapping lacks it."""
        return self._index.get(key)


YamlNode: TypeAlias = YamlScalar | YamlList | YamlMap


def load_file(
    path: Path | str,
    *,
    error: type[InputError] = InputError,
    empty_ok: bool = False,
    multiline: bool = False,
    collect: list[Problem] | None = None,
) -> YamlNode:
    """The tree of a file, named in messages as the user named it; as `load`, and `error` if it cannot be read."""
    try:
        data = Path(path).read_bytes()
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise error([Problem(message=f"cannot be read: {reason}", position=Position(source=str(path)))]) from None
    return load(data, str(path), error=error, empty_ok=empty_ok, multiline=multiline, collect=collect)


def load(
    text: str | bytes,
    source: str,
    *,
    error: type[InputError] = InputError,
    empty_ok: bool = False,
    multiline: bool = False,
    collect: list[Problem] | None = None,
) -> YamlNode:
    """The tree of a YAML text; raises `error` with every problem found in it.

    `empty_ok` makes nothing at all an empty mapping; `multiline` lets a scalar hold line ends and tabs, which no value
    of FortiOS may. With `collect`, problems that leave a tree (a key given twice, a control character in a value) go
    there instead, so that whoever reads the tree can report them together with its own.
    """
    problems: list[Problem] = []
    root = _parsed(text, source, problems, multiline=multiline)
    if root is None and not problems and not empty_ok:
        problems.append(Problem(message="is empty, or holds nothing but comments", position=Position(source=source)))
    problems.sort(key=_by_place)
    if problems and (collect is None or root is None):
        raise error(problems)
    if collect is not None:
        collect += problems
    return root or YamlMap(items=(), position=Position(source=source, line=1, column=1))


def _parsed(text: str | bytes, source: str, problems: list[Problem], *, multiline: bool) -> YamlNode | None:
    import yaml

    decoded = _decoded(text, source, problems)
    problems += _foreign_characters(decoded, source)
    if problems:
        return None
    builder = _Builder(source, problems, _CONTROL_IN_LINES if multiline else _CONTROL)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        for event in yaml.parse(decoded, Loader=loader):
            builder.take(event)
    except yaml.MarkedYAMLError as problem:
        problems += _syntax_problems(problem, decoded, source)
    except _TooMuch as stop:
        problems.append(stop.problem)
    return builder.root


def _decoded(text: str | bytes, source: str, problems: list[Problem]) -> str:
    if isinstance(text, str):
        return text.removeprefix("\ufeff")
    if b"\0" in text:
        problems.append(Problem(message="is a binary file, not YAML", position=Position(source=source)))
        return ""
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        before = text[: problem.start].decode("utf-8", "replace")
        place = _place(before, len(before), source)
        problems.append(Problem(message="is not UTF-8", position=place, found=f"byte 0x{text[problem.start]:02x}"))
        return ""


def _foreign_characters(text: str, source: str) -> Iterator[Problem]:
    for count, match in enumerate(_NOT_YAML.finditer(text)):
        if count == _SHOWN:
            return
        place = _place(text, match.start(), source)
        yield Problem(message="control characters are not allowed", position=place, found=_code(match.group()))


def _place(text: str, offset: int, source: str) -> Position:
    before = text[:offset]
    return Position(source=source, line=before.count("\n") + 1, column=offset - before.rfind("\n"))


def _code(character: str) -> str:
    return f"U+{ord(character):04X}"


def _by_place(problem: Problem) -> tuple[int, int]:
    place = problem.position or Position(source="")
    return (place.line or 0, place.column or 0)


def _syntax_problems(problem: MarkedYAMLError, text: str, source: str) -> list[Problem]:
    """What the parser could not read; where tabs indent the line it stopped at, all lines that do so."""
    mark = problem.problem_mark or problem.context_mark
    place = Position(source=source) if mark is None else _of_mark(mark.line, mark.column, source)
    lines = text.split("\n")
    stopped_at = lines[mark.line] if mark is not None and mark.line < len(lines) else ""
    if "\t" in _indent(stopped_at):
        return [
            Problem(message="a tab indents this line; YAML allows blanks only", position=_of_mark(number, 0, source))
            for number, line in enumerate(lines)
            if "\t" in _indent(line)
        ][:_SHOWN]
    reference = _UNQUOTED_REFERENCE.search(stopped_at)
    if reference is not None:
        message = "a reference to a secret in braces or brackets needs quotes: there YAML reads { } as a mapping"
        position = _of_mark(mark.line if mark else 0, reference.start(1), source)
        return [Problem(message=message, position=position, found=reference[1], hint=f'write "{reference[1]}"')]
    context = f"{problem.context}: " if problem.context else ""
    return [Problem(message=f"is not YAML: {context}{problem.problem}", position=place)]


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _of_mark(line: int, column: int, source: str) -> Position:
    return Position(source=source, line=line + 1, column=column + 1)


class _TooMuch(Exception):
    """A bound is exceeded; nothing after it is read."""

    def __init__(self, message: str, position: Position) -> None:
        super().__init__(message)
        self.problem = Problem(message=message, position=position)


@dataclass(slots=True, kw_only=True)
class _Frame:
    """A list or a mapping that is still open; a mapping's children are keys and values in turn."""

    mapping: bool
    position: Position
    anchor: str | None
    children: list[YamlNode] = field(default_factory=list)
    size: int = 1


class _Builder:
    """Events in, a tree out."""

    def __init__(self, source: str, problems: list[Problem], control: re.Pattern[str]) -> None:
        self.root: YamlNode | None = None
        self._source = source
        self._problems = problems
        self._control = control
        self._open: list[_Frame] = []
        self._anchors: dict[str, tuple[YamlNode, int] | None] = {}
        """Each anchor's node and its size; None while it is still open."""
        self._copies = 0

    def take(self, event: Event) -> None:
        """Add what the next event brings."""
        import yaml

        match event:
            case yaml.ScalarEvent():
                self._close(self._scalar(event), event.anchor, 1)
            case yaml.AliasEvent():
                self._alias(event)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._enter(event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._leave()
            case yaml.DocumentStartEvent() if self.root is not None:
                self._problem("only one YAML document is allowed in a file", self._at(event))

    def _at(self, event: Event) -> Position:
        mark = event.start_mark
        return Position(source=self._source) if mark is None else _of_mark(mark.line, mark.column, self._source)

    def _problem(self, message: str, position: Position, *, shown: str = "", hint: str = "") -> None:
        self._problems.append(Problem(message=message, position=position, found=shown, hint=hint))

    def _scalar(self, event: ScalarEvent) -> YamlScalar:
        position = self._at(event)
        self._check_tag(event.tag, position)
        foreign = self._control.search(event.value)
        if foreign is not None:
            self._problem("control characters are not allowed in a value", position, shown=_code(foreign.group()))
        if not event.value.isascii():
            self._check_visible(event.value, position)
        tagged_text = event.tag is not None and event.tag.endswith(":str")
        quoted = event.style not in (None, "") or tagged_text
        return YamlScalar(text=event.value, position=position, quoted=quoted, null=not quoted and event.value in _NULLS)

    def _check_visible(self, text: str, position: Position) -> None:
        """A person approves what is shown: nothing in it may be invisible, or stand where it is not."""
        if (hidden := _INVISIBLE.search(text)) is not None:
            self._problem("invisible characters are not allowed in a value", position, shown=_code(hidden.group()))
        if mixes_directions(text):
            self._problem("letters of both writing directions are not allowed in a value", position)

    def _check_tag(self, tag: str | None, position: Position) -> None:
        if tag is not None and tag != "!" and not _CORE_TAGS.fullmatch(tag):
            self._problem("YAML tags are not allowed", position, shown=tag)

    def _enter(self, event: MappingStartEvent | SequenceStartEvent) -> None:
        import yaml

        position = self._at(event)
        self._check_tag(event.tag, position)
        if len(self._open) >= MAX_DEPTH:
            raise _TooMuch(f"is nested more than {MAX_DEPTH} levels deep", position)
        if event.anchor is not None:
            self._anchors[event.anchor] = None
        mapping = isinstance(event, yaml.MappingStartEvent)
        self._open.append(_Frame(mapping=mapping, position=position, anchor=event.anchor))

    def _leave(self) -> None:
        frame = self._open.pop()
        if frame.mapping:
            node: YamlNode = self._mapping(frame)
        else:
            node = YamlList(items=tuple(frame.children), position=frame.position)
        self._close(node, frame.anchor, frame.size)

    def _close(self, node: YamlNode, anchor: str | None, size: int) -> None:
        """A finished node: remembered under its anchor, and given to the level that it stands in."""
        if anchor is not None:
            self._anchors[anchor] = (node, size)
        if not self._open:
            self.root = self.root or node
            return
        self._open[-1].children.append(node)
        self._open[-1].size += size

    def _alias(self, event: AliasEvent) -> None:
        position = self._at(event)
        known = self._anchors.get(str(event.anchor))
        if known is None:
            inside = event.anchor in self._anchors
            reason = "stands inside what it names" if inside else "names no anchor before it"
            self._problem(f"the alias *{event.anchor} {reason}", position)
            self._close(YamlScalar(text="", position=position, quoted=False, null=True), None, 1)
            return
        self._copies += known[1]
        if self._copies > MAX_COPIES:
            raise _TooMuch(f"its aliases stand for more than {MAX_COPIES} values", position)
        self._close(known[0], None, known[1])

    def _mapping(self, frame: _Frame) -> YamlMap:
        own: dict[str, tuple[YamlScalar, YamlNode]] = {}
        merged: dict[str, tuple[YamlScalar, YamlNode]] = {}
        for key, value in zip(frame.children[::2], frame.children[1::2], strict=True):
            if not isinstance(key, YamlScalar) or key.null:
                self._problem("a key must be a word", key.position)
            elif key.text == "<<" and not key.quoted:
                self._merge(value, merged)
            elif key.text in own:
                first = own[key.text][0].position
                self._problem(f"the key {key.text!r} is given twice", key.position, hint=f"first in line {first.line}")
            else:
                own[key.text] = (key, value)
        inherited = [pair for text, pair in merged.items() if text not in own]
        return YamlMap(items=(*inherited, *own.values()), position=frame.position)

    def _merge(self, value: YamlNode, merged: dict[str, tuple[YamlScalar, YamlNode]]) -> None:
        """Take over what `<<` names; of several mappings the first that has a key wins."""
        for part in value.items if isinstance(value, YamlList) else (value,):
            if not isinstance(part, YamlMap):
                self._problem("`<<` takes a mapping or a list of mappings", part.position)
                continue
            for key, inherited in part.items:
                merged.setdefault(key.text, (key, inherited))
