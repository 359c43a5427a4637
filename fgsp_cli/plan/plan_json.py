"""The plan of a cluster as JSON and back: what was reviewed is what is done, whatever became of the intent meanwhile.

The journal of a run begins with the same, so that a run can be finished or undone without the intent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Protocol

from fgsp_cli.base import Position, ReferenceName, mapping, maybe_text, sequence, text, texts
from fgsp_cli.fortios import dialect
from fgsp_cli.intent import DeviceIntent, Intent, Presence
from fgsp_cli.plan.checks import Objection, check_unit
from fgsp_cli.plan.cluster_plan import (
    ClusterPlan,
    Step,
    UnitPlan,
    masked_lines,
    preflight_objections,
    secrets_of,
)
from fgsp_cli.plan.intent_check import Addresses
from fgsp_cli.plan.path_text import names_of_paths
from fgsp_cli.plan.push_options import PushOptions
from fgsp_cli.plan.routing import Move
from fgsp_cli.plan.state_edits import without_rows
from fgsp_cli.plan.threeway import foreign_paths
from fgsp_cli.plan.unit_goal import Goal, without_secret
from fgsp_cli.state import (
    Block,
    Change,
    DeviceState,
    Path,
    Value,
    as_shown,
    change_from_json,
    change_to_json,
    known_extra,
    rows_from_json,
    rows_json,
    state_from_json,
    state_json,
)
from fgsp_cli.units import Observed


class Prepared(Protocol):
    """Whatever knows already what is to be done on a cluster, if its units are what it expects."""

    def plan(self, observed: Mapping[str, Observed], options: PushOptions) -> ClusterPlan:
        """The plan for the units that were read, with an objection to each that is not as expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedUnit:
    """What is to be done on one unit, and on what it was planned."""

    serial: str
    """Empty if the unit did not show one."""
    before: DeviceState
    goal: DeviceState
    changes: tuple[Change, ...]
    unmanaged: Mapping[int, Block]
    """Rows alone: settings are read again."""
    commands: tuple[str, ...]
    undo: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedCluster:
    """What is to be done on a cluster, or on a single device."""

    name: str | None
    devices: Mapping[str, DeviceIntent]
    """All of them, as far as one must know whom to connect to."""
    units: Mapping[str, SavedUnit]
    steps: tuple[Step, ...]
    objections: Mapping[str, tuple[Objection, ...]]
    addresses: Addresses

    def intent(self, source: str) -> Intent:
        """An intent that names the devices and says nothing else of them."""
        return Intent(source=source, devices=self.devices, literals={}, everyone=self.devices)

    @property
    def secrets(self) -> tuple[ReferenceName, ...]:
        """The secrets that have to be known before the first change."""
        return secrets_of(self.steps, self.units.values())

    def as_shown(self) -> SavedCluster:
        """The plan of a file: in what a unit held before, nothing names a secret."""
        units = {name: replace(unit, before=as_shown(unit.before)) for name, unit in self.units.items()}
        return replace(self, units=units)

    def plan(self, observed: Mapping[str, Observed], options: PushOptions) -> ClusterPlan:
        """The plan for units that have not changed since, with an objection to each other unit."""
        objections = {device: [*self._kept(device, options)] for device in observed}
        warnings: list[tuple[str, str]] = []
        units = {}
        for device, current in observed.items():
            verdict = check_unit(current.facts, current.release, options)
            objections[device] += verdict.objections
            warnings += [(device, warning) for warning in verdict.warnings]
            moved = self._moved(device, current)
            if moved:
                objections[device].append(Objection(message=f"{moved}: plan again"))
            elif device in self.units:
                units[device] = self.unit(device, current)
                # The pre-flight once more: this may be another version of the program.
                objections[device] += preflight_objections(
                    self.units[device].commands,
                    units[device].goal.state,
                    current,
                    "a secret that no plan keeps would have to be typed again: push the intent itself",
                )
        for device in observed:
            objections[device] += self._missing(observed)
        return ClusterPlan(
            name=self.name,
            devices=self.devices,
            units=units,
            steps=tuple(_completed(step, observed) for step in self.steps),
            objections={device: tuple(dict.fromkeys(current)) for device, current in objections.items()},
            warnings=tuple(warnings),
            addresses=self.addresses,
            releases={device: current.release.release for device, current in observed.items()},
        )

    def _kept(self, device: str, options: PushOptions) -> list[Objection]:
        """The objections of that time that no option answers now."""
        objections = self.objections.get(device, ())
        return [objection for objection in objections if not consented(objection, options)]

    def _moved(self, device: str, current: Observed) -> str:
        """What of the unit is not as it was; empty if nothing."""
        unit = self.units.get(device)
        if unit is None:
            known = device in self.objections
            return "" if known else "was not read when the plan was made"
        if strange := another(unit, current):
            return strange
        if unit.changes and not foreign_paths(unit.goal, current.state, ()):
            return "holds already what the plan leads to"
        return moved_since(unit.before, current.state)

    def unit(self, device: str, current: Observed) -> UnitPlan:
        """The plan of a unit, as it is read now."""
        saved = self.units[device]
        goal = Goal(
            state=_with_extra(saved.goal, current.state),
            changes=saved.changes,
            unmanaged={("peer", number): row for number, row in saved.unmanaged.items()},
            notes=current.state.notes,
        )
        return UnitPlan(observed=current, goal=goal, changes=saved.changes, commands=saved.commands, undo=saved.undo)

    def _missing(self, observed: Mapping[str, Observed]) -> list[Objection]:
        """An objection for each unit that the plan changes and that cannot be read now."""
        missing = dict.fromkeys(step.move.unit for step in self.steps if step.move.unit not in observed)
        return [Objection(message=f"the plan changes {device}, which cannot be reached") for device in missing]


