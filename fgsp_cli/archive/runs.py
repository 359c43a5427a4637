"""The folder of one run: what was there before, what was typed, what came of it, and the journal of its steps."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from io import FileIO
from pathlib import Path
from secrets import token_hex
from threading import RLock

from fgsp_cli.archive.backups import Backup, Unit, save
from fgsp_cli.archive.files import (
    alone,
    check_own_folder,
    device_name,
    file_name,
    now,
    open_own,
    own_folder,
    read_own,
    stamp,
    translated,
    write,
    write_json,
)
from fgsp_cli.archive.journal_file import JournalFile
from fgsp_cli.base import ArchiveError, UsageError, parsed

RUNS = Path(".fgsp") / "runs"
"""Where the run folders are, beside the intent."""
JOURNAL = "journal.jsonl"
FORGOTTEN = "forgotten.json"
OPEN_TRANSCRIPTS = 64
KEPT = ("backups", "transcripts")
"""Folders of a run that hold something of a unit."""
JOURNAL_VERSION = 2
"""Of the journal's form."""


class RunFolder:
    """`backups/DEVICE.conf` with its description, `transcripts/DEVICE.log`, `plans/CLUSTER.json`, `result.json`, and
    `journal.jsonl`: all that is needed to finish or to undo the run.

    The folder is made when the first thing is put into it, the journal before all else: a run that has nothing to do
    leaves nothing behind. Several threads may write to it at once. Nothing in it is written or read through a link, and
    it must belong to this user alone: ArchiveError otherwise.
    """

    def __init__(self, home: Path, about: Mapping[str, object] | None = None, *, run: str = "") -> None:
        """`home` holds the folders of all runs. `about` is what the journal says of the run in its first line; with
        `run` it is the folder of a run that was begun before, whose journal has that line.
        """
        self.id = run or f"{stamp(now()).partition('.')[0]}Z-{token_hex(2)}"
        self.home = home.absolute()  # what is said of it holds wherever it is read
        self.path = self.home / self.id
        self._about = None if run else {"version": JOURNAL_VERSION, "id": self.id, **(about or {})}
        self._lock = RLock()
        self._journal = JournalFile(self.path / JOURNAL)
        self._folders: dict[str, Path] = {}
        self._transcripts: dict[str, FileIO] = {}

    @classmethod
    def opened(cls, path: Path) -> RunFolder:
        """The folder of a run that was begun before."""
        whole = path.absolute()
        return cls(whole.parent.resolve(), run=whole.name)

    @classmethod
    def find(cls, run: str, homes: tuple[Path, ...]) -> RunFolder:
        """The folder of a run that was begun before: by its path, or by its id, or the beginning of it, in one of the
        places for runs. UsageError if there is none, or more than one.
        """
        if not run:
            raise UsageError("the name of a run is empty", hint="`fgsp runs` lists the runs")
        for folder in (Path(run), *(home / run for home in homes)):
            if _is_run(folder):
                return cls.opened(folder)
        matching = [each for home in homes for each in runs_in(home) if each.id.startswith(run)]
        if len(matching) == 1:
            return matching[0]
        if matching:
            named = ", ".join(each.id for each in matching)
            raise UsageError(f"{len(matching)} runs begin with {run}: {named}", hint="name one of them")
        places = ", ".join(str(home) for home in homes)
        raise UsageError(f"there is no run {run}", hint=f"name its folder, or an id of a run in {places}")

    @property
    def begun(self) -> str:
        """When it was begun, as its journal says; such texts sort as moments do. Empty if it has none."""
        return str(self._first.get("time", ""))

    @property
    def sequence(self) -> int:
        """Its place among the runs of the store, as its journal says, whatever clocks say; else the last."""
        number = self._first.get("sequence")
        return number if isinstance(number, int) else sys.maxsize

    @property
    def _first(self) -> Mapping[str, object]:
        try:
            return self._journal.first()
        except (ArchiveError, ValueError):
            return {}

    @property
    def forgotten(self) -> bool:
        """Whether a person has said that what it left is not to be recovered."""
        try:
            os.close(open_own(self.path / FORGOTTEN))
        except ArchiveError:
            return False
        return True

    def forget(self) -> None:
        """Note that a person has said so; ArchiveError."""
        write_json(self._folder() / FORGOTTEN, {"time": now().isoformat(timespec="seconds"), "pid": os.getpid()})

    @property
    def busy(self) -> bool:
        """Whether a process is at work on it."""
        return self._journal.busy

    @property
    def backed_up(self) -> frozenset[str]:
        """The devices with a backup in it: those of every cluster that it was about to change."""
        with translated(self.path):
            return frozenset(device_name(path.stem) for path in (self.path / "backups").glob("*.conf"))

    @property
    def devices(self) -> frozenset[str]:
        """The devices with a backup or a transcript in it."""
        with translated(self.path):
            return self.backed_up | {device_name(path.stem) for path in (self.path / "transcripts").glob("*.log")}

    @property
    def exists(self) -> bool:
        """Whether anything was put into it."""
        return self.path.is_dir()

    def backup(self, text: str, unit: Unit) -> Backup:
        """Keep all that `show` printed of a unit; it is on the disk when this returns."""
        return save(self._folder("backups"), file_name(unit.device), text, unit, "full")

    def note(self, device: str, text: str) -> None:
        """Add lines, secrets already masked, to the transcript of a device."""
        line = text if text.endswith("\n") else f"{text}\n"
        with self._lock:
            file = self._transcript(device)
            with translated(self.path):
                file.write(line.encode("utf-8", "surrogateescape"))

    def _transcript(self, device: str) -> FileIO:
        """The open transcript of a device. Few stay open: a fleet has more units than a process may have files."""
        if device not in self._transcripts:
            if len(self._transcripts) >= OPEN_TRANSCRIPTS:
                self._transcripts.pop(next(iter(self._transcripts))).close()
            path = self._folder("transcripts") / f"{file_name(device)}.log"
            handle = open_own(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            self._transcripts[device] = os.fdopen(handle, "ab", buffering=0)
        return self._transcripts[device]

    def plan(self, name: str, content: Mapping[str, object]) -> Path:
        """Keep what is to be done on a cluster as `plans/NAME.json`."""
        return write_json(self._folder("plans") / f"{file_name(name)}.json", content)

    def put(self, name: str, content: Mapping[str, object]) -> Path:
        """Keep an object as `NAME.json`."""
        return write_json(self._folder() / f"{name}.json", content)

    def vouch(self, device: str, content: Mapping[str, object]) -> Path:
        """Keep what proves at a later reading that a device's secret is the one of this run."""
        return write_json(self._folder("secrets") / f"{file_name(device)}.json", content)

    def record(self, entry: Mapping[str, object]) -> None:
        """Add an entry to the journal; it is on the disk when this returns. ArchiveError if it cannot be written, or if
        another process is at work on the run.
        """
        self._folder()
        with self._lock:
            self._journal.add({**entry, "time": now().isoformat(timespec="milliseconds")})

    def claim(self) -> None:
        """See to it that no other process works on the run from now on; ArchiveError if one does now."""
        with self._lock:
            self._journal.open()

    def entries(self) -> list[Mapping[str, object]]:
        """The journal. A line that its writer did not finish is none: what it speaks of was not begun.

        ArchiveError if it cannot be read, or if others could have written to it; InputError if it is damaged.
        """
        check_own_folder(self.path)
        return self._journal.entries()

    def close(self) -> None:
        """Let others work on the run."""
        with self._lock:
            self._journal.close()
            for file in self._transcripts.values():
                file.close()
            self._transcripts.clear()

    def _folder(self, name: str = "") -> Path:
        with self._lock:
            if name not in self._folders:
                self._folders[name] = self._made(name)
            return self._folders[name]

    def _made(self, name: str) -> Path:
        make_store(self.home)
        own_folder(self.path)
        if self._about is not None:
            about, self._about = self._about, None
            with alone(self.home):
                last = next((number for run in runs_in(self.home) if (number := run.sequence) < sys.maxsize), 0)
                start = {"kind": "run", "time": now().isoformat(), "pid": os.getpid(), "sequence": last + 1}
                self._journal.add({**start, **about})
        return own_folder(self.path / name) if name else self.path


def make_store(home: Path) -> None:
    """Make the place where runs are kept, if it is not there; ArchiveError if others can write to it."""
    new = not home.exists()
    own_folder(home)
    if new:
        # Configurations hold secrets, even if encrypted ones: not for a repository.
        write(home / ".gitignore", "*\n")


def runs_in(home: Path, holding: Path = Path()) -> list[RunFolder]:
    """The runs of a store whose folders hold that file, the last one first; none if there is no store.

    Their order is that of `RunFolder.sequence`: clocks go back. ArchiveError if others can write to the store.
    """
    if not home.is_dir():
        return []
    check_own_folder(home)
    with translated(home):
        folders = [path for path in home.iterdir() if not path.name.startswith(".")]
        runs = [RunFolder(home, run=path.name) for path in folders if _is_run(path) and (path / holding).exists()]
    return sorted(runs, key=lambda run: (run.sequence, run.id), reverse=True)


def _is_run(path: Path) -> bool:
    """Whether a folder holds anything of a run: its journal may have been lost."""
    return any((path / name).exists() for name in (JOURNAL, *KEPT))


def vouched(home: Path, device: str) -> tuple[str, Mapping[str, object]] | None:
    """The newest run in which something was kept by `vouch` for the device, and what."""
    holding = Path("secrets") / f"{file_name(device)}.json"
    for run in runs_in(home, holding):
        try:
            document = parsed(read_own(run.path / holding))
        except (ValueError, ArchiveError):
            return None
        return (run.id, document) if isinstance(document, dict) else None
    return None
