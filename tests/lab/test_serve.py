"""Stand-ins for whole inventories."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path

import asyncssh
import pytest
import yaml
from lab_client import Client

from fgsp_cli.base.errors import InventoryError
from fgsp_cli.fortios.schema_data import schema
from fgsp_cli.inventory import Inventory, load_inventory
from fgsp_cli.lab.inventory.serve import serve_backups, serve_inventory
from fgsp_cli.lab.ssh.unit_keys import public_line, steady_host_key
from fgsp_cli.testing import Lab

BACKUPS = Path(__file__).parents[1] / "data" / "backups"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _inventory(folder: Path, hosts: dict[str, dict[str, object]]) -> Inventory:
    folder.mkdir(parents=True, exist_ok=True)
    written = {
        name: {
            "hostname": "127.0.0.1",
            "port": _free_port(),
            **{key: value for key, value in host.items() if key != "lab"},
        }
        | ({"data": {"lab": host["lab"]}} if "lab" in host else {})
        for name, host in hosts.items()
    }
    (folder / "hosts.yaml").write_text(yaml.safe_dump(written), encoding="utf-8")
    return load_inventory(folder)


def _serve(inventory: Inventory, folder: Path, **options: Path) -> Lab:
    return serve_inventory(inventory.targets.values(), folder=folder, **options)  # type: ignore[arg-type]


def test_each_host_gets_a_unit_of_its_kind_on_its_own_port(tmp_path: Path) -> None:
    """`data.lab` says what it is; without it, it is the newest release."""
    (tmp_path / "own.conf").write_text("config system ha\nset session-pickup enable\nend\n", encoding="utf-8")
    inventory = _inventory(
        tmp_path,
        {
            "plain": {},
            "full": {
                "lab": {
                    "fortios": "7.0.12",
                    "vdoms": ["root", "vd-web"],
                    "interfaces": {"port1": "10.0.0.1/24", "port2": None},
                    "ha_role": "secondary",
                    "cfg_save": "manual",
                    "config": "own.conf",
                }
            },
            "branch": {"lab": {"fortios": "7.4", "interfaces": ["port1"]}},
        },
    )
    with _serve(inventory, tmp_path) as lab:
        for name, target in inventory.targets.items():
            assert (lab[name].host, lab[name].port) == (target.host, target.port)
        assert lab["plain"].spec.fortios == str(schema().branches[-1].newest)
        assert lab["branch"].spec.fortios == str(schema().releases_of("7.4")[-1])
        full = lab["full"]
        with Client(full) as client:
            status = client.command("get system status")[0]
        assert "v7.0.12," in status
        assert "Current HA mode: a-p, secondary\n" in status
        assert "Virtual domains status: 2 in NAT mode" in status
        assert {"    set cfg-save manual", '    edit "vd-web"', "    set session-pickup enable"} <= set(
            full.stored_text().splitlines()
        )


def test_the_host_key_of_a_name_stays_the_same(tmp_path: Path) -> None:
    """So that a `known_hosts` written once stays right."""
    inventory = _inventory(tmp_path, {"u": {}})
    for _ in range(2):
        with _serve(inventory, tmp_path) as lab:
            assert lab["u"].host_key_line == public_line(steady_host_key("u"))


def test_the_password_comes_from_the_environment_or_is_the_known_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`FGSP_LAB_PASSWORD`, default `fgsp-lab`; the user is the inventory's, or `admin`."""
    inventory = _inventory(tmp_path, {"u": {"username": "netops"}, "v": {}})
    with _serve(inventory, tmp_path) as lab, Client(lab["u"], username="netops"), Client(lab["v"], username="admin"):
        assert lab["v"].password == "fgsp-lab"
    monkeypatch.setenv("FGSP_LAB_PASSWORD", "another")
    with _serve(inventory, tmp_path) as lab, Client(lab["v"], password="another"):
        pass


def test_the_key_of_the_inventory_logs_in(tmp_path: Path) -> None:
    """Its public half is what the unit knows."""
    key = asyncssh.generate_private_key("ssh-ed25519")
    (tmp_path / "id").write_bytes(key.export_private_key())
    options = {"netmiko": {"extras": {"key_file": "id"}}}
    inventory = _inventory(tmp_path, {"u": {"connection_options": options}})
    with _serve(inventory, tmp_path) as lab, Client(lab["u"], key=key.export_private_key().decode()):
        pass


