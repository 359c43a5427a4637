"""Undoing a run that came to its end: planned like any change, and refused where a unit has moved on since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from fgsp_cli.base import SecretState
from fgsp_cli.compare import compare
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
    held_at,
    ids_differ,
    lines_of,
    masked_lines,
    names_of_paths,
    preflight_objections,
    restoration,
    rotation,
    route,
    settled,
    touched_paths,
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
        objections = {device: self._objections(device, current, options) for device, current in observed.items()}
        able = {
            device: current
            for device, current in observed.items()
            if all(objection.option for objection in objections[device])
        }
        back = {device: self._back(device, current) for device, current in able.items()}
        for device, restored in back.items():
            objections[device] += _in_the_way(able[device], restored)
        able = {device: self._knowing(device, current) for device, current in able.items()}
        before = {device: current.state for device, current in able.items()}
        after = {
            device: replace(current.goal, named=None, positions=MappingProxyType({}))
            for device, current in back.items()
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
        for device, current in able.items():
            units[device] = _unit(current, after[device], steps=steps, again=again, device=device)
            lines = tuple(line for step in steps if step.move.unit == device for line in step.lines)
            backup = self.record.backups.get(device, "the run folder")
            unknown = f"a secret that this program does not know would have to come back: it is in {backup}"
            objections[device] += preflight_objections(lines, after[device], current, unknown)
        return ClusterPlan(
            name=self.record.plan.name,
            devices=self.record.plan.devices,
            units=units,
            steps=tuple(steps),
            objections={device: tuple(current) for device, current in objections.items()},
            warnings=(),
            addresses=self.record.plan.addresses,
            releases={device: current.release.release for device, current in observed.items()},
        )

    def _knowing(self, device: str, current: Observed) -> Observed:
        """The unit with the secret that the run sent it, by its reference: should the rollback fail, it is needed."""
        sent = [change.intended for change in self.record.plan.units[device].changes if change.path == PSKSECRET]
        there = current.state.standalone_cluster.get(PSKSECRET[1])
        for secret in sent:
            if isinstance(secret, SecretState) and secret.reference and there is not None:
                return replace(current, state=with_secret(current.state, secret.reference))
        return current

    def _objections(self, device: str, current: Observed, options: PushOptions) -> list[Objection]:
        unit = self.record.plan.units[device]
        strange = another(unit, current)
        if strange:
            return [Objection(message=strange)]
        objections = list(check_unit(current.facts, current.release, options).objections)
        moved = moved_on(self.record.trails[device][0], current.state)
        if moved:
            message = f"has moved on since that run: {held_at(moved, current.state)}"
            objections.append(Objection(message=message))
        if device in self.record.rotated and options.old_psk is None:
            message = "that run gave it another psksecret, and the one before is not known: --old-psk names it"
            objections.append(Objection(message=message))
        return objections

    def _back(self, device: str, current: Observed) -> Restoration:
        return restoration(self.record.trails[device][0], current.state)


def moved_on(way: list[DeviceState], now: DeviceState) -> tuple[Path, ...]:
    """The paths that a run wrote at which the unit holds neither what it held before that run nor what it did after."""
    touched = touched_paths(way)
    return settled(settled(touched, way[-1], now), way[0], now)


def _in_the_way(current: Observed, restored: Restoration) -> list[Objection]:
    """Rows of others, where the ids are to change back: all rows of the unit would have to go for that."""
    rows = [path for path in restored.elsewhere if path[0] == "peer" and path[1] in current.state.peers]
    if not rows or not ids_differ(current.state, restored.goal):
        return []
    names = names_of_paths(rows, current.state)
    message = f"its ids are to change back, for which all of its rows must go, and {names} is not of that run"
    return [Objection(message=f"{message}: take it away first")]


def _unit(current: Observed, goal: DeviceState, *, steps: list[Step], again: tuple[Move, ...], device: str) -> UnitPlan:
    own = [step for step in steps if step.move.unit == device]
    rotations = _secret_changes(own, current)
    rotated = {change.path for change in rotations}
    changes = tuple(change for change in compare(current.state, goal, by_identity=False) if change.path not in rotated)
    return UnitPlan(
        observed=current,
        goal=Goal(state=goal, changes=changes, unmanaged=MappingProxyType({}), notes=current.state.notes),
        changes=(*changes, *rotations),
        commands=masked_lines(line for step in own for line in step.lines),
        undo=masked_lines(line for move in again if move.unit == device for line in lines_of(move)),
    )


def _secret_changes(steps: list[Step], current: Observed) -> list[Change]:
    """The old secret in place of the one that is there."""
    return [
        replace(change, running=current.state.standalone_cluster.get(PSKSECRET[1]))
        for step in steps
        if step.rotates
        for change in compare(step.move.start, step.move.goal, by_identity=False)
    ]
