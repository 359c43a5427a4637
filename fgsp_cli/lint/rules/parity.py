"""Rules about what members must have in common beside FGSP itself: a received session must find its policy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fgsp_cli.base import some_of
from fgsp_cli.fortios import Kind, Spec
from fgsp_cli.lint.mesh import Group, Mesh
from fgsp_cli.lint.rule import Flaw, Level, rule
from fgsp_cli.lint.rules.links import sync_interfaces
from fgsp_cli.state import Block, Interface, Path, Table, Value

UNTESTED = {"vdom-link": "an inter-VDOM link", "redundant": "a redundant interface"}
"""Types of interfaces that the 6.0 handbook calls untested with FGSP [facts/fgsp.md#9, confirmed for 6.0]."""
_OF_THE_SYSTEM = ("ssl.", "l2t.", "naf.", "fortilink", "modem")
"""Beginnings of names that a unit has by itself, and that differ by model."""


@rule(
    "vdom-parity",
    Level.WARNING,
    "A received session goes to the VDOM of the same name: members must have the same VDOMs.",
    confirmed=True,
    needs=("vdoms", "vdom_mode"),
)
def vdom_parity(mesh: Mesh) -> Iterator[Flaw]:
    """All members have VDOMs or none has; where a row names no syncvd, the names are the same."""
    for group in mesh.groups:
        for one, other in _linked(group):
            ours, theirs = group.known(one), group.known(other)
            if ours.vdom_mode is None or theirs.vdom_mode is None:
                continue
            if ours.has_vdoms != theirs.has_vdoms:
                with_vdoms, without = (one, other) if ours.has_vdoms else (other, one)
                message = f"{with_vdoms} has VDOMs and {without} has none"
                yield Flaw(message=message, devices=(one, other), cluster=group.name)
            elif synchronised(group, one, other) is None and ours.vdoms and theirs.vdoms:
                yield from _names_differ(group, (one, other), set(ours.vdoms), set(theirs.vdoms))


@rule(
    "intf-parity",
    Level.WARNING,
    "A session names its interfaces: in synchronised VDOMs, members must have the same interface names.",
    confirmed=True,
    needs=("interfaces", "vdoms"),
)
def intf_parity(mesh: Mesh) -> Iterator[Flaw]:
    """An interface in use in a synchronised VDOM exists there on every member; those of the link do not count."""
    for group in mesh.groups:
        candidates = {device: _candidates(group, device) for device in group.devices}
        for one, other in _linked(group):
            vdoms = synchronised(group, one, other)
            for here, there in ((one, other), (other, one)):
                used = [each for each in candidates[here] if vdoms is None or each.vdom in vdoms]
                yield from _unmatched(group, here, there, used)


def _candidates(group: Group, device: str) -> list[Interface]:
    """The interfaces in use on a unit, without those of the link."""
    own = {*sync_interfaces(group, device), *(str(row.get("interface", "")) for _, row in group.rows(device))}
    interfaces = (group.known(device).interfaces or {}).values()
    return [interface for interface in interfaces if _in_use(interface) and interface.name not in own]


def _unmatched(group: Group, here: str, there: str, used: Sequence[Interface]) -> Iterator[Flaw]:
    theirs = group.known(there).interfaces
    if theirs is None:
        return
    missing = [interface.name for interface in used if interface.name not in theirs]
    if missing:
        message = f"{there} has no interface {some_of(missing)}, in use on {here}"
        yield Flaw(message=message, devices=(here, there), cluster=group.name)
    for interface in used:
        match = theirs.get(interface.name)
        if match is not None and match.vdom != interface.vdom and here < there:
            message = f"{interface.name} is in the VDOM {interface.vdom} on {here} and in {match.vdom} on {there}"
            yield Flaw(message=message, devices=(here, there), cluster=group.name)


def _in_use(interface: Interface) -> bool:
    """Whether traffic may pass it: units have many interfaces without any configuration."""
    if interface.name.startswith(_OF_THE_SYSTEM):
        return False
    return bool(interface.addresses) or interface.type in ("vlan", "aggregate", "redundant")


@rule(
    "intf-exists",
    Level.ERROR,
    "A row, a filter or a list can only name interfaces that the unit has.",
    needs=("interfaces",),
)
def intf_exists(mesh: Mesh) -> Iterator[Flaw]:
    """Every interface that is named is there."""
    for group, device in mesh.units:
        interfaces = group.known(device).interfaces
        if interfaces is None:
            continue
        for path, name in _interfaces_named(group, device):
            if name not in interfaces:
                yield Flaw(message=f"no interface {name}", devices=(device,), path=path)


@rule(
    "untested-intf",
    Level.HINT,
    "The 6.0 handbook calls inter-VDOM links and redundant interfaces untested with FGSP.",
    needs=("interfaces",),
)
def untested_intf(mesh: Mesh) -> Iterator[Flaw]:
    """Synchronised VDOMs have no inter-VDOM links and no redundant interfaces."""
    for group, device in mesh.units:
        sent = [row.names("syncvd") for _, row in group.rows(device)]
        for interface in (group.known(device).interfaces or {}).values():
            what = UNTESTED.get(interface.type)
            if what and any(not names or interface.vdom in names for names in sent):
                yield Flaw(message=f"{interface.name} is {what} in a synchronised VDOM", devices=(device,))


def synchronised(group: Group, one: str, other: str) -> frozenset[str] | None:
    """The VDOMs that the rows between two members send, in either direction; None if a row does not say."""
    rows = [*group.towards(one, other), *group.towards(other, one)]
    named = [row.names("syncvd") for _, row in rows]
    if not all(named):
        return None
    return frozenset(name for names in named for name in names)


def _linked(group: Group) -> Iterator[tuple[str, str]]:
    """Every two members with a row between them."""
    for one, other in group.pairs():
        if group.towards(one, other) or group.towards(other, one):
            yield one, other


def _names_differ(group: Group, devices: tuple[str, str], ours: set[str], theirs: set[str]) -> Iterator[Flaw]:
    one, other = devices
    for here, there, names in ((one, other, ours - theirs), (other, one, theirs - ours)):
        if names:
            message = f"{there} has no VDOM {some_of(sorted(names))}, which {here} has"
            yield Flaw(message=message, devices=(here, there), cluster=group.name)


def _interfaces_named(group: Group, device: str) -> Iterator[tuple[Path, str]]:
    release = group.release(device)
    for number, row in group.rows(device):
        yield from _named_in(row, release.peers, ("peer", number))
    section = release.section("standalone-cluster")
    for child in section.children.values() if section else ():
        if child.references == "interface":
            path = (section.key, child.key) if section else ()
            yield from ((path, name) for name in _listed(group.value(device, *path)))


def _named_in(block: Block, spec: Spec, path: Path) -> Iterator[tuple[Path, str]]:
    for child in spec.children.values():
        value = block.get(child.key)
        if child.kind is Kind.OBJECT and isinstance(value, Block):
            yield from _named_in(value, child, (*path, child.key))
        elif child.references == "interface":
            yield from (((*path, child.key), name) for name in _listed(value))


def _listed(value: Value) -> tuple[str, ...]:
    if isinstance(value, Block | Table):
        return ()
    if isinstance(value, tuple):
        return value
    return (value,) if isinstance(value, str) and value else ()
