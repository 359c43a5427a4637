"""The store of the `backup` verb: a folder per device, a file per changed configuration, beside it what it is of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from fgsp_cli.archive.contents import checked
from fgsp_cli.archive.files import (
    alone,
    file_name,
    json_text,
    make_folder,
    now,
    read,
    stamp,
    sweep,
    translated,
    write_all,
)
from fgsp_cli.base import ArchiveError, mask_enc, parsed
from fgsp_cli.fortios import cut

SCHEMA_VERSION = 1
_HEADER = re.compile(r"(?:#[^\n]*\n)+")
_KEY = re.compile(r"-----BEGIN ENCRYPTED PRIVATE KEY-----.*?-----END ENCRYPTED PRIVATE KEY-----", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """What a backup is of."""

    device: str
    host: str = ""
    """The unit of an FGCP member that was asked; else the device itself."""
    release: str = ""
    serial: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """One stored text of a unit, with its hash and its facts."""

    path: Path
    unit: Unit
    scope: str
    """`full`: all that `show` prints; `fgsp`: the sections that this program reads."""
    time: datetime
    digest: str
    """SHA-256 of the file."""
    content: str
    """SHA-256 of the text with header and secrets taken out: equal as long as nothing was changed."""

    def text(self) -> str:
        """The text, unless somebody changed the file since: ArchiveError."""
        data = read(self.path)
        if sha256(data).hexdigest() != self.digest:
            raise ArchiveError(f"{self.path}: the file is not what was written on {self.time:%Y-%m-%d %H:%M} UTC")
        return data.decode("utf-8", "surrogateescape")

    def as_json(self) -> dict[str, object]:
        """What stands in the file beside it."""
        return {
            "schema_version": SCHEMA_VERSION,
            "device": self.unit.device,
            "host": self.unit.host,
            "release": self.unit.release,
            "serial": self.unit.serial,
            "scope": self.scope,
            "time": self.time.isoformat(),
            "file": self.path.name,
            "sha256": self.digest,
            "content_sha256": self.content,
        }


def content_digest(text: str) -> str:
    """A hash that stays the same while the configuration does.

    The header counts changes and names the reader, and older releases encrypt a secret anew at every display
    [facts/cli-behaviour.md#3.1 and #3.4, confirmed]: none of that is a change.
    """
    header = _HEADER.match(text)
    body = text[header.end() :] if header else text
    return sha256(_KEY.sub("KEY", mask_enc(body)).encode("utf-8", "surrogateescape")).hexdigest()


def save(folder: Path, name: str, text: str, unit: Unit, scope: str) -> Backup:
    """Write a text and its description as `name.conf` and `name.json`, on the disk when this returns."""
    make_folder(folder)
    data = text.encode("utf-8", "surrogateescape")
    backup = Backup(
        path=folder / f"{name}.conf",
        unit=unit,
        scope=scope,
        time=now(),
        digest=sha256(data).hexdigest(),
        content=content_digest(text),
    )
    write_all({backup.path: data, description_of(backup.path): json_text(backup.as_json())})
    return backup


def description_of(path: Path) -> Path:
    """The file that says what a backup is of."""
    return path.with_suffix(".json")


def described(description: Path) -> Backup | None:
    """The backup that such a file speaks of, None if it is no such file."""
    try:
        document = parsed(description.read_bytes())
    except (OSError, ValueError):
        return None
    if not isinstance(document, dict) or document.get("schema_version") != SCHEMA_VERSION:
        return None
    return _from_json(document, description)


def _from_json(content: Mapping[str, object], description: Path) -> Backup | None:
    texts = {name: value for name, value in content.items() if isinstance(value, str)}
    try:
        return Backup(
            path=description.with_name(Path(texts["file"]).name),
            unit=Unit(
                device=texts["device"],
                host=texts.get("host", ""),
                release=texts.get("release", ""),
                serial=texts.get("serial", ""),
            ),
            scope=texts["scope"],
            time=datetime.fromisoformat(texts["time"]),
            digest=texts["sha256"],
            content=texts["content_sha256"],
        )
    except (KeyError, ValueError):
        return None


class BackupStore:
    """The folder that `backup --to` names: `DEVICE/TIME-SCOPE.conf`, and `DEVICE/SCOPE.conf` where one is kept.

    A cron job that keeps several has a file for each change. One that keeps a single one has files whose names stay,
    for a repository that remembers what was in them; a run in which nothing changed leaves nothing to commit.
    """

    def __init__(self, folder: Path, keep: int | None = None) -> None:
        """`keep`: how many backups of a device and scope to keep; None for all."""
        self.folder = folder
        self.keep = keep

    def add(self, text: str, unit: Unit, scope: str) -> tuple[Backup, bool]:
        """Store a text; the backup, and whether it is new. A text in which nothing changed since the last one of this
        unit, secrets aside, is not stored again.

        ConfigTextError, and nothing is replaced or dropped, for a text that is empty, cut off or none of FortiOS.
        """
        source = f"`show` of {unit.device}"
        checked(text.encode("utf-8", "surrogateescape"), source)
        cut(text, (), source)
        folder = make_folder(self._folder_of(unit.device))
        with alone(folder):  # several may run at once: an hourly one, and one before a change
            sweep(folder)
            return self._added(text, unit, scope)

    def _added(self, text: str, unit: Unit, scope: str) -> tuple[Backup, bool]:
        """Store a text that is known to be whole, while no other process writes to the store."""
        stored = self.of(unit.device, scope)
        last = stored[-1] if stored else None
        if last and _same_unit(last.unit, unit) and last.content == content_digest(text) and _is_whole(last):
            return last, False
        name = scope if self.keep == 1 else f"{stamp(now())}-{scope}"
        backup = save(self._folder_of(unit.device), name, text, unit, scope)
        self._drop([*(one for one in stored if one.path != backup.path), backup])
        return backup, True

    def of(self, device: str, scope: str) -> tuple[Backup, ...]:
        """The backups of a device, the oldest first."""
        folder = self._folder_of(device)
        names = (f"*-{scope}.json", f"{scope}.json")
        files = [path for name in names for path in folder.glob(name)] if folder.is_dir() else []
        backups = [described(path) for path in files]
        return tuple(sorted((backup for backup in backups if backup), key=lambda backup: backup.time))

    def _folder_of(self, device: str) -> Path:
        return self.folder / file_name(device)

    def _drop(self, stored: list[Backup]) -> None:
        """Remove the oldest, never the one just written; the description first, so that none is left alone."""
        if self.keep is None:
            return
        for backup in stored[: -max(self.keep, 1)]:
            with translated(backup.path):
                description_of(backup.path).unlink(missing_ok=True)
                backup.path.unlink(missing_ok=True)


def _is_whole(backup: Backup) -> bool:
    """Whether the file still holds what was written."""
    try:
        return sha256(read(backup.path)).hexdigest() == backup.digest
    except ArchiveError:
        return False


def _same_unit(one: Unit, other: Unit) -> bool:
    return (one.release, one.serial) == (other.release, other.serial)
