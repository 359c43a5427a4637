"""Rules that need to know what the units are."""

from __future__ import annotations

from collections.abc import Iterator

from fgsp_cli.compare.mesh import Mesh
from fgsp_cli.compare.rules.base import Flaw, Level, rule
from fgsp_cli.compare.rules.identity import GROUP_ID, MEMBER_ID

ROOT = "root"


@rule(
    "syncvd-exists", Level.ERROR, "A VDOM is synchronised by its name: it must exist on every member.", confirmed=True
)
def syncvd_exists(mesh: Mesh) -> Iterator[Flaw]:
    """Every VDOM that a row names is there; that peervd, too, must exist on this side is an inference."""
    for group in mesh.alone:
        device = group.devices[0]
        facts = group.facts.get(device)
        if facts is None or facts.vdoms is None:
            continue
        for number, row in group.rows(device):
            for key, names in (("syncvd", row.names("syncvd")), ("peervd", (row.text("peervd"),))):
                for name in (name for name in names if name not in facts.vdoms):
                    path = ("peer", number, key)
                    confirmed = key == "syncvd" and facts.has_vdoms
                    yield Flaw(message=f"no VDOM {name}", devices=(device,), path=path, confirmed=confirmed)


@rule("syncvd-empty", Level.WARNING, "What an empty syncvd means on a unit with several VDOMs is not documented.")
def syncvd_empty(mesh: Mesh) -> Iterator[Flaw]:
    """A unit with several VDOMs says which ones it sends."""
    for group in mesh.alone:
        device = group.devices[0]
        facts = group.facts.get(device)
        if facts is None or not facts.has_vdoms:
            continue
        for number, row in group.rows(device):
            if not row.names("syncvd"):
                message = "no syncvd on a unit with several VDOMs"
                yield Flaw(message=message, devices=(device,), path=("peer", number, "syncvd"))


@rule("model-fw", Level.WARNING, "Fortinet advises the same model and firmware on all members.", confirmed=True)
def model_fw(mesh: Mesh) -> Iterator[Flaw]:
    """All members are alike."""
    for group in mesh.groups:
        releases = {device: str(group.states[device].fortios) for device in group.devices}
        models = {device: facts.model for device, facts in group.facts.items() if device in releases and facts.model}
        for what, found in (("firmware", releases), ("models", models)):
            if len(set(found.values())) > 1:
                told = ", ".join(f"{device} {value}" for device, value in found.items())
                yield Flaw(message=f"different {what}: {told}", devices=tuple(found), cluster=group.name)


@rule("config-sync", Level.WARNING, "standalone-config-sync copies a configuration from unit to unit, ids perhaps too.")
def config_sync(mesh: Mesh) -> Iterator[Flaw]:
    """Where configurations are copied, the ids are kept out of it."""
    for group in mesh.alone:
        device = group.devices[0]
        facts = group.facts.get(device)
        on = group.value(device, "ha", "standalone-config-sync") == "enable"
        if not (on or (facts and facts.standalone_config_sync)):
            continue
        objects = {str(dated.facts["object"]) for dated in group.release(device).fact("vdom_exceptions")}
        excepted = facts.vdom_exceptions if facts else None
        ids = any(group.value(device, *path) for path in (GROUP_ID, MEMBER_ID))
        if ids and not objects & set(excepted or ()):
            message = "standalone-config-sync is on, and no vdom-exception keeps the ids of this unit its own"
            yield Flaw(message=message, devices=(device,), path=("ha", "standalone-config-sync"))
