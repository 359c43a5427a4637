"""Units behind OpenSSH's own sshd, with its agent, encrypted keys and certificates, as an inventory says it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from clients.lab_process import PASSWORD, Kind, RunningLab
from clients.openssh import USER, Program, Sshd, keygen, signed, ssh_agent, sshd

from fgsp_cli.base.errors import HostKeyError, InputError, LoginRefused
from fgsp_cli.device.secret_resolver import Resolver
from fgsp_cli.device.session import Session
from fgsp_cli.inventory import Target, load_inventory

UNIT = Kind(branch="7.4")
PHRASE = "open-sesame"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A unit of the lab, two jump hosts, keys and an agent."""

    folder: Path
    first: Sshd
    second: Sshd
    add: Callable[..., None]
    port: int

    def target(self, **extras: object) -> Target:
        """The unit as the inventory with these options has it."""
        options = {"netmiko": {"extras": {"known_hosts": "known", **extras}}}
        host = {
            "hostname": "127.0.0.1",
            "port": self.port,
            "username": "admin",
            "password": PASSWORD,
            "connection_options": options,
        }
        (self.folder / "hosts.yaml").write_text(yaml.safe_dump({"fgt": host}))
        return load_inventory(self.folder).targets["fgt"]


@pytest.fixture(scope="module")
def hosts(program: Program, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Sshd, Sshd]]:
    """Keys, and two jump hosts that take some of them and certificates of `authority`."""
    folder = tmp_path_factory.mktemp("hosts")
    for name in ("id", "last", "other", "spare", "authority", "certified"):
        keygen(program, folder / name)
    keygen(program, folder / "rsa", "-b", "2048", kind="rsa")
    keygen(program, folder / "locked", passphrase=PHRASE)
    signed(program, folder / "authority", folder / "certified")
    taken = [folder / name for name in ("id", "last", "locked", "rsa")]
    with (
        sshd(program, folder / "first", keys=taken, authority=folder / "authority") as first,
        sshd(program, folder / "second", keys=taken, authority=folder / "authority") as second,
    ):
        yield folder, first, second


@pytest.fixture
def site(lab: RunningLab, program: Program, hosts: tuple[Path, Sshd, Sshd], tmp_path: Path) -> Iterator[Site]:
    """With an empty agent and empty logs."""
    keys, *jumps = hosts
    shutil.copytree(keys, tmp_path, dirs_exist_ok=True)
    for host in jumps:
        (host.folder / "log").write_text("")
    unit = lab.known_hosts.read_text()
    (tmp_path / "known").write_text("".join(host.known for host in jumps) + unit)
    with ssh_agent(program, tmp_path) as add:
        yield Site(folder=tmp_path, first=jumps[0], second=jumps[1], add=add, port=lab.ports[UNIT.name])


def reaches(target: Target) -> None:
    """Log in, read, leave."""
    with Session.open(target, Resolver()) as session:
        assert UNIT.name in session.run("get system status")


