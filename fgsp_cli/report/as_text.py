"""Results as text, for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from fgsp_cli.report.appearance import Appearance, HostKey, Rendering
from fgsp_cli.results import Run

if TYPE_CHECKING:
    from fgsp_cli.fortios import Dialect
    from fgsp_cli.report.interface import BackupReport
    from fgsp_cli.results import DiffResults, History, LintResults, Results, StatusResults

NARROW = 100
"""Columns that prose fills in a pipe."""


class TextFormat:
    """Text that fits where it is seen."""

    def __init__(self, appearance: Appearance) -> None:
        self._appearance = appearance

    def renderings(self, renderings: Mapping[str, Rendering]) -> str:
        """What `render` shows: text to paste, so it is never wrapped or coloured."""
        return "\n".join("".join(f"{line}\n" for line in rendering.lines) for rendering in renderings.values())

    def results(self, results: Results, *, agreed: bool = False) -> str:
        """What the verbs that compare show."""
        from fgsp_cli.report.text.results_text import results_text

        return results_text(results, self._appearance, agreed=agreed)

    def differences(self, results: DiffResults) -> str:
        """What `diff` shows."""
        from fgsp_cli.report.text.differences_text import diff_text

        return diff_text(results, self._appearance)

    def history(self, history: History) -> str:
        """What `audit --history` shows."""
        from fgsp_cli.report.text.differences_text import history_text

        return history_text(history, self._appearance)

    def findings(self, linted: LintResults) -> str:
        """What `lint` shows."""
        from fgsp_cli.report.text.lint_text import lint_text

        return lint_text(linted, self._appearance)

    def runtime(self, results: StatusResults) -> str:
        """What `status` shows."""
        from fgsp_cli.report.text.status_text import status_text

        return status_text(results, self._appearance)

    def backups(self, results: BackupReport) -> str:
        """What `backup` shows."""
        from fgsp_cli.report.text.backups_text import backups_text

        return backups_text(results, self._appearance)

    def host_keys(self, keys: Mapping[str, HostKey]) -> str:
        """What `trust` shows."""
        from fgsp_cli.report.text.aligned_table import Table, drawn

        headings = ("DEVICE", "ADDRESS", "KEY", "FINGERPRINT", "STATUS")
        rows = [(name, key.address, key.kind, key.fingerprint, key.status) for name, key in keys.items()]
        styles = {"known": "good", "new": "notable", "changed": "bad", "unreachable": "bad"}
        return drawn(Table(headings=headings, rows=rows, styles=styles), self._appearance)

    def runs(self, command: str, runs: Sequence[Run]) -> str:
        """What `recover` and `rollback` show where no run is named."""
        from fgsp_cli.report.text.runs_text import runs_text

        return runs_text(command, runs, self._appearance)

    def schema(self, dialect: Dialect) -> str:
        """A table of what a release accepts."""
        from fgsp_cli.report.text.schema_text import schema_text

        return schema_text(dialect, self._appearance.width or NARROW)
