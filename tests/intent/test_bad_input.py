"""What is wrong with a file is said at once: file, line, column, path, what was found, what is allowed and where."""

from __future__ import annotations

from pathlib import Path

import pytest
from intent_texts import intent, problems, states, wrong

from fgsp_cli.base.errors import IntentError
from fgsp_cli.intent import load_intent, parse_intent


def test_all_problems_of_a_file_are_reported_at_once_each_where_it_is() -> None:
    """Those of YAML, of the shape, of values, and of the file's releases together."""
    lines = wrong("""
    clusters:
      edge:
        fortios: 7.0.5
        standalone_cluster: {standalone_group_id: §256, encryption: §yes, §group_id: 7}
        ha: {session_pickup: enable, §session_pickup: disable}
        cluster_sync: {hb_interval: §15, syncvd: [root, §a?b], §interface: port1}
        members:
          fgt-a: {peerip: §10.0.0.256}
          fgt-b: §[10.0.0.2]
    """)
    assert lines == [
        (
            "edge.yaml:5:47: clusters/edge/standalone_cluster/standalone_group_id: out of range "
            "(found: 256; allowed: 0 to 255 in 6.4.0 and later)"
        ),
        (
            "edge.yaml:5:64: clusters/edge/standalone_cluster/encryption: unknown option "
            "(found: yes; allowed: enable, disable in 6.4.0 and later)"
        ),
        (
            "edge.yaml:5:69: clusters/edge/standalone_cluster/group_id: unknown key (allowed: standalone_group_id, "
            "group_member_id, layer2_connection, session_sync_dev, encryption, psksecret, asymmetric_traffic_control, "
            "session_sync, monitor_interface, pingsvr_monitor_interface, monitor_prefix, helper_traffic_bounce, "
            "utm_traffic_bounce) - did you mean group_member_id?"
        ),
        "edge.yaml:6:34: the key 'session_pickup' is given twice - first in line 6",
        (
            "edge.yaml:7:33: clusters/edge/cluster_sync/hb_interval: fgt-a, fgt-b: out of range (found: 15; allowed: 1 to 10 "
            "seconds on FortiOS 7.0.5) - 1 to 10 seconds in 6.0.0 to 6.4.8, 6.4.9, 7.0.0 to 7.0.5, 7.2.0; 1 to 20 x 100 ms in "
            "6.4.10 to the last 6.4, 7.0.6 to the last 7.0, 7.2.1 and later"
        ),
        (
            "edge.yaml:7:52: clusters/edge/cluster_sync/syncvd: the character ? cannot be in it "
            "(found: a?b; allowed: names of at most 31 characters)"
        ),
        (
            "edge.yaml:7:58: clusters/edge/cluster_sync/interface: fgt-a, fgt-b: FortiOS 7.0.5 has no `interface` "
            "(allowed: FortiOS 8.0.0 and later)"
        ),
        "edge.yaml:9:23: clusters/edge/members/fgt-a/peerip: no IPv4 address (found: 10.0.0.256; allowed: an IPv4 address)",
        "edge.yaml:10:14: clusters/edge/members/fgt-b: a mapping is wanted (found: a list)",
    ]


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("peer_ip", "did you mean peerip?"),
        ("hb_intervall", "did you mean hb_interval?"),
        ("session_pickup", "it belongs in ha"),
        ("group_member_id", "it belongs in standalone_cluster"),
        ("encryption", "it belongs in standalone_cluster"),
    ],
)
def test_an_unknown_key_comes_with_what_is_known_and_a_guess(key: str, hint: str) -> None:
    """A misplaced one is told its place."""
    (line,) = wrong(f"devices: {{fgt-x: {{fortios: 7.4.4, cluster_sync: [{{§{key}: 1}}]}}}}")
    assert f"devices/fgt-x/cluster_sync/1/{key}: unknown key (allowed: sync_id, heartbeat, peervd, peerip," in line
    assert line.endswith(hint)


def test_unknown_keys_are_refused_at_every_level() -> None:
    """Nothing that is written is passed over."""
    wrong("""
    §cluster: {}
    clusters:
      edge:
        §release: 7.4.4
        members:
          fgt-a: {peerip: 10.0.0.1, §peer: 1}
          fgt-b: {peerip: 10.0.0.2}
    devices:
      fgt-x: {§hb_interval: 3, §members: {}, cluster_sync: [{session_sync_filter: {§src: a, custom_service: [{§port: 1}]}}]}
    """)


