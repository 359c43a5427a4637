"""Results as SARIF 2.1.0, for code scanning: each issue at its place in the intent."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePath
from typing import ClassVar

from fgsp_cli.base import version
from fgsp_cli.lint import Level
from fgsp_cli.report.as_json import dumped
from fgsp_cli.report.issues import Issue, issues_of_lint, issues_of_results, rule_text
from fgsp_cli.report.partial_format import PartialFormat
from fgsp_cli.results import LintResults, Results

LEVELS = {Level.ERROR: "error", Level.WARNING: "warning", Level.HINT: "note"}
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


class SarifFormat(PartialFormat):
    """SARIF of `lint` and of the verbs that compare units with an intent."""

    name: ClassVar[str] = "sarif"

    def results(self, results: Results, *, agreed: bool = False) -> str:  # noqa: ARG002 - a scanner gets everything
        """Each difference, unmanaged row and failure."""
        return _document(issues_of_results(results))

    def findings(self, linted: LintResults) -> str:
        """The findings of `lint` as a SARIF document."""
        return _document(issues_of_lint(linted))


def relative(source: str) -> str:
    """The file as a path below the working directory, where it is one: code scanning knows no other files."""
    path = PurePath(source)
    if path.is_absolute() and path.is_relative_to(Path.cwd()):
        path = path.relative_to(Path.cwd())
    return path.as_posix()


def _document(issues: Iterable[Issue]) -> str:
    listed = list(issues)
    rules = list(dict.fromkeys(issue.rule for issue in listed))
    driver = {
        "name": "fgsp",
        "version": version(),
        "rules": [{"id": rule, "shortDescription": {"text": rule_text(rule)}} for rule in rules],
    }
    results = [_result(issue, rules.index(issue.rule)) for issue in listed]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return dumped({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _result(issue: Issue, rule: int) -> dict[str, object]:
    text = f"{issue.message}\n{issue.why}" if issue.why else issue.message
    return {
        "ruleId": issue.rule,
        "ruleIndex": rule,
        "level": LEVELS[issue.level],
        "message": {"text": text},
        "locations": [_location(issue)],
    }


def _location(issue: Issue) -> dict[str, object]:
    names = [f"{device}/{issue.path}" if issue.path else device for device in issue.devices]
    location: dict[str, object] = {"logicalLocations": [{"fullyQualifiedName": name} for name in names]}
    position = issue.position
    if position is not None:
        place: dict[str, object] = {"artifactLocation": {"uri": relative(position.source)}}
        if position.line is not None:
            column = {} if position.column is None else {"startColumn": position.column}
            place["region"] = {"startLine": position.line, **column}
        location["physicalLocation"] = place
    return location
