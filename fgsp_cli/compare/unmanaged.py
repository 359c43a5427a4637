"""What a unit holds that the intent does not name: rows, and settings of blocks in which the intent names others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from fgsp_cli.compare.own_defaults import OwnDefaults
from fgsp_cli.fortios import Dialect, is_default
from fgsp_cli.state import (
    SINGLETONS,
    Action,
    Block,
    Change,
    DeviceState,
    Path,
    Value,
    covered,
    explicit_part,
    path_text,
)


def unmanaged_values(
    running: DeviceState, wanted: DeviceState, rows: Iterable[int], own: OwnDefaults, release: Dialect
) -> Mapping[Path, Value]:
    """Those rows of the unit, and every setting of its blocks that is not at the unit's default and not named.

    Only what this program may write: `mode` or `hbdev` of `system ha` are no drift.
    """
    values: dict[Path, Value] = {
        ("peer", number): explicit_part(running.peers[number], release.peers, ("peer", number), None)
        for number in sorted(rows)
    }
    for key in SINGLETONS:
        spec, block = release.section(key), running.section(key)
        if spec is None or not isinstance(block, Block):
            continue
        for child in spec.children.values():
            path, value = (key, child.key), block.get(child.key)
            if not child.writable or value is None or child.path == ("peer",) or covered(path, wanted.named):
                continue
            if not is_default(child, value) and value != own.get(path):
                values[path] = value
    return values


def changed_by_hand(
    running: DeviceState, wanted: DeviceState, changes: Iterable[Change], rows: Iterable[int], release: Dialect
) -> Iterator[str]:
    """Notes on unmanaged rows that stand at the id of a missing one: such a row was probably changed on the unit.

    `wanted` has the ids that the missing rows would get, beside those that are taken.
    """
    taken = frozenset(rows)
    for change in changes:
        number = change.path[1] if change.action is Action.CREATE and len(change.path) == 2 else None
        place = wanted.derived.get(number) if isinstance(number, int) else None
        if place in taken and place is not None:
            path, new = path_text(("peer", place), release), path_text(change.path, release)
            leads = f"{path} leads to {running.peers[place].text('peerip')}"
            yield f"{leads}; it may be the missing {new}, changed by hand; --prune replaces it"
