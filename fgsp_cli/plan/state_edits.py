"""States with something else at a path: a value, or a whole entry with what the schema does not know of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import cast

from fgsp_cli.fortios import EMPTY, Dialect, Node
from fgsp_cli.state import Action, Block, Change, DeviceState, Frozen, Path, Table, Value, spec_at

Steps = tuple[tuple[bool, str], ...]
"""The way to a node of the tree: (whether it is an entry, its key)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What a unit holds at a path."""

    value: Value
    extra: Node = EMPTY
    """Of an entry: what the schema does not know of it."""


def held(state: DeviceState, path: Path, release: Dialect) -> Held | None:
    """What the state holds at a path; None if there is nothing, not even a default."""
    try:
        value = state.value(path)
    except KeyError:
        return None
    return Held(value=value, extra=_extra_at(state.extra, _way(path, release)) if _is_entry(path) else EMPTY)


def put(state: DeviceState, path: Path, content: Held | None, release: Dialect) -> DeviceState:
    """The state with that at the path; None takes the entry away."""
    section = _put(state.section(str(path[0])), path[1:], content)
    changed = state.with_section(str(path[0]), cast(Block | Table, section))
    if not _is_entry(path):
        return changed
    extra = content.extra if content else EMPTY
    return replace(changed, extra=_put_extra(state.extra, _way(path, release), extra))


def applied(changes: tuple[Change, ...], running: DeviceState, wanted: DeviceState, release: Dialect) -> DeviceState:
    """The running state with these changes made: what a unit holds after them, unmanaged and unknown things kept.

    It speaks for as much as the wanted state does, so that a default that the intent spells out is spelled out again.
    """
    state = running
    for change in changes:
        if change.action is Action.DELETE:
            state = put(state, change.path, None, release)
        else:
            state = put(state, change.path, Held(value=wanted.value(change.path)), release)
    return replace(state, named=wanted.named, positions=wanted.positions, derived={}, notes=())


def without_rows(state: DeviceState, numbers: frozenset[int], release: Dialect) -> DeviceState:
    """The state without these peer rows."""
    for number in numbers:
        state = put(state, ("peer", number), None, release)
    return state


def _is_entry(path: Path) -> bool:
    return isinstance(path[-1], int)


def _put(there: object, steps: Path, content: Held | None) -> Value:
    """A copy of a block or table with something else in it."""
    inside = cast(Frozen[object, Value], there)
    items = dict(inside.items())
    if len(steps) > 1:
        items[steps[0]] = _put(items[steps[0]], steps[1:], content)
    elif content is None:
        items.pop(steps[0], None)
    else:
        items[steps[0]] = content.value
    return cast(Value, type(inside)(items))


def _way(path: Path, release: Dialect) -> Steps:
    way = [(False, name) for name in release.section_path(str(path[0]))]
    for place, step in enumerate(path[1:], start=2):
        spec = spec_at(path[:place], release)
        way.append((True, str(step)) if isinstance(step, int) else (False, spec.name if spec else str(step)))
    return tuple(way)


def _extra_at(extra: Node, way: Steps) -> Node:
    for is_entry, key in way:
        extra = (extra.entries if is_entry else extra.children).get(key, EMPTY)
    return extra


def _put_extra(extra: Node, way: Steps, content: Node) -> Node:
    """The tree with another node at that place; nodes that hold nothing are left out."""
    if not way:
        return content
    (is_entry, key), rest = way[0], way[1:]
    nodes = dict(extra.entries if is_entry else extra.children)
    below = _put_extra(nodes.get(key, EMPTY), rest, content)
    if below:
        nodes[key] = below
    else:
        nodes.pop(key, None)
    changed = MappingProxyType(nodes)
    return replace(extra, entries=changed) if is_entry else replace(extra, children=changed)
