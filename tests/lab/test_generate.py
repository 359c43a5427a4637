"""Made-up units, their inventory and their intent."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from lab_client import Client

from fgsp_cli.base.errors import UsageError
from fgsp_cli.base.secrets import Secret, SecretRef
from fgsp_cli.fortios.schema_data import schema
from fgsp_cli.inventory import load_inventory
from fgsp_cli.lab.inventory.generate import configured, generate, intent_text, lay_out
from fgsp_cli.state.config_reading import read_config


def test_units_are_written_down_and_answer(tmp_path: Path) -> None:
    """Inventory, host keys and intent are in the folder; what they say is true."""
    with generate(5, out=tmp_path, cluster_size=2, fortios=("7.4.4", "6.0.4")) as lab:
        inventory = load_inventory(tmp_path / "inventory")
        assert list(inventory.targets) == ["fgt-1-1", "fgt-1-2", "fgt-2-1", "fgt-2-2", "fgt-3-1"]
        for name, target in inventory.targets.items():
            unit = lab[name]
            assert (target.host, target.port, target.username) == (unit.host, unit.port, "admin")
            assert target.password == Secret("fgsp-lab")
            assert unit.known_hosts_line in target.known_hosts.read_text(encoding="utf-8").splitlines()
        with Client(lab["fgt-2-1"]) as client:
            assert "v6.0.4," in client.command("get system status")[0]
    intent = yaml.safe_load((tmp_path / "intent.yaml").read_text(encoding="utf-8"))
    assert intent == {
        "clusters": {
            "c1": {
                "fortios": "7.4.4",
                "standalone_cluster": {"standalone_group_id": 1},
                "ha": {"session_pickup": "enable"},
                "cluster_sync": {"syncvd": ["root"]},
                "members": {
                    "fgt-1-1": {"group_member_id": 0, "peerip": "10.0.0.1"},
                    "fgt-1-2": {"group_member_id": 1, "peerip": "10.0.0.2"},
                },
            },
            "c2": {
                "fortios": "6.0.4",
                "ha": {"session_pickup": "enable"},
                "cluster_sync": {"syncvd": ["root"]},
                "members": {"fgt-2-1": {"peerip": "10.0.1.1"}, "fgt-2-2": {"peerip": "10.0.1.2"}},
            },
        }
    }


def test_a_chosen_password_is_never_written_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reference to it is."""
    monkeypatch.setenv("FGSP_LAB_PASSWORD", "hunter2")
    with generate(2, out=tmp_path) as lab, Client(lab["fgt-1-1"], password="hunter2"):
        target = load_inventory(tmp_path / "inventory").targets["fgt-1-1"]
        assert target.password == SecretRef.parse("${env:FGSP_LAB_PASSWORD}")
    assert not any("hunter2" in path.read_text(encoding="utf-8") for path in tmp_path.rglob("*") if path.is_file())


def test_the_same_lab_can_be_made_up_again(tmp_path: Path) -> None:
    """With the same host keys; the inventory is written anew."""
    with generate(2, out=tmp_path) as lab:
        keys = [unit.host_key_line for unit in lab]
    with generate(2, out=tmp_path) as lab:
        assert [unit.host_key_line for unit in lab] == keys
        assert load_inventory(tmp_path / "inventory").targets["fgt-1-1"].port == lab["fgt-1-1"].port


def test_an_intent_that_somebody_changed_is_not_overwritten(tmp_path: Path) -> None:
    """It may be somebody's work."""
    (tmp_path / "intent.yaml").write_text("clusters: {}\n", encoding="utf-8")
    with pytest.raises(UsageError, match="says something else"):
        generate(2, out=tmp_path)
    assert (tmp_path / "intent.yaml").read_text(encoding="utf-8") == "clusters: {}\n"
    assert not (tmp_path / "inventory").exists()


@pytest.mark.parametrize("fortios", ["6.0.4", "6.4.5", "7.0.12", "7.2.1", "8.0.0"])
def test_configured_peers_are_a_full_mesh_under_derived_ids(fortios: str, tmp_path: Path) -> None:
    """A row for each other member, under one more than its member number, in the release's own syntax."""
    with generate(3, out=tmp_path, cluster_size=3, fortios=(fortios,), peers_configured=True) as lab:
        states = {unit.name: read_config(unit.stored_text(), fortios) for unit in lab}
    for place, (name, state) in enumerate(states.items()):
        others = {number + 1: f"10.0.0.{number + 1}" for number in range(3) if number != place}
        assert {sync_id: row["peerip"] for sync_id, row in state.peers.items()} == others, name
        assert all(row["syncvd"] == ("root",) for row in state.peers.values())
        assert state.ha["session-pickup"] == "enable"
        if "group-member-id" in state.standalone_cluster:
            assert state.standalone_cluster["group-member-id"] == place
            assert state.standalone_cluster["standalone-group-id"] == 1


def test_the_ports_follow_the_first_one(tmp_path: Path) -> None:
    """And there must be room for them."""
    with pytest.raises(UsageError, match="ports above 65535"):
        generate(10, out=tmp_path, base_port=65530)


@pytest.mark.parametrize(
    ("units", "size", "fortios", "message"),
    [
        (0, 2, "7.4.4", "0 units"),
        (4, 1, "7.4.4", "a cluster of 1"),
        (40, 17, "7.4.4", "a cluster of 17: FortiOS 7.4.4 takes at most 16 members"),
        (40, 5, "6.4.0", "a cluster of 5: FortiOS 6.4.0 takes at most 4 members"),
        (4, 2, "7.4", "not a FortiOS release"),
        (4, 2, "5.6.1", "older than 6.0.0"),
    ],
)
def test_numbers_that_do_not_fit_are_refused(units: int, size: int, fortios: str, message: str) -> None:
    """Exit code 64, and nothing is written."""
    with pytest.raises(UsageError, match=message):
        lay_out(units, size, (fortios,))


def test_a_lonely_unit_has_no_cluster() -> None:
    """It is started and in the inventory, but not in the intent."""
    clusters = lay_out(3, 2, ("7.4.4",))
    assert [len(cluster.members) for cluster in clusters] == [2, 1]
    assert "fgt-2-1" not in intent_text(clusters)
    assert configured(clusters[1], clusters[1].members[0]) == ""


def test_many_units_have_names_and_addresses_of_their_own() -> None:
    """A thousand, in clusters of four."""
    members = [member for cluster in lay_out(1000, 4, ("7.4.4",)) for member in cluster.members]
    assert len({member.name for member in members}) == len({member.address for member in members}) == 1000
    assert members[0].name == "fgt-001-1"


def test_without_a_release_it_is_the_newest(tmp_path: Path) -> None:
    """As everywhere in the lab."""
    with generate(2, out=tmp_path) as lab:
        assert {unit.spec.fortios for unit in lab} == {str(schema().branches[-1].newest)}
