"""The change itself: backups, a last reading, step by step with reading back, and a rollback if one fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fgsp_cli.archive import Backup, RunFolder, UnitLocks
from fgsp_cli.archive import Unit as Origin
from fgsp_cli.base import ArchiveError, NeedsPerson, Phase, SessionLost, StopRequest, mistake
from fgsp_cli.plan import ClusterPlan, PushOptions, keep_proof, saved_cluster
from fgsp_cli.push.cfg_save import save, to_be_saved
from fgsp_cli.push.cluster_rollback import ClusterRollback, UnitRollback
from fgsp_cli.push.direct import change_directly
from fgsp_cli.push.work import Failure, SameChange, Work
from fgsp_cli.push.workspace import MINUTES, change_in_transactions, parts
from fgsp_cli.results import Outcome, Results, Status
from fgsp_cli.runs import ClusterJournal, Ending
from fgsp_cli.units import LiveUnit, MemberError, Report, explained, in_parallel, status_of


class Transaction:
    """One cluster's change: all of its members, or none."""

    def __init__(
        self,
        plan: ClusterPlan,
        units: Mapping[str, LiveUnit],
        options: PushOptions,
        *,
        run: RunFolder,
        report: Report,
        stop: StopRequest,
        locks: UnitLocks | None = None,
    ) -> None:
        self.plan = plan
        self.units = units
        self.options = options
        self.run = run
        self.report = report
        self.stop = stop
        self.locks = locks
        self.backups: dict[str, Backup] = {}
        self.journal = ClusterJournal(run, self.name, report)
        self.work = Work(
            plan=plan, units=units, report=report, journal=self.journal, settle_seconds=options.settle_seconds
        )

    @property
    def name(self) -> str:
        """What the cluster, or the single device, is called."""
        return self.plan.name or next(iter(self.units))

    def execute(self) -> dict[str, Outcome]:
        """Run the whole transaction; the outcome of each unit."""
        stopped = self._prepare()
        if stopped is not None:
            return stopped
        with self.stop.change(self.name):
            try:
                failure = self._change() or self._save()
                outcomes = self._finish() if failure is None else self._roll_back(failure)
                self.journal.end(Ending.CHANGED if failure is None else Ending.ROLLED_BACK, outcomes)
            except Exception as error:  # noqa: BLE001 - a mistake of ours: all is not reported as well
                return self._broken_off(error)
            return outcomes

    def _prepare(self) -> dict[str, Outcome] | None:
        """Backups of all members, then a last reading of all of them; outcomes if nothing may be changed."""
        try:
            self.run.plan(self.name, Results(command="plan", devices=self._outcomes()).to_json())
        except ArchiveError as error:
            return self._all(Status.REFUSED, f"not changed: {explained(error)}")
        self.backups, errors = in_parallel(self._back_up, self.units)
        if not errors:
            _, errors = in_parallel(self.work.check_unmoved, self.units)
        if errors:
            return self._stopped(errors)
        if self.stop.requested:
            return self._all(Status.SKIPPED, "interrupted before the first change", code=130)
        try:
            self._begin_journal()
        except ArchiveError as error:
            return self._all(Status.REFUSED, f"not changed: {explained(error)}")
        return None

    def _begin_journal(self) -> None:
        """Write down what is going to be done, if the units are still locked; ArchiveError."""
        if self.locks is not None:
            self.locks.check()
        self.journal.begin(
            saved_cluster(self.plan),
            {device: unit.host for device, unit in self.units.items()},
            {device: str(backup.path) for device, backup in self.backups.items()},
        )

    def _back_up(self, device: str) -> Backup:
        unit = self.units[device]
        self.report(Phase.BACKUP, device, "")
        unit.log.begin(self.run)
        release = str(self.plan.releases[device])
        origin = Origin(device=device, host=unit.host, release=release, serial=unit.serial)
        return self.run.backup(unit.show_all(), origin)

    def _change(self) -> Failure | None:
        """Part by part, in the way that the options allow; what stopped it."""
        for stageable, steps in parts(self.plan.steps):
            if stageable and self.options.transaction != "direct":
                failure = change_in_transactions(self.work, steps, self.options)
            else:
                failure = change_directly(self.work, steps)
            if failure is not None:
                return failure
        return None

    def _finish(self) -> dict[str, Outcome]:
        """All members hold what they shall: save where that is asked for, and mention what others did meanwhile."""
        outcomes = {}
        for device, unit in self.plan.units.items():
            status = Status.CHANGED if unit.changes else Status.IN_SYNC
            outcomes[device] = replace(self.plan.outcome(device), status=status, error=None)
        for device in self.work.ways:
            if self.work.elsewhere[device]:
                self.report(
                    Phase.WARNING,
                    device,
                    f"another session changed {self.work.elsewhere[device]} meanwhile: left as it is",
                )
            if reason := self._still_open(device):
                self.report(Phase.WARNING, device, f"changed{reason}")
            shown, serial = self.work.last_good[device], self.units[device].serial
            keep_proof(self.run, device, self.plan.units[device].changes, shown, serial=serial, report=self.report)
        return outcomes

    def _save(self) -> Failure | None:
        """Once all members are good, make the change last on those that do not save by themselves; what stopped it."""
        for device, unit in self.plan.units.items():
            if device in self.work.ways and to_be_saved(unit.observed.facts, self.options):
                failure = self.work.attempt(device, lambda device=device: self._save_one(device))  # type: ignore[misc]
                if failure is not None:
                    return failure
        return None

    def _save_one(self, device: str) -> None:
        unit = self.units[device]
        self.journal.saving(device)
        self.work.saved.add(device)
        try:
            save(unit)
        except SessionLost:  # a unit that was restarted has lost the change: then there is nothing to save
            self.work.check(device, self.work.held(device), unit.read().state)
            save(unit)

    def _roll_back(self, failure: Failure) -> dict[str, Outcome]:
        """Roll back every unit that a line was sent to."""
        self.report(Phase.WARNING, failure.device, failure.message)
        if isinstance(failure.error, SameChange) and any(len(way) > 1 for way in self.work.ways.values()):
            return self._left_to_other(failure)
        rollback = ClusterRollback(
            self.plan,
            self.units,
            {device: [way] for device, way in self.work.ways.items()},
            options=self.options,
            rotated=frozenset(self.work.rotated),
            saved=frozenset(self.work.saved),
            unanswered=frozenset(self.work.unanswered),
            undecided=self.work.undecided,
            report=self.report,
            journal=self.journal,
        )
        done = rollback.roll_back()
        outcomes = self._all(Status.SKIPPED, f"not changed: {failure.message}")
        if failure.device not in done:  # it was stopped before the first line was sent to it
            outcomes[failure.device] = replace(
                outcomes[failure.device], status=Status.REFUSED, error=f"not changed: {failure.message}"
            )
        for device, result in done.items():
            outcomes[device] = self._rollback_outcome(device, result, failure)
        return outcomes

    def _left_to_other(self, failure: Failure) -> dict[str, Outcome]:
        """Nothing is rolled back where another session makes this change too: that would undo the other's lines too."""
        outcomes = self._all(Status.SKIPPED, f"not changed: {failure.message}")
        outcomes[failure.device] = replace(outcomes[failure.device], status=Status.REFUSED, error=failure.message)
        problem = "another session is making the same change, so what this run wrote is not rolled back"
        for device, way in self.work.ways.items():
            if len(way) > 1:
                result = UnitRollback(good=False, problem=problem, again=True)
                outcomes[device] = self._rollback_outcome(device, result, failure)
        return outcomes

    def _broken_off(self, error: Exception) -> dict[str, Outcome]:
        """What is reported when this program does not know itself how far it came; the journal does."""
        outcomes = self._all(Status.FAILED, f"not changed: internal error: {mistake(error)}")
        lost = UnitRollback(good=False, problem="what it holds now is not known", again=True)
        for device in self.work.ways:
            left = lost.left_behind(device, self.backups[device].path, self.run.path)
            outcomes[device] = replace(
                outcomes[device], error=f"internal error: {mistake(error)}; {left}", code=NeedsPerson.exit_code
            )
        return outcomes

    def _rollback_outcome(self, device: str, result: UnitRollback, failure: Failure) -> Outcome:
        outcome = self.plan.outcome(device)
        reason = failure.message + self._still_open(device)
        if not result.good:
            error = f"{reason}; {result.left_behind(device, self.backups[device].path, self.run.path)}"
            return replace(outcome, status=Status.FAILED, error=error, code=NeedsPerson.exit_code)
        elsewhere = f"; another session changed {result.elsewhere}, which was left as it is" if result.elsewhere else ""
        if not self.work.accepted and not result.written:
            status = Status.UNREACHABLE if isinstance(failure.error, SessionLost) else Status.REFUSED
            return replace(outcome, status=status, error=f"{reason}; nothing was changed{elsewhere}")
        return replace(outcome, status=Status.ROLLED_BACK, error=f"{reason}; {device} is as it was before{elsewhere}")

    def _still_open(self, device: str) -> str:
        """What to say of a transaction that may not be over."""
        if device not in self.work.open_transactions:
            return ""
        return f"; a configuration transaction of this run may still hold locks on {device} for up to {MINUTES} minutes"

    def _stopped(self, errors: Mapping[str, MemberError]) -> dict[str, Outcome]:
        """The outcomes where no line was sent to any unit."""
        first = next(iter(errors.values()))
        outcomes = self._all(Status.SKIPPED, f"not changed: {explained(first)}")
        for device, error in errors.items():
            outcomes[device] = replace(self.plan.outcome(device), status=status_of(error), error=explained(error))
        return outcomes

    def _outcomes(self) -> dict[str, Outcome]:
        return {device: self.plan.outcome(device) for device in self.plan.units}

    def _all(self, status: Status, error: str, code: int | None = None) -> dict[str, Outcome]:
        every = self._outcomes().items()
        return {device: replace(outcome, status=status, error=error, code=code) for device, outcome in every}
