"""A cluster of stand-in units with an intent for it: what the tests of `push`, `plan` and `verify` work on."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from subprocess import PIPE, Popen

from command_line import program

from fgsp_cli.archive import RunFolder
from fgsp_cli.base.events import Event, Phase
from fgsp_cli.fleet import audit, plan, push, recover, verify
from fgsp_cli.intent import Intent, parse_intent
from fgsp_cli.inventory import Deadlines, Inventory, load_inventory
from fgsp_cli.plan.push_options import PushOptions
from fgsp_cli.results.results import Results
from fgsp_cli.testing import Lab, LabUnit, UnitSpec, faults

TRIO = """
clusters:
  edge:
    fortios: {fortios}
    cluster_sync:
      syncvd: [root]
      heartbeat: {{interval: 1s, lost_after: 6s}}
    members:
      fgt-a: {{number: 0, peerip: 10.10.10.1}}
      fgt-b: {{number: 1, peerip: 10.10.10.2}}
      fgt-c: {{number: 2, peerip: 10.10.10.3}}
"""
"""Three units, each with a row to the other two."""
MEMBERS = ("fgt-a", "fgt-b", "fgt-c")


@dataclass(slots=True)
class Listener:
    """A reporter that remembers."""

    events: list[Event] = field(default_factory=list)

    def emit(self, event: Event) -> None:
        """Remember it."""
        self.events.append(event)

    @property
    def warnings(self) -> str:
        """All warnings, a line each."""
        return "\n".join(f"{event.device}: {event.message}" for event in self.events if event.phase is Phase.WARNING)


@dataclass(slots=True)
class Bench:
    """A running lab with its inventory and an intent."""

    lab: Lab
    folder: Path
    inventory: Inventory
    text: str
    heard: Listener = field(default_factory=Listener)

    def __getitem__(self, name: str) -> LabUnit:
        return self.lab[name]

    @property
    def intent(self) -> Intent:
        """The intent, read anew."""
        return parse_intent(self.text, str(self.folder / "edge.yaml"))

    def stored(self) -> dict[str, str]:
        """What every unit has stored, header aside: that counts the changes."""
        return {unit.name: without_header(unit.stored_text()) for unit in self.lab}

    def push(self, **options: object) -> Results:
        """Push with these options; nothing is waited for long."""
        return push(self.intent, self.inventory, self._options(options), self.heard)

    def plan(self, **options: object) -> Results:
        """Plan with these options."""
        return plan(self.intent, self.inventory, self._options(options), self.heard)

    def verify(self) -> Results:
        """Verify all."""
        return verify(self.intent, self.inventory, self.heard)

    def audit(self, against: Path) -> Results:
        """Compare backups."""
        return audit(self.intent, None, self.heard, against=against)

    @contextmanager
    def pushing(self, *options: str) -> Iterator[Popen[str]]:
        """`fgsp push` in a process of its own, for signals."""
        (self.folder / "edge.yaml").write_text(self.text, encoding="utf-8")
        command = program("push", "-i", self.folder / "edge.yaml", "-I", self.inventory.source, "--yes", *options)
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        with Popen(command, stdout=PIPE, stderr=PIPE, text=True, env=environment) as process:
            try:
                yield process
            finally:
                process.kill()

    def run_folder(self) -> Path:
        """The folder of the only run."""
        (run,) = (path for path in (self.folder / ".fgsp" / "runs").iterdir() if path.is_dir())
        return run

    def _options(self, options: dict[str, object]) -> PushOptions:
        return PushOptions(**{"reconnect_seconds": 3.0, "settle_seconds": 0.3, **options})  # type: ignore[arg-type]


def without_header(text: str) -> str:
    """The configuration without the lines in front of it."""
    lines = text.split("\n")
    return "\n".join(line for line in lines if not line.startswith("#"))


def trio(fortios: str = "7.4.4", **settings: object) -> list[UnitSpec]:
    """The three units of TRIO, all alike."""
    return [UnitSpec(name=name, fortios=fortios, **settings) for name in MEMBERS]  # type: ignore[arg-type]


@contextmanager
def bench(folder: Path, units: Sequence[UnitSpec], text: str) -> Iterator[Bench]:
    """The units, running, and the intent."""
    with Lab(units) as lab:
        inventory = load_inventory(lab.write_inventory(folder / "inventory"))
        yield Bench(lab=lab, folder=folder, inventory=inventory, text=text)


def impatient(work: Bench, **seconds: float) -> None:
    """Short deadlines, so that a test need not wait as long as a push."""
    deadlines = Deadlines(**seconds)  # type: ignore[arg-type]
    targets = {name: replace(target, deadlines=deadlines) for name, target in work.inventory.targets.items()}
    work.inventory = replace(work.inventory, targets=targets)


def last_run(work: Bench) -> RunFolder:
    """The folder of the newest run."""
    runs = work.folder / ".fgsp" / "runs"
    newest = max((path for path in runs.iterdir() if path.is_dir()), key=lambda path: path.stat().st_ctime_ns)
    return RunFolder.find(str(newest), ())


def recovered(work: Bench, **options: object) -> Results:
    """Recover the newest run."""
    return recover(last_run(work), work.inventory, work._options(options), work.heard, intent=work.intent)


def killed_at(work: Bench, name: str, at: faults.AtLine, *options: str) -> None:
    """A push in a process that is killed when that unit is about to run that line."""
    running: list[Popen[str]] = []

    def kill() -> None:
        running[0].kill()
        running[0].wait()

    work[name].fault(faults.Call(at=at, action=kill))
    with work.pushing(*options) as process:
        running.append(process)
        _, said = process.communicate(timeout=60)
    assert process.returncode == -9, said
    work[name].forget()
