"""Weak SSH algorithms are neither offered nor accepted, over real SSH."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import asyncssh
import paramiko
import pytest

from fgsp_cli.base.errors import HostKeyError, InputError, Unreachable
from fgsp_cli.base.secrets import Secret
from fgsp_cli.device.hostkeys import KnownHosts
from fgsp_cli.device.login import Credentials
from fgsp_cli.device.ssh import fetch_host_key, open_shell
from fgsp_cli.device.ssh_algorithms import LEGACY, STRONG, offered
from fgsp_cli.inventory import Target

sys.path.insert(0, str(Path(__file__).parent))
from raw_unit import raw_unit
from units import QUICK


async def _waits(process: asyncssh.SSHServerProcess[bytes]) -> None:
    """A shell that reads until the client leaves."""
    await process.stdin.read()


def connect(target: Target) -> None:
    """Log in, leave."""
    credentials = Credentials(username="a", password=Secret("some-password"))
    open_shell(target, credentials, KnownHosts(target.known_hosts.read_text())).close()


WEAK = [
    {"encryption_algs": ["3des-cbc"]},
    {"encryption_algs": ["aes128-cbc"]},
    {"encryption_algs": ["aes256-ctr"], "mac_algs": ["hmac-md5"]},
    {"encryption_algs": ["aes256-ctr"], "mac_algs": ["hmac-sha1"]},
    {"encryption_algs": ["aes256-ctr"], "mac_algs": ["hmac-sha1-96"]},
]


@pytest.mark.parametrize("offer", WEAK, ids=str)
def test_a_weak_cipher_or_mac_needs_the_option(tmp_path: Path, offer: dict[str, list[str]]) -> None:
    """The refusal names the option; with it the session works."""
    with raw_unit(tmp_path, _waits, QUICK, **offer) as target:
        with pytest.raises(Unreachable, match="in common") as caught:
            connect(target)
        assert "ssh_algorithms: legacy" in caught.value.hint
        connect(replace(target, legacy_algorithms=True))


@pytest.mark.parametrize("kex", ["diffie-hellman-group1-sha1", "diffie-hellman-group14-sha1"])
def test_a_key_exchange_with_sha1_is_not_offered(tmp_path: Path, kex: str) -> None:
    """Not even where the inventory names it as the only one."""
    with raw_unit(tmp_path, _waits, QUICK, kex_algs=[kex]) as target:
        for attempt in (target, replace(target, kex=(kex,))):
            with pytest.raises(Unreachable, match="no key exchange in common"):
                connect(attempt)


def test_strong_algorithms_that_the_inventory_disables_are_not_offered(tmp_path: Path) -> None:
    """As netmiko's `disabled_algorithms`."""
    with raw_unit(tmp_path, _waits, QUICK, encryption_algs=["aes256-ctr"]) as target:
        connect(target)
        for kind, names in {"ciphers": ("aes256-ctr",), "kex": STRONG["kex"], "keys": STRONG["keys"]}.items():
            with pytest.raises(Unreachable, match="in common"):
                connect(replace(target, disabled_algorithms={kind: names}))


@pytest.mark.parametrize("bits", [1024, 2040])
def test_a_small_rsa_host_key_is_refused_known_or_not(tmp_path: Path, bits: int) -> None:
    """By a login and by `trust`; the password is not sent."""
    with raw_unit(tmp_path, _waits, QUICK, kind="ssh-rsa", bits=bits) as target:
        with pytest.raises(HostKeyError, match="RSA key of under 2048 bits"):
            connect(target)
        with pytest.raises(HostKeyError, match="RSA key of under 2048 bits"):
            fetch_host_key(target, KnownHosts(""))
        connect(replace(target, legacy_algorithms=True))


def test_a_host_key_of_2048_bits_is_accepted(tmp_path: Path) -> None:
    """The limit itself."""
    with raw_unit(tmp_path, _waits, QUICK, kind="ssh-rsa", bits=2048) as target:
        connect(target)


def test_a_small_rsa_key_of_the_login_is_refused(tmp_path: Path) -> None:
    """Before a connection is opened."""
    path = tmp_path / "id"
    path.write_bytes(asyncssh.generate_private_key("ssh-rsa", key_size=1024).export_private_key())
    target = Target(name="x", host="127.0.0.1", port=1, username="a", key_files=(path,))
    with pytest.raises(InputError, match="RSA key of under 2048 bits"):
        open_shell(target, Credentials(username="a"), KnownHosts(""))


def test_what_is_offered_is_ours_and_not_of_the_version_of_paramiko() -> None:
    """A class that has everything weak, too, is asked for nothing of it."""
    target = Target(name="x", host="h")
    everything = {kind: [*LEGACY[kind], *STRONG[kind], "future"] for kind in STRONG}
    for kind, names in everything.items():
        assert offered(target, kind, names) == STRONG[kind]
        assert offered(replace(target, legacy_algorithms=True), kind, names) == STRONG[kind] + LEGACY[kind]
        assert not set(STRONG[kind]) & set(LEGACY[kind])
    assert set(STRONG["kex"]) - {"mlkem768x25519-sha256"} <= set(paramiko.Transport._kex_info)
    assert set(STRONG["ciphers"]) <= set(paramiko.Transport._cipher_info)
    assert set(STRONG["macs"]) <= set(paramiko.Transport._mac_info)
