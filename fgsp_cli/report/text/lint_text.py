"""What `lint` found, for people: the worst first, the reason below the first finding of each rule."""

from __future__ import annotations

from collections.abc import Iterator

from fgsp_cli.base import printable
from fgsp_cli.lint import Finding, Level
from fgsp_cli.report.appearance import Appearance
from fgsp_cli.report.phrases import about_lines, counted, folded, lint_verdict
from fgsp_cli.results import LintResults

STYLES = {Level.ERROR: "bad", Level.WARNING: "notable", Level.HINT: "faint"}
_IN = "    "


def lint_text(linted: LintResults, appearance: Appearance) -> str:
    """The whole text of a `lint` report."""
    parts = ["".join(f"{line}\n" for line in _findings(linted, appearance)), *_rest(linted, appearance)]
    return "\n".join(part for part in (*parts, _summary(linted), about_lines(linted.about, appearance)) if part)


def _findings(linted: LintResults, appearance: Appearance) -> Iterator[str]:
    explained: set[str] = set()
    for finding in linted.findings:
        first, *more = folded(f"{finding.level}: {finding}", appearance)
        yield appearance.painted(str(finding.level), STYLES[finding.level]) + first[len(finding.level) :]
        yield from more
        if finding.rule not in explained:
            yield from (appearance.painted(line, "faint") for line in folded(_reason(finding), appearance, first=_IN))
        explained.add(finding.rule)


def _reason(finding: Finding) -> str:
    return finding.why if finding.confirmed else f"{finding.why} (not confirmed)"


def _rest(linted: LintResults, appearance: Appearance) -> Iterator[str]:
    """The units that were not read, and the checks that were not made."""
    unread = []
    for name, outcome in linted.unread.items():
        error = printable((outcome.error or "").removeprefix(f"{name}: "))
        unread.append(f"{appearance.painted(name, 'strong')}: {appearance.painted(error, 'bad')}\n")
    yield "".join(unread)
    notes = (line for note in linted.notes for line in folded(f"note: {note}", appearance))
    yield "".join(f"{appearance.painted(line, 'faint')}\n" for line in notes)


def _summary(linted: LintResults) -> str:
    unread = f", {len(linted.unread)} not read" if linted.unread else ""
    return f"{counted(len(linted.units), 'unit')}{unread}: {lint_verdict(linted)}\n"
