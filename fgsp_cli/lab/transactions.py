"""The open configuration transactions of a unit: their numbers, their clocks and what they say by themselves.

What is staged and locked is the interpreter's affair. A transaction expires when nothing has been typed in its session
for a while, and it outlives a session that was lost: no session can rejoin it [facts/cli-behaviour.md#5.4, confirmed].
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from fgsp_cli.fortios.interpreter import Interpreter, Workspace
from fgsp_cli.lab.timer import Later, Timer

DEFAULT_MINUTES, MOST_MINUTES = 5, 60
_WARNINGS = (30, 20, 10)
"""Seconds before the end [transcript workspace-expiry-warnings, confirmed]."""

Announce = Callable[[str], None]


class Transaction:
    """A transaction that is open, with its clock and its sessions."""

    def __init__(self, owner: Transactions, number: int, cli: Interpreter, minutes: int, announce: Announce) -> None:
        self.number = number
        self._owner = owner
        self.administrator = ""
        """Who has started it."""
        self.workspace = cli.start()
        self._clis = [cli]
        self._minutes = minutes
        self._announce: Announce | None = announce
        self._timers: list[Timer] = []
        self.touch()

    @property
    def open(self) -> bool:
        """Whether it is neither committed nor dropped."""
        return not self.workspace.over

    def join(self, cli: Interpreter, announce: Announce) -> None:
        """Another session is in it too."""
        cli.join(self.workspace)
        self._clis.append(cli)
        self._announce = announce

    def touch(self) -> None:
        """A session typed something: its time begins anew."""
        self.stop()
        second = self._owner.minute / 60
        self._later(self._minutes * 60 * second, self._expire)
        for left in _WARNINGS:
            self._later((self._minutes * 60 - left) * second, partial(self._warn, left))

    def leave(self) -> None:
        """Its session is gone; what it holds stays held."""
        self._announce = None

    def drop(self) -> None:
        """Give up what it holds, without a word."""
        self.stop()
        for cli in self._clis:
            if cli.transaction is self.workspace:
                cli.drop()

    def stop(self) -> None:
        """Stop the clock; the transaction does not expire any more."""
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()

    def _expire(self) -> None:
        if self.open:
            self.drop()
            self._owner.forget(self)
            self._say(f"config transaction id={self.number} has expired")

    def _warn(self, left: int) -> None:
        if self.open:
            self._say(f"config transaction id={self.number} will expire in {left} seconds")

    def _say(self, text: str) -> None:
        if self._announce:
            self._announce(text)

    def _later(self, seconds: float, action: Callable[[], None]) -> None:
        timer = self._owner.later(seconds, action)
        if timer:
            self._timers.append(timer)


class Transactions:
    """The open transactions of one unit."""

    def __init__(self, *, minute: float, later: Later) -> None:
        self.minute, self.later = minute, later
        self._open: list[Transaction] = []
        self._started = 0

    def __len__(self) -> int:
        return sum(each.open for each in self._open)

    def of(self, administrator: str) -> Transaction | None:
        """The open one of an administrator."""
        return next((each for each in self._open if each.open and each.administrator == administrator), None)

    def numbered(self, number: int) -> Transaction | None:
        """The open one of that number."""
        return next((each for each in self._open if each.open and each.number == number), None)

    @property
    def staged(self) -> Workspace | None:
        """What the oldest open one has made of the configuration."""
        return next((each.workspace for each in self._open if each.open), None)

    def start(self, cli: Interpreter, minutes: int, announce: Announce, administrator: str) -> Transaction:
        """Open one for a session; Refused if it has one, or if the release knows none."""
        transaction = Transaction(self, self._started + 1, cli, minutes, announce)
        transaction.administrator = administrator
        self._started += 1
        self._open = [*(each for each in self._open if each.open), transaction]
        return transaction

    def forget(self, transaction: Transaction) -> None:
        """Drop a transaction that is over from the list."""
        transaction.stop()
        self._open = [each for each in self._open if each is not transaction]

    def drop_all(self) -> None:
        """Drop every open transaction, as a restart does."""
        for transaction in self._open:
            transaction.drop()
        self._open.clear()
