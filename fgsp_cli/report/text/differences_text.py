"""What two texts mean differently, for people: of `diff`, and of the history of a device."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from fgsp_cli.base import on_one_line, printable
from fgsp_cli.compare import NOT_COMPARABLE
from fgsp_cli.report.appearance import Appearance
from fgsp_cli.report.phrases import about_lines, flat, folded
from fgsp_cli.report.text.aligned_table import Table, drawn
from fgsp_cli.results import DiffResults, History, Match, TextComparison, differences_json

_IN = "  "
_SECRETS_ASIDE = "equal except secrets"
"""Everything that can be compared is equal; the secrets are present on both sides."""
_SIGNS = {"create": ("+", "good"), "delete": ("-", "bad")}
_STYLES = {Match.EQUAL: "good", Match.UNREADABLE: "bad"}


def diff_text(results: DiffResults, appearance: Appearance) -> str:
    """The details of each pair that has some, then all pairs in a table."""
    details = [
        "\n".join(_pair(name, pair, appearance)) + "\n" for name, pair in results.devices.items() if _has_content(pair)
    ]
    return "\n".join(
        part for part in (*details, _table(results, appearance), about_lines(results.about, appearance)) if part
    )


def history_text(history: History, appearance: Appearance) -> str:
    """What changed between which backups, the oldest first."""
    steps = ["\n".join(_step(step, appearance)) + "\n" for step in history.steps]
    return "\n".join(part for part in (*steps, _span(history), about_lines(history.about, appearance)) if part)


def pair_lines(pair: TextComparison) -> list[str]:
    """Each difference of a pair, on a line of its own."""
    return [line.strip() for line in _inside(replace(pair, error=None), Appearance())]


def _has_content(pair: TextComparison) -> bool:
    return bool(pair.differences or pair.error or pair.notes)


def _pair(name: str, pair: TextComparison, appearance: Appearance) -> Iterator[str]:
    releases = " -> ".join(dict.fromkeys(_releases(pair)))
    yield appearance.painted(on_one_line(name), "strong") + (f" (FortiOS {releases})" if releases else "")
    yield from _inside(pair, appearance)
    for note in pair.notes:
        yield from (
            appearance.painted(line, "faint") for line in folded(f"note: {note}", appearance, first=_IN, rest=_IN * 3)
        )


def _inside(pair: TextComparison, appearance: Appearance) -> Iterator[str]:
    for line in printable(pair.error or "").splitlines():
        yield from (appearance.painted(part, "bad") for part in folded(line, appearance, first=_IN, rest=_IN * 3))
    for document in differences_json(pair):
        sign, style = _SIGNS.get(str(document["action"]), ("~", "notable"))
        first, *more = folded(f"{sign} {_difference(document)}", appearance, first=_IN, rest=_IN * 3)
        yield _IN + appearance.painted(sign, style) + first[len(_IN) + 1 :]
        yield from more


def _releases(pair: TextComparison) -> list[str]:
    return [str(text.fortios) for text in (pair.before, pair.after) if text and text.fortios]


def _difference(document: dict[str, object]) -> str:
    where = f"{document['path']}" + (f" (was {document['before_path']})" if "before_path" in document else "")
    why = f"  ({document['why']})" if document["why"] else ""
    if document["action"] != "set":
        side = "before" if document["action"] == "delete" else "after"
        place = f"  ({document[f'{side}_position']})" if document[f"{side}_position"] else ""
        row = ", ".join(f"{path} {_word(value)}" for path, value in flat(document[side]))
        return f"{where}{': ' if row else ''}{row}{place}"
    means = f"  {document['before_means']} -> {document['after_means']}" if "before_means" in document else ""
    return f"{where}  {_word(document['before'])} -> {_word(document['after'])}{means and ':'}{means}{why}"


def _word(value: object) -> str:
    if value is None:
        return "nothing"
    return str(value) if value != "" else "empty"


def _table(results: DiffResults, appearance: Appearance) -> str:
    rows = [
        (name, _SECRETS_ASIDE if _is_secret_open(pair) else _words(pair.match), str(len(pair.differences) or ""))
        for name, pair in results.devices.items()
    ]
    styles = {_words(match): _STYLES.get(match, "notable") for match in Match} | {_SECRETS_ASIDE: "notable"}
    drawing = drawn(Table(headings=("DEVICE", "STATUS", "DIFFERENCES"), rows=rows, styles=styles), appearance)
    if len(rows) < 2:
        return drawing
    counted = [f"{count} {_words(match)}" for match in Match if (count := _count(results, match))]
    return f"{drawing}\n{len(rows)} devices: {', '.join(counted)}\n"


def _is_secret_open(pair: TextComparison) -> bool:
    return pair.match is Match.EQUAL and bool(pair.not_comparable)


def _words(match: Match) -> str:
    return str(match).replace("_", " ")


def _count(results: DiffResults, match: Match) -> int:
    return sum(pair.match is match for pair in results.devices.values())


def _step(step: TextComparison, appearance: Appearance) -> Iterator[str]:
    after = step.after
    moment = f"{after.time:%Y-%m-%d %H:%M:%S} UTC" if after and after.time else "?"
    releases = dict.fromkeys(_releases(step))
    upgraded = f" (FortiOS {' -> '.join(releases)})" if len(releases) > 1 else ""
    yield appearance.painted(moment, "strong") + upgraded + (f"  {after.source}" if after else "")
    yield from _inside(step, appearance)
    if not step.differences and not step.error:
        yield f"{_IN}means the same"


def _span(history: History) -> str:
    text = f"{history.device}: {history.backups} backup{'' if history.backups == 1 else 's'}"
    if history.first and history.last and history.first.time and history.last.time:
        text += f" from {history.first.time:%Y-%m-%d %H:%M:%S} to {history.last.time:%Y-%m-%d %H:%M:%S} UTC"
    changes = sum(bool(step.differences) for step in history.steps)
    aside = f"; {', '.join(history.not_comparable)}: {NOT_COMPARABLE}" if history.not_comparable else ""
    changed = "nothing changed" if not changes else f"changed {changes} time{'s' if changes > 1 else ''}"
    return f"{text}; {changed}{aside}\n"
