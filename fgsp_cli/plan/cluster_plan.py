"""The plan of one cluster: every unit's goal, the way of all of them there, and the lines of each step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from fgsp_cli.base import MASK, CheckRefused, ReferenceName, RenderError, mask_enc
from fgsp_cli.compare import compare
from fgsp_cli.device import OnQuestion, Question
from fgsp_cli.fortios import Dialect, Release, dialect
from fgsp_cli.intent import DeviceIntent, Intent, Leaving, Presence
from fgsp_cli.lint import Level
from fgsp_cli.plan.checks import Objection, Verdict, check_names, check_release, check_unit
from fgsp_cli.plan.intent_check import Addresses, lint_cluster, peer_addresses
from fgsp_cli.plan.push_options import PushOptions
from fgsp_cli.plan.routing import Move, asking, in_service, route
from fgsp_cli.plan.unit_goal import Goal, goal_of, isolation_problem, with_recreations, with_secret, without_secret
from fgsp_cli.render import Names, delta_lines, preflight
from fgsp_cli.results import Outcome, Status
from fgsp_cli.state import PSKSECRET, Change, DeviceState, Effect, Facts, path_text, reference_names
from fgsp_cli.units import Observed


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One move, and the lines that make it."""

    move: Move
    lines: tuple[str, ...]
    rotates: bool = False
    """Whether it replaces a secret that the unit has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPlan:
    """What is to be done on one unit."""

    observed: Observed
    goal: Goal
    changes: tuple[Change, ...]
    commands: tuple[str, ...]
    """Masked, for reports, as are those of `undo`: the lines to send are in the steps."""
    undo: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterPlan:
    """What is to be done on the units of a cluster, or why it must not be."""

    name: str | None
    devices: Mapping[str, DeviceIntent]
    """All of them, seen or not."""
    units: Mapping[str, UnitPlan]
    """The units that were seen and that can be planned for."""
    steps: tuple[Step, ...]
    objections: Mapping[str, tuple[Objection, ...]]
    """By device."""
    warnings: tuple[tuple[str, str], ...]
    """Device and message."""
    addresses: Addresses
    releases: Mapping[str, Release]

    @property
    def to_do(self) -> bool:
        """Whether any unit is to change."""
        return bool(self.steps)

    @property
    def secrets(self) -> tuple[ReferenceName, ...]:
        """The secrets that have to be known before the first change."""
        return secrets_of(self.steps, self.units.values())

    def outcome(self, device: str) -> Outcome:
        """What `plan` says of a device that was seen."""
        refusals = [objection for objection in self.objections.get(device, ()) if not objection.option]
        unit = self.units.get(device)
        if unit is None:
            return self._outcome(device, Status.REFUSED, "; ".join(map(str, refusals)))
        status = Status.DRIFT if unit.changes else Status.IN_SYNC
        outcome = self._outcome(device, Status.REFUSED if refusals else status, "; ".join(map(str, refusals)))
        return replace(
            outcome,
            changes=unit.changes,
            unmanaged=unit.goal.unmanaged,
            notes=unit.goal.secret_notes,
            commands=unit.commands,
            undo=unit.undo,
        )

    def _outcome(self, device: str, status: Status, error: str) -> Outcome:
        return Outcome(status=status, cluster=self.name, fortios=self.releases[device], error=error or None)


def plan_cluster(
    name: str | None, intent: Intent, observed: Mapping[str, Observed], options: PushOptions
) -> ClusterPlan:
    """The plan of the one cluster, or the one device, that the intent holds, for the units that were seen.

    IntentError if the intent cannot be had at the releases that the units run.
    """
    return _Planner(name, intent, observed, options).plan()


class _Planner:
    """One planning; objections and warnings are collected on the way."""

    def __init__(
        self, name: str | None, intent: Intent, observed: Mapping[str, Observed], options: PushOptions
    ) -> None:
        self.name = name
        self.devices = intent.devices
        self.observed = observed
        self.options = options
        self.objections: dict[str, list[Objection]] = defaultdict(list)
        self.warnings: list[tuple[str, str]] = []
        unseen = [
            device.name
            for device in intent.devices.values()
            if device.name not in observed and device.status is Presence.PRESENT
        ]
        self.intent = intent.without(unseen)

    def plan(self) -> ClusterPlan:
        """Everything, from the releases to the lines."""
        releases = self._matching_releases()
        states, leaving = self.intent.states(releases), self.intent.leaving(releases)
        self._warn("", (str(problem) for problem in self.intent.warnings_for(releases)))
        addresses = peer_addresses(self.intent, states, leaving)
        for device in releases:
            self._check(device, states[device])
        goals = self._goals(releases, states, leaving, addresses)
        self._lint(states, goals, addresses)
        before = {device: self.observed[device].state for device in goals}
        after = {device: goal.state for device, goal in goals.items()}
        moves = route(before, after, addresses)
        rotations = [rotation(device, goal.state) for device, goal in goals.items() if _rotates(goal)]
        steps = (
            *(Step(move=move, lines=lines_of(move)) for move in moves),
            *(Step(move=move, lines=lines_of(move), rotates=True) for move in rotations),
        )
        self._refuse_without_transactions(steps)
        back = route(after, before, addresses)
        units = {device: self._unit(device, goal, steps, back) for device, goal in goals.items()}
        return ClusterPlan(
            name=self.name,
            devices=self.devices,
            units=units,
            steps=steps,
            objections={device: tuple(several) for device, several in self.objections.items()},
            warnings=tuple(dict.fromkeys(self.warnings)),
            addresses=addresses,
            releases={device: observed.release.release for device, observed in self.observed.items()},
        )

    def _matching_releases(self) -> dict[str, Release]:
        """The releases of the units that run what the intent says."""
        releases = {}
        for device, observed in self.observed.items():
            release = observed.release.release
            objection = check_release(self.intent.devices[device], release)
            if objection is None:
                releases[device] = release
            else:
                self.objections[device].append(objection)
        return releases

    def _check(self, device: str, wanted: DeviceState) -> None:
        observed = self.observed[device]
        self._take(device, check_unit(observed.facts, observed.release, self.options))
        self._take(device, check_names(observed.facts, wanted, observed.release))

    def _take(self, device: str, verdict: Verdict) -> None:
        self.objections[device] += verdict.objections
        self._warn(device, verdict.warnings)

    def _warn(self, device: str, messages: Iterable[str]) -> None:
        self.warnings += [(device, message) for message in messages]

    def _lint(self, states: Mapping[str, DeviceState], goals: Mapping[str, Goal], addresses: Addresses) -> None:
        """Lint the wanted states, and for errors those that would result: there the rest of what units hold counts."""
        facts = {device: observed.facts for device, observed in self.observed.items()}
        strict = self.options.strict_facts
        wanted = lint_cluster(self.name, self.intent, states, addresses, facts, strict=strict)
        reported = {(finding.rule, finding.devices, finding.message) for finding in wanted}
        whole = {**states, **{device: replace(goal.state, named=None) for device, goal in goals.items()}}
        changing = any(goal.changes for goal in goals.values())
        results = [
            replace(finding, refuses=changing and (finding.confirmed or strict), level=Level.WARNING)
            for finding in lint_cluster(self.name, self.intent, whole, addresses, facts, strict=True)
            if finding.level is Level.ERROR and (finding.rule, finding.devices, finding.message) not in reported
        ]
        for finding in (*wanted, *results):
            if finding.refuses:
                named = [device for device in finding.devices if device in self.observed] or [*self.observed]
                for device in named:
                    self.objections[device].append(Objection(message=str(finding)))
            elif finding.level is Level.WARNING:
                self._warn("", [str(finding)])

    def _refuse_without_transactions(self, steps: Iterable[Step]) -> None:
        """Somebody insists on transactions, and no unit that is to change can have any."""
        releases = {step.move.unit: self.observed[step.move.unit].release for step in steps}
        if self.options.transaction == "workspace" and not any(each.holds("workspace") for each in releases.values()):
            for device, release in releases.items():
                message = f"FortiOS {release} has no configuration transactions"
                self.objections[device].append(Objection(message=message, option="--transaction auto"))

    def _goals(
        self,
        releases: Mapping[str, Release],
        states: Mapping[str, DeviceState],
        leaving: Mapping[str, tuple[Leaving, ...]],
        addresses: Addresses,
    ) -> dict[str, Goal]:
        before = {device: observed.state for device, observed in self.observed.items()}
        goals: dict[str, Goal] = {}
        for device in releases:
            try:
                goal = goal_of(
                    self.intent.devices[device],
                    self.observed[device],
                    states[device],
                    leaving.get(device, ()),
                    self.options,
                    is_peer=in_service(device, before, addresses),
                )
            except CheckRefused as refused:
                self.objections[device].append(Objection(message=_with_hint(refused)))
                continue
            problem = isolation_problem(self.observed[device], goal, self.options)
            if problem and in_service(device, before, addresses):
                self.objections[device].append(Objection(message=problem, option="--prune"))
            self._warn(device, goal.notes)
            goals[device] = goal
        return goals

    def _unit(self, device: str, goal: Goal, steps: tuple[Step, ...], back: tuple[Move, ...]) -> UnitPlan:
        observed = self.observed[device]
        own = [step for step in steps if step.move.unit == device]
        recreated = frozenset(
            number
            for number in observed.state.peers.keys() & goal.state.peers.keys()
            if any(number not in step.move.goal.peers for step in own)
        )
        changes = with_recreations(goal.changes, recreated, goal, observed.state)
        commands = tuple(line for step in own for line in step.lines)
        way_back = [move for move in back if move.unit == device]
        origin = observed.state
        if _rotates(goal) and self.options.old_psk:
            origin = with_secret(origin, self.options.old_psk.name)
            way_back.append(rotation(device, origin))
        undo = tuple(line for move in way_back for line in lines_of(move))
        if commands:
            problem = preflight_problem(commands, goal.state, observed, back=(undo, origin))
            self.objections[device] += [Objection(message=problem)] if problem else []
        if any(change.effect is Effect.DISRUPTIVE for change in changes) and not self.options.allow_disruptive:
            worst = next(change for change in changes if change.effect is Effect.DISRUPTIVE)
            self.objections[device].append(_disruptive(worst, observed.release))
        return UnitPlan(
            observed=observed, goal=goal, changes=changes, commands=masked_lines(commands), undo=masked_lines(undo)
        )


def preflight_problem(
    lines: Sequence[str],
    goal: DeviceState,
    unit: Observed,
    *,
    back: tuple[Sequence[str], DeviceState] | None = None,
) -> str:
    """Run lines on the interpreter before a unit gets them, `back` after them; what is wrong, empty if nothing is."""
    names = names_of(unit.facts)
    try:
        result = preflight(lines, unit.release, goal, config=unit.config, names=names)
        if back is not None:
            preflight(back[0], unit.release, back[1], config=result.tree, names=names)
    except RenderError as error:
        return f"pre-flight: {error.one_line}"
    return ""


def preflight_objections(
    lines: Sequence[str], goal: DeviceState, unit: Observed, unknown_secret: str
) -> list[Objection]:
    """The objections of a pre-flight of saved lines; `unknown_secret` is the one to a secret that is not known."""
    if types_a_mask(lines):
        return [Objection(message=unknown_secret)]
    problem = preflight_problem(lines, goal, unit) if lines else ""
    return [Objection(message=problem)] if problem else []


class Undoable(Protocol):
    """The lines that lead a unit back."""

    @property
    def undo(self) -> tuple[str, ...]:
        """The lines in the order in which they are typed."""


def secrets_of(steps: Iterable[Step], units: Iterable[Undoable]) -> tuple[ReferenceName, ...]:
    """The secrets that steps send, and those that undoing them would send."""
    lines = [*(step.lines for step in steps), *(unit.undo for unit in units)]
    return tuple(dict.fromkeys(name for each in lines for name in reference_names(each) if name is not None))


def lines_of(move: Move) -> tuple[str, ...]:
    """The lines that make a move."""
    changes = compare(move.start, move.goal, by_identity=False)
    return delta_lines(changes, dialect(move.goal.fortios), extra=move.goal.extra)


def masked_lines(lines: Iterable[str]) -> tuple[str, ...]:
    """The lines for people and files: masked, as attributes that the schema does not know may hold secrets."""
    return tuple(mask_enc(line) for line in lines)


def types_a_mask(lines: Iterable[str]) -> bool:
    """Whether a line needs a secret that this program does not know: journals hold it masked."""
    return any(MASK in line for line in lines)


def rotation(unit: str, goal: DeviceState) -> Move:
    """The move that sends the secret of a state, whether the unit has one or not."""
    return Move(unit=unit, start=without_secret(goal), goal=goal)


def planned_question(step: Step) -> OnQuestion:
    """Answer FortiOS' question about the ids at the `end` of the step that changes them; no other, nowhere else."""
    names = asking(dialect(step.move.goal.fortios))

    def planned(question: Question) -> bool:
        last = question.index == len(step.lines) - 1
        return step.move.ids and last and any(name in question.text for name in names)

    return planned


def names_of(facts: Facts) -> Names:
    """What references may name on the unit."""
    return Names(
        vdoms=facts.vdoms if facts.has_vdoms else None,
        interfaces=None if facts.interfaces is None else tuple(facts.interfaces),
    )


def _rotates(goal: Goal) -> bool:
    """Whether a secret that the unit has is to be replaced."""
    return any(change.path == PSKSECRET and change.running is not None for change in goal.changes)


def _disruptive(change: Change, release: Dialect) -> Objection:
    message = f"{path_text(change.path, release)} may affect traffic"
    return Objection(message=message, option="--allow-disruptive")


def _with_hint(error: CheckRefused) -> str:
    return f"{error.reason}: {error.hint}" if error.hint else error.reason
