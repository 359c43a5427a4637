"""A lab as large as the benchmark's: 500 units in one process, on two cores in well under a minute and a gigabyte."""

from __future__ import annotations

import asyncio
import re
import time
from pathlib import Path

import asyncssh

from fgsp_cli.testing import Lab, LabUnit, UnitSpec

UNITS = 500
TOGETHER = 25
"""Logins at the same time."""


def _resident_megabytes() -> int:
    found = re.search(r"^VmRSS:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"), re.MULTILINE)
    return int(found[1]) // 1024 if found else 0


async def _status(unit: LabUnit, gate: asyncio.Semaphore) -> str:
    async with (
        gate,
        asyncssh.connect(
            unit.host,
            unit.port,
            username=unit.username,
            password=unit.password,
            known_hosts=None,
            config=None,
            client_keys=None,
            kex_algs=["curve25519-sha256"],
            encryption_algs=["aes128-ctr"],
        ) as connection,
    ):
        answer = await connection.run("get system status | grep Hostname")
        return str(answer.stdout)


async def _all(units: list[LabUnit]) -> list[str]:
    gate = asyncio.Semaphore(TOGETHER)
    return await asyncio.gather(*(_status(unit, gate) for unit in units))


def test_500_units_are_up_and_answer_a_login() -> None:
    """Each with its own host name; the time is measured to the last answer."""
    before, begun = _resident_megabytes(), time.monotonic()
    with Lab([UnitSpec(name=f"u{number}", fortios="7.4.4") for number in range(UNITS)]) as lab:
        up = time.monotonic() - begun
        answers = asyncio.run(_all(list(lab)))
        assert answers == [f"{unit.name} # Hostname: {unit.name}\n\n{unit.name} # " for unit in lab]
        assert time.monotonic() - begun < 60, f"up after {up:.1f} s"
        assert _resident_megabytes() - before < 1024
