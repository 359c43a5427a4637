"""Looking at units: what is seen of them, and what becomes of those that cannot be seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from fgsp_cli.base import Phase
from fgsp_cli.intent import Intent
from fgsp_cli.results import Outcome
from fgsp_cli.units.observed import Observed

PENDING = "pending"
"""Why an offline member is skipped."""
Tell = Callable[[Phase, str, str], None]
"""Phase, device, message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What came of looking."""

    observed: Mapping[str, Observed]
    blind: Mapping[str, Outcome]
    """Of every other device, why it was not seen."""
    seconds: Mapping[str, float] = field(default_factory=dict)
    """What was spent on each that was asked."""


class Eyes(Protocol):
    """Whatever looks: at live units, or at backups of them."""

    def look(self, intent: Intent) -> Looked:
        """Every device of the intent, seen or not."""
