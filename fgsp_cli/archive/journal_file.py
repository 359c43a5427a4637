"""A file of JSON lines that outlives its writer: each line is on the disk before the next thing is done.

Each line carries a sum over itself and all lines before it, so that a changed, missing or doubled line is found. Only a
last line without its end is none: a power cut leaves such a line, and the step that it speaks of was never begun.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Mapping
from hashlib import sha256
from io import FileIO
from pathlib import Path

from fgsp_cli.archive.files import flush_folder, open_own, read_own, translated
from fgsp_cli.base import ArchiveError, InputError, Position, Problem, parsed


class JournalFile:
    """Not for several threads at once. While it is open, no other process can open it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: FileIO | None = None
        self._sum = ""
        """That of the last line."""

    def open(self) -> None:
        """Make or continue it; ArchiveError if another process has it open, or if it cannot be written; InputError if
        it is damaged.
        """
        if self._file is not None:
            return
        file = os.fdopen(open_own(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND), "r+b", buffering=0)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            message = f"{self.path.parent}: another process is at work on this run"
            raise ArchiveError(message, hint="wait until it has come to its end") from None
        try:
            self._sum = self._read()[1]
        except InputError:  # nothing is cut off: what is there may be needed to find out what happened
            file.close()
            raise
        with translated(self.path):
            self._drop_unfinished(file)
            flush_folder(self.path.parent)
        self._file = file

    def add(self, entry: Mapping[str, object]) -> None:
        """Add a line; it is on the disk when this returns. ArchiveError, and the line is not there, if it cannot be."""
        self.open()
        assert self._file is not None
        body = json.dumps(entry, ensure_ascii=True, separators=(",", ":"))
        proof = _sum(self._sum, body)
        line = f'{body[:-1]},"sum":"{proof}"}}\n'.encode()
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
        self._sum = proof

    def entries(self) -> list[Mapping[str, object]]:
        """All lines. The last one may be unfinished, and is passed over then; InputError, with line and byte, for any
        other that is not as it was written.
        """
        return self._read()[0]

    def first(self) -> Mapping[str, object]:
        """The first line; nothing if it is not there or is no object."""
        with os.fdopen(open_own(self.path), "rb") as file, translated(self.path):
            line = file.readline()
        return _entry(line.removesuffix(b"\n"), "")[0] or {}

    @property
    def busy(self) -> bool:
        """Whether another process has it open at this moment."""
        if not self.path.exists():
            return False
        with os.fdopen(open_own(self.path), "rb") as file:
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

    def _read(self) -> tuple[list[Mapping[str, object]], str]:
        """All lines, and the sum of the last one."""
        entries: list[Mapping[str, object]] = []
        proof, offset = "", 0
        for number, line in enumerate(read_own(self.path).split(b"\n")[:-1], start=1):
            entry, proof = _entry(line, proof)
            if entry is None:
                message = f"the journal is damaged from byte {offset} on: this line is not as it was written"
                raise InputError([Problem(message=message, position=Position(source=str(self.path), line=number))])
            entries.append(entry)
            offset += len(line) + 1
        return entries, proof

    def _drop_unfinished(self, file: FileIO) -> None:
        """Cut off the beginning of a line that a killed process left, so that the next line is one of its own."""
        handle = file.fileno()
        text = os.pread(handle, os.fstat(handle).st_size, 0)
        whole = text.rfind(b"\n") + 1
        if whole < len(text):
            os.ftruncate(handle, whole)
            os.fsync(handle)


def _entry(line: bytes, before: str) -> tuple[Mapping[str, object] | None, str]:
    """What a line says, None if it is not as it was written; and its sum. `before` is the sum of the line before it."""
    body, mark, rest = line.decode("ascii", "replace").rpartition(',"sum":"')
    proof = _sum(before, f"{body}}}")
    if not mark or rest != f'{proof}"}}':
        return None, ""
    entry = parsed(f"{body}}}")
    return (entry if isinstance(entry, dict) else None), proof


def _sum(before: str, body: str) -> str:
    return sha256(f"{before}\n{body}".encode()).hexdigest()[:32]
