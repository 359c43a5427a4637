"""A position survives being written down."""

from __future__ import annotations

import pytest

from fgsp_cli.base.positions import Position

POSITIONS = (
    Position(source="edge.yaml", line=12, column=7),
    Position(source="edge.yaml", line=12),
    Position(source="unit fgt-a"),
    Position(source="C:/backups/a.conf", line=3),
)


@pytest.mark.parametrize("position", POSITIONS, ids=str)
def test_a_position_is_read_back_from_its_text(position: Position) -> None:
    """A saved plan names the intent's file and line after the file is gone."""
    assert Position.parse(str(position)) == position
