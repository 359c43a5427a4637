"""Rules about standalone-config-sync, which copies whole configurations between members [facts/fgsp.md#10]."""

from __future__ import annotations

from collections.abc import Iterator

from fgsp_cli.lint.mesh import Group, Mesh
from fgsp_cli.lint.rule import Flaw, Level, rule
from fgsp_cli.lint.rules.links import is_fgcp
from fgsp_cli.lint.rules.member_ids import GROUP_ID, MEMBER_ID

COPYING = ("ha", "standalone-config-sync")


@rule(
    "config-sync",
    Level.WARNING,
    "standalone-config-sync copies a configuration from unit to unit, ids perhaps too.",
    helped=("standalone_config_sync", "vdom_exceptions"),
)
def config_sync(mesh: Mesh) -> Iterator[Flaw]:
    """Where configurations are copied, the ids are kept out of it."""
    for group, device in mesh.units:
        if not copies(group, device):
            continue
        objects = {str(dated.facts["object"]) for dated in group.release(device).fact("vdom_exceptions")}
        excepted = group.known(device).vdom_exceptions
        ids = any(group.value(device, *path) for path in (GROUP_ID, MEMBER_ID))
        if ids and not objects & set(excepted or ()):
            message = "standalone-config-sync is on, and no vdom-exception keeps the ids of this unit its own"
            yield Flaw(message=message, devices=(device,), path=COPYING)


@rule(
    "config-sync-all",
    Level.WARNING,
    "standalone-config-sync is to be enabled on every unit.",
    confirmed=True,
    helped=("standalone_config_sync",),
)
def config_sync_all(mesh: Mesh) -> Iterator[Flaw]:
    """All members copy configurations, or none does."""
    for group in mesh.groups:
        known = {device: copies(group, device) for device in group.devices if _says(group, device)}
        if len(set(known.values())) > 1:
            on = ", ".join(device for device, copying in known.items() if copying)
            message = f"standalone-config-sync is on on {on} alone"
            yield Flaw(message=message, devices=tuple(known), cluster=group.name, path=COPYING)


@rule(
    "config-sync-link",
    Level.WARNING,
    "standalone-config-sync needs heartbeat interfaces or, on VMs from 7.0, unicast peers.",
    confirmed=True,
    helped=("standalone_config_sync",),
)
def config_sync_link(mesh: Mesh) -> Iterator[Flaw]:
    """Where configurations are copied there is a link for it."""
    for group, device in mesh.units:
        if not copies(group, device) or group.states[device].named is not None:
            continue
        unicast = group.value(device, "ha", "unicast-status") == "enable"
        if not group.value(device, "ha", "hbdev") and not unicast:
            message = "standalone-config-sync without hbdev and without unicast-status"
            yield Flaw(message=message, devices=(device,), path=COPYING)


@rule(
    "config-sync-primary",
    Level.WARNING,
    "The unit to copy from is elected as FGCP does it: without priorities the wrong one may win.",
    confirmed=True,
    helped=("standalone_config_sync",),
)
def config_sync_primary(mesh: Mesh) -> Iterator[Flaw]:
    """Where configurations are copied, one member has the highest priority."""
    for group in mesh.groups:
        copying = [device for device in group.devices if copies(group, device)]
        known = {device: group.value(device, "ha", "priority") for device in copying}
        priorities = sorted((number for number in known.values() if isinstance(number, int)), reverse=True)
        if len(priorities) > 1 and priorities[0] == priorities[1]:
            message = f"the highest priority, {priorities[0]}, is not one unit's alone"
            yield Flaw(message=message, devices=tuple(copying), cluster=group.name, path=("ha", "priority"))


@rule(
    "config-sync-fgcp",
    Level.WARNING,
    "standalone-config-sync is not for FGCP clusters, which copy their configuration themselves.",
    confirmed=True,
    helped=("ha_mode", "standalone_config_sync"),
)
def config_sync_fgcp(mesh: Mesh) -> Iterator[Flaw]:
    """No FGCP cluster copies its configuration to another member."""
    for group, device in mesh.units:
        if copies(group, device) and is_fgcp(group, device):
            message = "standalone-config-sync on an FGCP cluster"
            yield Flaw(message=message, devices=(device,), path=COPYING)


@rule(
    "config-sync-left",
    Level.HINT,
    "Fortinet advises to switch standalone-config-sync off after the copy: else all members upgrade at once.",
    confirmed=True,
    helped=("standalone_config_sync",),
)
def config_sync_left(mesh: Mesh) -> Iterator[Flaw]:
    """standalone-config-sync is on only while something is copied."""
    for group, device in mesh.units:
        if copies(group, device):
            yield Flaw(message="standalone-config-sync is on", devices=(device,), path=COPYING)


def copies(group: Group, device: str) -> bool:
    """Whether the unit is known to take part in copying configurations."""
    return group.value(device, *COPYING) == "enable" or group.known(device).standalone_config_sync is True


def _says(group: Group, device: str) -> bool:
    known = group.known(device).standalone_config_sync is not None
    return known or group.value(device, *COPYING) is not None
