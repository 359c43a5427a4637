"""What a change does to traffic [architecture.md#push; the effect of each attribute stands in the schema data]."""

from __future__ import annotations

from collections.abc import Iterator

from fgsp_cli.fortios import Dialect, Kind, Spec, is_default
from fgsp_cli.state import NO_PEER, Action, Block, Effect, Path, Value, spec_at


def has_peer(rows: Iterator[Block]) -> bool:
    """Whether one of the rows leads anywhere."""
    return any(row["peerip"] != NO_PEER for row in rows)


def effect_of_value(path: Path, release: Dialect, running: Value, intended: Value, *, in_service: bool) -> Effect:
    """The effect of another value at a path: the worst of the attribute's own and that of what it is part of.

    `in_service`: the unit has a peer or is one. Ids are harmless before that, and disruptive from then on: FortiOS
    itself asks to isolate the unit first [facts/cli-behaviour.md#5.5, confirmed].
    """
    effects = [Effect(spec.effect) for spec in _specs_along(path[:-1], release)]
    own = spec_at(path, release)
    if own is not None:
        effects.append(_own_effect(own, running, intended, in_service=in_service))
    return max(effects, key=lambda effect: effect.weight, default=Effect.SAFE)


def effect_of_entry(path: Path, action: Action, entry: Block, release: Dialect, *, again: bool) -> Effect:
    """The effect of a row, or of an entry inside one, that comes (`again`: after having been deleted) or goes."""
    if path[0] != "peer" or len(path) > 2:
        effects = [Effect(spec.effect) for spec in _specs_along(path, release)]
        return max(effects, key=lambda effect: effect.weight, default=Effect.SAFE)
    if action is Action.CREATE and any(_disrupts(spec, entry) for spec in release.peers.children.values()):
        return Effect.DISRUPTIVE
    return Effect.RESYNC if action is Action.DELETE or again else Effect.SAFE


def _disrupts(spec: Spec, row: Block) -> bool:
    """Whether an attribute of a new row keeps interfaces down: the one that does is disruptive wherever it comes."""
    return spec.effect == Effect.DISRUPTIVE and spec.key in row and not is_default(spec, row[spec.key])


def _specs_along(path: Path, release: Dialect) -> Iterator[Spec]:
    """The specs from the section to the attribute; ids are stepped over."""
    spec = release.section(str(path[0]))
    if spec is None:
        return
    yield spec
    for step in path[1:]:
        if isinstance(step, str) and spec is not None:
            spec = spec.by_key.get(step)
            if spec is not None:
                yield spec


def _own_effect(spec: Spec, running: Value, intended: Value, *, in_service: bool) -> Effect:
    if spec.asks and not in_service:
        return Effect.SAFE
    if isinstance(intended, str) and intended in spec.effect_to:
        return Effect(spec.effect_to[intended])
    if spec.kind is Kind.NAMES and spec.effect_less and set(_names(running)) - set(_names(intended)):
        return Effect(spec.effect_less)
    return Effect(spec.effect)


def _names(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()
