"""A cluster comes to a full mesh: whose argument goes into whose row, and which layer wins."""

from __future__ import annotations

import pytest
from intent_texts import intent, row, states, wrong

PAIR = """
    clusters:
      edge:
        fortios: 7.4.4
        {cluster}
        members:
          fgt-a: {{peerip: 10.0.0.1, {a}}}
          fgt-b: {{peerip: 10.0.0.2, {b}}}
    """


def pair(cluster: str = "upgrading: false", a: str = "number: 0", b: str = "number: 1") -> str:
    """A cluster of two."""
    return PAIR.format(cluster=cluster, a=a, b=b)


@pytest.mark.parametrize(
    ("higher", "lower"),
    [
        (("r", "cluster"), ("d", "cluster")),
        (("d", "member"), ("r", "cluster")),
        (("r", "member"), ("d", "member")),
        (("own", "member"), ("r", "member")),
        (("link", "member"), ("own", "member")),
        (("to", "member"), ("link", "member")),
    ],
)
def test_the_later_layer_wins(higher: tuple[str, str], lower: tuple[str, str]) -> None:
    """Cluster defaults, cluster row, member defaults, member row, the member's own, its link, its exception."""
    layers = {higher: "disable", lower: "enable"}

    def given(*layer: str) -> str:
        value = layers.get(layer)  # type: ignore[call-overload]
        return f"ipsec_tunnel_sync: {value}" if value else ""

    text = f"""
    clusters:
      edge:
        fortios: 7.4.4
        cluster_sync: {{{given("d", "cluster")}}}
        rows: {{web: {{{given("r", "cluster")}}}}}
        members:
          fgt-a:
            cluster_sync: {{{given("d", "member")}}}
            rows: {{web: {{{given("r", "member")}}}}}
            {given("own", "member") or "number: 0"}
            links: {{isl: {{peerip: 10.0.0.1, {given("link", "member")}}}}}
            to: {{fgt-b: {{{given("to", "member")}}}}}
          fgt-b: {{links: {{isl: {{peerip: 10.0.0.2}}}}}}
    """
    assert row(text, "fgt-a", 2)["ipsec-tunnel-sync"] == "disable"
    assert row(text, "fgt-b", 1)["ipsec-tunnel-sync"] == (
        layers.get(("r", "cluster")) or layers.get(("d", "cluster")) or "enable"
    )


def test_address_and_vdom_of_a_member_go_into_the_others_rows() -> None:
    """Every other argument of a member is for its own rows."""
    text = pair(a="peervd: isl-a, hb_lost_threshold: 20")
    assert row(text, "fgt-b", 1)["peervd"] == "isl-a"
    assert row(text, "fgt-a", 2)["peervd"] == "root"
    assert row(text, "fgt-a", 2)["hb-lost-threshold"] == 20
    assert row(text, "fgt-b", 1)["hb-lost-threshold"] == 10


def test_a_members_vdom_is_for_all_of_its_links_and_a_links_own_is_nearer() -> None:
    """The member's argument is the link's default."""
    text = """
    clusters:
      edge:
        fortios: 7.4.4
        members:
          fgt-a: {peervd: isl, links: {one: {peerip: 10.0.1.1}, two: {peerip: 10.0.2.1, peervd: dmz}}}
          fgt-b: {links: {one: {peerip: 10.0.1.2}, two: {peerip: 10.0.2.2}}}
    """
    peers = states(text)["fgt-b"].peers
    assert [(entry["peerip"], entry["peervd"]) for entry in peers.values()] == [
        ("10.0.1.1", "isl"),
        ("10.0.2.1", "dmz"),
    ]


def test_the_targets_address_wins_over_defaults_and_an_exception_wins_over_it() -> None:
    """`to` is the last word."""
    assert row(pair(cluster="cluster_sync: {peervd: all}", b="peervd: vd-b"), "fgt-a", 2)["peervd"] == "vd-b"
    text = pair(a="to: {fgt-b: {peerip: 192.0.2.9}}")
    assert row(text, "fgt-a", 2)["peerip"] == "192.0.2.9"


def test_none_removes_one_direction_of_a_pair() -> None:
    """The other direction stays."""
    found = states(pair(a="to: {fgt-b: none}"))
    assert not found["fgt-a"].peers
    assert list(found["fgt-b"].peers) == [1]


def test_mappings_merge_and_lists_replace() -> None:
    """A filter is merged key by key; its table of services, and a list of names, are replaced."""
    cluster = "cluster_sync: {syncvd: [x, y], session_sync_filter: {srcintf: p1, custom_service: [{id: 7}, {id: 8}]}}"
    member = "cluster_sync: {syncvd: z, session_sync_filter: {dstintf: p2, custom_service: [{id: 9}]}}"
    found = row(pair(cluster=cluster, a=member), "fgt-a", 2)
    conditions = found.block("session-sync-filter")
    assert found["syncvd"] == ("z",)
    assert (conditions["srcintf"], conditions["dstintf"]) == ("p1", "p2")
    assert list(conditions.table("custom-service")) == [9]


