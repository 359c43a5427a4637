"""`fgsp lab up` as a process of its own, with an inventory of stand-ins for the clients of others."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncssh
import yaml

PASSWORD = "fgsp-lab"
BRANCHES = ("6.0", "6.4", "7.0", "7.4", "8.0")
STANDARD = "config system console\n    set output standard\nend\n"
VDOMS = ("vd-web", "vd-db")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What distinguishes the stand-ins of one release: VDOMs and the pager."""

    branch: str
    vdoms: bool = False
    pager: bool = True

    @property
    def name(self) -> str:
        return f"fgt-{self.branch.replace('.', '')}{'-vdoms' * self.vdoms}{'-nopager' * (not self.pager)}"

    def data(self) -> Mapping[str, object]:
        """Its `data.lab`."""
        data: dict[str, object] = {"fortios": self.branch}
        if self.vdoms:
            data["vdoms"] = list(VDOMS)
        if not self.pager:
            data["config"] = "standard.conf"
        return data


KINDS = tuple(
    Kind(branch=branch, vdoms=vdoms, pager=pager)
    for branch in BRANCHES
    for vdoms in (False, True)
    for pager in (True, False)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningLab:
    """A running `fgsp lab up`."""

    folder: Path
    ports: Mapping[str, int]

    @property
    def known_hosts(self) -> Path:
        """The units' host keys."""
        return self.folder / "known_hosts"

    @property
    def key(self) -> Path:
        """A private key that every unit takes."""
        return self.folder / "key"


@contextmanager
def lab_up(folder: Path, kinds: Sequence[Kind] = KINDS) -> Iterator[RunningLab]:
    """The process, ready, from start to end; SIGTERM ends it, and it has to end well."""
    key = asyncssh.generate_private_key("ssh-ed25519")
    (folder / "key").touch(mode=0o600)
    (folder / "key").write_bytes(key.export_private_key())
    (folder / "standard.conf").write_text(STANDARD, encoding="utf-8")
    ports = dict(zip((kind.name for kind in kinds), _free_ports(len(kinds)), strict=True))
    _write(folder / "hosts.yaml", {kind.name: _host(ports[kind.name], kind) for kind in kinds})
    _write(folder / "groups.yaml", {"lab": {"connection_options": {"netmiko": {"extras": {"key_file": "key"}}}}})
    _write(folder / "defaults.yaml", {"username": "admin", "password": PASSWORD})
    environment = {**os.environ, "FGSP_LAB_PASSWORD": PASSWORD}
    process = subprocess.Popen(
        [sys.executable, "-m", "fgsp_cli", "lab", "up", str(folder)],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == f"lab ready: {len(kinds)} units\n"
        _trust(folder, environment)
        yield RunningLab(folder=folder, ports=ports)
    finally:
        process.terminate()
        assert process.wait(30) == 0


def _trust(folder: Path, environment: Mapping[str, str]) -> None:
    """`fgsp trust` writes the `known_hosts` that the clients are strict about."""
    command = [sys.executable, "-m", "fgsp_cli", "trust", "-I", str(folder), "--yes"]
    subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=True, timeout=60)


def _host(port: int, kind: Kind) -> Mapping[str, object]:
    return {"hostname": "127.0.0.1", "port": port, "groups": ["lab"], "data": {"lab": kind.data()}}


def _write(path: Path, content: Mapping[str, object]) -> None:
    path.write_text(yaml.safe_dump(content), encoding="utf-8")


def _free_ports(count: int) -> list[int]:
    """All held at once, so that no two are the same."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [int(each.getsockname()[1]) for each in sockets]
