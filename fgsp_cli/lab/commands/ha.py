"""`get system ha status`: an FGSP-only unit says `Standalone`.

The lines of a cluster are those of the transcripts hastatus-* and bytes-3001F [confirmed]; the bounds between the
recorded releases are likely ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fgsp_cli.fortios import EMPTY, Spans
from fgsp_cli.lab.unit_identity import MASTER_AND_SLAVE

if TYPE_CHECKING:
    from fgsp_cli.lab.unit import Unit

_MODES = {"standalone": "Standalone", "a-p": "HA A-P", "a-a": "HA A-A"}
_OLD_INDEX = Spans.of([["0.0.0", "6.0.999"]])
_NAMED_GROUP = Spans.of([["7.4.0", None]])
_MEMBER_COUNT = Spans.of([["7.4.1", None]])
"""The members counted, and named without their roles: 7.4.8 does, an early 7.4 does not."""
_SECONDARY = ("secondary", "slave")


def ha_status(unit: Unit) -> str:
    """The summary, and in an FGCP cluster its two members, the unit itself first."""
    lines = _standalone(unit) if unit.ha_mode == "standalone" else _cluster(unit)
    return "".join(f"{line}\n" for line in lines)


def _standalone(unit: Unit) -> Iterator[str]:
    yield from _head(unit)
    yield from ("Cluster Uptime: 0 days 0:0:0", "Cluster state change time: N/A")
    yield from _settings(unit)
    yield from ("System Usage stats:", "HBDEV stats:", "number of vcluster: 0")


def _cluster(unit: Unit) -> Iterator[str]:
    own, other = unit.identity.serial, unit.partner_serial
    is_first = unit.ha_role not in _SECONDARY
    names = {own: unit.hostname, other: f"{unit.hostname}-2"}
    lead, follow = ("Master", "Slave ") if unit.identity.release in MASTER_AND_SLAVE else ("Primary", "Secondary")
    yield from _head(unit)
    yield from ("Cluster Uptime: 12 days 12:42:42", "Cluster state change time: 2025-12-12 12:12:12")
    yield f"{lead} selected using:"
    vcluster = "vcluster-1: " if unit.identity.release in _NAMED_GROUP else ""
    chosen = f"{own if is_first else other} is selected as the {lead.lower()}"
    yield f"    <2025/12/12 12:12:12> {vcluster}{chosen} because it has the largest value of override priority."
    yield from _settings(unit)
    yield "Configuration Status:"
    for serial in (own, other):
        yield f"    {serial}(updated 1 seconds ago): in-sync"
        if unit.identity.release in _NAMED_GROUP:
            yield f"    {serial} chksum dump: fe 55 7c e1 08 00 00 00 00 00 00 00 00 00 00 00 "
    yield "System Usage stats:"
    for serial in (own, other):
        yield f"    {serial}(updated 1 seconds ago):"
        yield "        sessions=12, average-cpu-user/nice/system/idle=0%/0%/0%/100%, memory=31%"
    yield "HBDEV stats:"
    for serial in (own, other):
        yield f"    {serial}(updated 1 seconds ago):"
        traffic = "rx-bytes/packets/dropped/errors=1000/10/0/0, tx=1000/10/0/0"
        yield f"        ha: physical/1000auto, up, {traffic}"
    roles = (lead, follow) if is_first else (follow, lead)
    yield from _members(unit, tuple(zip(roles, (own, other), strict=True)), names, lead)


def _members(unit: Unit, members: tuple[tuple[str, str], ...], names: dict[str, str], lead: str) -> Iterator[str]:
    release = unit.identity.release
    index = "cluster index" if release in _OLD_INDEX else "HA cluster index"
    if release in _MEMBER_COUNT:
        yield f"number of member: {len(members)}"
    for role, serial in members:
        name = names[serial]
        if release in _MEMBER_COUNT:
            yield f"{name:<18}, {serial}, {index} = {int(role != lead)}"
        elif release in MASTER_AND_SLAVE:
            yield f"{role}: {name}, {serial}, {index} = {int(role == lead)}"
        else:
            yield f"{role:<12}: {name:<15}, {serial}, {index} = {int(role == lead)}"
    works = unit.ha_mode == "a-a" or members[0][0] == lead
    yield "number of vcluster: 1"
    yield f"vcluster 1: {'work' if works else 'standby'} 169.254.0.1"
    operating = "operating cluster index" if release in _OLD_INDEX else "HA operating index"
    yield from (f"{role}: {serial}, {operating} = {int(role != lead)}" for role, serial in members)


def _head(unit: Unit) -> Iterator[str]:
    yield from ("HA Health Status: OK", f"Model: {unit.identity.model}", f"Mode: {_MODES[unit.ha_mode]}")
    if unit.ha_mode != "standalone" and unit.identity.release in _NAMED_GROUP:
        yield from (f"Group Name: {_stored(unit, 'group-name', 'lab')}", f"Group ID: {_stored(unit, 'group-id', '0')}")
    else:
        yield f"Group: {_stored(unit, 'group-id', '0')}"
    yield "Debug: 0"


def _settings(unit: Unit) -> Iterator[str]:
    pickup = _stored(unit, "session-pickup", "disable")
    delay = f", ses_pickup_delay={_stored(unit, 'session-pickup-delay', 'disable')}" if pickup == "enable" else ""
    yield f"ses_pickup: {pickup}{delay}"
    if unit.ha_mode == "a-a":
        yield from ("load_balance: disable", "load_balance_udp: disable", "schedule: Round robin.")
        yield "upgrade_mode: unset"
    yield f"override: {_stored(unit, 'override', 'disable')}"


def _stored(unit: Unit, name: str, default: str) -> str:
    settings = (unit.global_tree().child("system ha") or EMPTY).settings
    return " ".join(settings[name].words) if name in settings else default