@pytest.mark.parametrize(
    ("earlier", "later", "expected"),
    [
        ("heartbeat: {interval: 1s, lost_after: 6s}", "hb_interval: 3, hb_lost_threshold: 4", (300, 4)),
        ("hb_interval: 3, hb_lost_threshold: 4", "heartbeat: {interval: 1s, lost_after: 6s}", (1000, 6)),
        ("heartbeat: {interval: 1s, lost_after: 6s}", "heartbeat: {lost_after: 9s}", (1000, 9)),
        ("heartbeat: {interval: 1s, lost_after: 6s}", "hb_lost_threshold: 4", (200, 4)),
    ],
)
def test_of_two_spellings_in_different_blocks_the_later_replaces_the_earlier(
    earlier: str, later: str, expected: tuple[int, int]
) -> None:
    """`heartbeat` and the raw numbers are one option; mappings merge as always."""
    found = row(pair(cluster=f"cluster_sync: {{{earlier}}}", a=f"cluster_sync: {{{later}}}"), "fgt-a", 2)
    assert (found["hb-interval"], found["hb-lost-threshold"]) == expected


def test_half_of_a_replaced_heartbeat_falls_back_to_the_default_with_a_warning() -> None:
    """Nobody asked for the default, so it is said."""
    text = pair(cluster="cluster_sync: {heartbeat: {interval: 1s, lost_after: 6s}}", a="hb_lost_threshold: 4")
    assert any("replaces all of `heartbeat`; `hb_interval` becomes" in str(each) for each in intent(text).warnings)


def test_both_names_of_the_routes_option_are_one_option_on_any_release() -> None:
    """The later block replaces the earlier, whatever the spelling."""
    text = pair(
        cluster="cluster_sync: {slave_add_ike_routes: enable}", a="cluster_sync: {secondary-add-ipsec-routes: disable}"
    )
    for release in ("6.0.4", "7.4.4"):
        assert row(text, "fgt-a", 2, release)["secondary-add-ipsec-routes"] == "disable"


def test_a_row_without_an_address_is_refused_once_for_its_target() -> None:
    """Everybody's row to it lacks the same thing."""
    (line,) = wrong("""
    clusters:
      edge:
        fortios: 7.4.4
        members:
          fgt-a: {peerip: 10.0.0.1}
          fgt-b: {peerip: 10.0.0.2}
          §fgt-c: {number: 2}
    """)
    assert "clusters/edge/members/fgt-c: has no `peerip`" in line


def test_a_link_that_one_side_lacks_is_refused_with_those_that_lack_it() -> None:
    """A member with a bare `peerip` has the link `default`."""
    lines = wrong("""
    clusters:
      edge:
        fortios: 7.4.4
        members:
          fgt-a: {links: {§one: {peerip: 10.0.1.1}, two: {peerip: 10.0.2.1}}}
          fgt-b: {links: {§oen: {peerip: 10.0.1.2}, two: {peerip: 10.0.2.2}}}
    """)
    assert "fgt-b: no link `one` there" in lines[0]
    assert "did you mean oen?" in lines[0]


def test_a_removed_direction_needs_no_link() -> None:
    """Only rows that there are to be are paired."""
    text = """
    clusters:
      edge:
        fortios: 7.4.4
        members:
          fgt-a: {links: {one: {peerip: 10.0.1.1}}, to: {fgt-c: none}}
          fgt-b: {links: {one: {peerip: 10.0.1.2}, two: {peerip: 10.0.2.2}}, to: {fgt-a: none, fgt-c: none}}
          fgt-c: {links: {two: {peerip: 10.0.2.3}}, to: {fgt-a: none, fgt-b: none}}
    """
    assert [len(state.peers) for state in states(text).values()] == [1, 0, 0]


@pytest.mark.parametrize("section", ["cluster_sync", "cluster-sync", "cluster_peer", "cluster-peer"])
def test_the_table_of_peers_may_be_called_by_either_of_its_names(section: str) -> None:
    """FortiOS renamed it in 7.2.1; hyphens are the CLI's own spelling."""
    assert row(pair(cluster=f"{section}: {{hb-interval: 4}}"), "fgt-a", 2)["hb-interval"] == 400


def test_singletons_merge_and_the_member_id_may_stand_directly_on_the_member() -> None:
    """Only what is named is named."""
    text = pair(
        cluster="standalone_cluster: {standalone_group_id: 7, encryption: enable}",
        a="group_member_id: 3, standalone_cluster: {encryption: disable}, ha: {session_pickup: enable}",
    )
    state = states(text)["fgt-a"]
    assert {path for path in state.named or () if path[0] != "peer"} == {
        ("standalone-cluster", "standalone-group-id"),
        ("standalone-cluster", "group-member-id"),
        ("standalone-cluster", "encryption"),
        ("ha", "session-pickup"),
    }
    assert state.standalone_cluster["group-member-id"] == 3
    assert state.standalone_cluster["encryption"] == "disable"
    assert states(text)["fgt-b"].ha["session-pickup"] == "disable"
