"""`lint`: every rule, on an intent, on live units or on backups."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from fgsp_cli.archive import NameBy
from fgsp_cli.base import Reporter, SilentReporter, StopRequest, UsageError
from fgsp_cli.device import Session
from fgsp_cli.fleet.jobs import about_of
from fgsp_cli.fleet.stored_units import StoredUnits
from fgsp_cli.fleet.verb_units import clusters_of, member_of, observe_all, units_of
from fgsp_cli.fortios import Release
from fgsp_cli.intent import Intent, Presence
from fgsp_cli.inventory import Inventory
from fgsp_cli.lint import RULES, Cluster, grouped, lint, unchecked
from fgsp_cli.plan import peer_addresses
from fgsp_cli.results import About, LintResults, Outcome, Status
from fgsp_cli.state import DeviceState
from fgsp_cli.units import Observed


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which rules count, and how much."""

    ignore: Collection[str] = ()
    strict_facts: bool = False
    """Whether errors that nothing confirms are errors all the same."""

    def __post_init__(self) -> None:
        for name in self.ignore:
            if name not in RULES:
                raise UsageError(f"--ignore {name}: there is no such rule", hint=f"there are {', '.join(RULES)}")


def lint_intent(
    intent: Intent, wanted: Wanted | None = None, *, fortios: str | None = None, limit: Sequence[str] = ()
) -> LintResults:
    """What is wrong with an intent, at the releases of the file or at `fortios`.

    IntentError if the file is no intent, or if neither the file nor `fortios` gives a release.
    """
    asked, own = wanted or Wanted(), intent.only(limit) if limit else intent
    examined = own.examined(fortios)
    present = [name for name, device in own.devices.items() if device.status is not Presence.ABSENT]
    states = {name: examined.states[name] for name in present if name in examined.states}
    addresses = peer_addresses(own, examined.states, examined.leaving)
    clusters = [
        Cluster(name=cluster, members=tuple(member_of(own, name, addresses) for name in members if name in states))
        for cluster, members in own.clusters.items()
    ]
    findings = lint(
        states,
        clusters,
        strict=asked.strict_facts,
        ignore=asked.ignore,
        problems={"": examined.problems},
        warnings={"": examined.warnings},
    )
    return LintResults(
        units=tuple(states),
        findings=findings,
        notes=unchecked(states, {}, asked.ignore),
        about=About(intent=intent.source),
    )


def lint_units(
    inventory: Inventory,
    reporter: Reporter | None = None,
    wanted: Wanted | None = None,
    *,
    intent: Intent | None = None,
    limit: Sequence[str] = (),
    workers: int | None = None,
) -> LintResults:
    """What is wrong with the units as they run; an `intent` says which of them make a cluster. Changes nothing."""
    listener, asked, stop = reporter or SilentReporter(), wanted or Wanted(), StopRequest()
    units = observe_all(units_of(inventory, intent, limit), _observed, listener, stop, workers)
    linted = _linted(units, intent, asked, interrupted=stop.requested)
    return replace(linted, about=about_of(intent, inventory=inventory))


def lint_backups(
    path: Path,
    reporter: Reporter | None = None,
    wanted: Wanted | None = None,
    *,
    intent: Intent | None = None,
    fortios: str | None = None,
    name_by: str = NameBy.AUTO,
    limit: Sequence[str] = (),
    processes: int | None = 1,
) -> LintResults:
    """What is wrong with the newest backup of each unit; `fortios` is for texts that do not say their release.

    `processes` as in `read_all`. ConfigTextError if there is no such path.
    """
    asked, own = wanted or Wanted(), intent.only(limit) if intent and limit else intent
    devices = [device for device in own.devices.values() if device.status is Presence.PRESENT] if own else None
    units = StoredUnits(
        path,
        reporter or SilentReporter(),
        devices=devices,
        limit=limit,
        fortios=fortios,
        name_by=name_by,
        processes=processes,
        lint=True,
    )
    units.warn(strangers=not limit, notes=False)
    units_read: dict[str, Observed | Outcome] = {
        name: reading.observed or Outcome(status=Status.UNREADABLE, error=reading.error, code=reading.code)
        for name, reading in units.readings.items()
    }
    units_read |= units.unread if devices is None else {}
    for device in devices or ():
        units_read.setdefault(device.name, Outcome(status=Status.MISSING, error="there is no backup of that name"))
    linted = _linted(units_read, intent, asked, interrupted=False)
    return replace(linted, about=about_of(intent, against=path), backups=units.listed)


def _linted(
    units: Mapping[str, Observed | Outcome], intent: Intent | None, wanted: Wanted, *, interrupted: bool
) -> LintResults:
    observed = {name: each for name, each in units.items() if isinstance(each, Observed)}
    states = {name: each.state for name, each in observed.items()}
    facts = {name: each.facts for name, each in observed.items()}
    clusters, notes = (clusters_of(intent, _releases(states)), ()) if intent else grouped(states, facts)
    findings = lint(
        states,
        clusters,
        facts,
        strict=wanted.strict_facts,
        ignore=wanted.ignore,
        problems={name: each.problems for name, each in observed.items()},
    )
    return LintResults(
        units=tuple(observed),
        findings=findings,
        notes=(*notes, *unchecked(states, facts, wanted.ignore)),
        unread={name: each for name, each in units.items() if isinstance(each, Outcome)},
        interrupted=interrupted,
    )


def _releases(states: Mapping[str, DeviceState]) -> Mapping[str, Release]:
    return {name: state.fortios for name, state in states.items()}


def _observed(session: Session) -> Observed:
    facts = replace(session.facts(), nat_vdoms=session.nat_vdoms())
    return Observed(state=session.read().state, facts=facts)
