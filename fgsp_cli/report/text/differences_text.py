"""What two texts mean differently, for people: of `diff`, and of the history of a device."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from textwrap import wrap

from fgsp_cli.base import on_one_line, printable
from fgsp_cli.report.look import Look
from fgsp_cli.report.phrases import WIDE, about_lines, flat
from fgsp_cli.report.text.aligned_table import Table, drawn
from fgsp_cli.results import Compared, DiffResults, History, Match, differences_json

_IN = "  "
_SIGNS = {"create": ("+", "good"), "delete": ("-", "bad")}
_STYLES = {Match.EQUAL: "good", Match.UNREADABLE: "bad"}


def diff_text(results: DiffResults, look: Look) -> str:
    """Each pair that there is something to tell of, then all of them in a table."""
    details = ["\n".join(_pair(name, pair, look)) + "\n" for name, pair in results.devices.items() if _telling(pair)]
    return "\n".join(part for part in (*details, _table(results, look), about_lines(results.about, look)) if part)


def history_text(history: History, look: Look) -> str:
    """What changed between which backups, the oldest first."""
    steps = ["\n".join(_step(step, look)) + "\n" for step in history.steps]
    return "\n".join(part for part in (*steps, _span(history), about_lines(history.about, look)) if part)


def pair_lines(pair: Compared) -> list[str]:
    """Each difference of a pair, on a line of its own."""
    return [line.strip() for line in _inside(replace(pair, error=None), Look())]


def _telling(pair: Compared) -> bool:
    return bool(pair.differences or pair.error or pair.notes)


def _pair(name: str, pair: Compared, look: Look) -> Iterator[str]:
    releases = " -> ".join(dict.fromkeys(_releases(pair)))
    yield look.painted(on_one_line(name), "strong") + (f" (FortiOS {releases})" if releases else "")
    yield from _inside(pair, look)
    for note in pair.notes:
        yield from (look.painted(line, "faint") for line in _folded(f"note: {printable(note)}", _IN, look))


def _inside(pair: Compared, look: Look) -> Iterator[str]:
    for line in printable(pair.error or "").splitlines():
        yield from (look.painted(part, "bad") for part in _folded(line, _IN, look))
    for told in differences_json(pair):
        sign, style = _SIGNS.get(str(told["action"]), ("~", "notable"))
        first, *more = _folded(f"{sign} {_difference(told)}", _IN, look)
        yield _IN + look.painted(sign, style) + first[len(_IN) + 1 :]
        yield from more


def _releases(pair: Compared) -> list[str]:
    return [str(text.fortios) for text in (pair.before, pair.after) if text and text.fortios]


def _difference(told: dict[str, object]) -> str:
    where = f"{told['path']}" + (f" (was {told['before_path']})" if "before_path" in told else "")
    why = f"  ({told['why']})" if told["why"] else ""
    if told["action"] != "set":
        side = "before" if told["action"] == "delete" else "after"
        place = f"  ({told[f'{side}_position']})" if told[f"{side}_position"] else ""
        row = ", ".join(f"{path} {_word(value)}" for path, value in flat(told[side]))
        return f"{where}{': ' if row else ''}{row}{place}"
    means = f"  {told['before_means']} -> {told['after_means']}" if "before_means" in told else ""
    return f"{where}  {_word(told['before'])} -> {_word(told['after'])}{means and ':'}{means}{why}"


def _word(value: object) -> str:
    if value is None:
        return "nothing"
    return str(value) if value != "" else "empty"


def _table(results: DiffResults, look: Look) -> str:
    rows = [
        (name, str(pair.match).replace("_", " "), str(len(pair.differences) or ""))
        for name, pair in results.devices.items()
    ]
    styles = {str(match).replace("_", " "): _STYLES.get(match, "notable") for match in Match}
    drawing = drawn(Table(headings=("DEVICE", "STATUS", "DIFFERENCES"), rows=rows, styles=styles), look)
    if len(rows) < 2:
        return drawing
    counted = [f"{count} {str(match).replace('_', ' ')}" for match in Match if (count := _count(results, match))]
    return f"{drawing}\n{len(rows)} devices: {', '.join(counted)}\n"


def _count(results: DiffResults, match: Match) -> int:
    return sum(pair.match is match for pair in results.devices.values())


def _step(step: Compared, look: Look) -> Iterator[str]:
    after = step.after
    moment = f"{after.time:%Y-%m-%d %H:%M:%S} UTC" if after and after.time else "?"
    releases = dict.fromkeys(_releases(step))
    upgraded = f" (FortiOS {' -> '.join(releases)})" if len(releases) > 1 else ""
    yield look.painted(moment, "strong") + upgraded + (f"  {after.source}" if after else "")
    yield from _inside(step, look)
    if not step.differences and not step.error:
        yield f"{_IN}means the same"


def _span(history: History) -> str:
    told = f"{history.device}: {history.backups} backup{'' if history.backups == 1 else 's'}"
    if history.first and history.last and history.first.time and history.last.time:
        told += f" from {history.first.time:%Y-%m-%d %H:%M:%S} to {history.last.time:%Y-%m-%d %H:%M:%S} UTC"
    changes = sum(bool(step.differences) for step in history.steps)
    return f"{told}; {'nothing changed' if not changes else f'changed {changes} time' + ('s' if changes > 1 else '')}\n"


def _folded(text: str, indent: str, look: Look) -> list[str]:
    return wrap(
        printable(text),
        look.width or WIDE,
        initial_indent=indent,
        subsequent_indent=indent * 3,
        break_on_hyphens=False,
        break_long_words=False,
    )
