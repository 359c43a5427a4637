"""`status`: the links between live units, from what they say twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from time import monotonic, sleep

from fgsp_cli.audit import Observation, judged
from fgsp_cli.base import Event, FgspError, Phase, Reporter, SilentReporter, StopRequest, UnitError
from fgsp_cli.device import Resolver, Session
from fgsp_cli.fleet.jobs import look_up, looked_at
from fgsp_cli.fleet.verb_units import clusters_of, open_primary, units_of
from fgsp_cli.fleet.workers import each
from fgsp_cli.fortios import COMMANDS, Sample, parse_sample
from fgsp_cli.intent import Intent
from fgsp_cli.inventory import Inventory, Target
from fgsp_cli.lint import Cluster, grouped, mesh_of
from fgsp_cli.results import INTERRUPTED, Outcome, Status, StatusResults, UnitRuntime
from fgsp_cli.units import explained, status_of

INTERVAL = 5.0
"""Seconds between the two samples."""


def status(
    inventory: Inventory,
    reporter: Reporter | None = None,
    *,
    intent: Intent | None = None,
    limit: Sequence[str] = (),
    interval: float = INTERVAL,
    workers: int | None = None,
) -> StatusResults:
    """How the links between the units are; changes nothing.

    Every unit is asked twice, `interval` seconds apart. An `intent` says which units are peers; without one that is
    told from the addresses of their interfaces. UsageError for a pattern that stands for nothing.
    """
    told, stop = reporter or SilentReporter(), StopRequest()
    targets = units_of(inventory, intent, limit)
    resolver = Resolver()
    look_up(resolver, (target for some in targets.values() for target in some))
    found = each(
        list(targets.items()),
        lambda unit: _observed(unit[0], unit[1], resolver, told, interval),
        stop=stop,
        not_begun=lambda _: _skipped(),
        workers=workers,
    )
    every = dict(zip(targets, found, strict=True))
    seen = {name: one for name, one in every.items() if isinstance(one, Observation)}
    blind = {name: one for name, one in every.items() if isinstance(one, Outcome)}
    if intent is not None:
        blind = {name: replace(one, cluster=intent.devices[name].cluster) for name, one in blind.items()}
    clusters, notes = _clusters(intent, seen)
    devices = _judged(clusters, seen, blind)
    return StatusResults(
        devices={name: devices.get(name) or blind[name] for name in every},
        seconds=interval,
        notes=notes,
        interrupted=stop.requested,
        about=looked_at(intent, inventory=inventory),
    )


def _clusters(intent: Intent | None, seen: Mapping[str, Observation]) -> tuple[tuple[Cluster, ...], tuple[str, ...]]:
    """Who is with whom; those that did not answer too, if an intent names them."""
    states = {name: found.state for name, found in seen.items()}
    if intent is None:
        return grouped(states, {name: found.facts for name, found in seen.items()})
    return clusters_of(intent, {name: state.fortios for name, state in states.items()}), ()


def _judged(
    clusters: Sequence[Cluster], seen: Mapping[str, Observation], blind: Mapping[str, Outcome]
) -> dict[str, UnitRuntime]:
    """All that were asked, in their clusters or alone."""
    states = {name: found.state for name, found in seen.items()}
    mesh = mesh_of(states, clusters, {name: found.facts for name, found in seen.items()})
    devices: dict[str, UnitRuntime] = {}
    for group in mesh.groups:
        devices |= judged(group, seen, blind)
    for group in mesh.alone:
        if group.devices[0] not in devices:
            devices |= judged(group, seen, blind)
    return devices


def _observed(
    name: str, targets: Sequence[Target], resolver: Resolver, reporter: Reporter, interval: float
) -> Observation | Outcome:
    if not targets:
        return Outcome(status=Status.MISSING, error="the inventory has no host of that name")
    reporter.emit(Event(phase=Phase.CONNECT, device=name))
    try:
        with open_primary(targets, resolver) as session:
            first, begun = _sample(session), monotonic()
            state, facts = session.read().state, session.facts()
            sleep(max(0.0, interval - (monotonic() - begun)))
            reporter.emit(Event(phase=Phase.READ, device=name))
            return Observation(state=state, facts=facts, first=first, second=_sample(session))
    except UnitError as error:
        return Outcome(status=status_of(error), error=explained(error), code=error.exit_code)
    except FgspError as error:
        return Outcome(status=Status.UNREADABLE, error=error.message, code=error.exit_code)


def _sample(session: Session) -> Sample:
    return parse_sample(session.ask_all(COMMANDS))


def _skipped() -> Outcome:
    return Outcome(status=Status.SKIPPED, error="interrupted before it was begun", code=INTERRUPTED)


__all__ = ("INTERVAL", "status")
