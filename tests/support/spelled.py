"""States spelled out as intents: every attribute of a release, whatever the schema data lists."""

from __future__ import annotations

import json
from typing import cast

from fgsp_cli.base.secrets import SecretState
from fgsp_cli.fortios import time_text
from fgsp_cli.fortios.dialects import Dialect, Spec
from fgsp_cli.fortios.schema_data import Kind
from fgsp_cli.fortios.values import to_words
from fgsp_cli.state.state import Block, DeviceState, Table, Value, default_value

Json = dict[str, object]


def spelled(name: str, *, hyphens: bool) -> str:
    """A name in one of the two spellings."""
    return name if hyphens else name.replace("-", "_")


def argument(spec: Spec, value: Value, *, hyphens: bool) -> object:
    """A value as an intent gives it."""
    if isinstance(value, Table):
        rows = ({spec.entry_key: number, **block(spec, row, hyphens=hyphens)} for number, row in value.items())
        return list(rows)
    if isinstance(value, Block):
        return block(spec, value, hyphens=hyphens)
    if spec.kind is Kind.NAMES:
        return [{"name": name} if hyphens else name for name in cast(tuple[str, ...], value)]
    return " ".join(to_words(spec, value))


def block(spec: Spec, values: Block, *, hyphens: bool, times: bool = False) -> Json:
    """The arguments of a section, an object or an entry: all that may be given."""
    given: Json = {}
    for child in spec.children.values():
        if not child.writable or child.path == ("peer",) or (value := values[child.key]) is None:
            continue
        if isinstance(value, SecretState) and (value.reference is None or value.reference.scheme == "intent"):
            continue
        given[spelled(child.name if hyphens else child.key, hyphens=hyphens)] = argument(child, value, hyphens=hyphens)
    if times:
        interval, threshold = values.number("hb-interval"), values.number("hb-lost-threshold")
        given = {name: each for name, each in given.items() if not name.startswith("hb_")}
        given["heartbeat"] = {"interval": f"{interval}ms", "lost_after": time_text(interval * threshold)}
    return given


def intent_of(state: DeviceState, release: Dialect, *, hyphens: bool) -> str:
    """The state spelled out under `devices:`."""
    rows = [
        {"sync_id": number, **block(release.peers, row, hyphens=hyphens, times=not hyphens)}
        for number, row in state.peers.items()
    ]
    device: Json = {"fortios": str(release), "cluster_sync": rows}
    for key in ("standalone-cluster", "ha"):
        spec = release.section(key)
        if spec is not None:
            device[spelled(key, hyphens=hyphens)] = block(spec, cast(Block, state.section(key)), hyphens=hyphens)
    return json.dumps({"devices": {"fgt-x": device}}, ensure_ascii=False)


def as_given(state: DeviceState, release: Dialect) -> DeviceState:
    """The state without what an intent cannot give: what is never written, and secrets that are not references."""
    for key in ("standalone-cluster", "ha"):
        spec = release.section(key)
        if spec is None:
            continue
        values = dict(cast(Block, state.section(key)))
        for child in spec.children.values():
            if child.path == ("peer",):
                continue
            value = values[child.key]
            lost = isinstance(value, SecretState) and (value.reference is None or value.reference.scheme == "intent")
            if lost or not child.writable:
                values[child.key] = default_value(child)
        state = state.with_section(key, Block(values))
    return state
