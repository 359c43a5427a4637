"""A backup of 10 MB: our sections found and parsed, the library on all of it, and the disk; by hand, see docs/benchmarks.md.

`python tests/bench/bench_cutter.py [MEGABYTES [SECONDS]]`: SECONDS is how long the library may try.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from made_backups import Filler, backup_text

from fgsp_cli.fortios.ccp import forget, prepare
from fgsp_cli.fortios.cutter import cut, text_of
from fgsp_cli.intent import parse_intent
from fgsp_cli.state.config_reading import read_cut

Result = TypeVar("Result")
INTENT = """
clusters:
  edge:
    fortios: 7.4.4
    standalone_cluster: {standalone_group_id: 7}
    cluster_sync: {heartbeat: {interval: 1s, lost_after: 6s}, syncvd: [root]}
    members:
"""
MEMBERS = "".join(
    f"      fgt-{number}: {{group_member_id: {number}, peerip: 10.0.0.{number + 1}}}\n" for number in range(16)
)
WHOLE = """
import sys, time
from ciscoconfparse2 import CiscoConfParse
lines = open(sys.argv[1], encoding="utf-8").read().splitlines()
start = time.perf_counter()
found = CiscoConfParse(config=lines, syntax="ios", factory=False)
len(found.find_objects("^config system standalone-cluster"))
print(time.perf_counter() - start)
"""


def main() -> None:
    """Measure and tell."""
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    patience = int(sys.argv[2]) if len(sys.argv) > 2 else 600
    state = parse_intent(INTENT + MEMBERS).states()["fgt-0"]
    text = backup_text(state, "fgt-0", Filler(megabytes << 20), megabytes << 20, random.Random(2))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "fgt-0.conf"
        path.write_text(text, encoding="utf-8")
        print(f"{path.stat().st_size / 1e6:.1f} MB, {text.count(chr(10))} lines")
        cold = min(_cold(path) for _ in range(3))
        warm, data = _timed(path.read_bytes)
        prepare()
        decoding, decoded = _timed(lambda: text_of(data))
        cutting, sections = _timed(lambda: cut(decoded))
        parsing, read = _timed(lambda: (forget(), read_cut(sections))[1])
        assert read == state
        ours = decoding + cutting + parsing
        print(f"read from disk: {cold * 1e3:.1f} ms, from memory {warm * 1e3:.1f} ms")
        print(f"decoded {decoding * 1e3:.1f} ms, cut {cutting * 1e3:.1f} ms, parsed {parsing * 1e3:.1f} ms")
        print(f"together {ours * 1e3:.1f} ms, {len(data) / cutting / 1e6:.0f} MB/s cut")
        whole = _whole(path, patience)
        if whole is None:
            print(f"ciscoconfparse2 on the whole file: given up after {patience} s, {patience / ours:.0f} times ours")
        else:
            print(f"ciscoconfparse2 on the whole file: {whole:.1f} s, {whole / ours:.0f} times ours")


def _cold(path: Path) -> float:
    """The seconds that reading takes when the file is on the disk alone."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        start = perf_counter()
        while os.read(handle, 1 << 20):
            pass
        return perf_counter() - start
    finally:
        os.close(handle)


def _timed(work: Callable[[], Result], times: int = 5) -> tuple[float, Result]:
    """The best of a few times, and what came of it."""
    best = float("inf")
    for _ in range(times):
        start = perf_counter()
        result = work()
        best = min(best, perf_counter() - start)
    return best, result


def _whole(path: Path, patience: int) -> float | None:
    """The seconds that the library takes for the whole file, in a process of its own; None if it does not end."""
    try:
        done = subprocess.run(
            [sys.executable, "-c", WHOLE, str(path)], capture_output=True, text=True, timeout=patience, check=True
        )
    except subprocess.TimeoutExpired:
        return None
    return float(done.stdout.strip().splitlines()[-1])


if __name__ == "__main__":
    main()
