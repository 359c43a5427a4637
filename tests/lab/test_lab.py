"""Labs come and go, and leave nothing."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

import pytest
from lab_client import Client, shell

from fgsp_cli.base.errors import ConfigTextError, FgspError
from fgsp_cli.fortios.schema_data import Schema, packaged_data, use_schema
from fgsp_cli.lab.ssh.unit_keys import public_line, steady_host_key
from fgsp_cli.testing import Lab, Login, UnitSpec


def _threads() -> set[str]:
    return {thread.name for thread in threading.enumerate() if thread.name.startswith(("fgsp-lab", "lab-"))}


def test_a_lab_leaves_no_thread_and_no_port() -> None:
    """Sessions are cut, ports are free, threads are gone."""
    with Lab([UnitSpec(name="u", fortios="7.4.4"), UnitSpec(name="v", fortios="6.0.4")]) as lab:
        ports = [unit.port for unit in lab]
        client = Client(lab["u"])
        terminal = client.shell()
        terminal.until("# ")
        assert _threads() == {"fgsp-lab"}
    assert terminal.channel.recv(1) == b""
    assert _threads() == set()
    for port in ports:
        with socket.socket() as free:
            free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            free.bind(("127.0.0.1", port))
    client.transport.close()


def test_labs_run_side_by_side() -> None:
    """Units of one know nothing of those of another."""
    with Lab([UnitSpec(name="u", fortios="7.4.4")]) as one, Lab([UnitSpec(name="u", fortios="7.0.3")]) as two:
        assert one["u"].port != two["u"].port
        one["u"].admin_change("config system ha\nset session-pickup enable\nend")
        assert "session-pickup" not in two["u"].stored_text()


def test_a_lab_can_be_looked_at_when_it_has_ended() -> None:
    """What the units held stays readable, and stopping twice is no error."""
    lab = Lab([UnitSpec(name="u", fortios="7.4.4")])
    lab.start()
    lab["u"].admin_change("config system ha\nset session-pickup enable\nend")
    lab.stop()
    lab.stop()
    assert "set session-pickup enable" in lab["u"].stored_text()
    assert len(lab) == 1


def test_a_taken_port_is_an_error_of_ours() -> None:
    """It names the address, and nothing stays open."""
    with Lab([UnitSpec(name="u", fortios="7.4.4")]) as lab:
        second = Lab([UnitSpec(name="w", fortios="7.4.4"), UnitSpec(name="v", fortios="7.4.4", port=lab["u"].port)])
        with pytest.raises(FgspError, match=f"v, 127.0.0.1:{lab['u'].port}: "):
            second.start()
    assert _threads() == set()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"host": "192.0.2.1"}, "192.0.2.1 is not a loopback address"),
        ({"host": "0.0.0.0"}, "0.0.0.0 is not a loopback address"),
        ({"host": "example.net"}, "example.net is not a loopback address"),
        ({"name": "a b"}, "'a b' cannot be the name of a unit"),
        ({"name": "../u"}, "cannot be the name of a unit"),
        ({"fortios": "7.4"}, "'7.4' is not a FortiOS release"),
        ({"vdoms": ("a b",)}, "'a b' cannot be the name of a VDOM"),
        ({"interfaces": {"port1": "10.0.0.300/24"}}, "interface port1: "),
        ({"interfaces": {"a port": ""}}, "'a port' cannot be the name of an interface"),
        ({"port": 65536}, "65536 is not a port"),
        ({"ha_role": "primary"}, "a standalone unit has no HA role"),
        ({"latency": -1.0}, "a latency cannot be negative"),
        ({"hostname": 'a"b'}, "cannot be a host name"),
    ],
)
def test_a_unit_that_cannot_be_is_refused_at_once(settings: dict[str, object], message: str) -> None:
    """Before anything is started; above all an address that is not on loopback."""
    with pytest.raises(ValueError, match=message):
        UnitSpec(**{"name": "u", "fortios": "7.4.4", **settings})  # type: ignore[arg-type]


def test_two_units_need_two_names() -> None:
    """They are found by their names."""
    with pytest.raises(ValueError, match="two units have the same name"):
        Lab([UnitSpec(name="u", fortios="7.4.4"), UnitSpec(name="u", fortios="7.4.4")])


def test_ipv6_loopback_and_localhost_are_loopback() -> None:
    """And any address of 127.0.0.0/8, so that units can share the port 22."""
    for host in ("localhost", "127.0.0.9"):
        with Lab([UnitSpec(name="u", fortios="7.4.4", host=host)]) as lab, shell(lab["u"]):
            assert lab["u"].known_hosts_line.startswith(f"[{host}]:{lab['u'].port} ssh-ed25519 ")


def test_the_host_key_is_the_one_that_is_told() -> None:
    """New for every lab, unless one is given; a steady one belongs to a name."""
    with Lab([UnitSpec(name="u", fortios="7.4.4")]) as lab, Client(lab["u"]) as client:
        first = lab["u"].host_key_line
        assert first == f"{client.host_key.get_name()} {client.host_key.get_base64()}"
        assert lab.known_hosts == f"{lab['u'].known_hosts_line}\n"
    with Lab([UnitSpec(name="u", fortios="7.4.4", host_key=steady_host_key("u"))]) as lab:
        assert lab["u"].host_key_line == public_line(steady_host_key("u")) != first
    assert public_line(steady_host_key("v")) != public_line(steady_host_key("u"))


def test_the_settings_of_a_unit_are_in_its_configuration() -> None:
    """As a real unit would print them."""
    spec = UnitSpec(
        name="u", fortios="7.4.4", interfaces={"port1": "10.0.0.1/24", "port2": ""}, cfg_save="manual", pager="standard"
    )
    with Lab([spec]) as lab:
        text = lab["u"].stored_text()
    for line in (
        '    set hostname "u"',
        "    set cfg-save manual",
        '    edit "port1"',
        "        set ip 10.0.0.1 255.255.255.0",
        '    edit "port2"',
        "    set output standard",
    ):
        assert line in text.splitlines()


def test_given_names_are_checked_and_others_are_not() -> None:
    """`entry not found in datasource` for a VDOM or interface that the unit does not have, if it is known what it has."""
    row = "config system standalone-cluster\nconfig cluster-peer\nedit 1\nset {}\nend\nend"
    with Lab([UnitSpec(name="u", fortios="7.4.4", vdoms=("a",), interfaces={"port1": ""})]) as lab:
        lab["u"].admin_change(row.format('syncvd "a"'))
        lab["u"].admin_change(row.format('down-intfs-before-sess-sync "port1"'))
        for value in ('syncvd "b"', 'down-intfs-before-sess-sync "port9"'):
            with pytest.raises(ValueError, match="entry not found in datasource"):
                lab["u"].admin_change(row.format(value))
    with Lab([UnitSpec(name="u", fortios="7.4.4")]) as lab:
        lab["u"].admin_change(row.format('syncvd "b"'))


def test_the_users_own_configuration_wins_over_the_settings() -> None:
    """Typed or printed, with or without VDOM parts, with its own header."""
    typed = "config system global\nset hostname own\nend\nconfig system ha\nset session-pickup enable\nend\n"
    with Lab([UnitSpec(name="u", fortios="7.4.4", config=typed)]) as lab, Client(lab["u"]) as client:
        assert client.command("get system status | grep Hostname")[0].startswith("own # Hostname: own\n")
    with Lab([UnitSpec(name="u", fortios="7.4.4", config=typed, vdoms=("a",))]) as lab:
        assert "config global\nconfig system global\n" in lab["u"].stored_text()
    printed = (
        f"#config-version=FGT60F-7.4.4-FW-build1:opmode=0:vdom=1:user=x\n#conf_file_ver=7\nconfig global\n{typed}end\n"
    )
    with Lab([UnitSpec(name="u", fortios="7.4.4", config=printed)]) as lab:
        text = lab["u"].config_text()
    assert text.startswith("#config-version=FGT60F-7.4.4-FW-build1")
    assert text.count("config-version") == 1
    assert '    set hostname "own"\n' in text or "    set hostname own\n" in text


def test_a_configuration_that_is_none_names_its_unit() -> None:
    """With the line."""
    with pytest.raises(ConfigTextError, match="configuration:2: u: "):
        Lab([UnitSpec(name="u", fortios="7.4.4", config="config system ha\nnonsense\nend\n")])


def test_a_real_backup_can_be_a_unit() -> None:
    """A whole multi-VDOM backup of a 50E: what `show` prints of it is what was loaded."""
    path = Path(__file__).parents[1] / "data" / "backups" / "backup-FGT50E-6.0.6-multivdom-flow-proxy.conf"
    text = path.read_text(encoding="utf-8")
    with Lab([UnitSpec(name="u", fortios="6.0.6", config=text)]) as lab, Client(lab["u"]) as client:
        shown, _ = client.command("show")
        assert "name=Flowbase/Flowbase index=1" in client.command("diagnose sys vd list")[0]
    lines = set(shown.splitlines())
    lost = [line for line in text.splitlines()[1:] if line not in lines]
    # The redaction of this file gave some objects one and the same name: a unit holds each name once.
    assert all(line.startswith("        set uuid ") for line in lost)
    assert len(lost) == 4
    assert "FGTTEST000000001 # #config-version=FGT50E-6.0.6-FW-build0272" in shown


def test_configurations_outlive_a_lab_that_persists(tmp_path: Path) -> None:
    """They are kept in the folder, owner-only, and win at the next start."""
    spec = UnitSpec(name="u", fortios="7.4.4", hostname="first")
    with Lab([spec], persist=tmp_path / "kept") as lab, shell(lab["u"]) as terminal:
        terminal.send("config system ha\nset session-pickup enable\nend\nexit\n")
        terminal.rest()
    kept = tmp_path / "kept" / "u.conf"
    assert kept.stat().st_mode & 0o777 == 0o600
    with Lab([UnitSpec(name="u", fortios="7.4.4", hostname="second")], persist=tmp_path / "kept") as lab:
        assert "set session-pickup enable" in lab["u"].stored_text()
        assert "first" in lab["u"].stored_text()


def test_a_lab_sees_the_schema_data_of_the_test() -> None:
    """Data put in force by a test holds in the lab's thread too: here a release that nobody knows yet."""
    data = packaged_data()
    data["branches"] = [*data["branches"], {"branch": "9.0", "newest": "9.0.0", "confirmed": False}]  # type: ignore[misc]
    with (
        use_schema(Schema.from_mapping(data)),
        Lab([UnitSpec(name="u", fortios="9.0.0")]) as lab,
        Client(lab["u"]) as one,
    ):
        assert "v9.0.0" in one.command("get system status")[0]


def test_many_units_start_and_stop_quickly() -> None:
    """A hundred, each with a port and key of its own."""
    with Lab([UnitSpec(name=f"u{number}", fortios="7.4.4") for number in range(100)]) as lab:
        assert len({unit.port for unit in lab}) == len({unit.host_key_line for unit in lab}) == 100


def test_several_administrators_may_log_in() -> None:
    """Each with its own password."""
    spec = UnitSpec(name="u", fortios="7.4.4", logins=(Login(username="x", password="y"),))
    with Lab([spec]) as lab, Client(lab["u"], username="x", password="y"), Client(lab["u"]):
        pass
