"""One cluster from the first reading to the last: what `plan` and `push` have in common, and where they part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from fgsp_cli.archive import RunFolder, UnitLocks
from fgsp_cli.base import Event, IntentError, Phase, Reporter, SecretError, StopRequest, emit
from fgsp_cli.intent import Intent
from fgsp_cli.plan import (
    ClusterPlan,
    Prepared,
    PushOptions,
    SavedCluster,
    plan_cluster,
    saved_cluster,
    with_known_secrets,
)
from fgsp_cli.push.peer_health import Health
from fgsp_cli.push.transaction import Transaction
from fgsp_cli.results import Outcome, Status
from fgsp_cli.runs import ClusterRun
from fgsp_cli.units import LiveSource, Readings, Source

Outcomes = dict[str, Outcome]


def lock_serials(source: LiveSource, locks: UnitLocks) -> None:
    """Lock the units by their serials, as another name may lead to one; ArchiveError if another process has one."""
    for unit in source.units.values():
        if unit.serial:
            locks.take(unit.serial)


class ClusterSession:
    """The cluster, or the single device, that `intent` holds; with `saved`, what was planned for it before."""

    def __init__(
        self,
        name: str | None,
        intent: Intent,
        options: PushOptions,
        reporter: Reporter,
        *,
        saved: Prepared | None = None,
        runs: Path | None = None,
        unfinished: Mapping[str, ClusterRun] | None = None,
        locks: UnitLocks | None = None,
    ) -> None:
        """`runs` is where the folders of runs before are: they know which secrets were sent. `unfinished` are those of
        them that left a device half-done. `locks` hold the units by name; here they are taken by serial too.
        """
        self.name = name
        self.intent = intent
        self.options = options
        self.to_save: SavedCluster | None = None
        """What `plan` planned, if it could."""
        self.ailing = ""
        """What is wrong with the cluster although it was changed: peers that do not come back."""
        self._reporter = reporter
        self._saved = saved
        self._runs = runs
        self._locks = locks
        left = unfinished or {}
        self._left = {device: left[device] for device in intent.devices if device in left}

    def report(self, phase: Phase, device: str, message: str) -> None:
        """Report a step on a device."""
        emit(self._reporter, Event(phase=phase, device=device, cluster=self.name, message=message))

    def plan(self, source: Source) -> Outcomes:
        """What a push would change; changes nothing at all."""
        readings = source.read(self.intent)
        plan = self._planned(readings)
        if isinstance(plan, dict):
            return plan
        for device, objections in plan.objections.items():
            for objection in objections:
                if objection.option and plan.to_do:
                    self.report(Phase.WARNING, device, f"a push would be refused: {objection}")
        if reason := self._not_over():
            self.report(Phase.WARNING, "", f"a push would be refused: {reason}")
        if reason := source.secrets_problem(plan.secrets):
            self.report(Phase.WARNING, "", f"a push would be refused: {reason}")
        self.to_save = saved_cluster(plan)
        return self._complete({device: plan.outcome(device) for device in readings.observed}, readings)

    def rehearse(self, source: LiveSource) -> Outcomes:
        """What a push would do, refusals included; changes nothing at all."""
        readings = self._locked(source)
        plan = self._planned(readings)
        if isinstance(plan, dict):
            return plan
        refused = self._refused(plan, readings, None)
        if refused is None and (reason := source.secrets_problem(plan.secrets)):
            refused = self._without_secrets(plan, readings, reason)
        return self._complete(refused or {device: plan.outcome(device) for device in readings.observed}, readings)

    def push(
        self, source: LiveSource, run: RunFolder, stop: StopRequest, expected: Mapping[str, Outcome] | None = None
    ) -> Outcomes:
        """Change what differs, or roll back. `expected` is the plan that was confirmed: any other is refused."""
        readings = self._locked(source)
        plan = self._planned(readings)
        if isinstance(plan, dict):
            return plan
        outcomes = self._refused(plan, readings, expected)
        if outcomes is None and plan.to_do:
            try:
                source.look_up(plan.secrets)
            except SecretError as error:
                outcomes = self._without_secrets(plan, readings, error.message)
            else:
                outcomes = self._changed(plan, source, run, stop)
        return self._complete(outcomes or {device: plan.outcome(device) for device in readings.observed}, readings)

    def _locked(self, source: LiveSource) -> Readings:
        """What the units hold, each of them locked by its serial; ArchiveError if another process is changing one."""
        readings = source.read(self.intent)
        if self._locks is not None:
            lock_serials(source, self._locks)
        return readings

    def _without_secrets(self, plan: ClusterPlan, readings: Readings, reason: str) -> Outcomes:
        """The outcomes where a secret that is to be sent cannot be had."""
        return {
            device: replace(plan.outcome(device), status=Status.REFUSED, error=reason, code=SecretError.exit_code)
            for device in readings.observed
        }

    def _changed(self, plan: ClusterPlan, source: LiveSource, run: RunFolder, stop: StopRequest) -> Outcomes:
        """The change; where other clusters wait for this one, with a check of its health before and after."""
        health = Health(plan, source.units, self.report) if self.options.in_waves else None
        change = Transaction(
            plan, source.units, self.options, run=run, report=self.report, stop=stop, locks=self._locks
        )
        outcomes = change.execute()
        if health is not None and not any(outcome.exit_code() for outcome in outcomes.values()):
            self.ailing = health.problem(self.options.health_seconds, stop)
            if self.ailing:
                self.report(Phase.WARNING, "", f"changed, but {self.ailing}")
        return outcomes

    def _planned(self, readings: Readings) -> ClusterPlan | Outcomes:
        """The plan; or outcomes, if the intent cannot be had at the releases that the units run."""
        observed = with_known_secrets(readings.observed, self._runs)
        try:
            if self._saved is None:
                plan = plan_cluster(self.name, self.intent, observed, self.options)
            else:
                plan = self._saved.plan(observed, self.options)
        except IntentError as error:
            refused = {
                device: Outcome(
                    status=Status.REFUSED,
                    cluster=self.name,
                    fortios=unit.release.release,
                    error=error.one_line,
                    code=error.exit_code,
                )
                for device, unit in readings.observed.items()
            }
            return self._complete(refused, readings)
        for device, message in plan.warnings:
            self.report(Phase.WARNING, device, message)
        for part in {part.run.id: part for part in self._left.values()}.values():
            if message := part.warning():
                self.report(Phase.WARNING, "", message)
        return plan

    def _not_over(self) -> str:
        """Why a run before keeps anybody from changing the cluster; empty if none does."""
        return next((reason for part in self._left.values() if (reason := part.refusal())), "")

    def _refused(
        self, plan: ClusterPlan, readings: Readings, expected: Mapping[str, Outcome] | None
    ) -> Outcomes | None:
        """The outcomes if nothing may be changed: one unit that is not to be written to stops its whole cluster."""
        reasons = {
            device: "; ".join(str(objection) for objection in objections if plan.to_do or not objection.option)
            for device, objections in plan.objections.items()
        }
        reasons = {device: reason for device, reason in reasons.items() if reason}
        if reason := self._not_over():
            reasons = dict.fromkeys(readings.observed, reason)
        if not reasons and plan.to_do:
            reasons = _moved(plan, expected)
        unseen = {name: outcome for name, outcome in readings.unread.items() if outcome.status is not Status.SKIPPED}
        if not reasons and not unseen:
            return None
        first = next(iter([*reasons.items(), *((name, outcome.error) for name, outcome in unseen.items())]))
        return {
            device: replace(
                plan.outcome(device),
                status=Status.REFUSED if device in reasons else Status.SKIPPED,
                error=reasons.get(device) or f"not changed because of {first[0]}: {first[1]}",
            )
            for device in readings.observed
        }

    def _complete(self, outcomes: Outcomes, readings: Readings) -> Outcomes:
        """The outcomes of all devices, in the order of the intent."""
        every = {**outcomes, **readings.unread}
        for device, outcome in every.items():
            self.report(Phase.DONE, device, str(outcome.status))
        return {device: every[device] for device in self.intent.devices}


def _moved(plan: ClusterPlan, expected: Mapping[str, Outcome] | None) -> dict[str, str]:
    """The units for which something else is to be done than was agreed to."""
    if expected is None:
        return {}
    return {
        device: "is not what it was when the plan was shown: plan again"
        for device, unit in plan.units.items()
        if device not in expected or expected[device].commands != unit.commands
    }
