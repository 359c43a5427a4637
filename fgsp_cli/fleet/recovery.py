"""`recover` and `rollback`: what a run's journal is for."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from fgsp_cli.archive import RUNS, RunFolder, UnitLocks
from fgsp_cli.base import (
    ArchiveError,
    Event,
    Phase,
    Reporter,
    SilentReporter,
    StopRequest,
    UsageError,
    emit,
    run_command,
)
from fgsp_cli.fleet.jobs import Job, resolver_for
from fgsp_cli.fleet.pushing import Confirm, Pusher, all_of, run_folder
from fgsp_cli.intent import Intent
from fgsp_cli.inventory import Inventory
from fgsp_cli.plan import ALLOWING, PushOptions
from fgsp_cli.push import Outcomes, Recovery, Reversal
from fgsp_cli.results import Outcome, Results, Status
from fgsp_cli.runs import ClusterRecord, Ending, Journal, read_journal
from fgsp_cli.units import LiveSource


def recover(
    run: RunFolder | Path | str,
    inventory: Inventory,
    options: PushOptions | None = None,
    reporter: Reporter | None = None,
    *,
    intent: Intent | None = None,
) -> Results:
    """Finish or undo what a killed process left, after reading every unit again that it may have written to.

    A cluster is finished if all its members hold their goal. Any other cluster is rolled back, except where another
    session has changed something since. `run` is its folder, or its id where runs are kept. A recovery may be repeated,
    and may be killed itself.
    The secrets that it has to send must be references of `intent` or the old secret of the options: what a journal
    names is never resolved by itself. ArchiveError if the run is still going on; InputError if its journal cannot be
    read, or if a secret that is needed cannot be had; UsageError if there is no such run.
    """
    run = _run_folder(run)
    run.claim()
    locks = UnitLocks(run.home, {"command": "recover", "run": run.id})
    try:
        for device in sorted(run.devices):
            locks.take(device)
        return _recover(run, inventory, options or PushOptions(), reporter or SilentReporter(), intent, locks=locks)
    finally:
        locks.release()
        run.close()


def _recover(
    run: RunFolder,
    inventory: Inventory,
    options: PushOptions,
    reporter: Reporter,
    intent: Intent | None,
    *,
    locks: UnitLocks,
) -> Results:
    journal = read_journal(run)
    wanted = _with_those_of(journal, options)
    stop = StopRequest(advice=f"`{run_command('recover', run.path)}` goes on with it")
    recoveries = {}
    for name, record in journal.clusters.items():

        def emit_event(phase: Phase, device: str, message: str, cluster: str | None = record.plan.name) -> None:
            emit(reporter, Event(phase=phase, device=device, cluster=cluster, message=message))

        recoveries[name] = Recovery(record, run, wanted, report=emit_event, stop=stop, locks=locks)
    rotating = any(each.open and each.record.rotating for each in recoveries.values())
    if rotating and wanted.old_psk is None and _options_of(journal).get("old_psk"):
        raise UsageError("the run was given the secret before its rotation: give it again, --old-psk REF")
    jobs = [
        Job(cluster=each.record.plan.name, intent=each.intent, shown=tuple(each.record.plan.devices))
        for each in recoveries.values()
    ]
    alive = [job for job in jobs if recoveries[job.name].open]
    resolver = resolver_for(alive, inventory, intent=intent, old_psk=wanted.old_psk)
    for reference in (reference for each in recoveries.values() for reference in each.secrets):
        resolver.named(reference)

    def work(job: Job) -> Outcomes:
        recovery = recoveries[job.name]
        with closing(LiveSource(inventory, resolver, recovery.report)) as source:
            return recovery.recover(source)

    results = replace(all_of("recover", jobs, work, reporter, options.workers, stop=stop), run=str(run.path))
    _record(run, results, "recovered", reporter)
    return results


def rollback(
    run: RunFolder | Path | str,
    inventory: Inventory,
    options: PushOptions | None = None,
    reporter: Reporter | None = None,
    *,
    intent: Intent | None = None,
    confirm: Confirm | None = None,
) -> Results:
    """Undo a run that came to its end. It is a run of its own, each cluster a transaction, and can be undone in turn.

    A cluster one of whose units holds, at a path that the run wrote, neither what the run left nor what was there
    before, is refused, naming the path. So is a cluster whose run is not finished: that is for `recover`. The secrets
    that it sends, or would need should it fail, must be references of `intent` or the old secret of the options.
    """
    listener, run = reporter or SilentReporter(), _run_folder(run)
    journal = read_journal(run)
    wanted = replace(_with_those_of(journal, options or PushOptions()), run_dir=run.home)
    settled: dict[str, Outcome] = {}
    jobs = []
    for record in journal.clusters.values():
        if record.ending is Ending.CHANGED and record.begun:
            reversal = Reversal(record=record)
            only = reversal.intent(str(journal.about.get("intent", "")))
            jobs.append(Job(cluster=record.plan.name, intent=only, shown=reversal.touched, saved=reversal))
            settled |= _untouched(record)
        else:
            settled |= _not_to_undo(record, run)
    resolver = resolver_for(jobs, inventory, intent=intent, old_psk=wanted.old_psk)
    folder = run_folder(Path(str(journal.about.get("intent", ""))), inventory, wanted, command="rollback")
    done = Pusher(inventory, resolver, wanted, listener, folder, command="rollback").push(jobs, confirm)
    every = {**settled, **{name: _rolled_back(outcome) for name, outcome in done.devices.items()}}
    order = [name for record in journal.clusters.values() for name in record.plan.devices]
    return replace(done, devices={name: every[name] for name in order})


def _run_folder(run: RunFolder | Path | str) -> RunFolder:
    """The folder; UsageError if there is none."""
    return run if isinstance(run, RunFolder) else RunFolder.find(str(run), (RUNS,))


def _with_those_of(journal: Journal, options: PushOptions) -> PushOptions:
    """The options, those of the run where they decide how it is finished or undone."""
    kept = _options_of(journal)
    allowed = {name: getattr(options, name) or kept.get(name) is True for name in ALLOWING}
    return replace(options, **allowed)  # type: ignore[arg-type]


def _options_of(journal: Journal) -> Mapping[str, object]:
    """The options that the run was given, as its journal has them."""
    options = journal.about.get("options")
    return options if isinstance(options, dict) else {}


def _untouched(record: ClusterRecord) -> dict[str, Outcome]:
    others = [name for name in record.plan.devices if name not in record.trails]
    return {
        name: Outcome(status=Status.SKIPPED, cluster=record.plan.name, error="the run did not change it")
        for name in others
    }


def _not_to_undo(record: ClusterRecord, run: RunFolder) -> dict[str, Outcome]:
    """The outcomes of a cluster without anything to undo, or with a run that is not finished."""
    if record.begun and record.ending is not Ending.ROLLED_BACK:
        error = f"the run was not finished: {run_command('recover', run.path)}"
        outcome = Outcome(status=Status.REFUSED, cluster=record.plan.name, error=error)
    else:
        outcome = Outcome(status=Status.SKIPPED, cluster=record.plan.name, error="the run left nothing to undo")
    return dict.fromkeys(record.plan.devices, outcome)


def _rolled_back(outcome: Outcome) -> Outcome:
    """What a rollback that worked has made of a unit."""
    return replace(outcome, status=Status.ROLLED_BACK, code=0) if outcome.status is Status.CHANGED else outcome


def _record(run: RunFolder, results: Results, name: str, reporter: Reporter) -> None:
    try:
        run.put(name, results.to_json())
    except ArchiveError as error:
        message = f"the result could not be kept: {error.message}"
        emit(reporter, Event(phase=Phase.WARNING, device="", message=message))
