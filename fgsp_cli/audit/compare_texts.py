"""Backups compared with each other: two of one device, two folders of them, or all that there are of one device."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fgsp_cli.compare import NOT_COMPARABLE, differences, incomparable
from fgsp_cli.results import History, Match, Text, TextComparison
from fgsp_cli.units import BackupReading


def compare_pair(before: BackupReading | None, after: BackupReading | None, *, strict: bool = False) -> TextComparison:
    """What two backups of a device do not have in common; either may be missing, not both."""
    texts = tuple(_text(backup) for backup in (before, after))
    if before is None or after is None:
        match = Match.ONLY_AFTER if before is None else Match.ONLY_BEFORE
        error = "there is no such backup on the other side"
        only = before or after
        if only is not None and only.observed is None:
            match, error = Match.UNREADABLE, only.error
        return TextComparison(match=match, before=texts[0], after=texts[1], error=error)
    if before.observed is None or after.observed is None:
        error = " / ".join(dict.fromkeys(backup.error for backup in (before, after) if backup.problems))
        return TextComparison(match=Match.UNREADABLE, before=texts[0], after=texts[1], error=error)
    first, second = before.observed.state, after.observed.state
    changes, secrets = differences(first, second, strict=strict), incomparable(first, second)
    remarks = (*first.notes, *second.notes, *(f"{path}: {NOT_COMPARABLE}" for path in secrets))
    return TextComparison(
        match=Match.DIFFERENT if changes else Match.EQUAL,
        before=texts[0],
        after=texts[1],
        differences=changes,
        notes=tuple(dict.fromkeys(remarks)),
        not_comparable=secrets,
    )


def history(device: str, backups: Sequence[BackupReading], *, strict: bool = False) -> History:
    """When what changed; `backups` are those of one device, the oldest first.

    A backup is compared with the last readable one before it. A changed release is reported even
    if nothing else changed.
    """
    readable = [backup for backup in backups if backup.observed is not None]
    steps = tuple(_steps(backups, strict=strict))
    return History(
        device=device,
        backups=len(backups),
        first=_text(readable[0]) if readable else None,
        last=_text(readable[-1]) if readable else None,
        steps=tuple(step for step in steps if step.match is not Match.EQUAL or _is_upgrade(step)),
        not_comparable=tuple(dict.fromkeys(path for step in steps for path in step.not_comparable)),
    )


def _steps(backups: Iterable[BackupReading], *, strict: bool) -> Iterable[TextComparison]:
    before: BackupReading | None = None
    for backup in backups:
        if backup.observed is None:
            yield TextComparison(match=Match.UNREADABLE, before=_text(before), after=_text(backup), error=backup.error)
            continue
        if before is not None and before.observed is not None:
            yield compare_pair(before, backup, strict=strict)
        before = backup


def _is_upgrade(step: TextComparison) -> bool:
    return step.before is not None and step.after is not None and step.before.fortios != step.after.fortios


def _text(backup: BackupReading | None) -> Text | None:
    if backup is None:
        return None
    release = backup.observed.state.fortios if backup.observed else None
    return Text(source=str(backup.file.path), fortios=release, time=backup.file.time)
