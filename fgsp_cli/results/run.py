"""A run as it is listed: a push, or a rollback, in the folder where runs are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A push, or a rollback, as one finds it in the folder where runs are kept."""

    id: str
    folder: str
    begun: str
    """ISO 8601, UTC."""
    command: str
    clusters: Mapping[str, str]
    """How each of them stands, in words."""
    unfinished: bool
    """Whether `recover` has something to do."""
