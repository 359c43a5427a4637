"""`fgsp import`: from backups, from live units, from Terraform's state."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import Fgsp
from made import unit
from push_lab import TRIO, bench, trio

from fgsp_cli.fleet import backup, import_units
from fgsp_cli.intent import parse_intent

ROW = {
    "id": "1",
    "vdomparam": None,
    "sync_id": 1,
    "peerip": "10.0.0.2",
    "peervd": "root",
    "syncvd": [{"name": "root"}],
    "down_intfs_before_sess_sync": [],
    "hb_interval": 10,
    "hb_lost_threshold": 6,
    "ipsec_tunnel_sync": "enable",
    "secondary_add_ipsec_routes": "disable",
    "slave_add_ike_routes": "",
    "session_sync_filter": [
        {
            "srcintf": "",
            "srcaddr": "10.1.0.0 255.255.0.0",
            "dstaddr": "0.0.0.0 0.0.0.0",
            "srcaddr6": "::/0",
            "custom_service": [{"id": 1, "src_port_range": "0-0", "dst_port_range": "443-443"}],
        }
    ],
}
UNIT = {
    "id": "SystemStandaloneCluster",
    "standalone_group_id": 7,
    "group_member_id": 1,
    "encryption": "enable",
    "psksecret": "in-plain-text",
    "session_sync_dev": "port3 port4",
    "layer2_connection": "unavailable",
    "asymmetric_traffic_control": "",
    "session_sync": "",
    "cluster_peer": [ROW],
}
ROW_74 = {
    "peerip": "10.0.0.2",
    "syncvd": ("root",),
    "hb-interval": 1000,
    "hb-lost-threshold": 6,
    "secondary-add-ipsec-routes": "disable",
    "session-sync-filter": {
        "srcaddr": "10.1.0.0 255.255.0.0",
        "custom-service": {1: {"dst-port-range": "443-443"}},
    },
}


def state_file(*resources: tuple[str, str, dict[str, object]]) -> str:
    """A `.tfstate`: type, provider alias and attributes of each resource."""
    provider = 'provider["registry.terraform.io/fortinetdev/fortios"]'
    found = [
        {
            "mode": "managed",
            "type": kind,
            "name": f"r{number}",
            "provider": f"{provider}.{alias}" if alias else provider,
            "instances": [{"schema_version": 0, "attributes": values, "sensitive_attributes": []}],
        }
        for number, (kind, alias, values) in enumerate(resources)
    ]
    return json.dumps({"version": 4, "terraform_version": "1.9.5", "serial": 3, "resources": found})


def shown(*units: tuple[str, str, dict[str, object]]) -> str:
    """What `terraform show -json` prints, a module for each unit."""
    modules = [
        {
            "address": f"module.{name}",
            "resources": [{"address": f"module.{name}.{kind}.x", "mode": "managed", "type": kind, "values": values}],
        }
        for name, kind, values in units
    ]
    root = {"resources": [], "child_modules": modules}
    return json.dumps({"format_version": "1.0", "terraform_version": "1.9.5", "values": {"root_module": root}})


def test_a_terraform_state_becomes_an_intent_without_its_secret(fgsp: Fgsp, tmp_path: Path) -> None:
    """The singleton with its rows; the secret that stands there in plain text stays there."""
    path = tmp_path / "terraform.tfstate"
    path.write_text(state_file(("fortios_system_standalonecluster", "fgt-a", UNIT)), encoding="utf-8")
    ran = fgsp("import", path, "--fortios", "7.4.4")
    assert ran.code == 0, ran
    assert "in-plain-text" not in ran.out + ran.err
    (state,) = parse_intent(ran.out).states().values()
    expected = unit(
        "7.4.4",
        {1: ROW_74},
        {
            "standalone-group-id": 7,
            "group-member-id": 1,
            "encryption": "enable",
            "session-sync-dev": ("port3", "port4"),
        },
    )
    held = state.standalone_cluster["psksecret"]
    assert "${env:FGSP_PSK_FGT_A}" in ran.out
    assert state == expected.with_section("standalone-cluster", expected.standalone_cluster.with_({"psksecret": held}))


def test_rows_that_are_resources_of_their_own_and_both_spellings_are_read(fgsp: Fgsp, tmp_path: Path) -> None:
    """Before 7.2.1; the provider stores the arguments of every release, empty where they do not apply."""
    row = {
        **ROW,
        "slave_add_ike_routes": "disable",
        "secondary_add_ipsec_routes": "",
        "hb_interval": 1,
        "hb_lost_threshold": 0,
    }
    path = tmp_path / "fgt-a.tfstate"
    path.write_text(state_file(("fortios_system_clustersync", "", row)), encoding="utf-8")
    ran = fgsp("import", path, "--fortios", "6.4.5")
    assert ran.code == 0, ran
    ((name, state),) = parse_intent(ran.out).states().items()
    assert name == "fgt-a"
    assert (state.peers[1]["hb-interval"], state.peers[1]["hb-lost-threshold"]) == (1000, 3)
    assert state.peers[1]["secondary-add-ipsec-routes"] == "disable"
    assert fgsp("import", path, "--fortios", "7.4.4").code == 65  # that release has no such table


def test_what_terraform_shows_is_told_apart_by_its_modules(fgsp: Fgsp, tmp_path: Path) -> None:
    """Two units that list each other are a cluster."""
    path = tmp_path / "shown.json"
    other = {**UNIT, "group_member_id": 2, "cluster_peer": [{**ROW, "sync_id": 2, "peerip": "10.0.0.1"}]}
    kind = "fortios_system_standalonecluster"
    path.write_text(shown(("dc-a", kind, UNIT), ("dc-b", kind, other)), encoding="utf-8")
    ran = fgsp("import", path, "--fortios", "7.4.4")
    assert ran.code == 0, ran
    assert dict(parse_intent(ran.out).clusters) == {"dc": ("dc-a", "dc-b")}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (state_file(), "holds neither"),
        ('{"version": 4, "terraform_version": "1.9.5", "resources": [', "no JSON"),
        (state_file(("fortios_system_clustersync", "", {**ROW, "hb_interval": 77})), "out of range"),
    ],
)
def test_a_state_that_is_of_no_use_is_wrong_input(text: str, said: str, fgsp: Fgsp, tmp_path: Path) -> None:
    """65, with the reason."""
    path = tmp_path / "x.tfstate"
    path.write_text(text, encoding="utf-8")
    ran = fgsp("import", path, "--fortios", "6.4.12")
    assert ran.code == 65
    assert said in ran.err


def test_terraform_s_state_needs_a_release(fgsp: Fgsp, tmp_path: Path) -> None:
    """It says none, and a heartbeat of 10 is 10 s or 1 s."""
    path = tmp_path / "x.tfstate"
    path.write_text(state_file(("fortios_system_clustersync", "", ROW)), encoding="utf-8")
    ran = fgsp("import", path)
    assert ran.code == 65
    assert "--fortios" in ran.err


def test_live_units_and_their_backups_give_the_same_intent(fgsp: Fgsp, tmp_path: Path) -> None:
    """A running cluster is taken over whole: an audit against what was imported finds nothing."""
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        assert work.push().exit_code() == 0
        live = import_units(work.inventory)
        backup(work.inventory, tmp_path / "store")
    assert (live.code, live.errors) == (0, {})
    stored = fgsp("import", tmp_path / "store")
    assert stored.code == 0, stored
    states = parse_intent(live.text).states()
    assert states == parse_intent(stored.out).states()
    assert list(states) == ["fgt-a", "fgt-b", "fgt-c"]
    assert list(parse_intent(live.text).clusters.values()) == [("fgt-a", "fgt-b", "fgt-c")]
    intent = tmp_path / "made.yaml"
    intent.write_text(stored.out, encoding="utf-8")
    assert fgsp("audit", "-i", intent, "--against", tmp_path / "store", "--strict").code == 0


def test_units_that_cannot_be_reached_are_told_and_the_others_imported(tmp_path: Path) -> None:
    """Exit 1."""
    with bench(tmp_path, trio(), "") as work:
        work["fgt-b"].hang_up(for_good=True)
        found = import_units(work.inventory)
    assert found.code == 1
    assert list(found.errors) == ["fgt-b"]
    assert list(parse_intent(found.text).devices) == ["fgt-a", "fgt-c"]


def test_of_a_folder_what_can_be_read_is_imported(fgsp: Fgsp, tmp_path: Path) -> None:
    """The rest is named on stderr, and the exit code says so; names become such as an intent takes."""
    header = "#config-version=FGVMK6-7.4.4-FW-build2662-240514:opmode=0:vdom=0:user=admin\n"
    (tmp_path / "fgt a.conf").write_text(f"{header}config system ha\n    set session-pickup enable\nend\n")
    (tmp_path / "fgt-b.conf").write_text(f"{header}config system ha\n")
    ran = fgsp("import", tmp_path)
    assert ran.code == 65
    assert "fgt-b.conf:2" in ran.err
    assert list(parse_intent(ran.out).devices) == ["fgt_a"]
    assert fgsp("import", tmp_path, "-I", tmp_path).code == 64
    assert fgsp("import").code == 64
