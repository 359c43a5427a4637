"""The ids of peer rows: those that the intent names, and the derived ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from fgsp_cli.base import Position
from fgsp_cli.intent.device import Row
from fgsp_cli.intent.read.findings import Findings
from fgsp_cli.intent.read.given import Given, GivenBlock

STEP = 16
"""As many members as an FGSP cluster can have: rows to one member are that far apart."""
FIRST_HIGH = 200
"""FortiOS may use ids from here on itself [facts/fgsp.md#3]: no derived id of a mesh reaches it."""


class Draft(NamedTuple):
    """A row that has no id yet."""

    peer: str
    label: str
    base: int
    position: Position
    given: GivenBlock


def numbered(drafts: Sequence[Draft], entry_key: str, unit: str, findings: Findings) -> tuple[Row, ...]:
    """The rows of a unit with their ids: derived ones are given in order, skipping in steps of 16 what is taken."""
    taken = _named_ids(drafts, entry_key, unit, findings)
    rows = []
    for draft in drafts:
        named = draft.given.scalar(entry_key)
        number = int(named.words[0]) if named else _free(draft, taken)
        if number is None:
            message = f"no id below {FIRST_HIGH} is left for the row towards {draft.peer} ({draft.label})"
            findings.add(message, draft.position, draft.given.path, hint="name one: sync_id", device=unit)
            continue
        taken.add(number)
        base = None if named else draft.base
        rows.append(_row(draft, number, base))
    return tuple(rows)


def _named_ids(drafts: Sequence[Draft], entry_key: str, unit: str, findings: Findings) -> set[int]:
    first: dict[int, Given] = {}
    for draft in drafts:
        named = draft.given.scalar(entry_key)
        if named is None:
            continue
        number = int(named.words[0])
        if number in first:
            place = first[number].position
            hint = f"first in line {place.line}" if place != named.position else "name it where one row is meant"
            findings.add(f"two rows have the id {number}", named.position, named.path, hint=hint, device=unit)
        first.setdefault(number, named)
    return set(first)


def _free(draft: Draft, taken: set[int]) -> int | None:
    """The base if it is free, else the next free id in steps. In a mesh below the high ids; a place is what it is."""
    if draft.base not in taken and (not draft.peer or draft.base < FIRST_HIGH):
        return draft.base
    return next((number for number in range(draft.base, FIRST_HIGH, STEP) if number not in taken), None)


def _row(draft: Draft, number: int, base: int | None) -> Row:
    return Row(
        number=number,
        base=base,
        peer=draft.peer,
        label=draft.label,
        position=draft.position,
        given=draft.given,
    )
