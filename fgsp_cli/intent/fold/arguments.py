"""A state as the arguments that an intent would give for it: what is not the release's default, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Network
from typing import cast

from fgsp_cli.base import SecretState
from fgsp_cli.fortios import Kind, Spec, to_words
from fgsp_cli.intent.fold.writer import Plain
from fgsp_cli.intent.read.given import HEARTBEAT, INTERVAL, LOST_AFTER, THRESHOLD
from fgsp_cli.intent.read.spelling import argument
from fgsp_cli.state import Block, Table, Value, default_value

Arguments = dict[str, Plain]


def arguments(block: Block, spec: Spec, psk: str) -> Arguments:
    """The arguments of a section, a row, or an object in it. `psk` stands for a secret that a unit only shows as `ENC`
    text. A heartbeat is given as times, which mean the same at every release.
    """
    named: Arguments = {}
    for child in spec.children.values():
        if child.path == ("peer",) or not child.writable or child.key in (INTERVAL, THRESHOLD):
            continue
        value = block.get(child.key, default_value(child))
        if value != default_value(child):
            named[argument(child.key)] = _plain(value, child, psk)
    if any(key in spec.by_key and block[key] != spec.by_key[key].default for key in (INTERVAL, THRESHOLD)):
        named[HEARTBEAT] = heartbeat(block)
    return named


def spelled(block: Block, spec: Spec, name: str, psk: str) -> Plain:
    """One argument, its default too."""
    if name == HEARTBEAT:
        return heartbeat(block)
    child = next(child for child in spec.children.values() if argument(child.key) == name)
    return _plain(block[child.key], child, psk)


def heartbeat(row: Block) -> Arguments:
    """Both times of a row's heartbeat."""
    every = row.number(INTERVAL)
    return {"interval": _time(every), argument(LOST_AFTER): _time(every * row.number(THRESHOLD))}


def knows(spec: Spec, name: str) -> bool:
    """Whether the release has the argument."""
    return name == HEARTBEAT or any(argument(child.key) == name for child in spec.children.values())


def _plain(value: Value, spec: Spec, psk: str) -> Plain:
    match value:
        case Table():
            return [
                {argument(spec.entry_key): str(number), **arguments(value[number], spec, psk)}
                for number in sorted(value)
            ]
        case Block():
            return arguments(value, spec, psk)
        case SecretState():
            return psk
        case tuple():
            return list(value)
    if spec.kind is Kind.IPV4_NET:
        return str(IPv4Network(cast(str, value).replace(" ", "/")))
    return " ".join(to_words(spec, value))


def _time(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{milliseconds}ms" if rest else f"{seconds}s"


def is_object(value: Plain | None) -> bool:
    """Whether the argument is a block that merges with what stands above it, instead of replacing it."""
    return isinstance(value, Mapping) and "lost_after" not in value
