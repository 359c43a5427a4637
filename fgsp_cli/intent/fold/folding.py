"""States -> an intent that has them: regular meshes as clusters, all else device by device.

A cluster is written only if it compiles back to the very states that it stands for, ids included; so whatever cannot be
said of a mesh as a whole is said of its devices.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import cast

from fgsp_cli.base import IntentError
from fgsp_cli.fortios import dialect
from fgsp_cli.intent.fold.arguments import Arguments, arguments
from fgsp_cli.intent.fold.cluster_text import Irregular, cluster_of
from fgsp_cli.intent.fold.meshes import Mesh, Unit, meshes
from fgsp_cli.intent.fold.writer import Plain, intent_text
from fgsp_cli.intent.intent import parse_intent
from fgsp_cli.intent.read.spelling import NAME, argument
from fgsp_cli.state import FGCP, PSKSECRET, SINGLETONS, Block, DeviceState, default_value

PSK = "FGSP_PSK"
_FOREIGN = re.compile(r"[^\w.@+-]")


def folded(units: Sequence[Unit], comments: Iterable[str] = ()) -> str:
    """The YAML of an intent that wants what the units hold; their names as `safe_names` gives them.

    What an intent cannot say is left out: attributes that this program never writes, and those that it does not know.
    A secret becomes a reference to an environment variable, as a unit does not show it.
    """
    units = _one_per_fgcp_cluster(units)
    names = {unit.name for unit in units}
    clusters: dict[str, Plain] = {}
    taken: set[str] = set()
    for mesh in meshes(units):
        name = _cluster_name(mesh, {*names, *clusters})
        content = _cluster(name, mesh)
        if content is not None:
            clusters[name] = content
            taken |= {member.name for member in mesh.members}
    devices = {unit.name: _device(unit) for unit in units if unit.name not in taken}
    content = {key: value for key, value in (("clusters", clusters), ("devices", devices)) if value}
    return intent_text(content, comments)


def unsayable(unit: Unit) -> str:
    """Why no intent can say what a unit holds; empty if one can. Such a text is refused, and never changed."""
    try:
        parse_intent(intent_text({"devices": {unit.name: _device(unit)}}), unit.name)
    except IntentError as error:
        return "; ".join(f"{problem.path or 'it'}: {problem.message}" for problem in error.problems)
    return ""


def safe_names(names: Iterable[str]) -> dict[str, str]:
    """A name that an intent takes for each of the given ones."""
    chosen_names: dict[str, str] = {}
    for name in names:
        safe = _FOREIGN.sub("_", name)[:190]
        safe = safe if NAME.fullmatch(safe) else f"unit-{safe}"
        count = 2
        chosen = safe
        while chosen in chosen_names.values():
            chosen, count = f"{safe}-{count}", count + 1
        chosen_names[name] = chosen
    return chosen_names


def written(state: DeviceState) -> DeviceState:
    """The state as far as an intent can say it: what this program never writes is at its default."""
    release = dialect(state.fortios)
    for key in SINGLETONS:
        spec = release.section(key)
        if spec is not None:
            block = cast(Block, state.section(key))
            fixed = {child.key: default_value(child) for child in spec.children.values() if not child.writable}
            state = state.with_section(key, block.with_(fixed))
    return state


def secrets_of(states: Iterable[DeviceState]) -> bool:
    """Whether one of the units has a secret, which the intent can only refer to."""
    return any(state.standalone_cluster.get(PSKSECRET[1]) is not None for state in states)


def variable_of(name: str) -> str:
    """The environment variable that the secret of a cluster or a device is taken from."""
    return f"{PSK}_{re.sub('[^A-Za-z0-9]', '_', name).upper()}"


def _one_per_fgcp_cluster(units: Sequence[Unit]) -> list[Unit]:
    """The units, those of one FGCP cluster as one: they hold the same rows and the same addresses, and say so."""
    groups: dict[object, list[Unit]] = {}
    for unit in units:
        ha = unit.state.ha
        group = (ha.get("group-id"), ha.get("group-name"), written(unit.state), unit.addresses)
        alone = ha.get("mode") not in FGCP or not unit.state.peers or not unit.addresses
        groups.setdefault(unit.name if alone else group, []).append(unit)
    return [
        replace(group[0], hosts=tuple(unit.name for unit in group)) if len(group) > 1 else group[0]
        for group in groups.values()
    ]


def _cluster(name: str, mesh: Mesh) -> Arguments | None:
    """The cluster of a mesh, None if it does not come to the states of its members."""
    psk = f"${{env:{variable_of(name)}}}"
    try:
        content = cluster_of(mesh, psk)
        states = parse_intent(intent_text({"clusters": {name: content}})).states()
    except (Irregular, IntentError):
        return None
    return content if all(states[member.name] == written(member.state) for member in mesh.members) else None


def _device(unit: Unit) -> Arguments:
    """A device by itself, one to one; ids are spelled out, as its rows have them."""
    state, release, psk = unit.state, dialect(unit.state.fortios), f"${{env:{variable_of(unit.name)}}}"
    content: Arguments = {"fortios": str(state.fortios)}
    if unit.hosts:
        content["fgcp"] = list(unit.hosts)
    for key in SINGLETONS:
        spec = release.section(key)
        named = arguments(cast(Block, state.section(key)), spec, psk) if spec else {}
        if named:
            content[argument(key)] = named
    rows = [
        {argument(release.peers.entry_key): str(number), **arguments(state.peers[number], release.peers, psk)}
        for number in sorted(state.peers)
    ]
    if rows:
        content["cluster_sync"] = rows
    return content


def _cluster_name(mesh: Mesh, taken: set[str]) -> str:
    """What the members' names have in common, or a number."""
    letters = zip(*(member.name for member in mesh.members), strict=False)
    common = "".join(some[0] for some in takewhile(lambda some: len(set(some)) == 1, letters)).rstrip("-_.@+")
    if len(common) > 1 and NAME.fullmatch(common) and common not in taken:
        return common
    number = 1
    while f"cluster-{number}" in taken:
        number += 1
    return f"cluster-{number}"
