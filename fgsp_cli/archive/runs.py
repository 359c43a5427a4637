"""The folder of one run: what was there before, what was typed, what came of it, and the journal of its steps."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from secrets import token_hex
from threading import Lock

from fgsp_cli.archive.backups import Backup, Unit, save
from fgsp_cli.archive.files import device_name, file_name, make_folder, now, read, stamp, translated, write, write_json
from fgsp_cli.archive.journal_file import JournalFile
from fgsp_cli.base import ArchiveError, UsageError

RUNS = Path(".fgsp") / "runs"
"""Where the run folders are, beside the intent."""
JOURNAL = "journal.jsonl"
VERSION = 1
"""Of the journal's form."""


class RunFolder:
    """`backups/DEVICE.conf` with its description, `transcripts/DEVICE.log`, `plans/CLUSTER.json`, `result.json`, and
    `journal.jsonl`: all that is needed to finish or to undo the run.

    The folder is made when the first thing is put into it: a run that has nothing to do leaves nothing behind. Several
    threads may write to it at once.
    """

    def __init__(self, home: Path, about: Mapping[str, object] | None = None, *, run: str = "") -> None:
        """`home` holds the folders of all runs. `about` is what the journal says of the run in its first line; with
        `run` it is the folder of a run that was begun before, whose journal has that line.
        """
        self.id = run or f"{stamp(now()).partition('.')[0]}Z-{token_hex(2)}"
        self.home = home.absolute()  # what is said of it holds wherever it is read
        self.path = self.home / self.id
        self._about = None if run else {"version": VERSION, "id": self.id, **(about or {})}
        self._lock = Lock()
        self._journal = JournalFile(self.path / JOURNAL)

    @classmethod
    def beside(cls, intent: Path, about: Mapping[str, object] | None = None) -> RunFolder:
        """A run folder in the place for runs of that intent."""
        return cls(intent.parent / RUNS, about)

    @classmethod
    def opened(cls, path: Path) -> RunFolder:
        """The folder of a run that was begun before."""
        whole = path.resolve()
        return cls(whole.parent, run=whole.name)

    @classmethod
    def find(cls, run: str, homes: tuple[Path, ...]) -> RunFolder:
        """The folder of a run that was begun before, by its path or by its id in one of the places for runs.

        UsageError if there is none, or if nothing was changed in that run, so that it has no journal.
        """
        folders = [Path(run), *(home / run for home in homes)]
        for folder in folders:
            if (folder / JOURNAL).is_file():
                return cls.opened(folder)
        if any(folder.is_dir() for folder in folders):
            raise UsageError(f"{run} has no journal: that run came to an end before it changed anything")
        places = ", ".join(str(home) for home in homes)
        raise UsageError(f"there is no run {run}", hint=f"name its folder, or an id of a run in {places}")

    @property
    def begun(self) -> str:
        """When it was begun, as its journal says; such texts sort as moments do. Empty if it has none."""
        try:
            return str(self._journal.first().get("time", ""))
        except ArchiveError:
            return ""

    @property
    def busy(self) -> bool:
        """Whether a process is at work on it."""
        return self._journal.busy

    @property
    def backed_up(self) -> frozenset[str]:
        """The devices of which it holds a backup: those of every cluster that it was about to change."""
        with translated(self.path):
            return frozenset(device_name(path.stem) for path in (self.path / "backups").glob("*.conf"))

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

    def vouch(self, device: str, content: Mapping[str, object]) -> Path:
        """Keep what proves, at a later look, that a device's secret is the one of this run."""
        return write_json(self._folder("secrets") / f"{file_name(device)}.json", content)

    def record(self, entry: Mapping[str, object]) -> None:
        """Add an entry to the journal; it is on the disk when this returns. ArchiveError if it cannot be written, or if
        another process is at work on the run.
        """
        self._folder()
        with self._lock:
            if self._about is not None:
                self._journal.add({"kind": "run", "time": now().isoformat(), "pid": os.getpid(), **self._about})
                self._about = None
            self._journal.add({**entry, "time": now().isoformat(timespec="milliseconds")})

    def claim(self) -> None:
        """See to it that no other process works on the run from now on; ArchiveError if one does now."""
        with self._lock:
            self._journal.open()

    def entries(self) -> list[Mapping[str, object]]:
        """The journal. A line that its writer did not finish is none: what it speaks of was not begun."""
        return self._journal.entries()

    def close(self) -> None:
        """Let others work on the run."""
        with self._lock:
            self._journal.close()

    def _folder(self, name: str = "") -> Path:
        with self._lock:
            if not self.home.exists():
                make_folder(self.home)
                # Configurations hold secrets, even if encrypted ones: not for a repository.
                write(self.home / ".gitignore", "*\n")
            return make_folder(self.path / name if name else self.path)


def runs_in(home: Path, holding: Path = Path(JOURNAL)) -> list[RunFolder]:
    """The runs whose folders hold that file, the newest first; none if there is no such place.

    Not by their ids: a run has its id before somebody is asked, and is begun once they have answered.
    """
    if not home.is_dir():
        return []
    with translated(home):
        names = [path.name for path in home.iterdir() if not path.name.startswith(".")]
        runs = [RunFolder(home, run=name) for name in names if (home / name / holding).is_file()]
    return sorted(runs, key=lambda run: (run.begun, run.id), reverse=True)


def vouched(home: Path, device: str) -> tuple[str, Mapping[str, object]] | None:
    """The newest run in which something was kept by `vouch` for the device, and what."""
    holding = Path("secrets") / f"{file_name(device)}.json"
    for run in runs_in(home, holding):
        try:
            document = json.loads(read(run.path / holding))
        except (ValueError, ArchiveError):
            return None
        return (run.id, document) if isinstance(document, dict) else None
    return None
