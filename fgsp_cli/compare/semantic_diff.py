"""Two states, each of its own release -> what they mean differently, whichever of them comes first.

Where `compare` says what to do to a unit, this says what is not the same: symmetric, at each side's own defaults.
Tables that moved, options that were renamed and times in another unit are the codec's business and no difference here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import cast

from fgsp_cli.base import Position
from fgsp_cli.compare.row_matching import pair
from fgsp_cli.compare.unknown_settings import unknown_settings
from fgsp_cli.fortios import Dialect, Kind, Spec, dialect, is_default, time_text
from fgsp_cli.state import (
    SECTIONS,
    Action,
    Block,
    DeviceState,
    Path,
    Table,
    Value,
    default_value,
    explicit_part,
    path_text,
    value_json,
)

DEFAULT_CHANGED = "default changed by release"
UNIT_CHANGED = "the number stayed, its unit changed by release"
UNKNOWN = "unknown to this program"
_INTERVAL, _THRESHOLD = "hb-interval", "hb-lost-threshold"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that two states do not have in common."""

    path: Path
    """With the id of the row on the second side; on the first for what the second has not."""
    action: Action
    """What became of it: set, created or deleted."""
    before: Value = None
    """At the first side; None for what is not there, an entry's reported values for one that is."""
    after: Value = None
    before_path: Path
    """The same with the id of the row on the first side: ids are local, and may differ where nothing else does."""
    why: str = ""
    """What a person should know of it: `default changed by release`."""
    meaning: tuple[str, str] | None = None
    """What the two values come to, where the numbers alone do not say it."""
    positions: tuple[Position | None, Position | None] = (None, None)

    def to_json(self, before: Dialect, after: Dialect) -> dict[str, object]:
        """The difference; values as CLI text in each side's own unit."""
        newer = max(before, after, key=lambda one: one.release)
        result: dict[str, object] = {
            "path": path_text(self.path, newer),
            "action": str(self.action),
            "before": value_json(self.before, self.before_path, before),
            "after": value_json(self.after, self.path, after),
            "why": self.why or None,
            "before_position": str(self.positions[0]) if self.positions[0] else None,
            "after_position": str(self.positions[1]) if self.positions[1] else None,
        }
        if self.meaning:
            result |= {"before_means": self.meaning[0], "after_means": self.meaning[1]}
        if self.before_path != self.path:
            result["before_path"] = path_text(self.before_path, newer)
        return result


def differences(before: DeviceState, after: DeviceState, *, strict: bool = False) -> tuple[Difference, ...]:
    """What the two states do not have in common, in a fixed order; nothing if they mean the same.

    An attribute that one release lacks counts there as the other's default. Rows are recognised by whom they lead to,
    and their ids, as those of entries inside them, are no difference; with `strict` they are, and so are settings that
    this program does not know and only one side has. What this program never writes is no difference.
    """
    return tuple(_Meaning(before, replace(after, named=None), strict=strict).all())


@dataclass(frozen=True, slots=True)
class _Place:
    """The same place on both sides; the spec of a release that lacks it is None."""

    paths: tuple[Path, Path]
    specs: tuple[Spec | None, Spec | None]

    @property
    def spec(self) -> Spec:
        """What either of them knows of it."""
        return cast(Spec, self.specs[1] or self.specs[0])

    def below(self, key: str) -> _Place:
        """An attribute of the block at this place."""
        first, second = ((spec.by_key.get(key) if spec else None) for spec in self.specs)
        return _Place((self.paths[0] + (key,), self.paths[1] + (key,)), (first, second))

    def entry(self, first: int, second: int) -> _Place:
        """An entry of the table at this place."""
        return replace(self, paths=(self.paths[0] + (first,), self.paths[1] + (second,)))


