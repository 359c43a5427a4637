"""How a unit is rolled back while other sessions may have changed it too.

Only paths that this run wrote are rolled back, and only where the unit still holds what the run wrote, or a part of it.
A value that another session wrote there meanwhile stays, and is named. On every other path it stays anyway.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import cast

from fgsp_cli.compare import compare
from fgsp_cli.fortios import Dialect, Spec, dialect
from fgsp_cli.plan.state_edits import Held, held, put
from fgsp_cli.state import Block, DeviceState, Path, Table, Value, default_value, spec_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Restoration:
    """What a rollback makes of a unit."""

    goal: DeviceState
    """What it shall hold: its state now, with what this run wrote undone."""
    touched: tuple[Path, ...]
    """What this run wrote, or may have written."""
    conflicts: tuple[Path, ...]
    """Paths among them that another session has changed since: left alone."""
    elsewhere: tuple[Path, ...]
    """Other paths that another session has changed since: this run does not write to them."""


def restoration(way: Sequence[DeviceState], now: DeviceState) -> Restoration:
    """The rollback of a unit that this run led along `way`, from its first state on, and that is read as `now`.

    The unit may be anywhere on the way, or between two of its states.
    """
    release = dialect(now.fortios)
    before = way[0]
    touched = touched_paths(way)
    goal, conflicts = now, []
    for path in touched:
        there, old = held(now, path, release), held(before, path, release)
        if there == old:
            continue
        hidden = there is not None and any(_hidden(path, state, there, release) for state in way)
        if hidden or any(_of_this_run(there, held(state, path, release), path, release) for state in way):
            goal = put(goal, path, old, release)
        else:
            conflicts.append(path)
    return Restoration(
        goal=goal,
        touched=touched,
        conflicts=tuple(conflicts),
        elsewhere=foreign_paths(before, now, touched),
    )


def retraced(trail: Sequence[Sequence[DeviceState]], now: DeviceState) -> Restoration:
    """The rollback of a unit that was led along several ways, one after the other: the last one is undone first.

    The first way is that of a run, each other that of a rollback that began and did not finish.
    """
    restorations = [restoration(trail[-1], now)]
    for way in reversed(trail[:-1]):
        restorations.append(restoration(way, restorations[-1].goal))
    touched = tuple(dict.fromkeys(path for each in restorations for path in each.touched))
    return Restoration(
        goal=restorations[-1].goal,
        touched=touched,
        conflicts=tuple(dict.fromkeys(path for each in restorations for path in each.conflicts)),
        elsewhere=foreign_paths(trail[0][0], now, touched),
    )


def touched_paths(way: Sequence[DeviceState]) -> tuple[Path, ...]:
    """The paths that differ between two states next to each other; an entry that comes or goes covers its inside.

    Where one of them shows and hides other attributes (`session-pickup`, `encryption`), those that hold a value belong
    to them: some units forget or hide them with it.
    """
    paths: dict[Path, None] = {}
    for start, goal in pairwise(way):
        paths |= dict.fromkeys(change.path for change in compare(start, goal, by_identity=False))
        paths |= dict.fromkeys(_unknown_changes(start, goal))
    paths |= dict.fromkeys(_dependants(paths, way))
    return tuple(path for path in paths if not any(path[:length] in paths for length in range(1, len(path))))


def foreign_paths(before: DeviceState, now: DeviceState, touched: Sequence[Path]) -> tuple[Path, ...]:
    """The paths that differ although this run has nothing to do with them."""
    ours = set(touched)
    changes = compare(before, now, by_identity=False)
    paths = dict.fromkeys([*(change.path for change in changes), *_unknown_changes(before, now)])
    return tuple(path for path in paths if not any(path[:length] in ours for length in range(1, len(path) + 1)))


def settled(paths: Sequence[Path], goal: DeviceState, now: DeviceState) -> tuple[Path, ...]:
    """Those of the paths at which the unit does not hold what it should."""
    release = dialect(now.fortios)
    differing = [path for path in paths if held(goal, path, release) != held(now, path, release)]
    return tuple(path for path in differing if not _hidden(path, goal, held(now, path, release), release))


def _dependants(changed: Iterable[Path], way: Sequence[DeviceState]) -> list[Path]:
    """The attributes with a value in some state that depend on one of those changed."""
    release = dialect(way[0].fortios)
    paths: list[Path] = []
    for switch in changed:
        spec = spec_at(switch, release)
        for sibling in _siblings(switch, release) if spec and spec.shows else ():
            path = (*switch[:-1], sibling.key)
            if sibling.depends_on and sibling.depends_on.attribute == switch[-1] and _has_value(path, sibling, way):
                paths.append(path)
    return paths


def _siblings(path: Path, release: Dialect) -> Iterable[Spec]:
    parent = spec_at(path[:-1], release)
    return parent.children.values() if parent else ()


def _has_value(path: Path, spec: Spec, way: Sequence[DeviceState]) -> bool:
    held_there = [held(state, path, dialect(state.fortios)) for state in way]
    return any(each is not None and each.value != default_value(spec) for each in held_there)


def _applies(path: Path, state: DeviceState, release: Dialect) -> bool:
    """Whether what the attribute depends on is on."""
    spec = spec_at(path, release)
    if spec is None or spec.depends_on is None:
        return True
    switch = held(state, (*path[:-1], spec.depends_on.attribute), release)
    return switch is not None and switch.value in spec.depends_on.values


def _hidden(path: Path, goal: DeviceState, now: Held | None, release: Dialect) -> bool:
    """Whether a unit may hide or have forgotten what the goal keeps there, without anybody having asked for it."""
    if goal.named is None or path in goal.named or _applies(path, goal, release):
        return False
    return now is not None and now.value == default_value(cast(Spec, spec_at(path, release)))


def _unknown_changes(start: DeviceState, goal: DeviceState) -> list[Path]:
    """Rows in both states that differ only in what the schema does not know."""
    if start.extra == goal.extra:
        return []
    release = dialect(start.fortios)
    shared = sorted(start.peers.keys() & goal.peers.keys())
    rows: list[Path] = [("peer", number) for number in shared]
    return [path for path in rows if _extra(start, path, release) != _extra(goal, path, release)]


def _extra(state: DeviceState, path: Path, release: Dialect) -> object:
    value = held(state, path, release)
    return value.extra if value else None


def _of_this_run(there: Held | None, written: Held | None, path: Path, release: Dialect) -> bool:
    """Whether the unit holds what was written there, or a part of it that a broken-off write may have left."""
    if there == written:
        return True
    if there is None or written is None or there.extra not in (written.extra, type(written.extra)()):
        return False
    spec = spec_at(path, release)
    return spec is not None and isinstance(path[-1], int) and _part_of(there.value, written.value, spec)


def _part_of(there: Value, whole: Value, spec: Spec) -> bool:
    """Whether every attribute is either as it was written or still at its default."""
    if isinstance(there, Table) and isinstance(whole, Table):
        return all(number in whole and _part_of(there[number], whole[number], spec) for number in there)
    if not (isinstance(there, Block) and isinstance(whole, Block)):
        return there in (whole, spec.default)
    for child in spec.children.values():
        if child.key not in there:
            continue
        value, written = there[child.key], whole.get(child.key, default_value(child))
        if value != written and not _part_of(value, written, child):
            return False
    return True
