"""Laws: an intent that spells a state out comes to that state; a mesh is full, and its ids are one unit's own."""

from __future__ import annotations

import json
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import releases, states

from fgsp_cli.base.secrets import SecretState
from fgsp_cli.fortios.dialect import Dialect, Spec, dialect
from fgsp_cli.fortios.schema import Kind
from fgsp_cli.fortios.values import to_words
from fgsp_cli.fortios.versions import Release
from fgsp_cli.intent import parse_intent
from fgsp_cli.intent.times import time_text
from fgsp_cli.state.state import Block, DeviceState, Table, Value, default_value

Json = dict[str, object]


def spelled(name: str, *, hyphens: bool) -> str:
    """A name in one of the two spellings."""
    return name if hyphens else name.replace("-", "_")


def argument(spec: Spec, value: Value, *, hyphens: bool) -> object:
    """A value as an intent gives it."""
    if isinstance(value, Table):
        rows = ({spec.entry_key: number, **block(spec, row, hyphens=hyphens)} for number, row in value.items())
        return list(rows)
    if isinstance(value, Block):
        return block(spec, value, hyphens=hyphens)
    if spec.kind is Kind.NAMES:
        return [{"name": name} if hyphens else name for name in cast(tuple[str, ...], value)]
    return " ".join(to_words(spec, value))


def block(spec: Spec, values: Block, *, hyphens: bool, times: bool = False) -> Json:
    """The arguments of a section, an object or an entry: all that may be given."""
    found: Json = {}
    for child in spec.children.values():
        if not child.writable or child.path == ("peer",) or (value := values[child.key]) is None:
            continue
        if isinstance(value, SecretState) and (value.reference is None or value.reference.scheme == "intent"):
            continue
        found[spelled(child.name if hyphens else child.key, hyphens=hyphens)] = argument(child, value, hyphens=hyphens)
    if times:
        interval, threshold = values.number("hb-interval"), values.number("hb-lost-threshold")
        found = {name: each for name, each in found.items() if not name.startswith("hb_")}
        found["heartbeat"] = {"interval": f"{interval}ms", "lost_after": time_text(interval * threshold)}
    return found


def intent_of(state: DeviceState, release: Dialect, *, hyphens: bool) -> str:
    """The state spelled out under `devices:`."""
    rows = [
        {"sync_id": number, **block(release.peers, row, hyphens=hyphens, times=not hyphens)}
        for number, row in state.peers.items()
    ]
    device: Json = {"fortios": str(release), "cluster_sync": rows}
    for key in ("standalone-cluster", "ha"):
        spec = release.section(key)
        if spec is not None:
            device[spelled(key, hyphens=hyphens)] = block(spec, cast(Block, state.section(key)), hyphens=hyphens)
    return json.dumps({"devices": {"fgt-x": device}}, ensure_ascii=False)


def as_given(state: DeviceState, release: Dialect) -> DeviceState:
    """The state without what an intent cannot give: what is never written, and secrets that are not references."""
    for key in ("standalone-cluster", "ha"):
        spec = release.section(key)
        if spec is None:
            continue
        values = dict(cast(Block, state.section(key)))
        for child in spec.children.values():
            if child.path == ("peer",):
                continue
            value = values[child.key]
            lost = isinstance(value, SecretState) and (value.reference is None or value.reference.scheme == "intent")
            if lost or not child.writable:
                values[child.key] = default_value(child)
        state = state.with_section(key, Block(values))
    return state


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
