"""What came of a verb that compares, for people: the details of each unit, then all units in a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from fgsp_cli.fortios import Dialect, dialect
from fgsp_cli.report.appearance import Appearance
from fgsp_cli.report.phrases import STATE_VERBS, about_lines, flat, folded, said, style, words
from fgsp_cli.report.text.aligned_table import Table, drawn
from fgsp_cli.results import Outcome, Results, Status
from fgsp_cli.state import Action, Change, Effect, change_json, path_text, value_json

_SIGNS = {Action.CREATE: "+", Action.DELETE: "-", Action.SET: "~", Action.UNSET: "~"}
_SIGN_STYLES = {"+": "good", "-": "bad", "~": "notable", "?": "faint"}
_DONE = {Status.CHANGED, Status.IN_SYNC}
_BACK = {"recover", "rollback"}
"""Verbs for which a unit that is as it was before is what was wanted."""
_IN = "  "


def results_text(results: Results, appearance: Appearance, *, agreed: bool) -> str:
    """The whole text; of changes that somebody has agreed to, only what became of them."""
    details = [
        _detail(name, outcome, results.command, appearance, agreed=agreed) for name, outcome in results.devices.items()
    ]
    shown = [*(detail for detail in details if detail), _table(results, appearance)]
    return "\n".join(part for part in (*shown, about_lines(results.about, appearance)) if part)


def difference_lines(outcome: Outcome, command: str) -> list[str]:
    """Each difference of a unit, and each unmanaged row, on a line of its own."""
    if outcome.fortios is None:
        return []
    return [line.strip() for line in _differences(outcome, outcome.changes, command, Appearance())]


def _detail(name: str, outcome: Outcome, command: str, appearance: Appearance, *, agreed: bool) -> str:
    """The details of a unit beside its line in the table; empty if it has none."""
    lines = [*_said(name, outcome, appearance)]
    if outcome.fortios is not None:
        shown_before = agreed and outcome.status in (Status.SKIPPED, *_DONE)
        lines += _differences(outcome, () if shown_before else outcome.changes, command, appearance)
    if not lines:
        return ""
    about = [part for part in (outcome.cluster, f"FortiOS {outcome.fortios}" if outcome.fortios else "") if part]
    title = appearance.painted(name, "strong") + (f" ({', '.join(about)})" if about else "")
    return "\n".join([title, *lines]) + "\n"


def _said(name: str, outcome: Outcome, appearance: Appearance) -> Iterator[str]:
    """What went wrong, or why there is nothing."""
    style = "faint" if outcome.status in (Status.SKIPPED, *_DONE) else "bad"
    for line in said(name, outcome).splitlines():
        yield from (appearance.painted(part, style) for part in folded(line, appearance, first=_IN, rest=_IN * 3))


def _differences(outcome: Outcome, changes: Iterable[Change], command: str, appearance: Appearance) -> Iterator[str]:
    assert outcome.fortios is not None
    release = dialect(outcome.fortios)
    for change in changes:
        yield from _signed(_SIGNS[change.action], change_text(change, release, command), appearance)
    for path, value in outcome.unmanaged.items():
        held = _row(value_json(value, path, release))
        yield from _signed("?", f"{path_text(path, release)} is not in the intent: {held or 'empty'}", appearance)
    for note in outcome.notes:
        yield from _signed("?", note, appearance)
    if command == "plan" and outcome.commands:
        yield f"{_IN}commands:"
        yield from (appearance.painted(f"{_IN * 2}{line}", "faint") for line in outcome.commands)
        yield f"{_IN}undo:" if outcome.undo else f"{_IN}undo: there is none"
        yield from (appearance.painted(f"{_IN * 2}{line}", "faint") for line in outcome.undo)


def _signed(sign: str, text: str, appearance: Appearance) -> Iterator[str]:
    first, *more = folded(f"{sign} {text}", appearance, first=_IN, rest=_IN * 3)
    yield _IN + appearance.painted(sign, _SIGN_STYLES[sign]) + first[len(_IN) + 1 :]
    yield from more


def change_text(change: Change, release: Dialect, command: str) -> str:
    """One difference on one line: its path, its values, its effect and its place in the intent."""
    document = change_json(change, release)
    effect = "" if change.effect is Effect.SAFE else f"  [{change.effect}]"
    place = f"  ({change.position})" if change.position else ""
    return f"{document['path']}{_values(change, document, command)}{effect}{place}"


def _values(change: Change, document: Mapping[str, object], command: str) -> str:
    """The old and the new value, or the running and the intended one."""
    intended, running = document["intended"], document["running"]
    if isinstance(intended, dict) or isinstance(running, dict):
        row = _row(intended if isinstance(intended, dict) else running)
        missing = " is missing" if command in STATE_VERBS and change.action is Action.CREATE else ""
        surplus = " should not be there" if command in STATE_VERBS and change.action is Action.DELETE else ""
        return f"{missing}{surplus}{': ' if row else ''}{row}"
    if command in STATE_VERBS:
        return f" is {_word(running)}, should be {_word(intended)}"
    return f"  {_word(running)} -> {_word(intended)}"


def _word(value: object) -> str:
    return str(value) if value not in (None, "") else "empty"


def _row(row: object) -> str:
    """The attributes of an entry on one line, those of blocks in it with their path; another value as it is."""
    if not isinstance(row, Mapping):
        return _word(row)
    return ", ".join(f"{path} {_word(value)}" for path, value in flat(row))


def _table(results: Results, appearance: Appearance) -> str:
    rows = [_line(name, outcome) for name, outcome in results.devices.items()]
    counted = "DIFFERENCES" if results.command in STATE_VERBS else "CHANGES"
    headings = ("DEVICE", "CLUSTER", "FORTIOS", "STATUS", counted, "UNMANAGED")
    kept = [place for place, heading in enumerate(headings) if place in (0, 3) or any(row[place] for row in rows)]
    styles = {Status.ROLLED_BACK: "good"} if results.command in _BACK else {}
    table = Table(
        headings=[headings[place] for place in kept],
        rows=[[row[place] for place in kept] for row in rows],
        styles={words(status): styles.get(status, style(status)) for status in Status},
    )
    return drawn(table, appearance) + _summary(results.devices.values())


def _line(name: str, outcome: Outcome) -> tuple[str, ...]:
    return (
        name,
        outcome.cluster or "",
        str(outcome.fortios or ""),
        words(outcome.status),
        str(len(outcome.changes) or ""),
        str(len(outcome.unmanaged) or ""),
    )


def _summary(outcomes: Iterable[Outcome]) -> str:
    """How many came out as what, if there is more than one."""
    statuses = [outcome.status for outcome in outcomes]
    counted = ", ".join(f"{statuses.count(status)} {words(status)}" for status in Status if status in statuses)
    return f"\n{len(statuses)} units: {counted}\n" if len(statuses) > 1 else ""
