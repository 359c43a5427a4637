"""`status`: the links between live units, from what they say twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from time import monotonic, sleep

from fgsp_cli.audit import judged
from fgsp_cli.base import Reporter, SilentReporter, StopRequest, at_least
from fgsp_cli.device import Session
from fgsp_cli.fleet.jobs import about_of
from fgsp_cli.fleet.verb_units import clusters_of, observe_all, units_of
from fgsp_cli.fortios import COMMANDS, Sample, parse_sample
from fgsp_cli.intent import Intent
from fgsp_cli.inventory import Inventory
from fgsp_cli.lint import Cluster, grouped, mesh_of
from fgsp_cli.results import Outcome, StatusResults, UnitRuntime
from fgsp_cli.units import Observed

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

    Every unit is asked twice, `interval` seconds apart. An `intent` says which units are peers; without one the
    addresses of their interfaces decide. UsageError for a pattern that stands for nothing.
    """
    at_least("interval", interval, 0)
    listener, stop = reporter or SilentReporter(), StopRequest()
    targets = units_of(inventory, intent, limit)
    every = observe_all(targets, lambda session: _observed(session, interval), listener, stop, workers)
    units = {name: one for name, one in every.items() if isinstance(one, Observed)}
    unread = {name: one for name, one in every.items() if isinstance(one, Outcome)}
    if intent is not None:
        unread = {name: replace(one, cluster=intent.devices[name].cluster) for name, one in unread.items()}
    clusters, notes = _clusters(intent, units)
    devices = _judged(clusters, units, unread)
    return StatusResults(
        devices={name: devices.get(name) or unread[name] for name in every},
        seconds=interval,
        notes=notes,
        interrupted=stop.requested,
        about=about_of(intent, inventory=inventory),
    )


def _clusters(intent: Intent | None, units: Mapping[str, Observed]) -> tuple[tuple[Cluster, ...], tuple[str, ...]]:
    """Who is with whom; those that did not answer too, if an intent names them."""
    states = {name: unit.state for name, unit in units.items()}
    if intent is None:
        return grouped(states, {name: unit.facts for name, unit in units.items()})
    return clusters_of(intent, {name: state.fortios for name, state in states.items()}), ()


def _judged(
    clusters: Sequence[Cluster], units: Mapping[str, Observed], unread: Mapping[str, Outcome]
) -> dict[str, UnitRuntime]:
    """All that were asked, in their clusters or alone."""
    states = {name: unit.state for name, unit in units.items()}
    mesh = mesh_of(states, clusters, {name: unit.facts for name, unit in units.items()})
    devices: dict[str, UnitRuntime] = {}
    for group in mesh.groups:
        devices |= judged(group, units, unread)
    for group in mesh.alone:
        if group.devices[0] not in devices:
            devices |= judged(group, units, unread)
    return devices


def _observed(session: Session, interval: float) -> Observed:
    first, begun = _sample(session), monotonic()
    state, facts = session.read().state, session.facts()
    sleep(max(0.0, interval - (monotonic() - begun)))
    return Observed(state=state, facts=facts, samples=(first, _sample(session)))


def _sample(session: Session) -> Sample:
    return parse_sample(session.ask_all(COMMANDS))