class _Meaning:
    """One comparison of two states, possibly at two releases."""

    def __init__(self, before: DeviceState, after: DeviceState, *, strict: bool) -> None:
        self.states = (before, after)
        self.releases = (dialect(before.fortios), dialect(after.fortios))
        self.strict = strict

    def all(self) -> Iterator[Difference]:
        """Everything, section by section, rows in the order of their ids."""
        for key in SECTIONS:
            place = _Place(((key,), (key,)), (self.releases[0].section(key), self.releases[1].section(key)))
            if key == "peer":
                yield from self.rows(place)
            elif any(place.specs):
                before, after = (cast(Block, state.section(key)) for state in self.states)
                yield from self.block(before, after, place)

    def rows(self, place: _Place) -> Iterator[Difference]:
        """The peer rows, and what is unknown, which needs to know which row is which."""
        before, after = (state.peers for state in self.states)
        pairs = _paired_rows(before, self.states[1])
        yield from self.entries(before, after, pairs, place)
        for unknown in unknown_settings(self.states, self.releases, pairs):
            if self.strict or None not in unknown.values:
                yield Difference(
                    path=unknown.paths[1],
                    before_path=unknown.paths[0],
                    action=Action.SET,
                    before=unknown.values[0],
                    after=unknown.values[1],
                    why=UNKNOWN,
                )

    def table(self, before: Table, after: Table, place: _Place) -> Iterator[Difference]:
        """A table inside a row or a section: entries alike are the same whatever their ids, unless one is strict."""
        pairs: dict[int, int] = {}
        if not self.strict:
            left = {number: after[number] for number in sorted(after)}
            for number in sorted(before):
                same = next((other for other, entry in left.items() if entry == before[number]), None)
                if same is not None:
                    pairs[number] = same
                    del left[same]
        yield from self.entries(before, after, _same_ids(pairs, before, after), place)

    def entries(self, before: Table, after: Table, pairs: Mapping[int, int], place: _Place) -> Iterator[Difference]:
        """The entries of a table; `pairs` says which of the first side is which of the second."""
        for number in sorted(before):
            there = place.entry(number, pairs.get(number, number))
            if number not in pairs:
                yield self.whole(Action.DELETE, before[number], there)
                continue
            if self.strict and pairs[number] != number:
                yield self.other_id(number, pairs[number], there)
            yield from self.block(before[number], after[pairs[number]], there)
        for number in sorted(after.keys() - set(pairs.values())):
            yield self.whole(Action.CREATE, after[number], place.entry(number, number))

    def block(self, before: Block, after: Block, place: _Place) -> Iterator[Difference]:
        """A section, an object or an entry, attributes in the order of the newer release."""
        first, second = place.specs
        keys = dict.fromkeys(child.key for spec in (second, first) if spec for child in spec.children.values())
        for key in keys:
            below = place.below(key)
            if below.spec.path == ("peer",) or not below.spec.writable:
                continue
            yield from self.value(_held(before, key, below.spec), _held(after, key, below.spec), below, (before, after))

    def value(self, before: Value, after: Value, place: _Place, around: tuple[Block, Block]) -> Iterator[Difference]:
        """One attribute; `around` is what it stands in."""
        if place.spec.kind is Kind.TABLE:
            yield from self.table(cast(Table, before), cast(Table, after), place)
        elif place.spec.kind.nested:
            yield from self.block(cast(Block, before), cast(Block, after), place)
        elif before != after:
            first, second = place.specs
            heartbeat = place.spec.key in (_INTERVAL, _THRESHOLD)
            yield Difference(
                path=place.paths[1],
                before_path=place.paths[0],
                action=Action.SET,
                before=before if first else None,
                after=after if second else None,
                why=self.why(before, after, place),
                meaning=(_heartbeat(around[0]), _heartbeat(around[1])) if heartbeat else None,
                positions=self.positions(place),
            )

    def why(self, before: Value, after: Value, place: _Place) -> str:
        """The cause of a difference that may be no person's change."""
        first, second = place.specs
        if first is None or second is None:
            return f"FortiOS {self.releases[0 if first is None else 1]} has no such setting"
        if is_default(first, before) and is_default(second, after):
            return DEFAULT_CHANGED
        if first.unit != second.unit and isinstance(before, int) and isinstance(after, int):
            return UNIT_CHANGED if before * second.unit_ms == after * first.unit_ms else ""
        return ""

    def whole(self, action: Action, entry: Block, place: _Place) -> Difference:
        """An entry that only one side has."""
        side = 0 if action is Action.DELETE else 1
        value = explicit_part(entry, place.specs[side] or place.spec, place.paths[side], None)
        positions = self.positions(place)
        return Difference(
            path=place.paths[side],
            before_path=place.paths[side],
            action=action,
            before=value if side == 0 else None,
            after=value if side == 1 else None,
            positions=(positions[0], None) if side == 0 else (None, positions[1]),
        )

    def other_id(self, before: int, after: int, place: _Place) -> Difference:
        """A row that has another id."""
        key = place.spec.entry_key
        return Difference(
            path=(*place.paths[1], key),
            before_path=(*place.paths[0], key),
            action=Action.SET,
            before=before,
            after=after,
            positions=self.positions(place),
        )

    def positions(self, place: _Place) -> tuple[Position | None, Position | None]:
        """Where both sides say so."""
        return (self.states[0].position(place.paths[0]), self.states[1].position(place.paths[1]))


def _held(block: Block, key: str, spec: Spec) -> Value:
    """The value, the other release's default where this one lacks the attribute."""
    return block.get(key, default_value(spec))


def _paired_rows(before: Table, after: DeviceState) -> dict[int, int]:
    """Which row of the first side is which of the second: as `pair` recognises them, the rest by their ids."""
    known = {first: second for second, first in pair(before, after).pairs.items()}
    return _same_ids(known, before, after.peers)


def _same_ids(pairs: Mapping[int, int], before: Table, after: Table) -> dict[int, int]:
    """The pairs, and every entry left over on both sides under the same id."""
    taken = set(pairs.values())
    rest = {number: number for number in sorted(before) if number not in pairs and number in after.keys() - taken}
    return {**pairs, **rest}


def _heartbeat(row: Block) -> str:
    """What a row's heartbeat comes to."""
    every, count = row.number(_INTERVAL), row.number(_THRESHOLD)
    return f"every {time_text(every)}, lost after {time_text(every * count)}"
