"""What every format offers: one method per kind of result. For type checkers alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from fgsp_cli.archive import Backup
from fgsp_cli.fortios import Dialect
from fgsp_cli.report.appearance import HostKey, Rendering
from fgsp_cli.results import About, DiffResults, History, LintResults, Results, Run, Status, StatusResults


class Stored(Protocol):
    """What `backup` came to on one unit."""

    @property
    def fortios(self) -> str:
        """The unit's release; empty if it is not known."""

    @property
    def backups(self) -> Sequence[Backup]:
        """The backups that hold what it has now."""

    @property
    def new(self) -> Sequence[bool]:
        """Of each, whether it is new."""

    @property
    def error(self) -> str | None:
        """The message of what was wrong; empty if nothing was."""

    @property
    def status(self) -> Status | None:
        """What it came to, if something was wrong."""


class BackupReport(Protocol):
    """What `backup` came to."""

    @property
    def devices(self) -> Mapping[str, Stored]:
        """The result of each unit, by name."""

    @property
    def about(self) -> About | None:
        """What is said at the head of a report."""

    def to_json(self) -> Mapping[str, object]:
        """The whole document, as `--format json` prints it."""


class Format(Protocol):
    """One form of results; every method gives the whole text of a result, which ends with a newline."""

    def renderings(self, renderings: Mapping[str, Rendering]) -> str:
        """What `render` shows."""

    def results(self, results: Results, *, agreed: bool = False) -> str:
        """What the verbs that compare show; `agreed`: somebody has read and agreed to the changes a moment ago."""

    def differences(self, results: DiffResults) -> str:
        """What `diff` shows."""

    def history(self, history: History) -> str:
        """What `audit --history` shows."""

    def findings(self, linted: LintResults) -> str:
        """What `lint` shows."""

    def runtime(self, results: StatusResults) -> str:
        """What `status` shows."""

    def backups(self, results: BackupReport) -> str:
        """What `backup` shows."""

    def host_keys(self, keys: Mapping[str, HostKey]) -> str:
        """What `trust` shows."""

    def runs(self, command: str, runs: Sequence[Run]) -> str:
        """What `recover` and `rollback` show where no run is named."""

    def schema(self, dialect: Dialect) -> str:
        """The text of what a release accepts."""
