"""A release of the file, a branch of it, or what the caller says in its place."""

from __future__ import annotations

import pytest
from intent_texts import intent, problems, states, wrong

from fgsp_cli.base.errors import UsageError
from fgsp_cli.fortios.versions import Release


def device(release: str, arguments: str) -> str:
    """One device with one row."""
    return f"devices:\n  fgt-x:\n    fortios: {release}\n    cluster_sync: [{{peerip: 10.0.0.1, {arguments}}}]\n"


def test_a_member_overrides_the_release_of_its_cluster() -> None:
    """Deeper wins."""
    found = states("""
    clusters:
      edge:
        fortios: 7.4.4
        members:
          fgt-a: {peerip: 10.0.0.1}
          fgt-b: {peerip: 10.0.0.2, fortios: 7.0.12}
    """)
    assert {name: str(state.fortios) for name, state in found.items()} == {"fgt-a": "7.4.4", "fgt-b": "7.0.12"}


def test_the_text_of_a_release_is_not_a_number() -> None:
    """`7.10` is not `7.1`, and a quoted one is the same."""
    assert str(problems(device("7.10", "peervd: root"))[0]).endswith(
        "(found: 7.10; allowed: 6.0, 6.2, 6.4, 7.0, 7.2, 7.4, 7.6, 8.0)"
    )
    assert states(device("'7.4.4'", "peervd: root"))["fgt-x"].fortios == Release(7, 4, 4)


def test_a_branch_stands_for_its_newest_release_if_all_come_to_the_same_lines() -> None:
    """Defaults may differ: they are not rendered."""
    assert states(device("7.4", "syncvd: [root]"))["fgt-x"].fortios == Release(7, 4, 12)
    assert states(device("7.0", "syncvd: [root]"))["fgt-x"].fortios == Release(7, 0, 19)


@pytest.mark.parametrize(
    ("branch", "arguments", "reason"),
    [
        ("7.2", "syncvd: [root]", "its releases 7.2.0 and 7.2.13 differ in what is rendered: `config system "),
        ("7.0", "slave_add_ike_routes: enable", "differ in what is rendered: `secondary-add-ipsec-routes`"),
        ("7.0", "heartbeat: {interval: 1s, lost_after: 6s}", "differ in what is rendered: `hb-interval`"),
        ("6.4", "heartbeat: {interval: 2s, lost_after: 20s}", "differ in what is rendered: `hb-interval`"),
    ],
)
def test_a_branch_whose_releases_differ_is_refused(branch: str, arguments: str, reason: str) -> None:
    """Name the release."""
    (line,) = wrong(device(f"§{branch}", arguments))
    assert reason in line
    assert "name the release" in line


def test_a_branch_that_lacks_an_argument_in_some_release_is_refused_at_the_argument() -> None:
    """7.4.0 and 7.4.1 do not have it."""
    text = """
    devices:
      fgt-x: {fortios: 7.4, standalone_cluster: {§asymmetric_traffic_control: cps-preferred}}
    """
    (line,) = wrong(text)
    assert "FortiOS 7.4.0 has no `asymmetric_traffic_control` (allowed: FortiOS 7.4.2 and later)" in line


def test_a_raw_heartbeat_on_a_branch_with_both_units_is_refused() -> None:
    """One number, two times."""
    (line,) = wrong(device("7.0", "hb_interval: §2"))
    assert "seconds on fgt-x (FortiOS 7.0.0); 100 ms on fgt-x (FortiOS 7.0.6)" in line


def test_what_is_no_release_is_refused_when_the_file_is_read() -> None:
    """Even where another one would be used."""
    lines = wrong(
        """
    devices:
      fgt-v: {fortios: §banana}
      fgt-w: {fortios: §7}
      fgt-x: {fortios: §[7.4.4]}
      fgt-y: {fortios: §}
      fgt-z: {fortios: §7.4.x}
    """,
        "7.4.4",
    )
    assert (
        "is no FortiOS release (found: banana; allowed: a release such as 7.4.4, or a branch such as 7.4)" in lines[0]
    )


def test_a_release_before_6_0_has_no_state() -> None:
    """Its table was called otherwise and meant something else."""
    (line,) = wrong(device("§5.6.14", "peervd: root"))
    assert "(found: 5.6.14; allowed: 6.0.0 and later)" in line


@pytest.mark.parametrize(("release", "treated_as"), [("7.4.99", "7.4.12"), ("7.8.1", "7.6.7"), ("9.0.0", "8.0.1")])
def test_an_unseen_release_is_treated_as_the_newest_below_it_with_a_warning(release: str, treated_as: str) -> None:
    """A push to it needs a word of consent."""
    given = intent(device(release, "peervd: root"))
    assert str(given.states()["fgt-x"].fortios) == release
    (warning,) = given.warnings
    assert f"FortiOS {release} is not known to this program, and treated as {treated_as}" in str(warning)
    assert "--allow-unseen-release" in str(warning)
    assert str(warning.position) == "edge.yaml:3:14"


