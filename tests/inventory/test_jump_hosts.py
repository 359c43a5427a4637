"""Jump hosts, agents and SSH configurations as an inventory writes them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from fgsp_cli.base.errors import InventoryError
from fgsp_cli.base.secrets import Secret, SecretRef

sys.path.insert(0, str(Path(__file__).parent))
from test_ssh_options import PLACES, loaded


@pytest.mark.parametrize("place", PLACES)
def test_a_jump_host_of_each_place(tmp_path: Path, place: str) -> None:
    """Of a host, a group and the defaults; it has the unit's keys and agent, and not its password."""
    extras = (
        "proxy_jump: 'me@hop:2022', key_file: [id, other], allow_agent: true, known_hosts: k, passphrase: '${env:P}'"
    )
    target = loaded(tmp_path, extras, place).targets["a"]
    (hop,) = target.jumps
    assert (hop.name, hop.host, hop.port, hop.username, hop.password) == ("[hop]:2022", "hop", 2022, "me", None)
    assert hop.key_files == target.key_files == (tmp_path / "id", tmp_path / "other")
    assert (hop.allow_agent, hop.known_hosts, str(hop.passphrase)) == (True, tmp_path / "k", "${env:P}")


@pytest.mark.parametrize(
    ("value", "hops"),
    [
        ("u@a,v@[::1]:23", ["u@a:22", "v@::1:23"]),
        ("[u@a, {hostname: b, username: v, port: 24}]", ["u@a:22", "v@b:24"]),
        ("ssh://u@a:2022", ["u@a:2022"]),
        ("none", []),
    ],
)
def test_jump_hosts_are_in_the_order_of_the_connections(tmp_path: Path, value: str, hops: list[str]) -> None:
    """As in OpenSSH's ProxyJump."""
    written = value if value.startswith("[u") else f"'{value}'"
    target = loaded(tmp_path, f"proxy_jump: {written}").targets["a"]
    assert [f"{hop.username}@{hop.host}:{hop.port}" for hop in target.jumps] == hops


def test_secrets_of_a_jump_host_are_secrets(tmp_path: Path) -> None:
    """A literal is warned about, without its text; all of them are there to be masked."""
    inventory = loaded(tmp_path, "proxy_jump: {hostname: b, username: v, password: hunter2, passphrase: '${env:P}'}")
    assert inventory.targets["a"].secrets == (Secret("hunter2"), SecretRef.parse("${env:P}"))
    (warning,) = inventory.warnings
    assert "proxy_jump.password: a password in clear text" in warning
    assert "hunter2" not in warning


@pytest.mark.parametrize(
    ("extras", "message"),
    [
        ("proxy_jump: bastion", "a.proxy_jump: wrong type"),
        ("proxy_jump: 'a b'", "[user@]host[:port], a mapping with hostname, or a list"),
        ("proxy_jump: {username: x}", "a mapping with hostname"),
        ("proxy_jump: {hostname: b, username: v, proxy_comand: x}", "unknown option"),
        ("proxy_jump: {hostname: b, username: v, port: 0}", "a number from 1 to 65535"),
        ("proxy_jump: {hostname: b, username: v, password: '${emv:X}'}", "is not a reference to a secret"),
        ("proxy_jump: [u@a, u@a, u@a, u@a, u@a, u@a, u@a, u@a, u@a]", "more than 8 jump hosts"),
        ("key_tries: 0", "a number above 0"),
        ("ssh_config_file: absent", "absent: cannot be read: No such file"),
        ("host_key_alias: 7", "allowed: text"),
    ],
)
def test_what_makes_no_sense_is_refused(tmp_path: Path, extras: str, message: str) -> None:
    """By name, before anything connects."""
    with pytest.raises(InventoryError) as caught:
        loaded(tmp_path, extras)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ProxyCommand nc %h %p", "proxycommand is not supported - use ProxyJump"),
        ("IdentityAgent /tmp/x", "identityagent is not supported"),
        ("KnownHostsCommand /bin/x", "knownhostscommand is not supported"),
        ("BindAddress 127.0.0.2", "bindaddress is not supported"),
        ("UserKnownHostsFile /dev/null", "userknownhostsfile is not supported - name one file"),
        ("UserKnownHostsFile a b", "name one file"),
        ("Port http", "port is not supported - a number"),
        ("User u\nProxyJump b", "more than 8 jump hosts"),
    ],
)
def test_a_keyword_that_changes_the_connection_is_honoured_or_refused(tmp_path: Path, text: str, message: str) -> None:
    """By name; a jump host that is its own jump host too."""
    (tmp_path / "config").write_text(f"{text}\n")
    with pytest.raises(InventoryError) as caught:
        loaded(tmp_path, "ssh_config_file: config")
    assert message in str(caught.value)


def test_what_the_inventory_says_goes_before_the_ssh_configuration(tmp_path: Path) -> None:
    """As what is on the command line of `ssh` does; other keywords are named as without effect."""
    (tmp_path / "id").touch()
    (tmp_path / "config").write_text(
        f"Host a\n HostName 192.0.2.7\n User u\n Port 23\n IdentityFile {tmp_path}/id\n HostKeyAlias k\n Ciphers x\n"
        f" ProxyJump v@hop\n UserKnownHostsFile {tmp_path}/kh\n ProxyCommand none\n"
    )
    inventory = loaded(tmp_path, "ssh_config_file: config")
    target = inventory.targets["a"]
    assert (target.host, target.username, target.port, target.key_name) == ("192.0.2.7", "u", 23, "k")
    assert (target.key_files, target.known_hosts) == ((tmp_path / "id",), tmp_path / "kh")
    assert [hop.name for hop in target.jumps] == ["hop"]
    assert [line.rpartition("fgsp: ")[2] for line in inventory.warnings] == ["ciphers"]
    own = "ssh_config_file: config, key_file: mine, known_hosts: own, host_key_alias: n, proxy_jump: none"
    target = loaded(tmp_path, own).targets["a"]
    assert (target.key_files, target.known_hosts) == ((tmp_path / "mine",), tmp_path / "own")
    assert (target.key_name, target.jumps) == ("n", ())
