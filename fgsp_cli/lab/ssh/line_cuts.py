"""What a terminal stands between: the session behind it, and the connection in front of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from fgsp_cli.lab.faults.fault_kinds import Moment
from fgsp_cli.lab.faults.firing import Work


class CommandLine(Protocol):
    """What a terminal needs of the session behind it."""

    @property
    def prompt(self) -> str:
        """The prompt, with its trailing blank."""

    @property
    def question(self) -> str | None:
        """The question that the next key answers."""

    @property
    def open_quote(self) -> bool:
        """Whether the next line continues a quoted value."""

    @property
    def pages(self) -> bool:
        """Whether the unit's console pages."""

    @property
    def closed(self) -> bool:
        """Whether the session is over."""

    def typed(self, line: str) -> Sequence[Work]:
        """Take note of a line or answer; what is returned is to be done before it is run."""

    def due(self, moment: Moment) -> Sequence[Work]:
        """What is to be done at that moment of the last line."""

    def run(self, line: str) -> str:
        """Run it: what it prints, without prompt."""

    def answer(self, key: str) -> str:
        """Answer the open question with the typed key."""

    def interrupt(self) -> None:
        """Drop an open quote, or leave the level without saving, or end the session at the root."""

    def help(self, line: str) -> str:
        """What `?` prints."""

    def complete(self, line: str) -> str:
        """The text that TAB appends to the typed line."""


class Wire(Protocol):
    """What a terminal needs of the connection."""

    def write(self, data: bytes) -> None:
        """Send text to the client of the channel."""

    def close(self) -> None:
        """End the channel and its session."""

    def defer(self, work: Sequence[Work], then: Callable[[], None]) -> None:
        """Do the work without holding anybody else up, then go on."""
