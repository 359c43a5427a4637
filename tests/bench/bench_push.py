"""A push of 15 rows over a long line, against a plain netmiko script: `python tests/bench/bench_push.py [PAIRS [SECONDS]]`, by hand.

SECONDS is the time from a byte sent to its answer. Both are measured as whole processes, in turns, each time on a unit
that has none of the rows. The script logs in, sends the lines and shows the table, and checks nothing.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from push_lab import Bench, bench

from fgsp_cli.testing import UnitSpec

ROWS = 15
FORTIOS = "7.4.4"
INTENT = f"""
devices:
  fgt-a:
    fortios: {FORTIOS}
    cluster_sync:
""" + "".join(
    f"      - {{sync_id: {number}, peerip: 10.0.0.{number}, hb_interval: 10, hb_lost_threshold: 6, syncvd: [root]}}\n"
    for number in range(2, ROWS + 2)
)
OPEN = ("config system standalone-cluster", "config cluster-peer")
SCRIPT = """
import sys
from netmiko import ConnectHandler
unit = ConnectHandler(device_type="fortinet", host="127.0.0.1", port=int(sys.argv[1]), username="admin", password=sys.argv[2])
print(unit.send_config_set(open(sys.argv[3]).read().splitlines()))
print(unit.send_command("show system standalone-cluster"))
unit.disconnect()
"""


def main() -> None:
    """Measure in turns, and tell the medians."""
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    latency = float(sys.argv[2]) if len(sys.argv) > 2 else 0.05
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        unit = UnitSpec(name="fgt-a", fortios=FORTIOS, latency=latency)
        with bench(folder, [unit], INTENT) as work:
            measure(work, folder, pairs)


def measure(work: Bench, folder: Path, pairs: int) -> None:
    """In turns: the script, and both ways of a push; the median of what the first takes longer."""
    intent, script, lines = folder / "edge.yaml", folder / "plain.py", folder / "lines.txt"
    intent.write_text(INTENT)
    script.write_text(SCRIPT)
    lines.write_text("\n".join(config_lines()))
    unit = work["fgt-a"]
    plain = [sys.executable, str(script), str(unit.port), unit.password, str(lines)]
    push = [sys.executable, "-m", "fgsp_cli", "push", "--yes", "-i", str(intent), "-I", str(folder / "inventory")]
    seconds: dict[str, list[float]] = {"plain": [], "workspace": [], "direct": []}
    for _ in range(pairs):
        seconds["plain"].append(timed(work, plain))
        for mode in ("workspace", "direct"):
            seconds[mode].append(timed(work, [*push, "--transaction", mode]))
    for mode, taken in seconds.items():
        faster = statistics.median(plain / own for plain, own in zip(seconds["plain"], taken, strict=True))
        print(f"{mode:10} {statistics.median(taken):6.2f} s, netmiko script / this: {faster:.2f}")


def timed(work: Bench, command: list[str]) -> float:
    """Seconds that the command takes to make all rows on a unit that has none."""
    unit = work["fgt-a"]
    start = perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    taken = perf_counter() - start
    assert done.returncode == 0, done.stdout + done.stderr
    assert unit.stored_text().count("set peerip") == ROWS, unit.stored_text()
    numbers = range(2, ROWS + 2)
    unit.admin_change([*OPEN, *(f"delete {number}" for number in numbers), "end", "end"])
    return taken


def config_lines() -> list[str]:
    """The same rows as a person would type them."""
    rows = []
    for number in range(2, ROWS + 2):
        rows += [f"edit {number}", f"set peerip 10.0.0.{number}", "set hb-interval 10", "set hb-lost-threshold 6"]
        rows += ["set syncvd root", "next"]
    return [*OPEN, *rows, "end", "end"]


if __name__ == "__main__":
    main()
