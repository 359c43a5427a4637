"""What happens later on a unit."""

from __future__ import annotations

from asyncio import TimerHandle as Timer
from collections.abc import Callable
from typing import TypeAlias

__all__ = ["Later", "Timer"]

Later: TypeAlias = Callable[[float, Callable[[], object]], Timer | None]
"""Do something in so many seconds; None where no lab runs, so that no time passes."""