@pytest.mark.parametrize(
    ("host", "message"),
    [
        ({"hostname": "192.0.2.1"}, "u.hostname: .*192.0.2.1.*loopback"),
        ({"hostname": "fw.example.net"}, "u.hostname: .*loopback"),
        ({"lab": {"fortios": "seven"}}, "u.data.lab.fortios: .*seven.*7.4.4"),
        ({"lab": {"fortios": "3.9"}}, "u.data.lab.fortios: .*3.9"),
        ({"lab": {"vdoms": "a"}}, "u.data.lab.vdoms: .*list of names"),
        ({"lab": {"vdoms": ["a b"]}}, "u.data.lab: .*'a b' cannot be the name of a VDOM"),
        ({"lab": {"interfaces": [1]}}, "u.data.lab.interfaces"),
        ({"lab": {"interfaces": {"port1": "10.0.0.1/99"}}}, "u.data.lab: .*interface port1"),
        ({"lab": {"ha_role": "boss"}}, "u.data.lab.ha_role: .*boss.*primary"),
        ({"lab": {"cfg_save": "sometimes"}}, "u.data.lab.cfg_save: .*sometimes.*manual"),
        ({"lab": {"config": "nowhere.conf"}}, "u.data.lab.config: .*nowhere.conf"),
        ({"lab": {"release": "7.4.4"}}, "u.data.lab.release: unknown setting"),
        ({"lab": "7.4.4"}, "u.data.lab: .*mapping"),
    ],
)
def test_a_host_that_cannot_be_a_unit_is_refused(tmp_path: Path, host: dict[str, object], message: str) -> None:
    """With its place in the inventory, and before anything is started; exit code 65."""
    with pytest.raises(InventoryError, match=message) as caught:
        _serve(_inventory(tmp_path, {"u": host}), tmp_path)
    assert caught.value.exit_code == 65
    assert "hosts.yaml:" in str(caught.value)


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    """Two hosts, two mistakes, and an address that two want."""
    hosts: dict[str, dict[str, object]] = {
        "a": {"lab": {"cfg_save": 1}},
        "b": {"hostname": "192.0.2.7"},
        "c": {"port": 2201},
        "d": {"port": 2201},
    }
    with pytest.raises(InventoryError) as caught:
        _serve(_inventory(tmp_path, hosts), tmp_path)
    assert [problem.path for problem in caught.value.problems] == ["a.data.lab.cfg_save", "b.hostname", "d"]


def test_a_host_can_hold_a_copy_of_its_backup(tmp_path: Path) -> None:
    """Release and content come from the newest backup of that name."""
    backups = tmp_path / "backups"
    backups.mkdir()
    shutil.copy(BACKUPS / "backup-FGVMK6-7.0.17-f1.conf", backups / "edge.conf")
    inventory = _inventory(tmp_path / "inventory", {"edge": {}, "other": {}})
    with _serve(inventory, tmp_path, backups=backups) as lab, Client(lab["edge"]) as client:
        assert lab["edge"].spec.fortios == "7.0.17"
        assert client.command("get system status | grep Hostname")[0].startswith("F1 # Hostname: F1\n")
        assert lab["other"].spec.fortios == str(schema().branches[-1].newest)


def test_backups_alone_make_an_inventory(tmp_path: Path) -> None:
    """One unit for each device, named as the backup says, and the files to reach them by."""
    backups = tmp_path / "backups"
    backups.mkdir()
    shutil.copy(BACKUPS / "backup-FGVMK6-7.0.17-f1.conf", backups / "edge.conf")
    shutil.copy(BACKUPS / "backup-FGT50E-6.0.6-novdom-flow.conf", backups / "branch.conf")
    with serve_backups(backups, out=tmp_path) as lab:
        inventory = load_inventory(tmp_path / "inventory")
        assert {name: target.port for name, target in inventory.targets.items()} == {
            unit.name: unit.port for unit in lab
        }
        assert lab["FGTTEST000000001"].spec.fortios == "6.0.6"


