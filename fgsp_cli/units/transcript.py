"""The transcript of one unit: kept in memory until there is a run folder to put it in."""

from __future__ import annotations

from contextlib import suppress
from threading import Lock

from fgsp_cli.archive import RunFolder
from fgsp_cli.base import ArchiveError

LONGEST = 20_000
"""Characters of one answer; what `show` prints of a whole unit is in its backup."""


class Log:
    """What was typed and answered, secrets masked already. A run that changes nothing never writes it."""

    def __init__(self, device: str) -> None:
        self._device = device
        self._kept: list[str] = []
        self._run: RunFolder | None = None
        self._lock = Lock()

    def add(self, text: str) -> None:
        """Take a piece of the dialogue. A disk that is full by now is no reason to break off a change."""
        piece = text if len(text) <= LONGEST else f"{text[:LONGEST]}\n# ... {len(text) - LONGEST} more characters\n"
        with self._lock:
            self._kept.append(piece)
            if self._run is not None:
                with suppress(ArchiveError):
                    self._write(self._run)

    def begin(self, run: RunFolder) -> None:
        """Write what there is, and from now on everything at once; ArchiveError if it cannot be written."""
        with self._lock:
            self._run = run
            self._write(run)

    def _write(self, run: RunFolder) -> None:
        if self._kept:
            run.note(self._device, "".join(self._kept))
            self._kept.clear()
