"""A change: one typed difference between two states."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from fgsp_cli.base import Position
from fgsp_cli.state.state import Path, Value


class Action(StrEnum):
    """What is done to the path."""

    SET = "set"
    UNSET = "unset"
    CREATE = "create"
    DELETE = "delete"


class Effect(StrEnum):
    """What a change does to traffic, from harmless to harmful."""

    SAFE = "safe"
    RESYNC = "resync"
    """Sessions stop being copied for a moment."""
    DISRUPTIVE = "disruptive"
    """May affect traffic; needs `--allow-disruptive`."""

    @property
    def weight(self) -> int:
        """A number to compare two effects by."""
        return list(Effect).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference: what is there (`running`) becomes what is wanted (`intended`)."""

    path: Path
    action: Action
    effect: Effect
    intended: Value = None
    """The wanted value; of a created entry the Block; of a deleted one None."""
    running: Value = None
    """The value there is now; of a deleted entry the Block; None for a created one."""
    position: Position | None = None
    """Where the intent says so."""
