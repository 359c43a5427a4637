"""A process that has imported everything and has no threads: its children push and recover, and may be killed.

Reads a JSON object a line, forks, tells the child's pid, and when that is over how it ended.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import traceback
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from fgsp_cli.archive import RunFolder, files
from fgsp_cli.fleet import push
from fgsp_cli.fleet.recovery import recover
from fgsp_cli.intent import parse_intent
from fgsp_cli.inventory import Deadlines, Inventory, load_inventory
from fgsp_cli.plan.push_options import PushOptions

HEAVY = ("fgsp_cli.fortios.ccp", "fgsp_cli.device.ssh", "fgsp_cli.render", "fgsp_cli.push.transaction")


def within(inventory: Inventory, seconds: float) -> Inventory:
    """The inventory, for people who wait no longer than so many seconds for an answer."""
    patience = min(10.0, 4 * seconds)
    deadlines = Deadlines(connect=seconds, login=patience, prompt=patience, command=seconds, line=seconds)
    targets = {name: replace(target, deadlines=deadlines) for name, target in inventory.targets.items()}
    return replace(inventory, targets=targets)


def set_clock(hours: float) -> None:
    """Set the clock of this process, by which runs are named and dated, so many hours forward; back if negative."""

    class Shifted(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return datetime.now(tz) + timedelta(hours=hours)

    files.datetime = Shifted  # type: ignore[attr-defined]


def work(asked: dict[str, str]) -> int:
    """Push or recover; the exit code."""
    set_clock(float(asked["clock"]))
    inventory = within(load_inventory(Path(asked["inventory"])), float(asked["seconds"]))
    options = PushOptions(
        transaction=asked["mode"],  # type: ignore[arg-type]
        prune=asked.get("prune", "True") == "True",
        allow_disruptive=asked["disruptive"] == "True",
        reconnect_seconds=5.0,
    )
    if asked["verb"] == "recover":
        return recover(RunFolder.find(asked["run"], ()), inventory, options).exit_code()
    return push(parse_intent(asked["text"], asked["source"]), inventory, options).exit_code()


def main() -> None:
    """Until stdin ends."""
    for name in HEAVY:
        importlib.import_module(name)
    importlib.import_module("fgsp_cli.fortios.ccp").prepare()
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            code = 70
            try:
                code = work(json.loads(line))
            except BaseException:  # noqa: BLE001 - told, and never taken for an exit code of the program
                traceback.print_exc()
            finally:
                os._exit(code)
        print(pid, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


if __name__ == "__main__":
    main()
