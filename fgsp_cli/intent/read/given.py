"""What an intent gives: checked for shape against the schema, not yet for a release."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from fgsp_cli.base import Position, SecretRef
from fgsp_cli.fortios import Attribute

HEARTBEAT = "heartbeat"
"""The intent's own argument of a row: both times of the heartbeat."""
INTERVAL = "hb-interval"
THRESHOLD = "hb-lost-threshold"
LOST_AFTER = "lost-after"
MEMBER_ID = ("standalone-cluster", "group-member-id")
"""The one argument of a singleton that may stand directly on a member."""


class Given(NamedTuple):
    """One argument with its value."""

    attribute: Attribute
    place: tuple[str, ...]
    """Keys from the section down: `("peer", "session-sync-filter", "srcintf")`."""
    words: tuple[str, ...]
    """The value as words of the CLI; of a secret its reference, of a time in `heartbeat` milliseconds."""
    position: Position
    """Of the value."""
    key_position: Position
    path: str
    shared: bool
    """Whether it stands on the cluster and not on a member."""
    parts: tuple[Position, ...] = ()
    """Of the items of a list."""
    wrong: bool = False
    """Whether its value could not be read, and that was said; then it has no words."""
    secret: SecretRef | None = None
    """Of a secret, the reference."""

    @property
    def name(self) -> str:
        """The argument as the file spells it."""
        return self.path.rpartition("/")[2]


class GivenTable(NamedTuple):
    """A list of entries with ids; a later one replaces it whole."""

    attribute: Attribute
    place: tuple[str, ...]
    entries: Mapping[int, GivenBlock]
    position: Position
    key_position: Position
    path: str
    shared: bool

    @property
    def name(self) -> str:
        """The argument as the file spells it."""
        return self.path.rpartition("/")[2]


class GivenBlock(NamedTuple):
    """A block of arguments by canonical key; a later one is merged into it."""

    attribute: Attribute
    values: Mapping[str, GivenItem]
    position: Position
    key_position: Position
    path: str
    shared: bool

    @property
    def name(self) -> str:
        """The block as the file spells it."""
        return self.path.rpartition("/")[2]

    def scalar(self, key: str) -> Given | None:
        """The argument of that key, None if it is not given."""
        value = self.values.get(key)
        return value if isinstance(value, Given) else None

    def only(self, keys: Iterable[str]) -> GivenBlock:
        """Just these of its arguments."""
        wanted = set(keys)
        return self.with_values({key: item for key, item in self.values.items() if key in wanted})

    def without(self, keys: Iterable[str]) -> GivenBlock:
        """All but these of its arguments."""
        return self.only(set(self.values) - set(keys))

    def with_values(self, values: Mapping[str, GivenItem]) -> GivenBlock:
        """The block with other arguments."""
        return self._replace(values=MappingProxyType(dict(values)))

    def leaves(self) -> Iterator[Given]:
        """Every argument in it, at any depth."""
        for item in self.values.values():
            match item:
                case Given():
                    yield item
                case GivenBlock():
                    yield from item.leaves()
                case GivenTable():
                    for entry in item.entries.values():
                        yield from entry.leaves()


GivenItem: TypeAlias = Given | GivenTable | GivenBlock


def merged(first: GivenBlock, *later: GivenBlock) -> GivenBlock:
    """The blocks laid over each other: mappings merge, all else is replaced.

    `heartbeat` and the raw numbers are two spellings of one option, so each replaces the other.
    """
    result = first
    for block in later:
        if block.values:
            result = _over(result, block)
    return result


def _over(earlier: GivenBlock, later: GivenBlock) -> GivenBlock:
    values = dict(earlier.values)
    if HEARTBEAT in later.values:
        values.pop(INTERVAL, None)
        values.pop(THRESHOLD, None)
    elif INTERVAL in later.values or THRESHOLD in later.values:
        values.pop(HEARTBEAT, None)
    for key, item in later.values.items():
        known = values.get(key)
        both = isinstance(known, GivenBlock) and isinstance(item, GivenBlock)
        values[key] = _over(known, item) if both else item  # type: ignore[arg-type]
    return later.with_values(values)
