"""Where a session is: every level knows what it shows, what it offers and where its changes go.

A block or entry holds a draft until `next` or `end`; scopes and tables pass changes on at once. So a change goes up
until it meets a draft or the store.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Literal

from fgsp_cli.fortios import replies
from fgsp_cli.fortios.dialects import Spec
from fgsp_cli.fortios.interpreter import rules
from fgsp_cli.fortios.interpreter.attributes import Attributes
from fgsp_cli.fortios.interpreter.output.printer import Frame, config, edit
from fgsp_cli.fortios.interpreter.refused import Refused
from fgsp_cli.fortios.interpreter.stored.nodes import (
    Change,
    Place,
    Step,
    altered,
    descend,
    free_key,
    pruned,
    rebased,
    with_row,
    without,
)
from fgsp_cli.fortios.interpreter.stored.store import VDOMS, Store, asked_about
from fgsp_cli.fortios.tree import EMPTY, Node

_SHOWING = ("show", "get")
_TABLE_VERBS = ("edit", "delete", "purge", "rename", "move", "clone")
_BLOCK_VERBS = ("config", "set", "unset", "append", "unselect", "select", "clear")


class Level(ABC):
    """One level of a session."""

    title: str
    """What the prompt shows in brackets; nothing at the root."""
    offers: tuple[str, ...]
    """The verbs that are known here."""
    spec: Spec | None = None
    path: tuple[str, ...] = ()
    """Names of blocks from the top-level one down, without keys."""

    def __init__(self, store: Store) -> None:
        self.store = store

    @abstractmethod
    def view(self) -> Node:
        """What this level holds now, with everything typed so far."""

    @abstractmethod
    def alter(self, place: Place, change: Change, *, row: bool = False) -> None:
        """Change something below; `row` for a row of a table."""

    def begin(self, step: Step, raw: str) -> None:
        """Make room for a table or block below that was left without content: a unit shows it from then on."""
        line = self.store.stamp()
        self.alter((step,), lambda node: Node(raw=raw, line=line) if node is None else node)

    def frames(self) -> tuple[Frame, ...]:
        """What `show` prints around the content of this level."""
        return ()


class Scope(Level):
    """The root, `config global` or one VDOM: what is changed here is saved at once."""

    def __init__(
        self, store: Store, kind: Literal["root", "global", "vdom"], place: Place = (), title: str = ""
    ) -> None:
        super().__init__(store)
        self.kind = kind
        self.place = place
        self.title = title
        leaving = {"root": (), "global": ("end",), "vdom": ("next", "end")}[kind] if title else ()
        self.offers = ("config", *_SHOWING, *leaving)

    @property
    def fgsp(self) -> bool:
        """Whether the tables of FGSP are known here."""
        return self.place == self.store.fgsp_place

    def view(self) -> Node:
        """The stored node of this level."""
        return self.store.at(self.place)

    def alter(self, place: Place, change: Change, *, row: bool = False) -> None:  # noqa: ARG002 (all is saved here)
        """Save the change in the store at once."""
        self.store.change((*self.place, *place), change)

    def begin(self, step: Step, raw: str) -> None:
        """Save it. A table of FGSP always exists, so an empty one is no change."""
        if self.fgsp and step.name in self.store.dialect.tops:
            self.store.begin((*self.place, step), raw)
        else:
            super().begin(step, raw)


class Vdoms(Level):
    """`config vdom`."""

    title = "vdom"
    offers = ("edit", "delete", *_SHOWING, "end")

    def view(self) -> Node:
        """The VDOMs, each as an entry."""
        return self.store.at((VDOMS,))

    def alter(self, place: Place, change: Change, *, row: bool = False) -> None:  # noqa: ARG002 (all is saved here)
        """Save the change in the store at once."""
        self.store.change((VDOMS, *place), change)

    def frames(self) -> tuple[Frame, ...]:
        """The frame of `config vdom` alone."""
        return (config("vdom"),)


class Inner(Level):
    """A level that is opened by `config NAME` or `edit KEY` in another."""

    def __init__(self, parent: Level, step: Step, *, spec: Spec | None, path: tuple[str, ...], raw: str = "") -> None:
        super().__init__(parent.store)
        self.parent = parent
        self.step = step
        self.spec = spec
        self.path = path
        self.raw = raw
        self.title = step.name if step.entry else step.name.rpartition(" ")[2]

    def alter(self, place: Place, change: Change, *, row: bool = False) -> None:
        """Pass the change on to the level above."""
        self.parent.alter((self.step, *place), change, row=row)

    def frames(self) -> tuple[Frame, ...]:
        """The frames of all levels above, and its own."""
        node = Node(raw=self.raw)
        opened = edit(self.step.name, node) if self.step.entry else config(self.step.name, node)
        return (*self.parent.frames(), opened)

    def stored(self) -> Node | None:
        """What is stored where this level is, or drafted in the levels above."""
        return descend(self.parent.view(), (self.step,))


class UnknownScope(Inner):
    """A block that may be a table or an object: its first verb decides."""

    offers = ("abort", "end", *_TABLE_VERBS, *_BLOCK_VERBS, *_SHOWING)

    def view(self) -> Node:
        """What is stored, or drafted above."""
        return self.stored() or EMPTY

    def decided(self, verb: str) -> Level:
        """The level that it is, now that the verb has been typed."""
        if verb in _TABLE_VERBS:
            return Table(self.parent, self.step, spec=None, path=self.path, raw=self.raw)
        return Block(self.parent, self.step, spec=None, path=self.path, raw=self.raw) if verb in _BLOCK_VERBS else self


class Table(Inner):
    """A table: rows are saved at their own `next`."""

    def __init__(self, parent: Level, step: Step, *, spec: Spec | None, path: tuple[str, ...], raw: str = "") -> None:
        super().__init__(parent, step, spec=spec, path=path, raw=raw)
        self.offers = ("abort", "end", *(verb for verb in _TABLE_VERBS if verb != "move" or spec is None), *_SHOWING)
        self.made: str | None = None
        """The number that the last `edit 0` got."""

    def view(self) -> Node:
        """What is stored, or drafted above."""
        return self.stored() or EMPTY

    def alter(self, place: Place, change: Change, *, row: bool = True) -> None:
        """Pass the change on to the level above."""
        super().alter(place, change, row=row)

    def put(self, key: str, change: Change) -> None:
        """Save a row; Refused if the table is full, or if another session has found out that it is none."""
        rows, limit = self.view().entries, self.spec.max_entries if self.spec else None
        if self.spec is None and (self.view().settings or self.view().children):
            raise Refused(replies.unknown_action())
        if limit and key not in rows and len(rows) >= limit:
            raise Refused(replies.table_full())

        def changed(table: Node | None) -> Node:
            table = Node(raw=self.raw, line=self.store.stamp()) if table is None else table
            old = table.entries.get(key)
            new = change(old)
            if new is None or new is old:
                return table
            return with_row(table, key, new, ascending=self.spec is not None)

        self.alter((), changed)

    def replace_rows(self, rows: Mapping[str, Node]) -> None:
        """Replace all rows of the table by these."""
        if rows != self.view().entries or list(rows) != list(self.view().entries):
            self.alter((), lambda table: replace(table or EMPTY, entries=MappingProxyType(dict(rows))))

    def save(self, row: Block) -> None:
        """Save a row that was edited; Refused if it cannot be."""
        rows = self.view().entries
        key = free_key(rows) if row.is_zero else row.step.name
        draft = pruned(row.draft, self.spec)
        self.check(key, row.view())
        self._check_peer(draft, without(rows, key).values())
        self.put(key, lambda now: rebased(now, row.base, draft, self.spec))
        self.made = key if row.is_zero else self.made

    def check(self, key: str, row: Node) -> None:
        """Refused if a rule of this table forbids the row."""
        if self.spec is not None:
            return
        rows = self.view().entries
        rules.check_required(self.path, rows.get(key), row, entry=True)
        rules.check_subnets(self.path, key, row, rows, self.store.vdoms or {rules.ROOT_VDOM: self.store.root})

    def _check_peer(self, row: Node, others: Iterable[Node]) -> None:
        habits = self.store.habits
        if self.spec is None or self.spec.path != ("peer",):
            return
        if habits.peer_without_address == "refuse" and "peerip" not in row.settings:
            raise Refused(replies.missing_attribute("peerip"))
        if habits.duplicate_peer == "refuse" and any(_same_peer(row, other) for other in others):
            raise Refused(replies.set_refused("Another entry has the same peer.", -15))


class Block(Inner):
    """An object or an entry: a draft until it is saved."""

    def __init__(
        self,
        parent: Level,
        step: Step,
        *,
        spec: Spec | None,
        path: tuple[str, ...],
        raw: str = "",
        is_zero: bool = False,
    ) -> None:
        super().__init__(parent, step, spec=spec, path=path, raw=raw)
        self.is_zero = is_zero
        """Whether it was opened as `edit 0`: it gets its number when it is saved."""
        stored = None if is_zero else self.stored()
        self.base = Node(raw=raw, line=self.store.stamp()) if stored is None else stored
        self.draft = self.base
        self.attributes = Attributes(self.store, spec, path)
        self.offers = (*_BLOCK_VERBS, *_SHOWING, "abort", *(("next",) if step.entry else ()), "end")

    def view(self) -> Node:
        """What is stored by now, with what was typed here laid over it."""
        return rebased(None if self.is_zero else self.stored(), self.base, self.draft, self.spec)

    def alter(self, place: Place, change: Change, *, row: bool = False) -> None:
        """Draft it; a row of a table in an object is saved at once where that is the habit."""
        if row and isinstance(self.parent, Scope) and self.store.habits.nested_saves == "next":
            self._check_kind()
            self.parent.alter((self.step, *place), change)
        else:
            self.draft = altered(self.draft, place, change, self.store.stamp())

    @property
    def asks(self) -> bool:
        """Whether `end` asks before it saves: an id of the unit has changed [facts/cli-behaviour.md#5.5, confirmed]."""
        return self.store.asks_at_end and self.spec is not None and asked_about(self.spec, self.base, self.draft)

    def save(self) -> None:
        """Save the draft; Refused if that cannot be."""
        self._check_names()
        if isinstance(self.parent, Table):
            self.parent.save(self)
            return
        self._check_kind()
        if self.spec is None:
            rules.check_required(self.path, self.stored(), self.view(), entry=False)
        if self.stored() is None and not self.draft:
            self.parent.begin(self.step, self.raw)
        else:
            draft = pruned(self.draft, self.spec)
            self.parent.alter((self.step,), lambda now: rebased(now, self.base, draft, self.spec))

    def _check_names(self) -> None:
        """Refused if something named here has been deleted since."""
        if self.spec and self.store.dangling(self.spec, self.draft) - self.store.dangling(self.spec, self.base):
            raise Refused(replies.set_refused("entry not found in datasource", -3))

    def _check_kind(self) -> None:
        """Refused if another session's rows show that this block, unknown to the schema, is a table."""
        stored = None if self.spec else self.stored()
        if stored is not None and stored.entries:
            raise Refused(replies.unknown_action())


def _same_peer(row: Node, other: Node) -> bool:
    names = ("peerip", "peervd")
    same = all(row.settings.get(name) == other.settings.get(name) for name in names)
    return same and row.children == other.children
