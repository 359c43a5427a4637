"""Results as Markdown, for a merge request, a wiki or a ticket."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from fgsp_cli.base import printable
from fgsp_cli.report.partial_format import PartialFormat
from fgsp_cli.report.phrases import about_text, by_urgency, link_lines, link_words, lint_verdict, said, verdict, words
from fgsp_cli.report.text.differences_text import pair_lines
from fgsp_cli.report.text.results_text import difference_lines
from fgsp_cli.results import (
    About,
    DiffResults,
    Health,
    LintResults,
    Match,
    Outcome,
    Results,
    Status,
    StatusResults,
    UnitRuntime,
)

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#!|~&@$])")
"""Whatever some dialect of Markdown takes for markup, a link or a mention."""


class MarkdownFormat(PartialFormat):
    """Markdown as GitHub and GitLab read it."""

    name: ClassVar[str] = "markdown"

    def results(self, results: Results, *, agreed: bool = False) -> str:  # noqa: ARG002 - a report is read later
        """What the verbs that compare show; units that are as intended are only counted."""
        lines = _head(results.command, verdict(results), results.about)
        lines += [*_table(results), *_links(results)]
        for name, outcome in by_urgency(results):
            lines += _unit(name, outcome, results.command)
        return _joined(lines)

    def findings(self, linted: LintResults) -> str:
        """What `lint` shows: the findings in a table, the reason of each rule below it."""
        lines = _head("lint", lint_verdict(linted), linted.about)
        if linted.findings:
            lines += ["| level | devices | setting | finding | rule |", "|---|---|---|---|---|"]
        for finding in linted.findings:
            place = f"{finding.path} ({finding.position})" if finding.position else finding.path
            cells = (str(finding.level), ", ".join(finding.devices), place, finding.message, finding.rule)
            lines.append(f"| {' | '.join(map(_plain, cells))} |")
        reasons = {finding.rule: finding.why for finding in linted.findings}
        lines += ["", *(f"- **{_plain(rule)}**: {_plain(why)}" for rule, why in reasons.items()), ""]
        lines += [f"- not read: {_plain(name)}: {_plain(said(name, unit))}" for name, unit in linted.unread.items()]
        lines += [f"- {_plain(note)}" for note in linted.notes]
        return _joined(lines)

    def differences(self, results: DiffResults) -> str:
        """What `diff` shows: each pair of backups that differs."""
        counts = [(match, sum(pair.match is match for pair in results.devices.values())) for match in Match]
        summary = ", ".join(f"{count} {str(match).replace('_', ' ')}" for match, count in counts if count)
        lines = _head("diff", summary, results.about)
        for name, pair in results.devices.items():
            notes = [f"note: {printable(note)}" for note in pair.notes]
            lines += _fenced(name, [*printable(pair.error or "").splitlines(), *pair_lines(pair), *notes])
        return _joined(lines)

    def runtime(self, results: StatusResults) -> str:
        """What `status` shows: every link in a table, with what speaks against it."""
        links = [
            (name, unit, link)
            for name, unit in results.devices.items()
            if isinstance(unit, UnitRuntime)
            for link in unit.links
        ]
        counts = [(health, sum(link.health is health for _, _, link in links)) for health in Health]
        summary = ", ".join(f"{count} {health}" for health, count in counts if count) or "no links"
        lines = _head("status", summary, results.about)
        if links:
            lines += ["| unit | cluster | peer | address | link | why |", "|---|---|---|---|---|---|"]
        for name, unit, link in links:
            why = "" if link.health is Health.GOOD else "; ".join(link.why)
            cells = (name, unit.cluster or "", link.peer or "", link.peerip, str(link.health), why)
            lines.append(f"| {' | '.join(map(_plain, cells))} |")
        lines += [""]
        for name, other in results.devices.items():
            if isinstance(other, Outcome):
                lines.append(f"- not asked: {_plain(name)}: {_plain(said(name, other))}")
        lines += [f"- {_plain(note)}" for note in results.notes]
        return _joined(lines)


def _head(command: str, summary: str, about: About | None) -> list[str]:
    lines = [f"## fgsp {command}: {_plain(summary)}", ""]
    return [*lines, _plain(about_text(about)), ""] if about else lines


def _joined(lines: list[str]) -> str:
    return "\n".join(lines).rstrip("\n") + "\n"


def _table(results: Results) -> Iterator[str]:
    rows = [(name, outcome) for name, outcome in by_urgency(results) if outcome.status is not Status.IN_SYNC]
    if not rows:
        return
    yield "| device | cluster | FortiOS | status | differences |"
    yield "|---|---|---|---|---|"
    for name, outcome in rows:
        cells = (name, outcome.cluster or "", str(outcome.fortios or ""), words(outcome.status))
        yield f"| {' | '.join(map(_plain, cells))} | {len(outcome.changes) or ''} |"
    yield ""


def _links(results: Results) -> Iterator[str]:
    for mesh in results.meshes:
        if mesh.troubled:
            yield from (f"### Links of {_plain(mesh.cluster)}", "")
            for between, state, why in link_lines(mesh):
                yield f"- {_plain(between)}: **{link_words(state)}**, {_plain(why)}"
            yield ""


def _unit(name: str, outcome: Outcome, command: str) -> Iterator[str]:
    yield from _fenced(name, [*said(name, outcome).splitlines(), *difference_lines(outcome, command)])


def _fenced(title: str, lines: list[str]) -> Iterator[str]:
    """Lines as they are, under a title; nothing for no lines."""
    if not lines:
        return
    yield from (f"### {_plain(title)}", "")
    fence = "`" * max(3, *(len(run) + 1 for line in lines for run in re.findall("`+", line) or [""]))
    yield from (f"{fence}text", *lines, fence, "")


def _plain(text: str) -> str:
    """The text without any meaning as Markdown."""
    return _MARKUP.sub(r"\\\1", printable(text).replace("\n", " "))
