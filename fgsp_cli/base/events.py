"""What happens, as values: the rooms below emit them, the command line shows them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Phase(StrEnum):
    """The steps of a piece of work on one unit."""

    CONNECT = "connect"
    READ = "read"
    CHECK = "check"
    BACKUP = "backup"
    CHANGE = "change"
    STAGE = "stage"
    COMMIT = "commit"
    READ_BACK = "read-back"
    UNDO = "undo"
    DONE = "done"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One step on one unit, or a warning about it."""

    phase: Phase
    device: str
    cluster: str | None = None
    message: str = ""


class Reporter(Protocol):
    """Receives events; called from worker threads."""

    def emit(self, event: Event) -> None:
        """Take note of the event; must not raise."""


def emit(reporter: Reporter, event: Event) -> None:
    """Give an event to a reporter. One that raises, against its promise, stops nothing: units may be half-done."""
    with suppress(Exception):
        reporter.emit(event)


class SilentReporter:
    """Drops every event: the default of every library call."""

    def emit(self, event: Event) -> None:
        """Drop the event: no one listens."""
