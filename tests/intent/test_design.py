"""The example of the design compiles for every member, to what the design says of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from fgsp_cli.base.secrets import ReferenceName, SecretState
from fgsp_cli.fortios.dialects import dialect
from fgsp_cli.fortios.values import to_words
from fgsp_cli.intent import Intent, load_intent
from fgsp_cli.state.codec import encode
from fgsp_cli.state.state import Block, DeviceState

EXAMPLE = Path(__file__).parents[1] / "data" / "intents" / "design.yaml"


@pytest.fixture(scope="module")
def example() -> Intent:
    """The example itself."""
    return load_intent(EXAMPLE)


def named_rows(state: DeviceState) -> dict[int, dict[str, object]]:
    """The named values of each row."""
    rows: dict[int, dict[str, object]] = {}
    for path in sorted(state.named or (), key=str):
        if path[0] == "peer":
            rows.setdefault(int(path[1]), {})["/".join(map(str, path[2:]))] = _value(state, path)
    return rows


def _value(state: DeviceState, path: tuple[str | int, ...]) -> object:
    return path[-2] if path[-1] in ("id", "sync-id") else state.value(path)


def test_every_member_has_a_state_and_no_secret_is_needed(example: Intent, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reference stays a reference."""
    monkeypatch.delenv("FGSP_PSK", raising=False)
    states = load_intent(EXAMPLE).states()
    assert list(states) == ["fgt-a", "fgt-b", "fgt-c", "dc1", "dc2", "fgt-x"]
    assert states["fgt-a"].standalone_cluster["psksecret"] == SecretState.known(ReferenceName("${env:FGSP_PSK}"))
    assert example.literals == {}


def test_each_member_has_a_row_for_each_other_member_and_each_named_row(example: Intent) -> None:
    """Ids: 1 + the peer's number + 16 x the place of the row."""
    states = example.states()
    assert {name: tuple(state.peers) for name, state in states.items()} == {
        "fgt-a": (2, 18, 3, 19),
        "fgt-b": (1, 17, 3, 19),
        "fgt-c": (1, 17, 2, 18),
        "dc1": (3, 19),
        "dc2": (2, 18),
        "fgt-x": (1,),
    }
    assert {state.peers[18]["peerip"] for state in (states["fgt-a"], states["fgt-c"])} == {"10.10.10.2"}


def test_a_row_holds_what_the_layers_say_and_nothing_else_is_named(example: Intent) -> None:
    """Cluster defaults, the row's own arguments, the target's address."""
    web = {
        "hb-interval": 1000,
        "hb-lost-threshold": 6,
        "peerip": "10.10.10.2",
        "peervd": "root",
        "session-sync-filter/custom-service/1/dst-port-range": "443-443",
        "session-sync-filter/custom-service/1/id": 1,
        "syncvd": ("vd-web",),
    }
    assert named_rows(example.states()["fgt-a"])[2] == web


def test_a_member_and_a_direction_override_the_cluster(example: Intent) -> None:
    """`cluster_sync` of fgt-c is for all of its rows, `to` for those of one direction."""
    rows = example.states()["fgt-c"].peers
    assert {number: row["down-intfs-before-sess-sync"] for number, row in rows.items()} == dict.fromkeys(
        rows, ("port1",)
    )
    assert {number: row["ipsec-tunnel-sync"] for number, row in rows.items()} == {
        1: "enable",
        17: "enable",
        2: "disable",
        18: "disable",
    }


def test_the_same_times_are_different_numbers_on_releases_that_count_differently(example: Intent) -> None:
    """7.0.12 and 7.4.4 both count in 100 ms; 7.0.5 in seconds."""
    at_seconds = load_intent(EXAMPLE).only(["edge"]).states("7.0.5")["fgt-b"]
    for state in (*example.only(["edge"]).states().values(), at_seconds):
        assert {(row["hb-interval"], row["hb-lost-threshold"]) for row in state.peers.values()} == {(1000, 6)}
    spec = dialect("7.0.5").peers.by_key["hb-interval"]
    assert to_words(spec, 1000) == ("1",)
    assert to_words(dialect("7.4.4").peers.by_key["hb-interval"], 1000) == ("10",)


def test_links_are_paired_by_name_and_carry_the_peers_vdom(example: Intent) -> None:
    """`peervd` on a link of dc2 goes into the rows of dc1."""
    rows = example.states()["dc1"].peers
    assert [(row["peerip"], row["peervd"]) for row in rows.values()] == [("10.1.1.2", "root"), ("10.1.2.2", "isl")]


def test_an_fgcp_cluster_is_one_device_with_several_hosts(example: Intent) -> None:
    """The hosts are looked up in the inventory; a single unit is its own host."""
    assert example.devices["dc1"].hosts == ("fgt-1a", "fgt-1b")
    assert example.devices["fgt-a"].hosts == ("fgt-a",)
    assert example.clusters == {"edge": ("fgt-a", "fgt-b", "fgt-c"), "core": ("dc1", "dc2")}


def test_every_named_value_has_its_place_in_the_file(example: Intent) -> None:
    """Derived values point at what they are derived from: the address at the peer's own line, a time at `heartbeat`."""
    lines = EXAMPLE.read_text().split("\n")
    for state in example.states().values():
        for path in state.named or ():
            place = state.positions[path]
            assert place.line is not None
            assert place.column is not None
            assert lines[place.line - 1][place.column - 1 :].strip()
    positions = example.states()["fgt-a"].positions
    address, interval = positions["peer", 2, "peerip"], positions["peer", 2, "hb-interval"]
    for place, text in (
        (address, "10.10.10.2, fortios"),
        (interval, "1s, lost_after"),
        (positions["peer", 2], "10.10"),
    ):
        assert lines[(place.line or 0) - 1][(place.column or 0) - 1 :].startswith(text)


@pytest.mark.parametrize(
    ("release", "path", "option"),
    [
        ("6.0.4", ("system cluster-sync",), "slave-add-ike-routes"),
        ("6.4.5", ("system cluster-sync",), "slave-add-ike-routes"),
        ("7.0.0", ("system cluster-sync",), "slave-add-ike-routes"),
        ("7.0.5", ("system cluster-sync",), "secondary-add-ipsec-routes"),
        ("7.2.0", ("system cluster-sync",), "secondary-add-ipsec-routes"),
        ("7.2.1", ("system standalone-cluster", "cluster-peer"), "secondary-add-ipsec-routes"),
        ("8.0.0", ("system standalone-cluster", "cluster-peer"), "secondary-add-ipsec-routes"),
    ],
)
def test_the_seeds_example_is_one_state_in_the_syntax_of_each_release(
    example: Intent, release: str, path: tuple[str, ...], option: str
) -> None:
    """`fgt-x` for 6.0.4 to 8.0.0; the file's release is replaced."""
    state = example.only(["fgt-x"]).states(release)["fgt-x"]
    node = encode(state, dialect(release), state.named).child(*path)
    assert node is not None
    words = {name: setting.words for name, setting in node.entries["1"].settings.items()}
    assert words == {
        "peervd": ("root",),
        "peerip": ("1.1.1.1",),
        "hb-interval": ("3",),
        "hb-lost-threshold": ("3",),
        option: ("enable",),
    }


def test_the_id_that_the_seed_names_is_explicit(example: Intent) -> None:
    """It is in `named`, with its place, and not derived."""
    state = example.states()["fgt-x"]
    assert ("peer", 1, "sync-id") in (state.named or ())
    assert not state.derived
    assert isinstance(state.peers[1], Block)
