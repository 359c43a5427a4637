"""What a channel sends, cut into pieces that arrive one after the other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from random import Random


class Pieces:
    """Passes bytes on, in pieces while a size is set."""

    def __init__(self, send: Callable[[bytes], None], seed: int) -> None:
        self._send = send
        self._random = Random(seed)  # noqa: S311 (sizes of pieces)
        self._waiting = bytearray()
        self._timer: asyncio.TimerHandle | None = None
        self._most = self._least = 0
        self._seconds = 0.0
        self._end: Callable[[], None] | None = None

    def at_most(self, size: int) -> None:
        """From now on in pieces of 1 to so many bytes."""
        self._least, self._most, self._seconds = 1, size, 0.0002

    def exactly(self, size: int, seconds: float) -> None:
        """From now on in pieces of so many bytes, so many seconds apart."""
        self._least, self._most, self._seconds = size, size, seconds

    def write(self, data: bytes) -> None:
        """Send the text in pieces of the size that is set."""
        if not self._most:
            self._send(data)
            return
        self._waiting += data
        if self._timer is None:
            self._next()

    def after(self, action: Callable[[], None]) -> None:
        """Do something when everything has been sent."""
        if self._timer is None:
            action()
        else:
            self._end = action

    def stop(self) -> None:
        """Send nothing more, and drop what waits."""
        self._waiting.clear()

    def _next(self) -> None:
        self._timer = None
        if self._waiting:
            size = self._random.randint(self._least, self._most)
            piece = bytes(self._waiting[:size])
            del self._waiting[:size]
            self._timer = asyncio.get_running_loop().call_later(self._seconds, self._next)
            self._send(piece)
        elif self._end:
            action, self._end = self._end, None
            action()
