"""The line being typed: keys in, echo out [facts/cli-behaviour.md#4: the keys are confirmed, the echo of the moves is
ours].

Works on bytes: what a key changes is never half of a UTF-8 character.
"""

from __future__ import annotations

_BACKSPACE = (b"\x7f", b"\x08")
_DELETE = (b"\x04", b"\x1b[3~")
_HOME = (b"\x01", b"\x1b[H", b"\x1bOH", b"\x1b[1~")
_END = (b"\x05", b"\x1b[F", b"\x1bOF", b"\x1b[4~")
_LEFT = (b"\x02", b"\x1b[D", b"\x1bOD")
_RIGHT = (b"\x06", b"\x1b[C", b"\x1bOC")
_OLDER = (b"\x10", b"\x1b[A", b"\x1bOA")
_NEWER = (b"\x0e", b"\x1b[B", b"\x1bOB")


class LineEditor:
    """One line and the history of the session; every method returns the bytes to echo."""

    def __init__(self) -> None:
        self._line = bytearray()
        self._cursor = 0
        self._history: list[bytes] = []
        self._place = 0

    @property
    def line(self) -> bytes:
        """What has been typed so far."""
        return bytes(self._line)

    def take(self) -> str:
        """The finished line; the next one starts empty."""
        line = self.line
        if line.strip() and line not in self._history[-1:]:
            self._history.append(line)
        self.clear()
        return line.decode("utf-8", "surrogateescape")

    def clear(self) -> None:
        """Forget what has been typed."""
        self._line.clear()
        self._cursor = 0
        self._place = len(self._history)

    def insert(self, typed: bytes) -> bytes:
        """Put text at the cursor."""
        tail = bytes(self._line[self._cursor :])
        self._line[self._cursor : self._cursor] = typed
        self._cursor += len(typed)
        if not tail:
            return typed
        # Key by key: what stands behind the cursor is drawn again for each.
        return b"".join(bytes((byte,)) + tail + b"\b" * _width(tail) for byte in typed)

    def key(self, key: bytes) -> bytes:
        """Obey an editing key; an unknown one does nothing."""
        if key in _BACKSPACE:
            return self._backspace()
        if key in _DELETE:
            return self._delete()
        if key in _LEFT:
            return self._move(self._before())
        if key in _RIGHT:
            return self._move(self._after())
        if key in _HOME:
            return self._move(0)
        if key in _END:
            return self._move(len(self._line))
        if key in _OLDER:
            return self._recall(self._place - 1)
        return self._recall(self._place + 1) if key in _NEWER else b""

    def _before(self) -> int:
        place = self._cursor
        while place > 0:
            place -= 1
            if not _continues(self._line[place]):
                break
        return place

    def _after(self) -> int:
        place = min(self._cursor + 1, len(self._line))
        while place < len(self._line) and _continues(self._line[place]):
            place += 1
        return place

    def _backspace(self) -> bytes:
        return self._move(self._before()) + self._delete() if self._cursor else b""

    def _delete(self) -> bytes:
        if self._cursor == len(self._line):
            return b""
        del self._line[self._cursor : self._after()]
        tail = bytes(self._line[self._cursor :])
        return tail + b" " + b"\b" * (_width(tail) + 1)

    def _move(self, place: int) -> bytes:
        start, self._cursor = self._cursor, place
        if place < start:
            return b"\b" * _width(bytes(self._line[place:start]))
        return bytes(self._line[start:place])

    def _recall(self, place: int) -> bytes:
        if not 0 <= place <= len(self._history):
            return b""
        width = _width(self.line)
        wiped = self._move(0) + b" " * width + b"\b" * width
        self._line[:] = self._history[place] if place < len(self._history) else b""
        self._cursor, self._place = len(self._line), place
        return wiped + self.line


def _continues(byte: int) -> bool:
    return byte & 0xC0 == 0x80


def _width(text: bytes) -> int:
    return sum(not _continues(byte) for byte in text)
