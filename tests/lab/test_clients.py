"""Clients that were written for real units, unmodified, over real SSH."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import asyncssh
import netmiko
import pytest

from fgsp_cli.testing import Lab, LabUnit, UnitSpec

pytestmark = pytest.mark.filterwarnings("ignore:Diffie-Hellman over finite fields")
"""The key exchange that netmiko's driver insists on."""


def _netmiko(unit: LabUnit) -> netmiko.BaseConnection:
    return netmiko.ConnectHandler(
        device_type="fortinet",
        host=unit.host,
        port=unit.port,
        username=unit.username,
        password=unit.password,
        fast_cli=True,
    )


@pytest.mark.parametrize("vdoms", [None, ("vd-web",)], ids=["single", "multi-vdom"])
@pytest.mark.parametrize("fortios", ["6.0.4", "6.4.5", "7.4.4"])
def test_netmiko_logs_in_reads_and_leaves(fortios: str, vdoms: tuple[str, ...] | None) -> None:
    """Its own driver with paramiko as it is: it finds the prompt, the VDOMs, the release and the pager, which is on."""
    with Lab([UnitSpec(name="u", fortios=fortios, vdoms=vdoms)]) as lab:
        connection = _netmiko(lab["u"])
        assert connection.base_prompt.strip() == "u"
        assert f"v{fortios},build" in connection.send_command("get system status")
        assert "set output standard" in lab["u"].stored_text()
        connection.disconnect()
        assert "set output standard" not in lab["u"].stored_text()


def test_netmiko_leaves_a_unit_alone_that_does_not_page() -> None:
    """With `set output standard` it has nothing to change."""
    with Lab([UnitSpec(name="u", fortios="7.4.4", pager="standard")]) as lab:
        before = lab["u"].stored_text()
        _netmiko(lab["u"]).disconnect()
        assert lab["u"].stored_text() == before


def test_netmiko_accepts_the_banner() -> None:
    """It sends `a` and CR, and finds the prompt behind it."""
    with Lab([UnitSpec(name="u", fortios="7.4.4", post_login_banner="Authorised users only")]) as lab:
        connection = _netmiko(lab["u"])
        assert connection.base_prompt.strip() == "u"
        connection.disconnect()


def test_netmiko_configures_with_many_lines() -> None:
    """`send_multiline` with the prompt's mark as the pattern, and the question's text where it comes."""
    with Lab([UnitSpec(name="u", fortios="7.4.4")]) as lab:
        connection = _netmiko(lab["u"])
        lines = [
            "config system standalone-cluster",
            "config cluster-peer",
            "edit 1",
            "set peerip 10.0.0.1",
            "next",
            "end",
        ]
        connection.send_multiline([*lines, "end"], expect_string=r"[#$]")
        connection.send_multiline(
            [
                ["config system standalone-cluster", "[#$]"],
                ["set group-member-id 1", "[#$]"],
                ["end", r"\(y/n\)"],
                ["y", "#"],
            ]
        )
        connection.disconnect()
        assert {"        edit 1", "            set peerip 10.0.0.1", "    set group-member-id 1"} <= set(
            lab["u"].stored_text().splitlines()
        )


def _ssh(unit: LabUnit, folder: Path, *arguments: str, typed: str = "") -> str:
    """OpenSSH with a key of its own and the unit's host key, and nothing of the person who runs the tests."""
    known_hosts = folder / "known_hosts"
    known_hosts.write_text(f"{unit.known_hosts_line}\n", encoding="utf-8")
    options = {
        "UserKnownHostsFile": known_hosts,
        "StrictHostKeyChecking": "yes",
        "IdentitiesOnly": "yes",
        "LogLevel": "ERROR",
    }
    found = [part for name, value in options.items() for part in ("-o", f"{name}={value}")]
    command = [
        "ssh",
        "-F",
        "none",
        *found,
        "-i",
        str(folder / "key"),
        "-p",
        str(unit.port),
        "admin@127.0.0.1",
        *arguments,
    ]
    done = subprocess.run(
        command, input=typed.encode(), capture_output=True, timeout=20, check=True, env={"PATH": os.environ["PATH"]}
    )
    return done.stdout.decode()


@pytest.mark.skipif(shutil.which("ssh") is None, reason="OpenSSH's client is not installed")
def test_openssh_runs_a_command_a_script_and_a_terminal(tmp_path: Path) -> None:
    """With a key and a strict host key: a command, lines on standard input, and a terminal that nobody sits at."""
    key = asyncssh.generate_private_key("ssh-ed25519")
    (tmp_path / "key").write_bytes(key.export_private_key())
    (tmp_path / "key").chmod(0o600)
    with Lab([UnitSpec(name="u", fortios="8.0.0", authorized_keys=(key.export_public_key().decode(),))]) as lab:
        assert _ssh(lab["u"], tmp_path, "get system status | grep Hostname") == "u # Hostname: u\n\nu # "
        script = "config system ha\nset session-pickup enable\nend\nexit\n"
        assert _ssh(lab["u"], tmp_path, typed=script) == "u # \nu (ha) # \nu (ha) # \nu # "
        assert _ssh(lab["u"], tmp_path, "-tt", typed="execute date\nexit\n").startswith(
            "u # execute date\r\r\ncurrent date"
        )
        assert "set session-pickup enable" in lab["u"].stored_text()