def test_a_backup_that_does_not_say_its_release_is_refused(tmp_path: Path) -> None:
    """Nothing else can say it."""
    (tmp_path / "edge.conf").write_text("config system ha\nend\n", encoding="utf-8")
    with pytest.raises(InventoryError, match=r"edge.conf: the backup does not say its FortiOS release"):
        serve_backups(tmp_path, out=tmp_path / "out")


def test_what_was_changed_is_kept_with_persist(tmp_path: Path) -> None:
    """And gone without."""
    inventory = _inventory(tmp_path / "inventory", {"u": {}})
    for options, is_kept in (({}, False), ({"persist": tmp_path / "kept"}, True)):
        with _serve(inventory, tmp_path, **options) as lab:
            lab["u"].admin_change("config system ha\nset session-pickup enable\nend")
        with _serve(inventory, tmp_path, **options) as lab:
            assert ("session-pickup" in lab["u"].stored_text()) is is_kept


_HEADER = "#config-version=FGT91G-7.4.7-FW-build2731-250120:opmode=1:vdom=0:user=admin\n#buildno=2731\n#global_vdom=1\n"
_GLOBAL = 'config system global\n    set hostname "{name}"\nend\n'


@pytest.mark.parametrize("front", ["", "=~=~= PuTTY log 2026.11.27 =~=~=\nfw-a # show\n", "fw-a # "])
@pytest.mark.parametrize("mode", ["standalone", "a-p", "a-a"])
def test_a_unit_is_what_its_backup_says(tmp_path: Path, front: str, mode: str) -> None:
    """Model, build, form of the serial number and HA mode; whatever a terminal printed in front of the header."""
    from lab_client import Client

    ha = f"config system ha\n    set mode {mode}\nend\n" if mode != "standalone" else ""
    backups = tmp_path / "backups"
    backups.mkdir()
    (backups / "fw-a.conf").write_text(f"{front}{_HEADER}{_GLOBAL.format(name='fw-a')}{ha}", encoding="utf-8")
    with serve_backups(backups, out=tmp_path) as lab, Client(lab["fw-a"]) as client:
        status = client.command("get system status")[0]
        assert "Version: FortiGate-91G v7.4.7,build2731,250120 (" in status
        assert "Serial-Number: FGT91GLB" in status
        wanted = mode if mode == "standalone" else f"{mode}, primary"
        assert f"Current HA mode: {wanted}\n" in status
        assert _HEADER.splitlines()[0] in client.command("show")[0]


def test_bad_files_are_named_and_the_rest_is_started(tmp_path: Path) -> None:
    """Cut off, of another product, without a release: each is named, and `fortios` gives the last one its release."""
    good = {"fw-a": _HEADER, "fw-b": ""}
    for name, header in good.items():
        (tmp_path / f"{name}.conf").write_text(header + _GLOBAL.format(name=name), encoding="utf-8")
    (tmp_path / "cut.conf").write_text(
        f"{_HEADER}{_GLOBAL.format(name='cut')}config system ha\n    set mo", encoding="utf-8"
    )
    manager = _HEADER.replace("FGT91G", "FMGVM64")
    (tmp_path / "fmg.conf").write_text(manager + _GLOBAL.format(name="fmg"), encoding="utf-8")
    for fortios, started in (("", ["fw-a"]), ("7.2.5", ["fw-a", "fw-b"])):
        with serve_backups(tmp_path, out=tmp_path / "out", fortios=fortios) as lab:
            assert [unit.name for unit in lab] == started
            left = " ".join(map(str, lab.skipped))
            assert [name in left for name in ("cut.conf", "fmg.conf", "fw-b.conf")] == [True, True, not fortios]
            assert [unit.spec.fortios for unit in lab] == ["7.4.7", "7.2.5"][: len(started)]


@pytest.mark.parametrize(
    "text", ["config system ha\n    set mode a-p\n", "config system interface\nedit x\nset al", "#FGBK"]
)
def test_a_text_that_is_cut_off_is_refused_for_a_host_too(tmp_path: Path, text: str) -> None:
    """As it is of a folder of backups."""
    (tmp_path / "inventory").mkdir()
    (tmp_path / "inventory" / "u.conf").write_text(text, encoding="utf-8")
    inventory = _inventory(tmp_path / "inventory", {"u": {"data": {"lab": {"config": "u.conf"}}}})
    with pytest.raises(InventoryError, match=r"u\.conf"):
        _serve(inventory, tmp_path / "inventory")
