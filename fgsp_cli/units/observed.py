"""What was observed of one unit, live or in a backup."""

from __future__ import annotations

from dataclasses import dataclass

from fgsp_cli.base import SecretRef
from fgsp_cli.fortios import Dialect, Node, dialect
from fgsp_cli.state import DeviceState, Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What a unit is and holds: from the unit itself or from a backup of it."""

    state: DeviceState
    facts: Facts
    tree: Node
    """The FGSP sections as stored."""
    secret: SecretRef | None = None
    """The reference by which the unit was sent the secret that it has, where that is proven."""

    @property
    def release(self) -> Dialect:
        """What the unit understands."""
        return dialect(self.state.fortios)
