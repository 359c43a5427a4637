"""What has come from a unit and was not used yet, read within limits on silence, total time and size."""

from __future__ import annotations

import re
from collections.abc import Callable
from time import monotonic
from typing import Protocol

from fgsp_cli.base import ReadLimit, SessionLost, StopRequest, UnitError

Mask = Callable[[str], str]
"""A text without the secrets in it."""
GRACE = 4.0
"""Seconds that a silent unit has left once a stop was requested."""
_POLL = 0.25
"""Seconds between two checks of the stop request."""
_QUOTED = 3
"""The unit's last lines that an error quotes."""
_WIPING = re.compile(rb" ?\r {1,40}\r")
"""How the unit removes `--More--` from the screen when it goes on [facts/cli-behaviour.md#1.3, confirmed]."""
_MORE = re.compile(rb"(?:\A|[\r\n])(--More-- ?)\Z")
"""Nine bytes with the blank; a blank turns the page [facts/cli-behaviour.md#1.3, confirmed]."""


class Wire(Protocol):
    """Bytes to and from a unit."""

    def send(self, data: bytes) -> None:
        """Send every byte; SessionLost if the connection is gone."""

    def receive(self, seconds: float) -> bytes | None:
        """What has come within that time, None if nothing did."""

    def close(self) -> None:
        """Hang up; nothing happens if that is done."""


class Incoming:
    """The bytes of one operation: `begin` sets its limits, `more` reads on."""

    def __init__(self, wire: Wire, unit: str, mask: Mask, size: int) -> None:
        self.buffer = bytearray()
        self._wire = wire
        self._unit = unit
        self._mask = mask
        self._size = size
        self._came = 0
        self._fail: Callable[[str], UnitError] = lambda reason: ReadLimit(unit, reason)
        self._silence = self._total = 0.0
        self._started = self._last = 0.0
        self._page: tuple[int, bytes] | None = None
        """Where `--More--` was removed, and its bytes: they stood in the text if the unit does not wipe them."""

    def begin(self, silence: float, total: float, fail: Callable[[str], UnitError]) -> None:
        """Limits from now on; `fail` makes the error of one that is exceeded."""
        self._silence, self._total, self._fail = silence, total, fail
        self._came, self._started = len(self.buffer), monotonic()
        self._last = self._started

    def drain(self) -> bytes:
        """What came while nothing was asked; at most as much as an answer may hold."""
        while (data := self._wire.receive(0)) is not None:
            self.buffer += data
            if len(self.buffer) > self._size:
                raise self.exceeded(f"more than {self._size >> 20} MiB came unasked")
        return self.take(len(self.buffer))

    def press(self, key: bytes) -> None:
        """Send a key, such as the blank that turns a page."""
        self._wire.send(key)

    def take(self, count: int) -> bytes:
        """The first bytes, out of the buffer."""
        data = bytes(self.buffer[:count])
        del self.buffer[:count]
        return data

    def wait(self) -> None:
        """Read on, until the limits."""
        self.more(self._silence)

    def more(self, seconds: float) -> bool:
        """Whether output came within that time; it is in the buffer then. Raises what `fail` makes at a limit."""
        until = monotonic() + seconds
        while True:
            left = self._left(until)
            data = self._receive(max(0.0, min(left, _POLL)))
            if data is not None:
                self.buffer += data
                self._came += len(data)
                self._last = monotonic()
                if self._came > self._size:
                    raise self.exceeded(f"more than {self._size >> 20} MiB")
                self._wipe()
                self._left(self._last + _POLL)
                return True
            if left <= _POLL and monotonic() >= until:
                return False

    def turn_page(self, last_line: int, key: bytes = b" ") -> bool:
        """Turn the page, or press another key, if the output waits for that."""
        pager = _MORE.search(self.buffer, max(0, last_line - 1))
        if pager is None:
            return False
        self._page = (pager.start(1), bytes(pager[1]))
        del self.buffer[pager.start(1) :]
        self._wire.send(key)
        return True

    def exceeded(self, reason: str) -> UnitError:
        """The error of a limit; the session ends with it, as what comes later would belong to no command."""
        error = self._fail(f"{reason}{self.said()}")
        self._wire.close()
        return error

    def said(self) -> str:
        """The last lines that came, for an error message; empty if none did."""
        lines = bytes(self.buffer[-1024:]).decode("utf-8", "replace").splitlines()
        words = [" ".join(re.sub(r"[\x00-\x1f\x7f]", " ", line).split()) for line in lines[-8:]]
        text = self._mask("\n".join([line for line in words if line][-_QUOTED:]))
        return f"; it said last: {' / '.join(text.splitlines())}" if text else ""

    def _left(self, until: float) -> float:
        """Seconds until the earliest of `until` and the limits."""
        now, silence = monotonic(), self._silence
        stop = StopRequest.current()
        asked = stop.requested_at if stop is not None else None
        if asked is not None and asked > self._started and now > asked + GRACE:
            raise self.exceeded(f"no answer within {GRACE:g} seconds of the request to stop")
        if asked is not None:
            silence = min(silence, GRACE)
        if now >= self._last + silence:
            raise self.exceeded(f"no answer within {silence:g} seconds")
        if now >= self._started + self._total:
            raise self.exceeded(f"no end of the answer within {self._total:g} seconds")
        return min(until, self._last + silence, self._started + self._total) - now

    def _receive(self, seconds: float) -> bytes | None:
        try:
            return self._wire.receive(seconds)
        except SessionLost as lost:
            raise SessionLost(self._unit, f"{lost.reason}{self.said()}", hint=lost.hint) from None

    def _wipe(self) -> None:
        """Remove how the unit wiped `--More--`, once all of that came; without it the words were text."""
        if self._page is None:
            return
        start, words = self._page
        ahead = bytes(self.buffer[start : start + 64])
        wiping = _WIPING.match(ahead)
        if wiping is not None:
            del self.buffer[start : start + wiping.end()]
        elif ahead.strip(b"\r "):
            self.buffer[start:start] = words
        else:
            return
        self._page = None
