"""Results as one HTML file that needs nothing else: no network, no other file.

Everything in it is escaped text. Should that ever fail, the page's own policy stands behind it: the browser runs the
one script and applies the one style sheet whose hashes the page names, and loads nothing from anywhere.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import ClassVar

from fgsp_cli.base import version
from fgsp_cli.report.page import clusters, unit_section
from fgsp_cli.report.page.tags import Html, data, foreign, joined, tag, void
from fgsp_cli.report.partial_format import PartialFormat
from fgsp_cli.report.phrases import by_urgency, counted, style, verdict, when_text, words
from fgsp_cli.results import Linked, Results, Status

LAZY_FROM = 100
"""Units, or clusters, with something to open, from which on what is inside is kept as text until somebody opens it."""
FEW = 6
"""Clusters without trouble that are shown one by one; more of them are folded into one line."""
OPEN = 2
"""Clusters with trouble that are open from the start; of more of them, the first one is."""


class HtmlFormat(PartialFormat):
    """One page of HTML in ASCII, without anything from outside."""

    name: ClassVar[str] = "html"

    def results(self, results: Results, *, agreed: bool = False) -> str:  # noqa: ARG002 - a report is read later
        """What the verbs that compare show."""
        page = "".join(_Page(results).parts())
        # References stand in text and attributes alone: style sheet, script and data are ASCII by themselves.
        return page.encode("ascii", "xmlcharrefreplace").decode("ascii")


class _Page:
    """The parts of one page."""

    def __init__(self, results: Results) -> None:
        self._results = results
        self._units = by_urgency(results)
        self._numbers = {name: number for number, (name, _) in enumerate(self._units)}
        self._lazy_units = sum(unit_section.has_detail(outcome) for _, outcome in self._units) > LAZY_FROM
        self._meshes = results.meshes
        self._lazy_meshes = len(self._meshes) > LAZY_FROM

    def parts(self) -> Iterator[str]:
        """The whole page, piece by piece."""
        yield '<!DOCTYPE html>\n<html lang="en">\n'
        yield tag("head", *self._head()) + "\n"
        yield "<body>\n" + tag("a", "Skip to the units", href="#units", class_="skip") + "\n"
        yield tag("header", *self._top()) + "\n<main>\n"
        yield self._tools() + "\n"
        yield from self._clusters()
        yield from self._list()
        yield "</main>\n"
        yield tag("footer", f"Made by fgsp {self._version()}. This page holds everything it shows and loads nothing.")
        yield "\n" + tag("script", _asset("page.js")) + "\n</body>\n</html>\n"

    def _version(self) -> str:
        return self._results.about.version if self._results.about else version()

    def _head(self) -> Iterator[Html]:
        policy = (
            f"default-src 'none'; style-src '{_hash('page.css')}'; script-src '{_hash('page.js')}'; "
            "base-uri 'none'; form-action 'none'"
        )
        when = f" ({when_text(self._results.about)})" if self._results.about else ""
        yield void("meta", charset="utf-8")
        yield void("meta", http_equiv="Content-Security-Policy", content=policy)
        named = {
            "viewport": "width=device-width, initial-scale=1",
            "color-scheme": "light dark",
            "generator": f"fgsp {self._version()}",
        }
        yield from (void("meta", name=name, content=content) for name, content in named.items())
        yield tag("title", f"fgsp {self._results.command}: {verdict(self._results)}{when}")
        yield tag("style", _asset("page.css"))

    def _top(self) -> Iterator[Html]:
        yield tag("p", f"fgsp {self._results.command}", class_="kicker")
        yield tag("h1", verdict(self._results))
        about = self._results.about
        if about:
            facts = {
                "When": tag("time", when_text(about), datetime=about.to_json()["when"]),
                "Intent": foreign(about.intent),
                "Against": foreign(about.against),
                "Program": foreign(f"fgsp {about.version}"),
            }
            pairs = (tag("div", tag("dt", name), tag("dd", fact)) for name, fact in facts.items())
            yield tag("dl", *pairs, class_="facts")
        if self._results.devices:
            yield self._bar()

    def _bar(self) -> Html:
        """The shares of the statuses; the buttons below say the same in numbers."""
        total, at, pieces = len(self._results.devices), 0.0, []
        for status, number in self._counted():
            width = 1000 * number / total
            pieces.append(tag("rect", x=f"{at:.2f}", width=f"{max(width, 3):.2f}", height="8", class_=style(status)))
            at += width
        return tag("svg", *pieces, class_="bar", viewBox="0 0 1000 8", preserveAspectRatio="none", aria_hidden="true")

    def _counted(self) -> list[tuple[Status, int]]:
        counts = self._results.counted()
        return [(status, counts[status]) for status in dict.fromkeys(outcome.status for _, outcome in self._units)]

    def _tools(self) -> Html:
        """The filter: a box, and a button for each status."""
        total = len(self._results.devices)
        chips = [
            tag(
                "button",
                unit_section.sign(style(status)),
                tag("b", f"{number:,}"),
                f" {words(status)}",
                type="button",
                class_=f"chip {style(status)}",
                aria_pressed="false",
                data_status=str(status),
            )
            for status, number in self._counted()
        ]
        box = void(
            "input",
            id="filter",
            type="search",
            autocomplete="off",
            spellcheck="false",
            aria_describedby="filter-help",
            aria_controls="unit-list",
            placeholder="device, cluster, release, setting",
        )
        return tag(
            "div",
            tag("label", "Filter", for_="filter"),
            box,
            tag("span", tag("kbd", "/"), " to filter, ", tag("kbd", "\u2193"), " to the units", id="filter-help"),
            tag("div", *chips, role="group", aria_label="Only units that are", class_="chips"),
            tag("span", f"{counted(total, 'unit')}", id="shown", role="status"),
            tag("button", "Open all", type="button", id="open-all"),
            tag("button", "Dark", type="button", id="theme", aria_label="Dark colours", aria_pressed="false"),
            class_="tools",
            role="search",
        )

    def _clusters(self) -> Iterator[str]:
        if not self._meshes:
            return
        devices = self._results.devices
        loud = [mesh for mesh in self._meshes if clusters.troubled(mesh, devices)]
        calm = [mesh for mesh in self._meshes if not clusters.troubled(mesh, devices)]
        yield '<section id="clusters" aria-labelledby="clusters-head">\n'
        yield tag("h2", "Clusters", id="clusters-head") + clusters.legend() + "\n"
        opened = len(loud) if len(loud) <= OPEN else 1
        quiet = joined(*(self._cluster(mesh, opened=len(calm) == 1 and not loud) for mesh in calm))
        shown = [self._cluster(mesh, opened=place < opened) for place, mesh in enumerate(loud)]
        if len(calm) <= FEW:
            shown.append(quiet)
        yield tag("div", *shown, class_="cards") + "\n"
        if len(calm) > FEW:
            summary = f"{counted(len(calm), 'cluster')} with every link and unit as intended"
            cards = tag("div", quiet, class_="cards")
            yield tag("details", tag("summary", unit_section.sign("good"), summary), cards, class_="calm-clusters")
        yield "</section>\n"

    def _cluster(self, mesh: Linked, *, opened: bool) -> Html:
        body = clusters.body(mesh, self._results.devices, self._address)
        search_text = " ".join((mesh.cluster, *mesh.members)).lower()
        members = " ".join(str(self._numbers[name]) for name in mesh.members if name in self._numbers)
        return tag(
            "details",
            tag("summary", clusters.line(mesh, self._results.devices)),
            _held(body, lazy=self._lazy_meshes and not opened),
            class_="cluster",
            open=opened,
            data_find=search_text,
            data_units=members,
        )

    def _address(self, name: str) -> str | None:
        number = self._numbers.get(name)
        return None if number is None else f"#{unit_section.anchor(number)}"

    def _list(self) -> Iterator[str]:
        yield '<section id="units" aria-labelledby="units-head" tabindex="-1">\n' + tag("h2", "Units", id="units-head")
        yield '\n<ul id="unit-list" role="list">\n'
        for number, (name, outcome) in enumerate(self._units):
            line = unit_section.line(name, outcome)
            if unit_section.has_detail(outcome):
                held = _held(unit_section.detail(name, outcome), lazy=self._lazy_units)
                opened = len(self._units) == 1
                row = tag("details", tag("summary", line), held, class_="unit", open=opened)
            else:
                row = tag("div", line, class_="unit", tabindex="-1")
            search_text = unit_section.search_text(name, outcome)
            yield (
                tag("li", row, id=unit_section.anchor(number), data_status=str(outcome.status), data_find=search_text)
                + "\n"
            )
        again = tag("button", "Show all", type="button", id="clear")
        yield "</ul>\n" + tag("p", "No unit fits the filter. ", again, id="none", hidden=True) + "\n</section>\n"


def _held(content: Html, *, lazy: bool) -> Html:
    """What is inside of something that can be opened; of very many, as text that the script turns into it."""
    return tag("script", data(content), type="application/json") if lazy else content


@cache
def _asset(name: str) -> Html:
    return Html(files("fgsp_cli.report.page").joinpath(name).read_text(encoding="ascii"))


@cache
def _hash(name: str) -> str:
    return "sha256-" + b64encode(sha256(_asset(name).encode("ascii")).digest()).decode("ascii")
