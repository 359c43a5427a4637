"""A request to stop (Ctrl-C): finish or undo what is begun, begin nothing new."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock


class StopRequest:
    """A request to stop, shared by all threads; it knows which clusters are in the middle of a change."""

    def __init__(self, advice: str = "") -> None:
        """`advice` is what to do if a second Ctrl-C ends the program while a change is half-done."""
        self.advice = advice
        self._requested = Event()
        self._lock = Lock()
        self._changing: set[str] = set()

    def request(self) -> None:
        """Ask all threads to stop where nothing is half-done."""
        self._requested.set()

    @property
    def requested(self) -> bool:
        """Whether a stop was requested."""
        return self._requested.is_set()

    @property
    def changing(self) -> tuple[str, ...]:
        """The clusters that would be left half-done if the program ended now."""
        with self._lock:
            return tuple(sorted(self._changing))

    @contextmanager
    def change(self, name: str) -> Iterator[None]:
        """While inside, `name` is half-done."""
        with self._lock:
            self._changing.add(name)
        try:
            yield
        finally:
            with self._lock:
                self._changing.discard(name)
