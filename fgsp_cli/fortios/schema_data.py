"""What FortiOS accepts for FGSP, over all releases: the data file. `fortios.dialect` is its view at one release."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

from fgsp_cli.fortios.versions import Release, Spans, is_branch

Json = Mapping[str, object]


class Kind(StrEnum):
    """How an attribute's value is made; `fortios.values` has the code of each."""

    INTEGER = "integer"
    INTERVAL = "interval"
    """A time. States hold milliseconds; the CLI counts in the release's own unit."""
    OPTION = "option"
    STRING = "string"
    IPV4 = "ipv4"
    IPV4_NET = "ipv4-net"
    IPV6_NET = "ipv6-net"
    PORT_RANGE = "port-range"
    NAMES = "names"
    SECRET = "secret"
    OBJECT = "object"
    TABLE = "table"
    SINGLETON = "singleton"

    @property
    def nested(self) -> bool:
        """Whether it is a `config` block instead of a `set` line."""
        return self in _NESTED


_NESTED = frozenset({Kind.OBJECT, Kind.TABLE, Kind.SINGLETON})


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A fact that holds for some releases."""

    spans: Spans
    confirmed: bool
    facts: Mapping[str, object]

    @classmethod
    def of(cls, data: Json) -> Dated:
        """From an object of the data file."""
        facts = {name: fact for name, fact in data.items() if name not in ("in", "confirmed")}
        return cls(spans=_spans(data), confirmed=bool(data.get("confirmed", True)), facts=MappingProxyType(facts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """An attribute over all releases."""

    key: str
    """The newest CLI spelling: its name in states."""
    kind: Kind
    help: str
    spans: Spans
    spelled: tuple[Dated, ...] = ()
    limits: tuple[Dated, ...] = ()
    options: tuple[Dated, ...] = ()
    defaults: tuple[Dated, ...] = ()
    max_values: tuple[Dated, ...] = ()
    max_entries: tuple[Dated, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    data: Mapping[str, object] = field(default_factory=dict)

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every CLI spelling that some release knows, the newest first."""
        return (self.key, *(str(dated.facts["name"]) for dated in self.spelled))

    @property
    def writable(self) -> bool:
        """Whether this program may ever write it."""
        return bool(self.data.get("writable", True))

    @property
    def confirmed(self) -> bool:
        """Whether its existence is confirmed."""
        return bool(self.data.get("confirmed", True))

    def child(self, name: str) -> Attribute | None:
        """The attribute inside this one of that name, in any spelling."""
        return next((child for child in self.attributes if name in child.spellings), None)

    def dated(self) -> Iterator[Dated]:
        """Every dated fact of this attribute and of those inside it."""
        yield Dated(spans=self.spans, confirmed=self.confirmed, facts={})
        for group in (self.spelled, self.limits, self.options, self.defaults, self.max_values, self.max_entries):
            yield from group
        for child in self.attributes:
            yield from child.dated()


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A branch and the newest patch of it that the data knows."""

    name: str
    newest: Release
    confirmed: bool


@dataclass(frozen=True, eq=False)
class Schema:
    """The content of the data file: all sections at all releases."""

    branches: tuple[Branch, ...]
    sections: tuple[Attribute, ...]
    facts: Mapping[str, tuple[Dated, ...]]

    @classmethod
    def from_mapping(cls, data: Json) -> Schema:
        """From the content of the data file."""
        tables = {str(name): _object(table) for name, table in _object(data["tables"]).items()}
        return cls(
            branches=tuple(_branch(item) for item in _objects(data, "branches")),
            sections=tuple(_attribute(item, tables) for item in _objects(data, "sections")),
            facts={
                name: _dated(data, name) for name in data if name not in ("about", "branches", "tables", "sections")
            },
        )

    @property
    def oldest(self) -> Release:
        """The oldest release that has a state."""
        return Release.parse(f"{self.branches[0].name}.0")

    def lists(self, release: Release) -> bool:
        """Whether the branch is listed and the patch is not above the newest one listed."""
        return any(branch.name == release.branch and release <= branch.newest for branch in self.branches)

    def known_as(self, release: Release) -> Release:
        """The release itself if listed, else the newest known below it; LookupError before the oldest."""
        if release < self.oldest:
            raise LookupError(f"FortiOS {release} is older than {self.oldest}, the first release with this FGSP syntax")
        if self.lists(release):
            return release
        return max(branch.newest for branch in self.branches if branch.newest <= release)

    def attribute(self, section: str, *names: str) -> Attribute | None:
        """The attribute at a path of names in any spelling, whatever the release."""
        node = next((item for item in self.sections if item.key == section), None)
        for name in names:
            node = node.child(name) if node else None
        return node

    def turning_points(self) -> tuple[Release, ...]:
        """Both ends of every range in the data and every branch's newest: where releases can differ."""
        dated = [each for section in self.sections for each in section.dated()]
        dated += [each for group in self.facts.values() for each in group]
        ends = {end for each in dated for end in each.spans.ends()}
        newest = {branch.newest for branch in self.branches}
        return tuple(sorted(end for end in ends | newest if self.lists(end)))

    def releases_of(self, branch: str) -> tuple[Release, ...]:
        """The releases that stand for a whole branch (`7.4`); LookupError if the data does not list it."""
        known = next((item for item in self.branches if is_branch(branch) and item.name == branch.strip(" v")), None)
        if known is None:
            raise LookupError(f"{branch} is no known branch; known: {', '.join(item.name for item in self.branches)}")
        first = Release.parse(f"{known.name}.0")
        return tuple(sorted({first, known.newest, *(p for p in self.turning_points() if p.branch == known.name)}))


