"""The state: everything FGSP-related configured on one unit, in effective values.

ONE type, for what is wanted, what is running and what was backed up. Its blocks hold a value for every attribute of the
release, the defaults filled in; times are milliseconds; options that were renamed have one name.
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TypeVar, cast

from fgsp_cli.base import Position
from fgsp_cli.fortios import EMPTY, Dialect, Kind, Node, Release, Scalar, Spec

K = TypeVar("K")
V = TypeVar("V")
Path = tuple[str | int, ...]
"""Section, then keys and ids: `("peer", 3, "session-sync-filter", "custom-service", 1, "src-port-range")`."""
SINGLETONS = ("standalone-cluster", "ha")
SECTIONS = (*SINGLETONS, "peer")
PSKSECRET = ("standalone-cluster", "psksecret")
NO_PEER = "0.0.0.0"  # noqa: S104 - FortiOS' word for `no peer` [facts/fgsp.md#4, confirmed], nothing is bound to it


class Frozen(Mapping[K, V]):
    """An immutable, hashable mapping that keeps its order; equality is that of mappings."""

    __slots__ = ("_hash", "_items")

    def __init__(self, items: Mapping[K, V] | Iterable[tuple[K, V]] = ()) -> None:
        self._items = dict(items)
        self._hash: int | None = None

    def __getitem__(self, key: K) -> V:
        return self._items[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, key: object) -> bool:
        return key in self._items

    def items(self) -> ItemsView[K, V]:
        """As of any mapping, at the speed of a dictionary."""
        return self._items.items()

    def __eq__(self, other: object) -> bool:
        return self._items == other._items if isinstance(other, Frozen) else NotImplemented

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(frozenset(self._items.items()))
        return self._hash

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._items!r})"

    def __reduce__(self) -> tuple[object, ...]:
        # The hash of another process is none here: Python salts those of texts.
        return type(self), (self._items,)


class Block(Frozen[str, "Value"]):
    """The attributes of an object, an entry or a section, by canonical key."""

    def with_(self, values: Mapping[str, Value]) -> Block:
        """This block with those values in place."""
        return Block({**self._items, **values})

    def block(self, key: str) -> Block:
        """The object at that key."""
        return cast(Block, self[key])

    def table(self, key: str) -> Table:
        """The table at that key."""
        return cast(Table, self[key])

    def text(self, key: str) -> str:
        """The text at that key."""
        return cast(str, self[key])

    def names(self, key: str) -> tuple[str, ...]:
        """The list of names at that key."""
        return cast(tuple[str, ...], self[key])

    def number(self, key: str) -> int:
        """The number at that key; of an interval, milliseconds."""
        return cast(int, self[key])


class Table(Frozen[int, Block]):
    """The entries of a table, by id."""


Value = Scalar | Block | Table


@dataclass(frozen=True, kw_only=True)
class DeviceState:
    """The state of one unit. Two states are equal when their effective values are, whatever their releases."""

    fortios: Release = field(compare=False)
    standalone_cluster: Block
    """Empty where the release has no `system standalone-cluster`."""
    ha: Block
    """Session pickup and what checks need of FGCP."""
    peers: Table
    named: frozenset[Path] | None = field(default=None, compare=False)
    """The paths that an intent wrote; `("peer", 3, "sync-id")` for an explicit id. None: read from text, complete."""
    extra: Node = field(default=EMPTY, compare=False)
    """What the schema does not know, kept whole, in FortiOS' own shape."""
    positions: Mapping[Path, Position] = field(default_factory=dict, compare=False)
    derived: Mapping[int, int] = field(default_factory=dict, compare=False)
    """Of each row whose id the intent leaves open: the id, and the id it would have if none were taken."""
    notes: tuple[str, ...] = field(default=(), compare=False)
    """What is to be reported of the text that this was read from."""

    def section(self, key: str) -> Block | Table:
        """`standalone-cluster`, `ha` or `peer`."""
        sections: dict[str, Block | Table] = {
            "standalone-cluster": self.standalone_cluster,
            "ha": self.ha,
            "peer": self.peers,
        }
        return sections[key]

    def value(self, path: Path) -> Value:
        """The value at a path; KeyError if there is none."""
        current: object = self.section(str(path[0]))
        for step in path[1:]:
            current = cast(Mapping[object, object], current)[step]
        return cast(Value, current)

    def with_section(self, key: str, value: Block | Table) -> DeviceState:
        """This state with another section in place."""
        name = {"standalone-cluster": "standalone_cluster", "ha": "ha", "peer": "peers"}[key]
        return replace(self, **{name: value})  # type: ignore[arg-type]

    def position(self, path: Path) -> Position | None:
        """Where the value at the path comes from, or what it is part of does."""
        while path:
            if path in self.positions:
                return self.positions[path]
            path = path[:-1]
        return None


def value_paths(value: Value, path: Path) -> Iterator[Path]:
    """The path of every scalar in a value that stands at `path`; an empty block or table has none."""
    if not isinstance(value, Block | Table):
        yield path
        return
    for step, inner in value.items():
        yield from value_paths(inner, (*path, step))


@cache
def default_value(spec: Spec) -> Value:
    """What an attribute holds that was never set."""
    if spec.kind is Kind.TABLE:
        return Table()
    if spec.kind is Kind.OBJECT:
        return default_block(spec)
    return cast(Scalar, spec.default)


@cache
def default_block(spec: Spec) -> Block:
    """A section, an object or an entry of a table in which nothing was set."""
    return Block((child.key, default_value(child)) for child in spec.children.values() if child.path != ("peer",))


def empty_state(dialect: Dialect) -> DeviceState:
    """The state of a unit of that release on which nothing was configured."""
    cluster, ha = dialect.section("standalone-cluster"), dialect.section("ha")
    return DeviceState(
        fortios=dialect.release,
        standalone_cluster=default_block(cluster) if cluster else Block(),
        ha=default_block(ha) if ha else Block(),
        peers=Table(),
    )


def spec_at(path: Path, dialect: Dialect) -> Spec | None:
    """What the release knows of the attribute, table or object at a path; ids are stepped over."""
    spec = dialect.section(str(path[0]))
    for step in path[1:]:
        if isinstance(step, str):
            spec = spec.by_key.get(step) if spec else None
    return spec


def path_text(path: Path, dialect: Dialect) -> str:
    """The path as people and scripts see it: `cluster-peer/2/hb-interval`, in the spelling of the release."""
    words = [dialect.section_path(str(path[0]))[-1].removeprefix("system ")]
    for place, step in enumerate(path[1:], start=2):
        spec = spec_at(path[:place], dialect)
        words.append(spec.name if isinstance(step, str) and spec else str(step))
    return "/".join(words)
