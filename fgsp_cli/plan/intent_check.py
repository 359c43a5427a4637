"""What an intent alone shows to be wrong, whatever the units hold: refused by every verb that reads the intent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from fgsp_cli.base import IntentError, Problem
from fgsp_cli.intent import DeviceIntent, Intent, Leaving, Presence
from fgsp_cli.lint import Cluster, Finding, Member, lint
from fgsp_cli.state import DeviceState, Facts

Addresses = Mapping[str, frozenset[str]]
"""Device -> the addresses under which the others reach it."""
Part = tuple[str | None, Intent]
"""A cluster and an intent that holds its members alone; no cluster: a device of its own."""


def parts_of(intent: Intent) -> tuple[Part, ...]:
    """The clusters of an intent and its devices of their own."""
    groups: dict[tuple[str | None, str], dict[str, DeviceIntent]] = {}
    for name, device in intent.devices.items():
        groups.setdefault((device.cluster, "" if device.cluster else name), {})[name] = device
    return tuple(
        (cluster, replace(intent, devices=MappingProxyType(own), everyone=MappingProxyType(own)))
        for (cluster, _), own in groups.items()
    )


def check_intent(parts: Iterable[Part], *, strict_facts: bool = False, fortios: str | None = None) -> None:
    """Refuse what the intent alone shows to be wrong: IntentError with every problem, before the first connection.

    At the releases of the file, or at `fortios` in their place; a device with neither is checked later.
    """
    problems: list[Problem] = []
    for name, part in parts:
        if fortios is None and any(device.release is None for device in part.devices.values()):
            continue
        try:
            states, leaving = part.states(fortios), part.leaving(fortios)
        except IntentError as error:
            problems += error.problems
            continue
        addresses = peer_addresses(part, states, leaving)
        for finding in lint_cluster(name, part, states, addresses, {}, strict=strict_facts):
            if finding.refuses:
                message = f"{', '.join(finding.devices)}: {finding.message} [{finding.rule}]"
                problems.append(Problem(message=message, position=finding.position, path=finding.path))
    if problems:
        raise IntentError(dict.fromkeys(problems))


def peer_addresses(
    intent: Intent, states: Mapping[str, DeviceState], leaving: Mapping[str, tuple[Leaving, ...]]
) -> Addresses:
    """The addresses under which the members reach each other, by device, from their rows to each other."""
    by_device: dict[str, set[str]] = {name: set() for name in intent.devices}
    for name, device in intent.devices.items():
        rows = states[name].peers if name in states else {}
        for row in device.rows:
            if row.peer in by_device and row.number in rows:
                by_device[row.peer].add(rows[row.number].text("peerip"))
        for row_leaving in leaving.get(name, ()):
            if row_leaving.peer in by_device:
                by_device[row_leaving.peer].add(row_leaving.row.text("peerip"))
    return MappingProxyType({name: frozenset(addresses) for name, addresses in by_device.items()})


def lint_cluster(
    name: str | None,
    intent: Intent,
    states: Mapping[str, DeviceState],
    addresses: Addresses,
    facts: Mapping[str, Facts],
    *,
    strict: bool,
) -> tuple[Finding, ...]:
    """What is wrong with the mesh that a cluster's wanted states make."""
    present = {name: device for name, device in intent.devices.items() if device.status is not Presence.ABSENT}
    members = tuple(
        Member(device=device, addresses=tuple(sorted(addresses[device])), fgcp=len(present[device].hosts) > 1)
        for device in present
    )
    wanted = {device: states[device] for device in present if device in states}
    clusters = (Cluster(name=name, members=members),) if name is not None else ()
    return lint(wanted, clusters, facts, strict=strict)
