"""Rows of a mesh that one end leaves are recognised by whom they lead to, never by their id alone."""

from __future__ import annotations

from push_states import RELEASE, state, to

from fgsp_cli.compare.leaving_rows import rows_leaving
from fgsp_cli.state.state import Value, default_block


def row(**values: Value) -> object:
    return default_block(RELEASE.peers).with_({name.replace("_", "-"): value for name, value in values.items()})


def test_the_row_of_the_same_identity_goes_whatever_its_id() -> None:
    """The unit numbered it as it liked."""
    assert rows_leaving(state({7: to("b"), 8: to("c")}), (), [row(peerip="10.0.0.3")]) == {8}  # type: ignore[list-item]


def test_the_only_row_to_that_address_goes_even_if_its_values_were_changed() -> None:
    """Somebody gave it another `peervd`; it still leads to the unit that leaves."""
    running = state({7: to("b"), 8: {**to("c"), "peervd": "isl"}})
    assert rows_leaving(running, (), [row(peerip="10.0.0.3")]) == {8}  # type: ignore[list-item]


def test_a_row_that_is_wanted_stays() -> None:
    """It was paired with a row of the intent already."""
    assert rows_leaving(state({7: to("c")}), (7,), [row(peerip="10.0.0.3")]) == frozenset()  # type: ignore[list-item]


def test_a_row_under_the_expected_id_that_leads_elsewhere_stays() -> None:
    """An id is local and means nothing."""
    assert rows_leaving(state({1: to("b")}), (), [row(peerip="10.0.0.3")]) == frozenset()  # type: ignore[list-item]
