"""`fgsp lab up`: stand-ins that are there when it says so, and gone when it ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from command_line import Fgsp, program

LOOPBACK = "127.0.0.1"


@contextmanager
def up(*arguments: str | Path, said: str) -> Iterator[subprocess.Popen[str]]:
    """A lab that has said that it is ready."""
    process = subprocess.Popen(
        program("lab", "up", *arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout
        assert process.stdout.readline() == said
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_made_up_units_work_until_they_are_stopped(fgsp: Fgsp, tmp_path: Path, number: signal.Signals) -> None:
    """Their inventory and intent are on disk; either signal is the normal end."""
    with up("-n", "2", "--fortios", "7.0.12,7.4.4", "--out", tmp_path, said="lab ready: 2 units\n") as process:
        assert fgsp("plan", "-i", tmp_path / "intent.yaml", "-I", tmp_path / "inventory").code == 2
        process.send_signal(number)
        out, err = process.communicate(timeout=60)

    assert (process.returncode, out, err) == (0, "", "")


def test_units_hold_what_the_intent_says_on_request(fgsp: Fgsp, tmp_path: Path) -> None:
    """`--peers-configured`: nothing is left to do."""
    with up("-n", "2", "--peers-configured", "--out", tmp_path, said="lab ready: 2 units\n"):
        assert fgsp("verify", "-i", tmp_path / "intent.yaml", "-I", tmp_path / "inventory").code == 0


def test_an_inventory_is_served_on_its_own_addresses(fgsp: Fgsp, tmp_path: Path) -> None:
    """With `--persist` a unit comes back as it was."""
    with up("-n", "2", "--out", tmp_path, said="lab ready: 2 units\n"):
        pass  # its inventory names the ports that were free
    arguments = ("-i", tmp_path / "intent.yaml", "-I", tmp_path / "inventory")
    inventory = tmp_path / "inventory"

    with up(inventory, "--persist", said="lab ready: 2 units\n") as process:
        assert fgsp("push", *arguments, "--yes").code == 0
        process.terminate()
        process.wait(60)
    with up(inventory, "--persist", said="lab ready: 2 units\n"):
        assert fgsp("verify", *arguments).code == 0
    with up(inventory, said="lab ready: 2 units\n"):
        assert fgsp("verify", *arguments).code == 2


def test_backups_come_to_life(fgsp: Fgsp, tmp_path: Path) -> None:
    """A rehearsal on a copy of what the real units hold."""
    backups, first, second = tmp_path / "backups", tmp_path / "first", tmp_path / "second"
    with up("-n", "2", "--peers-configured", "--out", first, said="lab ready: 2 units\n"):
        assert fgsp("backup", "-I", first / "inventory", "--to", backups).code == 0
    with up("--from-backups", backups, "--out", second, said="lab ready: 2 units\n"):
        assert fgsp("verify", "-i", first / "intent.yaml", "-I", second / "inventory").code == 0


def test_no_unit_leaves_loopback(fgsp: Fgsp, tmp_path: Path) -> None:
    """Any other address is refused, before anything is started."""
    (tmp_path / "hosts.yaml").write_text("fgt-a: {hostname: 192.0.2.1, port: 2201}\n", encoding="utf-8")

    ran = fgsp("lab", "up", tmp_path)

    assert (ran.code, ran.out) == (65, "")
    assert "192.0.2.1" in ran.err


def test_a_port_that_is_taken_is_an_error_of_the_program(fgsp: Fgsp, tmp_path: Path) -> None:
    """One message, and nothing left running."""
    with socket.create_server((LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]
        ran = fgsp("lab", "up", "-n", "1", "--out", tmp_path, "--base-port", str(port))

    assert (ran.code, ran.out) == (1, "")
    assert f"the port is in use by process {os.getpid()} (" in ran.err


def test_what_goes_wrong_is_said_in_a_file(fgsp: Fgsp, tmp_path: Path) -> None:
    """The second member's login is refused once; when the lab ends it tells what has happened."""
    faults = tmp_path / "faults.yaml"
    faults.write_text("fgt-1-2:\n- {fault: refuse_login, at: {connection: 1}, times: 1}\n", encoding="utf-8")
    arguments = ("-i", tmp_path / "intent.yaml", "-I", tmp_path / "inventory")

    with up("-n", "2", "--out", tmp_path, "--faults", faults, said="lab ready: 2 units\n") as process:
        first, second = fgsp("plan", *arguments), fgsp("plan", *arguments)
        process.terminate()
        _, err = process.communicate(timeout=60)

    assert (first.code, second.code) == (1, 2)
    assert "fgt-1-2" in first.err + first.out
    assert err == "fgt-1-2: refuse_login at a login\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("fgt-1-1: [{fault: drip}]\n", "faults.yaml:1:19: fault: unknown kind of fault (found: drip"),
        ("fgt-9: []\n", "faults.yaml:1:1: fgt-9: is no unit of this lab"),
    ],
)
def test_a_wrong_file_of_faults_is_told_with_its_place(fgsp: Fgsp, tmp_path: Path, text: str, message: str) -> None:
    """And nothing is started or written."""
    faults = tmp_path / "faults.yaml"
    faults.write_text(text, encoding="utf-8")

    ran = fgsp("lab", "up", "-n", "1", "--out", tmp_path / "out", "--faults", faults)

    assert (ran.code, ran.out) == (65, "")
    assert message in ran.err
    assert not (tmp_path / "out").exists()


