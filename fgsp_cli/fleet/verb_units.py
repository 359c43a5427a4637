"""The units that a verb reads without an intent: which they are, and a session with the primary of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from fgsp_cli.base import Event, FgspError, Phase, Reporter, StopRequest, UnitError, chosen
from fgsp_cli.device import Resolver, Session
from fgsp_cli.fleet.jobs import resolve_logins
from fgsp_cli.fleet.workers import each
from fgsp_cli.fortios import Release
from fgsp_cli.intent import Intent, Presence
from fgsp_cli.inventory import Inventory, Target
from fgsp_cli.lint import Cluster, Member
from fgsp_cli.plan import Addresses, peer_addresses
from fgsp_cli.results import INTERRUPTED, Outcome, Status
from fgsp_cli.units import Observed, explained, not_listed, open_primary, status_of, targets_of

Targets = Sequence[Target] | Outcome
"""The hosts of a unit; or what comes of one that the inventory does not list."""


def units_of(inventory: Inventory, intent: Intent | None, limit: Sequence[str]) -> Mapping[str, Targets]:
    """The targets behind each unit: those of the inventory, or the devices of an intent with their hosts.

    A device that is not present is not among them. UsageError for a pattern
    that stands for nothing.
    """
    if intent is None:
        names = chosen(inventory.targets, limit)
        return {name: (inventory.targets[name],) for name in names}
    devices = (intent.only(limit) if limit else intent).devices.values()
    return {
        device.name: targets_of(device, inventory) or not_listed(device, intent, inventory)
        for device in devices
        if device.status is Presence.PRESENT
    }


def observe(
    name: str,
    targets: Targets,
    resolver: Resolver,
    reporter: Reporter,
    read: Callable[[Session], Observed],
) -> Observed | Outcome:
    """What is read of a unit in a session with it, or why that was not possible."""
    if isinstance(targets, Outcome):
        return targets
    reporter.emit(Event(phase=Phase.CONNECT, device=name))
    try:
        _, opened, _ = open_primary(targets, lambda target: Session.open(target, resolver))
        with opened as session:
            reporter.emit(Event(phase=Phase.READ, device=name))
            return read(session)
    except UnitError as error:
        return Outcome(status=status_of(error), error=explained(error), code=error.exit_code)
    except FgspError as error:
        return Outcome(status=Status.UNREADABLE, error=error.message, code=error.exit_code)


def observe_all(
    units: Mapping[str, Targets],
    read: Callable[[Session], Observed],
    reporter: Reporter,
    stop: StopRequest,
    workers: int | None,
) -> dict[str, Observed | Outcome]:
    """What is read of each unit in a session with it, many at a time, or why that was not possible."""
    resolver = Resolver()
    resolve_logins(resolver, (target for some in units.values() if not isinstance(some, Outcome) for target in some))
    answers = each(
        list(units.items()),
        lambda unit: observe(unit[0], unit[1], resolver, reporter, read),
        stop=stop,
        not_begun=lambda _: Outcome(status=Status.SKIPPED, error="interrupted before it was begun", code=INTERRUPTED),
        workers=workers,
    )
    return dict(zip(units, answers, strict=True))


def clusters_of(intent: Intent, releases: Mapping[str, Release]) -> tuple[Cluster, ...]:
    """The clusters of an intent with the addresses that it gives its members; those that leave are not among them.

    `releases` are those of the units that were read; the others' members are taken to be as their neighbours' rows say.
    """
    there = intent.without(
        name
        for name, device in intent.devices.items()
        if name not in releases and device.status is Presence.PRESENT and device.release is None
    )
    examined = there.examined(releases)
    addresses = peer_addresses(there, examined.states, examined.leaving)
    return tuple(
        Cluster(name=name, members=tuple(member_of(there, member, addresses) for member in _staying(there, members)))
        for name, members in there.clusters.items()
    )


def _staying(intent: Intent, names: Iterable[str]) -> Iterable[str]:
    return (name for name in names if intent.devices[name].status is not Presence.ABSENT)


def member_of(intent: Intent, name: str, addresses: Addresses) -> Member:
    """The member of that name; several hosts make an FGCP cluster."""
    return Member(device=name, addresses=tuple(sorted(addresses[name])), fgcp=len(intent.devices[name].hosts) > 1)
