"""What a journal may hold, and how a run may end: all that a list of runs needs."""

from __future__ import annotations

from enum import StrEnum

KINDS = frozenset({"run", "begin", "lead", "recover", "rotated", "save", "put-back", "undo", "restored", "end"})
"""Every kind of entry."""


class Ending(StrEnum):
    """How a cluster's part of a run came to an end."""

    CHANGED = "changed"
    ROLLED_BACK = "rolled_back"
    OPEN = "open"
    """Something is left to do on a unit."""

    @property
    def words(self) -> str:
        """The text for reports and messages."""
        return {Ending.CHANGED: "done", Ending.ROLLED_BACK: "rolled back", Ending.OPEN: "needs a person"}[self]
