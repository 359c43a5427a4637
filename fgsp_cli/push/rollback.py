"""Undoing a run that came to its end: planned like any change, and refused where a unit has moved on since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from fgsp_cli.base import SecretState
from fgsp_cli.compare import compare, spelled_out
from fgsp_cli.fortios import Dialect
from fgsp_cli.intent import Intent, Presence
from fgsp_cli.plan import (
    ClusterPlan,
    Goal,
    Move,
    Objection,
    PushOptions,
    Restoration,
    Step,
    UnitPlan,
    another,
    check_unit,
    held,
    held_at,
    ids_differ,
    lines_of,
    names_of_paths,
    preflight_problem,
    restoration,
    rotation,
    route,
    to_be_told,
    touched_paths,
    types_a_mask,
    with_secret,
)
from fgsp_cli.runs import ClusterRecord
from fgsp_cli.state import PSKSECRET, Change, DeviceState, Path
from fgsp_cli.units import Observed


@dataclass(frozen=True, slots=True, kw_only=True)
class Reversal:
    """The undoing of one cluster's part of a run."""

    record: ClusterRecord

    @property
    def touched(self) -> tuple[str, ...]:
        """The devices that the run wrote to."""
        return tuple(self.record.trails)

    def intent(self, source: str) -> Intent:
        """An intent that names the devices that the run wrote to, and says nothing else of them."""
        devices = {name: replace(self.record.plan.devices[name], status=Presence.PRESENT) for name in self.touched}
        return Intent(source=source, devices=devices, literals={}, everyone=devices)

    def plan(self, observed: Mapping[str, Observed], options: PushOptions) -> ClusterPlan:
        """What leads the units back, and an objection to each that has moved on since."""
        objections = {device: self._objections(device, found, options) for device, found in observed.items()}
        able = {
            device: found
            for device, found in observed.items()
            if all(objection.option for objection in objections[device])
        }
        back = {device: self._back(device, found) for device, found in able.items()}
        for device, restored in back.items():
            objections[device] += _in_the_way(able[device], restored)
        able = {device: self._knowing(device, found) for device, found in able.items()}
        before = {device: found.state for device, found in able.items()}
        after = {
            device: replace(found.goal, named=None, positions=MappingProxyType({})) for device, found in back.items()
        }
        moves = route(before, after, self.record.plan.addresses)
        again = route(after, before, self.record.plan.addresses)
        steps = [Step(move=move, lines=lines_of(move)) for move in moves]
        for device in able:
            if device in self.record.rotated and options.old_psk is not None:
                after[device] = with_secret(after[device], options.old_psk.name)
                move = rotation(device, after[device])
                steps.append(Step(move=move, lines=lines_of(move), rotates=True))
        units = {}
        for device, found in able.items():
            units[device] = _unit(found, after[device], steps=steps, again=again, device=device)
            lines = tuple(line for step in steps if step.move.unit == device for line in step.lines)
            objections[device] += _flight(
                found, units[device], lines, self.record.backups.get(device, "the run folder")
            )
        return ClusterPlan(
            name=self.record.plan.name,
            devices=self.record.plan.devices,
            units=units,
            steps=tuple(steps),
            objections={device: tuple(found) for device, found in objections.items()},
            warnings=(),
            addresses=self.record.plan.addresses,
            releases={device: found.release.release for device, found in observed.items()},
        )

    def _knowing(self, device: str, found: Observed) -> Observed:
        """The unit with the secret that the run sent it, by its reference: should the rollback fail, it is needed."""
        sent = [change.intended for change in self.record.plan.units[device].changes if change.path == PSKSECRET]
        there = found.state.standalone_cluster.get(PSKSECRET[1])
        for secret in sent:
            if isinstance(secret, SecretState) and secret.reference and there is not None:
                return replace(found, state=with_secret(found.state, secret.reference))
        return found

    def _objections(self, device: str, found: Observed, options: PushOptions) -> list[Objection]:
        unit = self.record.plan.units[device]
        strange = another(unit, found)
        if strange:
            return [Objection(message=strange)]
        objections = list(check_unit(found.facts, found.release, options).objections)
        moved = moved_on(self.record.trails[device][0], found.state, found.release)
        if moved:
            message = f"has moved on since that run: {held_at(moved, found.state)}"
            objections.append(Objection(message=message))
        if device in self.record.rotated and options.old_psk is None:
            message = "that run gave it another psksecret, and the one before is not known: --old-psk names it"
            objections.append(Objection(message=message))
        return objections

    def _back(self, device: str, found: Observed) -> Restoration:
        return restoration(self.record.trails[device][0], found.state)


def moved_on(way: list[DeviceState], now: DeviceState, release: Dialect) -> tuple[Path, ...]:
    """The paths that a run wrote at which the unit holds neither what it held before that run nor what it did after."""
    before, goal = way[0], way[-1]
    return tuple(
        path
        for path in touched_paths(way)
        if held(now, path, release) not in (held(before, path, release), held(goal, path, release))
    )


def _in_the_way(found: Observed, restored: Restoration) -> list[Objection]:
    """Rows of others, where the ids are to change back: all rows of the unit would have to go for that."""
    rows = [path for path in restored.elsewhere if path[0] == "peer" and path[1] in found.state.peers]
    if not rows or not ids_differ(found.state, restored.goal):
        return []
    names = names_of_paths(rows, found.state)
    message = f"its ids are to change back, for which all of its rows must go, and {names} is not of that run"
    return [Objection(message=f"{message}: take it away first")]


def _unit(found: Observed, goal: DeviceState, *, steps: list[Step], again: tuple[Move, ...], device: str) -> UnitPlan:
    own = [step for step in steps if step.move.unit == device]
    rotations = _secret_changes(own, found)
    told = {change.path for change in rotations}
    changes = tuple(change for change in compare(found.state, goal, by_identity=False) if change.path not in told)
    config, _ = spelled_out(found.tree, found.state, found.release)
    return UnitPlan(
        observed=found,
        goal=Goal(state=goal, changes=changes, unmanaged=MappingProxyType({}), config=config, notes=found.state.notes),
        changes=(*changes, *rotations),
        commands=to_be_told(line for step in own for line in step.lines),
        undo=to_be_told(line for move in again if move.unit == device for line in lines_of(move)),
    )


def _secret_changes(steps: list[Step], found: Observed) -> list[Change]:
    """The old secret in place of the one that is there."""
    return [
        replace(change, running=found.state.standalone_cluster.get(PSKSECRET[1]))
        for step in steps
        if step.rotates
        for change in compare(step.move.start, step.move.goal, by_identity=False)
    ]


def _flight(found: Observed, unit: UnitPlan, lines: tuple[str, ...], backup: str) -> list[Objection]:
    if not lines:
        return []
    if types_a_mask(lines):
        return [
            Objection(message=f"a secret that this program does not know would have to come back: it is in {backup}")
        ]
    problem = preflight_problem(lines, unit.goal.state, unit.goal.config, found)
    return [Objection(message=problem)] if problem else []
