"""The public API as a user's program uses it: mypy checks this file, tests/typing/test_typing.py runs its checks."""

from __future__ import annotations

from pathlib import Path

from fgsp_cli import api
from fgsp_cli.api import (
    Change,
    DeviceState,
    Event,
    FgspError,
    Finding,
    Intent,
    Inventory,
    Outcome,
    Phase,
    PushOptions,
    Results,
    Status,
    audit,
    compare,
    lint,
    load_intent,
    load_inventory,
    plan,
    push,
    read_config,
    recover,
    render,
    render_changes,
    rollback,
)
from fgsp_cli.testing import Lab, LabUnit, UnitSpec, faults


class Warnings:
    """A reporter: any class with this method."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def emit(self, event: Event) -> None:
        """Keep the warnings."""
        if event.phase is Phase.WARNING:
            self.lines.append(f"{event.device}: {event.message}")


def preview(path: Path) -> dict[str, str]:
    """The CLI of every unit."""
    intent: Intent = load_intent(path)
    return {name: render(state, str(state.fortios)) for name, state in intent.states().items()}


def differences(text: str, wanted: DeviceState) -> str:
    """The CLI that corrects a backup's unit."""
    changes: tuple[Change, ...] = compare(read_config(text), wanted)
    return render_changes(changes, wanted.fortios)


def drifting(results: Results) -> list[str]:
    """The units that differ."""
    outcomes: dict[str, Outcome] = dict(results.devices)
    return [name for name, outcome in outcomes.items() if outcome.status is Status.DRIFT]


def errors(states: dict[str, DeviceState]) -> list[str]:
    """What lint calls an error."""
    findings: tuple[Finding, ...] = lint(states)
    return [str(finding) for finding in findings if finding.level is api.Level.ERROR]


def push_if_drifting(intent: Intent, inventory: Inventory) -> int:
    """Push what differs, and undo it if the audit afterwards finds a difference; the exit code."""
    reporter = Warnings()
    try:
        if not drifting(plan(intent, inventory, reporter=reporter)):
            return 0
        results = push(intent, inventory, PushOptions(transaction="direct"), reporter, confirm=lambda _: True)
        if drifting(audit(intent, inventory)) and results.run is not None:
            return rollback(results.run, inventory).exit_code()
        if results.run is not None:
            recover(results.run, inventory)
        return results.exit_code()
    except FgspError as error:
        return error.exit_code


def with_lab(folder: Path) -> int:
    """Push to two lab units of which one is slow."""
    with Lab([UnitSpec(name="fgt-a", fortios="7.4.4"), UnitSpec(name="fgt-b", fortios="7.4.4")]) as lab:
        unit: LabUnit = lab["fgt-a"]
        unit.fault(faults.Refuse(at=faults.AtLine(line="never typed"), error="Command fail. Return code 1"))
        inventory = load_inventory(lab.write_inventory(folder / "inventory"))
        return push_if_drifting(load_intent(folder / "edge.yaml"), inventory)
