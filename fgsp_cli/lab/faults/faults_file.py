"""`--faults FILE`: what shall go wrong with which unit, in YAML.

    fgt-a:
      - fault: drop
        at: {line: next, number: 2, moment: run}
    "fgt-*":
      - fault: slow_login
        seconds: 5s

A kind is named as its class in `faults` is, in small letters; its keys are the fields of the class.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path

from fgsp_cli.base import InputError, Position, Problem, YamlList, YamlMap, load_file
from fgsp_cli.lab.faults.fault_kinds import Fault
from fgsp_cli.lab.faults.fault_nodes import FaultReader, Unreadable
from fgsp_cli.lab.spec import UnitSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A fault of a file."""

    pattern: str
    """Name or glob of units."""
    fault: Fault
    position: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultsFile:
    """What a file says, in its order."""

    entries: tuple[Entry, ...]
    units: Mapping[str, Position]
    """Every name or glob of units in it."""

    def applied(self, specs: Iterable[UnitSpec]) -> list[UnitSpec]:
        """The units with their faults; InputError for a name that none of them has, or a fault that one cannot have."""
        with_faults = list(specs)
        problems = [
            Problem(message="is no unit of this lab", position=position, path=pattern)
            for pattern, position in self.units.items()
            if not any(fnmatchcase(spec.name, pattern) for spec in with_faults)
        ]
        for entry in self.entries:
            for place, spec in enumerate(with_faults):
                if not fnmatchcase(spec.name, entry.pattern):
                    continue
                try:
                    with_faults[place] = replace(spec, faults=(*spec.faults, entry.fault))
                except ValueError as error:
                    problems.append(Problem(message=str(error), position=entry.position))
        if problems:
            raise InputError(problems)
        return with_faults


def read_faults(path: Path) -> FaultsFile:
    """Read a file; InputError with everything that is wrong in it."""
    problems: list[Problem] = []
    root = load_file(path, multiline=True, collect=problems)
    reader = FaultReader(problems)
    entries: list[Entry] = []
    if not isinstance(root, YamlMap):
        reader.wrong(root, "a mapping of units to lists of faults")
    units = root.items if isinstance(root, YamlMap) else ()
    for unit, listed in units:
        if not isinstance(listed, YamlList):
            reader.wrong(listed, "a list of faults", unit.text)
            continue
        for item in listed.items:
            try:
                entries.append(Entry(pattern=unit.text, fault=reader.read(item), position=item.position))
            except Unreadable:
                continue  # the problem has been noted
    if problems:
        raise InputError(sorted(problems, key=_place))
    return FaultsFile(entries=tuple(entries), units={unit.text: unit.position for unit, _ in units})


def _place(problem: Problem) -> tuple[int, int]:
    position = problem.position or Position(source="")
    return position.line or 0, position.column or 0
