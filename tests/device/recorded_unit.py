"""A recorded unit: what it sends to what it is sent, byte for byte.

Beside what was recorded it knows what every unit does with an Enter, and with a command that it does not know.
"""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Iterable

_UNRECORDED = re.compile(rb" *(?:show (fgsp-[0-9a-f]+))?\n")
_UNKNOWN = b"\r\ncommand parse error before '%b'\r\nCommand fail. Return code -61\r\n"


def _is_prompt(said: bytes) -> bool:
    return re.search(rb"(?:\A|[\r\n])[^\r\n]* [#$] \Z", said) is not None


class Replay:
    """Plays exchanges in their order; what is typed must be what was typed then. `piece` bytes come at a time."""

    def __init__(self, exchanges: Iterable[tuple[bytes, bytes]], piece: int = 1 << 20) -> None:
        self._exchanges = deque(exchanges)
        self._piece = piece
        self._typed = b""
        self._ready = b""
        self._said = self._prompt = b""
        self._given = 0
        """How much of what is ready was received."""
        self.sent: list[bytes] = []
        self.closed = False
        self._advance()

    def send(self, data: bytes) -> None:
        self.sent.append(data)
        self._typed += data
        self._advance()

    def receive(self, seconds: float) -> bytes | None:
        if not self._ready:
            time.sleep(seconds)
            return None
        piece = bytes(memoryview(self._ready)[self._given : self._given + self._piece])
        self._given += len(piece)
        if self._given == len(self._ready):
            self._ready, self._given = b"", 0
        return piece or None

    def close(self) -> None:
        self.closed = True

    @property
    def finished(self) -> bool:
        """Whether everything that was recorded has happened."""
        return not self._exchanges and not self._ready

    def _is_behind_blanks(self) -> bool:
        """Whether blanks that turned no page stand in front of the next line."""
        plain = self._typed.lstrip(b" ")
        if not plain or not plain.startswith(self._exchanges[0][0]):
            return False
        self._typed = plain
        return True

    def _advance(self) -> None:
        while self._exchanges and (self._typed.startswith(self._exchanges[0][0]) or self._is_behind_blanks()):
            expected, answer = self._exchanges.popleft()
            self._typed = self._typed[len(expected) :]
            self._ready += answer
            self._said += answer
        waiting = self._exchanges[0][0] if self._exchanges else b""
        while (known := _UNRECORDED.match(self._typed)) and not waiting.startswith(known.group()):
            self._typed = self._typed[known.end() :]
            prompt = (self._said.rpartition(b"\n")[2] or self._prompt) if _is_prompt(self._said) else self._prompt
            self._prompt = prompt
            error = _UNKNOWN % known[1] if known[1] else b""
            self._ready += known.group().replace(b"\n", b"\r\r\n") + error + b"\r\n" + prompt
        if not self._typed.strip(b" "):
            return  # a blank at a prompt waits for the rest of its line
        assert waiting.startswith(self._typed), f"typed {self._typed!r} where {waiting!r} was typed in the recording"
