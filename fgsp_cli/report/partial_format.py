"""The base of formats that do not show every kind of result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, NoReturn

from fgsp_cli.base import UsageError

if TYPE_CHECKING:
    from fgsp_cli.fortios import Dialect
    from fgsp_cli.report.appearance import HostKey, Rendering
    from fgsp_cli.report.interface import BackupReport
    from fgsp_cli.results import DiffResults, History, LintResults, Results, Run, StatusResults


class PartialFormat:
    """A format that shows what its subclass overrides. UsageError for every other kind of result."""

    name: ClassVar[str]

    def renderings(self, renderings: Mapping[str, Rendering]) -> str:  # noqa: ARG002 - as Format has it
        """Refuse the CLI of `render`."""
        self._refuse("render")

    def results(self, results: Results, *, agreed: bool = False) -> str:  # noqa: ARG002 - as Format has it
        """Refuse the results of verbs that compare units with an intent."""
        self._refuse(results.command)

    def differences(self, results: DiffResults) -> str:  # noqa: ARG002 - as Format has it
        """Refuse the results of `diff`."""
        self._refuse("diff")

    def history(self, history: History) -> str:  # noqa: ARG002 - as Format has it
        """Refuse the results of `audit --history`."""
        self._refuse("audit --history")

    def findings(self, linted: LintResults) -> str:  # noqa: ARG002 - as Format has it
        """Refuse the results of `lint`."""
        self._refuse("lint")

    def runtime(self, results: StatusResults) -> str:  # noqa: ARG002 - as Format has it
        """Refuse the results of `status`."""
        self._refuse("status")

    def backups(self, results: BackupReport) -> str:  # noqa: ARG002 - as Format has it
        """Refuse the results of `backup`."""
        self._refuse("backup")

    def host_keys(self, keys: Mapping[str, HostKey]) -> str:  # noqa: ARG002 - as Format has it
        """Refuse the keys of `trust`."""
        self._refuse("trust")

    def runs(self, command: str, runs: Sequence[Run]) -> str:  # noqa: ARG002 - as Format has it
        """Refuse a list of runs."""
        self._refuse(command)

    def schema(self, dialect: Dialect) -> str:  # noqa: ARG002 - as Format has it
        """Refuse a schema: this format has no form for it."""
        self._refuse("schema")

    def _refuse(self, command: str) -> NoReturn:
        raise UsageError(f"{command} has no format {self.name}")
