"""A push to a fleet, against nornir-netmiko making the same change: `python tests/bench/bench_fleet.py UNITS [ROUNDS]`.

Needs the package nornir-netmiko. Both run as whole processes, in turns, 16 units at a time, each on units started anew.
The script connects, shows the configuration, sends the lines and shows it again, and checks nothing; `fgsp` does all
that it always does. After each run `fgsp verify` says whether the units hold the intent: what is not right has no figure.
Printed: units a second and CPU of the client a unit, medians over the rounds.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, sleep

FORTIOS = "7.4.4"
WORKERS = 16
FGSP = [sys.executable, "-m", "fgsp_cli"]
PASSWORD = "fgsp-lab"
SCRIPT = """
import json, os, sys
from nornir import InitNornir
from nornir.core.task import Result, Task
from nornir_netmiko.tasks import netmiko_send_command, netmiko_send_config

folder, lines = sys.argv[1], json.load(open(sys.argv[2]))
SHOW = "show system standalone-cluster"

def change(task: Task) -> Result:
    ids, rest = lines[task.host.name]
    task.run(netmiko_send_command, command_string=SHOW)
    if ids:
        task.run(netmiko_send_config, config_commands=ids)
        task.run(netmiko_send_command, command_string="end", expect_string=r"y/n")
        task.run(netmiko_send_command, command_string="y", use_timing=True, last_read=0.1)
    task.run(netmiko_send_config, config_commands=rest)
    task.run(netmiko_send_command, command_string=SHOW)
    return Result(host=task.host)

nornir = InitNornir(
    runner={"plugin": "threaded", "options": {"num_workers": int(sys.argv[3])}},
    inventory={"plugin": "SimpleInventory", "options": {
        "host_file": folder + "/hosts.yaml", "group_file": folder + "/groups.yaml", "defaults_file": folder + "/defaults.yaml"}},
    logging={"enabled": False},
)
for host in nornir.inventory.hosts.values():
    host.password, host.platform = os.environ["FGSP_LAB_PASSWORD"], "fortinet"
failed = nornir.run(task=change).failed
sys.exit(1 if failed else 0)
"""


def main() -> None:
    """Measure in turns and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("units", type=int)
    parser.add_argument("rounds", type=int, nargs="?", default=3)
    parser.add_argument("--fgsp-only", action="store_true")
    parser.add_argument("--option", action="append", default=[], help="option of fgsp push; may be repeated")
    asked = parser.parse_args()
    runs: dict[str, list[tuple[float, float, float]]] = {"nornir-netmiko": [], "fgsp push": []}
    for _ in range(asked.rounds):
        if not asked.fgsp_only:
            runs["nornir-netmiko"].append(one_run(asked.units, script))
        runs["fgsp push"].append(one_run(asked.units, lambda folder: push(folder, asked.option)))
    for name, figures in runs.items():
        if figures:
            wall, cpu, peak = (statistics.median(column) for column in zip(*figures, strict=True))
            rate, each = asked.units / wall, 1000 * cpu / asked.units
            print(f"{name:15} {rate:6.1f} units/s  {each:6.1f} ms CPU a unit  {peak:6.0f} MiB")


def script(folder: Path) -> list[str]:
    """The nornir script and its lines: what `fgsp render` prints."""
    done = subprocess.run(
        [*FGSP, "render", "-i", str(folder / "intent.yaml"), "--format", "json"], capture_output=True, check=True
    )
    devices = json.loads(done.stdout)["devices"]
    lines = {name: divided(device["commands"]) for name, device in devices.items()}
    (folder / "lines.json").write_text(json.dumps(lines))
    (folder / "plain.py").write_text(SCRIPT)
    files = (folder / "plain.py", folder / "inventory", folder / "lines.json")
    return [sys.executable, *map(str, files), str(WORKERS)]


def divided(commands: list[str]) -> tuple[list[str], list[str]]:
    """The block of the ids without its `end`, at which FortiOS asks; and the rest."""
    first = next((place for place, line in enumerate(commands) if line == "end"), None)
    asks = first is not None and not any("cluster-peer" in line for line in commands[:first])
    return (commands[:first], commands[first + 1 :]) if asks and first is not None else ([], commands)


def push(folder: Path, options: list[str]) -> list[str]:
    """The push."""
    return [
        *FGSP, "push", "--yes", "-i", str(folder / "intent.yaml"), "-I", str(folder / "inventory"), *options,
        "--workers", str(WORKERS),
    ]  # fmt: skip


def one_run(units: int, command: object) -> tuple[float, float, float]:
    """Seconds, CPU seconds and peak MiB of one client on units started anew."""
    with tempfile.TemporaryDirectory() as temporary, lab(Path(temporary), units) as folder:
        argv = command(folder)  # type: ignore[operator]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = perf_counter()
        done = subprocess.run(argv, capture_output=True, text=True, check=False, env=environment())
        wall = perf_counter() - start
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert done.returncode == 0, done.stdout[:1500] + done.stderr[-2000:]
        verify(folder)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, after.ru_maxrss / 1024


def verify(folder: Path) -> None:
    """The units hold the intent."""
    done = subprocess.run(
        [*FGSP, "verify", "-i", str(folder / "intent.yaml"), "-I", str(folder / "inventory"), "--format", "json"],
        capture_output=True, text=True, check=False, env=environment(),
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[:1500] + done.stderr[-2000:]


@contextmanager
def lab(folder: Path, units: int) -> Iterator[Path]:
    """So many units in pairs, in a process of its own, until the block ends."""
    process = subprocess.Popen(
        [*FGSP, "lab", "up", "-n", str(units), "--cluster-size", "2", "--fortios", FORTIOS, "--out", str(folder)],
        stdout=subprocess.PIPE, text=True, env=environment(),
    )  # fmt: skip
    try:
        assert process.stdout is not None
        while "lab ready" not in (line := process.stdout.readline()):
            assert line, "the lab ended"
        sleep(0.2)
        yield folder
    finally:
        process.send_signal(signal.SIGTERM)
        os.waitpid(process.pid, 0)


def environment() -> dict[str, str]:
    """The password of the lab, and nothing of ours."""
    return {**os.environ, "FGSP_LAB_PASSWORD": PASSWORD}


if __name__ == "__main__":
    main()