def test_a_detached_lab_is_listed_and_ended(fgsp: Fgsp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It answers when the command returns; what has happened in it is printed when it ends."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    faults = tmp_path / "faults.yaml"
    faults.write_text("fgt-*: [{fault: drop, at: {connection: 1}}]", encoding="utf-8")
    ran = fgsp("lab", "up", "-n", "2", "--out", tmp_path / "a", "--faults", faults, "--accent", "wrapped", "--detach")
    assert ran.out.startswith("lab ready: 2 units, process "), ran
    pid = int(ran.out.split()[-1])
    try:
        assert fgsp("lab", "up", "-n", "1", "--out", tmp_path / "b", "--detach").code == 0
        listed = fgsp("lab", "list").out.splitlines()
        assert sorted(line.split()[1] for line in listed) == [str(tmp_path / "a"), str(tmp_path / "b")]
        port = int(next(line for line in listed if str(pid) in line).rpartition(":")[2])
        socket.create_connection((LOOPBACK, port)).recv(1)
        down = fgsp("lab", "down", str(pid))
        assert (down.code, down.out) == (0, "1 labs ended\n")
        assert "drop at a login" in down.err
        assert [line.split()[1] for line in fgsp("lab", "list").out.splitlines()] == [str(tmp_path / "b")]
    finally:
        assert fgsp("lab", "down").code == 0
    assert fgsp("lab", "list").out == "no lab is running\n"
    assert fgsp("lab", "down").out == "no lab is running\n"


@pytest.mark.parametrize("name", ["a", "a/inventory", "./a/"])
def test_a_lab_is_ended_by_its_folder_or_inventory_and_a_name_of_none_is_an_error(
    fgsp: Fgsp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """As the folder is spelled from here; what ends nothing is not exit code 0."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    assert fgsp("lab", "up", "-n", "1", "--out", "a", "--detach").code == 0
    try:
        for other in ("b", "a/intent.yaml", "1"):
            ran = fgsp("lab", "down", other)
            assert (ran.code, ran.out) == (64, "")
            assert f"no lab of {other} is running" in ran.err
        assert fgsp("lab", "down", name).out == "1 labs ended\n"
    finally:
        fgsp("lab", "down")


@pytest.mark.parametrize("arguments", [("-n", "1", "--accent", "none"), ("-n", "0"), ("no-such-inventory",)])
def test_a_detached_lab_that_cannot_start_says_why(
    fgsp: Fgsp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    """With the code and the words of one that is not detached."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    words = (*arguments, *(("--out", tmp_path) if "-n" in arguments else ()))
    ran, detached = fgsp("lab", "up", *words), fgsp("lab", "up", *words, "--detach")
    assert ran.code
    assert (detached.code, detached.out, detached.err) == (ran.code, ran.out, ran.err)
