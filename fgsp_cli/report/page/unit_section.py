"""A unit on the page: a line of it, and below that its differences side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from fgsp_cli.fortios import Dialect, dialect
from fgsp_cli.report.page.mesh_picture import GLYPHS
from fgsp_cli.report.page.tags import Content, Html, foreign, joined, tag
from fgsp_cli.report.phrases import counted, said, style, words
from fgsp_cli.results import Outcome
from fgsp_cli.state import Action, Change, change_json

_MISSING, _SURPLUS = "missing", "should not be there"


def anchor(number: int) -> str:
    """The name of a unit's place on the page: numbers, so that no device's name can spoil it."""
    return f"u{number}"


def sign(style_name: str) -> Html:
    """The sign of a style; words beside it say the same."""
    return tag("span", GLYPHS[style_name], class_=f"sign {style_name}", aria_hidden="true")


def line(name: str, outcome: Outcome) -> Html:
    """The line of a unit that is not opened."""
    status_style = style(outcome.status)
    return joined(
        sign(status_style),
        tag("span", foreign(name), class_="name"),
        tag("span", foreign(outcome.cluster or ""), class_="of"),
        tag("span", f"FortiOS {outcome.fortios}" if outcome.fortios else "", class_="release"),
        tag("span", words(outcome.status), class_=f"status {status_style}"),
        tag("span", ", ".join(_counts(outcome)) or foreign(said(name, outcome).partition("\n")[0]), class_="counts"),
    )


def search_text(name: str, outcome: Outcome) -> str:
    """The text that the filter searches: names, release, status, and the paths of differences."""
    release = dialect(outcome.fortios) if outcome.fortios else None
    paths = [str(change_json(change, release)["path"]) for change in outcome.changes] if release else []
    parts = (name, outcome.cluster or "", str(outcome.fortios or ""), words(outcome.status), *dict.fromkeys(paths))
    return " ".join(parts).lower()


def has_detail(outcome: Outcome) -> bool:
    """Whether there is anything to open."""
    return bool(outcome.changes or outcome.unmanaged or outcome.error or outcome.notes)


def detail(name: str, outcome: Outcome) -> Html:
    """Everything that the report has about a unit."""
    parts: list[Content] = []
    if error := said(name, outcome):
        parts.append(tag("p", foreign(error), class_="said"))
    if outcome.fortios is not None and outcome.changes:
        parts.append(_differences(name, outcome.changes, dialect(outcome.fortios)))
    if outcome.fortios is not None and outcome.unmanaged:
        parts.append(_unmanaged(outcome))
    parts += [tag("p", foreign(note), class_="said") for note in outcome.notes]
    return tag("div", *parts, class_="detail")


def _counts(outcome: Outcome) -> Iterator[str]:
    if outcome.changes:
        yield counted(len(outcome.changes), "difference")
    if outcome.unmanaged:
        yield f"{len(outcome.unmanaged)} unmanaged"


def _differences(name: str, changes: tuple[Change, ...], release: Dialect) -> Html:
    heads = (("Setting", "where"), ("Intended", "intended"), ("Running", "running"), ("A fix is", "effect"))
    return tag(
        "table",
        tag("caption", "Differences of ", foreign(name), class_="unseen"),
        tag("thead", tag("tr", *(tag("th", head, scope="col", class_=column) for head, column in heads))),
        tag("tbody", *(_difference(change, release) for change in changes)),
    )


def _difference(change: Change, release: Dialect) -> Html:
    document = change_json(change, release)
    intended, running = document["intended"], document["running"]
    here = tag("em", _SURPLUS) if change.action is Action.DELETE else _value(intended, running)
    there = tag("em", _MISSING) if change.action is Action.CREATE else _value(running, intended)
    place = tag("span", foreign(str(change.position)), class_="place") if change.position else ""
    return tag(
        "tr",
        tag("th", foreign(str(document["path"])), scope="row", class_="where"),
        tag("td", here, place, class_="intended", data_label="Intended"),
        tag("td", there, class_="running", data_label="Running"),
        tag(
            "td",
            tag("span", str(change.effect), class_=f"effect {change.effect}"),
            class_="effects",
            data_label="A fix is",
        ),
    )


def _value(value: object, beside: object) -> Html:
    """A value, those of its words marked that the other side lacks; an entry as a list of its attributes."""
    if isinstance(value, Mapping):
        return _entry(cast(Mapping[str, object], value))
    if value in (None, ""):
        return tag("em", "empty")
    others = str(beside).split() if isinstance(beside, str) else []
    parts: list[Content] = []
    for word in str(value).split(" "):
        if parts:
            parts.append(" ")
        parts.append(word if word in others else tag("mark", word))
    return tag("bdi", *parts, class_="value")


def _entry(value: Mapping[str, object]) -> Html:
    pairs = [
        tag("div", tag("dt", foreign(str(name))), tag("dd", _inner(below)), class_="pair")
        for name, below in value.items()
    ]
    return tag("dl", *pairs) if pairs else tag("em", "empty")


def _inner(value: object) -> Html:
    if isinstance(value, Mapping):
        return _entry(cast(Mapping[str, object], value))
    return tag("em", "empty") if value in (None, "") else foreign(str(value))


def _unmanaged(outcome: Outcome) -> Html:
    rows = cast(list[Mapping[str, object]], outcome.to_json()["unmanaged"])
    cells = [
        tag("tr", tag("th", foreign(str(row["path"])), scope="row", class_="where"), tag("td", _inner(row["running"])))
        for row in rows
    ]
    return tag(
        "table",
        tag("caption", "Rows and settings that the intent does not name"),
        tag("tbody", *cells),
        class_="unmanaged",
    )
