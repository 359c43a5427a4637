"""A unit's own defaults, where they are others than in our data: what the unit says counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import cast

from fgsp_cli.fortios import Dialect, Node, Spec, is_default
from fgsp_cli.state import (
    SECTIONS,
    SINGLETONS,
    Block,
    DeviceState,
    Path,
    Table,
    Value,
    covered,
    decode,
    encode,
    value_paths,
)

OwnDefaults = Mapping[Path, Value]
"""By the path of the attribute without ids: `("peer", "hb-interval")`."""


def spelled_out(stored: Node, state: DeviceState, release: Dialect) -> tuple[Node, OwnDefaults]:
    """The stored configuration with the unit's own defaults written into it, and those defaults.

    The interpreter knows our data's defaults only; a pre-flight on the stored configuration alone would see a unit
    that holds something else than `state`, which is what the unit says of itself.
    """
    by_data = decode(stored, release)
    paths = [path for path in _leaves(state) if _value(by_data, path) != _value(state, path)]
    if not paths:
        return stored, {}
    own = {_without_ids(path): _value(state, path) for path in paths}
    return stored.merged(encode(state, release, frozenset(paths))), own


def with_own_defaults(wanted: DeviceState, own: OwnDefaults, release: Dialect) -> DeviceState:
    """The wanted state in which `left out` means the unit's own default."""
    if not own:
        return wanted
    state = replace(wanted, peers=_table(wanted.peers, release.peers, ("peer",), own, wanted.named))
    for key in SINGLETONS:
        spec = release.section(key)
        if spec is not None:
            block = cast(Block, state.section(key))
            state = state.with_section(key, _block(block, spec, (key,), own, wanted.named))
    return state


def _table(table: Table, spec: Spec, path: Path, own: OwnDefaults, named: frozenset[Path] | None) -> Table:
    return Table((number, _block(entry, spec, (*path, number), own, named)) for number, entry in table.items())


def _block(block: Block, spec: Spec, path: Path, own: OwnDefaults, named: frozenset[Path] | None) -> Block:
    values: dict[str, Value] = {}
    for child in spec.children.values():
        below, value = (*path, child.key), block.get(child.key)
        if isinstance(value, Table):
            values[child.key] = _table(value, child, below, own, named)
        elif isinstance(value, Block):
            values[child.key] = _block(value, child, below, own, named)
        elif _without_ids(below) in own and is_default(child, value) and not covered(below, named):
            values[child.key] = own[_without_ids(below)]
    return block.with_(values)


def _leaves(state: DeviceState) -> Iterator[Path]:
    for key in SECTIONS:
        yield from value_paths(state.section(key), (key,))


def _value(state: DeviceState, path: Path) -> Value:
    try:
        return state.value(path)
    except KeyError:
        return None


def _without_ids(path: Path) -> Path:
    return tuple(step for step in path if isinstance(step, str))
