"""Changes of a tree: each makes a new tree, so a tree that another session reads never changes.

The order in which a unit prints is kept: the attributes that the schema knows in its order, all others where they came
in. `line` is a running number: lines of the loaded text first, typed lines after them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from fgsp_cli.fortios.dialects import Spec
from fgsp_cli.fortios.tree import EMPTY, Node, Setting

Member = TypeVar("Member", Node, Setting)


class Step(NamedTuple):
    """From a node to one below it: the block of that name, or the entry of that key."""

    name: str
    entry: bool = False


Place = tuple[Step, ...]
_DIGITS = 10
Change = Callable[[Node | None], Node | None]
"""What becomes of a node: None on the left where there is none, on the right where none is to be."""


def descend(node: Node | None, place: Iterable[Step]) -> Node | None:
    """The node at a place, None if there is none."""
    for step in place:
        if node is None:
            return None
        node = (node.entries if step.entry else node.children).get(step.name)
    return node


def altered(node: Node, place: Sequence[Step], change: Change, line: int) -> Node:
    """The tree with the node at a place changed; the very same tree if the change changed nothing."""
    if not place:
        return EMPTY if (changed := change(node)) is None else changed
    step, rest = place[0], place[1:]
    members = node.entries if step.entry else node.children
    old = members.get(step.name)
    new = altered(Node(line=line) if old is None else old, rest, change, line) if rest else change(old)
    if new is old:
        return node
    kept = without(members, step.name) if new is None else MappingProxyType({**members, step.name: new})
    return replace(node, entries=kept) if step.entry else replace(node, children=kept)


def without(members: Mapping[str, Member], name: str) -> Mapping[str, Member]:
    """The members but that one."""
    return MappingProxyType({key: value for key, value in members.items() if key != name})


def with_setting(node: Node, spec: Spec | None, name: str, setting: Setting) -> Node:
    """The node with a setting: in place of the one of that name, else where the schema has it, else last.

    The very same node if it has just that setting.
    """
    old = node.settings.get(name)
    if old is not None:
        same = old == setting and old.raw == setting.raw
        return node if same else node.with_setting(name, replace(setting, line=old.line))
    later = _first_behind(node.settings, spec, name)
    if later is None:
        return node.with_setting(name, setting)
    settings = dict[str, Setting]()
    for each, present in node.settings.items():
        if each == later:
            settings[name] = replace(setting, line=present.line)
        settings[each] = present
    return replace(node, settings=MappingProxyType(settings))


def without_setting(node: Node, name: str) -> Node:
    """The node without that setting; the very same node if it has none."""
    return replace(node, settings=without(node.settings, name)) if name in node.settings else node


def _first_behind(settings: Mapping[str, Setting], spec: Spec | None, name: str) -> str | None:
    """The first setting that the schema puts behind that one."""
    if spec is None or name not in spec.children:
        return None
    order = list(spec.children)
    behind = order[order.index(name) + 1 :]
    return next((each for each in settings if each in behind), None)


def with_row(table: Node, key: str, row: Node, *, ascending: bool) -> Node:
    """The table with a row: in place of the one of that key, else last, or where its number belongs."""
    last = [*table.entries][-1:]
    if not ascending or key in table.entries or not last or number(last[0]) < number(key):
        return table.with_entry(key, row)
    rows = {**table.entries, key: row}
    return replace(table, entries=MappingProxyType(dict(sorted(rows.items(), key=lambda item: number(item[0])))))


def number(key: str) -> int:
    """The number that a key is; -1 for one that is none, or that no table could hold."""
    return int(key) if key.isascii() and key.isdecimal() and len(key) <= _DIGITS else -1


def free_key(keys: Iterable[str]) -> str:
    """The number that `edit 0` gets when it is saved: one above the highest [facts/cli-behaviour.md#5.1, confirmed]."""
    taken = {number(key) for key in keys}
    following = max(taken, default=0) + 1
    if following <= 0xFFFFFFFF:
        return str(max(following, 1))
    return str(next(each for each in range(1, len(taken) + 2) if each not in taken))


def rebased(now: Node | None, base: Node, draft: Node, spec: Spec | None) -> Node:
    """What was changed from `base` to `draft`, done to the node as it is now: others may have changed it meanwhile."""
    if now is None:
        return draft
    if draft is base:
        return now
    for name in {**base.settings, **draft.settings}:
        setting = draft.settings.get(name)
        if setting is not base.settings.get(name):
            now = without_setting(now, name) if setting is None else with_setting(now, spec, name, setting)
    children = _members(now.children, base.children, draft.children, spec)
    entries = _members(now.entries, base.entries, draft.entries, None, rows=spec)
    if children is now.children and entries is now.entries:
        return now
    return replace(now, children=children, entries=entries)


def _members(
    now: Mapping[str, Node],
    base: Mapping[str, Node],
    draft: Mapping[str, Node],
    spec: Spec | None,
    rows: Spec | None = None,
) -> Mapping[str, Node]:
    for name in {**base, **draft}:
        old, new = base.get(name), draft.get(name)
        if old is new:
            continue
        if new is None and rows is None and not old:  # an empty block that pruning took out of the draft
            continue
        if new is None:
            now = without(now, name)
        else:
            inner = rows or (spec.children.get(name) if spec else None)
            changed = {**now, name: rebased(now.get(name), old or EMPTY, new, inner)}
            # Rows of a table that the schema knows stand in the order of their numbers, whenever they came.
            in_order = rows is not None and name not in now
            now = MappingProxyType(
                dict(sorted(changed.items(), key=lambda row: number(row[0]))) if in_order else changed
            )
    return now


def pruned(node: Node, spec: Spec | None) -> Node:
    """The node without blocks that the schema knows and that hold nothing."""
    if spec is None:
        return node
    for name, child in node.children.items():
        if name in spec.children:
            kept = pruned(child, spec.children[name])
            if kept is not child or not kept:
                children = without(node.children, name) if not kept else {**node.children, name: kept}
                node = replace(node, children=MappingProxyType(dict(children)))
    entries = {key: pruned(entry, spec) for key, entry in node.entries.items()}
    if all(entries[key] is node.entries[key] for key in entries):
        return node
    return replace(node, entries=MappingProxyType(entries))
