"""What went wrong on a unit, as the status that scripts see."""

from __future__ import annotations

from fgsp_cli.base import (
    ConfigTextError,
    FgspError,
    HostKeyError,
    LineRefused,
    ReadLimit,
    SessionLost,
    Unattributed,
    Unreachable,
)
from fgsp_cli.results import Status


def status_of(error: FgspError) -> Status:
    """The status of a unit on which this happened before anything was sent to it."""
    match error:
        case Unreachable() | SessionLost() | ReadLimit() | HostKeyError():
            return Status.UNREACHABLE
        case LineRefused() | Unattributed() | ConfigTextError():
            return Status.UNREADABLE
        case _:
            return Status.REFUSED
