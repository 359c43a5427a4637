"""One stored backup -> the state of its unit, or why there is none; and what the reading of it cost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter

from fgsp_cli.archive import Found, read_bytes
from fgsp_cli.base import ArchiveError, ConfigTextError, Position, Problem
from fgsp_cli.fortios import Cut, cut, text_of
from fgsp_cli.state import DeviceState, read_cut


@dataclass(slots=True, kw_only=True)
class Times:
    """Seconds of work, by what it was; those of several processes added up."""

    reading: float = 0.0
    cutting: float = 0.0
    parsing: float = 0.0
    comparing: float = 0.0

    def add(self, other: Times) -> None:
        """Count the other's, too."""
        self.reading += other.reading
        self.cutting += other.cutting
        self.parsing += other.parsing
        self.comparing += other.comparing

    @contextmanager
    def counting(self, part: str) -> Iterator[None]:
        """Count what is done inside as that part of the work, whatever comes of it."""
        start = perf_counter()
        try:
            yield
        finally:
            setattr(self, part, getattr(self, part) + perf_counter() - start)

    @property
    def total(self) -> float:
        """All of it."""
        return self.reading + self.cutting + self.parsing + self.comparing

    def __str__(self) -> str:
        parts = ("reading", "cutting", "parsing", "comparing")
        return ", ".join(f"{part} {getattr(self, part):.1f} s" for part in parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What a backup holds: a state, or the problems that it has instead."""

    found: Found
    state: DeviceState | None = None
    problems: tuple[Problem, ...] = ()
    times: Times = field(default_factory=Times, compare=False)

    @property
    def error(self) -> str:
        """The problems on one line."""
        return " / ".join(str(problem) for problem in self.problems)


def read_stored(found: Found, fortios: str | None = None) -> Stored:
    """Read a backup. `fortios` is its release if neither the text nor its description says one.

    Never raises for what the file is or holds: a file that cannot be read, is cut off, encrypted or foreign has
    problems. The text itself is not kept: of many backups, only their states are in memory.
    """
    times, source = Times(), str(found.path)
    try:
        with times.counting("reading"):
            text = text_of(read_bytes(found), source)
        with times.counting("cutting"):
            sections = cut(text, source=source)
            del text
        with times.counting("parsing"):
            state = read_cut(sections, _release(sections, found, fortios), source)
    except ConfigTextError as error:
        return Stored(found=found, problems=error.problems, times=times)
    except ArchiveError as error:
        problem = Problem(message=error.message.removeprefix(f"{source}: "), position=Position(source=source))
        return Stored(found=found, problems=(problem,), times=times)
    return Stored(found=found, state=state, times=times)


def _release(sections: Cut, found: Found, fortios: str | None) -> str | None:
    """The release to read the text at; None to take that of its header."""
    return None if sections.release else (found.release or fortios)


__all__ = ("Stored", "Times", "read_stored")