def consented(objection: Objection, options: PushOptions) -> bool:
    """Whether the option that allows it was given."""
    name = objection.option.removeprefix("--").replace("-", "_")
    return bool(name) and getattr(options, name, False) is True


def another(unit: SavedUnit, current: Observed) -> str:
    """Whether it is another unit, or runs another release, than then; empty if not."""
    serial, release = current.facts.serial or "", current.release.release
    if serial != unit.serial:
        return f"another unit answers: serial {serial or 'unknown'}, it was {unit.serial or 'unknown'}"
    return "" if release == unit.before.fortios else f"runs FortiOS {release}, it was {unit.before.fortios}"


def moved_since(before: DeviceState, now: DeviceState) -> str:
    """What another session changed between two readings; empty if nothing. A secret encrypted anew is no change."""
    known = [replace(state, extra=known_extra(state)) for state in (before, now)]
    paths = foreign_paths(known[0], known[1], ())
    if paths:
        return f"another session changed {names_of_paths(paths, now)} since the plan was made"
    if known[0].extra != known[1].extra:
        return "another session changed something that this program does not know since the plan was made"
    return ""


def _completed(step: Step, observed: Mapping[str, Observed]) -> Step:
    """The step with what the schema does not know as the unit has it: in what was written it is masked."""
    current = observed.get(step.move.unit)
    if current is None:
        return step
    start, goal = (_with_extra(state, current.state) for state in (step.move.start, step.move.goal))
    return replace(step, move=replace(step.move, start=start, goal=goal))


def _with_extra(goal: DeviceState, now: DeviceState) -> DeviceState:
    """The state with what the schema does not know of the rows that it has, as the unit has it."""
    removed = frozenset(now.peers.keys() - goal.peers.keys())
    return replace(goal, extra=without_rows(now, removed, dialect(now.fortios)).extra)


def saved_cluster(plan: ClusterPlan) -> SavedCluster:
    """What is to be kept of a plan."""
    return SavedCluster(
        name=plan.name,
        devices=plan.devices,
        units={device: _saved_unit(unit) for device, unit in plan.units.items()},
        steps=plan.steps,
        objections=plan.objections,
        addresses=plan.addresses,
    )


def _saved_unit(unit: UnitPlan) -> SavedUnit:
    before = unit.observed.state
    return SavedUnit(
        serial=unit.observed.facts.serial or "",
        before=before,
        goal=unit.goal.state,
        changes=unit.changes,
        unmanaged=_rows(unit.goal.unmanaged),
        commands=unit.commands,
        undo=unit.undo,
    )


def cluster_json(saved: SavedCluster) -> dict[str, object]:
    """The plan of a cluster."""
    return {
        "name": saved.name,
        "devices": {name: _device_json(device) for name, device in saved.devices.items()},
        "units": {name: _unit_json(unit) for name, unit in saved.units.items()},
        "steps": [_step_json(step, saved.units[step.move.unit]) for step in saved.steps],
        "objections": {
            device: [{"message": each.message, "option": each.option} for each in several]
            for device, several in saved.objections.items()
            if several
        },
        "addresses": {device: sorted(several) for device, several in saved.addresses.items()},
    }


