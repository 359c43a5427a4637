"""Light commands stay light: what they import, and how long they take beside Python itself."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

import pytest
from command_line import program

HEAVY = ("asyncssh", "ciscoconfparse2", "dask", "distributed", "loguru", "netmiko", "nornir", "paramiko", "rich")
PROBE = """
import sys
from fgsp_cli.cli.main import main
code = main(sys.argv[1:])
print(*(name for name in {heavy!r} if name in sys.modules), file=sys.stderr)
sys.exit(code)
"""


def imported(*arguments: str | Path, of: tuple[str, ...] = HEAVY) -> list[str]:
    """The heavy libraries, or the modules `of`, that a command imported."""
    command = [sys.executable, "-c", PROBE.format(heavy=of), *(str(argument) for argument in arguments)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    return ran.stderr.split()


@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("--version",),
        ("render", "--help"),
        ("push", "--help"),
        ("schema",),
        ("schema", "--format", "json"),
    ],
)
def test_help_and_schema_import_nothing_heavy(arguments: tuple[str, ...]) -> None:
    """Libraries are imported by the function that needs them."""
    assert imported(*arguments) == []


@pytest.mark.parametrize("form", ["text", "json"])
def test_render_imports_nothing_heavy(edge: Path, form: str) -> None:
    """A preview needs neither SSH nor a table."""
    assert imported("render", "-i", edge, "--format", form) == []


def test_a_list_of_runs_needs_no_room_that_plans_or_connects(tmp_path: Path) -> None:
    """It reads journals, not the plans in them."""
    rooms = tuple(f"fgsp_cli.{room}" for room in ("device", "fleet", "intent", "plan", "push", "units"))
    assert imported("runs", "--run-dir", tmp_path, of=rooms + HEAVY) == []


def test_help_takes_at_most_eight_times_what_python_takes_to_do_nothing() -> None:
    """The best of ten of each in processor time, taken in turns, so that other work on the machine hits neither."""
    commands = {"nothing": [sys.executable, "-c", "pass"], "help": program("--help")}
    # Whoever keeps Python from storing what it compiled would measure the compiler.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(10):
        for name, command in commands.items():
            before = getrusage(RUSAGE_CHILDREN)
            subprocess.run(command, stdout=subprocess.DEVNULL, check=True, env=environment)
            after = getrusage(RUSAGE_CHILDREN)
            taken[name].append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)

    assert min(taken["help"]) <= 8 * min(taken["nothing"])
