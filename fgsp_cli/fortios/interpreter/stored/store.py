"""What one unit has stored, shared by all of its sessions.

Everything that changes it goes through `Store.change`, one change of one place at a time: the seam at which a
transaction (`workspace`) holds changes back and replays them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from types import MappingProxyType

from fgsp_cli.fortios.dialects import Dialect, Spec
from fgsp_cli.fortios.interpreter.assumptions import Habits
from fgsp_cli.fortios.interpreter.output.printer import Printer
from fgsp_cli.fortios.interpreter.stored.cipher import Cipher
from fgsp_cli.fortios.interpreter.stored.loaded_values import LoadedValues
from fgsp_cli.fortios.interpreter.stored.loader import load
from fgsp_cli.fortios.interpreter.stored.locks import Locks, touched
from fgsp_cli.fortios.interpreter.stored.nodes import Change, Place, Step, altered, descend
from fgsp_cli.fortios.interpreter.vdom_mode import divided
from fgsp_cli.fortios.tree import EMPTY, Node

GLOBAL, VDOMS = Step("global"), Step("vdom")
_NO_VDOMS, _VDOMS_ON = ":vdom=0:", ":vdom=1:"
"""In the first line of a backup [facts/cli-behaviour.md#3.4, confirmed]."""
_FILE_VERSION = re.compile(r"#conf_file_ver=(\d{1,30})")


class Store:
    """The configuration of one unit.

    `config` is what it starts with: a backup, `show` output, or a tree. Without any, everything is at its default.
    ConfigTextError if the text is no configuration. `listeners` are called after every change.
    """

    def __init__(self, dialect: Dialect, config: str | Node = "", *, habits: Habits | None = None) -> None:
        self.dialect = dialect
        self.habits = habits or Habits()
        self.cipher = Cipher()
        self.version = 0
        self.listeners: list[Callable[[Store], None]] = []
        self.locks = Locks()
        """What transactions hold."""
        self.header: tuple[str, ...] = ()
        self._line = 0
        if isinstance(config, str):
            loaded = load(config)
            self.header, self._line, config = loaded.header, loaded.lines, loaded.root
        self.loaded_values = LoadedValues(self.cipher)
        self._root = config
        self._root = self._believed(config)
        self.only_global = self._names_only_in_global()
        """Tables that this unit came with in its global part and in no VDOM."""
        self.checks_vdoms = bool(self.vdoms)
        self.checks_interfaces = bool(self._interfaces)
        """Whether a reference to what does not exist is refused."""

    @property
    def owner(self) -> object:
        """The owner of the locks that are no hindrance here: none."""
        return None

    @property
    def root(self) -> Node:
        """The configuration, as a session on it sees it."""
        return self._root

    @property
    def multi_vdom(self) -> bool:
        """Whether VDOMs are on in the stored configuration."""
        return _has_vdoms(self.root)

    @property
    def own(self) -> AbstractSet[tuple[str, ...]]:
        """What this unit knows in tables of FGSP and the schema does not: it came with its configuration."""
        return self.loaded_values.own

    @property
    def fgsp_place(self) -> Place:
        """Where the tables of FGSP are: inside `config global` if there are VDOMs
        [facts/cli-behaviour.md#3.4, confirmed].
        """
        return (GLOBAL,) if self.multi_vdom else ()

    @property
    def fgsp(self) -> Node:
        """The part of the configuration that holds the tables of FGSP."""
        return self.at(self.fgsp_place)

    @property
    def vdoms(self) -> Mapping[str, Node]:
        """The VDOMs, in their order; none if they are off."""
        return self.at((VDOMS,)).entries

    def at(self, place: Place) -> Node:
        """What is stored at a place; an empty node for nothing."""
        return descend(self.root, place) or EMPTY

    def change(self, place: Place, change: Change) -> None:
        """Save a change. One that changes nothing is none; Refused if a transaction holds what it changes."""
        root = altered(self.root, place, change, self.stamp())
        if self.locks:
            self.locks.check(touched(self.root, root), self.owner)
        self.take(root)

    def check_opening(self, place: Place) -> None:
        """Refused if a transaction holds the object at a place, and this unit notices when it is opened."""
        if self.habits.lock_noticed == "opening":
            self.locks.check((place,), self.owner)

    def take(self, root: Node) -> None:
        """Hold another configuration from now on: a changed one, or the one of an earlier save."""
        if root is self._root:
            return
        self._root = root
        self.version += 1
        self.header = tuple(_FILE_VERSION.sub(_following, line) for line in self.header)
        for listener in tuple(self.listeners):
            listener(self)

    def switch_vdoms_on(self) -> None:
        """Become a unit with VDOMs: sessions have to begin anew."""
        self.header = tuple(line.replace(_NO_VDOMS, _VDOMS_ON, 1) for line in self.header)
        self.checks_vdoms = True
        self.take(divided(self.root, self.dialect))
        self.only_global = self._names_only_in_global()

    def begin(self, place: Place, raw: str) -> None:
        """Make room for a table that was entered and left: nothing in its content changes."""
        line = self.stamp()
        self._root = altered(self._root, place, lambda node: Node(raw=raw, line=line) if node is None else node, line)

    def stamp(self) -> int:
        """The number of the next typed line; of two lines, the lower number came in first."""
        self._line += 1
        return self._line

    def text(self, root: Node | None = None) -> str:
        """Exactly what is stored, as `show` prints it, except that secrets are never encrypted anew.

        Or an earlier configuration of this unit.
        """
        root = self.root if root is None else root
        return Printer(self.dialect, self.habits.off_switch).whole(root, self.header, multi_vdom=_has_vdoms(root))

    def names(self, kind: str) -> frozenset[str] | None:
        """What a reference to a `vdom` or an `interface` may name; None if this unit does not check."""
        if kind == "vdom":
            return frozenset(self.vdoms) if self.checks_vdoms else None
        if kind == "interface":
            return frozenset(self._interfaces) if self.checks_interfaces else None
        return None

    def dangling(self, spec: Spec, node: Node) -> frozenset[str]:
        """What a block of FGSP and all below it name although it does not exist."""
        return frozenset(
            word
            for below, each in _nodes(spec, node)
            for name, setting in each.settings.items()
            if name in below.children and (known := self.names(below.children[name].references)) is not None
            for word in setting.words
            if word and word not in known
        )

    @property
    def asks_at_end(self) -> bool:
        """Whether `end` asks about changed ids at all [facts/cli-behaviour.md#5.5, confirmed]."""
        return self.dialect.holds("question_at_end")

    def users(self, kind: str, name: str) -> int:
        """How many settings of FGSP name that VDOM or interface."""
        return sum(
            name in setting.words
            for path, top in self.dialect.tops.items()
            for spec, node in _nodes(top, self.fgsp.children.get(path))
            for key, setting in node.settings.items()
            if key in spec.children and spec.children[key].references == kind
        )

    @property
    def _interfaces(self) -> Mapping[str, Node]:
        table = self.fgsp.children.get("system interface")
        return table.entries if table else {}

    def _names_only_in_global(self) -> frozenset[str]:
        inside = {name for vdom in self.vdoms.values() for name in vdom.children}
        return frozenset(self.fgsp.children.keys() - inside) if inside else frozenset()

    def _believed(self, root: Node) -> Node:
        """The root with the tables of FGSP as this release understands them."""
        part = descend(root, self.fgsp_place)
        if part is None:
            return root
        children = dict(part.children)
        for path, spec in self.dialect.tops.items():
            if path in children:
                children[path] = self.loaded_values.block(children[path], spec, (path,))
        part = replace(part, children=MappingProxyType(children))
        return altered(root, self.fgsp_place, lambda _: part, 0)


def asked_about(spec: Spec, old: Node, new: Node) -> bool:
    """Whether the block differs in something that a unit asks about: its ids."""
    return any(
        attribute.asks and old.settings.get(name) != new.settings.get(name) for name, attribute in spec.children.items()
    )


def _nodes(spec: Spec, node: Node | None) -> Iterator[tuple[Spec, Node]]:
    """A node and all below it that the schema knows."""
    if node is None:
        return
    yield spec, node
    for entry in node.entries.values():
        yield from _nodes(spec, entry)
    for name, child in node.children.items():
        if name in spec.children:
            yield from _nodes(spec.children[name], child)


def _has_vdoms(root: Node) -> bool:
    return GLOBAL.name in root.children or VDOMS.name in root.children


def _following(match: re.Match[str]) -> str:
    """The version of the file changes at every change [facts/cli-behaviour.md#3.4, confirmed]."""
    return f"#conf_file_ver={int(match[1]) + 1:0{len(match[1])}d}"
