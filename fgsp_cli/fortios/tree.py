"""FortiOS' own shape of a configuration, as text: objects and tables, entries, settings. Knows no schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One `set NAME ...`, or `unset NAME`."""

    words: tuple[str, ...] = ()
    """The words behind the name, quotes and escapes taken off."""
    unset: bool = False
    raw: str = field(default="", compare=False)
    """What stood behind the name, as it stood there, so that nothing unknown is lost in printing it again."""
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A `config` block or an `edit` entry; immutable."""

    settings: Mapping[str, Setting] = field(default_factory=lambda: MappingProxyType({}))
    children: Mapping[str, Node] = field(default_factory=lambda: MappingProxyType({}))
    """Nested `config` blocks, by the words behind `config` joined with one blank."""
    entries: Mapping[str, Node] = field(default_factory=lambda: MappingProxyType({}))
    """`edit` entries, by their key."""
    raw: str = field(default="", compare=False)
    """What stood behind `config` or `edit`, where printing the name or key by the rules would not give it back."""
    line: int | None = field(default=None, compare=False)

    def __bool__(self) -> bool:
        return bool(self.settings or self.children or self.entries)

    def child(self, *path: str) -> Node | None:
        """The block at a path of `config` words, None if there is none."""
        node: Node | None = self
        for step in path:
            node = node.children.get(step) if node else None
        return node

    def with_child(self, name: str, node: Node) -> Node:
        """This node with that block in place of the one of the same name."""
        return replace(self, children=MappingProxyType({**self.children, name: node}))

    def with_entry(self, key: str, node: Node) -> Node:
        """This node with that entry in place of the one of the same key."""
        return replace(self, entries=MappingProxyType({**self.entries, key: node}))

    def with_setting(self, name: str, setting: Setting) -> Node:
        """This node with that setting in place of the one of the same name."""
        return replace(self, settings=MappingProxyType({**self.settings, name: setting}))

    def merged(self, other: Node) -> Node:
        """This node with all of the other laid over it: what a unit makes of the same block typed twice."""
        children = dict(self.children)
        for name, node in other.children.items():
            children[name] = children[name].merged(node) if name in children else node
        entries = dict(self.entries)
        for key, node in other.entries.items():
            entries[key] = entries[key].merged(node) if key in entries else node
        return replace(
            self,
            settings=MappingProxyType({**self.settings, **other.settings}),
            children=MappingProxyType(children),
            entries=MappingProxyType(entries),
        )

    def walk(self, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Node]]:
        """This node and all below it, with their paths (`edit` keys as `#KEY`)."""
        yield path, self
        for name, node in self.children.items():
            yield from node.walk((*path, name))
        for key, node in self.entries.items():
            yield from node.walk((*path, f"#{key}"))


EMPTY = Node()
