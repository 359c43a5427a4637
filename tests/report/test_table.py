"""Tables hold what they are given, each row on a line of its own."""

from __future__ import annotations

import pytest

from fgsp_cli.report import Appearance
from fgsp_cli.report.text.aligned_table import Table, drawn


@pytest.mark.parametrize(
    "appearance",
    [Appearance(), Appearance(width=80), Appearance(width=80, color=True)],
    ids=["pipe", "terminal", "colour"],
)
def test_a_name_with_a_newline_is_no_row_of_its_own(appearance: Appearance) -> None:
    """Nor does it reach the terminal with its control characters."""
    shown = drawn(
        Table(headings=("DEVICE", "STATUS"), rows=[("fgt\nfgt-b  in sync\x1b[2J", "drift")], styles={}), appearance
    )
    assert len(shown.splitlines()) == 2
    assert "fgt\\nfgt-b  in sync\\x1b[2J" in shown
