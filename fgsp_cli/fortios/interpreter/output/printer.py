"""What `show` and `show full-configuration` print [facts/cli-behaviour.md#3.1, #3.1a, #3.2]."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from fgsp_cli.fortios import values
from fgsp_cli.fortios.dialects import Dialect, Spec
from fgsp_cli.fortios.interpreter.assumptions import OffSwitch
from fgsp_cli.fortios.interpreter.stored.loader import printed_key
from fgsp_cli.fortios.interpreter.typed_setting import ENC, encrypted, hides, offered
from fgsp_cli.fortios.schema_data import Kind
from fgsp_cli.fortios.tree import EMPTY, Node, Setting
from fgsp_cli.fortios.versions import Spans

_INDENT = "    "
_DEEPER = Spans.of([["0.0.0", "5.2.999"]])
"""Releases that indent a block inside an entry by one step more [facts/cli-behaviour.md#3.1, confirmed for 5.0]."""
Lines = Iterator[str]


class Frame(NamedTuple):
    """A `config` or `edit` around what is shown."""

    opening: str
    closing: str


def config(name: str, node: Node | None = None) -> Frame:
    """The frame of a block."""
    return Frame(f"config {node.raw if node and node.raw else name}", "end")


def edit(key: str, node: Node | None = None) -> Frame:
    """The frame of an entry."""
    return Frame(f"edit {node.raw if node and node.raw else printed_key(key)}", "next")


class Printer:
    """Prints one unit's trees.

    `full` prints the defaults too. `another` makes another `ENC` text of one,
    for units that encrypt at every display.
    """

    def __init__(
        self,
        dialect: Dialect,
        off_switch: OffSwitch = "keeps",
        *,
        full: bool = False,
        another: Callable[[str], str] | None = None,
    ) -> None:
        self._dialect = dialect
        self._off_switch = off_switch
        self._full = full
        self._another = another
        self._deeper = int(dialect.release in _DEEPER)

    def whole(self, root: Node, header: Sequence[str], *, multi_vdom: bool) -> str:
        """The whole configuration, its header before it."""
        lines = [*header]
        if not multi_vdom:
            return self.text([*lines, *self.sections(root, fgsp=True)])
        vdoms = root.children.get("vdom", EMPTY).entries
        lines += [
            *self.vdoms(root.children.get("vdom", EMPTY)),
            "",
            "config global",
            *self.sections(root.children.get("global", EMPTY), fgsp=True),
            "end",
        ]
        for name, node in vdoms.items():
            lines += ["", "config vdom", f"edit {name}", *self.sections(node, fgsp=False), "end"]
        return self.text(lines)

    @staticmethod
    def text(lines: Iterable[str]) -> str:
        """The lines as one text."""
        return "".join(f"{line}\n" for line in lines)

    @staticmethod
    def vdoms(node: Node) -> Lines:
        """The list of VDOMs, whose names are bare and not indented [facts/cli-behaviour.md#3.4, confirmed]."""
        yield "config vdom"
        for name in node.entries:
            yield from (f"edit {name}", "next")
        yield "end"

    def sections(self, scope: Node, *, fgsp: bool) -> Lines:
        """Everything in a scope; the table of peers is shown even where it was never touched [confirmed]."""
        for name, node in scope.children.items():
            spec = self._dialect.tops.get(name) if fgsp else None
            lines = list(self.block(node, spec, 1))
            if lines or spec is None or self._always(spec):
                yield from (f"config {node.raw or name}", *lines, "end")
        for name, spec in self._dialect.tops.items() if fgsp else ():
            lines = list(self.block(EMPTY, spec, 1)) if name not in scope.children else []
            if name not in scope.children and (lines or self._always(spec)):
                yield from (f"config {name}", *lines, "end")

    def framed(self, frames: Sequence[Frame], inner: Callable[[int], Lines]) -> str:
        """Something in its frames; `inner` is given its depth."""
        lines = [_INDENT * depth + frame.opening for depth, frame in enumerate(frames)]
        lines += inner(len(frames))
        lines += [_INDENT * depth + frames[depth].closing for depth in range(len(frames) - 1, -1, -1)]
        return self.text(lines)

    def block(self, node: Node, spec: Spec | None, depth: int, *, entry: bool = False) -> Lines:
        """What stands inside a block or entry."""
        if spec is None or spec.subset:
            yield from self._as_it_came(node, spec, depth, nested=depth + self._deeper * entry)
        elif spec.kind is Kind.TABLE and not entry:
            yield from self._settings(node, None, depth)
            yield from self._entries(node, spec, depth)
        else:
            yield from self._settings(node, spec, depth)
            yield from self._nested(node, spec, depth)

    def _always(self, spec: Spec) -> bool:
        return self._full or spec.path == ("peer",)

    def _as_it_came(self, node: Node, spec: Spec | None, depth: int, *, nested: int) -> Lines:
        """Attributes and nested blocks mixed, as real units print them."""
        children = [(name, child) for name, child in node.children.items() if self._shown(child, spec, name)]
        children.sort(key=lambda item: item[1].line or 0)
        for name, setting in self._with_defaults(node, spec) if spec and self._full else self._set(node, spec):
            while children and (children[0][1].line or 0) < (setting.line or 0):
                yield from self._child(*children.pop(0), spec, nested)
            yield self._line(name, setting, depth)
        for name, child in children:
            yield from self._child(name, child, spec, nested)
        yield from self._entries(node, spec if spec and spec.kind is Kind.TABLE else None, depth)

    def _with_defaults(self, node: Node, spec: Spec) -> list[tuple[str, Setting]]:
        """What is set, in its order, and behind its neighbour in the schema what is at its default."""
        settings, place = list(self._set(node, spec)), 0
        for name, setting in self._known(node, spec):
            names = [each for each, _ in settings]
            if name in names:
                place = names.index(name) + 1
            else:
                settings.insert(place, (name, setting))
                place += 1
        return settings

    def _shown(self, node: Node, spec: Spec | None, name: str) -> bool:
        known = spec.children.get(name) if spec else None
        return known is None or self._full or any(True for _ in self.block(node, known, 0))

    def _child(self, name: str, node: Node, spec: Spec | None, depth: int) -> Lines:
        known = spec.children.get(name) if spec else None
        yield f"{_INDENT * depth}config {node.raw or name}"
        yield from self.block(node, known, depth + 1)
        yield f"{_INDENT * depth}end"

    def _settings(self, node: Node, spec: Spec | None, depth: int) -> Lines:
        shown = set[str]()
        if spec and self._full:
            for name, setting in self._known(node, spec):
                shown.add(name)
                yield self._line(name, setting, depth)
        for name, setting in self._set(node, spec):
            if name not in shown:
                yield self._line(name, setting, depth)

    def _set(self, node: Node, spec: Spec | None) -> Iterator[tuple[str, Setting]]:
        """What is set and not hidden by another attribute."""
        for name, setting in node.settings.items():
            known = spec.children.get(name) if spec else None
            if not (spec and known and hides(known, self._off_switch)) or offered(node, spec, known):
                yield name, setting

    def _known(self, node: Node, spec: Spec) -> Iterator[tuple[str, Setting]]:
        """The attributes that the schema knows, defaults too, but for those that depend on one that is off."""
        stored = dict(self._set(node, spec))
        for name, attribute in spec.children.items():
            if name in stored:
                yield name, stored[name]
            elif self._applies(node, spec, attribute):
                words = values.to_words(attribute, attribute.default)
                yield name, Setting(words=words, raw=values.quote(attribute, words), unset=not words)

    @staticmethod
    def _applies(node: Node, spec: Spec, attribute: Spec) -> bool:
        return not attribute.kind.nested and attribute.kind is not Kind.SECRET and offered(node, spec, attribute)

    def _nested(self, node: Node, spec: Spec, depth: int) -> Lines:
        """Nested blocks, those that the schema knows first and in its order."""
        nested = {name: child for name, child in spec.children.items() if child.kind.nested}
        for name, known in nested.items():
            lines = list(self.block(node.children.get(name, EMPTY), known, depth + 1))
            if lines or self._always(known):
                yield from (f"{_INDENT * depth}config {name}", *lines, f"{_INDENT * depth}end")
        for name, child in node.children.items():
            if name not in nested:
                yield from self._child(name, child, spec, depth)

    def _entries(self, node: Node, spec: Spec | None, depth: int) -> Lines:
        for key, entry in node.entries.items():
            yield _INDENT * depth + edit(key, entry).opening
            yield from self.block(entry, spec, depth + 1, entry=True)
            yield f"{_INDENT * depth}next"

    def _line(self, name: str, setting: Setting, depth: int) -> str:
        if setting.unset:
            return f"{_INDENT * depth}unset {name}"
        if self._another and len(setting.words) > 1 and setting.words[0] == ENC:
            setting = encrypted(self._another(setting.words[1]))
        return f"{_INDENT * depth}set {name} {setting.raw or _raw(setting)}"


def _raw(setting: Setting) -> str:
    """The words of a setting that came without its text."""
    return " ".join(values.quote_word(word) for word in setting.words)
