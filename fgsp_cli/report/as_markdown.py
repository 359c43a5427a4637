"""Results as Markdown, for a merge request, a wiki or a ticket."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from fgsp_cli.base import printable
from fgsp_cli.report.phrases import about_text, by_urgency, link_words, said, told_links, verdict, words
from fgsp_cli.report.results_only import ResultsOnly
from fgsp_cli.report.text.results_text import difference_lines
from fgsp_cli.results import Outcome, Results, Status

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#!|~&@$])")
"""Whatever some dialect of Markdown takes for markup, a link or a mention."""


class MarkdownFormat(ResultsOnly):
    """Markdown as GitHub and GitLab read it."""

    name: ClassVar[str] = "markdown"

    def results(self, results: Results, *, agreed: bool = False) -> str:  # noqa: ARG002 - a report is read later
        """What the verbs that compare show; units that are as intended are only counted."""
        lines = [f"## fgsp {results.command}: {verdict(results)}", ""]
        if results.about:
            lines += [_plain(about_text(results.about)), ""]
        lines += [*_table(results), *_links(results)]
        for name, outcome in by_urgency(results):
            lines += _unit(name, outcome, results.command)
        return "\n".join(lines).rstrip("\n") + "\n"


def _table(results: Results) -> Iterator[str]:
    told = [(name, outcome) for name, outcome in by_urgency(results) if outcome.status is not Status.IN_SYNC]
    if not told:
        return
    yield "| device | cluster | FortiOS | status | differences |"
    yield "|---|---|---|---|---|"
    for name, outcome in told:
        cells = (name, outcome.cluster or "", str(outcome.fortios or ""), words(outcome.status))
        yield f"| {' | '.join(map(_plain, cells))} | {len(outcome.changes) or ''} |"
    yield ""


def _links(results: Results) -> Iterator[str]:
    for mesh in results.meshes:
        if mesh.troubled:
            yield from (f"### Links of {_plain(mesh.cluster)}", "")
            for between, state, why in told_links(mesh):
                yield f"- {_plain(between)}: **{link_words(state)}**, {_plain(why)}"
            yield ""


def _unit(name: str, outcome: Outcome, command: str) -> Iterator[str]:
    lines = [*said(name, outcome).splitlines(), *difference_lines(outcome, command)]
    if not lines:
        return
    yield from (f"### {_plain(name)}", "")
    fence = "`" * max(3, *(len(run) + 1 for line in lines for run in re.findall("`+", line) or [""]))
    yield from (f"{fence}text", *lines, fence, "")


def _plain(text: str) -> str:
    """The text as text."""
    return _MARKUP.sub(r"\\\1", printable(text).replace("\n", " "))
