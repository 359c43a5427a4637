"""`execute time` and `execute date` [facts/cli-behaviour.md#5.6, confirmed], and how a unit writes a time."""

from __future__ import annotations

from datetime import UTC, datetime


def unit_time() -> str:
    """Now, as a unit writes it: `Tue Dec  2 08:51:00 2025`."""
    now = _now()
    return f"{now:%a %b} {now.day:2d} {now:%H:%M:%S %Y}"


def current_time() -> str:
    """The time, and when it was last set by NTP."""
    return f"current time is: {_now():%H:%M:%S}\nlast ntp sync:{unit_time()}\n"


def current_date() -> str:
    """The date, as the unit prints it."""
    return f"current date is: {_now():%Y-%m-%d}\n"


def _now() -> datetime:
    return datetime.now(UTC).astimezone()
