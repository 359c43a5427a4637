"""`plan`, `push`, `verify` and `audit` over everything that an intent names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from fgsp_cli.archive import Found, find_backups
from fgsp_cli.audit import Running, verify_cluster
from fgsp_cli.base import Event, Phase, Reporter, SilentReporter, UsageError, tell
from fgsp_cli.compare import spelled_out
from fgsp_cli.fleet.audit_backups import StoredUnits
from fgsp_cli.fleet.jobs import Job, check_intent, jobs_of, jobs_of_plan, looked_at, resolver_for
from fgsp_cli.fleet.pushing import Confirm, Pusher, all_of, devices_of, run_folder, runs_of
from fgsp_cli.fortios import dialect
from fgsp_cli.intent import Intent
from fgsp_cli.inventory import Inventory
from fgsp_cli.plan import PlanFile, PushOptions, write_plan
from fgsp_cli.push import ClusterSession, Outcomes
from fgsp_cli.results import Results
from fgsp_cli.runs import unfinished
from fgsp_cli.units import BackupSource, LiveSource, Source, Tell, Times

ONE_PLACE = "either an inventory or a place with backups is needed, and not both"


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
    source = _Sight(jobs, inventory, against, fortios)
    runs = runs_of(Path(intent.source), wanted)
    left = unfinished(runs, devices_of(jobs))
    sessions = [ClusterSession(job.cluster, job.intent, wanted, told, runs=runs, unfinished=left) for job in jobs]

    def work(job: Job) -> Outcomes:
        session = sessions[jobs.index(job)]
        return source.use(session.plan, session.tell)

    results = all_of("plan", jobs, work, told, wanted.workers)
    if out is not None and (problem := _write_plan(out, results, sessions, intent, wanted)):
        tell(told, Event(phase=Phase.WARNING, device="", message=problem))
    elif out is not None:
        tell(
            told, Event(phase=Phase.DONE, device="", message=f"the plan is in {out}: `fgsp push {out}` does just that")
        )
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
    for doubt in units.doubts():
        told.emit(Event(phase=Phase.WARNING, device="", message=doubt))
    about = looked_at(intent, against=against)
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
    source = _Sight(jobs, inventory, None, None)

    def work(job: Job) -> Outcomes:
        session = ClusterSession(job.cluster, job.intent, PushOptions(), told)
        return source.use(lambda look: _verified(job, look, session.tell), session.tell)

    about = looked_at(intent, inventory=inventory)
    return replace(all_of(command, jobs, work, told, workers), about=about)


def _verified(job: Job, source: Source, tell: Tell) -> Outcomes:
    readings = source.read(job.intent)
    for device, seen in readings.observed.items():
        doubt = dialect(seen.state.fortios).unseen_warning
        for note in (doubt, *seen.state.notes) if doubt else seen.state.notes:
            tell(Phase.WARNING, device, note)
    running = {
        device: Running(state=found.state, own_defaults=spelled_out(found.tree, found.state, found.release)[1])
        for device, found in readings.observed.items()
    }
    found = verify_cluster(job.cluster, job.intent, running)
    every = {**found, **readings.unread}
    return {device: replace(every[device], seconds=readings.seconds.get(device, 0.0)) for device in job.intent.devices}


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

    def use(self, work: Callable[[Source], Outcomes], tell: Tell) -> Outcomes:
        """Do something with source that are closed afterwards."""
        if self._inventory is None or self._resolver is None:
            return work(BackupSource(self._backups, self._fortios))
        source = LiveSource(self._inventory, self._resolver, tell)
        try:
            return work(source)
        finally:
            source.close()


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


def _backups(path: Path, jobs: Sequence[Job]) -> Mapping[str, Found]:
    """The backups by device; a single file is that of the single device that is asked for, whatever its name."""
    found = find_backups(path)
    names = [name for job in jobs for name in job.shown]
    if path.is_file() and len(names) == 1:
        return {names[0]: next(iter(found.values()))}
    return found
