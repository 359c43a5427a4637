"""An intent in pieces: one job for each cluster and each single device, checked before anybody is connected to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from fgsp_cli.base import InventoryError, Problem, SecretRef, UsageError, several, some_of
from fgsp_cli.device import Resolver
from fgsp_cli.intent import DeviceIntent, Intent, Presence
from fgsp_cli.inventory import Inventory, Target
from fgsp_cli.plan import PlanFile, Prepared
from fgsp_cli.results import About, Outcome, Results, Status
from fgsp_cli.units import not_listed, targets_of


@dataclass(frozen=True, kw_only=True)
class Job:
    """One cluster, or one device of its own."""

    cluster: str | None
    intent: Intent
    """Nothing but its devices; those that are left out this time are offline in it."""
    shown: tuple[str, ...]
    """The devices whose outcomes count."""
    saved: Prepared | None = None
    """What was planned for it before."""

    @property
    def name(self) -> str:
        """What it is called in messages."""
        return self.cluster or self.shown[0]


def jobs_of(intent: Intent, limit: Iterable[str], without: Iterable[str], *, whole: bool) -> tuple[Job, ...]:
    """The jobs for what is asked for; UsageError for a name or pattern that stands for nothing.

    `whole` refuses a part of a cluster unless the rest of the cluster is left out by name: a unit that is not read
    cannot be rolled back. Without `whole` the rest is left out silently.
    """
    patterns, left_out = several("limit", limit), frozenset(several("without", without))
    chosen = intent.only(patterns) if patterns else intent
    every = intent.without(left_out)
    jobs = []
    for cluster, names in _groups(chosen).items():
        members = intent.clusters[cluster[0]] if cluster[0] is not None else names
        rest = [name for name in members if name not in names]
        if whole:
            _refuse_part(cluster[0], rest, left_out)
        devices = {name: _left_out(every.devices[name], name in rest) for name in members}
        own = MappingProxyType(devices)
        jobs.append(Job(cluster=cluster[0], intent=replace(intent, devices=own, everyone=own), shown=names))
    return tuple(jobs)


def jobs_of_plan(plan: PlanFile) -> tuple[Job, ...]:
    """The jobs of a saved plan, exactly those."""
    return tuple(
        Job(cluster=saved.name, intent=saved.intent(plan.intent), shown=tuple(saved.devices), saved=saved)
        for saved in plan.clusters
    )


def resolver_for(
    jobs: Iterable[Job], inventory: Inventory, *, intent: Intent | None = None, old_psk: SecretRef | None = None
) -> Resolver:
    """A resolver that has resolved the secrets of the logins; SecretError before the first connection.

    It can resolve the references of the intent, and that of the old secret; no other one that a plan or a journal may
    name. InventoryError for a unit without a user name.
    """
    wanted = list(jobs)
    devices = [device for job in wanted for device in job.intent.devices.values()]
    contacted = [device for device in devices if device.status is not Presence.OFFLINE]
    given = [*(intent.references if intent else ()), *([old_psk] if old_psk else [])]
    resolver = Resolver(given, intent.literals if intent else None)
    resolve_logins(resolver, (target for device in contacted for target in targets_of(device, inventory)))
    return resolver


def unlisted(command: str, jobs: Iterable[Job], inventory: Inventory) -> Results | None:
    """The results where the inventory lacks hosts of devices, so that nothing is begun; None if it has them all."""
    devices = {name: (job.intent.devices[name], job.intent) for job in jobs for name in job.shown}
    missing = {
        name: not_listed(device, intent, inventory)
        for name, (device, intent) in devices.items()
        if device.status is Presence.PRESENT and not targets_of(device, inventory)
    }
    reason = f"nothing was begun, as the inventory has no host for {some_of([*missing])}"
    outcomes = {
        name: missing.get(name) or Outcome(status=Status.SKIPPED, cluster=device.cluster, error=reason)
        for name, (device, _) in devices.items()
    }
    return Results(command=command, devices=outcomes) if missing else None


def resolve_logins(resolver: Resolver, targets: Iterable[Target]) -> None:
    """Resolve what the logins need."""
    problems = []
    for target in targets:
        if not target.username:
            message = f"{target.name}: no username"
            problems.append(Problem(message=message, position=target.position, path=f"{target.name}.username"))
        for secret in target.secrets:
            resolver.resolve(secret)
    if problems:
        raise InventoryError(problems)


def about_of(intent: Intent | None, *, inventory: Inventory | None = None, against: Path | None = None) -> About:
    """What a report is about: the intent, if there is one, and the live units or the backups that were read."""
    place = f"backups in {against}" if inventory is None else f"live units of {inventory.source}"
    return About(intent=intent.source if intent else "", against=place)


def _groups(intent: Intent) -> Mapping[tuple[str | None, str], tuple[str, ...]]:
    """The devices by cluster, in the order of the file; a device of its own is a group of its own."""
    groups: dict[tuple[str | None, str], tuple[str, ...]] = {}
    for name, device in intent.devices.items():
        key = (device.cluster, "" if device.cluster is not None else name)
        groups[key] = (*groups.get(key, ()), name)
    return groups


def _refuse_part(cluster: str | None, rest: list[str], left_out: frozenset[str]) -> None:
    missing = [name for name in rest if name not in left_out]
    if missing:
        message = f"a push changes whole clusters, and --limit leaves out {', '.join(missing)} of {cluster}"
        options = " ".join(f"--without {name}" for name in missing)
        raise UsageError(message, hint=f"name the cluster, or leave them out on purpose: {options}")


def _left_out(device: DeviceIntent, out: bool) -> DeviceIntent:  # noqa: FBT001 - private
    return replace(device, status=Presence.OFFLINE) if out else device
