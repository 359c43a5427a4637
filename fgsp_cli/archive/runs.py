"""The folder of one run: what was there before, what was typed, what came of it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from secrets import token_hex
from threading import Lock

from fgsp_cli.archive.backups import Backup, Unit, save
from fgsp_cli.archive.files import file_name, make_folder, now, stamp, translated, write, write_json

RUNS = Path(".fgsp") / "runs"
"""Where the run folders are, beside the intent."""


class RunFolder:
    """`backups/DEVICE.conf` with its description, `transcripts/DEVICE.log`, `plans/CLUSTER.json`, `result.json`.

    The folder is made when the first thing is put into it: a run that has nothing to do leaves nothing behind. Several
    threads may write to it at once.
    """

    def __init__(self, home: Path) -> None:
        """`home` holds the folders of all runs."""
        moment = now()
        self.id = f"{stamp(moment).partition('.')[0]}Z-{token_hex(2)}"
        self.path = home / self.id
        self._home = home
        self._lock = Lock()

    @classmethod
    def beside(cls, intent: Path) -> RunFolder:
        """A run folder in the place for runs of that intent."""
        return cls(intent.parent / RUNS)

    @property
    def exists(self) -> bool:
        """Whether anything was put into it."""
        return self.path.is_dir()

    def backup(self, text: str, unit: Unit) -> Backup:
        """Keep all that `show` printed of a unit; it is on the disk when this returns."""
        return save(self._folder("backups"), file_name(unit.device), text, unit, "full")

    def note(self, device: str, text: str) -> None:
        """Add lines, secrets already masked, to the transcript of a device."""
        path = self._folder("transcripts") / f"{file_name(device)}.log"
        with self._lock, translated(path):
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8", errors="surrogateescape") as file:
                file.write(text if text.endswith("\n") else f"{text}\n")

    def plan(self, name: str, content: Mapping[str, object]) -> Path:
        """Keep what is to be done on a cluster as `plans/NAME.json`."""
        return write_json(self._folder("plans") / f"{file_name(name)}.json", content)

    def put(self, name: str, content: Mapping[str, object]) -> Path:
        """Keep an object as `NAME.json`."""
        return write_json(self._folder() / f"{name}.json", content)

    def _folder(self, name: str = "") -> Path:
        with self._lock:
            if not self._home.exists():
                make_folder(self._home)
                # Configurations hold secrets, even if encrypted ones: not for a repository.
                write(self._home / ".gitignore", "*\n")
            return make_folder(self.path / name if name else self.path)
