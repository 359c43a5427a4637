"""Results as a GitLab code quality report: the issues of a merge request, each with a stable fingerprint."""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256
from typing import ClassVar

from fgsp_cli.lint import Level
from fgsp_cli.report.as_sarif import relative
from fgsp_cli.report.issues import Issue, issues_of_lint, issues_of_results
from fgsp_cli.report.partial_format import PartialFormat
from fgsp_cli.results import LintResults, Results

SEVERITIES = {Level.ERROR: "critical", Level.WARNING: "major", Level.HINT: "info"}
NO_FILE = "fgsp"
"""GitLab wants a path of every issue; this stands where an issue has no place in a file."""


class CodeQualityFormat(PartialFormat):
    """GitLab code quality of `lint` and of the verbs that compare units with an intent."""

    name: ClassVar[str] = "codequality"

    def results(self, results: Results, *, agreed: bool = False) -> str:  # noqa: ARG002 - a server gets everything
        """Each difference, unmanaged row and failure."""
        return _document(issues_of_results(results))

    def findings(self, linted: LintResults) -> str:
        """The findings of `lint` as a JSON list."""
        return _document(issues_of_lint(linted))


def _document(issues: Iterable[Issue]) -> str:
    return json.dumps([_entry(issue) for issue in issues], indent=2) + "\n"


def _entry(issue: Issue) -> dict[str, object]:
    position = issue.position
    path = relative(position.source) if position else NO_FILE
    identity = "\0".join((issue.rule, path, issue.path, *issue.devices, issue.message))
    return {
        "description": issue.message,
        "check_name": issue.rule,
        "fingerprint": sha256(identity.encode()).hexdigest(),
        "severity": SEVERITIES[issue.level],
        "location": {"path": path, "lines": {"begin": position.line if position and position.line else 1}},
    }
