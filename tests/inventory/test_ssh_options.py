"""Every connection option of netmiko is honoured, named as without effect, or refused by name."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest
from netmiko import BaseConnection

from fgsp_cli.base.errors import InventoryError
from fgsp_cli.inventory import Inventory, load_inventory
from fgsp_cli.inventory.ssh_options import HONOURED, REFUSED, WITHOUT_EFFECT

PLACES = ("host", "group", "defaults")
_BASIC = {"self", "ip", "host", "username", "password", "port"}
ALL = sorted(set(inspect.signature(BaseConnection.__init__).parameters) - _BASIC)
WRONG = {
    "device_type": "cisco_ios_telnet",
    "use_keys": "true",
    "pkey": "x",
    "ssh_strict": "false",
    "system_host_keys": "true",
    "alt_host_keys": "true",
    "disable_sha2_fix": "true",
    "sock": "x",
    "sock_telnet": "x",
    "serial_settings": "{port: COM1}",
    "session_log": "all.log",
}


def loaded(folder: Path, extras: str, place: str = "host") -> Inventory:
    """An inventory with the options at one place."""
    options = f"{{connection_options: {{netmiko: {{extras: {{{extras}}}}}}}}}"
    files = {"hosts": "a: {groups: [g]}\n", "groups": "g: {}\n", "defaults": "{}\n"}
    match place:
        case "host":
            files["hosts"] = f"a: {options}\n"
        case "group":
            files["groups"] = f"g: {options}\n"
        case _:
            files["defaults"] = f"{options}\n"
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text)
    return load_inventory(folder)


def test_the_table_names_every_option_of_the_installed_netmiko_once() -> None:
    """A new release of netmiko with a new option fails here, not at a user."""
    tables = (HONOURED, set(WITHOUT_EFFECT), set(REFUSED))
    assert [name for name in ALL if sum(name in table for table in tables) != 1] == []
    assert set(WRONG) == set(REFUSED)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", sorted(WRONG))
def test_an_option_that_is_not_honoured_is_refused_by_name(tmp_path: Path, name: str, place: str) -> None:
    """At a host, a group and the defaults, with the fix."""
    with pytest.raises(InventoryError, match=f"extras.{name}: is not supported") as caught:
        loaded(tmp_path, f"{name}: {WRONG[name]}", place)
    assert REFUSED[name][1] in str(caught.value)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", sorted(WITHOUT_EFFECT))
def test_an_option_without_effect_is_named_in_a_warning(tmp_path: Path, name: str, place: str) -> None:
    """With the reason; its value is not shown."""
    (warning,) = loaded(tmp_path, f"{name}: hunter2", place).warnings
    assert f"extras: {name} has no effect: " in warning
    assert "hunter2" not in warning


def test_values_that_say_what_fgsp_does_anyway_are_accepted(tmp_path: Path) -> None:
    """As netmiko's defaults do."""
    for name, (values, _) in REFUSED.items():
        for value in values:
            assert loaded(tmp_path, f"{name}: {str(value).lower()}").warnings == ()
    assert loaded(tmp_path, "use_keys: true, key_file: id").targets["a"].key_files == (tmp_path / "id",)


@pytest.mark.parametrize("place", PLACES)
def test_options_of_netmiko_are_honoured(tmp_path: Path, place: str) -> None:
    """Each of them changes the target."""
    extras = (
        "key_file: id, passphrase: '${env:P}', keepalive: 7, alt_host_keys: true, alt_key_file: known, timeout: 4, "
        "auth_timeout: 5, banner_timeout: 9, disabled_algorithms: {ciphers: [aes128-ctr], kex: []}"
    )
    target = loaded(tmp_path, extras, place).targets["a"]
    assert (target.key_files, target.known_hosts) == ((tmp_path / "id",), tmp_path / "known")
    assert (target.keepalive, target.deadlines.connect, target.deadlines.login) == (7, 4.0, 9.0)
    assert str(target.passphrase) == "${env:P}"
    assert target.disabled_algorithms == {"ciphers": ("aes128-ctr",), "kex": ()}
    assert loaded(tmp_path, "conn_timeout: 3, timeout: 4", place).targets["a"].deadlines.connect == 3.0


@pytest.mark.parametrize(
    ("extras", "message"),
    [
        ("ssh_key_flie: x", "unknown option - did you mean ssh_key_file?"),
        ("proxy_command: x", "unknown option - "),
        ("alt_key_file: x", "has no effect alone - add `alt_host_keys: true`"),
        ("disabled_algorithms: {cipher: [x]}", "allowed: a mapping of lists: kex, ciphers"),
        ("disabled_algorithms: {kex: {x: 1}}", "allowed: a list of names"),
        ("ssh_algorithms: weak", "allowed: strong, legacy"),
        ("keepalive: -1", "allowed: seconds, above 0"),
    ],
)
def test_a_misspelt_option_or_value_is_refused(tmp_path: Path, extras: str, message: str) -> None:
    """An unknown option may change where or how one connects."""
    with pytest.raises(InventoryError) as caught:
        loaded(tmp_path, extras)
    assert message in str(caught.value)


@pytest.mark.parametrize("place", PLACES)
def test_legacy_algorithms_are_allowed_by_name_with_a_warning(tmp_path: Path, place: str) -> None:
    """It says what is weak."""
    inventory = loaded(tmp_path, "ssh_algorithms: legacy", place)
    assert inventory.targets["a"].legacy_algorithms
    (warning,) = inventory.warnings
    for weak in ("CBC", "3DES", "MD5", "SHA-1", "2048"):
        assert weak in warning
