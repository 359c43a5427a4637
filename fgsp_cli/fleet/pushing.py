"""One push, or whatever else is one, over many clusters: planned, agreed to, in waves, recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from fgsp_cli.archive import RUNS, RunFolder, UnitLocks
from fgsp_cli.base import (
    ArchiveError,
    Event,
    FgspError,
    InputError,
    Phase,
    Reporter,
    StopRequest,
    emit,
    mistake,
    run_command,
)
from fgsp_cli.device import Resolver
from fgsp_cli.fleet.gate import Gate, waves
from fgsp_cli.fleet.jobs import Job
from fgsp_cli.fleet.workers import each
from fgsp_cli.inventory import Inventory
from fgsp_cli.plan import ALLOWING, PushOptions
from fgsp_cli.push import ClusterSession, Outcomes
from fgsp_cli.results import INTERRUPTED, Outcome, Results, Status
from fgsp_cli.runs import ClusterRun, unfinished
from fgsp_cli.units import LiveSource

Confirm = Callable[[Results], bool]
"""Shown what would be done, whether to do it."""
COULD_NOT = 1


class Pusher:
    """One push, or whatever else is one."""

    def __init__(
        self,
        inventory: Inventory,
        resolver: Resolver,
        options: PushOptions,
        reporter: Reporter,
        run: RunFolder,
        *,
        command: str = "push",
    ) -> None:
        self._command = command
        self._inventory = inventory
        self._resolver = resolver
        self._options = options
        self._reporter = reporter
        self._run = run
        self._stop = StopRequest(advice=f"`{run_command('recover', run.path)}` finishes or undoes it")
        self._gate = Gate(options)
        self._unfinished: Mapping[str, ClusterRun] = {}
        self._locks = UnitLocks(run.home, {"command": command, "run": run.id})
        self._busy: dict[str, str] = {}
        """Devices that another process has locked, and what to say of it."""

    def push(self, jobs: Sequence[Job], confirm: Confirm | None) -> Results:
        """Lock the units; plan and ask, if somebody is to be asked; then change."""
        try:
            return self._push(jobs, confirm)
        finally:
            self._locks.release()

    def _push(self, jobs: Sequence[Job], confirm: Confirm | None) -> Results:
        for job in jobs:
            self._lock(job)
        self._unfinished = unfinished(self._run.home, devices_of(jobs))
        agreed: Mapping[str, Outcome] | None = None
        settled: dict[str, Outcome] = {}
        if confirm is not None:
            workers, stop = self._options.workers, self._stop
            shown = all_of(self._command, jobs, self._rehearsed, self._reporter, workers, stop=stop)
            to_do = [job for job in jobs if _to_do(job, shown.devices)]
            if not to_do or stop.requested:
                return shown
            if not confirm(shown):
                return _declined(shown)
            agreed = shown.devices
            settled = {name: shown.devices[name] for job in jobs if job not in to_do for name in job.shown}
        else:
            to_do = list(jobs)
        try:
            every = {**settled, **self._in_waves(to_do, agreed)}
        finally:
            self._run.close()
        devices = {name: every[name] for job in jobs for name in job.shown}
        run = str(self._run.path) if self._run.exists else None
        results = Results(command=self._command, devices=devices, interrupted=self._stop.requested, run=run)
        self._record(results)
        return results

    def _lock(self, job: Job) -> None:
        """Lock the devices of a cluster, in an order that every process keeps and none behind one that is locked: of
        two processes that lock these devices, one gets them all.
        """
        for device in sorted(job.intent.devices):
            try:
                self._locks.take(device)
            except ArchiveError as error:
                self._busy[device] = error.message
                return

    def _in_waves(self, jobs: Sequence[Job], agreed: Mapping[str, Outcome] | None) -> Outcomes:
        """Canaries first, then batch after batch; nothing more is begun once the gate is closed."""
        every: Outcomes = {}
        for wave in waves(jobs, self._options.canary, self._options.batch):
            done = all_of(
                self._command,
                wave,
                lambda job: self._pushed(job, agreed),
                self._reporter,
                self._options.workers,
                stop=self._stop,
            )
            every |= done.devices
        return every

    def _session(self, job: Job) -> ClusterSession:
        return ClusterSession(
            job.cluster,
            job.intent,
            self._options,
            self._reporter,
            saved=job.saved,
            runs=self._run.home,
            unfinished=self._unfinished,
            locks=self._locks,
        )

    def _locked_out(self, job: Job) -> Outcomes | None:
        """The outcomes of a cluster that another process is changing."""
        reason = next((self._busy[device] for device in job.intent.devices if device in self._busy), None)
        return None if reason is None else _same(job, Status.REFUSED, reason, COULD_NOT)

    def _rehearsed(self, job: Job) -> Outcomes:
        if (refused := self._locked_out(job)) is not None:
            return refused
        session = self._session(job)
        with closing(LiveSource(self._inventory, self._resolver, session.report)) as source:
            return session.rehearse(source)

    def _pushed(self, job: Job, agreed: Mapping[str, Outcome] | None) -> Outcomes:
        if closed := self._gate.closed:
            return _same(job, Status.SKIPPED, closed, COULD_NOT)
        if (refused := self._locked_out(job)) is not None:
            return refused
        session = self._session(job)
        with closing(LiveSource(self._inventory, self._resolver, session.report)) as source:
            try:
                outcomes = session.push(source, self._run, self._stop, agreed)
            except BaseException:
                self._gate.note(job.name, {}, "")
                raise
        self._gate.note(job.name, outcomes, session.ailing)
        return outcomes

    def _record(self, results: Results) -> None:
        """Keep the result beside the backups; the units are changed by now, so a full disk is only worth a warning."""
        if not self._run.exists:
            return
        try:
            self._run.put("result", results.to_json())
            changed = [outcome for outcome in results.devices.values() if outcome.status is Status.CHANGED]
            able = changed and all(outcome.undo for outcome in changed)  # a rotation may have no way back
            undo = f"; `{run_command('rollback', self._run.path)}` undoes it" if able else ""
            message, phase = f"the record of this run is in {self._run.path}{undo}", Phase.DONE
        except ArchiveError as error:
            message, phase = f"the result could not be kept: {error.message}", Phase.WARNING
        emit(self._reporter, Event(phase=phase, device="", message=message))


def all_of(
    command: str,
    jobs: Sequence[Job],
    work: Callable[[Job], Outcomes],
    reporter: Reporter,
    workers: int | None,
    *,
    stop: StopRequest | None = None,
) -> Results:
    """The outcomes of all jobs. An error of ours that concerns a whole cluster is the outcome of its devices."""

    def guarded(job: Job) -> Outcomes:
        try:
            return work(job)
        except FgspError as error:
            text = error.one_line if isinstance(error, InputError) else error.message
            return _same(job, Status.REFUSED, text, error.exit_code)
        except Exception as error:  # noqa: BLE001 - a mistake of ours with one cluster is not the others' failure
            return _same(job, Status.FAILED, f"internal error: {mistake(error)}", COULD_NOT)

    def interrupted() -> None:
        message = "interrupted: what is in flight is finished or rolled back, nothing more is begun"
        # Emitted directly: a second Ctrl-C that comes meanwhile is raised in here, and must get out.
        reporter.emit(Event(phase=Phase.WARNING, device="", message=message))

    wish = stop or StopRequest()
    answers = each(
        jobs,
        guarded,
        stop=wish,
        not_begun=lambda job: _same(job, Status.SKIPPED, "interrupted before it was begun", INTERRUPTED),
        workers=workers,
        on_interrupt=interrupted,
    )
    devices = {name: outcomes[name] for job, outcomes in zip(jobs, answers, strict=True) for name in job.shown}
    return Results(command=command, devices=devices, interrupted=wish.requested)


def _same(job: Job, status: Status, error: str, code: int) -> Outcomes:
    return {name: Outcome(status=status, cluster=job.cluster, error=error, code=code) for name in job.intent.devices}


def devices_of(jobs: Iterable[Job]) -> list[str]:
    """All devices that the jobs are about."""
    return [name for job in jobs for name in job.intent.devices]


def _to_do(job: Job, shown: Mapping[str, Outcome]) -> bool:
    return any(shown[name].status is Status.DRIFT for name in job.shown)


def _declined(shown: Results) -> Results:
    devices = {
        name: replace(outcome, status=Status.SKIPPED, error="not changed: not confirmed", code=COULD_NOT)
        if outcome.status is Status.DRIFT
        else outcome
        for name, outcome in shown.devices.items()
    }
    return replace(shown, devices=devices)


def run_folder(beside: Path, inventory: Inventory, options: PushOptions, *, command: str) -> RunFolder:
    """The folder of a new run, whose journal will say what one needs to recover it."""
    about = {
        "command": command,
        "intent": str(beside),
        "inventory": str(inventory.source.absolute()),
        "options": {
            **{name: getattr(options, name) for name in ALLOWING},
            "old_psk": str(options.old_psk) if options.old_psk else None,
        },
    }
    return RunFolder(runs_of(beside, options), about)


def runs_of(beside: Path, options: PushOptions) -> Path:
    """Where the folders of runs are kept."""
    return options.run_dir or beside.parent / RUNS
