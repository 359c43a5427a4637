"""The tour that `fgsp demo` prints.

Every step is the real thing over real SSH, and the tour stops if one has another result than expected.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import chdir
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from fgsp_cli.base import FgspError
from fgsp_cli.report import Appearance, formatter

if TYPE_CHECKING:
    from fgsp_cli.intent import Intent
    from fgsp_cli.inventory import Inventory
    from fgsp_cli.lab import Lab
    from fgsp_cli.results import Results

Writer = Callable[[str], None]
TENANTS = ("root", "vd-web", "vd-db")
UNITS: dict[str, tuple[str, tuple[str, ...] | None]] = {
    "fgt-a": ("6.4.5", None),
    "fgt-b": ("7.0.12", None),
    "fgt-c": ("7.4.4", None),
    "fgt-d": ("7.4.4", TENANTS),
    "fgt-e": ("7.4.4", TENANTS),
}
"""The stand-ins: name -> release and VDOMs."""
BEHIND = {
    "fgt-b": ("config system cluster-sync", "edit 2", "set hb-interval 20", "next", "end"),
    "fgt-d": ("config system standalone-cluster", "config cluster-peer", "delete 19", "end", "end"),
}
"""What is changed by hand: a heartbeat of 2 s in place of 1 s on one unit, a row deleted on another."""
PUSH = "fgsp push -i intent.yaml -I inventory --yes"


def run(write: Writer, appearance: Appearance | None = None) -> None:
    """Run the tour and hand each piece of text to `write`; FgspError if a step has another result than expected.

    Everything happens in a temporary folder and on loopback; nothing is left when it returns.
    """
    from fgsp_cli.intent import load_intent
    from fgsp_cli.inventory import load_inventory
    from fgsp_cli.lab import Lab, UnitSpec

    started = time.monotonic()
    units = [UnitSpec(name=name, fortios=fortios, vdoms=vdoms) for name, (fortios, vdoms) in UNITS.items()]
    with TemporaryDirectory(prefix="fgsp-demo-") as folder, chdir(folder), Lab(units) as lab:
        home = Path(folder)
        intent = Path("intent.yaml")
        intent.write_text(_intent_text(), encoding="utf-8")
        tour = _Tour(
            write=write,
            appearance=appearance or Appearance(),
            lab=lab,
            home=home,
            intent=load_intent(intent),
            inventory=load_inventory(lab.write_inventory(home / "inventory")),
        )
        tour.the_units()
        tour.preview()
        tour.plan()
        tour.push()
        tour.push_again()
        tour.behind_its_back()
        tour.repair()
    write(f"\nDone in {time.monotonic() - started:.1f} s. The stand-ins and their folder are removed.")


@dataclass(frozen=True, kw_only=True)
class _Tour:
    """One run of the tour, with a method for each step."""

    write: Writer
    appearance: Appearance
    lab: Lab
    home: Path
    intent: Intent
    inventory: Inventory

    def the_units(self) -> None:
        self.heading("Five FortiGates: stand-ins on this machine that answer over real SSH")
        for unit in self.lab:
            vdoms = UNITS[unit.name][1]
            suffix = f"VDOMs {', '.join(vdoms)}" if vdoms else ""
            self.write(f"  {unit.name}  FortiOS {unit.spec.fortios:7} {unit.host}:{unit.port}  {suffix}".rstrip())
        self.write("\nThe intent says what they should be:\n")
        self.write(_indented(_intent_text()))

    def preview(self) -> None:
        from fgsp_cli.render import render

        self.heading("Preview: one heartbeat of 1 s, three releases, two tables, two units of time")
        self.typed("fgsp render -i intent.yaml -l edge")
        states = self.intent.states()
        for name in ("fgt-a", "fgt-b", "fgt-c"):
            self.write(_indented(f"# {name}\n{render(states[name], str(states[name].fortios))}"))

    def plan(self) -> None:
        from fgsp_cli.fleet import plan

        self.heading("Plan: what a push would change")
        self.typed("fgsp plan -i intent.yaml -I inventory")
        before = self.stored()
        self.show(plan(self.intent, self.inventory), expected=2)
        self.check("nothing was changed: the units hold byte for byte what they held", self.stored() == before)

    def push(self) -> None:
        self.heading("Push: back up, change, read back")
        self.show(self.pushed(), expected=0)
        backups = len(list((self.home / ".fgsp").rglob("*.conf")))
        self.check(f"{backups} backups are on disk, made before the first change", backups == len(UNITS))
        self.verify(expected=0)

    def push_again(self) -> None:
        self.heading("Push again: nothing to do")
        before = self.stored()
        self.show(self.pushed(), expected=0)
        self.check("nothing was changed: the units hold byte for byte what they held", self.stored() == before)

    def behind_its_back(self) -> None:
        self.heading("Two units are changed by hand, and the audit finds it")
        for name, lines in BEHIND.items():
            self.write(f"  on {name}: {' / '.join(lines)}")
            self.lab[name].admin_change(lines)
        self.verify(expected=2)

    def repair(self) -> None:
        self.heading("Push: what differs is put right, and nothing else is sent")
        self.show(self.pushed(), expected=0)
        self.verify(expected=0)

    def pushed(self) -> Results:
        from fgsp_cli.fleet import push

        self.typed(PUSH)
        return push(self.intent, self.inventory)

    def verify(self, *, expected: int) -> None:
        from fgsp_cli.fleet import verify

        self.typed("fgsp verify -i intent.yaml -I inventory")
        self.show(verify(self.intent, self.inventory), expected=expected)

    def stored(self) -> list[str]:
        return [unit.stored_text() for unit in self.lab]

    def show(self, results: Results, *, expected: int) -> None:
        """Print results; the tour stops if their exit code is not the expected one."""
        self.write(formatter("text", self.appearance).results(results).rstrip("\n"))
        self.check(f"exit code {results.exit_code()}", results.exit_code() == expected)

    def check(self, claim: str, holds: bool) -> None:  # noqa: FBT001 (a claim, and whether it holds)
        """Print a claim that holds; FgspError if it does not hold."""
        if not holds:
            raise FgspError(
                f"the demo has another result than expected: {claim}", hint="this is a mistake of ours: report it"
            )
        self.write(self.appearance.painted(f"[ok] {claim}", "good"))

    def heading(self, title: str) -> None:
        self.write(f"\n{self._rule(title)}\n")

    def typed(self, command: str) -> None:
        """Print the command that a user would type."""
        self.write(self.appearance.painted(f"$ {command}", "strong"))

    def _rule(self, title: str) -> str:
        """The title of a step: a rule across a terminal, plain text in a pipe."""
        if self.appearance.width is None:
            return f"== {title}"
        from io import StringIO

        from rich.console import Console
        from rich.rule import Rule

        stream = StringIO()
        colored = self.appearance.color
        Console(
            file=stream,
            width=self.appearance.width,
            force_terminal=colored,
            color_system="standard" if colored else None,
        ).print(Rule(title, align="left"))
        return stream.getvalue().rstrip("\n")


def _intent_text() -> str:
    return files(__package__).joinpath("intent.yaml").read_text(encoding="utf-8")


def _indented(text: str) -> str:
    return "\n".join(f"  {line}".rstrip() for line in text.splitlines())
