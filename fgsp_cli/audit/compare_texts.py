"""Backups compared with each other: two of one device, two folders of them, or all that there are of one device."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from fgsp_cli.archive import Found
from fgsp_cli.compare import differences
from fgsp_cli.results import Compared, History, Match, Text
from fgsp_cli.units import Stored


def compared(before: Stored | None, after: Stored | None, *, strict: bool = False) -> Compared:
    """What two backups of a device do not have in common; either may be missing, not both."""
    texts = tuple(_text(stored) for stored in (before, after))
    if before is None or after is None:
        match = Match.ONLY_AFTER if before is None else Match.ONLY_BEFORE
        error = "there is no such backup on the other side"
        only = before or after
        if only is not None and only.state is None:
            match, error = Match.UNREADABLE, only.error
        return Compared(match=match, before=texts[0], after=texts[1], error=error)
    if before.state is None or after.state is None:
        error = " / ".join(dict.fromkeys(stored.error for stored in (before, after) if stored.problems))
        return Compared(match=Match.UNREADABLE, before=texts[0], after=texts[1], error=error)
    found = differences(before.state, after.state, strict=strict)
    return Compared(
        match=Match.DIFFERENT if found else Match.EQUAL,
        before=texts[0],
        after=texts[1],
        differences=found,
        notes=tuple(dict.fromkeys((*before.state.notes, *after.state.notes))),
    )


def pairs(before: Mapping[str, Found], after: Mapping[str, Found]) -> dict[str, tuple[Found | None, Found | None]]:
    """The backups of two folders by device, in the order of their names."""
    return {name: (before.get(name), after.get(name)) for name in sorted(before.keys() | after.keys())}


def history(device: str, backups: Sequence[Stored], *, strict: bool = False) -> History:
    """When what changed; `backups` are those of one device, the oldest first.

    A backup is compared with the last one before it that could be read. A release that changed is told even if nothing
    else did.
    """
    readable = [stored for stored in backups if stored.state is not None]
    return History(
        device=device,
        backups=len(backups),
        first=_text(readable[0]) if readable else None,
        last=_text(readable[-1]) if readable else None,
        steps=tuple(_steps(backups, strict=strict)),
    )


def _steps(backups: Iterable[Stored], *, strict: bool) -> Iterable[Compared]:
    before: Stored | None = None
    for stored in backups:
        if stored.state is None:
            text = _text(stored)
            yield Compared(match=Match.UNREADABLE, before=_text(before), after=text, error=stored.error)
            continue
        if before is not None and before.state is not None:
            step = compared(before, stored, strict=strict)
            if step.differences or before.state.fortios != stored.state.fortios:
                yield step
        before = stored


def _text(stored: Stored | None) -> Text | None:
    if stored is None:
        return None
    release = stored.state.fortios if stored.state else None
    return Text(source=str(stored.found.path), fortios=release, time=stored.found.time)


__all__ = ("compared", "history", "pairs")