@pytest.mark.parametrize("attribute", ["mode", "group_id", "group-id", "hbdev", "priority", "unicast_peers"])
def test_what_the_program_never_writes_cannot_be_named(attribute: str) -> None:
    """Of `system ha` only session pickup and two of its like."""
    (line,) = wrong(f"devices: {{fgt-x: {{fortios: 7.4.4, ha: {{§{attribute}: 1}}}}}}")
    assert f"system ha: {attribute} is only ever read, never written" in line


def test_rows_have_no_place_in_the_singleton() -> None:
    """Wherever FortiOS keeps them, an intent has them in one place."""
    (line,) = wrong("devices: {fgt-x: {fortios: 7.4.4, standalone_cluster: {§cluster_peer: []}}}")
    assert "rows stand in cluster_sync" in line


def test_wrong_types_are_told_what_was_found() -> None:
    """A list, a mapping, nothing."""
    lines = wrong("""
    devices:
      fgt-a:§
      fgt-b: §[1]
      fgt-c: {ha: §enable, standalone_cluster: §}
      fgt-d: {cluster_sync: §{peerip: 10.0.0.1}}
      fgt-e: {cluster_sync: [§10.0.0.1, §{}]}
      fgt-f: {cluster_sync: [{peerip: §[10.0.0.1], peervd: §, syncvd: §{a: b}, session_sync_filter: §port1}]}
      fgt-g: {cluster_sync: [{syncvd: §, session_sync_filter: {srcintf: §{a: b}, custom_service: §{id: 1}}}]}
      fgt-h: {cluster_sync: [{syncvd: [§[a]], down_intfs_before_sess_sync: [{name: §}, {name: b}]}]}
      fgt-i: {cluster_sync: [{syncvd: §vd-a vd-b, session_sync_filter: §[{srcintf: a}, {srcintf: b}]}]}
      fgt-j: {cluster_sync: [{syncvd: [§'']}]}
    """)
    assert "a mapping is wanted (found: nothing)" in lines[0]
    assert any("[vd-a, vd-b] for several names, ['vd-a vd-b'] for one with a blank" in line for line in lines)


def test_values_mean_what_the_attribute_says_and_not_what_yaml_says() -> None:
    """`no`, `0123` and `1e3`."""
    text = """
    devices:
      fgt-x:
        fortios: 7.4.4
        standalone_cluster: {standalone_group_id: 0123}
        cluster_sync: [{peervd: no, syncvd: [yes, 1e3, 0123], peerip: 10.0.0.1}]
    """
    state = states(text)["fgt-x"]
    assert state.standalone_cluster["standalone-group-id"] == 123
    assert state.peers[1]["peervd"] == "no"
    assert state.peers[1]["syncvd"] == ("0123", "1e3", "yes")
    lines = wrong("""
    devices:
      fgt-x: {fortios: 7.4.4, standalone_cluster: {standalone_group_id: §1e2, encryption: §on, group_member_id: §+1}}
    """)
    assert "not a whole number (found: 1e2" in lines[0]


@pytest.mark.parametrize(
    ("argument", "value", "message"),
    [
        ("peerip", "10.0.0", "no IPv4 address"),
        ("peerip", "2001:db8::1", "no IPv4 address"),
        ("peerip", "10.99.1.2/24", "an address goes without the mask"),
        ("peerip", "10.0.0.1/255.255.255.0", "an address goes without the mask"),
        ("peerip", "300.0.0.1/24", "no IPv4 address"),
        ("peerip", "/24", "no IPv4 address"),
        ("hb_interval", "-1", "must not be negative"),
        ("hb_lost_threshold", "-20", "must not be negative"),
        ("hb_interval", "-1.5", "not a whole number"),
        ("hb_interval", "--1", "not a whole number"),
        ("session_sync_filter: {srcaddr", "10.0.0.0}", "an address without its mask"),
        ("session_sync_filter: {srcaddr", "10.0.0.0/33}", "no netmask"),
        ("session_sync_filter: {srcaddr", "10.0.0.0 255.0.255.0}", "no netmask"),
        ("session_sync_filter: {srcaddr6", "2001:db8::1}", "no IPv6 network"),
        ("session_sync_filter: {srcaddr6", "2001:db8::/129}", "no IPv6 network"),
        ("session_sync_filter: {custom_service: [{dst_port_range", "http}]}", "no port range"),
        ("session_sync_filter: {srcintf", "a234567890123456}", "too long"),
        ("peervd", "'a b'", "no VDOM name"),
        ("peervd", '"a\\"b"', 'the character " cannot be in it'),
        ("peervd", '"a\\\\b"', "the character \\ cannot be in it"),
        ("peervd", "a?b", "the character ? cannot be in it"),
        ("peervd", '"a\'b"', "the character ' cannot be in it"),
        ("ipsec_tunnel_sync", "Enable", "unknown option"),
        ("hb_lost_threshold", "61", "out of range"),
        ("hb_interval", "0", "out of range"),
    ],
)
def test_a_value_that_the_attribute_cannot_hold_is_refused_at_the_value(
    argument: str, value: str, message: str
) -> None:
    """At whatever release."""
    (line,) = wrong(f"devices: {{fgt-x: {{cluster_sync: [{{{argument}: §{value}}}]}}}}")
    assert message in line


