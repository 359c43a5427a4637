"""Ctrl-C, as the work sees it: finish or undo what is begun, begin nothing new."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock


class Halt:
    """A wish to stop, shared by all threads; it knows who is in the middle of a change."""

    def __init__(self, advice: str = "") -> None:
        """`advice`: what to do if somebody does not wait until nothing is half-done."""
        self.advice = advice
        self._wish = Event()
        self._lock = Lock()
        self._changing: set[str] = set()

    def ask(self) -> None:
        """Wish that everybody stops where nothing is half-done."""
        self._wish.set()

    @property
    def asked(self) -> bool:
        """Whether anybody wishes to stop."""
        return self._wish.is_set()

    @property
    def changing(self) -> tuple[str, ...]:
        """Who would be left half-done if the program ended now."""
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
