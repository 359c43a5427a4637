"""Rules that need to know what the units are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fgsp_cli.lint.mesh import Group, Mesh
from fgsp_cli.lint.rule import Flaw, Level, rule
from fgsp_cli.state import Block


@rule(
    "syncvd-exists",
    Level.ERROR,
    "A VDOM is synchronised by its name, and peervd is a VDOM of the peer: without VDOMs there is root alone.",
    confirmed=True,
    needs=("vdoms",),
)
def syncvd_exists(mesh: Mesh) -> Iterator[Flaw]:
    """Every VDOM that a row names is there, on this unit and on the peer; that peervd must be here too is inferred."""
    for group, device in mesh.units:
        for number, row in group.rows(device):
            yield from _lacking(group, device, number, row)
    for group in mesh.groups:
        for device in group.devices:
            for other in (other for other in group.devices if other != device):
                for number, row in group.towards(device, other):
                    yield from _lacking(group, device, number, row, other)


def _lacking(group: Group, device: str, number: int, row: Block, other: str = "") -> Iterator[Flaw]:
    """The VDOMs of a row that the unit, or the one at its other end, does not have."""
    facts = group.known(other or device)
    if facts.vdoms is None:
        return
    for key, names in (("syncvd", row.names("syncvd")), ("peervd", (row.text("peervd"),))):
        for name in (name for name in names if name not in facts.vdoms):
            yield Flaw(
                message=f"no VDOM {name} on {other}" if other else f"no VDOM {name}",
                devices=(device, other) if other else (device,),
                cluster=group.name,
                path=("peer", number, key),
                confirmed=facts.has_vdoms and (key == "syncvd" or bool(other)),
            )


@rule(
    "syncvd-empty",
    Level.WARNING,
    "What an empty syncvd means on a unit with several VDOMs is not documented.",
    needs=("vdom_mode",),
)
def syncvd_empty(mesh: Mesh) -> Iterator[Flaw]:
    """A unit with several VDOMs says which ones it sends."""
    for group, device in mesh.units:
        if not group.known(device).has_vdoms:
            continue
        for number, row in group.rows(device):
            if not row.names("syncvd"):
                message = "no syncvd on a unit with several VDOMs"
                yield Flaw(message=message, devices=(device,), path=("peer", number, "syncvd"))


@rule(
    "vcluster-row",
    Level.WARNING,
    "With virtual clustering, a row follows one virtual cluster: all of its VDOMs should belong to the same one.",
)
def vcluster_row(mesh: Mesh) -> Iterator[Flaw]:
    """The VDOMs of one row belong to one virtual cluster."""
    for group, device in mesh.units:
        homes = virtual_clusters(group, device)
        for number, row in group.rows(device) if homes else ():
            vclusters = {homes.get(name, "1") for name in row.names("syncvd")}
            if len(vclusters) > 1:
                message = f"its VDOMs are in the virtual clusters {' and '.join(sorted(vclusters))}"
                yield Flaw(message=message, devices=(device,), path=("peer", number, "syncvd"))


def virtual_clusters(group: Group, device: str) -> Mapping[str, str]:
    """The virtual cluster of each VDOM that is in another than the first; nothing without virtual clustering."""
    ha = group.states[device].extra.child("system ha")
    if ha is None:
        return {}
    second = ha.child("secondary-vcluster")  # up to 7.0; a table from 7.2
    table = ha.child("vcluster")
    named = [("2", second)] if second else []
    named += list(table.entries.items()) if table else []
    return {
        name: number
        for number, node in named
        if number != "1" and "vdom" in node.settings
        for name in node.settings["vdom"].words
    }


@rule(
    "model-fw",
    Level.WARNING,
    "Fortinet advises the same model and firmware on all members.",
    confirmed=True,
    helped=("model", "platform"),
)
def model_fw(mesh: Mesh) -> Iterator[Flaw]:
    """All members have one release, one model and one platform."""
    for group in mesh.groups:
        releases = {device: str(group.states[device].fortios) for device in group.devices}
        models = {device: group.known(device).model or "" for device in group.devices}
        platforms = {device: group.known(device).platform or "" for device in group.devices}
        for what, values in (("firmware", releases), ("models", models), ("platforms", platforms)):
            known = {device: value for device, value in values.items() if value}
            if len(set(known.values())) > 1:
                listed = ", ".join(f"{device} {value}" for device, value in known.items())
                yield Flaw(message=f"different {what}: {listed}", devices=tuple(known), cluster=group.name)
