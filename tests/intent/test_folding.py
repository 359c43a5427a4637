"""What is imported compiles back to the very states that it was imported from; regular meshes become clusters."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import to, unit
from strategies import covering, generated, named, releases, surrounding, to_generate

from fgsp_cli.fortios.dialects import Dialect, dialect
from fgsp_cli.fortios.interpreter import Interpreter
from fgsp_cli.fortios.versions import Release
from fgsp_cli.intent import parse_intent
from fgsp_cli.intent.fold.folding import Unit, folded, safe_names, written
from fgsp_cli.render import render
from fgsp_cli.state import as_shown
from fgsp_cli.state.config_reading import read_config
from fgsp_cli.state.state import DeviceState

MESH = """
clusters:
  edge:
    fortios: 7.4.4
    standalone_cluster: {standalone_group_id: 7, encryption: enable, psksecret: "${env:FGSP_PSK_EDGE}"}
    ha: {session_pickup: enable}
    cluster_sync: {peervd: root, heartbeat: {interval: 1s, lost_after: 6s}}
    members:
      edge-a: {group_member_id: 0, peerip: 10.10.10.1}
      edge-b: {group_member_id: 1, peerip: 10.10.10.2}
      edge-c:
        group_member_id: 2
        peerip: 10.10.10.3
        cluster_sync: {down_intfs_before_sess_sync: [port1]}
        to: {edge-b: {ipsec_tunnel_sync: disable}}
