"""What `backup` stored, for people."""

from __future__ import annotations

from fgsp_cli.base import printable
from fgsp_cli.report.appearance import Appearance
from fgsp_cli.report.interface import BackupReport, Stored
from fgsp_cli.report.phrases import about_lines
from fgsp_cli.report.text.aligned_table import Table, drawn

NEW, SAME = "stored", "unchanged"
_STYLES = {NEW: "good", SAME: "faint"}


def backups_text(results: BackupReport, appearance: Appearance) -> str:
    """What was wrong, then each unit with the files that hold what it has now."""
    devices = results.devices
    errors = [_error_line(name, stored, appearance) for name, stored in devices.items() if stored.error]
    rows = [row for name, stored in devices.items() for row in _rows(name, stored)]
    styles = {row[2]: _STYLES.get(row[2], "bad") for row in rows}
    table = drawn(Table(headings=("UNIT", "FORTIOS", "STATUS", "BACKUP"), rows=rows, styles=styles), appearance)
    return "\n".join(part for part in ("".join(errors), table, about_lines(results.about, appearance)) if part)


def _error_line(name: str, stored: Stored, appearance: Appearance) -> str:
    error = printable((stored.error or "").removeprefix(f"{name}: "))
    return f"{appearance.painted(name, 'strong')}: {appearance.painted(error, 'bad')}\n"


def _rows(name: str, stored: Stored) -> list[tuple[str, str, str, str]]:
    if stored.status is not None:
        return [(name, stored.fortios, str(stored.status).replace("_", " "), "")]
    files = zip(stored.backups, stored.new, strict=True)
    return [(name, stored.fortios, NEW if new else SAME, str(backup.path)) for backup, new in files]
