"""A file of JSON lines that outlives its writer: each line is on the disk before the next thing is done."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Mapping
from io import FileIO
from pathlib import Path

from fgsp_cli.archive.files import flush_folder, read, translated
from fgsp_cli.base import ArchiveError, InputError, Position, Problem


class JournalFile:
    """Not for several threads at once. While it is open, no other process can open it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: FileIO | None = None

    def open(self) -> None:
        """Make or continue it; ArchiveError if another process has it open, or if it cannot be written."""
        if self._file is not None:
            return
        with translated(self.path):
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            file = os.fdopen(handle, "r+b", buffering=0)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            message = f"{self.path.parent}: another process is at work on this run"
            raise ArchiveError(message, hint="wait until it has come to its end") from None
        self._file = file
        with translated(self.path):
            self._drop_unfinished(file)
            flush_folder(self.path.parent)

    def add(self, entry: Mapping[str, object]) -> None:
        """Add a line; it is on the disk when this returns. ArchiveError, and the line is not there, if it cannot be."""
        self.open()
        assert self._file is not None
        line = json.dumps(entry, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"
        handle = self._file.fileno()
        with translated(self.path):
            size = os.fstat(handle).st_size
            try:
                written = 0
                while written < len(line):
                    written += os.write(handle, line[written:])
                os.fsync(handle)
            except OSError:
                os.ftruncate(handle, size)
                raise

    def entries(self) -> list[Mapping[str, object]]:
        """All lines. The last one may be unfinished, and is passed over then; InputError for any other that is no
        object.
        """
        lines = read(self.path).split(b"\n")[:-1]
        return [self._entry(line, place) for place, line in enumerate(lines, start=1)]

    def first(self) -> Mapping[str, object]:
        """The first line; nothing if it is not there or is no object."""
        with translated(self.path), self.path.open("rb") as file:
            line = file.readline()
        try:
            entry = json.loads(line)
        except ValueError:
            return {}
        return entry if isinstance(entry, dict) else {}

    @property
    def busy(self) -> bool:
        """Whether somebody has it open at this moment."""
        with translated(self.path), self.path.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError:
                return True
        return False

    def close(self) -> None:
        """Let others open it; nothing happens if that is done."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _entry(self, line: bytes, place: int) -> Mapping[str, object]:
        try:
            entry = json.loads(line)
        except ValueError:
            entry = None
        if not isinstance(entry, dict):
            position = Position(source=str(self.path), line=place)
            raise InputError([Problem(message="this is no line of a journal", position=position)])
        return entry

    def _drop_unfinished(self, file: FileIO) -> None:
        """Cut off the beginning of a line that a killed process left, so that the next line is one of its own."""
        handle = file.fileno()
        text = os.pread(handle, os.fstat(handle).st_size, 0)
        whole = text.rfind(b"\n") + 1
        if whole < len(text):
            os.ftruncate(handle, whole)
            os.fsync(handle)
