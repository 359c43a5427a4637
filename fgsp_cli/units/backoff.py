"""Waiting for a unit: briefly at first, then ever longer."""

from __future__ import annotations

from time import monotonic, sleep

SHORTEST = 0.05
"""Seconds of the first pause: a session that was lost can mostly be had again at once."""
LONGEST = 1.0
"""Seconds of any pause at most: a unit that restarts takes minutes, and is to be noticed soon after."""


class Backoff:
    """So many seconds in all, in pauses that double."""

    def __init__(self, seconds: float) -> None:
        self._limit = monotonic() + seconds
        self._pause = SHORTEST

    @property
    def left(self) -> float:
        """Seconds that are left until the limit."""
        return max(0.0, self._limit - monotonic())

    def wait(self) -> bool:
        """Wait for the next pause and say that there may be another attempt; False at once if no time is left."""
        if self.left == 0:
            return False
        sleep(min(self._pause, self.left))
        self._pause = min(2 * self._pause, LONGEST)
        return True
