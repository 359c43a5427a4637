"""`lint`: every rule, on an intent, on live units or on backups."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from fgsp_cli.archive import Found, find_backups, read_backup
from fgsp_cli.base import (
    ArchiveError,
    ConfigTextError,
    Event,
    FgspError,
    Phase,
    Problem,
    Reporter,
    SilentReporter,
    StopRequest,
    UnitError,
    UsageError,
)
from fgsp_cli.device import Resolver
from fgsp_cli.fleet.jobs import look_up, looked_at
from fgsp_cli.fleet.verb_units import chosen, clusters_of, member_of, open_primary, units_of
from fgsp_cli.fleet.workers import each
from fgsp_cli.fortios import Release, cut
from fgsp_cli.intent import Intent, Presence
from fgsp_cli.inventory import Inventory, Target
from fgsp_cli.lint import RULES, Cluster, grouped, lint, unchecked
from fgsp_cli.plan import address_book
from fgsp_cli.results import INTERRUPTED, About, Linted, Outcome, Status
from fgsp_cli.state import DeviceState, Facts, examine_config, facts_from_backup, nat_vdoms
from fgsp_cli.units import explained, status_of


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a unit, or its backup, holds."""

    state: DeviceState
    facts: Facts
    problems: tuple[Problem, ...] = ()


def lint_intent(
    intent: Intent, wanted: Wanted | None = None, *, fortios: str | None = None, limit: Sequence[str] = ()
) -> Linted:
    """What is wrong with an intent, at the releases of the file or at `fortios`.

    IntentError for what makes it none at all, and where nobody says a release.
    """
    asked, own = wanted or Wanted(), intent.only(limit) if limit else intent
    found = own.examined(fortios)
    present = [name for name, device in own.devices.items() if device.status is not Presence.ABSENT]
    states = {name: found.states[name] for name in present if name in found.states}
    addresses = address_book(own, found.states, found.leaving)
    clusters = [
        Cluster(name=cluster, members=tuple(member_of(own, name, addresses) for name in members if name in states))
        for cluster, members in own.clusters.items()
    ]
    findings = lint(
        states,
        clusters,
        strict=asked.strict_facts,
        ignore=asked.ignore,
        problems={"": found.problems},
        doubts={"": found.warnings},
    )
    return Linted(
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
) -> Linted:
    """What is wrong with the units as they run; an `intent` says which of them make a cluster. Changes nothing."""
    told, asked, stop = reporter or SilentReporter(), wanted or Wanted(), StopRequest()
    targets = units_of(inventory, intent, limit)
    resolver = Resolver()
    look_up(resolver, (target for some in targets.values() for target in some))
    found = each(
        list(targets.items()),
        lambda unit: _live(unit[0], unit[1], resolver, told),
        stop=stop,
        not_begun=lambda _: _skipped(),
        workers=workers,
    )
    return replace(
        _linted(dict(zip(targets, found, strict=True)), intent, asked, interrupted=stop.requested),
        about=looked_at(intent, inventory=inventory),
    )


def lint_backups(
    path: Path,
    reporter: Reporter | None = None,
    wanted: Wanted | None = None,
    *,
    intent: Intent | None = None,
    fortios: str | None = None,
    limit: Sequence[str] = (),
    workers: int | None = None,
) -> Linted:
    """What is wrong with the newest backup of each unit; `fortios` is for texts that do not say their release.

    ConfigTextError if there is no such path.
    """
    told, asked, stop = reporter or SilentReporter(), wanted or Wanted(), StopRequest()
    backups = _backups(find_backups(path), intent, limit)
    found = each(
        list(backups.items()),
        lambda unit: _stored(unit[0], unit[1], fortios, told),
        stop=stop,
        not_begun=lambda _: _skipped(),
        workers=workers,
    )
    return replace(
        _linted(dict(zip(backups, found, strict=True)), intent, asked, interrupted=stop.requested),
        about=looked_at(intent, against=path),
    )


def _backups(found: Mapping[str, Found], intent: Intent | None, limit: Sequence[str]) -> Mapping[str, Found | None]:
    """The backup of each unit that is asked for; None for a device of the intent that has none."""
    if intent is None:
        return {name: found[name] for name in chosen(found, limit)}
    devices = (intent.only(limit) if limit else intent).devices.values()
    return {
        device.name: next((found[name] for name in (device.name, *device.hosts) if name in found), None)
        for device in devices
        if device.status is Presence.PRESENT
    }


def _linted(found: Mapping[str, Seen | Outcome], intent: Intent | None, wanted: Wanted, *, interrupted: bool) -> Linted:
    seen = {name: each for name, each in found.items() if isinstance(each, Seen)}
    states = {name: each.state for name, each in seen.items()}
    facts = {name: each.facts for name, each in seen.items()}
    clusters, notes = (clusters_of(intent, _releases(states)), ()) if intent else grouped(states, facts)
    findings = lint(
        states,
        clusters,
        facts,
        strict=wanted.strict_facts,
        ignore=wanted.ignore,
        problems={name: each.problems for name, each in seen.items()},
    )
    return Linted(
        units=tuple(seen),
        findings=findings,
        notes=(*notes, *unchecked(states, facts, wanted.ignore)),
        unread={name: each for name, each in found.items() if isinstance(each, Outcome)},
        interrupted=interrupted,
    )


def _releases(states: Mapping[str, DeviceState]) -> Mapping[str, Release]:
    return {name: state.fortios for name, state in states.items()}


def _live(name: str, targets: Sequence[Target], resolver: Resolver, reporter: Reporter) -> Seen | Outcome:
    if not targets:
        return Outcome(status=Status.MISSING, error="the inventory has no host of that name")
    reporter.emit(Event(phase=Phase.CONNECT, device=name))
    try:
        with open_primary(targets, resolver) as session:
            reporter.emit(Event(phase=Phase.READ, device=name))
            facts = replace(session.facts(), nat_vdoms=session.nat_vdoms())
            return Seen(state=session.read().state, facts=facts)
    except UnitError as error:
        return Outcome(status=status_of(error), error=explained(error), code=error.exit_code)
    except FgspError as error:
        return Outcome(status=Status.UNREADABLE, error=error.message, code=error.exit_code)


def _stored(name: str, found: Found | None, fortios: str | None, reporter: Reporter) -> Seen | Outcome:
    if found is None:
        return Outcome(status=Status.MISSING, error="there is no backup of that name")
    reporter.emit(Event(phase=Phase.READ, device=name))
    source = str(found.path)
    try:
        text = read_backup(found)
        release = None if cut(text, (), source).release else (found.release or fortios)
        examined = examine_config(text, release, source)
        facts = replace(facts_from_backup(text, source), nat_vdoms=nat_vdoms(text, source))
    except (ArchiveError, ConfigTextError) as error:
        told = _joined(error.problems) if isinstance(error, ConfigTextError) else error.message
        return Outcome(status=Status.UNREADABLE, error=told, code=error.exit_code)
    return Seen(state=examined.state, facts=facts, problems=examined.problems)


def _joined(problems: Iterable[Problem]) -> str:
    return " / ".join(map(str, problems))


def _skipped() -> Outcome:
    return Outcome(status=Status.SKIPPED, error="interrupted before it was begun", code=INTERRUPTED)


__all__ = ("Wanted", "lint_backups", "lint_intent", "lint_units")
