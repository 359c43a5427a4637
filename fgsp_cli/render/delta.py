"""Changes -> the CLI lines that make them on a unit, in an order that a unit accepts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path as FilePath
from typing import cast

from fgsp_cli.base import Problem, RenderError, SecretState
from fgsp_cli.fortios import EMPTY, Dialect, Kind, Node, Spec, ValueProblem, to_words
from fgsp_cli.render.commands import Command, block_body, config, delete, edit, in_order, setting, unknown_body
from fgsp_cli.render.templates import lines_of
from fgsp_cli.state import Action, Block, Change, Path, path_text, spec_at


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """A change, and what of its path is still ahead."""

    rest: Path
    change: Change


def delta_lines(
    changes: Iterable[Change], release: Dialect, *, extra: Node = EMPTY, templates: FilePath | None = None
) -> tuple[str, ...]:
    """The lines that make the changes on a unit of that release, comments and answers left out.

    `extra` is what the unit had that the schema does not know: a row that is created again gets its part of it back.
    RenderError for what cannot be written: a secret that is not known, an attribute or a time the release lacks.
    """
    blocks = [block for group in delta_blocks(changes, release, extra=extra) for block in group]
    return lines_of("delta.j2", {"blocks": blocks}, templates)


def delta_blocks(
    changes: Iterable[Change], release: Dialect, *, extra: Node = EMPTY
) -> tuple[tuple[Command, ...], ...]:
    """The commands of `delta_lines`, a group of blocks for each of these steps that has something to do:

    rows that go, if ids change (FortiOS wants the unit isolated first); ids, a block of their own, as `end` asks
    [facts/cli-behaviour.md#5.5, confirmed]; the rest of the membership; session pickup; rows; and last, for the rows
    that now
    stand, what keeps interfaces down.
    """
    parts = _Parts.of(changes, release)
    rows = (*parts.deleted, *parts.rows)
    first = parts.deleted if parts.ids else ()
    groups = (
        _section("peer", first, release, extra),
        _section("standalone-cluster", parts.ids, release, extra),
        _section("standalone-cluster", parts.membership, release, extra),
        _section("ha", parts.pickup, release, extra),
        _section("peer", parts.rows if first else rows, release, extra),
        _section("peer", parts.last, release, extra),
    )
    return tuple(group for group in groups if group)


@dataclass(slots=True, kw_only=True)
class _Parts:
    """Changes by the step that they belong to."""

    deleted: tuple[Change, ...]
    ids: tuple[Change, ...]
    membership: tuple[Change, ...]
    pickup: tuple[Change, ...]
    rows: tuple[Change, ...]
    last: tuple[Change, ...]

    @classmethod
    def of(cls, changes: Iterable[Change], release: Dialect) -> _Parts:
        """The changes, each in the part that it belongs to."""
        parts: dict[str, list[Change]] = defaultdict(list)
        for change in changes:
            for name, part in _placed(change, release):
                parts[name].append(part)
        names = ("deleted", "ids", "membership", "pickup", "rows", "last")
        return cls(**{name: tuple(parts[name]) for name in names})


def _placed(change: Change, release: Dialect) -> Iterator[tuple[str, Change]]:
    """The step of a change; a created row may have a part that comes last."""
    spec = spec_at(change.path, release)
    if spec is None:
        raise RenderError([_problem(f"FortiOS {release} has no such setting", change, release)])
    _refuse_unwritable(change, spec, release)
    if change.path[0] == "ha":
        yield "pickup", change
    elif change.path[0] == "standalone-cluster":
        yield ("ids" if spec.asks else "membership"), change
    elif len(change.path) > 2:
        late = spec.effect == "disruptive" and change.intended not in ((), "", None)
        yield ("last" if late else "rows"), change
    elif change.action is Action.DELETE:
        yield "deleted", change
    else:
        yield from _split(change, release)


def _refuse_unwritable(change: Change, spec: Spec, release: Dialect) -> None:
    value = change.intended
    if not spec.writable:
        raise RenderError([_problem("this program never writes it", change, release)])
    if isinstance(value, SecretState) and value.reference is None:
        hint = "name a reference to it, ${env:NAME}: a unit shows it in a form that no unit takes back"
        raise RenderError([_problem("a secret that is not known cannot be written", change, release, hint=hint)])
    try:
        if not isinstance(value, Block):
            to_words(spec, value)
    except ValueProblem as problem:
        raise RenderError([_problem(problem.message, change, release, allowed=problem.allowed)]) from None


def _split(change: Change, release: Dialect) -> Iterator[tuple[str, Change]]:
    """A created row without, and then with, what keeps interfaces down until the peer has been heard."""
    row = cast(Block, change.intended)
    late = {spec.key for spec in release.peers.children.values() if spec.effect == "disruptive" and row.get(spec.key)}
    yield "rows", replace(change, intended=Block((key, row[key]) for key in row if key not in late))
    for key in row:
        if key in late:
            yield "last", replace(change, path=(*change.path, key), action=Action.SET, intended=row[key])


def _section(key: str, changes: Sequence[Change], release: Dialect, extra: Node) -> tuple[Command, ...]:
    spec = release.section(key)
    if spec is None or not changes:
        return ()
    path = release.section_path(key)
    steps = [_Step(rest=change.path[1:], change=change) for change in changes]
    unknown = extra.child(*path) or EMPTY
    return config(path, _body(steps, spec, unknown))


def _body(steps: Sequence[_Step], spec: Spec, extra: Node) -> tuple[Command, ...]:
    """What is typed inside a block or a table to make the changes in it."""
    return _table(steps, spec, extra) if spec.kind is Kind.TABLE else _block(steps, spec, extra)


def _table(steps: Sequence[_Step], spec: Spec, extra: Node) -> tuple[Command, ...]:
    """Entries that go, since one that comes may need their id; then the others."""
    typed = [delete(_number(step)) for step in steps if len(step.rest) == 1 and step.change.action is Action.DELETE]
    inside: dict[int, list[_Step]] = defaultdict(list)
    for step in steps:
        if len(step.rest) > 1 or step.change.action is Action.CREATE:
            inside[_number(step)].append(step)
    for number in sorted(inside):
        unknown = extra.entries.get(str(number), EMPTY)
        typed.append(edit(number, _entry(inside[number], spec, unknown)))
    return tuple(typed)


def _entry(steps: Sequence[_Step], spec: Spec, extra: Node) -> tuple[Command, ...]:
    made = [step for step in steps if len(step.rest) == 1]
    body = tuple(command for step in made for command in block_body(cast(Block, step.change.intended), spec))
    if made:
        body += unknown_body(extra)
    deeper = [_Step(rest=step.rest[1:], change=step.change) for step in steps if len(step.rest) > 1]
    return body + _block(deeper, spec, extra)


def _block(steps: Sequence[_Step], spec: Spec, extra: Node) -> tuple[Command, ...]:
    """Settings first, then nested blocks, both in the unit's own order."""
    changed = {str(step.rest[0]): step.change for step in steps if len(step.rest) == 1}
    known = [child for child in spec.children.values() if child.key in changed]
    typed: list[Command] = []
    for child, value in in_order([(child, changed[child.key].intended) for child in known]):
        typed += setting(child, value, changed[child.key].action)
    for child in spec.children.values():
        deeper = [
            _Step(rest=step.rest[1:], change=step.change)
            for step in steps
            if len(step.rest) > 1 and step.rest[0] == child.key
        ]
        if deeper:
            typed += config((child.name,), _body(deeper, child, extra.child(child.name) or EMPTY))
    return tuple(typed)


def _number(step: _Step) -> int:
    return int(step.rest[0])


def _problem(message: str, change: Change, release: Dialect, *, allowed: str = "", hint: str = "") -> Problem:
    path = path_text(change.path, release)
    return Problem(message=message, path=path, position=change.position, allowed=allowed, hint=hint)
