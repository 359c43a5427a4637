"""The wanted state laid over the running one: what a unit is to hold when everything has been done, and no more."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from types import MappingProxyType
from typing import cast

from fgsp_cli.fortios import Kind, Node, Spec, dialect
from fgsp_cli.state import SINGLETONS, Block, DeviceState, Path, Table, covered, default_block


def lay_over(running: DeviceState, wanted: DeviceState, *, removed: Collection[int] = ()) -> DeviceState:
    """What the unit holds once `wanted`, in the unit's own ids, is in place and the `removed` rows are gone.

    Rows of `wanted` replace those of the same id; all other rows, what the schema does not know, what an intent does
    not name of a singleton, and a secret that it does not name stay as they are.
    """
    release = dialect(running.fortios)
    rows = {number: row for number, row in running.peers.items() if number not in removed}
    for number, row in wanted.peers.items():
        rows[number] = _row(rows.get(number), row, release.peers, ("peer", number), wanted.named)
    state = replace(running, peers=Table(rows), extra=_without(running.extra, release.peers_path, removed), named=None)
    for key in SINGLETONS:
        spec = release.section(key)
        if spec is not None:
            there, block = cast(Block, running.section(key)), cast(Block, wanted.section(key))
            state = state.with_section(key, _singleton(there, block, spec, wanted.named))
    return state


def _row(there: Block | None, wanted: Block, spec: Spec, path: Path, named: frozenset[Path] | None) -> Block:
    """The wanted row; a secret that an intent leaves out stays as it is."""
    row = _fitted(wanted, spec)
    secrets = [child.key for child in spec.children.values() if child.kind is Kind.SECRET]
    kept = [key for key in secrets if there and named is not None and not covered((*path, key), named)]
    return row.with_({key: there[key] for key in kept}) if there and kept else row


def _singleton(there: Block, wanted: Block, spec: Spec, named: frozenset[Path] | None) -> Block:
    ours = None if named is None else {path[1] for path in named if len(path) > 1 and path[0] == spec.key}
    values = {
        key: value
        for key, value in _fitted(wanted, spec).items()
        if (ours is None or key in ours) and spec.by_key[key].writable
    }
    return there.with_(values)


def _fitted(block: Block, spec: Spec) -> Block:
    """The block as the unit's release has it, if it was made for another."""
    default = default_block(spec)
    if block.keys() == default.keys():
        return block
    return default.with_({key: value for key, value in block.items() if key in default})


def _without(extra: Node, peers_path: tuple[str, ...], removed: Collection[int]) -> Node:
    """What the schema does not know, less what the removed rows held of it."""
    table = extra.child(*peers_path)
    if table is None or not removed:
        return extra
    keys = {str(number) for number in removed}
    entries = {key: entry for key, entry in table.entries.items() if key not in keys}
    return _replaced(extra, peers_path, replace(table, entries=MappingProxyType(entries)))


def _replaced(node: Node, path: tuple[str, ...], new: Node) -> Node:
    if not path:
        return new
    inner = node.child(path[0])
    return node.with_child(path[0], _replaced(inner, path[1:], new)) if inner is not None else node
