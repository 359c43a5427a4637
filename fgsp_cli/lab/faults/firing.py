"""What happens when a fault is due: in front of the command line of one session, and on its connection."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeAlias, assert_never

from fgsp_cli.fortios import replies
from fgsp_cli.lab.faults.fault_kinds import (
    Answer,
    Ask,
    AtLine,
    Call,
    Change,
    Drop,
    FailOver,
    Fault,
    Fired,
    Flood,
    Hang,
    HostKey,
    Late,
    Latency,
    Locked,
    Moment,
    Notice,
    Reboot,
    Reencrypt,
    Refuse,
    RefuseLogin,
    Release,
    SlowLogin,
    TableFull,
    Trickle,
)
from fgsp_cli.lab.unit_identity import as_release

if TYPE_CHECKING:
    from fgsp_cli.fortios.interpreter import Interpreter
    from fgsp_cli.lab.unit import Unit

Work: TypeAlias = Callable[[], Awaitable[object]]


class Live(Protocol):
    """What a fault can do to the connection of a session."""

    def cut(self) -> None:
        """End it at once: nothing more is run and nothing more is sent."""

    def freeze(self, seconds: float | None) -> None:
        """Neither run nor send anything for so long; None: for good."""

    def notice(self, text: str, *, redraw: bool) -> None:
        """Print a line without a command, and the prompt again."""

    def pace(self, size: int, seconds: float) -> None:
        """Send in pieces of so many bytes, so many seconds apart."""

    async def flood(self, text: str, *, seconds: float, per_key: bool) -> None:
        """Send a text again and again until the connection ends."""


class Nobody:
    """The connection of a session that has none."""

    def cut(self) -> None:
        """Nothing: there is no connection to cut."""

    def freeze(self, seconds: float | None) -> None:
        """Nothing: there is no connection to freeze."""

    def notice(self, text: str, *, redraw: bool) -> None:
        """Nothing: there is no terminal to print on."""

    def pace(self, size: int, seconds: float) -> None:
        """Nothing: there is no output to slow down."""

    async def flood(self, text: str, *, seconds: float, per_key: bool) -> None:
        """Nothing: there is no terminal to send to."""


class SessionFaults:
    """The faults of one session at the line that it is at."""

    def __init__(self, unit: Unit, cli: Interpreter, obey: Callable[[str], str]) -> None:
        self._unit = unit
        self._cli = cli
        self._obey = obey
        self._session = 0
        self._live: Live = Nobody()
        self._line = ""
        self._due: tuple[Fault, ...] = ()
        self._asked: Ask | None = None
        self._held = ""
        self._run_late: str | None = None
        """What a late line has printed."""

    def begin(self, session: int, live: Live) -> None:
        """The session has begun: its number, and its connection."""
        self._session, self._live = session, live

    @property
    def question(self) -> str | None:
        """The question that was asked instead of running the line."""
        return self._asked.text.rpartition("\n")[2] if self._asked else None

    def typed(self, line: str) -> Sequence[Work]:
        """A line was typed: what happens before it is run."""
        self._line, self._due = line, self._unit.schedule.on_line(self._session, line)
        return self.due("before")

    def due(self, moment: Moment) -> Sequence[Work]:
        """What happens at that moment of the line."""
        works = (self._work(fault) for fault in self._due if isinstance(fault.at, AtLine) and fault.at.moment == moment)
        return [work for work in works if work]

    def run(self, line: str, run: Callable[[str], str]) -> str:
        """Run the line, or what stands in its place: what is printed."""
        if (refusal := self._refusal()) is not None:
            self._cli.refuse(line)
            return refusal
        if self._run_late is not None:
            said, self._run_late = self._run_late, None
            return said
        if (asked := next((fault for fault in self._due if isinstance(fault, Ask)), None)) is not None:
            self._asked, self._held = asked, line
            self._note(asked)
            return asked.text
        with self._disguised():
            said = run(line)
        for fault in self._due:
            if isinstance(fault, Answer):
                self._note(fault)
                said = _ended(fault.text)
        return said

    def answer(self, key: str, answer: Callable[[str], str], run: Callable[[str], str]) -> str:
        """Answer the question, the unit's own or ours; a refused answer is a no."""
        asked, self._asked = self._asked, None
        refusal = self._refusal()
        if asked is None:
            said = answer(key if refusal is None else "n")
        elif refusal is None and key == "y":
            said = run(self._held)
        else:
            self._cli.refuse(self._held)
            said = ""
        return said if refusal is None else refusal

    def _refusal(self) -> str | None:
        """The first of the errors that the line is to be answered with."""
        said = None
        for fault in self._due:
            text = _error_of(fault)
            if text is not None:
                self._note(fault)
                said = text if said is None else said
        return said

    @contextmanager
    def _disguised(self) -> Iterator[None]:
        """While the line is run the unit is what faults make of it."""
        unit, worn = self._unit, [fault for fault in self._due if isinstance(fault, (Release, Reencrypt))]
        identity, habits = unit.identity, unit.store.habits
        for fault in worn:
            self._note(fault)
            if isinstance(fault, Release):
                unit.identity = as_release(identity, fault.fortios)
            else:
                unit.store.habits = replace(habits, reencrypt=True)
        try:
            yield
        finally:
            if worn:
                unit.identity, unit.store.habits = identity, habits

    def _work(self, fault: Fault) -> Work | None:
        """What a fault does beside the line; None if it takes the line's place."""
        if isinstance(fault, (Refuse, TableFull, Locked, Ask, Answer, Release, Reencrypt)):
            return None
        return partial(self._happen, fault)

    async def _happen(self, fault: Fault) -> None:
        self._note(fault)
        if isinstance(fault, Call):
            await self._unit.outside(fault.action)
        elif isinstance(fault, Hang):
            strike(fault, self._unit, Nobody())
            await silence(fault.seconds)
        elif isinstance(fault, Late):
            await self._late(fault)
        elif isinstance(fault, Flood):
            await self._live.flood(fault.text, seconds=fault.seconds, per_key=fault.per_key)
        else:
            strike(fault, self._unit, self._live)

    async def _late(self, fault: Late) -> None:
        done: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._unit.later(fault.seconds, lambda: done.set_result(self._obey(self._line)))
        self._run_late = await asyncio.shield(done)
        if not fault.answered:
            await silence(None)

    def _note(self, fault: Fault) -> None:
        self._unit.schedule.fired.append(Fired(fault=fault, session=self._session, line=self._line))


