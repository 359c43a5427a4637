"""A recorded unit: what it sends to what it is sent, byte for byte."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable


class Replay:
    """Plays exchanges in their order; what is typed must be what was typed then. `piece` bytes come at a time."""

    def __init__(self, exchanges: Iterable[tuple[bytes, bytes]], piece: int = 1 << 20) -> None:
        self._exchanges = deque(exchanges)
        self._piece = piece
        self._typed = b""
        self._ready = b""
        self.sent: list[bytes] = []
        self.closed = False
        self._advance()

    def send(self, data: bytes) -> None:
        self.sent.append(data)
        self._typed += data
        self._advance()

    def receive(self, seconds: float) -> bytes | None:
        if seconds == 0 and not self._ready:
            return None
        piece, self._ready = self._ready[: self._piece], self._ready[self._piece :]
        return piece or None

    def close(self) -> None:
        self.closed = True

    @property
    def finished(self) -> bool:
        """Whether everything that was recorded has happened."""
        return not self._exchanges and not self._ready

    def _advance(self) -> None:
        while self._exchanges and self._typed.startswith(self._exchanges[0][0]):
            expected, answer = self._exchanges.popleft()
            self._typed = self._typed[len(expected) :]
            self._ready += answer
        waiting = self._exchanges[0][0] if self._exchanges else b""
        assert waiting.startswith(self._typed), f"typed {self._typed!r} where {waiting!r} was typed in the recording"
