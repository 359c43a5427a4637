"""Hypothesis strategies drawn from the schema data: a new attribute or release is generated without a line here."""

from __future__ import annotations

import string
from collections.abc import Iterator
from dataclasses import replace
from enum import Enum
from functools import partial
from ipaddress import IPv4Address, IPv4Network, IPv6Network
from typing import cast

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from fgsp_cli.base.secrets import ReferenceName, SecretState
from fgsp_cli.fortios.dialects import Dialect, Spec
from fgsp_cli.fortios.schema_data import Kind, schema
from fgsp_cli.fortios.tree import Node
from fgsp_cli.fortios.versions import Release
from fgsp_cli.state.codec import encode
from fgsp_cli.state.state import (
    Block,
    DeviceState,
    Path,
    Table,
    Value,
    default_block,
    default_value,
    empty_state,
)

VDOM_LETTERS = string.ascii_letters + string.digits + "_-"
NAME_LETTERS = VDOM_LETTERS + " .,:;/|!$%&*+=@[]^`~ä"
"""What a name may hold [facts/cli-behaviour.md#4], and of that what means something to shells, to Jinja and to other systems'
parsers. Not `{`, which no reader of text takes for anything but a placeholder that was never filled in."""
REFERENCES = tuple(
    ReferenceName(text) for text in ("${env:FGSP_PSK}", "${file:/etc/fgsp/psk}", "${intent:clusters.edge}")
)
SINGLETONS = ("standalone-cluster", "ha")


class Draw(Enum):
    """Which values are drawn."""

    ANY = "any"
    DEFAULT = "default"
    OTHER = "other"
    """Never the default."""


def releases() -> tuple[Release, ...]:
    """Where releases can differ: both ends of every range in the data, and every branch's newest."""
    return schema().turning_points()


def scalars(spec: Spec, draw: Draw = Draw.ANY) -> SearchStrategy[Value]:
    """Canonical values of an attribute at its release."""
    default = st.just(cast(Value, spec.default))
    if draw is Draw.DEFAULT:
        return default
    other = _other(spec).filter(lambda value: value != spec.default)
    return other if draw is Draw.OTHER else default | other


def blocks(spec: Spec, draw: Draw = Draw.ANY, *, entries: bool | None = None) -> SearchStrategy[Block]:
    """An object, a section or an entry; `entries` says whether its tables have any, None leaves it open."""
    fields: dict[str, SearchStrategy[Value]] = {}
    for child in spec.children.values():
        if child.path == ("peer",):
            continue
        if not child.writable:
            fields[child.key] = st.just(default_value(child))
        elif child.kind is Kind.TABLE:
            fields[child.key] = tables(child, draw, entries=entries)
        elif child.kind.nested:
            fields[child.key] = blocks(child, draw, entries=entries)
        else:
            fields[child.key] = scalars(child, draw)
    return st.fixed_dictionaries(fields).map(Block)


def tables(spec: Spec, draw: Draw = Draw.ANY, *, entries: bool | None = None, most: int = 3) -> SearchStrategy[Table]:
    """A table, with ids of any size."""
    if entries is False:
        return st.just(Table())
    least = 0 if entries is None else 1
    rows = blocks(spec, draw, entries=entries)
    return st.dictionaries(ids(spec), rows, min_size=least, max_size=most).map(Table)


def ids(spec: Spec) -> SearchStrategy[int]:
    """Ids of entries: small ones often, so that two states share some; 0 is none."""
    return st.integers(1, 6) | st.integers(1, spec.maximum)


def states(release: Dialect, draw: Draw = Draw.ANY, *, entries: bool | None = None) -> SearchStrategy[DeviceState]:
    """States of a unit of that release: what may be written at any value, secrets absent or known, all else default.

    Where an attribute is offered only beside certain values of one that is never written, that one has such a value.
    """
    sections: dict[str, SearchStrategy[Block]] = {}
    for key in SINGLETONS:
        spec = release.section(key)
        if spec is not None:
            sections[key] = blocks(spec, draw, entries=entries).map(partial(_offering, spec=spec))
    least = None if entries is None else True
    peers = tables(release.peers, draw, entries=least) if entries is not False else _bare_rows(release.peers, draw)
    return st.builds(_state, st.just(release), st.fixed_dictionaries(sections), peers)


def covering(release: Dialect) -> tuple[tuple[SearchStrategy[DeviceState], int], ...]:
    """Strategies, and how many examples each needs, that together generate every attribute at and off its default."""
    return (
        (states(release, Draw.DEFAULT, entries=False), 1),
        (states(release, Draw.DEFAULT, entries=True), 1),
        (states(release, Draw.OTHER, entries=True), 2),
        (states(release), 16),
    )


def surrounding(release: Dialect) -> Node:
    """What a unit has to hold for a state of `states` to be typed into it: the values that are never written."""
    sections = {key: release.section(key) for key in SINGLETONS}
    blocks_ = {key: _offering(default_block(spec), spec) for key, spec in sections.items() if spec}
    return encode(_state(release, blocks_, Table()), release)


