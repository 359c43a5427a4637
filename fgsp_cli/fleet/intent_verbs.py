"""`plan`, `push`, `verify` and `audit` over everything that an intent names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from fgsp_cli.archive import NameBy
from fgsp_cli.audit import verify_cluster
from fgsp_cli.base import Event, Phase, Reporter, SecretRef, SilentReporter, UsageError, at_least, emit
from fgsp_cli.fleet.jobs import Job, about_of, jobs_of, jobs_of_plan, resolver_for, unlisted
from fgsp_cli.fleet.pushing import Confirm, Pusher, all_of, devices_of, run_folder, runs_of
from fgsp_cli.fleet.stored_units import StoredUnits
from fgsp_cli.intent import Intent
from fgsp_cli.inventory import Inventory
from fgsp_cli.plan import Part, PlanFile, PushOptions, check_intent, with_known_secrets, write_plan
from fgsp_cli.push import ClusterSession, Outcomes
from fgsp_cli.results import Results
from fgsp_cli.runs import unfinished
from fgsp_cli.units import BackupSource, LiveSource, Readings, Report, Source, Times

FINDING = 2
"""The exit code of an audit for a file that cannot be read: to find that out is what audits are for."""
ONE_PLACE = "either an inventory or a place with backups is needed, and not both"


def plan(
    intent: Intent,
    inventory: Inventory | None = None,
    options: PushOptions | None = None,
    reporter: Reporter | None = None,
    *,
    against: Path | None = None,
    fortios: str | None = None,
    name_by: str = NameBy.AUTO,
    out: Path | None = None,
) -> Results:
    """What `push` would change, on live units or, with `against`, on what their backups hold; changes nothing at all.

    `fortios` is the release of backups that do not say it, `name_by` what backups are named by: `auto`, `hostname` or
    `file`. `out` is a file for the plan, for `push_plan`. InputError
    (65) for what the files alone show to be wrong, UsageError (64) for options that make no sense, ArchiveError if the
    file cannot be written; whatever concerns one unit is in its outcome.
    """
    wanted, listener = options or PushOptions(), reporter or SilentReporter()
    jobs = jobs_of(intent, wanted.limit, wanted.without, whole=False)
    check_intent(_parts(jobs), strict_facts=wanted.strict_facts)
    if (inventory is None) == (against is None):
        raise UsageError(ONE_PLACE)
    if inventory is not None and (refused := unlisted("plan", jobs, inventory)):
        return refused
    stored = _stored(against, jobs, listener, fortios=fortios, name_by=name_by) if against else None
    if stored:
        stored.warn(strangers=not wanted.limit, notes=False)
    read = _reader(jobs, inventory, stored, intent=intent, old_psk=wanted.old_psk)
    runs = runs_of(Path(intent.source), wanted)
    left = unfinished(runs, devices_of(jobs))
    sessions = [ClusterSession(job.cluster, job.intent, wanted, listener, runs=runs, unfinished=left) for job in jobs]

    def work(job: Job) -> Outcomes:
        session = sessions[jobs.index(job)]
        return read(session.plan, session.report)

    results = all_of("plan", jobs, work, listener, wanted.workers)
    if stored:
        results = replace(results, backups=stored.listed)
    if out is not None and (problem := _write_plan(out, results, sessions, intent, wanted)):
        emit(listener, Event(phase=Phase.WARNING, device="", message=problem))
    elif out is not None:
        emit(
            listener,
            Event(phase=Phase.DONE, device="", message=f"the plan is in {out}: `fgsp push {out}` does just that"),
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
    wanted, listener = options or PushOptions(), reporter or SilentReporter()
    jobs = jobs_of(intent, wanted.limit, wanted.without, whole=True)
    check_intent(_parts(jobs), strict_facts=wanted.strict_facts)
    if refused := unlisted("push", jobs, inventory):
        return refused
    resolver = resolver_for(jobs, inventory, intent=intent, old_psk=wanted.old_psk)
    run = run_folder(Path(intent.source), inventory, wanted, command="push")
    return Pusher(inventory, resolver, wanted, listener, run).push(jobs, confirm)


def push_plan(
    plan: PlanFile,
    inventory: Inventory,
    options: PushOptions | None = None,
    reporter: Reporter | None = None,
    *,
    intent: Intent | None = None,
    confirm: Confirm | None = None,
) -> Results:
    """Do what a saved plan says, and nothing else; otherwise as `push`.

    The secrets that it sends must be references of `intent`: a secret that only the plan names is never resolved.

    A cluster is refused, naming what it is, if anything of one of its units is not as it was when the plan was made.
    Of the options, those that a plan depends on are the plan's.
    """
    wanted, listener = plan.with_options(options or PushOptions()), reporter or SilentReporter()
    jobs = jobs_of_plan(plan)
    if refused := unlisted("push", jobs, inventory):
        return refused
    resolver = resolver_for(jobs, inventory, intent=intent, old_psk=wanted.old_psk)
    for name in (name for saved in plan.clusters for name in saved.secrets):
        resolver.check(name)
    run = run_folder(plan.beside, inventory, wanted, command="push")
    return Pusher(inventory, resolver, wanted, listener, run).push(jobs, confirm)


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
    name_by: str = NameBy.AUTO,
    limit: Sequence[str] = (),
    workers: int | None = None,
    processes: int | None = 1,
    times: Times | None = None,
) -> Results:
    """The drift of live units or, with `against`, of their backups, the newest of each.

    `fortios` is for backups that do not say their release, `name_by` as in `plan`. A backup that
    cannot be read is a finding (exit code 2).
    `processes` reads backups in so many processes, None in as many as pay: only from a main module that may be imported
    again. `times` is given what the reading of backups took.
    """
    at_least("workers", workers, 1)
    if against is None:
        return _audited("audit", intent, inventory, reporter, limit=limit, workers=workers)
    if inventory is not None:
        raise UsageError(ONE_PLACE)
    listener, spent = reporter or SilentReporter(), times if times is not None else Times()
    jobs = jobs_of(intent, limit, (), whole=False)
    check_intent(_parts(jobs))
    units = _stored(
        against, jobs, listener, fortios=fortios, name_by=name_by, processes=processes, facts=False, times=spent
    )
    units.warn(strangers=not limit)
    source = BackupSource(units.readings, FINDING)

    def work(job: Job) -> Outcomes:
        with spent.counting("comparing"):
            return _compared(job, source.read(job.intent))

    about = about_of(intent, against=against)
    return replace(all_of("audit", jobs, work, listener, 1), about=about, backups=units.listed)


def _parts(jobs: Sequence[Job]) -> list[Part]:
    return [(job.cluster, job.intent) for job in jobs]


def _audited(
    command: str,
    intent: Intent,
    inventory: Inventory | None,
    reporter: Reporter | None,
    *,
    limit: Sequence[str] = (),
    workers: int | None = None,
) -> Results:
    if inventory is None:
        raise UsageError(ONE_PLACE)
    listener = reporter or SilentReporter()
    jobs = jobs_of(intent, limit, (), whole=False)
    check_intent(_parts(jobs))
    read, runs = _reader(jobs, inventory, None), runs_of(Path(intent.source), PushOptions())

    def work(job: Job) -> Outcomes:
        session = ClusterSession(job.cluster, job.intent, PushOptions(), listener)
        return read(lambda source: _verified(job, source, session.report, runs), session.report)

    about = about_of(intent, inventory=inventory)
    return replace(all_of(command, jobs, work, listener, workers), about=about)


def _verified(job: Job, source: Source, report: Report, runs: Path | None) -> Outcomes:
    readings = source.read(job.intent)
    for device, unit in readings.observed.items():
        warning = unit.release.unseen_warning
        for note in (warning, *unit.state.notes) if warning else unit.state.notes:
            report(Phase.WARNING, device, note)
    observed = with_known_secrets(readings.observed, runs)
    return _compared(job, replace(readings, observed=observed))


def _compared(job: Job, readings: Readings) -> Outcomes:
    """The outcome of every device of a job, in the order of the intent."""
    every = {**verify_cluster(job.cluster, job.intent, readings.observed), **readings.unread}
    return {device: replace(every[device], seconds=readings.seconds.get(device, 0.0)) for device in job.intent.devices}


def _reader(
    jobs: Sequence[Job],
    inventory: Inventory | None,
    stored: StoredUnits | None,
    *,
    intent: Intent | None = None,
    old_psk: SecretRef | None = None,
) -> Callable[[Callable[[Source], Outcomes], Report], Outcomes]:
    """What does a piece of work with a source, live units or backups, and closes the source afterwards."""
    if inventory is None:
        backups = BackupSource(stored.readings if stored else {})
        return lambda work, _: work(backups)
    resolver = resolver_for(jobs, inventory, intent=intent, old_psk=old_psk)

    def live(work: Callable[[Source], Outcomes], report: Report) -> Outcomes:
        with closing(LiveSource(inventory, resolver, report)) as source:
            return work(source)

    return live


def _stored(
    path: Path,
    jobs: Sequence[Job],
    reporter: Reporter,
    *,
    fortios: str | None,
    name_by: str,
    processes: int | None = 1,
    facts: bool = True,
    times: Times | None = None,
) -> StoredUnits:
    """The backups of the jobs' devices; a single file is that of the single device that is asked for."""
    names = [name for job in jobs for name in job.shown]
    return StoredUnits(
        path,
        reporter,
        devices=[device for job in jobs for device in job.intent.devices.values()],
        only=names[0] if len(names) == 1 else "",
        fortios=fortios,
        name_by=name_by,
        processes=processes,
        facts=facts,
        times=times,
    )


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