WAYS: dict[str, dict[str, object]] = {
    "a key file": {"key_file": "id"},
    "an RSA key file": {"key_file": "rsa"},
    "several key files": {"key_file": ["other", "id"]},
    "an encrypted key": {"key_file": "locked", "passphrase": "${env:PHRASE}"},
    "a certificate": {"key_file": "certified"},
    "the only key of the agent": {"allow_agent": True},
    "an encrypted key that the agent holds": {"allow_agent": True, "key_file": "locked"},
    "an RSA key of the agent": {"allow_agent": True, "key_file": "rsa.pub"},
    "the public half of a key of the agent": {"allow_agent": True, "key_file": "last.pub"},
    "a certificate that the agent holds": {"allow_agent": True, "key_file": "certified-cert.pub"},
    "a key file that the agent does not hold": {"allow_agent": True, "key_file": "id"},
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.spread(3)
def test_a_login_on_the_jump_host(site: Site, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One login, and the unit behind it takes its password."""
    monkeypatch.setenv("PHRASE", PHRASE)
    names = {"the only key of the agent": ["last"], "a key file that the agent does not hold": ["spare"]}
    for name in names.get(way, ["other", "spare", "last", "locked", "certified", "rsa"]):
        site.add(site.folder / name, passphrase=PHRASE)
    reaches(site.target(proxy_jump=site.first.address, **WAYS[way]))
    assert site.first.accepted == 1


def test_jump_hosts_in_a_row_each_with_its_own_login(site: Site) -> None:
    """As text and as mappings; both of them judged by the same file."""
    reaches(site.target(proxy_jump=f"{site.first.address},{site.second.address}", key_file="id"))
    own = [
        {"hostname": "127.0.0.1", "port": host.port, "username": USER, "key_file": key}
        for host, key in ((site.first, "id"), (site.second, "last"))
    ]
    reaches(site.target(proxy_jump=own))
    assert (site.first.accepted, site.second.accepted) == (2, 2)


def test_an_openssh_configuration(site: Site) -> None:
    """Alias, HostName, User, Port, IdentityFile, ProxyJump, HostKeyAlias, UserKnownHostsFile, Include, Match host."""
    folder, first, second = site.folder, site.first, site.second
    (folder / "more").write_text(
        f"Host bastion\n  HostName 127.0.0.1\n  Port {first.port}\n  User {USER}\n  IdentityFile {folder}/id\n"
        f"Match originalhost inner\n  HostName 127.0.0.1\n  Port {second.port}\n  User {USER}\n"
        f"  IdentityFile {folder}/absent\n  IdentityFile {folder}/last\n"
        f"  UserKnownHostsFile {folder}/known_inner\n  HostKeyAlias the-inner\n"
    )
    (folder / "ssh_config").write_text(
        f"Include {folder}/more\nHost fgt-*\n  HostName 127.0.0.1\n  Port {site.port}\n  User admin\n"
        "  ProxyJump bastion,inner\nHost *\n  ForwardAgent yes\n"
    )
    (folder / "known_inner").write_text(f"the-inner {second.known.split(' ', 1)[1]}")
    extras = {"known_hosts": "known", "ssh_config_file": "ssh_config"}
    host = {"hostname": "fgt-berlin", "password": PASSWORD, "connection_options": {"netmiko": {"extras": extras}}}
    (folder / "hosts.yaml").write_text(yaml.safe_dump({"fgt": host}))
    inventory = load_inventory(folder)
    assert inventory.warnings[-1].endswith("no effect on fgsp: forwardagent")
    target = inventory.targets["fgt"]
    assert (target.username, target.port) == ("admin", site.port)
    with pytest.raises(HostKeyError, match="jump host the-inner: the host key of the-inner is not known"):
        reaches(target)  # `known_hosts` of the inventory goes before UserKnownHostsFile
    del extras["known_hosts"]
    (folder / "hosts.yaml").write_text(yaml.safe_dump({"fgt": host}))
    (folder / "known_hosts").write_text((folder / "known").read_text())
    reaches(load_inventory(folder).targets["fgt"])
    assert second.accepted == 1


def test_no_more_keys_are_tried_than_allowed(site: Site) -> None:
    """Three keys that are refused would lock an administrator; the message says what was left out."""
    site.add(*(site.folder / name for name in ("other", "spare", "last")))
    target = site.target(proxy_jump=site.first.address, allow_agent=True)
    with pytest.raises(LoginRefused, match=r"jump host .* refused the login"):
        reaches(target)
    assert site.first.log.count("Connection from") == 2
    reaches(site.target(proxy_jump=site.first.address, allow_agent=True, key_tries=3))


def test_an_agent_that_is_not_there_is_named(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is sent; a public key alone logs nobody in."""
    with pytest.raises(InputError, match="is a public key: `allow_agent: true` lets an ssh agent use it"):
        reaches(site.target(key_file="id.pub"))
    with pytest.raises(InputError, match="is a public key: the ssh agent does not hold it"):
        reaches(site.target(key_file="id.pub", allow_agent=True))
    monkeypatch.setenv("SSH_AUTH_SOCK", str(site.folder / "none"))
    with pytest.raises(InputError, match="SSH_AUTH_SOCK gives no keys: No such file"):
        reaches(site.target(allow_agent=True))
    monkeypatch.delenv("SSH_AUTH_SOCK")
    with pytest.raises(InputError, match="SSH_AUTH_SOCK names no ssh agent"):
        reaches(site.target(allow_agent=True))


def test_a_man_in_the_middle_on_an_openssh_jump_host_gets_no_login(site: Site) -> None:
    """The agent signs nothing for it."""
    site.add(site.folder / "id")
    target = site.target(proxy_jump=site.first.address, allow_agent=True)
    known = site.folder / "known"
    known.write_text(known.read_text().replace(site.first.known.split()[2], site.second.known.split()[2], 1))
    with pytest.raises(HostKeyError, match="HAS CHANGED"):
        reaches(target)
    assert site.first.accepted == 0
    assert "publickey" not in site.first.log


def test_the_command_line_trusts_and_reads_through_jump_hosts(site: Site) -> None:
    """From an empty known_hosts: `trust` stores the key of each jump host before it goes through it."""
    site.target(proxy_jump=f"{site.first.address},{site.second.address}", key_file="id", known_hosts="fresh")

    def fgsp(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "fgsp_cli", *arguments, "-I", str(site.folder)]
        return subprocess.run(
            command, capture_output=True, text=True, timeout=60, check=False, stdin=subprocess.DEVNULL, env=os.environ
        )

    backup = ("backup", "--to", str(site.folder / "backups"))
    refused = fgsp(*backup)
    assert refused.returncode == 1
    assert f"jump host [127.0.0.1]:{site.first.port}: the host key" in refused.stdout + refused.stderr
    trusted = fgsp("trust", "--yes")
    assert trusted.returncode == 0, trusted.stderr
    assert len((site.folder / "fresh").read_text().splitlines()) == 3
    assert trusted.stderr.count("jump host ") == 2
    done = fgsp(*backup)
    assert done.returncode == 0, done.stderr
    assert PASSWORD not in site.first.log + site.second.log + done.stdout + done.stderr
