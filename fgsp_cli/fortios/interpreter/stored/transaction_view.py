"""A configuration transaction: changes that no other session sees until they are committed
[facts/cli-behaviour.md#5.4, confirmed].

Changes are kept as they were made and replayed on whatever the unit has stored by then, so what others change elsewhere
meanwhile is seen and kept. Starting, expiring and the texts are the lab's affair.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from fgsp_cli.fortios import replies
from fgsp_cli.fortios.interpreter.refused import Refused
from fgsp_cli.fortios.interpreter.stored.locks import touched
from fgsp_cli.fortios.interpreter.stored.nodes import Change, Place, altered, descend
from fgsp_cli.fortios.interpreter.stored.store import Store, asked_about
from fgsp_cli.fortios.tree import EMPTY, Node

_FIXED = frozenset(
    f"system {name}" for name in ("console", "elbc", "np6", "npu", "resource-limits", "storage", "vdom-property")
)
_FIXED_ATTRIBUTES: Mapping[str, tuple[str, ...]] = {
    "system global": (
        "internal-switch-mode",
        "management-vdom",
        "split-port",
        "vdom-admin",
        "vdom-mode",
        "wireless-mode",
    ),
    "system settings": ("opmode",),
}
"""What a transaction cannot change [facts/cli-behaviour.md#5.4, confirmed]."""


class Workspace(Store):
    """The unit's configuration as it will be after the commit, for the session of one transaction."""

    def __init__(self, base: Store) -> None:
        self.base = base
        self._staged: list[tuple[Place, Change]] = []
        self._under = base.root
        self._hidden = False
        self.over = False
        """Whether it is committed or dropped."""
        super().__init__(base.dialect, base.root, habits=base.habits)
        self.cipher, self.locks, self.only_global = base.cipher, base.locks, base.only_global
        self.loaded_values, self.checks_vdoms, self.checks_interfaces = (
            base.loaded_values,
            base.checks_vdoms,
            base.checks_interfaces,
        )

    @property
    def owner(self) -> object:
        """The owner of its locks: the transaction itself."""
        return self

    @property
    def root(self) -> Node:
        """What is stored, with the staged changes laid over it."""
        if self._hidden:
            return self.base.root
        if self._under is not self.base.root:
            self._under = self._root = self.base.root
            for place, change in self._staged:
                self._root = altered(self._root, place, change, self.stamp())
        return self._root

    @property
    def header(self) -> tuple[str, ...]:
        """That of the unit: nothing has changed for it yet."""
        return self.base.header

    @header.setter
    def header(self, header: tuple[str, ...]) -> None:
        """Nothing: a staged change is none."""

    @property
    def asks_at_end(self) -> bool:
        """Whether a change of the ids is asked about when it is staged: that is not established."""
        return super().asks_at_end and self.habits.transaction_asks == "end"

    @property
    def asks_at_commit(self) -> bool:
        """Whether `commit` asks a question before it saves."""
        if self.habits.transaction_asks != "commit" or not super().asks_at_end:
            return False
        before, after = (descend(root, self.fgsp_place) or EMPTY for root in (self.base.root, self.root))
        return any(
            asked_about(spec, before.children.get(path, EMPTY), after.children.get(path, EMPTY))
            for path, spec in self.dialect.tops.items()
        )

    def stamp(self) -> int:
        """One order for the whole unit."""
        return self.base.stamp()

    def change(self, place: Place, change: Change) -> None:
        """Stage a change; Refused if a transaction cannot make it, or if another one holds what it changes."""
        root = altered(self.root, place, change, self.stamp())
        objects = touched(self.root, root)
        if any(_fixed(self.root, root, each) for each in objects):
            raise Refused(replies.fixed_in_transaction())
        self.locks.check(objects, self)
        self.locks.hold(objects, self)
        self._staged.append((place, change))
        self.take(root)

    def begin(self, place: Place, raw: str) -> None:
        """Stage it; it locks nothing."""
        line = self.stamp()
        self._staged.append((place, lambda node: Node(raw=raw, line=line) if node is None else node))
        self._root = altered(self.root, *self._staged[-1], line)

    @contextmanager
    def displaying(self) -> Iterator[None]:
        """While something is shown: whether that shows what has been staged is not established."""
        self._hidden = not self.habits.staged_shown
        try:
            yield
        finally:
            self._hidden = False

    def commit(self) -> None:
        """Save all staged changes at once."""
        self.base.take(self.root)
        self.drop()

    def drop(self) -> None:
        """Let go of everything that is staged and held."""
        self.over = True
        self.locks.release(self)
        self._staged.clear()
        self._under = self._root = self.base.root


def _fixed(old: Node, new: Node, place: Place) -> bool:
    """Whether the change of an object is one that a transaction cannot make."""
    blocks = [step.name for step in place if not step.entry]
    if blocks[-1] in _FIXED:
        return True
    before, after = descend(old, place) or EMPTY, descend(new, place) or EMPTY
    names = _FIXED_ATTRIBUTES.get(blocks[-1], ())
    return any(before.settings.get(name) != after.settings.get(name) for name in names)
