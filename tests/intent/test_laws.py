"""Laws: an intent that spells a state out comes to that state; a mesh is full, and its ids are one unit's own."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spelled import Json, as_given, intent_of
from strategies import releases, states

from fgsp_cli.fortios.dialects import dialect
from fgsp_cli.fortios.versions import Release
from fgsp_cli.intent import parse_intent


@pytest.mark.parametrize("release", releases(), ids=str)
@settings(max_examples=4, deadline=None)
@given(data=st.data(), hyphens=st.booleans())
def test_a_state_spelled_out_in_an_intent_comes_to_itself(release: Release, data: st.DataObject, hyphens: bool) -> None:
    """Every attribute of every release, in both spellings, heartbeats as numbers and as times."""
    known = dialect(release)
    state = data.draw(states(known))
    text = intent_of(state, known, hyphens=hyphens)
    found = parse_intent(text, "drawn.yaml").states()["fgt-x"]
    assert found == as_given(state, known)
    assert found.positions.keys() >= (found.named or frozenset())


@st.composite
def clusters(draw: st.DrawFn) -> tuple[str, int, int, int]:
    """A cluster, and how many members, links and rows it has."""
    members, links, rows = draw(st.integers(2, 6)), draw(st.integers(1, 3)), draw(st.integers(0, 3))
    numbers = draw(st.permutations(range(16)))
    found: Json = {}
    for place in range(members):
        ends = {f"l{link}": {"peerip": f"10.{link}.0.{place + 1}"} for link in range(links)}
        found[f"m{place}"] = {"group_member_id": numbers[place], "links": ends}
    cluster: Json = {"fortios": "7.4.4", "members": found}
    if rows:
        cluster["rows"] = {f"r{row}": {"session_sync_filter": {"srcintf": f"port{row}"}} for row in range(rows)}
    return json.dumps({"clusters": {"edge": cluster}}), members, links, max(rows, 1)


@settings(max_examples=40, deadline=None)
@given(clusters())
def test_a_mesh_is_full_and_symmetric_and_every_row_is_told_apart(drawn: tuple[str, int, int, int]) -> None:
    """n - 1 peers x links x rows on each member, each with an id below 200 that no other row of the unit has."""
    text, members, links, rows = drawn
    found = parse_intent(text).states()
    seen = set()
    for name, state in found.items():
        assert len(state.peers) == (members - 1) * links * rows
        assert all(0 < number < 200 for number in state.peers)
        assert dict(state.derived) == {number: number for number in state.peers}
        for row in state.peers.values():
            seen.add((name, row["peerip"], row.block("session-sync-filter")["srcintf"]))
    assert len(seen) == members * (members - 1) * links * rows
