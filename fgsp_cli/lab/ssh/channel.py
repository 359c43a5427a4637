# ruff: noqa: ARG002, D102 (asyncssh says what its callbacks are given and what they are for)
"""One SSH channel of a unit: a terminal on asyncssh's callbacks, and what a fault does to it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import asyncssh

from fgsp_cli.lab.command_line import Shell
from fgsp_cli.lab.faults.fault_kinds import Direction
from fgsp_cli.lab.faults.firing import Work, happen
from fgsp_cli.lab.ssh.password_choice import PasswordChoice
from fgsp_cli.lab.ssh.pieces import Pieces
from fgsp_cli.lab.ssh.tty import NO_TTY, Terminal, Tty

if TYPE_CHECKING:
    from fgsp_cli.lab.spec import Login
    from fgsp_cli.lab.unit import Unit

_ROWS_OF_EXEC = 24
"""Height that an exec channel pages by, where the unit's quirk makes it page: no client has given it another."""


class Channel(asyncssh.SSHServerSession[bytes]):
    """One channel: a terminal on asyncssh's callbacks."""

    def __init__(self, unit: Unit, login: Login, others: set[Channel], cut: Callable[[], None]) -> None:
        """`others` are the open channels of its connection, which `cut` ends."""
        self._unit = unit
        self._others = others
        self._cut = cut
        self._login = login
        self._shell = Shell(unit, login)
        self._idle: asyncio.TimerHandle | None = None
        self._tty: Tty | None = None
        self._command: str | None = None
        self._terminal: Terminal | None = None
        self._session = 0
        self._gone = False
        self._freezes = 0
        self._kept: deque[Callable[[], None]] = deque()
        self._pieces = Pieces(self._send, unit.logins)
        self._keys, self._room = asyncio.Event(), asyncio.Event()
        self._room.set()
        if unit.spec.quirks.pieces:
            self._pieces.at_most(unit.spec.quirks.pieces)

    def connection_made(self, chan: asyncssh.SSHServerChannel[bytes]) -> None:
        self._channel = chan

    def connection_lost(self, exc: Exception | None) -> None:
        self._gone = True
        self._pieces.stop()
        self._keys.set()
        self._room.set()
        self._stay()
        self._shell.leave()
        self._others.discard(self)
        if self._terminal:
            self._unit.left()

    def pty_requested(
        self, term_type: str, term_size: tuple[int, int, int, int], term_modes: Mapping[int, int]
    ) -> bool:
        self._tty = self._sized(term_size[0], term_size[1])
        return True

    def shell_requested(self) -> bool:
        return True

    def exec_requested(self, command: str) -> bool:
        self._command = command
        return self._unit.spec.quirks.exec_channel

    def session_started(self) -> None:
        self._unit.entered()
        self._session = self._unit.logins
        self._shell.begin(self._session, self)
        if self._command is None:
            terminal = self._terminal = Terminal(self._shell, self, self._tty or NO_TTY)
            self._shell.announce = lambda text: self._guarded(lambda: terminal.announce(text))
            terminal.start(self._unit.spec.post_login_banner, self._choice())
            self._wait()
            return
        rows = _ROWS_OF_EXEC if self._unit.spec.quirks.exec_pages else None
        self._terminal = Terminal(self._shell, self, replace(NO_TTY, rows=rows))
        self._terminal.start("", choice := self._choice())
        if choice:  # no person is there to choose a password
            self._terminal.end()
            return
        self._receive(self._command.encode("utf-8", "surrogateescape") + b"\n")
        self._later(self._terminal.finish)

    def data_received(self, data: bytes, datatype: int | None) -> None:
        self._wait()
        self._keys.set()
        self._later(lambda: self._receive(data))

    def pause_writing(self) -> None:
        self._room.clear()

    def resume_writing(self) -> None:
        self._room.set()

    def eof_received(self) -> bool:
        # Not at once: a client that hangs up has closed the channel in the same bytes, and hears nothing more.
        if self._terminal:
            asyncio.get_running_loop().call_soon(self._later, self._terminal.end)
        return True

    def terminal_size_changed(self, width: int, height: int, pixwidth: int, pixheight: int) -> None:
        if self._terminal and self._tty:
            self._tty = self._sized(width, height)
            self._terminal.resize(self._tty)

    def write(self, data: bytes) -> None:
        """Send; on a closed connection the data is lost."""
        self._later(lambda: self._pass("sent", data, self._pieces.write))

    def close(self) -> None:
        """End the channel: always as a success, the texts say what went wrong
        [facts/cli-behaviour.md#1.6a, confirmed].
        """
        self._later(lambda: self._pieces.after(self._exit))

    def _exit(self) -> None:
        if not (self._gone or self._channel.is_closing()):
            self._channel.exit(0)

    def cut(self) -> None:
        """End the whole connection at once: nothing more is run and nothing more is sent."""
        self._cut()

    def silence(self) -> None:
        """Run nothing more and send nothing more."""
        self._gone = True
        self._pieces.stop()
        if self._terminal:
            self._terminal.cut()

    def freeze(self, seconds: float | None) -> None:
        """Neither run nor send anything for so long; None: for good."""
        self._freezes += 1
        if seconds is not None:
            asyncio.get_running_loop().call_later(seconds, self._thaw)

    def notice(self, text: str, *, redraw: bool) -> None:
        """Print a line without a command, and the prompt again."""
        if self._terminal:
            self._terminal.announce(text, redraw=redraw)

    def pace(self, size: int, seconds: float) -> None:
        """Send in pieces of so many bytes, so many seconds apart."""
        self._pieces.exactly(size, seconds)

    async def flood(self, text: str, *, seconds: float, per_key: bool) -> None:
        """Send a text again and again until the connection ends, no faster than the client takes it."""
        data = text.replace("\n", "\r\n").encode("utf-8", "surrogateescape")
        while not self._gone:
            self.write(data)
            await asyncio.sleep(seconds)
            await self._room.wait()
            if per_key:
                self._keys.clear()
                await self._keys.wait()

    def defer(self, work: Sequence[Work], then: Callable[[], None]) -> None:
        """Do the work while others go on, and go on here when it is done."""
        self._work = asyncio.get_running_loop().create_task(self._unit.work(work))
        self._work.add_done_callback(lambda _: None if self._gone else self._guarded(then))

    def _choice(self) -> PasswordChoice | None:
        """The dialogue about a new password, if one has to be chosen."""
        unit, login = self._unit, self._login
        if not unit.must_change_password(login):
            return None
        return PasswordChoice(lambda password: unit.change_password(login, password))

    def _wait(self) -> None:
        """Wait for the next key, for so long; then the connection is simply closed
        [facts/cli-behaviour.md#1.5, likely].
        """
        self._stay()
        if self._unit.spec.idle_timeout is not None:
            self._idle = asyncio.get_running_loop().call_later(self._unit.spec.idle_timeout, self.cut)

    def _stay(self) -> None:
        if self._idle:
            self._idle.cancel()

    def _receive(self, data: bytes) -> None:
        self._pass("received", data, self._feed)

    def _pass(self, direction: Direction, data: bytes, through: Callable[[bytes], None]) -> None:
        """Let bytes through up to the one at which something happens, and go on behind it if that can be."""
        schedule = self._unit.schedule
        room = schedule.room(self._session, direction, len(data))
        rest = data[room:]
        if not self._gone:
            through(data[:room])
        for fault in () if self._gone else schedule.on_bytes(self._session, direction, room):
            happen(fault, self._unit, self, session=self._session)
        if rest and not self._gone:
            self._later(lambda: self._pass(direction, rest, through))

    def _send(self, data: bytes) -> None:
        if not self._channel.is_closing():
            self._channel.write(data)

    def _later(self, action: Callable[[], None]) -> None:
        """Do it; while the unit hangs, when it does so no longer."""
        if self._freezes:
            self._kept.append(action)
        else:
            action()

    def _thaw(self) -> None:
        self._freezes -= 1
        while self._kept and not self._freezes:
            self._kept.popleft()()

    def _feed(self, data: bytes) -> None:
        """Hand received text to the terminal as input."""
        terminal = self._terminal
        if terminal:
            terminal.prompt_bytes = self._unit.schedule.counts("sent")
            self._guarded(lambda: terminal.feed(data))

    def _guarded(self, action: Callable[[], None]) -> None:
        """Keep an error of ours for whoever tests: asyncssh would end the connection for it without a word."""
        try:
            action()
        except Exception as error:
            self._unit.failures.append(error)
            raise

    def _sized(self, columns: int, rows: int) -> Tty:
        quirks = self._unit.spec.quirks
        honoured = min(rows, quirks.max_rows) if quirks.max_rows else rows
        return Tty(
            columns=columns or 80,
            rows=honoured or 24,
            echo_at_once=quirks.echo_ahead == "at once",
            other_key_declines=quirks.other_key_declines,
            wraps=quirks.echo == "wrapped",
            redraws=quirks.echo == "redrawn",
            enter=b"\r\n" if quirks.echo_end == "cr lf" else b"\r\r\n",
            greeting=quirks.greeting,
            notice=quirks.notice,
        )
