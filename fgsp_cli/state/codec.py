"""state <-> tree, for a given release.

The tree is FortiOS' shape, the state ours: the codec knows where the release keeps the peers, how it spells an
attribute and in which unit it counts. What the schema does not know goes into `extra` and comes back out of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from types import MappingProxyType
from typing import cast

from fgsp_cli.base import MASK, ConfigTextError, Position, Problem
from fgsp_cli.fortios import (
    EMPTY,
    Dialect,
    Kind,
    Node,
    ReadScalar,
    Setting,
    Spec,
    ValueProblem,
    is_default,
    parse,
    quote,
    schema,
    to_words,
)
from fgsp_cli.state.state import Block, DeviceState, Path, Table, Value, default_block, empty_state

BEFORE_6 = {
    "system session-sync": "the name of the table before FortiOS 6.0",
    "filter": "the name of session-sync-filter before FortiOS 6.0, where it held services and ranges of addresses",
}
"""Blocks whose content meant something else: never taken for today's [facts/fgsp.md#2, trap 6]."""
_HEARTBEAT = ("hb-interval", "hb-lost-threshold")


def decode(tree: Node, dialect: Dialect, source: str = "", notes: Iterable[str] = ()) -> DeviceState:
    """The state that the tree of a unit of that release stands for.

    `tree` is the global part of a configuration. ConfigTextError, with every problem and its line, for what that
    release would not have taken: a table of another release, `edit 0`, a value out of range.
    """
    state, problems = examine(tree, dialect, source, notes)
    if problems:
        raise ConfigTextError(problems)
    return state


def examine(
    tree: Node, dialect: Dialect, source: str = "", notes: Iterable[str] = ()
) -> tuple[DeviceState, tuple[Problem, ...]]:
    """As `decode`, but problems are returned beside the state and not raised: a wrong value stands at its default."""
    reading = _Decoder(source)
    state = empty_state(dialect)
    extra = EMPTY
    reading.refuse_foreign_tables(tree, dialect)
    for path, spec in dialect.tops.items():
        node = tree.children.get(path)
        if node is None:
            continue
        if spec.kind is Kind.TABLE:
            table, unknown = reading.table(node, spec, ("peer",))
            state = state.with_section("peer", table)
        else:
            block, unknown = reading.block(node, spec, (spec.key,), spec.name)
            if (peers := reading.peers) is not None:
                state = state.with_section("peer", peers)
            state = state.with_section(spec.key, block)
        if unknown:
            extra = extra.with_child(path, unknown)
    state = DeviceState(
        fortios=dialect.release,
        standalone_cluster=state.standalone_cluster,
        ha=state.ha,
        peers=state.peers,
        extra=extra,
        positions=MappingProxyType(reading.positions),
        notes=(*notes, *_unknown_notes(extra, dialect)),
    )
    return state, tuple(reading.problems)


def encode(state: DeviceState, dialect: Dialect, only: Collection[Path] | None = None) -> Node:
    """The tree of a state. With `only`: just these paths and what is below them, written out even where they hold the
    default. Without: what `show` would print, so no defaults, but what the schema does not know too.

    ValueProblem if the release cannot express a time. A secret known by reference is written as the reference; one
    that is only present as masked `ENC` text, which no unit takes.
    """
    encoder = _Encoder(state, frozenset(only) if only is not None else None)
    root = EMPTY
    for path, spec in dialect.tops.items():
        node = encoder.top(spec)
        if node:
            root = root.with_child(path, node)
    return root.merged(state.extra) if only is None else root


