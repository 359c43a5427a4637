"""Which objects transactions hold: no other session can change them until the transaction is over
[facts/cli-behaviour.md#5.4].

An object is an entry of a top-level table, or a whole block that is no table: what holds one row of
`system cluster-sync` leaves the others free, what holds `system standalone-cluster` holds its rows too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fgsp_cli.fortios import replies
from fgsp_cli.fortios.interpreter.refused import Refused
from fgsp_cli.fortios.interpreter.stored.nodes import Place, Step
from fgsp_cli.fortios.tree import EMPTY, Node

_GLOBAL, _VDOMS = "global", "vdom"


class Locks:
    """The locks of one unit; an owner is whatever object the transaction is."""

    def __init__(self) -> None:
        self._owners: dict[Place, object] = {}

    def __bool__(self) -> bool:
        return bool(self._owners)

    def check(self, objects: Iterable[Place], owner: object = None) -> None:
        """Refused if another owner holds one of them."""
        if any(self._owners.get(each, owner) is not owner for each in objects):
            raise Refused(replies.locked())

    def hold(self, objects: Iterable[Place], owner: object) -> None:
        """Take them, once `check` has found them free."""
        self._owners.update(dict.fromkeys(objects, owner))

    def release(self, owner: object) -> None:
        """Give up everything that the owner holds."""
        self._owners = {place: each for place, each in self._owners.items() if each is not owner}


def touched(old: Node, new: Node) -> tuple[Place, ...]:
    """The objects that differ between two configurations of a unit."""
    return () if old is new else tuple(_in_root(old, new))


def _in_root(old: Node, new: Node) -> Iterator[Place]:
    for name in old.children.keys() | new.children.keys():
        before, after, step = old.children.get(name), new.children.get(name), Step(name)
        if name == _GLOBAL:
            yield from _in_scope(before or EMPTY, after or EMPTY, (step,))
        elif name == _VDOMS:
            yield from _in_vdoms(before or EMPTY, after or EMPTY, step)
        elif before is not after:
            yield from _in_block(before or EMPTY, after or EMPTY, (step,))


def _in_vdoms(old: Node, new: Node, step: Step) -> Iterator[Place]:
    for key in old.entries.keys() | new.entries.keys():
        before, after = old.entries.get(key), new.entries.get(key)
        if before is after:
            continue
        place = (step, Step(key, entry=True))
        if before is None or after is None:
            yield place
        yield from _in_scope(before or EMPTY, after or EMPTY, place)


def _in_scope(old: Node, new: Node, place: Place) -> Iterator[Place]:
    for name in old.children.keys() | new.children.keys():
        before, after = old.children.get(name), new.children.get(name)
        if before is not after:
            yield from _in_block(before or EMPTY, after or EMPTY, (*place, Step(name)))


def _in_block(old: Node, new: Node, place: Place) -> Iterator[Place]:
    if old.settings != new.settings or old.children != new.children:
        yield place
    for key in old.entries.keys() | new.entries.keys():
        if old.entries.get(key) != new.entries.get(key):
            yield (*place, Step(key, entry=True))
