"""RANCID's `fnlogin`, from Debian's package, against `fgsp lab up`."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from clients.lab_process import PASSWORD, Kind, RunningLab


@pytest.fixture
def fnlogin(lab: RunningLab, program: Callable[[str, str], str], tmp_path: Path) -> Callable[[Kind, str], str]:
    """It logs in, turns the pager off, runs commands that are separated by `;`, and leaves."""
    path = program("fnlogin", "rancid")
    program("ssh", "openssh-client")
    # It takes one word for the SSH client: so this is one, with a unit's host key and nothing of the tester's own.
    strict = f"-F none -o UserKnownHostsFile={lab.known_hosts} -o StrictHostKeyChecking=yes -o LogLevel=ERROR"
    ssh = tmp_path / "ssh"
    ssh.write_text(f'#!/bin/sh\nexec ssh {strict} -o PreferredAuthentications=password "$@"\n', encoding="utf-8")
    ssh.chmod(0o700)

    def run(kind: Kind, commands: str) -> str:
        settings = tmp_path / "cloginrc"
        settings.touch(mode=0o600)
        settings.write_text(
            f"add method * {{ssh:{lab.ports[kind.name]}}}\n"
            f"add sshcmd * {ssh}\n"
            "add user * admin\n"
            f"add password * {{{PASSWORD}}}\n",
            encoding="utf-8",
        )
        environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "TERM": "vt100", "USER": "tester"}
        done = subprocess.run(
            [path, "-t", "20", "-f", str(settings), "-c", commands, "127.0.0.1"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
            env=environment,
        )
        said = done.stdout.decode().replace("\r", "")
        assert "Error:" not in said, said
        assert done.returncode == 0, said
        return said

    return run


def test_fnlogin_runs_what_rancid_needs(fnlogin: Callable[[Kind, str], str]) -> None:
    """The table of peers and the status, whole; the `config global` that it types blindly is refused and harmless."""
    kind = Kind(branch="7.0")
    said = fnlogin(kind, "show system cluster-sync;get system status")
    assert f"{kind.name} # show system cluster-sync\nconfig system cluster-sync\nend\n" in said
    assert "command parse error before 'global'" in said
    assert "Version: FortiGate-VM64-KVM v7.0." in said
    assert "Last reboot reason" in said
    assert "--More--" not in said


def test_fnlogin_walks_through_vdoms(fnlogin: Callable[[Kind, str], str]) -> None:
    """With VDOMs its `config global` is right, and a command of one's own may enter it again."""
    kind = Kind(branch="6.4", vdoms=True)
    said = fnlogin(kind, "get system status;config global;show system cluster-sync;end")
    assert "Virtual domain configuration: multiple" in said
    assert f"{kind.name} (global) # show system cluster-sync\nconfig system cluster-sync\nend\n" in said
