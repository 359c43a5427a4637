"""Rules about ids and membership."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from fgsp_cli.compare import FIRST_RESERVED
from fgsp_cli.fortios import Dated, Kind
from fgsp_cli.lint.mesh import Group, Mesh
from fgsp_cli.lint.rule import Flaw, Level, rule
from fgsp_cli.state import SINGLETONS, Table, Value

GROUP_ID = ("standalone-cluster", "standalone-group-id")
MEMBER_ID = ("standalone-cluster", "group-member-id")


@rule("group-id-equal", Level.ERROR, "Units share sessions only within one standalone-group-id.", confirmed=True)
def group_id_equal(mesh: Mesh) -> Iterator[Flaw]:
    """All members have the same group id; 0 is legal, and every vendor example uses another."""
    for group in mesh.groups:
        ids = group.values(*GROUP_ID)
        if len(set(ids.values())) > 1:
            listed = ", ".join(f"{device} {number}" for device, number in ids.items())
            devices = tuple(ids)
            yield Flaw(message=f"the group ids differ: {listed}", devices=devices, cluster=group.name, path=GROUP_ID)
        elif len(ids) > 1 and set(ids.values()) == {0}:
            message = "all members are in the group 0, the default of every unit"
            yield Flaw(message=message, devices=tuple(ids), cluster=group.name, path=GROUP_ID, level=Level.HINT)


@rule(
    "member-id-unique",
    Level.ERROR,
    "The group-member-id identifies a member of a group; over several links nothing else does.",
    confirmed=True,
)
def member_id_unique(mesh: Mesh) -> Iterator[Flaw]:
    """No two members have the same member id; older guides show clusters without any member id.

    Over several links to a member that is still an error: only the id shows FortiOS that they lead to one member.
    """
    for group in mesh.groups:
        ids = group.values(*MEMBER_ID)
        having = [device for device in group.devices if MEMBER_ID[1] in group.states[device].standalone_cluster]
        if len(having) > 1 and not any(ids.values()) and len(ids) != 1:
            message = "no member has a member id of its own: all are 0"
            several = any(_several_links(group, device) for device in having)
            yield Flaw(
                message=f"{message}, and there are several links to one member" if several else message,
                devices=tuple(having),
                cluster=group.name,
                path=MEMBER_ID,
                level=None if several else Level.WARNING,
                confirmed=False if several else None,
            )
            continue
        for number, devices in _sharing(ids):
            message = f"{' and '.join(devices)} have the same member id {number}"
            yield Flaw(message=message, devices=devices, cluster=group.name, path=MEMBER_ID)


def _several_links(group: Group, device: str) -> bool:
    others = (other for other in group.devices if other != device)
    return any(len({row["peerip"] for _, row in group.towards(device, other)}) > 1 for other in others)


def _sharing(ids: dict[str, Value]) -> Iterator[tuple[Value, tuple[str, ...]]]:
    holders: dict[Value, list[str]] = defaultdict(list)
    for device, number in ids.items():
        holders[number].append(device)
    for number, devices in holders.items():
        if len(devices) > 1:
            yield number, tuple(devices)


@rule(
    "members",
    Level.ERROR,
    "FortiOS limits how many members a group may have: 16, 4 on 6.4.0 and on chassis, 2 with ike-monitor.",
    confirmed=True,
    helped=("model",),
)
def members(mesh: Mesh) -> Iterator[Flaw]:
    """There are no more members than the release of each allows."""
    for group in mesh.groups:
        for device in group.devices:
            limits = [dated for dated in group.release(device).fact("members") if _applies(dated, group, device)]
            exceeded = [dated for dated in limits if len(group.devices) > int(str(dated.facts["max"]))]
            for dated in exceeded[:1]:
                message = f"{len(group.devices)} members, and FortiOS {group.release(device)} allows {_limit(dated)}"
                yield Flaw(message=message, devices=(device,), cluster=group.name, confirmed=dated.confirmed)


def _applies(dated: Dated, group: Group, device: str) -> bool:
    when = dated.facts.get("when", {})
    if "platform" in dated.facts and not group.known(device).is_chassis:
        return False
    if not isinstance(when, dict):
        return False
    return not when or any(all(row.get(key) == value for key, value in when.items()) for _, row in group.rows(device))


def _limit(dated: Dated) -> str:
    if "platform" in dated.facts:
        return f"{dated.facts['max']} on a {dated.facts['platform']}"
    when = dated.facts.get("when")
    condition = " and ".join(f"{key} {value}" for key, value in when.items()) if isinstance(when, dict) else ""
    return f"{dated.facts['max']}{f' with {condition}' if condition else ''}"


@rule("id-high", Level.HINT, "The daemon lists FGCP slots as peers 201 to 204; ids there may collide.")
def id_high(mesh: Mesh) -> Iterator[Flaw]:
    """The ids of rows stay below 200."""
    for group, device in mesh.units:
        for number in (number for number, _ in group.rows(device) if number >= FIRST_RESERVED):
            yield Flaw(message=f"the id {number} is not below 200", devices=(device,), path=("peer", number))


@rule(
    "table-size",
    Level.WARNING,
    "The smallest table of peers seen on any model holds 256 rows; of other lists FortiOS says itself what they hold.",
)
def table_size(mesh: Mesh) -> Iterator[Flaw]:
    """The rows fit on every model, and lists hold no more than FortiOS takes."""
    for group, device in mesh.units:
        most = group.release(device).peers.max_entries
        count = len(group.states[device].peers)
        if most is not None and count > most:
            yield Flaw(message=f"{count} rows; some models hold only {most}", devices=(device,))
        yield from _overfull(group, device)


def _overfull(group: Group, device: str) -> Iterator[Flaw]:
    """Lists and tables beside the peers that hold more than FortiOS takes, where it says how much that is."""
    for section in SINGLETONS:
        spec = group.release(device).section(section)
        for child in spec.children.values() if spec else ():
            limit = child.max_entries if child.kind is Kind.TABLE else child.max_values
            value = None if child.path == ("peer",) else group.value(device, section, child.key)
            if limit is None or not isinstance(value, tuple | Table) or len(value) <= limit:
                continue
            message = f"{len(value)} in {child.name}; FortiOS takes {limit}"
            path = (section, child.key)
            yield Flaw(message=message, devices=(device,), path=path, level=Level.ERROR, confirmed=True)
