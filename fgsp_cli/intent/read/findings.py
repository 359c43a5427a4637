"""What is wrong with a file, collected until the whole file is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from fgsp_cli.base import Position, Problem, some_of


class Findings:
    """Problems, each once; one that several devices have names them all."""

    def __init__(self) -> None:
        self._found: dict[Problem, dict[str, None]] = {}
        self.count = 0
        """How often something was added, repetitions included."""

    def __bool__(self) -> bool:
        return bool(self._found)

    def add(
        self,
        message: str,
        position: Position | None,
        path: str = "",
        *,
        found: str = "",
        allowed: str = "",
        hint: str = "",
        device: str = "",
        rule: str = "",
    ) -> None:
        """Remember a problem, of one device or of the file."""
        self.count += 1
        problem = Problem(
            message=message, position=position, path=path, found=found, allowed=allowed, hint=hint, rule=rule
        )
        devices = self._found.setdefault(problem, {})
        if device:
            devices[device] = None

    def problems(self) -> tuple[Problem, ...]:
        """All of them, in the order of the file."""
        return in_order(_named(problem, devices) for problem, devices in self._found.items())


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems by where they are; those without a place first."""
    return tuple(sorted(problems, key=_place))


def _named(problem: Problem, devices: Iterable[str]) -> Problem:
    """The problem with the devices that have it, but for one that its path names."""
    names = some_of(name for name in devices if name not in problem.path.split("/"))
    return replace(problem, message=f"{names}: {problem.message}") if names else problem


def _place(problem: Problem) -> tuple[int, int, str]:
    position = problem.position
    if position is None:
        return (0, 0, problem.path)
    return (position.line or 0, position.column or 0, problem.path)
