"""A request to stop (Ctrl-C): finish or undo what is begun, begin nothing new."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from time import monotonic
from typing import ClassVar

from fgsp_cli.base.errors import Interrupted

SECONDS_TO_END = 4.3
"""Seconds after a stop request in which what is in flight may still end by itself, where nothing is half-done."""


class StopRequest:
    """A request to stop, shared by all threads; it knows which clusters are in the middle of a change."""

    _current: ClassVar[ContextVar[StopRequest | None]] = ContextVar("stop request", default=None)

    def __init__(self, advice: str = "") -> None:
        """`advice` is what to do if a second Ctrl-C ends the program while a change is half-done."""
        self.advice = advice
        self.requested_at: float | None = None
        """When, by the monotonic clock."""
        self._lock = Lock()
        self._changing: set[str] = set()
        self._abandoned = False

    def request(self) -> None:
        """Ask all threads to stop where nothing is half-done."""
        if self.requested_at is None:
            self.requested_at = monotonic()

    @property
    def requested(self) -> bool:
        """Whether a stop was requested."""
        return self.requested_at is not None

    def enter(self) -> None:
        """Make this the request that waits in this context, and in contexts copied from it, obey."""
        self._current.set(self)

    @classmethod
    def current(cls) -> StopRequest | None:
        """The request that waits in this context obey."""
        return cls._current.get()

    def abandon(self) -> bool:
        """Whether what is in flight may be abandoned now: nothing is half-done, and nothing can become it any more."""
        with self._lock:
            late = self.requested_at is not None and monotonic() > self.requested_at + SECONDS_TO_END
            self._abandoned = late and not self._changing
            return self._abandoned

    @property
    def changing(self) -> tuple[str, ...]:
        """The clusters that would be left half-done if the program ended now."""
        with self._lock:
            return tuple(sorted(self._changing))

    @contextmanager
    def change(self, name: str) -> Iterator[None]:
        """While inside, `name` is half-done; Interrupted if all was abandoned before it began."""
        with self._lock:
            if self._abandoned:
                raise Interrupted(f"interrupted before anything was changed in {name}")
            self._changing.add(name)
        try:
            yield
        finally:
            with self._lock:
                self._changing.discard(name)