def test_control_characters_are_refused_where_they_stand() -> None:
    """A newline would end the line that is sent."""
    lines = wrong("""
    devices:
      fgt-x:
        standalone_cluster: {psksecret: §"a\\nb"}
        cluster_sync:
          - {peervd: §"a\\tb", syncvd: [§"a\\x1bb"], hb_interval: §soon}
    """)
    assert "control characters are not allowed in a value (found: U+000A)" in lines[0]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "edge.yaml: is empty, or holds nothing but comments"),
        (b"# nothing yet\n", "edge.yaml: is empty, or holds nothing but comments"),
        (b"\x7fELF\x00", "edge.yaml: is a binary file, not YAML"),
        (b"caf\xe9: 1", "edge.yaml:1:4: is not UTF-8 (found: byte 0xe9)"),
        (b"- a", "edge.yaml:1:1: a mapping with `clusters` or `devices` is wanted (found: a list)"),
        (b"hello", "edge.yaml:1:1: a mapping with `clusters` or `devices` is wanted (found: hello)"),
        (b"{}", "edge.yaml:1:1: at least one device in `clusters` or `devices` is wanted (found: a mapping)"),
        (b"clusters:", "edge.yaml:1:10: clusters: a mapping is wanted (found: nothing)"),
        (b"clusters: {}", "edge.yaml:1:11: clusters: a cluster is wanted (found: an empty mapping)"),
        (b"clusters: {e: {}}", "edge.yaml:1:12: clusters/e: has no `members`"),
        (
            b"clusters: {e: {members: {}}}",
            "edge.yaml:1:25: clusters/e/members: a member is wanted (found: an empty mapping)",
        ),
        (b"a: [", "edge.yaml:2:1: is not YAML: while parsing a flow node: did not find expected node content"),
    ],
)
def test_a_file_that_is_no_intent_at_all_is_refused(data: bytes, message: str) -> None:
    """With no traceback, and one line."""
    with pytest.raises(IntentError) as caught:
        parse_intent(data, "edge.yaml")
    assert str(caught.value) == message