class _Decoder:
    """One reading of one tree: collects problems and positions."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.positions: dict[Path, Position] = {}
        self.peers: Table | None = None

    def refuse_foreign_tables(self, tree: Node, dialect: Dialect) -> None:
        """A filled FGSP table that the release does not have belongs to another release."""
        sections = {str(section.data["path"]): section for section in schema().sections}
        for path, node in tree.children.items():
            if path in BEFORE_6:  # even empty, it says that the text is of an older release
                self.problem(node.line, path, BEFORE_6[path])
                continue
            if path in dialect.tops or not any(below.settings or below.entries for _, below in node.walk()):
                continue
            if path in sections:
                spans = sections[path].spans
                message, allowed = f"FortiOS {dialect} has no such table", f"FortiOS {spans}"
                self.problem(node.line, path, message, allowed=allowed, rule="table-version")

    def refuse_foreign_block(self, word: str, node: Node, path: Path, name: str) -> None:
        """The same for a nested block, for instance `cluster-peer` before 7.2.1."""
        if word in BEFORE_6:
            self.problem(node.line, name, BEFORE_6[word])
        known = schema().attribute(*(str(step) for step in path if isinstance(step, str)), word)
        if known is not None and known.kind.nested and node:
            message, allowed = "this release has no such table", f"FortiOS {known.spans}"
            self.problem(node.line, name, message, allowed=allowed, rule="table-version")

    def refuse_shortened(self, word: str, line: int | None, spec: Spec, name: str) -> None:
        """FortiOS takes `peeri` for `peerip` [facts/cli-behaviour.md#4, confirmed]; a unit prints no such name."""
        if meant := [known for known in spec.children if known.startswith(word)]:
            message = f"a shortened name, which may mean {' or '.join(meant)}: write it out"
            self.problem(line, f"{name}/{word}", message)

    def block(self, node: Node, spec: Spec, path: Path, name: str) -> tuple[Block, Node]:
        """The values of an object or an entry, and what of it is unknown."""
        for key, entry in node.entries.items():
            self.problem(entry.line, name, f"`edit {key}` where there are no entries", hint=_hint(spec))
        values: dict[str, Value] = {}
        settings: dict[str, Setting] = {}
        children: dict[str, Node] = {}
        for word, setting in node.settings.items():
            child = spec.children.get(word)
            if child is None or child.kind.nested:
                self.refuse_shortened(word, setting.line, spec, name)
                settings[word] = setting
                continue
            values[child.key] = self.scalar(setting, child, (*path, child.key), f"{name}/{word}")
        for word, below in node.children.items():
            child = spec.children.get(word)
            if child is None or not child.kind.nested:
                self.refuse_shortened(word, below.line, spec, name)
                self.refuse_foreign_block(word, below, path, f"{name}/{word}")
                children[word] = below
                continue
            value, unknown = self.nested(below, child, path, f"{name}/{word}")
            if value is not None:
                values[child.key] = value
            if unknown:
                children[word] = unknown
        extra = Node(settings=MappingProxyType(settings), children=MappingProxyType(children), line=node.line)
        return default_block(spec).with_(values), extra

    def nested(self, node: Node, spec: Spec, path: Path, name: str) -> tuple[Value, Node]:
        """The value of a nested block. The table of peers is a section of its own, wherever the release keeps it."""
        if spec.path == ("peer",):
            self.peers, unknown = self.table(node, spec, ("peer",))
            return None, unknown
        if spec.kind is Kind.TABLE:
            return self.table(node, spec, (*path, spec.key))
        return self.block(node, spec, (*path, spec.key), name)

    def table(self, node: Node, spec: Spec, path: Path) -> tuple[Table, Node]:
        """The entries of a table, and what of them is unknown."""
        for word, setting in node.settings.items():
            message = f"`set {word}` in a table, outside of an entry"
            self.problem(setting.line, spec.name, message, hint=f"give the entry: edit <{spec.entry_key}>")
        rows: dict[int, Block] = {}
        entries: dict[str, Node] = {}
        for key, entry in node.entries.items():
            number = self.entry_id(key, entry, spec)
            if number is None:
                continue
            self.place((*path, number), entry.line)
            rows[number], unknown = self.block(entry, spec, (*path, number), f"{spec.name}/{key}")
            if unknown:
                entries[key] = unknown
        return Table(rows), Node(entries=MappingProxyType(entries), line=node.line)

    def entry_id(self, key: str, entry: Node, spec: Spec) -> int | None:
        """The id of an entry. `edit 0` is an order to take the next free id, never one [facts/fgsp.md#3, confirmed]."""
        if key.isascii() and key.isdecimal() and 0 < int(key) <= spec.maximum:
            return int(key)
        message = "`edit 0` asks for the next free id and is none" if key == "0" else f"`edit {key}` is no id"
        rule = "edit-0" if key == "0" else "value-range"
        self.problem(entry.line, spec.name, message, allowed=f"1 to {spec.maximum}", rule=rule)
        return None

    def scalar(self, setting: Setting, spec: Spec, path: Path, name: str) -> ReadScalar:
        """The value of a setting; `unset` means empty for a list, the default for all else."""
        self.place(path, setting.line)
        if setting.unset:
            return () if spec.kind is Kind.NAMES else cast(ReadScalar, spec.default)
        try:
            return parse(spec, setting.words, printed=True)
        except ValueProblem as problem:
            shown = MASK if spec.kind is Kind.SECRET else " ".join(setting.words)
            rule = "hb-range" if spec.key in _HEARTBEAT else "value-range"
            self.problem(setting.line, name, problem.message, found=shown, allowed=problem.allowed, rule=rule)
            return cast(ReadScalar, spec.default)

    def place(self, path: Path, line: int | None) -> None:
        """Remember where a value stands."""
        if line is not None:
            self.positions[path] = Position(source=self.source, line=line)

    def problem(
        self,
        line: int | None,
        path: str,
        message: str,
        *,
        found: str = "",
        allowed: str = "",
        hint: str = "",
        rule: str = "",
    ) -> None:
        """Remember a problem and where it is."""
        position = Position(source=self.source, line=line) if self.source or line else None
        self.problems.append(
            Problem(message=message, position=position, path=path, found=found, allowed=allowed, hint=hint, rule=rule)
        )


class _Encoder:
    """One writing of one state."""

    def __init__(self, state: DeviceState, only: frozenset[Path] | None) -> None:
        self.state = state
        self.only = only
        self.touched = {path[:length] for path in only or () for length in range(1, len(path) + 1)}

    def top(self, spec: Spec) -> Node:
        """The node of a top-level object."""
        if spec.kind is Kind.TABLE:
            return self.table(self.state.peers, spec, ("peer",))
        return self.block(cast(Block, self.state.section(spec.key)), spec, (spec.key,))

    def block(self, block: Block, spec: Spec, path: Path) -> Node:
        """An object or an entry."""
        settings: dict[str, Setting] = {}
        children: dict[str, Node] = {}
        for child in spec.children.values():
            below = (*path, child.key)
            if child.kind.nested:
                node = self.nested(block, child, below)
                if node:
                    children[child.name] = node
            elif self.wanted(below, child, block[child.key]):
                words = to_words(child, block[child.key])
                settings[child.name] = Setting(words=words, unset=not words, raw=quote(child, words))
        return Node(settings=MappingProxyType(settings), children=MappingProxyType(children))

    def nested(self, block: Block, spec: Spec, path: Path) -> Node:
        """The node of a nested block."""
        if spec.path == ("peer",):
            return self.table(self.state.peers, spec, ("peer",))
        if spec.kind is Kind.TABLE:
            return self.table(block.table(spec.key), spec, path)
        return self.block(block.block(spec.key), spec, path)

    def table(self, table: Table, spec: Spec, path: Path) -> Node:
        """A table: an entry stands there even if all it holds are defaults."""
        entries = {
            str(number): self.block(table[number], spec, (*path, number))
            for number in sorted(table)
            if self.only is None or (*path, number) in self.touched or self.covered((*path, number))
        }
        return Node(entries=MappingProxyType(entries))

    def wanted(self, path: Path, spec: Spec, value: Value) -> bool:
        """Whether the setting is written."""
        if self.only is None:
            return not is_default(spec, value)
        return self.covered(path)

    def covered(self, path: Path) -> bool:
        """Whether the path or what it is part of is among those asked for."""
        return any(path[:length] in cast(frozenset[Path], self.only) for length in range(1, len(path) + 1))


def _hint(spec: Spec) -> str:
    tables = [child.name for child in spec.children.values() if child.path == ("peer",)]
    return f"the entries are inside `config {tables[0]}`" if tables else ""


def _unknown_notes(extra: Node, dialect: Dialect) -> list[str]:
    """A line for each thing that the schema does not know; `system ha` is a subset by design, so it is silent."""
    notes = []
    for path, node in extra.walk():
        if not path or (top := dialect.tops.get(path[0])) is None or top.subset:
            continue
        where = " / ".join(step.lstrip("#") for step in path)
        notes += [f"{where}: {word} is unknown to this program at FortiOS {dialect}; kept" for word in node.settings]
    return notes
