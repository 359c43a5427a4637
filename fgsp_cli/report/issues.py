"""Results as a list of issues, each with a place in a file: what code scanning and code quality show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fgsp_cli.base import Position, printable
from fgsp_cli.fortios import dialect
from fgsp_cli.lint import RULES, Level
from fgsp_cli.report.phrases import said
from fgsp_cli.report.text.results_text import change_text
from fgsp_cli.results import LintResults, Outcome, Results
from fgsp_cli.state import change_json, path_text

NOTE_OF = {
    "difference": "A unit differs from the intent.",
    "unmanaged": "A unit has peer rows or settings that the intent does not name.",
    "not-compared": "A unit could not be compared with the intent.",
}
"""The rules of issues that no lint rule reports, each with one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One thing to fix or to know, on one or several devices."""

    rule: str
    level: Level
    message: str
    why: str = ""
    devices: tuple[str, ...] = ()
    path: str = ""
    """Which setting: `cluster-peer/2/hb-interval`."""
    position: Position | None = None
    """The place in the intent or in a backup, if there is one."""


def issues_of_lint(linted: LintResults) -> Iterator[Issue]:
    """The findings of `lint`, and the units that could not be read."""
    for finding in linted.findings:
        yield Issue(
            rule=finding.rule,
            level=finding.level,
            message=printable(finding.message),
            why=finding.why,
            devices=finding.devices,
            path=finding.path,
            position=finding.position,
        )
    for name, outcome in linted.unread.items():
        yield _not_compared(name, outcome)


def issues_of_results(results: Results) -> Iterator[Issue]:
    """The differences, the unmanaged rows and the failures of verbs that compare units with an intent."""
    for name, outcome in results.devices.items():
        if outcome.error:
            yield _not_compared(name, outcome)
        if outcome.fortios is None:
            continue
        release = dialect(outcome.fortios)
        for change in outcome.changes:
            yield Issue(
                rule="difference",
                level=Level.WARNING,
                message=printable(f"{name}: {change_text(change, release, results.command)}"),
                devices=(name,),
                path=str(change_json(change, release)["path"]),
                position=change.position,
            )
        for held in outcome.unmanaged:
            path = path_text(held, release)
            message = f"{name}: {path} is not in the intent"
            yield Issue(rule="unmanaged", level=Level.HINT, message=message, devices=(name,), path=path)


def rule_text(rule: str) -> str:
    """What a rule asks for, in one sentence."""
    return NOTE_OF.get(rule) or (RULES[rule].demand if rule in RULES else rule)


def _not_compared(name: str, outcome: Outcome) -> Issue:
    text = printable(said(name, outcome)) or str(outcome.status)
    return Issue(rule="not-compared", level=Level.ERROR, message=f"{name}: {text}", devices=(name,))
