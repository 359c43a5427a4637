"""Forms of report that show what the verbs that compare found, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, NoReturn

from fgsp_cli.base import UsageError

if TYPE_CHECKING:
    from fgsp_cli.fortios import Dialect
    from fgsp_cli.report.interface import BackupReport
    from fgsp_cli.report.look import HostKey, Rendering
    from fgsp_cli.results import DiffResults, History, Linted, Run, StatusResults


class ResultsOnly:
    """A format without the other kinds of result: UsageError for them."""

    name: ClassVar[str]

    def renderings(self, renderings: Mapping[str, Rendering]) -> str:  # noqa: ARG002 - as Format has it
        """Refuse: a rendering is CLI."""
        self._refuse("render")

    def differences(self, results: DiffResults) -> str:  # noqa: ARG002 - as Format has it
        """Refuse: there is no intent that anything differs from."""
        self._refuse("diff")

    def history(self, history: History) -> str:  # noqa: ARG002 - as Format has it
        """Refuse: the same."""
        self._refuse("audit --history")

    def findings(self, linted: Linted) -> str:  # noqa: ARG002 - as Format has it
        """Refuse: findings are of rules, not of units."""
        self._refuse("lint")

    def runtime(self, results: StatusResults) -> str:  # noqa: ARG002 - as Format has it
        """Refuse: a link is no comparison."""
        self._refuse("status")

    def backups(self, results: BackupReport) -> str:  # noqa: ARG002 - as Format has it
        """Refuse: what was stored is no comparison."""
        self._refuse("backup")

    def host_keys(self, keys: Mapping[str, HostKey]) -> str:  # noqa: ARG002 - as Format has it
        """Refuse: keys are no comparison."""
        self._refuse("trust")

    def runs(self, command: str, runs: Sequence[Run]) -> str:  # noqa: ARG002 - as Format has it
        """Refuse: a list of runs is no comparison."""
        self._refuse(command)

    def schema(self, dialect: Dialect) -> str:  # noqa: ARG002 - as Format has it
        """Refuse: a schema is no comparison."""
        self._refuse("schema")

    def _refuse(self, command: str) -> NoReturn:
        raise UsageError(f"{command} has no form {self.name}: that shows how units compare with an intent")
