"""FortiOS at ONE release: the view of the schema data that the rest of the program passes around.

Nothing about releases is left in a `Spec`, so no other line of the program compares release numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from types import MappingProxyType

from fgsp_cli.fortios.schema_data import Attribute, Dated, Kind, Schema, schema
from fgsp_cli.fortios.versions import Release

UNIT_MS = {"s": 1000, "100ms": 100}
"""Milliseconds of one count of an interval, by its unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependence:
    """The attribute of the same block that hides, resets or shows an attribute."""

    attribute: str
    """Its key."""
    values: tuple[str, ...]
    """The values at which the dependent attribute applies."""
    refused: bool
    """Whether a unit is known to refuse the attribute at the other values; where not, units may differ."""
    confirmed: bool

    @classmethod
    def of(cls, data: Mapping[str, object]) -> Dependence | None:
        """From an object of the data file; None if there is none."""
        if not data:
            return None
        return cls(
            attribute=str(data["attribute"]),
            values=tuple(_texts(data["values"])),
            refused=bool(data.get("refused", False)),
            confirmed=bool(data["confirmed"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spec:
    """An attribute, table or object at one release. There is one for each: equal means the same object."""

    key: str
    name: str
    kind: Kind
    help: str
    path: tuple[str, ...]
    """Keys from the section down: `("peer", "session-sync-filter", "srcintf")`."""
    default: object = None
    """The canonical value; None for a secret, a table or an object."""
    default_confirmed: bool = True
    confirmed: bool = True
    writable: bool = True
    minimum: int = 0
    maximum: int = 0
    limit_confirmed: bool = True
    unit: str = ""
    options: tuple[str, ...] = ()
    max_length: int | None = None
    max_values: int | None = None
    max_entries: int | None = None
    ordered: bool = False
    """Whether the order of a list of names means something."""
    references: str = ""
    """`vdom` or `interface` where the value must name one."""
    effect: str = "safe"
    effect_to: Mapping[str, str] = field(default_factory=dict)
    """The effect of a change to that value, where it differs."""
    effect_less: str = ""
    """The effect of a list that loses members, where it differs."""
    asks: bool = False
    """Whether `end` asks a y/n question after a change [facts/cli-behaviour.md#5.5, confirmed]."""
    depends_on: Dependence | None = None
    """What of the same block must be on for this attribute to apply."""
    shows: tuple[str, ...] = ()
    """The values of this attribute at which others of the same block apply; empty if no other depends on it."""
    subset: bool = False
    """Whether FortiOS knows more attributes here than the data lists."""
    entry_key: str = ""
    children: Mapping[str, Spec] = field(default_factory=dict)
    """By CLI name, in the order in which a unit prints them."""
    by_key: Mapping[str, Spec] = field(init=False, repr=False)
    """The children by canonical key."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_key", MappingProxyType({child.key: child for child in self.children.values()}))

    @property
    def unit_ms(self) -> int:
        """Milliseconds of one count of an interval."""
        return UNIT_MS[self.unit]


@dataclass(frozen=True)
class Dialect:
    """FortiOS at one release: the object that stands for `what this unit understands`."""

    schema: Schema
    release: Release
    known_as: Release
    """The release whose data applies: the newest known at or below."""

    @property
    def unseen_warning(self) -> str:
        """What a person should know of a release that the data does not have; empty for one that it has."""
        if self.known_as == self.release:
            return ""
        return f"FortiOS {self.release} is not known to this program, and treated as {self.known_as}"

    @cached_property
    def tops(self) -> Mapping[str, Spec]:
        """The FGSP objects by CLI path, for instance `system standalone-cluster`."""
        specs = {}
        for section in self.schema.sections:
            if self.known_as in section.spans:
                specs[str(section.data["path"])] = _resolve(section, self.known_as, (section.key,))
        return MappingProxyType(specs)

    @cached_property
    def peers_path(self) -> tuple[str, ...]:
        """Where the table of peers is: a top-level table up to 7.2.0, nested from 7.2.1
        [facts/fgsp.md#2, confirmed].
        """
        for path, top in self.tops.items():
            if top.key == "peer":
                return (path,)
            nested = [child.name for child in top.children.values() if child.path == ("peer",)]
            if nested:
                return (path, nested[0])
        raise LookupError(f"the data places no table of peers at {self.release}")

    @cached_property
    def peers(self) -> Spec:
        """The table of peers at this release."""
        top = self.tops[self.peers_path[0]]
        return top if len(self.peers_path) == 1 else top.children[self.peers_path[1]]

    def section(self, key: str) -> Spec | None:
        """The section of states with that key: `peer`, `standalone-cluster` or `ha`; None if the release lacks it."""
        if key == "peer":
            return self.peers
        return next((top for top in self.tops.values() if top.key == key), None)

    def section_path(self, key: str) -> tuple[str, ...]:
        """The CLI path of a section of states; where the release lacks it, the one that others have."""
        if key == "peer":
            return self.peers_path
        return next(((path,) for path, top in self.tops.items() if top.key == key), (f"system {key}",))

    def holds(self, fact: str) -> bool:
        """Whether a dated fact of the data (`workspace`, `question_at_end`, `one_member_over_links`) holds here."""
        return any(self.known_as in dated.spans for dated in self.schema.facts[fact])

    def fact(self, fact: str) -> tuple[Dated, ...]:
        """The entries of a dated fact (`members`, `vdom_exceptions`) that hold here."""
        return tuple(dated for dated in self.schema.facts[fact] if self.known_as in dated.spans)

    def __hash__(self) -> int:
        return hash(self.release)

    def __str__(self) -> str:
        return str(self.release)


def _resolve(attribute: Attribute, release: Release, path: tuple[str, ...]) -> Spec:
    """The attribute as that release has it."""
    limit, default = _at(attribute.limits, release), _at(attribute.defaults, release)
    unit = str(limit.facts.get("unit", "")) if limit else ""
    spelled, data = _at(attribute.spelled, release), attribute.data
    return Spec(
        key=attribute.key,
        name=str(spelled.facts["name"]) if spelled else attribute.key,
        kind=attribute.kind,
        help=attribute.help,
        path=path,
        default=_canonical(attribute.kind, default.facts.get("value") if default else None, unit),
        default_confirmed=default is None or default.confirmed,
        confirmed=attribute.confirmed,
        writable=attribute.writable,
        minimum=_number(limit, "min") or 0,
        maximum=_number(limit, "max") or 0,
        limit_confirmed=limit is None or limit.confirmed,
        unit=unit,
        options=tuple(_texts(allowed.facts["values"])) if (allowed := _at(attribute.options, release)) else (),
        max_length=_optional_int(data.get("max_length")),
        max_values=_number(_at(attribute.max_values, release), "value"),
        max_entries=_number(_at(attribute.max_entries, release), "value"),
        ordered=bool(data.get("ordered", False)),
        references=str(data.get("references", "")),
        effect=str(data.get("effect", "safe")),
        effect_to={name: str(effect) for name, effect in _mapping(data.get("effect_to", {})).items()},
        effect_less=str(data.get("effect_less", "")),
        asks=bool(data.get("asks", False)),
        depends_on=Dependence.of(_mapping(data.get("depends_on"))),
        subset=bool(data.get("subset", False)),
        entry_key=str(data.get("entry_key", "")),
        children=_children(attribute, release, path),
    )


def _children(attribute: Attribute, release: Release, path: tuple[str, ...]) -> Mapping[str, Spec]:
    specs = []
    for child in attribute.attributes:
        if release in child.spans:
            specs.append(_resolve(child, release, ("peer",) if "table" in child.data else (*path, child.key)))
    shows = {spec.depends_on.attribute: spec.depends_on.values for spec in specs if spec.depends_on}
    return MappingProxyType({spec.name: replace(spec, shows=shows.get(spec.key, ())) for spec in specs})


def _canonical(kind: Kind, value: object, unit: str) -> object:
    if kind is Kind.INTERVAL and isinstance(value, int):
        return value * UNIT_MS[unit]
    return tuple(_texts(value)) if kind is Kind.NAMES else value


def _at(facts: Iterable[Dated], release: Release) -> Dated | None:
    return next((fact for fact in facts if release in fact.spans), None)


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _texts(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, (list, tuple)) else []


def _optional_int(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _number(fact: Dated | None, name: str) -> int | None:
    return _optional_int(fact.facts.get(name)) if fact else None


@lru_cache(maxsize=256)
def _dialect(data: Schema, release: Release) -> Dialect:
    return Dialect(data, release, data.known_as(release))


@lru_cache(maxsize=64)
def _unknown_to_data(data: Schema, release: Release) -> Dialect:
    return Dialect(data, release, release)


def any_dialect(release: str | Release) -> Dialect:
    """As `dialect`, but a release older than the data gets a dialect without `tops`: no table of FGSP is known there.

    For what keeps text as it stands, never for a state. ValueError for no release.
    """
    data, wanted = schema(), Release.parse(release) if isinstance(release, str) else release
    return _unknown_to_data(data, wanted) if wanted < data.oldest else _dialect(data, wanted)


def dialect(release: str | Release) -> Dialect:
    """FortiOS at a release, by the data in force; ValueError for no release, LookupError for one that is too old."""
    return _dialect(schema(), Release.parse(release) if isinstance(release, str) else release)
