"""A running unit, as a test sees it: where it is, what it holds, what has been typed, what it shall do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

from fgsp_cli.lab.faults.fault_kinds import AtLine, Call, Fault, Fired, Refuse
from fgsp_cli.lab.spec import UnitSpec
from fgsp_cli.lab.ssh.unit_keys import public_line
from fgsp_cli.lab.unit import Unit

Match = int | str | re.Pattern[str]
"""A line: its number among the configuring lines typed from now on, its text, or a pattern in it."""
_Result = TypeVar("_Result")


class Caller(Protocol):
    """Does something in the lab's own thread."""

    def __call__(self, work: Callable[[], _Result], /) -> _Result:
        """Do it; gives what it gives."""


class LabUnit:
    """A running stand-in. Every method may be called from any thread, also from within a callable given to `before`."""

    def __init__(self, unit: Unit, call: Caller) -> None:
        self._unit = unit
        self._call = call

    def __repr__(self) -> str:
        return f"LabUnit({self.name!r}, {self.host}:{self.port}, FortiOS {self.spec.fortios})"

    @property
    def spec(self) -> UnitSpec:
        """What it was made from."""
        return self._unit.spec

    @property
    def name(self) -> str:
        """Its name in the lab."""
        return self.spec.name

    @property
    def host(self) -> str:
        """The address it answers on."""
        return self.spec.host

    @property
    def port(self) -> int:
        """The port it answers on."""
        return self._unit.port

    @property
    def username(self) -> str:
        """The name of its first administrator."""
        return self.spec.username

    @property
    def password(self) -> str:
        """The password of its first administrator."""
        return self.spec.password

    @property
    def serial(self) -> str:
        """The serial number that it shows."""
        return self._unit.identity.serial

    @property
    def host_key_line(self) -> str:
        """Its public host key, `ssh-ed25519 AAAA...`."""
        return public_line(self._unit.host_key)

    @property
    def known_hosts_line(self) -> str:
        """The line that makes an SSH client know it."""
        name = self.host if self.port == 22 else f"[{self.host}]:{self.port}"
        return f"{name} {self.host_key_line}"

    @property
    def sessions(self) -> int:
        """How many shells and commands are open now."""
        return self._call(lambda: self._unit.sessions)

    @property
    def connections(self) -> int:
        """How many clients are connected now, logged in or not."""
        return self._call(lambda: self._unit.connections)

    @property
    def logins(self) -> int:
        """How many shells and commands have been opened so far."""
        return self._call(lambda: self._unit.logins)

    @property
    def log(self) -> tuple[str, ...]:
        """Every line typed so far, in all sessions, oldest first; answers to questions too."""
        return self._call(lambda: tuple(self._unit.log))

    def clear_log(self) -> None:
        """Forget what has been typed."""
        self._call(self._unit.log.clear)

    def stored_text(self) -> str:
        """What the unit has stored, exactly: not what a session with unfinished changes would see."""
        return self._call(self._unit.store.text)

    def config_text(self) -> str:
        """What `show` at the root prints, header included."""
        return self._call(self._unit.show)

    def admin_change(self, lines: str | Iterable[str]) -> None:
        """Another administrator changes something; ValueError, with the unit's words, if the unit refuses a line.

        On a unit with VDOMs the lines are typed inside `config global`, unless they choose their own place.
        """
        typed = tuple(lines.splitlines()) if isinstance(lines, str) else tuple(lines)
        self._call(lambda: self._unit.admin_change(typed))

    def fault(self, fault: Fault) -> None:
        """Let something go wrong, from now on: its numbers count from here."""
        self._call(lambda: self._unit.schedule.add(fault))

    @property
    def fired(self) -> tuple[Fired, ...]:
        """The faults that have happened so far, oldest first."""
        return self._call(lambda: tuple(self._unit.schedule.fired))

    def refuse(self, line: Match, error: str, *, times: int | None = 1) -> None:
        """Answer a line with an error text and do not run it: a refused `next` or `end` drops what it would have saved.

        `line` is the whole text of a line, a pattern in it, or a number: then it is the Nth *configuring* line
        (`config`, `edit`, `set`, ..., `next`, `end`) typed from now on. `times` is for how many lines it holds, None
        for all.
        """
        self.fault(Refuse(at=_at(line), error=error, times=times))

    def before(self, line: Match, action: Callable[[], object], *, times: int | None = 1) -> None:
        """Call something before a line is run, and hold that session meanwhile; `line` and `times` as in `refuse`.

        It runs in a thread of its own and may use this object, or log in. What it raises is raised when the lab ends.
        """
        self.fault(Call(at=_at(line), action=action, times=times))

    def hang_up(self, *, for_good: bool = False) -> None:
        """Cut every connection without a word; what a session had open is dropped. `for_good`: and answer no more."""

        def cut() -> None:
            self._unit.answers = not for_good
            self._unit.hang_up()

        self._call(cut)

    def come_back(self) -> None:
        """Answer new connections again, after `hang_up`."""
        self._call(lambda: setattr(self._unit, "answers", True))

    def reboot(self, seconds: float = 0.0) -> None:
        """Restart it: every session is cut, and what was not committed and saved is gone.

        For so many seconds it takes no new connection.
        """
        self._call(lambda: self._unit.reboot(seconds))

    def fail_over(self) -> None:
        """Let the other member of its FGCP cluster take over: same address, other serial and host key."""
        self._call(self._unit.fail_over)

    @property
    def transactions(self) -> int:
        """How many configuration transactions are open now, those of lost sessions too."""
        return self._call(lambda: len(self._unit.transactions))

    def forget(self) -> None:
        """Take back every fault, `refuse` and `before`; what has happened stays in `fired`."""
        self._call(self._unit.schedule.clear)


def _at(line: Match) -> AtLine:
    if isinstance(line, int):
        return AtLine(configuring=True, number=line)
    return AtLine(line=line) if isinstance(line, str) else AtLine(pattern=line)
