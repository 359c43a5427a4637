"""Devices at their releases: the wanted states."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from fgsp_cli.base import Position
from fgsp_cli.fortios import Dialect, Node, ValueProblem
from fgsp_cli.intent.device import DeviceIntent, Presence, ReleaseText, Row
from fgsp_cli.intent.read.findings import Findings
from fgsp_cli.intent.read.given import INTERVAL, Given
from fgsp_cli.intent.resolve import Context, Resolver, report, value_of
from fgsp_cli.state import Block, DeviceState, Table, empty_state, encode, spec_at

IDENTITY = ("peerip", "peervd", "session-sync-filter")
"""What distinguishes the rows of one unit from each other."""


class Chosen(NamedTuple):
    """The release of a device."""

    dialects: tuple[Dialect, ...]
    """Several for a branch, the newest last."""
    place: ReleaseText | None
    """Where the file says so; None if the caller does."""


Releases = Mapping[str, Chosen]
Units = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """A row that is to be deleted, as far as an intent identifies it."""

    row: Block
    """`peerip`, `peervd` and `session-sync-filter` are what it is recognised by; all else is the release's default."""
    sync_id: int | None
    """The id that the intent names for it."""
    peer: str
    """The device that it leads to."""
    position: Position


class Compiled(NamedTuple):
    """What an intent wants at the given releases."""

    states: Mapping[str, DeviceState]
    leaving: Mapping[str, tuple[Leaving, ...]]


def compile_devices(
    devices: Iterable[DeviceIntent],
    releases: Releases,
    units: Units,
    *,
    findings: Findings,
    warnings: Findings,
    wrong: frozenset[str] = frozenset(),
) -> Compiled:
    """The state of every device that has a release; what is wrong and not in `wrong` yet goes to `findings`."""
    every = [device for device in devices if device.name in releases]
    states: dict[str, DeviceState] = {}
    leaving: dict[str, tuple[Leaving, ...]] = {}
    for device in every:
        own = units.get(_group(device), {})

        def context(dialect: Dialect, device: DeviceIntent = device, own: Mapping[str, str] = own) -> Context:
            return Context(device.name, dialect, device.upgrading, own, wrong, findings, warnings)

        state = _over_releases(device, releases[device.name], context)
        if state is not None:
            states[device.name] = state
        leaving[device.name] = _leaving(device, context(releases[device.name].dialects[-1]))
    return Compiled(MappingProxyType(states), MappingProxyType(leaving))


def units_of(devices: Iterable[DeviceIntent], releases: Releases) -> Units:
    """Of each cluster the units of heartbeats, each with one device that counts in it.

    A device of its own is its own cluster; who leaves does not count.
    """
    owners: dict[str, dict[str, str]] = {}
    for device in devices:
        units = owners.setdefault(_group(device), {})
        chosen = releases.get(device.name)
        for dialect in chosen.dialects if chosen and device.status is not Presence.ABSENT else ():
            units.setdefault(dialect.peers.by_key[INTERVAL].unit, f"{device.name} (FortiOS {dialect})")
    return owners


def _group(device: DeviceIntent) -> str:
    return device.cluster if device.cluster is not None else f"/{device.name}"


def _over_releases(device: DeviceIntent, chosen: Chosen, context: Callable[[Dialect], Context]) -> DeviceState | None:
    """The state at the newest release; a branch must come to the same lines for all of its releases."""
    dialects, place = chosen
    newest = context(dialects[-1])
    _warn_unseen(newest, place)
    before = newest.findings.count
    state = _state(device, newest)
    for dialect in dialects[:-1]:
        if newest.findings.count > before:
            return None
        other = _state(device, context(dialect))
        if newest.findings.count > before:
            return None
        difference = _difference(_lines(state, dialects[-1]), _lines(other, dialect))
        if difference:
            message = f"its releases {dialect} and {dialects[-1]} differ in what is rendered: {difference}"
            _problem(newest, place, message, shown=dialect.release.branch)
            return None
    return state


def _problem(context: Context, place: ReleaseText | None, message: str, *, shown: str) -> None:
    position, path = (place.position, place.path) if place else (None, "")
    hint = "name the release"
    context.findings.add(message, position, path, found=shown, hint=hint, device=context.device)


def _state(device: DeviceIntent, context: Context) -> DeviceState:
    resolver = Resolver(context)
    state = empty_state(context.dialect)
    if device.status is not Presence.ABSENT:
        for block in device.singletons:
            values = resolver.singleton(block)
            if values is not None:
                state = state.with_section(block.attribute.key, values)
    rows = {
        row.number: resolver.row(row.given, row.number, row.position, named_id=row.base is None) for row in device.rows
    }
    return DeviceState(
        fortios=context.dialect.release,
        standalone_cluster=state.standalone_cluster,
        ha=state.ha,
        peers=Table(rows),
        named=frozenset(resolver.named),
        positions=MappingProxyType(resolver.positions),
        derived=MappingProxyType({row.number: row.base for row in device.rows if row.base is not None}),
    )


def _leaving(device: DeviceIntent, context: Context) -> tuple[Leaving, ...]:
    resolver = Resolver(context)
    return tuple(_left(row, resolver) for row in device.leaving)


def _left(row: Row, resolver: Resolver) -> Leaving:
    return Leaving(
        row=resolver.row(row.given.only(IDENTITY), row.number, row.position, named_id=False),
        sync_id=row.number if row.base is None else None,
        peer=row.peer,
        position=row.position,
    )


def _lines(state: DeviceState, dialect: Dialect) -> Node:
    return encode(state, dialect, state.named)


def _difference(first: Node, second: Node) -> str:
    """Where two trees differ, in a few words; empty if they do not."""
    if first == second:
        return ""
    for name in {**first.settings, **second.settings}:
        ours, theirs = first.settings.get(name), second.settings.get(name)
        if ours != theirs:
            return f"`{name}`"
    for below, other in ((first.children, second.children), (first.entries, second.entries)):
        for name in {**below, **other}:
            if name not in below or name not in other:
                return f"`config {name}`"
            difference = _difference(below[name], other[name])
            if difference:
                return difference
    return ""


def _warn_unseen(context: Context, place: ReleaseText | None) -> None:
    warning = context.dialect.unseen_warning
    if not warning:
        return
    position, path = (place.position, place.path) if place else (None, "")
    hint = "a push to it needs --allow-unseen-release"
    context.warnings.add(warning, position, path, hint=hint, device=context.device)


def check_values(leaves: Iterable[Given], releases: Iterable[Dialect], findings: Findings) -> frozenset[str]:
    """Report every value that none of the releases takes, whatever uses it; returns the paths of those."""
    wrong = set()
    every = tuple(releases)
    for given in leaves:
        problem = _problem_everywhere(given, every)
        if problem is not None:
            wrong.add(given.path)
            report(given, problem, findings)
    return frozenset(wrong)


def _problem_everywhere(given: Given, releases: Iterable[Dialect]) -> ValueProblem | None:
    """What the first release says against a value that all of them refuse; None if one takes it."""
    first: ValueProblem | None = None
    for dialect in releases:
        spec = spec_at(given.place, dialect)
        if spec is None:
            continue
        try:
            value_of(given, spec)
        except ValueProblem as problem:
            first = first or problem
        else:
            return None
    return first
