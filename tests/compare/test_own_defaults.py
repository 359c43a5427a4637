"""A unit's own defaults count where they are others than in our data."""

from __future__ import annotations

from dataclasses import replace

from push_states import RELEASE, state, to

from fgsp_cli.compare.own_defaults import spelled_out, with_own_defaults
from fgsp_cli.state.codec import decode, encode

STORED = encode(state({1: to("b")}), RELEASE)
TOLD = state({1: {**to("b"), "hb-lost-threshold": 13}})
OWN = {("peer", "hb-lost-threshold"): 13}


def test_a_unit_that_agrees_with_the_data_has_none() -> None:
    """The stored configuration is used as it is."""
    assert spelled_out(STORED, state({1: to("b")}), RELEASE) == (STORED, {})


def test_what_differs_is_written_into_the_configuration_for_the_pre_flight() -> None:
    """The interpreter then holds what the unit says of itself."""
    config, own = spelled_out(STORED, TOLD, RELEASE)
    assert own == OWN
    assert decode(config, RELEASE) == TOLD


def test_left_out_means_the_unit_s_own_default() -> None:
    """An argument that the intent names stays as it is named, the data's default included."""
    wanted = replace(state({1: to("b"), 2: to("c")}), named=frozenset({("peer", 2, "hb-lost-threshold")}))
    adjusted = with_own_defaults(wanted, OWN, RELEASE)
    assert adjusted.peers[1]["hb-lost-threshold"] == 13
    assert adjusted.peers[2]["hb-lost-threshold"] == 10


def test_without_any_nothing_changes() -> None:
    """The very same state comes back."""
    wanted = state({1: to("b")})
    assert with_own_defaults(wanted, {}, RELEASE) is wanted
