"""Which running rows are to go because one end of them leaves the mesh."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from fgsp_cli.compare.row_matching import pair
from fgsp_cli.state import Block, DeviceState, Table


def rows_leaving(running: DeviceState, paired: Collection[int], rows: Iterable[Block]) -> frozenset[int]:
    """The running rows that the mesh would have had as `rows`, of those that no wanted row is paired with.

    They are recognised as wanted rows are, except by their ids: an id alone is no reason to delete a row that leads
    elsewhere.
    """
    left = Table((number, row) for number, row in running.peers.items() if number not in paired)
    mesh = replace(running, peers=Table(enumerate(rows, start=1)), named=frozenset(), derived={})
    return frozenset(pair(left, mesh).pairs.values())
