"""The README as a script: its blocks, and a copy of the project in which they can run beside other labs."""

from __future__ import annotations

import contextlib
import random
import re
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SET_UP = ("pip install . && fgsp demo", "pip install '.[test]' && pytest")
"""The blocks that install something, which a tour begins behind."""


def blocks(kind: str) -> list[str]:
    """The fenced blocks of a kind, in order."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def tour() -> str:
    """Every command behind the set-up, as written; whatever lab is still up at the end is ended."""
    return "trap 'fgsp lab down' EXIT\n" + "".join(blocks("sh")[len(SET_UP) :])


def copy_inventories(folder: Path) -> None:
    """The project's inventories, with ports that no other lab on this machine has."""
    shutil.copytree(ROOT / "inventories", folder / "inventories", ignore=shutil.ignore_patterns("known_hosts"))
    hosts = folder / "inventories" / "lab" / "hosts.yaml"
    ports = _free_ports()
    text = hosts.read_text(encoding="utf-8")
    hosts.write_text(re.sub(r"(?<=port: )\d+", lambda _: str(next(ports)), text), encoding="utf-8")


def _free_ports() -> Iterator[int]:
    """None that the system itself would give to a connection before the lab takes it."""
    for port in random.sample(range(20000, 30000), 10000):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            yield port
