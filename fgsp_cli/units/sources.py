"""Where the state of units is read from: live units or their backups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from fgsp_cli.base import Phase, ReferenceName
from fgsp_cli.intent import Intent
from fgsp_cli.results import Outcome
from fgsp_cli.units.observed import Observed

PENDING = "pending"
"""Why an offline member is skipped."""
Report = Callable[[Phase, str, str], None]
"""Phase, device, message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """What was read of the devices of an intent."""

    observed: Mapping[str, Observed]
    unread: Mapping[str, Outcome]
    """Of every other device, why it was not read."""
    seconds: Mapping[str, float] = field(default_factory=dict)
    """The time that each reading took."""


class Source(Protocol):
    """Reads devices: live units, or backups of them."""

    def read(self, intent: Intent) -> Readings:
        """Every device of the intent, read or not."""

    def secrets_problem(self, names: Iterable[ReferenceName]) -> str:
        """Why one of the secrets cannot be had, as far as that shows without looking it up; empty if nothing shows."""
