"""The audit of a large fleet's backups: `python tests/bench/bench_audit.py [UNITS [FOLDER]]`, by hand; 2,000 files, 2 GB.

Checks that exactly the units with a fault are named, and tells time and memory; see docs/benchmarks.md.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from time import perf_counter, sleep

from made_backups import MadeUp, make

ROOT = Path(__file__).parents[2]
LIMIT_MB = 500


def main() -> None:
    """Make the fleet, audit it, tell what it took."""
    units = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    with tempfile.TemporaryDirectory() as temporary:
        fleet = make(Path(sys.argv[2] if len(sys.argv) > 2 else temporary), units)
        size = sum(path.stat().st_size for path in fleet.folder.iterdir())
        print(f"{units} backups, {size / units / 1e6:.2f} MB each on average")
        print(f"read from disk alone: {_read(fleet):.1f} s")
        for workers in ("1", ""):
            _audit(fleet, workers)


def _read(fleet: MadeUp) -> float:
    start = perf_counter()
    for path in fleet.folder.iterdir():
        path.read_bytes()
    return perf_counter() - start


def _audit(fleet: MadeUp, workers: str) -> None:
    command = [sys.executable, "-m", "fgsp_cli", "audit", "-v", "--format", "json"]
    command += ["-i", str(fleet.intent), "--against", str(fleet.folder)]
    command += ["--workers", workers] if workers else []
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    start = perf_counter()
    with (
        tempfile.TemporaryFile("w+") as out,
        tempfile.TemporaryFile("w+") as err,
        subprocess.Popen(command, stdout=out, stderr=err, text=True, env=environment) as process,
    ):
        watch = _Memory(process.pid)
        code = process.wait()
        seconds = perf_counter() - start
        out.seek(0)
        err.seek(0)
        document = json.load(out)
        split = err.read().strip().splitlines()[-1]
    check(fleet, document, code)
    most = watch.most
    assert most < LIMIT_MB, most
    print(f"{workers or 'as many'} processes: {seconds:.1f} s, at most {most:.0f} MB in all of them; {split}")


def check(fleet: MadeUp, document: dict[str, dict[str, dict[str, object]]], code: int) -> None:
    """Exactly the units with a fault are named, for what is wrong with them; exit code 2."""
    devices = document["devices"]
    by_status: dict[str, set[str]] = {}
    for name, found in devices.items():
        by_status.setdefault(str(found["status"]), set()).add(name)
    faulty = set(fleet.drifted) | fleet.truncated | fleet.encrypted
    expected = {
        "drift": set(fleet.drifted),
        "unreadable": set(fleet.truncated | fleet.encrypted),
        "in_sync": set(fleet.devices) - faulty,
    }
    assert by_status == {status: names for status, names in expected.items() if names}
    assert all("cut off" in str(devices[name]["error"]) for name in fleet.truncated)
    assert all("encrypted" in str(devices[name]["error"]) for name in fleet.encrypted)
    assert all(len(found["changes"]) == (name in fleet.drifted) for name, found in devices.items())  # type: ignore[arg-type]
    assert code == 2


class _Memory:
    """The most memory that a process and those it started held at a time, in megabytes; shared pages once each."""

    def __init__(self, process: int) -> None:
        self.most = 0.0
        self._process = process
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while Path(f"/proc/{self._process}").exists():
            self.most = max(self.most, sum(map(_megabytes, _family(self._process))))
            sleep(0.1)


def _family(process: int) -> list[int]:
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return [process]
    return [process, *(one for child in children for one in _family(int(child)))]


def _megabytes(process: int) -> float:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1000


if __name__ == "__main__":
    main()
