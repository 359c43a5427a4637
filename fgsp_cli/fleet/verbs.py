"""`plan`, `push`, `verify` and `audit` over everything that an intent names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from fgsp_cli.archive import RUNS, Found, RunFolder, find_backups
from fgsp_cli.audit import Running, verify_cluster
from fgsp_cli.audit.stored import Times
from fgsp_cli.base.errors import ArchiveError, FgspError, IntentError, UsageError
from fgsp_cli.base.events import Event, Phase, Reporter, SilentReporter, tell
from fgsp_cli.compare import About, Outcome, Results, Status
from fgsp_cli.compare.own_defaults import spelled_out
from fgsp_cli.device.secrets import Resolver
from fgsp_cli.fleet.gate import Gate, waves
from fgsp_cli.fleet.jobs import Job, check_intent, jobs_of, jobs_of_plan, resolver_for
from fgsp_cli.fleet.stored import StoredUnits
from fgsp_cli.fleet.workers import each
from fgsp_cli.intent import Intent
from fgsp_cli.inventory import Inventory
from fgsp_cli.push import ClusterSession, Halt, PushOptions
from fgsp_cli.push.live import LiveEyes
from fgsp_cli.push.looking import Eyes, Tell
from fgsp_cli.push.planfile import ALLOWING, PlanFile, write_plan
from fgsp_cli.push.session import Outcomes
from fgsp_cli.push.stored import StoredEyes

Confirm = Callable[[Results], bool]
"""Shown what would be done, whether to do it."""
INTERRUPTED = 130
ONE_PLACE = "either an inventory or a place with backups is needed, and not both"
COULD_NOT = 1


def plan(
    intent: Intent,
    inventory: Inventory | None = None,
    options: PushOptions | None = None,
    reporter: Reporter | None = None,
    *,
    against: Path | None = None,
    fortios: str | None = None,
    out: Path | None = None,
) -> Results:
    """What `push` would change, on live units or, with `against`, on what their backups hold; changes nothing at all.

    `fortios` is the release of backups that do not say it. `out` is a file for the plan, for `push_plan`. InputError
    (65) for what the files alone show to be wrong, UsageError (64) for options that make no sense, ArchiveError if the
    file cannot be written; whatever concerns one unit is in its outcome.
    """
    wanted, told = options or PushOptions(), reporter or SilentReporter()
    jobs = jobs_of(intent, wanted.limit, wanted.without, whole=False)
    check_intent(jobs, strict_facts=wanted.strict_facts)
    eyes = _Sight(jobs, inventory, against, fortios)
    sessions = [
        ClusterSession(job.cluster, job.intent, wanted, told, runs=_runs(Path(intent.source), wanted)) for job in jobs
    ]

    def work(job: Job) -> Outcomes:
        session = sessions[jobs.index(job)]
        return eyes.use(session.plan, session.tell)

    results = all_of("plan", jobs, work, told, wanted.workers)
    if out is not None and (problem := _write_plan(out, results, sessions, intent, wanted)):
        tell(told, Event(phase=Phase.WARNING, device="", message=problem))
    return results


def push(
    intent: Intent,
    inventory: Inventory,
    options: PushOptions | None = None,
    reporter: Reporter | None = None,
    *,
    confirm: Confirm | None = None,
) -> Results:
    """Change what differs on every cluster, each as one transaction: all of its members or none.

    With `confirm`, everything is planned first, connections are closed while it is asked, and a cluster for which
    something else is to be done afterwards is refused. InputError (65), UsageError (64) before the first connection;
    Interrupted or NeedsPerson at a second Ctrl-C; whatever concerns one cluster is in its outcomes.
    """
    wanted, told = options or PushOptions(), reporter or SilentReporter()
    jobs = jobs_of(intent, wanted.limit, wanted.without, whole=True)
    check_intent(jobs, strict_facts=wanted.strict_facts)
    old = (wanted.old_psk,) if wanted.old_psk else ()
    resolver = resolver_for(jobs, inventory, psk=True, more=old)
    run = run_folder(Path(intent.source), inventory, wanted, command="push")
    return Pusher(inventory, resolver, wanted, told, run).push(jobs, confirm)


def push_plan(
    plan: PlanFile,
    inventory: Inventory,
    options: PushOptions | None = None,
    reporter: Reporter | None = None,
    *,
    confirm: Confirm | None = None,
) -> Results:
    """Do what a saved plan says, and nothing else; otherwise as `push`.

    A cluster is refused, naming what it is, if anything of one of its units is not as it was when the plan was made.
    Of the options, those that a plan depends on are the plan's.
    """
    wanted, told = plan.with_options(options or PushOptions()), reporter or SilentReporter()
    jobs = jobs_of_plan(plan)
    secrets = [reference for saved in plan.clusters for reference in saved.references()]
    secrets += [wanted.old_psk] if wanted.old_psk else []
    resolver = resolver_for(jobs, inventory, psk=False, more=secrets)
    run = run_folder(plan.beside, inventory, wanted, command="push")
    return Pusher(inventory, resolver, wanted, told, run).push(jobs, confirm)


def verify(
    intent: Intent,
    inventory: Inventory,
    reporter: Reporter | None = None,
    *,
    limit: Sequence[str] = (),
    workers: int | None = None,
) -> Results:
    """Read every unit and compare it with the intent, at its own release; changes nothing at all."""
    return _audited("verify", intent, inventory, reporter, limit=limit, workers=workers)


def audit(
    intent: Intent,
    inventory: Inventory | None = None,
    reporter: Reporter | None = None,
    *,
    against: Path | None = None,
    fortios: str | None = None,
    limit: Sequence[str] = (),
    workers: int | None = None,
    processes: int | None = 1,
    times: Times | None = None,
) -> Results:
    """The drift of live units or, with `against`, of their backups, the newest of each.

    `fortios` is for backups that do not say their release. A backup that cannot be read is a finding (exit code 2).
    `processes` reads backups in so many processes, None in as many as pay: only from a main module that may be imported
    again. `times` is given what the reading of backups took.
    """
    if against is None:
        return _audited("audit", intent, inventory, reporter, limit=limit, workers=workers)
    if inventory is not None:
        raise UsageError(ONE_PLACE)
    told = reporter or SilentReporter()
    jobs = jobs_of(intent, limit, (), whole=False)
    backups = _backups(against, jobs)
    units = StoredUnits(jobs, backups, told, fortios=fortios, processes=processes, times=times)
    if not limit and (strangers := units.strangers(backups)):
        told.emit(Event(phase=Phase.WARNING, device="", message=strangers))
    about = About(intent=intent.source, against=_looked_at(None, against))
    return replace(all_of("audit", jobs, units.verified, told, 1), about=about)


def _audited(
    command: str,
    intent: Intent,
    inventory: Inventory | None,
    reporter: Reporter | None,
    *,
    limit: Sequence[str] = (),
    workers: int | None = None,
) -> Results:
    told = reporter or SilentReporter()
    jobs = jobs_of(intent, limit, (), whole=False)
    eyes = _Sight(jobs, inventory, None, None)

    def work(job: Job) -> Outcomes:
        session = ClusterSession(job.cluster, job.intent, PushOptions(), told)
        return eyes.use(lambda look: _verified(job, look), session.tell)

    about = About(intent=intent.source, against=_looked_at(inventory, None))
    return replace(all_of(command, jobs, work, told, workers), about=about)


def _looked_at(inventory: Inventory | None, against: Path | None) -> str:
    """What an audit compares the intent with, for the head of its report."""
    return f"backups in {against}" if inventory is None else f"live units of {inventory.source}"


def _verified(job: Job, eyes: Eyes) -> Outcomes:
    looked = eyes.look(job.intent)
    running = {
        device: Running(state=found.state, own_defaults=spelled_out(found.tree, found.state, found.release)[1])
        for device, found in looked.observed.items()
    }
    found = verify_cluster(job.cluster, job.intent, running)
    every = {**found, **looked.blind}
    return {device: every[device] for device in job.intent.devices}


class _Sight:
    """Where a verb that only reads looks: at live units or at backups."""

    def __init__(
        self, jobs: Sequence[Job], inventory: Inventory | None, against: Path | None, fortios: str | None
    ) -> None:
        if (inventory is None) == (against is None):
            raise UsageError(ONE_PLACE)
        self._inventory = inventory
        self._fortios = fortios
        self._backups = _backups(against, jobs) if against else {}
        self._resolver = resolver_for(jobs, inventory, psk=False) if inventory else None

    def use(self, work: Callable[[Eyes], Outcomes], tell: Tell) -> Outcomes:
        """Do something with eyes that are closed afterwards."""
        if self._inventory is None or self._resolver is None:
            return work(StoredEyes(self._backups, self._fortios))
        eyes = LiveEyes(self._inventory, self._resolver, tell)
        try:
            return work(eyes)
        finally:
            eyes.close()


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
        self._halt = Halt(advice=f"`fgsp recover {run.path}` finishes or undoes it")
        self._gate = Gate(options)

    def push(self, jobs: Sequence[Job], confirm: Confirm | None) -> Results:
        """Plan and ask, if somebody is to be asked; then change."""
        agreed: Mapping[str, Outcome] | None = None
        settled: dict[str, Outcome] = {}
        if confirm is not None:
            workers, halt = self._options.workers, self._halt
            shown = all_of(self._command, jobs, self._rehearsed, self._reporter, workers, halt=halt)
            to_do = [job for job in jobs if _to_do(job, shown.devices)]
            if not to_do or halt.asked:
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
        results = Results(command=self._command, devices=devices, interrupted=self._halt.asked)
        self._record(results)
        return results

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
                halt=self._halt,
            )
            every |= done.devices
        return every

    def _session(self, job: Job) -> ClusterSession:
        return ClusterSession(
            job.cluster, job.intent, self._options, self._reporter, saved=job.saved, runs=self._run.home
        )

    def _rehearsed(self, job: Job) -> Outcomes:
        session = self._session(job)
        eyes = LiveEyes(self._inventory, self._resolver, session.tell)
        try:
            return session.rehearse(eyes)
        finally:
            eyes.close()

    def _pushed(self, job: Job, agreed: Mapping[str, Outcome] | None) -> Outcomes:
        if closed := self._gate.closed:
            return _same(job, Status.SKIPPED, closed, COULD_NOT)
        session = self._session(job)
        eyes = LiveEyes(self._inventory, self._resolver, session.tell)
        try:
            outcomes = session.push(eyes, self._run, self._halt, agreed)
        except BaseException:
            self._gate.note(job.name, {}, "")
            raise
        finally:
            eyes.close()
        self._gate.note(job.name, outcomes, session.ailing)
        return outcomes

    def _record(self, results: Results) -> None:
        """Keep the result beside the backups; the units are changed by now, so a full disk is only worth a warning."""
        if not self._run.exists:
            return
        try:
            self._run.put("result", results.to_json())
            message, phase = f"the record of this run is in {self._run.path}", Phase.DONE
        except ArchiveError as error:
            message, phase = f"the result could not be kept: {error.message}", Phase.WARNING
        tell(self._reporter, Event(phase=phase, device="", message=message))


def all_of(
    command: str,
    jobs: Sequence[Job],
    work: Callable[[Job], Outcomes],
    reporter: Reporter,
    workers: int | None,
    *,
    halt: Halt | None = None,
) -> Results:
    """The outcomes of all jobs. An error of ours that concerns a whole cluster is the outcome of its devices."""

    def guarded(job: Job) -> Outcomes:
        try:
            return work(job)
        except FgspError as error:
            text = " / ".join(map(str, error.problems)) if isinstance(error, IntentError) else str(error.message)
            return _same(job, Status.REFUSED, text, error.exit_code)
        except Exception as error:  # noqa: BLE001 - a mistake of ours with one cluster is not the others' failure
            return _same(job, Status.FAILED, f"internal error: {error!r}", COULD_NOT)

    def interrupted() -> None:
        message = "interrupted: what is in flight is finished or put back, nothing more is begun"
        # Not by `tell`: a second Ctrl-C that comes meanwhile is raised in here, and must get out.
        reporter.emit(Event(phase=Phase.WARNING, device="", message=message))

    wish = halt or Halt()
    found = each(
        jobs,
        guarded,
        halt=wish,
        not_begun=lambda job: _same(job, Status.SKIPPED, "interrupted before it was begun", INTERRUPTED),
        workers=workers,
        on_interrupt=interrupted,
    )
    devices = {name: outcomes[name] for job, outcomes in zip(jobs, found, strict=True) for name in job.shown}
    return Results(command=command, devices=devices, interrupted=wish.asked)


def _same(job: Job, status: Status, error: str, code: int) -> Outcomes:
    return {name: Outcome(status=status, cluster=job.cluster, error=error, code=code) for name in job.intent.devices}


def _to_do(job: Job, shown: Mapping[str, Outcome]) -> bool:
    return any(shown[name].status is Status.DRIFT for name in job.shown)


def _declined(shown: Results) -> Results:
    devices = {
        name: replace(outcome, status=Status.SKIPPED, error="not changed: nobody agreed", code=COULD_NOT)
        if outcome.status is Status.DRIFT
        else outcome
        for name, outcome in shown.devices.items()
    }
    return replace(shown, devices=devices)


def _write_plan(
    out: Path, results: Results, sessions: Sequence[ClusterSession], intent: Intent, options: PushOptions
) -> str | None:
    """Write the plan of all clusters; or say why not: one that cannot be pushed is none."""
    troubled = [name for name, outcome in results.devices.items() if outcome.exit_code() not in (0, 2)]
    saved = [session.to_save for session in sessions if session.to_save is not None]
    if troubled or results.interrupted or len(saved) < len(sessions):
        reason = f"{troubled[0]} is {results.devices[troubled[0]].status}" if troubled else "it was interrupted"
        return f"{out} was not written: {reason}"
    write_plan(out, results, saved, intent=intent.source, options=options)
    return None


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
    return RunFolder(_runs(beside, options), about)


def _runs(beside: Path, options: PushOptions) -> Path:
    return options.run_dir or beside.parent / RUNS


def _backups(path: Path, jobs: Sequence[Job]) -> Mapping[str, Found]:
    """The backups by device; a single file is that of the single device that is asked for, whatever its name."""
    found = find_backups(path)
    names = [name for job in jobs for name in job.shown]
    if path.is_file() and len(names) == 1:
        return {names[0]: next(iter(found.values()))}
    return found
