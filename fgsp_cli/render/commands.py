"""What is typed, as a tree of commands: what the templates turn into lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from fgsp_cli.base import SecretState
from fgsp_cli.fortios import Kind, Node, Spec, quote, quote_word
from fgsp_cli.state import Action, Block, Table, Value

LINE_BYTES = 900
"""A list whose line would be longer goes on in `append` lines: a line stays below 1024 bytes
[facts/cli-behaviour.md#4]."""


class Verb(StrEnum):
    """The first word of a line that is no closing one."""

    CONFIG = "config"
    EDIT = "edit"
    SET = "set"
    APPEND = "append"
    UNSET = "unset"
    DELETE = "delete"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command; a `config` or `edit` with what is typed inside it."""

    verb: Verb
    name: str
    """The attribute, the words behind `config`, or the key of an entry."""
    value: Value = None
    """Of a `set` or `append`: the canonical value; the quoting filter writes it."""
    spec: Spec | None = None
    """What the value is of; None for an attribute that the schema does not know, whose value is CLI text."""
    body: tuple[Command, ...] = ()


def config(path: Sequence[str], body: Iterable[Command]) -> tuple[Command, ...]:
    """The block at a CLI path, blocks around it included; nothing if there is nothing to type in it."""
    inner = tuple(body)
    for name in reversed(path):
        inner = (Command(verb=Verb.CONFIG, name=name, body=inner),) if inner else ()
    return inner


def edit(number: int, body: Iterable[Command]) -> Command:
    """The block of lines for one entry of a table."""
    return Command(verb=Verb.EDIT, name=str(number), body=tuple(body))


def delete(number: int) -> Command:
    """The end of an entry."""
    return Command(verb=Verb.DELETE, name=str(number))


def block_body(block: Block, spec: Spec) -> tuple[Command, ...]:
    """What is typed inside an object or an entry to give it these values, in the unit's own order."""
    settings = [(child, block[child.key]) for child in spec.children.values() if child.key in block]
    plain = [(child, value) for child, value in settings if not child.kind.nested]
    typed = [command for child, value in in_order(plain) for command in setting(child, value)]
    for child, value in settings:
        if child.kind is Kind.TABLE:
            typed += config((child.name,), table_body(cast(Table, value), child))
        elif child.kind.nested:
            typed += config((child.name,), block_body(cast(Block, value), child))
    return tuple(typed)


def table_body(table: Table, spec: Spec) -> tuple[Command, ...]:
    """What is typed inside a table to make these entries."""
    return tuple(edit(number, block_body(table[number], spec)) for number in sorted(table))


def setting(spec: Spec, value: Value, action: Action | None = None) -> tuple[Command, ...]:
    """The lines that give an attribute a value. What is empty cannot be set, so it is unset; of a secret that is only
    known to be there, nothing can be typed.
    """
    if action is Action.UNSET or value in ((), "", None):
        return (Command(verb=Verb.UNSET, name=spec.name),)
    if isinstance(value, SecretState) and value.reference is None:
        return ()
    pieces = list(_pieces(spec, value)) if isinstance(value, tuple) else [value]
    verbs = [Verb.SET] + [Verb.APPEND] * (len(pieces) - 1)
    return tuple(
        Command(verb=verb, name=spec.name, value=piece, spec=spec) for verb, piece in zip(verbs, pieces, strict=True)
    )


def in_order(settings: Sequence[tuple[Spec, Value]]) -> list[tuple[Spec, Value]]:
    """The settings of one block in an order that a unit accepts.

    That is the unit's own order, in which an attribute stands behind the one that shows it; but an attribute that
    hides others follows them when it is turned off.
    """
    return sorted(settings, key=lambda pair: bool(pair[0].shows) and pair[1] not in pair[0].shows)


def unknown_body(node: Node) -> tuple[Command, ...]:
    """What the schema does not know, typed as it once stood there."""
    typed = []
    for name, known in node.settings.items():
        verb = Verb.UNSET if known.unset else Verb.SET
        typed.append(Command(verb=verb, name=name, value=known.raw or " ".join(known.words)))
    for name, child in node.children.items():
        typed += config((child.raw or name,), unknown_body(child))
    for key, entry in node.entries.items():
        typed.append(Command(verb=Verb.EDIT, name=entry.raw or _key(key), body=unknown_body(entry)))
    return tuple(typed)


def walk(commands: Iterable[Command]) -> Iterator[Command]:
    """Every command, those inside others included."""
    for command in commands:
        yield command
        yield from walk(command.body)


def _key(key: str) -> str:
    return key if key.isdecimal() else quote_word(key)


def _pieces(spec: Spec, names: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The names in groups whose lines are short enough."""
    group: list[str] = []
    size = 0
    for name in names:
        width = len(quote(spec, (name,)).encode()) + 1
        if group and size + width > LINE_BYTES:
            yield tuple(group)
            group, size = [], 0
        group.append(name)
        size += width
    yield tuple(group)
