"""What a killed process left of a cluster: finished where all members hold the goal already, else rolled back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fgsp_cli.archive import RunFolder, UnitLocks
from fgsp_cli.base import (
    ArchiveError,
    NeedsPerson,
    Phase,
    ReferenceName,
    StopRequest,
    Undecided,
    UnitError,
    run_command,
)
from fgsp_cli.intent import Intent, Presence
from fgsp_cli.plan import ClusterPlan, PushOptions, another, keep_proof, names_of_paths, settled, touched_paths
from fgsp_cli.push.cfg_save import save, to_be_saved
from fgsp_cli.push.cluster_push import Outcomes, lock_serials
from fgsp_cli.push.cluster_rollback import ClusterRollback, UnitRollback
from fgsp_cli.results import Outcome, Status
from fgsp_cli.runs import ClusterJournal, ClusterRecord, ClusterRun, Ending, follower
from fgsp_cli.state import PSKSECRET
from fgsp_cli.units import WRITABLE, LiveSource, Observed, Readings, Report, explained, in_parallel

_OVER: Mapping[Ending | None, str] = {
    Ending.CHANGED: "nothing to recover: the run came to its end",
    Ending.ROLLED_BACK: "nothing to recover: it was rolled back",
}


class Recovery:
    """One cluster's part of a run. May be called off and begun again at any moment: every step is in the journal."""

    def __init__(
        self,
        record: ClusterRecord,
        run: RunFolder,
        options: PushOptions,
        *,
        report: Report,
        stop: StopRequest,
        locks: UnitLocks,
    ) -> None:
        self.record = record
        self.options = options
        self._run = run
        self.report = report
        self._stop = stop
        self._locks = locks
        self._journal = ClusterJournal(run, record.name, report)
        self._undecided: dict[str, str] = {}
        """Of each unit that may still carry out a line of this recovery, that line."""
        self._follower = follower(run, record.trails) if self._unsettled else None
        """What came after this run, and is to be undone, if at all, before it."""

    @property
    def _unsettled(self) -> bool:
        return self.record.begun and self.record.ending not in _OVER

    @property
    def open(self) -> bool:
        """Whether any unit may have to be read."""
        return self._unsettled and self._follower is None

    @property
    def intent(self) -> Intent:
        """An intent that names the devices that were written to, or shall be, and says nothing else of them."""
        named = self.record.plan.devices
        names = dict.fromkeys([*self.record.trails, *(step.move.unit for step in self.record.pending)])
        devices = {name: replace(named[name], status=Presence.PRESENT) for name in names}
        return Intent(source="", devices=devices, literals={}, everyone=devices)

    @property
    def secrets(self) -> tuple[ReferenceName, ...]:
        """The secrets that it may have to send."""
        new = self.record.plan.secrets if self.open and self.record.pending else ()
        old = (self.options.old_psk.name,) if self.open and self.options.old_psk else ()
        return (*new, *old)

    def recover(self, source: LiveSource) -> Outcomes:
        """Read every unit that may have been written to, and finish or roll back; the outcome of every device."""
        if not self.open:
            return self._nothing()
        with self._stop.change(self.record.name):
            readings = source.read(self.intent)
            lock_serials(source, self._locks)
            observed, strange = self._known(readings)
            for device in strange:
                if device in source.units:
                    source.units.pop(device).close()
            try:
                for unit in source.units.values():
                    unit.log.begin(self._run)
                self._journal.recovering()
            except ArchiveError as error:
                return self._all(Status.FAILED, f"not touched: {explained(error)}", NeedsPerson.exit_code)
            self._read_outside(observed, strange, source)
            plan = self._plan(observed)
            if not strange and self._arrived(observed):
                outcomes = self._finish(plan, source)
                if outcomes is not None:
                    return self._reported(outcomes, Ending.CHANGED)
            return self._roll_back(plan, source, strange)

    def _nothing(self) -> Outcomes:
        if self._follower is not None:
            return self._followed(self._follower)
        ending = self.record.ending
        if ending is None:
            self._journal.end(Ending.ROLLED_BACK, {})
        return self._all(Status.SKIPPED, _OVER.get(ending, "nothing to recover: nothing had been sent"))

    def _followed(self, later: ClusterRun) -> Outcomes:
        """A later run took what this one left for what was there before: to undo this one would undo that one."""
        if later.half_done:
            return self._all(
                Status.REFUSED,
                f"run {later.run.id} came after this one: first {run_command('recover', later.run.path)}",
            )
        return self._all(Status.SKIPPED, f"nothing to recover: run {later.run.id} has changed it since")

    def _known(self, readings: Readings) -> tuple[dict[str, Observed], dict[str, str]]:
        """The units that can be worked on; and of each other one, why not."""
        strange = {device: outcome.error or str(outcome.status) for device, outcome in readings.unread.items()}
        observed = {}
        for device, current in readings.observed.items():
            problem = another(self.record.plan.units[device], current)
            role = current.facts.ha_role
            if not problem and role not in (None, *WRITABLE):
                problem = f"is now the {role} of its FGCP cluster"
            if problem:
                strange[device] = f"{device}: {problem}"
            else:
                observed[device] = current
        return observed, strange

    def _read_outside(self, observed: dict[str, Observed], strange: dict[str, str], source: LiveSource) -> None:
        """Abort the transactions that the run may have left open, and read those units again."""
        again, failures = in_parallel(
            lambda device: source.units[device].ask_outside(), sorted(self.record.staged & observed.keys())
        )
        observed |= again
        for device, failure in failures.items():
            del observed[device]
            source.units.pop(device).close()
            strange[device] = explained(failure)

    def _plan(self, observed: Mapping[str, Observed]) -> ClusterPlan:
        saved = self.record.plan
        return ClusterPlan(
            name=saved.name,
            devices=saved.devices,
            units={device: saved.unit(device, current) for device, current in observed.items()},
            steps=saved.steps,
            objections={},
            warnings=(),
            addresses=saved.addresses,
            releases={device: current.release.release for device, current in observed.items()},
        )

    def _arrived(self, observed: Mapping[str, Observed]) -> bool:
        """Whether all members hold what they were to hold, but perhaps for a new secret."""
        if not self.record.led_all_the_way:
            return False
        ways = {device: trail[0] for device, trail in self.record.trails.items()}
        return not any(settled(touched_paths(way), way[-1], observed[device].state) for device, way in ways.items())

    def _finish(self, plan: ClusterPlan, source: LiveSource) -> Outcomes | None:
        """Send the secrets that are missing, and save; None if that fails: then every unit is to be rolled back."""
        sent = set()
        for step in self.record.pending:
            device = step.move.unit
            self.report(Phase.CHANGE, device, f"{len(step.lines)} lines")
            try:
                self._journal.leading(device, [step.move.goal], rotates=True)
                self.record.lead(device, [step.move.goal], rotates=True)
                source.units[device].send(step.lines, lambda _: False)
            except (UnitError, ArchiveError) as error:
                self.report(Phase.WARNING, device, explained(error, step.lines, step.move.goal))
                if isinstance(error, Undecided):
                    self._undecided[device] = error.line
                return None
            self.record.rotated.add(device)
            self._journal.rotated(device)
            sent.add(device)
        outcomes = self._all(Status.IN_SYNC, None)
        for device, unit in plan.units.items():
            outcomes[device] = replace(
                outcomes[device],
                status=Status.CHANGED,
                fortios=plan.releases[device],
                changes=unit.changes,
                commands=unit.commands,
                undo=unit.undo,
            )
            if device not in sent:
                self._keep_proof(device, plan)
            problem = self._save(device, plan, source)
            if problem:
                outcomes[device] = replace(
                    outcomes[device], status=Status.FAILED, error=problem, code=NeedsPerson.exit_code
                )
        return outcomes

    def _keep_proof(self, device: str, plan: ClusterPlan) -> None:
        unit = plan.units[device]
        known = any(change.path == PSKSECRET and change.running is None for change in unit.changes)
        if known or device in self.record.rotated:
            serial = unit.observed.facts.serial or ""
            keep_proof(self._run, device, unit.changes, unit.observed.state, serial=serial, report=self.report)

    def _save(self, device: str, plan: ClusterPlan, source: LiveSource) -> str | None:
        """Make the change last, if the run was to do that."""
        if not to_be_saved(plan.units[device].observed.facts, self.options):
            return None
        self._journal.saving(device)
        try:
            save(source.units[device])
        except UnitError as error:
            later = f"save it before the next reboot, or {run_command('recover', self._run.path)}"
            return f"{device} is changed as wanted, but did not save it ({error.reason}): {later}"
        return None

    def _roll_back(self, plan: ClusterPlan, source: LiveSource, strange: Mapping[str, str]) -> Outcomes:
        trails = {device: trail for device, trail in self.record.trails.items() if device in plan.units}
        rollback = ClusterRollback(
            plan,
            source.units,
            trails,
            options=self.options,
            rotated=frozenset(self.record.rotating),
            saved=frozenset(self.record.saved),
            unanswered=frozenset(trails),
            undecided=self._undecided,
            report=self.report,
            journal=self._journal,
        )
        outcomes = self._all(Status.SKIPPED, "nothing had been sent")
        for device, result in rollback.roll_back().items():
            unit_outcome = replace(outcomes[device], fortios=plan.releases[device])
            outcomes[device] = self._back(unit_outcome, device, result)
        for device, reason in strange.items():
            if device not in self.record.trails:
                continue
            way = self.record.trails[device][0]
            names = names_of_paths(touched_paths(way), way[0])
            result = UnitRollback(good=False, problem=f"{reason}; what it holds at {names} is not known", again=True)
            outcomes[device] = self._back(outcomes[device], device, result)
        good = all(outcome.exit_code() == 0 for outcome in outcomes.values())
        return self._reported(outcomes, Ending.ROLLED_BACK if good else Ending.OPEN)

    def _back(self, outcome: Outcome, device: str, result: UnitRollback) -> Outcome:
        if result.good:
            left = f"another session changed {result.elsewhere}, which was left as it is" if result.elsewhere else None
            return replace(outcome, status=Status.ROLLED_BACK, error=left, code=0)
        error = result.left_behind(device, self.record.backups.get(device, "in the run folder"), self._run.path)
        return replace(outcome, status=Status.FAILED, error=error, code=NeedsPerson.exit_code)

    def _reported(self, outcomes: Outcomes, ending: Ending) -> Outcomes:
        self._journal.end(ending, outcomes)
        for device, outcome in outcomes.items():
            self.report(Phase.DONE, device, str(outcome.status))
        return outcomes

    def _all(self, status: Status, error: str | None, code: int | None = None) -> Outcomes:
        cluster = self.record.plan.name
        return {
            device: Outcome(status=status, cluster=cluster, error=error, code=code)
            for device in self.record.plan.devices
        }
