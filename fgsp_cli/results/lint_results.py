"""What `lint` came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from fgsp_cli.lint import Finding, Level
from fgsp_cli.results.backup_list import BackupList
from fgsp_cli.results.results import INTERRUPTED, SCHEMA_VERSION, About, Outcome, about_json, worst


@dataclass(frozen=True, slots=True, kw_only=True)
class LintResults:
    """The findings of all rules on all units."""

    units: tuple[str, ...]
    """The units that were read."""
    findings: tuple[Finding, ...]
    """The worst first."""
    notes: tuple[str, ...] = ()
    """What was not checked, or assumed."""
    unread: Mapping[str, Outcome] = field(default_factory=dict)
    """The units that could not be read."""
    interrupted: bool = False
    about: About | None = None
    """What is said at the head of a report."""
    backups: BackupList | None = None
    """The backups that were read, if it was backups."""

    def to_json(self) -> dict[str, object]:
        """The whole document, as `--format json` prints it."""
        counted = Counter(finding.level for finding in self.findings)
        return {
            "schema_version": SCHEMA_VERSION,
            "command": "lint",
            "units": list(self.units),
            "findings": [finding.to_json() for finding in self.findings],
            "notes": list(self.notes),
            "unread": {
                name: {"status": str(outcome.status), "error": outcome.error} for name, outcome in self.unread.items()
            },
            "summary": {str(level): counted[level] for level in Level},
            **about_json(self.about),
            **({"backups": self.backups.to_json()} if self.backups else {}),
        }

    def exit_code(self, fail_on: Level = Level.WARNING) -> int:
        """2 with a finding of that level or worse; a unit that could not be read has its own code."""
        codes = [outcome.exit_code() for outcome in self.unread.values()]
        if any(finding.level.rank <= fail_on.rank for finding in self.findings):
            codes.append(2)
        return worst([*codes, INTERRUPTED] if self.interrupted else codes)
