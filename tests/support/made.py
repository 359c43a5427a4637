"""States made by hand from what differs from the default; rows and blocks take the keys of the schema."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import cast

from fgsp_cli.fortios.dialects import Dialect, Spec, dialect
from fgsp_cli.state.state import Block, DeviceState, Path, Table, Value, default_block, empty_state

Given = Mapping[str, object]


def unit(
    fortios: str = "7.4.4",
    rows: Mapping[int, Given] | None = None,
    cluster: Given | None = None,
    ha: Given | None = None,
) -> DeviceState:
    """What a unit of that release holds: complete, as if read from text."""
    release = dialect(fortios)
    state = empty_state(release)
    state = state.with_section("ha", state.ha.with_(cast(Mapping[str, Value], ha or {})))
    if cluster is not None:
        state = state.with_section("standalone-cluster", block(release, "standalone-cluster", cluster))
    return state.with_section(
        "peer", Table((number, block(release, "peer", row)) for number, row in (rows or {}).items())
    )


def block(release: Dialect, section: str, given: Given) -> Block:
    """A section or a row; nested blocks as mappings, entries of tables by id."""
    spec = release.section(section)
    assert spec is not None
    return _block(spec, given)


def intent(
    state: DeviceState, *, explicit: Iterable[int] = (), singletons: Iterable[Path] | None = None
) -> DeviceState:
    """The state as an intent has it that names exactly what is not the default, and these ids.

    `singletons` are the paths that it names of singletons, in place of all that are not the default.
    """
    default = empty_state(dialect(state.fortios))
    paths: set[Path] = {("peer", number, "sync-id") for number in explicit}
    for number, row in state.peers.items():
        paths |= set(_named(row, default_block(dialect(state.fortios).peers), ("peer", number)))
    if singletons is not None:
        paths |= set(singletons)
    else:
        for key in ("standalone-cluster", "ha"):
            there, plain = cast(Block, state.section(key)), cast(Block, default.section(key))
            paths |= {(key, name) for name in there if there[name] != plain[name]}
    derived = {number: number for number in state.peers if number not in set(explicit)}
    return replace(state, named=frozenset(paths), derived=derived)


def _named(there: Value, plain: Value, path: Path) -> Iterator[Path]:
    """The paths of all values that are not the default; of an entry every attribute that it has."""
    if isinstance(there, Table):
        yield from (below for number, entry in there.items() for below in _named(entry, Block(), (*path, number)))
    elif isinstance(there, Block):
        default = plain if isinstance(plain, Block) else Block()
        yield from (below for key in there for below in _named(there[key], default.get(key), (*path, key)))
    elif there != plain:
        yield path


def to(address: str, **given: object) -> dict[str, object]:
    """A row to an address; arguments with `_` for `-`."""
    return {"peerip": address, **{key.replace("_", "-"): value for key, value in given.items()}}


def _block(spec: Spec, given: Given) -> Block:
    values: dict[str, Value] = {}
    for key, value in given.items():
        child = spec.by_key[key]
        if isinstance(value, Mapping) and child.entry_key:
            entries = cast(Mapping[int, Given], value)
            values[key] = Table((number, _block(child, entry)) for number, entry in entries.items())
        else:
            values[key] = _block(child, value) if isinstance(value, Mapping) else cast(Value, value)
    return default_block(spec).with_(values)
