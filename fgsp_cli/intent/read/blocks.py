"""Blocks of arguments, walked along the schema: the attribute lists are the data file's, none stands here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import MappingProxyType

from fgsp_cli.base import YamlList, YamlMap, YamlNode
from fgsp_cli.fortios import Attribute, Kind
from fgsp_cli.intent.read.findings import Findings
from fgsp_cli.intent.read.given import (
    HEARTBEAT,
    INTERVAL,
    LOST_AFTER,
    THRESHOLD,
    Given,
    GivenBlock,
    GivenItem,
    GivenTable,
)
from fgsp_cli.intent.read.literals import Literals
from fgsp_cli.intent.read.mappings import Entry, Mappings
from fgsp_cli.intent.read.sections import Sections, is_peers, settable
from fgsp_cli.intent.read.spelling import argument, key_of, shown
from fgsp_cli.intent.read.times import FORM, milliseconds

_LONGEST = 20
"""Digits of a number at most: a longer one is refused unread."""


class Blocks:
    """The reader of blocks; every argument that it finds is in `leaves`, for the check of its value."""

    def __init__(self, sections: Sections, findings: Findings, literals: Literals) -> None:
        self.sections = sections
        self.mappings = Mappings(findings)
        self.leaves: list[Given] = []
        self._findings = findings
        self._literals = literals

    def singleton(self, key: str, entry: Entry, *, shared: bool) -> GivenBlock:
        """The block of a section without entries."""
        section = self.sections.by_key[key]
        identify = _identify(section)
        return self._block(entry, section, (key,), identify, settable(section), shared=shared)

    def row(self, entry: Entry, *, shared: bool) -> GivenBlock:
        """A block of arguments of peer rows."""
        section = self.sections.peer
        return self._block(entry, section, ("peer",), self.row_key, settable(section), shared=shared)

    def row_key(self, name: str) -> str | None:
        """The canonical key of an argument of a row, None if it is none."""
        key = key_of(name)
        if key in (HEARTBEAT, self.entry_key):
            return key
        return _identify(self.sections.peer)(name)

    @property
    def entry_key(self) -> str:
        """`sync-id`."""
        return str(self.sections.peer.data["entry_key"])

    def row_names(self) -> list[str]:
        """The arguments of a row, for messages."""
        return [self.entry_key, HEARTBEAT, *(child.key for child in settable(self.sections.peer))]

    def gather(self, entries: Iterable[Entry], place: tuple[str, ...], *, shared: bool) -> dict[str, GivenItem]:
        """The arguments that stand among other keys, each looked up in the section or object at `place`."""
        attribute = self._at(place)
        gathered = ((entry.key, self._item(entry, attribute, place, shared=shared)) for entry in entries)
        items = {key: item for key, item in gathered if item is not None}
        if HEARTBEAT in items:
            self._check_spellings(items)
        return items

    def _check_spellings(self, items: dict[str, GivenItem]) -> None:
        """`heartbeat` and the raw numbers are two spellings of one option; what comes second is the wrong one."""
        first, *others = (item for key, item in items.items() if key in (HEARTBEAT, INTERVAL, THRESHOLD))
        for item in others:
            if items[HEARTBEAT] in (first, item):
                message = f"is the same argument as {first.name!r} in line {first.key_position.line}"
                self._findings.add(message, item.key_position, item.path, hint="one spelling in a block")

    def _at(self, place: tuple[str, ...]) -> Attribute:
        attribute = self.sections.by_key[place[0]]
        for key in place[1:]:
            attribute = next(child for child in attribute.attributes if child.key == key)
        return attribute

    def _block(
        self,
        entry: Entry,
        attribute: Attribute,
        place: tuple[str, ...],
        identify: Callable[[str], str | None],
        offered: list[Attribute],
        *,
        shared: bool,
    ) -> GivenBlock:
        names = self.row_names() if place == ("peer",) else [child.key for child in offered]
        elsewhere = self.sections.elsewhere if place == ("peer",) else self._elsewhere_for(attribute)
        known = self.mappings.known(entry.value, entry.path, identify, names, elsewhere=elsewhere)
        return block_of(entry, attribute, self.gather(known, place, shared=shared), shared=shared)

    def _elsewhere_for(self, attribute: Attribute) -> Callable[[str], str]:
        """What to say of a key that the block does not take, perhaps because the program never writes it."""

        def where(name: str) -> str:
            child = attribute.child(key_of(name))
            if child is not None and is_peers(child):
                return f"rows stand in {argument(self.sections.peer_names[0])}"
            if child is not None and not child.writable:
                return f"{attribute.data.get('path', attribute.key)}: {name} is only ever read, never written"
            return self.sections.elsewhere(name)

        return where

    def _item(self, entry: Entry, parent: Attribute, place: tuple[str, ...], *, shared: bool) -> GivenItem | None:
        if place == ("peer",) and entry.key == HEARTBEAT:
            return self._heartbeat(entry, shared=shared)
        if place == ("peer",) and entry.key == self.entry_key:
            return self._identity(entry, parent, shared=shared)
        attribute = next(child for child in parent.attributes if child.key == entry.key)
        below = (*place, attribute.key)
        if attribute.kind is Kind.TABLE:
            return self._table(entry, attribute, below, shared=shared)
        if attribute.kind.nested:
            return self._object(entry, attribute, below, shared=shared)
        return self._scalar(entry, attribute, below, shared=shared)

    def _object(self, entry: Entry, attribute: Attribute, place: tuple[str, ...], *, shared: bool) -> GivenBlock | None:
        """A nested object; the seed gives it as a list of at most one."""
        node = entry.value
        if isinstance(node, YamlList):
            if len(node.items) != 1:
                self.mappings.wrong(node, entry.path, "a mapping, or a list of one")
                return None
            entry = entry._replace(value=node.items[0])
        identify = _identify(attribute)
        return self._block(entry, attribute, place, identify, settable(attribute), shared=shared)

    def _table(self, entry: Entry, attribute: Attribute, place: tuple[str, ...], *, shared: bool) -> GivenTable:
        """A nested table: a list of entries, each with its id or else the id of its place."""
        key = str(attribute.data["entry_key"])
        entries: dict[int, GivenBlock] = {}
        for count, (node, path) in enumerate(self.mappings.items(entry.value, entry.path, "entries"), start=1):
            number: int | None = count
            fields = []
            names = [key, *(child.key for child in settable(attribute))]
            for item in self.mappings.known(node, path, _identify(attribute, key), names):
                if item.key == key:
                    number = self._number(item, attribute)
                else:
                    fields.append(item)
            here = Entry(key, entry.name, node, path)
            block = block_of(here, attribute, self.gather(fields, place, shared=shared), shared=shared)
            if number in entries:
                message = f"the id {number} is given twice"
                self._findings.add(message, node.position, path, hint=f"first in line {entries[number].position.line}")
            elif number is not None:
                entries[number] = block
        return GivenTable(
            attribute=attribute,
            place=place,
            entries=MappingProxyType(entries),
            position=entry.value.position,
            key_position=entry.name.position,
            path=entry.path,
            shared=shared,
        )

    def _scalar(self, entry: Entry, attribute: Attribute, place: tuple[str, ...], *, shared: bool) -> Given:
        """A single value or a list of names. After a problem it is given all the same, or it would be missed too."""
        if attribute.kind is Kind.NAMES:
            names = self._names(entry.value, entry.path)
            words = None if names is None else tuple(text for text, _ in names)
            given = _given(entry, attribute, place, words, shared=shared)
            given = given._replace(parts=tuple(node.position for _, node in names or ()))
        elif attribute.kind is Kind.SECRET:
            secret = self._literals.reference(entry.value, entry.path)
            given = _given(entry, attribute, place, (str(secret),) if secret else None, shared=shared)
            given = given._replace(secret=secret)
        else:
            given = _given(entry, attribute, place, self._words(entry, attribute), shared=shared)
        if not given.wrong:
            self.leaves.append(given)
        return given

    def _words(self, entry: Entry, attribute: Attribute) -> tuple[str, ...] | None:
        """A single value as words of the CLI, None after a problem."""
        text = self.mappings.text(entry.value, entry.path)
        if text is None:
            return None
        return tuple(text.split()) if attribute.kind is Kind.IPV4_NET and text.strip() else (text,)

    def _names(self, node: YamlNode, path: str) -> list[tuple[str, YamlNode]] | None:
        """A list of names, of `{name: NAME}` as the seed has it, or a single name; None after a problem."""
        names: list[tuple[str, YamlNode]] = []
        for item in node.items if isinstance(node, YamlList) else (node,):
            value = item
            if isinstance(item, YamlMap) and [name.text for name, _ in item.items] == ["name"]:
                value = item.items[0][1]
            text = self.mappings.text(value, path, "a name" if isinstance(node, YamlList) else "a list of names")
            if text is None:
                return None
            if not text:
                self._findings.add("a name is wanted", value.position, path, found=shown(value), hint="[] for no name")
                return None
            names.append((text, value))
        return names if isinstance(node, YamlList) else self._single(names, path)

    def _single(self, names: list[tuple[str, YamlNode]], path: str) -> list[tuple[str, YamlNode]] | None:
        """A name without a list around it; one with a blank could be meant as several."""
        (text, node), *_ = names
        words = text.split()
        if len(words) == 1:
            return names
        hint = f"[{', '.join(words)}] for several names, ['{text}'] for one with a blank"
        self._findings.add("a list of names is wanted", node.position, path, found=shown(node), hint=hint)
        return None

    def _heartbeat(self, entry: Entry, *, shared: bool) -> GivenBlock | None:
        """Both times of the heartbeat, in milliseconds."""
        peer = self.sections.peer
        if not isinstance(entry.value, YamlMap):
            self.mappings.wrong(entry.value, entry.path, "a mapping with interval and lost_after")
            return None
        parts = {"interval": INTERVAL, LOST_AFTER: THRESHOLD}
        values: dict[str, GivenItem] = {}
        for item in self.mappings.known(entry.value, entry.path, _among(parts), parts):
            attribute = peer.child(parts[item.key]) or peer
            time = self._time(item)
            words = (str(time),) if time else None
            values[item.key] = _given(item, attribute, ("peer", attribute.key), words, shared=shared)
        return block_of(entry, peer, values, shared=shared)

    def _time(self, entry: Entry) -> int | None:
        text = self.mappings.text(entry.value, entry.path, FORM)
        time = milliseconds(text) if text is not None else None
        if text is not None and not time:
            self.mappings.wrong(entry.value, entry.path, FORM)
        return time

    def _identity(self, entry: Entry, table: Attribute, *, shared: bool) -> Given | None:
        number = self._number(entry, table)
        if number is None:
            return None
        return _given(entry, table, ("peer", entry.key), (str(number),), shared=shared)

    def _number(self, entry: Entry, table: Attribute) -> int | None:
        """An id of a table. 0 is an order to take the next free one, never an id [facts/fgsp.md#3, confirmed]."""
        most = max((int(str(limit.facts["max"])) for limit in table.limits), default=0)
        text = self.mappings.text(entry.value, entry.path, "a number")
        if text is None:
            return None
        if text.isascii() and text.isdecimal() and len(text) < _LONGEST and 0 < int(text) <= most:
            return int(text)
        message = "0 asks a unit for the next free id and is none" if text == "0" else "is no id"
        self._findings.add(message, entry.value.position, entry.path, found=shown(entry.value), allowed=f"1 to {most}")
        return None


def _given(
    entry: Entry, attribute: Attribute, place: tuple[str, ...], words: tuple[str, ...] | None, *, shared: bool
) -> Given:
    """An argument that stands at an entry; without words it is one whose value could not be read."""
    return Given(
        attribute=attribute,
        place=place,
        words=words or (),
        position=entry.value.position,
        key_position=entry.name.position,
        path=entry.path,
        shared=shared,
        wrong=words is None,
    )


def block_of(entry: Entry, attribute: Attribute, values: dict[str, GivenItem], *, shared: bool) -> GivenBlock:
    """A block that stands at an entry."""
    return GivenBlock(
        attribute=attribute,
        values=MappingProxyType(values),
        position=entry.value.position,
        key_position=entry.name.position,
        path=entry.path,
        shared=shared,
    )


def _identify(attribute: Attribute, entry_key: str = "") -> Callable[[str], str | None]:
    """The canonical key of each name that the block takes."""
    known = {name: child.key for child in settable(attribute) for name in child.spellings}
    if entry_key:
        known[entry_key] = entry_key
    return lambda name: known.get(key_of(name))


def _among(keys: Iterable[str]) -> Callable[[str], str | None]:
    known = frozenset(keys)
    return lambda name: key_of(name) if key_of(name) in known else None