def strike(fault: Fault, unit: Unit, live: Live) -> None:
    """Do what a fault does at once, to a unit and to the connection that it happens on.

    ValueError if the unit cannot: it refuses the other administrator's line, or has nothing to fail over to.
    """
    match fault:
        case Drop():
            live.cut()
        case Hang():
            live.freeze(fault.seconds)
            if fault.everywhere:
                unit.freeze(fault.seconds)
        case Latency() | Reboot() | FailOver():
            _operate(fault, unit)
        case Change():
            with suppress(*((ValueError,) if fault.may_be_refused else ())):
                unit.admin_change(fault.lines)
        case Notice() | Trickle():
            _print(fault, live)
        case SlowLogin() | RefuseLogin() | HostKey():
            pass  # a login asks for them
        case Refuse() | TableFull() | Locked() | Ask() | Answer() | Release() | Reencrypt() | Call() | Late() | Flood():
            pass  # these take the place of a line, or are called
        case _:
            assert_never(fault)


def _operate(fault: Latency | Reboot | FailOver, unit: Unit) -> None:
    if isinstance(fault, Latency):
        unit.latency = fault.seconds
    elif isinstance(fault, Reboot):
        unit.reboot(fault.seconds)
    else:
        unit.fail_over()


def _print(fault: Notice | Trickle, live: Live) -> None:
    if isinstance(fault, Notice):
        live.notice(fault.text, redraw=fault.redraw)
    else:
        live.pace(fault.bytes, fault.seconds)


def happen(fault: Fault, unit: Unit, live: Live, *, session: int = 0) -> None:
    """A fault happens on a connection: it is noted, and what goes wrong with itself kept for the end of the lab."""
    unit.schedule.fired.append(Fired(fault=fault, session=session))
    try:
        fault.action() if isinstance(fault, Call) else strike(fault, unit, live)
    except Exception as error:  # noqa: BLE001 (a test's own may raise anything)
        unit.failures.append(error)


async def silence(seconds: float | None) -> None:
    """So many seconds, or for ever."""
    if seconds is None:
        await asyncio.get_running_loop().create_future()
    else:
        await asyncio.sleep(seconds)


def _error_of(fault: Fault) -> str | None:
    if isinstance(fault, Refuse):
        return _ended(fault.error)
    if isinstance(fault, TableFull):
        return replies.table_full().text
    return replies.locked().text if isinstance(fault, Locked) else None


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"
