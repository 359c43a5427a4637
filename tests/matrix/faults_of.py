"""Everything that goes wrong, as something that is laid on a line of a unit."""

from __future__ import annotations

import resource
from collections.abc import Callable
from dataclasses import dataclass

from matrix.stage import CONFIGURING, ELSEWHERE, PATIENCE, SAVING, THEIR_VALUE, Stage, Stranger, verb

from fgsp_cli.testing import LabUnit, faults

ERROR = "value parse error before '10.10.10.1'\nCommand fail. Return code -8"
Lay = Callable[[Stage, LabUnit, faults.AtLine], list[Stranger]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of fault."""

    name: str
    lay: Lay
    moments: tuple[faults.Moment, ...] = ("before",)
    anywhere: bool = True
    """Whether it can happen at a line that only looks, too."""
    cuts: bool = False
    """Whether the session is lost, so that nobody knows how far it went."""
    patience: float = PATIENCE
    """Seconds that the push waits for an answer."""


def fits(kind: Kind, line: str, moment: faults.Moment) -> bool:
    """Whether the fault can happen at the line, and makes a difference at that moment of it.

    Whether a unit has run a line that saves nothing before it was lost makes none: what was open is dropped.
    """
    if moment != "before" and verb(line) not in {*SAVING, "execute", "y"}:
        return False
    return kind.anywhere or verb(line) in CONFIGURING or "config-transaction" in line


def _plain(make: Callable[[faults.AtLine], faults.Fault]) -> Lay:
    def lay(_: Stage, unit: LabUnit, at: faults.AtLine) -> list[Stranger]:
        unit.fault(make(at))
        return []

    return lay


def _stranger(lines: Callable[[LabUnit], str]) -> Lay:
    def lay(_: Stage, unit: LabUnit, at: faults.AtLine) -> list[Stranger]:
        stranger = Stranger(unit=unit, lines=lines(unit))
        unit.fault(faults.Call(at=at, action=stranger.act))
        return [stranger]

    return lay


def _same_path(unit: LabUnit) -> str:
    """The row that is there and is to be changed."""
    place = ("fgt-a", "fgt-b", "fgt-c").index(unit.name)
    return THEIR_VALUE.format(number=(place + 1) % 3 + 1)


def _full_disk(_: Stage, unit: LabUnit, at: faults.AtLine) -> list[Stranger]:
    """From that moment on no file can grow."""
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    unit.fault(faults.Call(at=at, action=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))))
    return []


def room_again() -> None:
    """The disk has room."""
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


def _no_second_login(_: Stage, unit: LabUnit, at: faults.AtLine) -> list[Stranger]:
    """Nobody is let in beside an open session, and then a line is refused."""
    unit.fault(faults.RefuseLogin())
    unit.fault(faults.Refuse(at=at, error=ERROR))
    return []


KINDS = (
    Kind(name="connection lost", cuts=True, lay=_plain(lambda at: faults.Drop(at=at)), moments=("before", "run")),
    Kind(name="line refused", lay=_plain(lambda at: faults.Refuse(at=at, error=ERROR))),
    Kind(name="hang", cuts=True, lay=_plain(lambda at: faults.Hang(at=at)), patience=1.0),
    Kind(name="reboot", cuts=True, lay=_plain(lambda at: faults.Reboot(at=at)), moments=("before",)),
    Kind(name="FGCP failover", cuts=True, lay=_plain(lambda at: faults.FailOver(at=at)), moments=("before",)),
    Kind(name="lock", lay=_plain(lambda at: faults.Locked(at=at)), anywhere=False),
    Kind(name="unexpected question", lay=_plain(lambda at: faults.Ask(at=at)), anywhere=False, patience=3.0),
    Kind(name="interfering administrator, elsewhere", lay=_stranger(lambda _: ELSEWHERE)),
    Kind(name="interfering administrator, same path", lay=_stranger(_same_path)),
    Kind(name="disk full", lay=_full_disk),
    Kind(name="second login refused", lay=_no_second_login, anywhere=False),
)