def test_one_release_for_all_replaces_those_of_the_file() -> None:
    """Also where the file's own would not do."""
    text = device("7.0.5", "interface: port1")
    assert problems(text)
    assert states(text, "8.0.0")["fgt-x"].peers[1]["interface"] == "port1"
    assert states(text, Release(8, 0, 0))["fgt-x"].fortios == Release(8, 0, 0)


def test_devices_may_have_releases_of_their_own_from_their_units() -> None:
    """The verbs that reach units ask them; the file speaks for the others."""
    text = """
    clusters:
      edge:
        members:
          fgt-a: {peerip: 10.0.0.1}
          fgt-b: {peerip: 10.0.0.2, fortios: 7.4.4}
          fgt-c: {peerip: 10.0.0.3, state: offline}
    """
    found = states(text, {"fgt-a": "7.0.5"})
    assert {name: str(state.fortios) for name, state in found.items()} == {"fgt-a": "7.0.5", "fgt-b": "7.4.4"}


def test_without_any_release_there_is_no_state() -> None:
    """All devices that lack one are named."""
    lines = wrong("""
    clusters:
      edge:
        members:
          §fgt-a: {peerip: 10.0.0.1}
          §fgt-b: {peerip: 10.0.0.2, state: offline}
    """)
    assert all("has no FortiOS release" in line for line in lines)


@pytest.mark.parametrize("release", ["banana", "5.6.14", "7.3", "7"])
def test_a_caller_that_names_no_release_made_a_mistake_of_usage(release: str) -> None:
    """It is no problem of the file."""
    with pytest.raises(UsageError):
        states(device("7.4.4", "peervd: root"), release)


UPGRADE = """
    clusters:
      edge:
        upgrading: {upgrading}
        standalone_cluster: {{{a}standalone_group_id: 7}}
        cluster_sync: {{{b}ipsec_tunnel_sync: enable, session_sync_filter: {{srcintf: port1}}}}
        members:
          fgt-a: {{fortios: 6.0.4, peerip: 10.0.0.1}}
          fgt-b: {{fortios: 6.4.5, peerip: 10.0.0.2}}
    """


def test_an_argument_that_a_release_lacks_is_an_error_naming_the_releases_that_have_it() -> None:
    """Members are named where the argument stands on the cluster."""
    lines = wrong(UPGRADE.format(upgrading="false", a="§", b="§"))
    assert "fgt-a: FortiOS 6.0.4 has no `standalone_group_id` (allowed: FortiOS 6.4.0 and later)" in lines[0]
    assert "fgt-a: FortiOS 6.0.4 has no `ipsec_tunnel_sync` (allowed: FortiOS 6.2.0 and later)" in lines[1]


def test_while_upgrading_what_stands_on_the_cluster_is_left_out_with_a_warning() -> None:
    """There, and only there."""
    given = intent(UPGRADE.format(upgrading="true", a="", b=""))
    found = given.states()
    assert found["fgt-a"].named == {("peer", 2, "peerip"), ("peer", 2, "session-sync-filter", "srcintf")}
    assert found["fgt-b"].standalone_cluster["standalone-group-id"] == 7
    assert [str(warning).partition(": ")[2] for warning in given.warnings] == [
        (
            "clusters/edge/standalone_cluster/standalone_group_id: fgt-a: FortiOS 6.0.4 has no `standalone_group_id`; "
            "left out there while `upgrading`"
        ),
        (
            "clusters/edge/cluster_sync/ipsec_tunnel_sync: fgt-a: FortiOS 6.0.4 has no `ipsec_tunnel_sync`; "
            "left out there while `upgrading`"
        ),
    ]


def test_while_upgrading_what_stands_on_a_member_is_still_an_error() -> None:
    """Its release is known where it is written."""
    lines = wrong("""
    clusters:
      edge:
        upgrading: true
        members:
          fgt-a: {fortios: 6.2.5, peerip: 10.0.0.1, §group_member_id: 0, §interface: port1}
          fgt-b: {fortios: 8.0.0, peerip: 10.0.0.2, interface: port1}
    """)
    assert "give the member's number as `number` instead" in lines[0]


def test_an_intent_can_be_cut_down_to_names_and_globs_of_clusters_and_devices() -> None:
    """What is left out is not compiled, so it cannot fail."""
    text = """
    clusters:
      edge: {fortios: 8.0.0, members: {fgt-a: {peerip: 10.0.0.1, interface: port1}, fgt-b: {peerip: 10.0.0.2}}}
    devices:
      fgt-x: {cluster_sync: [{peerip: 10.0.0.9}]}
    """
    given = intent(text)
    assert list(given.only(["fgt-x"]).states("6.0.4")) == ["fgt-x"]
    assert list(given.only(["edge"]).states()) == ["fgt-a", "fgt-b"]
    assert list(given.only(["fgt-[xb]"]).states("8.0.0")) == ["fgt-b", "fgt-x"]
    with pytest.raises(UsageError, match="did you mean edge"):
        given.only(["egde"])