"""


def shown_by(state: DeviceState, release: Dialect) -> str:
    """What a unit prints that was told to hold the state."""
    interpreter = Interpreter(release, surrounding(release))
    for line in render(state, release.release).splitlines():
        interpreter.execute(line)
        assert not interpreter.failed, line
        if interpreter.question:
            interpreter.execute("y")
    return interpreter.show()


def imported(*states: DeviceState, addresses: list[set[str]] | None = None, names: str = "abcdefgh") -> str:
    """The intent of units, called edge-a, edge-b, ..."""
    own = [frozenset(some) for some in addresses] if addresses else [None] * len(states)
    units = [
        Unit(name=f"edge-{name}", state=state, addresses=each)
        for name, state, each in zip(names, states, own, strict=False)
    ]
    return folded(units)


def compiled(text: str) -> list[DeviceState]:
    """The states of an intent, in the order of the names."""
    states = parse_intent(text).states()
    return [states[name] for name in sorted(states)]


@pytest.mark.spread(5)
@pytest.mark.parametrize("release", releases(), ids=str)
def test_what_a_unit_shows_is_imported_and_compiles_back(release: Release, request: pytest.FixtureRequest) -> None:
    """import(show(state)) == state, every attribute of every release met at and off its default."""
    fortios = dialect(release)
    seen: set[object] = set()
    count = 0

    def tried(state: DeviceState) -> None:
        nonlocal count
        count += 1
        seen.update(generated(state, fortios))
        read = read_config(shown_by(named(state, fortios), fortios), release)
        assert read == state
        assert compiled(imported(read)) == [written(read)]

    for strategy, examples in covering(fortios):
        settings(max_examples=2 * examples, database=None)(given(strategy)(tried))()
    request.node.hypothesis_statistics = f"{count} passing examples"
    assert to_generate(fortios) - seen == set()


@pytest.mark.parametrize("known", [True, False])
def test_a_regular_mesh_becomes_a_cluster_again(known: bool) -> None:
    """What all have in common stands on the cluster, exceptions at the member or the direction that has them."""
    states = list(parse_intent(MESH).states().values())
    addresses = [{f"10.10.10.{number}", f"192.168.1.{number}"} for number in (1, 2, 3)] if known else None
    text = imported(*states, addresses=addresses)
    intent = parse_intent(text)
    assert dict(intent.clusters) == {"edge": ("edge-a", "edge-b", "edge-c")}
    assert compiled(text) == states
    assert text == (
        "clusters:\n"
        "  edge:\n"
        "    fortios: 7.4.4\n"
        '    standalone_cluster: {standalone_group_id: 7, encryption: enable, psksecret: "${env:FGSP_PSK_EDGE}"}\n'
        "    ha: {session_pickup: enable}\n"
        "    cluster_sync: {heartbeat: {interval: 1s, lost_after: 6s}}\n"
        "    members:\n"
        "      edge-a: {group_member_id: 0, peerip: 10.10.10.1}\n"
        "      edge-b: {group_member_id: 1, peerip: 10.10.10.2}\n"
        "      edge-c:\n"
        "        group_member_id: 2\n"
        "        peerip: 10.10.10.3\n"
        "        cluster_sync: {down_intfs_before_sess_sync: [port1]}\n"
        "        to: {edge-b: {ipsec_tunnel_sync: disable}}\n"
    )


def test_the_design_s_example_is_folded_back_with_its_links_and_rows() -> None:
    """Several rows towards each peer, several links, two releases with different heartbeat units."""
    from pathlib import Path

    text = (Path(__file__).parents[1] / "data" / "intents" / "design.yaml").read_text(encoding="utf-8")
    intent = parse_intent(text)
    states = intent.states()
    own = {
        "fgt-a": {"10.10.10.1"},
        "fgt-b": {"10.10.10.2"},
        "fgt-c": {"10.10.10.3"},
        "dc1": {"10.1.1.1", "10.1.2.1"},
        "dc2": {"10.1.1.2", "10.1.2.2"},
        "fgt-x": {"10.9.9.9"},
    }
    shown = {name: as_shown(state) for name, state in states.items()}  # no unit names a reference
    units = [Unit(name=name, state=state, addresses=frozenset(own[name])) for name, state in shown.items()]
    again = parse_intent(folded(units))
    assert dict(again.states()) == shown
    assert sorted(again.clusters.values()) == [("dc1", "dc2"), ("fgt-a", "fgt-b", "fgt-c")]


def test_units_that_number_their_rows_otherwise_keep_their_ids() -> None:
    """Adopting a cluster renumbers nothing: ids that would not be derived are spelled out."""
    one = unit("7.4.4", {1: to("10.0.0.2"), 2: to("10.0.0.3")})
    two = unit("7.4.4", {1: to("10.0.0.1"), 2: to("10.0.0.3")})
    three = unit("7.4.4", {1: to("10.0.0.1"), 2: to("10.0.0.2")})
    text = imported(one, two, three)
    assert compiled(text) == [one, two, three]
    assert set(parse_intent(text).clusters) == {"edge"}
    assert "sync_id: 1" in text


def test_members_in_the_middle_of_an_upgrade_are_one_cluster() -> None:
    """Times are times, whatever unit a release counts in; each member names its own release."""
    row = {"hb-interval": 1000, "hb-lost-threshold": 6}
    one = unit("7.0.5", {2: {**to("10.0.0.2"), **row}})
    two = unit("7.4.4", {1: {**to("10.0.0.1"), **row}})
    text = imported(one, two, addresses=[{"10.0.0.1"}, {"10.0.0.2"}])
    assert compiled(text) == [one, two]
    assert "fortios: 7.0.5" in text.partition("members")[2]
    assert text.count("heartbeat") == 1


def test_what_is_no_regular_mesh_stays_with_its_devices() -> None:
    """A row to somebody who is not there, a one-sided pair, a unit without rows."""
    one = unit("7.4.4", {1: to("10.0.0.2"), 2: to("198.51.100.7")})
    two = unit("7.4.4", {1: to("10.0.0.1")})
    three = unit("7.4.4")
    text = imported(one, two, three, addresses=[{"10.0.0.1"}, {"10.0.0.2"}, {"10.0.0.3"}])
    assert not parse_intent(text).clusters
    assert compiled(text) == [one, two, three]


def test_two_clusters_with_the_same_addresses_are_told_apart_by_who_lists_whom() -> None:
    """Addresses of management interfaces that all units share are no obstacle; those of the links decide."""
    pairs = [("10.0.1.1", "10.0.1.2"), ("10.0.2.1", "10.0.2.2")]
    states = [unit("7.4.4", {1: to(other)}) for first, second in pairs for other in (second, first)]
    addresses = [{own, "192.168.1.99"} for pair in pairs for own in pair]
    text = imported(*states, addresses=addresses)
    assert sorted(parse_intent(text).clusters.values()) == [("edge-a", "edge-b"), ("edge-c", "edge-d")]
    assert compiled(text) == states


def test_the_units_of_an_fgcp_cluster_are_one_member() -> None:
    """They have one configuration and one address; the intent names them as its hosts."""
    mode = {"mode": "a-p", "group-name": "dc1"}
    one = unit("7.4.4", {2: to("10.0.0.2")}, {"group-member-id": 0}, mode)
    two = unit("7.4.4", {1: to("10.0.0.1")}, {"group-member-id": 1}, {**mode, "group-name": "dc2"})
    text = imported(one, one, two, two, addresses=[{"10.0.0.1"}, {"10.0.0.1"}, {"10.0.0.2"}, {"10.0.0.2"}])
    intent = parse_intent(text)
    assert dict(intent.clusters) == {"edge": ("edge-a", "edge-c")}
    assert intent.devices["edge-a"].hosts == ("edge-a", "edge-b")
    assert compiled(text) == [written(one), written(two)]


def test_names_become_such_as_an_intent_takes_and_stay_apart() -> None:
    """Blanks and slashes cannot be in them."""
    assert safe_names(["fgt a", "fgt/a", "-x", "ok"]) == {
        "fgt a": "fgt_a",
        "fgt/a": "fgt_a-2",
        "-x": "unit--x",
        "ok": "ok",
    }


def test_values_that_yaml_would_take_for_something_else_come_back_as_they_are() -> None:
    """`no`, `null`, leading zeros, colons and quotes are text."""
    names = ("007", "null", "no", "a: b", "ä", "1e3", "- z", "~")
    state = unit("7.4.4", {1: to("10.0.0.2", down_intfs_before_sess_sync=tuple(sorted(names)))})
    assert compiled(imported(state)) == [state]


@settings(max_examples=60, database=None)
@given(st.data())
def test_any_mesh_that_an_intent_can_say_comes_back(data: st.DataObject) -> None:
    """Whatever the members' exceptions: the same states, whether folded or not."""
    count = data.draw(st.integers(2, 5), "members")
    rows = data.draw(st.booleans(), "rows")
    links = data.draw(st.integers(1, 2), "links")
    lines = ["clusters:", "  c:", f"    fortios: {data.draw(st.sampled_from(['6.4.5', '7.4.4', '8.0.0']))}"]
    if rows:
        lines += ["    rows: {web: {syncvd: [web]}, db: {syncvd: [db, 'no']}}"]
    lines += ["    members:"]
    for number in range(count):
        own = ", ".join(f"l{link}: {{peerip: 10.{link}.0.{number + 1}}}" for link in range(links))
        extra = data.draw(
            st.sampled_from(["", ", cluster_sync: {ipsec_tunnel_sync: disable}", ", ha: {session_pickup: enable}"])
        )
        if number and not data.draw(st.booleans(), "plain"):
            extra += ", to: {m0: {heartbeat: {interval: 1s, lost_after: 3s}}}"
        lines += [f"      m{number}: {{group_member_id: {number % 4}, links: {{{own}}}{extra}}}"]
    states = parse_intent("\n".join(lines)).states()
    addresses = {
        name: frozenset({f"10.{link}.0.{place}" for link in range(links)}) for place, name in enumerate(states, 1)
    }
    units = [Unit(name=name, state=state, addresses=addresses[name]) for name, state in states.items()]
    assert parse_intent(folded(units)).states() == states
