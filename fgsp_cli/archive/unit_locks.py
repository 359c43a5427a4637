"""Locks of units in a run store: two pushes on one machine never change the same unit.

A lock is held by an open file (`flock`), so that of a process that was killed is free at once. What the file says only
names the holder.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Lock
from time import sleep

from fgsp_cli.archive.files import file_name, now, open_own, read_own, translated
from fgsp_cli.archive.runs import make_store
from fgsp_cli.base import ArchiveError, parsed

PREFIX = ".lock."
"""Of the names of lock files, beside the folders of runs."""


class UnitLocks:
    """The locks that one push, rollback or recovery holds; several threads may take some at once."""

    def __init__(self, home: Path, holder: Mapping[str, str]) -> None:
        """`home` is the run store; `holder` is what others are shown beside process, host and time."""
        self._home = home
        self._holder = {"pid": os.getpid(), "host": socket.gethostname(), **holder}
        self._files: dict[str, int] = {}
        self._lock = Lock()

    def take(self, unit: str) -> None:
        """Hold the lock of a unit, by its device name or its serial; nothing happens if it is held already.

        ArchiveError, naming the holder, if another process has it, or if the store cannot be written.
        """
        path = self._home / f"{PREFIX}{file_name(unit)}"
        with self._lock:
            if unit in self._files:
                return
            make_store(self._home)
            handle = open_own(path, os.O_RDWR | os.O_CREAT)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                os.close(handle)
                message = f"{unit} is being changed by another process: {_holder(path)}"
                raise ArchiveError(message, hint="wait until it has come to its end") from None
            self._files[unit] = handle
            with translated(path):
                os.ftruncate(handle, 0)
                os.pwrite(
                    handle, json.dumps({**self._holder, "since": now().isoformat(timespec="seconds")}).encode(), 0
                )

    def check(self) -> None:
        """ArchiveError if the file of a lock was removed or replaced: then another process may hold one too."""
        with self._lock:
            for unit, handle in self._files.items():
                path = self._home / f"{PREFIX}{file_name(unit)}"
                with translated(path):
                    there, ours = path.lstat(), os.fstat(handle)
                if (there.st_dev, there.st_ino) != (ours.st_dev, ours.st_ino):
                    raise ArchiveError(f"{path}: the lock of {unit} was replaced while it was held")

    def release(self) -> None:
        """Let others change the units."""
        with self._lock:
            for handle in self._files.values():
                with suppress(OSError):
                    os.ftruncate(handle, 0)  # the next process must not be taken for this one
                os.close(handle)
            self._files.clear()


def _holder(path: Path) -> str:
    """Who holds a lock, in words; a holder writes that a moment after it has the lock."""
    for _ in range(20):
        try:
            said = parsed(read_own(path))
            break
        except (ArchiveError, ValueError):
            sleep(0.01)
    else:
        return "it does not say which"
    if not isinstance(said, dict):
        return "it does not say which"
    parts = (("fgsp", "command"), ("process", "pid"), ("on", "host"), ("run", "run"), ("since", "since"))
    return ", ".join(f"{word} {said[key]}" for word, key in parts if said.get(key))
