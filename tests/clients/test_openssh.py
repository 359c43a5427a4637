"""OpenSSH's `ssh` against `fgsp lab up`: password and key, with and without a terminal, command and script."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from clients.lab_process import PASSWORD, Kind, RunningLab

Way = Literal["password", "key"]
UNIT = Kind(branch="7.4")


@pytest.fixture
def ssh(
    lab: RunningLab, program: Callable[[str, str], str], tmp_path: Path
) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """`ssh` with the unit's host key, and nothing of the person who runs the tests."""
    path = program("ssh", "openssh-client")
    askpass = tmp_path / "askpass"
    askpass.write_text('#!/bin/sh\nprintf "%s\\n" "$LAB_PASSWORD"\n', encoding="utf-8")
    askpass.chmod(0o700)

    def run(
        way: Way, *arguments: str, typed: str = "", kind: Kind = UNIT, password: str = PASSWORD
    ) -> subprocess.CompletedProcess[bytes]:
        options = [
            f"UserKnownHostsFile={lab.known_hosts}",
            "StrictHostKeyChecking=yes",
            "IdentitiesOnly=yes",
            "LogLevel=ERROR",
            "NumberOfPasswordPrompts=1",
            f"PreferredAuthentications={'password' if way == 'password' else 'publickey'}",
        ]
        command = [path, "-F", "none", *(part for option in options for part in ("-o", option))]
        command += ["-i", str(lab.key), "-p", str(lab.ports[kind.name]), "admin@127.0.0.1", *arguments]
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "SSH_ASKPASS": str(askpass),
            "SSH_ASKPASS_REQUIRE": "force",
            "LAB_PASSWORD": password,
        }
        return subprocess.run(command, input=typed.encode(), capture_output=True, timeout=30, env=environment)

    return run


BOTH = pytest.mark.parametrize("way", ["password", "key"])


@BOTH
def test_a_command_is_answered_without_echo_and_pager(
    ssh: Callable[..., subprocess.CompletedProcess[bytes]], way: Way
) -> None:
    """LF, the prompt glued to the first line and alone at the end, success as the exit status."""
    done = ssh(way, "get system status | grep Hostname")
    assert done.stdout.decode() == f"{UNIT.name} # Hostname: {UNIT.name}\n\n{UNIT.name} # "
    assert done.returncode == 0
    longer = ssh(way, "get system status").stdout.decode()
    assert "--More--" not in longer
    assert len(longer.splitlines()) > 24


@BOTH
def test_a_command_on_a_terminal_runs_too(ssh: Callable[..., subprocess.CompletedProcess[bytes]], way: Way) -> None:
    """`ssh -tt HOST COMMAND`."""
    done = ssh(way, "-tt", "get system status | grep Hostname")
    assert f"Hostname: {UNIT.name}" in done.stdout.decode()
    assert done.returncode == 0


@BOTH
def test_a_script_on_standard_input_configures(
    ssh: Callable[..., subprocess.CompletedProcess[bytes]], way: Way
) -> None:
    """No terminal: nothing is echoed, every line is answered with its prompt, and `exit` ends it."""
    alias = f"by-{way}"
    script = f"config system global\nset alias {alias}\nend\nshow system global | grep alias\nexit\n"
    name = UNIT.name
    done = ssh(way, typed=script)
    shown = f'{name} # \n{name} (global) # \n{name} (global) # \n{name} #     set alias "{alias}"\n\n{name} # '
    assert done.stdout.decode() == shown
    assert done.returncode == 0
    assert done.stderr == b""


@BOTH
def test_a_script_without_exit_ends_with_its_input(
    ssh: Callable[..., subprocess.CompletedProcess[bytes]], way: Way
) -> None:
    """The end of standard input closes the session once everything has been done."""
    done = ssh(way, typed="get system status | grep Version\n")
    assert "Version: FortiGate" in done.stdout.decode()
    assert done.returncode == 0


@BOTH
def test_a_terminal_echoes_and_pages(ssh: Callable[..., subprocess.CompletedProcess[bytes]], way: Way) -> None:
    """`-tt`: what is typed comes back before CR CR LF, and a long answer stops at `--More--` for a key."""
    done = ssh(way, "-tt", typed="execute date\nget system status\n   exit\n")
    said = done.stdout.decode()
    assert said.startswith(f"{UNIT.name} # execute date\r\r\ncurrent date")
    assert "--More-- \r         \r" in said
    assert said.endswith("exit\r\r\n")


def test_a_wrong_password_and_an_unknown_key_are_refused(
    ssh: Callable[..., subprocess.CompletedProcess[bytes]], lab: RunningLab
) -> None:
    """Neither gets a prompt."""
    refused = ssh("password", "get system status", password="wrong")
    assert refused.returncode == 255
    assert b"Permission denied" in refused.stderr
    assert refused.stdout == b""


def test_vdoms_are_walked_through_by_a_script(ssh: Callable[..., subprocess.CompletedProcess[bytes]]) -> None:
    """Into `config global` and out again."""
    kind = Kind(branch="8.0", vdoms=True)
    said = ssh("key", typed="config global\nget system console\nend\nexit\n", kind=kind).stdout.decode()
    assert f"{kind.name} (global) # output              : more \n" in said