def cluster_from_json(value: object) -> SavedCluster:
    """The plan that was written; ValueError or LookupError if it was not."""
    fields = mapping(value)
    name = maybe_text(fields["name"])
    units = {device: _unit_from_json(unit) for device, unit in mapping(fields["units"]).items()}
    devices = {device: _device_from_json(device, each) for device, each in mapping(fields["devices"]).items()}
    return SavedCluster(
        name=name,
        devices=MappingProxyType(devices),
        units=units,
        steps=_steps_from_json(sequence(fields["steps"]), units),
        objections={
            device: tuple(_objection(each) for each in sequence(several))
            for device, several in mapping(fields["objections"]).items()
        },
        addresses={device: frozenset(texts(each)) for device, each in mapping(fields["addresses"]).items()},
    )


def _device_json(device: DeviceIntent) -> dict[str, object]:
    return {
        "cluster": device.cluster,
        "hosts": list(device.hosts),
        "state": str(device.status),
        "position": str(device.position),
        "path": device.path,
    }


def _device_from_json(name: str, value: object) -> DeviceIntent:
    fields = mapping(value)
    return DeviceIntent(
        name=name,
        cluster=maybe_text(fields["cluster"]),
        fortios=None,
        hosts=texts(fields["hosts"]),
        status=Presence(text(fields["state"])),
        position=Position.parse(text(fields["position"])),
        path=text(fields["path"]),
        upgrading=False,
        number=0,
        rows=(),
        leaving=(),
        singletons=(),
        release=None,
    )


def _unit_json(unit: SavedUnit) -> dict[str, object]:
    release = dialect(unit.before.fortios)
    return {
        "serial": unit.serial,
        "release": str(unit.before.fortios),
        "before": state_json(unit.before),
        "goal": state_json(unit.goal),
        "changes": [change_to_json(change, release) for change in unit.changes],
        "unmanaged": rows_json(unit.unmanaged, release),
        "commands": list(unit.commands),
        "undo": list(unit.undo),
    }


def _unit_from_json(value: object) -> SavedUnit:
    fields = mapping(value)
    release = dialect(text(fields["release"]))
    before = state_from_json(fields["before"])
    return SavedUnit(
        serial=text(fields["serial"]),
        before=before,
        goal=state_from_json(fields["goal"]),
        changes=tuple(change_from_json(change, release) for change in sequence(fields["changes"])),
        unmanaged=rows_from_json(fields["unmanaged"], release),
        commands=texts(fields["commands"]),
        undo=texts(fields["undo"]),
    )


def _step_json(step: Step, unit: SavedUnit) -> dict[str, object]:
    """A step. Where it begins is where the one before it ended; where values come from is said once, by the goal."""
    goal = step.move.goal
    state = state_json(replace(goal, named=None))
    return {
        "unit": step.move.unit,
        "ids": step.move.ids,
        "rotates": step.rotates,
        "speaks": goal.named is not None and goal.named == unit.goal.named,
        "goal": state,
        "lines": list(masked_lines(step.lines)),
    }


def _steps_from_json(values: Sequence[object], units: Mapping[str, SavedUnit]) -> tuple[Step, ...]:
    steps: list[Step] = []
    held = {device: unit.before for device, unit in units.items()}
    for each in values:
        fields = mapping(each)
        unit, goal = text(fields["unit"]), state_from_json(fields["goal"])
        if fields["speaks"]:
            goal = replace(goal, named=units[unit].goal.named, positions=units[unit].goal.positions)
        rotates = bool(fields["rotates"])
        start = without_secret(goal) if rotates else held[unit]
        move = Move(unit=unit, start=start, goal=goal, ids=bool(fields["ids"]))
        steps.append(Step(move=move, lines=texts(fields["lines"]), rotates=rotates))
        held[unit] = goal
    return tuple(steps)


def _objection(value: object) -> Objection:
    fields = mapping(value)
    return Objection(message=text(fields["message"]), option=text(fields["option"]))


def _rows(unmanaged: Mapping[Path, Value]) -> dict[int, Block]:
    return {path[1]: row for path, row in unmanaged.items() if isinstance(path[1], int) and isinstance(row, Block)}
