"""Waiting for what comes soon."""

from __future__ import annotations

import time
from collections.abc import Callable


def wait_until(is_so: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait for something that comes soon."""
    limit = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < limit, "it never came to rest"
        time.sleep(0.005)
