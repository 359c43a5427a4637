"""A command beside the configuration ones, as it reached a unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from fgsp_cli.lab.transactions import Transaction
    from fgsp_cli.lab.unit import Unit


class Session(Protocol):
    """What a command can do with the session that typed it."""

    batch: list[str] | None

    @property
    def transaction(self) -> Transaction | None:
        """The open transaction of this session."""

    def start_transaction(self, minutes: int) -> None:
        """Open one; Refused if one is open, and in a batch."""

    def resume_transaction(self, number: int) -> None:
        """Go on in an open one; Refused where there is none of that number."""

    def commit_transaction(self) -> str:
        """Commit it: the question that comes before, or nothing; Refused if none is open."""

    def abort_transaction(self) -> None:
        """Drop it; Refused if none is open."""

    def run_batched(self, line: str) -> int:
        """Run a line of a batch: its return code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Who asks what, and from where."""

    unit: Unit
    shell: Session
    """The session that asks."""
    vdom: str
    """The VDOM that it is in; `root` outside of all."""
    scope: str = "root"
    """`root`, `global` or `vdom`."""
    arguments: tuple[str, ...] = ()
    """The words behind those of the command."""
