"""Backups that are there already: ours with their descriptions, and those of other programs wherever they put them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from fgsp_cli.archive.backups import Backup, described, description_of
from fgsp_cli.archive.contents import checked
from fgsp_cli.archive.file_names import Hints, hints
from fgsp_cli.archive.files import read, translated
from fgsp_cli.archive.runs import JOURNAL
from fgsp_cli.base import ConfigTextError, Position, Problem
from fgsp_cli.fortios import Statements, read_statements, text_of

_FOREIGN = re.compile(
    r".*\.(json|md|rst|py|sh|tmp|csv|db|html|xml|pdf|png|pub|pem|lock|up|down|all|sha256|toml|ini)|"
    r"README|LICENSE|Makefile|known_hosts|CHANGELOG",
    re.IGNORECASE,
)
"""Names of files that are no backups."""
_HEAD = 128 << 10
"""Bytes in which the host name stands: `system global` comes first in a backup
[facts/cli-behaviour.md#3.4, confirmed]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupFile:
    """One backup on disk, and what is known of it before it is read."""

    path: Path
    time: datetime
    """As its description or its name says; else of the file."""
    said: Statements = field(default_factory=Statements)
    """What the text says of its unit."""
    hints: Hints = field(default_factory=Hints)
    device: str = ""
    """As its description says; so are the following."""
    host: str = ""
    release: str = ""
    serial: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The files of a folder."""

    backups: tuple[BackupFile, ...]
    passed_over: tuple[Path, ...] = ()
    """Files that are no backups by their names, descriptions of backups aside."""


def list_backups(path: Path) -> Listing:
    """Every file of a folder and the folders in it that may be a backup, or the one that the path is, the oldest first.

    ConfigTextError if there is no such path. The folder of a run stands for the backups in it.
    """
    if path.is_file():
        return Listing(backups=(_of_file(path, path.parent),))
    if not path.is_dir():
        problem = Problem(message="there is no such file or folder", position=Position(source=str(path)))
        raise ConfigTextError([problem])
    root = path / "backups" if _is_run(path) else path
    with translated(root):
        files = list(_files(root))
    taken = [file for file in files if _may_be_backup(file)]
    backups = [_of_file(file, root) for file in taken]
    about = {description_of(file) for file in taken}
    return Listing(
        backups=tuple(sorted(backups, key=lambda backup: backup.time)),
        passed_over=tuple(file for file in files if file not in about and file not in set(taken)),
    )


def read_bytes(backup: BackupFile) -> bytes:
    """The bytes of a backup; ArchiveError if the file cannot be read, ConfigTextError if they are plainly no text."""
    return checked(read(backup.path), str(backup.path))


def read_text(backup: BackupFile) -> str:
    """The text of a backup; ConfigTextError if it is empty, packed, binary or encrypted."""
    return text_of(read_bytes(backup), str(backup.path))


def _is_run(path: Path) -> bool:
    return (path / "backups").is_dir() and any((path / name).exists() for name in (JOURNAL, "transcripts"))


def _files(folder: Path) -> Iterator[Path]:
    """The files below a folder, by name; hidden ones, and what is in hidden folders, are none."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        if path.is_dir():
            yield from () if path.is_symlink() else _files(path)
        elif path.is_file():
            yield path


def _may_be_backup(path: Path) -> bool:
    if path.suffix.lower() in (".yaml", ".yml"):  # an intent or an inventory may lie there too
        return any(mark in _head(path) for mark in ("#config-version=", "config system ", "system_global:"))
    return _FOREIGN.fullmatch(path.name) is None


def _of_file(path: Path, root: Path) -> BackupFile:
    backup = described(description_of(path))
    said = _statements(path)
    hint = hints(path, root)
    if backup is not None and backup.path == path:
        return _of_backup(backup, said, hint)
    with translated(path):
        changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return BackupFile(path=path, time=hint.time or changed, said=said, hints=hint)


def _of_backup(backup: Backup, said: Statements, hint: Hints) -> BackupFile:
    unit = backup.unit
    return BackupFile(
        path=backup.path,
        time=backup.time,
        said=said,
        hints=hint,
        device=unit.device,
        host=unit.host,
        release=unit.release,
        serial=unit.serial,
    )


def _statements(path: Path) -> Statements:
    """What a text says of its unit: mostly in its first lines; nothing for a file that cannot be read."""
    statements = read_statements(_head(path))
    if not statements.hostname and _size(path) > _HEAD:
        statements = read_statements(_head(path, -1))
    return statements


def _head(path: Path, size: int = _HEAD) -> str:
    try:
        with path.open("rb") as file:
            return file.read(size).decode("utf-8", "replace").replace("\0", "")
    except OSError:
        return ""


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
