"""When faults happen: the one place that counts lines, bytes and connections."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from fgsp_cli.lab.faults.fault_kinds import AtByte, AtConnection, AtLine, Direction, Fault, Fired

_CONFIGURING = frozenset(
    "config edit set unset append unselect select clear delete purge rename move clone next end abort".split()  # noqa: SIM905
)


def is_configuring(line: str) -> bool:
    """Whether the line can change something or move to another level."""
    words = line.split(maxsplit=1)
    return bool(words) and words[0] in _CONFIGURING


@dataclass(slots=True)
class _Watch:
    """One fault, and how far its moment has come."""

    fault: Fault
    left: int | None
    """How often it may still happen; None: always."""
    counts: Counter[int] = field(default_factory=Counter)
    """Lines, bytes or connections that fit, by session; 0 stands for all."""

    def on_line(self, session: int, line: str) -> bool:
        at = self.fault.at
        if not isinstance(at, AtLine) or not _fits(at, line):
            return False
        return self._counted(session if at.within == "session" else 0, at.number)

    def on_connection(self, others: int) -> bool:
        at = self.fault.at
        if not isinstance(at, AtConnection) or others < at.beside:
            return False
        return self._counted(0, at.number)

    def room(self, session: int, direction: Direction, size: int) -> int:
        """How many of the next bytes pass before it happens, at most all of them."""
        at = self.fault.at
        if not isinstance(at, AtByte) or at.direction != direction or self.left == 0:
            return size
        missing = at.count - self.counts[session if at.within == "session" else 0]
        return missing if 0 < missing <= size else size

    def on_bytes(self, session: int, direction: Direction, size: int) -> bool:
        at = self.fault.at
        if not isinstance(at, AtByte) or at.direction != direction:
            return False
        key = session if at.within == "session" else 0
        before = self.counts[key]
        self.counts[key] = before + size
        return before < at.count <= before + size and self._taken()

    def _counted(self, key: int, number: int | None) -> bool:
        self.counts[key] += 1
        return number in (None, self.counts[key]) and self._taken()

    def _taken(self) -> bool:
        if self.left == 0:
            return False
        if self.left is not None:
            self.left -= 1
        return True


def _fits(at: AtLine, line: str) -> bool:
    if at.configuring and not is_configuring(line):
        return False
    if at.line and at.line.split() != line.split():
        return False
    return not at.pattern or re.search(at.pattern, line) is not None


class Schedule:
    """The faults of one unit, in the order in which they were made, and those that have happened."""

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self.fired: list[Fired] = []
        self._watches: list[_Watch] = []
        for fault in faults:
            self.add(fault)

    def add(self, fault: Fault) -> None:
        """Watch for a further fault from now on."""
        self._watches.append(_Watch(fault, fault.times))

    def clear(self) -> None:
        """No more faults; those that have happened stay known."""
        self._watches.clear()

    def pending(self, kind: type[Fault]) -> bool:
        """Whether a fault of that kind may still happen."""
        return any(isinstance(watch.fault, kind) and watch.left != 0 for watch in self._watches)

    def counts(self, direction: Direction) -> bool:
        """Whether something may still happen at a byte that goes that way."""
        places = (watch.fault.at for watch in self._watches if watch.left != 0)
        return any(isinstance(at, AtByte) and at.direction == direction for at in places)

    def on_line(self, session: int, line: str) -> tuple[Fault, ...]:
        """What happens at a line; it is counted."""
        return tuple(watch.fault for watch in tuple(self._watches) if watch.on_line(session, line))

    def on_connection(self, others: int) -> tuple[Fault, ...]:
        """What happens at a new connection beside so many others; it is counted."""
        return tuple(watch.fault for watch in tuple(self._watches) if watch.on_connection(others))

    def room(self, session: int, direction: Direction, size: int) -> int:
        """How many of the next bytes pass, from 1 to all, before something happens."""
        return min((watch.room(session, direction, size) for watch in self._watches), default=size)

    def on_bytes(self, session: int, direction: Direction, size: int) -> tuple[Fault, ...]:
        """What happens now that so many bytes have passed, no more than there was room for; they are counted."""
        return tuple(watch.fault for watch in tuple(self._watches) if watch.on_bytes(session, direction, size))