def test_a_file_is_named_as_the_user_named_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also one that is not there."""
    monkeypatch.chdir(tmp_path)
    Path("mine.yaml").write_text("devices: {fgt-x: {bogus: 1}}\n")
    with pytest.raises(IntentError, match=r"^mine\.yaml:1:19: devices/fgt-x/bogus: unknown key"):
        load_intent("mine.yaml")
    with pytest.raises(IntentError, match=r"^none\.yaml: cannot be read: No such file"):
        load_intent("none.yaml")


def test_one_argument_in_two_spellings_in_one_block_is_refused() -> None:
    """Hyphens and underscores, old and new name, times and numbers."""
    lines = wrong("""
    devices:
      fgt-x:
        fortios: 7.4.4
        cluster_sync:
          - {hb_interval: 3, §hb-interval: 3}
          - {slave_add_ike_routes: enable, §secondary_add_ipsec_routes: enable}
          - {heartbeat: {interval: 1s, lost_after: 6s}, §hb_lost_threshold: 3, §hb_interval: 3}
          - {hb_interval: 3, §heartbeat: {interval: 1s, lost_after: 6s}}
        §cluster_peer: []
    """)
    assert "is the same argument as 'hb_interval' in line 6" in lines[0]
    assert "is the same argument as 'slave_add_ike_routes' in line 7" in lines[1]
    assert "is the same argument as 'heartbeat' in line 8" in lines[2]
    assert "is the same argument as 'hb_interval' in line 9" in lines[4]


def test_a_device_is_in_one_place_only_and_so_is_a_unit_of_an_fgcp_cluster() -> None:
    """The second place is the wrong one."""
    lines = wrong("""
    clusters:
      edge:
        fortios: 7.4.4
        members:
          fgt-a: {peerip: 10.0.0.1, fgcp: [unit-1, §unit-1, §fgt-b]}
          fgt-b: {peerip: 10.0.0.2}
      core:
        fortios: 7.4.4
        members:
          §fgt-a: {peerip: 10.0.1.1, fgcp: §[]}
          fgt-c: {peerip: 10.0.1.2, fgcp: [fgt-c, §unit-1]}
    devices:
      §fgt-b: {fortios: 7.4.4}
    """)
    assert "this device is named twice (found: fgt-a) - first in line 6; a device is in one cluster only" in lines[2]


def test_a_device_is_not_called_as_a_cluster_that_it_is_no_member_of() -> None:
    """`--limit` and reports name both."""
    (line,) = wrong("""
    clusters:
      edge: {fortios: 7.4.4, members: {edge: {peerip: 10.0.0.1}, fgt-b: {peerip: 10.0.0.2}}}
      core: {fortios: 7.4.4, members: {fgt-c: {peerip: 10.0.0.1}, fgt-d: {peerip: 10.0.0.2}}}
    devices:
      §core: {fortios: 7.4.4}
    """)
    assert "the cluster in line 4 has this name too" in line


def test_names_of_rows_directions_states_and_numbers_are_checked() -> None:
    """Against what there is."""
    lines = wrong("""
    clusters:
      edge:
        fortios: 7.4.4
        upgrading: §maybe
        rows: {web: {}, §a/b: {}}
        members:
          fgt-a: {peerip: 10.0.0.1, rows: {§wed: {}}, to: {§fgt-bb: {}, §fgt-a: none, fgt-b: §nothing}}
          fgt-b: {peerip: 10.0.0.2, state: §gone, number: §16}
          §f g: {peerip: 10.0.0.3}
    """)
    assert any("the cluster has no row of that name (allowed: web) - did you mean web?" in line for line in lines)
    assert any(
        "is no member of this cluster (found: fgt-bb; allowed: fgt-b) - did you mean fgt-b?" in line for line in lines
    )
    assert any("(found: gone; allowed: present, offline, absent)" in line for line in lines)
    assert any("is no member number (found: 16; allowed: 0 to 15)" in line for line in lines)


def test_an_address_beside_links_belongs_into_one_of_them() -> None:
    """`peerip` alone is the link `default`."""
    (line,) = wrong("""
    clusters:
      edge:
        fortios: 7.4.4
        members:
          fgt-a: {§peerip: 10.0.0.1, links: {one: {peerip: 10.0.1.1}}}
          fgt-b: {links: {one: {peerip: 10.0.1.2}}}
    """)
    assert "beside `links` it belongs into one of them" in line


def test_a_member_id_is_given_once() -> None:
    """Directly or in its block."""
    wrong("""
    clusters:
      edge:
        fortios: 7.4.4
        members:
          fgt-a: {peerip: 10.0.0.1, standalone_cluster: {group_member_id: 1}, §group_member_id: 1}
    """)


def test_a_value_that_nothing_uses_is_checked_too() -> None:
    """Every member overrides it; it is wrong all the same."""
    (line,) = wrong("""
    clusters:
      edge:
        fortios: 7.4.4
        cluster_sync: {hb_lost_threshold: §99}
        members:
          fgt-a: {peerip: 10.0.0.1, hb_lost_threshold: 3}
    """)
    assert "1 to 60 in 6.4.10 to the last 6.4" in line


def test_a_value_of_another_release_than_the_files_is_no_problem_of_the_file() -> None:
    """It may be rendered for that one."""
    text = "devices: {fgt-x: {fortios: 7.0.5, cluster_sync: [{peerip: 10.0.0.1, hb_lost_threshold: 50}]}}"
    assert intent(text).states("7.4.4")["fgt-x"].peers[1]["hb-lost-threshold"] == 50
    assert len(problems(text)) == 1


def test_an_alias_is_wrong_where_it_is_written_and_each_use_has_its_path() -> None:
    """The anchor's line is the one to mend."""
    found = problems("""
    devices:
      fgt-x: {fortios: 7.4.4, cluster_sync: [{peerip: &ip 10.0.0}]}
      fgt-y: {fortios: 7.4.4, cluster_sync: [{peerip: *ip}]}
    """)
    assert [(str(each.position), each.path) for each in found] == [
        ("edge.yaml:3:51", "devices/fgt-x/cluster_sync/1/peerip"),
        ("edge.yaml:3:51", "devices/fgt-y/cluster_sync/1/peerip"),
    ]
