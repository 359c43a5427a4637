"""Backups that are there already: ours with their descriptions, and those of anybody else by their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fgsp_cli.archive.backups import Backup, described
from fgsp_cli.archive.contents import PACKED_ENDINGS, checked
from fgsp_cli.archive.files import device_name, read, translated
from fgsp_cli.base import ConfigTextError, Position, Problem
from fgsp_cli.fortios import text_of

_ENDINGS = (".conf", ".cfg", ".config", ".txt", ".log", ".bak", ".backup")
_FOREIGN = (".json", ".yaml", ".yml", ".md", ".py", ".tmp")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One backup on disk."""

    device: str
    path: Path
    time: datetime
    release: str = ""
    """As its description says; a text without one may say it itself."""
    serial: str = ""
    host: str = ""


def list_backups(path: Path) -> tuple[Found, ...]:
    """Every backup in a folder, or the one that is a file, the oldest first; ConfigTextError if there is no such path.

    In a folder, a backup belongs to the device that its description names; without a description, to the one that its
    file is named after, or the folder that it is in. The folder of a run stands for the backups in it. Packed files are
    not read: one counts where its device has nothing else, so that it is named.
    """
    if path.is_file():
        return (_of_file(path, _stem(path)),)
    if not path.is_dir():
        problem = Problem(message="there is no such file or folder", position=Position(source=str(path)))
        raise ConfigTextError([problem])
    with translated(path):
        found = list(_in_folder(path / "backups" if (path / "backups").is_dir() else path))
    plain = {backup.device for backup in found if not _is_packed(backup.path)}
    counting = (backup for backup in found if backup.device not in plain or not _is_packed(backup.path))
    return tuple(sorted(counting, key=lambda backup: backup.time))


def find_backups(path: Path) -> Mapping[str, Found]:
    """The newest backup of each device; see `list_backups`."""
    return {found.device: found for found in list_backups(path)}


def read_bytes(found: Found) -> bytes:
    """The bytes of a backup; ArchiveError if the file cannot be read, ConfigTextError if they are plainly no text."""
    return checked(read(found.path), str(found.path))


def read_backup(found: Found) -> str:
    """The text of a backup; ConfigTextError if it is empty, packed, binary or encrypted."""
    return text_of(read_bytes(found), str(found.path))


def _in_folder(folder: Path) -> Iterable[Found]:
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        if path.is_dir():
            device = device_name(path.name)
            yield from (_of_file(below, device) for below in sorted(path.iterdir()) if _may_be_backup(below))
        elif _may_be_backup(path):
            yield _of_file(path, _stem(path))


def _may_be_backup(path: Path) -> bool:
    return path.is_file() and not path.name.startswith(".") and path.suffix.lower() not in _FOREIGN


def _of_file(path: Path, device: str) -> Found:
    backup = described(path.with_suffix(".json"))
    if backup is not None and backup.path == path:
        return _of_backup(backup)
    with translated(path):
        changed = path.stat().st_mtime
    return Found(device=device, path=path, time=datetime.fromtimestamp(changed, UTC))


def _of_backup(backup: Backup) -> Found:
    unit = backup.unit
    return Found(
        device=unit.device,
        path=backup.path,
        time=backup.time,
        release=unit.release,
        serial=unit.serial,
        host=unit.host,
    )


def _is_packed(path: Path) -> bool:
    return path.suffix.lower() in PACKED_ENDINGS


def _stem(path: Path) -> str:
    """The file's name without an ending that means `configuration`; other dots belong to a device's name."""
    if _is_packed(path):
        path = path.with_suffix("")
    return device_name(path.stem if path.suffix.lower() in _ENDINGS else path.name)