def _attribute(data: Json, tables: Mapping[str, Json]) -> Attribute:
    """An attribute of the data file; `"table": NAME` stands for a table that has more than one place."""
    shared = tables[str(data["table"])] if "table" in data else {}
    merged = {**shared, **data}
    kind = Kind(str(merged["kind"]))
    limits = _dated(merged, "limits")
    if kind is Kind.TABLE:
        bounds = {"min": merged["entry_min"], "max": merged["entry_max"]}
        limits = (Dated(spans=_spans(merged), confirmed=True, facts=bounds),)
    return Attribute(
        key=str(merged["key"]),
        kind=kind,
        help=str(merged["help"]),
        spans=_spans(merged),
        spelled=_dated(merged, "spelled"),
        limits=limits,
        options=_dated(merged, "options"),
        defaults=_dated(merged, "defaults"),
        max_values=_dated(merged, "max_values"),
        max_entries=_dated(merged, "max_entries"),
        attributes=tuple(_attribute(item, tables) for item in _objects(merged, "attributes")),
        data=MappingProxyType(merged),
    )


def _branch(data: Json) -> Branch:
    newest = Release.parse(str(data["newest"]))
    return Branch(name=str(data["branch"]), newest=newest, confirmed=bool(data["confirmed"]))


def _spans(data: Json) -> Spans:
    pairs = data["in"]
    if not isinstance(pairs, list):
        raise TypeError(f"`in` must be a list of pairs: {pairs!r}")
    return Spans.of(pairs)


def _dated(data: Json, name: str) -> tuple[Dated, ...]:
    value = data.get(name, [])
    return tuple(Dated.of(item) for item in ([value] if isinstance(value, dict) else _objects(data, name)))


def _objects(data: Json, name: str) -> list[Json]:
    value = data.get(name, [])
    if not isinstance(value, list):
        raise TypeError(f"{name} must be a list")
    return [_object(item) for item in value]


def _object(value: object) -> Json:
    if not isinstance(value, dict):
        raise TypeError(f"an object was expected, not {value!r}")
    return value


@cache
def _packaged() -> Schema:
    return Schema.from_mapping(packaged_data())


_DATA = Path(__file__).with_name("schema.json")
"""Beside this file; importlib.resources would cost every command 9 ms."""
_active: ContextVar[Schema | None] = ContextVar("fgsp_schema", default=None)


def packaged_data() -> dict[str, object]:
    """The content of the data file: a fresh copy that a test may add a release to."""
    loaded: dict[str, object] = json.loads(_DATA.read_text(encoding="utf-8"))
    return loaded


def schema() -> Schema:
    """The data in force: the package's own, or what `use_schema` has put in its place."""
    return _active.get() or _packaged()


def is_packaged() -> bool:
    """Whether the package's own data is in force, which is all that another process knows."""
    return _active.get() is None


@contextmanager
def use_schema(other: Schema) -> Iterator[None]:
    """Put other data in force, for instance with a release that the package does not know yet."""
    token = _active.set(other)
    try:
        yield
    finally:
        _active.reset(token)