def generated(state: DeviceState, release: Dialect) -> set[tuple[tuple[str, ...], bool]]:
    """The attributes in a state that the program may write, and whether they are at their default."""
    attributes: set[tuple[tuple[str, ...], bool]] = {(("peer",), not state.peers)}
    for row in state.peers.values():
        attributes |= set(_generated(row, release.peers, ("peer",)))
    for key in SINGLETONS:
        spec = release.section(key)
        if spec is not None:
            attributes |= set(_generated(cast(Block, state.section(key)), spec, (key,)))
    return attributes


def to_generate(release: Dialect) -> set[tuple[tuple[str, ...], bool]]:
    """Every attribute that the program may write, at its default and not."""
    names = {("peer",), *_names(release.peers, ("peer",))}
    for key in SINGLETONS:
        spec = release.section(key)
        if spec is not None:
            names |= set(_names(spec, (key,)))
    return {(name, at_default) for name in names for at_default in (True, False)}


def named(state: DeviceState, release: Dialect) -> DeviceState:
    """The state as an intent would have it that names everything it holds, but no ids."""
    paths: set[Path] = {("peer", number) for number in state.peers}
    for key in SINGLETONS:
        paths |= {(key, name) for name in cast(Block, state.section(key)) if _is_writable(release, key, name)}
    return replace(state, named=frozenset(paths), derived={number: number for number in state.peers})


def _other(spec: Spec) -> SearchStrategy[Value]:
    """Values that may or may not be the default."""
    if spec.kind is Kind.INTEGER:
        return st.integers(spec.minimum, spec.maximum)
    if spec.kind is Kind.INTERVAL:
        return st.integers(spec.minimum, spec.maximum).map(lambda count: count * spec.unit_ms)
    if spec.kind is Kind.OPTION:
        return st.sampled_from(spec.options)
    if spec.kind is Kind.STRING:
        return _words(spec)
    if spec.kind is Kind.NAMES:
        most = min(spec.max_values or 6, 6)
        return st.sets(_words(spec), min_size=0, max_size=most).map(lambda names: tuple(sorted(names)))
    return _OTHERS[spec.kind]


def _words(spec: Spec) -> SearchStrategy[str]:
    letters = VDOM_LETTERS if spec.references == "vdom" else NAME_LETTERS
    words = st.text(letters, min_size=1, max_size=spec.max_length or 8)
    return words.filter(lambda word: word.count(".") < 3)  # `a.b.c.d` is a placeholder, too


def _network4(address: int, length: int) -> str:
    return IPv4Network((address, length), strict=False).with_netmask.replace("/", " ")


_ADDRESSES = st.integers(0x0A000001, 0xDFFFFFFE)
_OTHERS: dict[Kind, SearchStrategy[Value]] = {
    Kind.IPV4: _ADDRESSES.map(lambda number: str(IPv4Address(number))),
    Kind.IPV4_NET: st.builds(_network4, _ADDRESSES, st.integers(0, 32)),
    Kind.IPV6_NET: st.builds(
        lambda number, length: str(IPv6Network((number, length), strict=False)),
        st.integers(0, 2**128 - 1),
        st.integers(0, 128),
    ),
    Kind.PORT_RANGE: st.tuples(st.integers(0, 65535), st.integers(0, 65535)).map(
        lambda ports: f"{min(ports)}-{max(ports)}"
    ),
    Kind.SECRET: st.sampled_from(REFERENCES).map(SecretState.known),
}


def _state(release: Dialect, sections: dict[str, Block], peers: Table) -> DeviceState:
    state = empty_state(release).with_section("peer", peers)
    for key, block in sections.items():
        state = state.with_section(key, block)
    return state


def _bare_rows(spec: Spec, draw: Draw) -> SearchStrategy[Table]:
    return st.just(Table()) if draw is Draw.DEFAULT else tables(spec, draw, entries=False)


def _offering(block: Block, spec: Spec) -> Block:
    wanted: dict[str, Value] = {}
    for child in spec.children.values():
        if child.depends_on and child.depends_on.refused:
            wanted[child.depends_on.attribute] = child.depends_on.values[0]
    return block.with_(wanted)


def _generated(block: Block, spec: Spec, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], bool]]:
    for child in spec.children.values():
        if child.path == ("peer",) or not child.writable:
            continue
        below, value = (*path, child.key), block[child.key]
        if child.kind is not Kind.OBJECT:
            yield below, value == default_value(child)
        for entry in value.values() if child.kind is Kind.TABLE and isinstance(value, Table) else ():
            yield from _generated(entry, child, below)
        if child.kind is Kind.OBJECT:
            yield from _generated(cast(Block, value), child, below)


def _names(spec: Spec, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for child in spec.children.values():
        if child.path == ("peer",) or not child.writable:
            continue
        if child.kind is not Kind.OBJECT:
            yield (*path, child.key)
        if child.kind.nested:
            yield from _names(child, (*path, child.key))


def _is_writable(release: Dialect, section: str, key: str) -> bool:
    spec = release.section(section)
    return spec is not None and spec.by_key[key].writable
