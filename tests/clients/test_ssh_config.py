"""An SSH configuration is read as OpenSSH's own `ssh -G` reads it."""

from __future__ import annotations

import getpass
import random
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from fgsp_cli.base.errors import InventoryError
from fgsp_cli.inventory.ssh_config import host_settings

ALIASES = ("a", "b.example.com", "10.0.0.1", "FGT-1")
HEADS = (
    "Host *",
    "Host a",
    "Host A b.example.com",
    "Host *.example.com !b.*",
    "Host fgt-? 10.0.0.*",
    'Host "a" !*',
    "Match all",
    "Match host a,*.internal",
    "Match originalhost fgt-*",
    "Match user admin host !10.*,*",
    "Match !host a",
    f"Match localuser {getpass.getuser()} user other",
)
SETTINGS = (
    "HostName inner.internal",
    "hostname=%h.internal",
    "HostName = 192.0.2.1",
    "User admin",
    "User other",
    "Port 2222",
    "port=22",
    'IdentityFile "/keys/with blank"',
    "IdentityFile /keys/%h-%r",
    "IdentityFile /keys/%n # not %n",
    "HostKeyAlias one",
    "ProxyJump hop",
    "ProxyJump u@hop:2022,second",
    "ProxyJump none",
    "UserKnownHostsFile /known/%n",
    "Include {more}",
    "Include {folder}/absent*",
    "# Host b",
    "",
)


def read_by_openssh(ssh: str, path: Path, alias: str) -> dict[str, list[str]]:
    """What `ssh -G` prints."""
    done = subprocess.run([ssh, "-G", "-F", str(path), alias], capture_output=True, text=True, check=True, timeout=20)
    read: dict[str, list[str]] = {}
    for line in done.stdout.splitlines():
        keyword, _, value = line.partition(" ")
        read.setdefault(keyword, []).append(value)
    return read


def mixed(chance: random.Random, folder: Path, count: int) -> str:
    """Lines as people write them, in any order."""
    lines = []
    for _ in range(count):
        line = chance.choice(HEADS) if chance.random() < 0.35 else chance.choice(SETTINGS)
        lines.append("  " * chance.randrange(2) + line.format(more=folder / "more", folder=folder))
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("seed", range(40))
def test_a_configuration_means_what_openssh_says(tmp_path: Path, program: Callable[[str, str], str], seed: int) -> None:
    """The first line that fits, patterns, exceptions, Match, Include in a block, tokens, quotes."""
    ssh, chance = program("ssh", "openssh-client"), random.Random(seed)
    (tmp_path / "more").write_text(mixed(chance, tmp_path / "none", 4).replace(f"Include {tmp_path / 'none'}/more", ""))
    (tmp_path / "config").write_text(mixed(chance, tmp_path, 12))
    for alias in ALIASES:
        theirs, ours = read_by_openssh(ssh, tmp_path / "config", alias), host_settings(tmp_path / "config", alias, "")
        assert ours.hostname.lower() == theirs["hostname"][0]
        assert (ours.one("port") or "22") == theirs["port"][0]
        assert (ours.one("user") or getpass.getuser()) == theirs["user"][0]
        assert (ours.one("hostkeyalias") or None) == theirs.get("hostkeyalias", [None])[0]
        if ours.many("identityfile"):
            assert list(ours.many("identityfile")) == theirs["identityfile"]
        if ours.many("userknownhostsfile"):
            assert [str(ours.file(text)) for text in ours.many("userknownhostsfile")] == theirs["userknownhostsfile"][
                0
            ].split()
        assert ours.one("proxyjump").replace("none", "") == theirs.get("proxyjump", [""])[0]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Match exec 'touch ran'\n", "config:1: Match exec is not supported"),
        ("Host *\n\nMatch canonical all\n", "config:3: Match canonical is not supported"),
        ('HostName "a\n', "config:1: is no line of an SSH configuration"),
        ("Include {path}\n", "config:1: Include is nested too deeply"),
    ],
)
def test_a_command_or_a_line_that_makes_no_sense_is_an_error(tmp_path: Path, text: str, message: str) -> None:
    """With its line; nothing is run."""
    path = tmp_path / "config"
    path.write_text(text.format(path=path))
    with pytest.raises(InventoryError, match=message):
        host_settings(path, "a", "")
    assert not Path("ran").exists()
