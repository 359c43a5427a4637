"""The fault matrix: every fault at every step of a push to three members, in both modes and with both ways of saving.

After each case all members hold the old, or all the new configuration, to the letter, and what somebody else changed
elsewhere; the exit code is the one that is documented for what they hold; backups, journal and result say the same; no
session and no transaction is left open. A second, smaller matrix does so for a plan that changes an id.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pytest
from matrix.faults_of import ERROR, KINDS, Kind, fits, room_again
from matrix.stage import CONFIGURING, IDS, MEMBERS, SAVING, Happened, Mode, Saves, Stage, Stages, verb

from fgsp_cli.testing import faults

COMMIT = "execute config-transaction commit"
NESTED = "config cluster-peer"
READS = ("get system global | grep cfg-save", "show system standalone-cluster | grep .", "show")
"""After connect, in the middle of reading, after it. Everything behind the backup counts."""
FATAL = ("connection lost", "line refused", "unexpected question")
"""What goes wrong with the plan that changes an id."""
both = pytest.mark.parametrize(("mode", "saves"), [(m, s) for m in ("direct", "workspace") for s in ("next", "end")])
by_name = {"ids": lambda kind: kind.name.replace(" ", "_")}
Record = Callable[[str, object], None]
KILL = Kind(name="killed", lay=lambda *_: [])


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A fault at a line of a unit."""

    unit: str
    at: faults.AtLine
    line: str

    def __str__(self) -> str:
        return f"{self.unit}, line {self.at.number} ({self.at.moment}) {self.line.strip()!r}"


def places(log: Sequence[str]) -> list[int]:
    """The lines at which something goes wrong, from 1: a few while reading, all that count after the backup.

    The texts of a look are asked for in one breath: something goes wrong at the first.
    """
    early = [log.index(line) + 1 for line in READS]
    later = range(log.index("show") + 2, len(log) + 1)
    return [*early, *(place for place in later if counts(log[place - 1]))]


def counts(line: str) -> bool:
    """Whether the line changes something, or is the first of a look."""
    return verb(line) != "show" or line == READS[1]


def cases(found: Stage, kind: Kind) -> Iterator[Case]:
    """From the first line after the login to the last that is read back; the units take turns."""
    for turn, place in enumerate(places(found.logs[MEMBERS[0]])):
        unit = MEMBERS[turn % len(MEMBERS)]
        if shares(found, found.logs[unit], place, turn):
            yield from _at(kind, unit, place, found.logs[unit][place - 1])


def shares(found: Stage, log: Sequence[str], place: int, turn: int) -> bool:
    """Whether the line is disturbed where rows are saved so: each line of a table of rows is, and the commit, where
    they are saved either way; any other line is where they are saved one way or the other.

    It makes a difference from where the table is opened to where the object around it is closed; and none in a
    transaction, as nothing is saved before the commit.
    """
    before = [line.strip() for line in log[: place - 1]]
    opened = max((at for at, line in enumerate(before) if line == NESTED), default=None)
    in_rows = opened is not None and before[opened:].count("end") < 2
    staged = found.mode == "workspace" and COMMIT in log[place:]
    matters = log[place - 1] == COMMIT or (in_rows and not staged)
    return matters or turn % 2 == (found.saves == "end")


def id_cases(found: Stage, kind: Kind) -> Iterator[Case]:
    """Every line from the first that changes something on, of the unit that gets another id; of those around it half
    of the lines that save, where rows are saved one way or the other.
    """
    for unit in MEMBERS:
        log = found.logs[unit]
        begin = next(place for place, line in enumerate(log, 1) if verb(line) in CONFIGURING)
        every = [place for place in range(begin, len(log) + 1) if counts(log[place - 1])]
        for turn, place in enumerate(every):
            line = log[place - 1]
            own = unit == MEMBERS[0] and shares(found, log, place, turn)
            if own or (unit != MEMBERS[0] and verb(line) in SAVING and turn % 4 == 2 * (found.saves == "end")):
                yield from _at(kind, unit, place, line)


def undo_cases(found: Stage, kind: Kind, log: tuple[str, ...]) -> Iterator[Case]:
    """Every line that is typed on a unit while it is put back, and of each look behind it the first.

    After a commit units are put back directly too, so there the two ways of saving have half of the lines each.
    """
    begin = len(found.logs["fgt-a"])
    every = [place for place in range(begin + 1, len(log) + 1) if counts(log[place - 1])]
    for turn, place in enumerate(every):
        line = log[place - 1]
        if shares(found, log, place, turn) if found.mode == "direct" else turn % 2 == (found.saves == "end"):
            moments = kind.moments if verb(line) in SAVING else ("before",)
            yield from _at(kind, "fgt-a", place, line, moments=moments)


def _at(
    kind: Kind, unit: str, place: int, line: str, moments: tuple[faults.Moment, ...] | None = None
) -> Iterator[Case]:
    for moment in moments or kind.moments:
        if fits(kind, line, moment):
            yield Case(unit=unit, at=faults.AtLine(number=place, moment=moment), line=line)


def trigger(found: Stage) -> None:
    """What makes a push fail when all of the first unit is changed already."""
    line = COMMIT if found.mode == "workspace" else "end"
    at = faults.AtLine(line=line, number=1 if found.mode == "workspace" else 2)
    found.work["fgt-c"].fault(faults.Refuse(at=at, error=ERROR))


def log_of_putting_back(found: Stage) -> tuple[str, ...]:
    """What is typed on the first unit if the last one fails."""
    trigger(found)
    assert found.push().exit_code() == 3
    log = found.work["fgt-a"].log
    found.reset()
    return log


def disturbed(found: Stage, kind: Kind, case: Case) -> str:
    """Push while that goes wrong: what is not as it must be."""
    found.seconds = kind.patience
    strangers = kind.lay(found, found.work[case.unit], case.at)
    try:
        results = found.push()
    finally:
        room_again()
    happened = Happened(
        code=results.exit_code(),
        unit=case.unit,
        place=case.at.number or 0,
        results=results,
        strangers=strangers,
        cuts=kind.cuts,
        full=kind.name == "disk full",
        hangs=kind.name == "hang",
    )
    return found.said(happened)


def killed(found: Stage, case: Case) -> str:
    """The same, if the process is killed and what it left is recovered, twice."""
    code, dead = found.killed(lambda kill: found.work[case.unit].fault(faults.Call(at=case.at, action=kill)))
    if not dead:
        return f"it was not killed, but ended with {code}"
    return found.said(Happened(code=code, unit=case.unit, place=case.at.number or 0))


def spread(every: Sequence[Case], share: int) -> Sequence[Case]:
    """Each so manieth case, from one that depends on the cases: other tests begin at others."""
    return every[zlib.crc32("".join(map(str, every)).encode()) % min(share, len(every)) :: share]


def all_of(found: Stage, every: Sequence[Case], check: Callable[[Case], str], record: Record) -> None:
    """Check the share of the cases, note their number for the summary, and fail for what is wrong."""
    assert every
    every = spread(every, found.share)
    wrong = []
    for case in every:
        if said := check(case):
            wrong.append(f"{case}: {said}")
        found.reset()
    record("fgsp_cases", len(every))
    record("fgsp_failures", len(wrong))
    assert not wrong, "\n".join(wrong)


@both
@pytest.mark.parametrize("kind", KINDS, **by_name)
def test_every_fault_at_every_step(
    stages: Stages, record_property: Record, kind: Kind, mode: Mode, saves: Saves
) -> None:
    """From the first line after the login to the last that is read back."""
    found = stages(mode, saves)
    all_of(found, list(cases(found, kind)), lambda case: disturbed(found, kind, case), record_property)


@both
@pytest.mark.parametrize("kind", KINDS, **by_name)
def test_every_fault_while_putting_back(
    stages: Stages, record_property: Record, kind: Kind, mode: Mode, saves: Saves
) -> None:
    """The first member is changed, the last one fails, and then the putting back is disturbed too."""
    found = stages(mode, saves)

    def check(case: Case) -> str:
        trigger(found)
        return disturbed(found, kind, case)

    all_of(found, list(undo_cases(found, kind, log_of_putting_back(found))), check, record_property)


@both
def test_the_process_is_killed_at_every_step_and_recovered(
    stages: Stages, record_property: Record, mode: Mode, saves: Saves
) -> None:
    """SIGKILL, then `recover`, then `recover` again, which sends nothing."""
    found = stages(mode, saves)
    all_of(found, list(cases(found, KILL)), lambda case: killed(found, case), record_property)


@both
def test_the_process_is_killed_while_it_puts_back_and_recovered(
    stages: Stages, record_property: Record, mode: Mode, saves: Saves
) -> None:
    """As before, at every line of a way back."""
    found = stages(mode, saves)

    def check(case: Case) -> str:
        trigger(found)
        return killed(found, case)

    all_of(found, list(undo_cases(found, KILL, log_of_putting_back(found))), check, record_property)


@pytest.mark.parametrize("saves", ["next", "end"])
@pytest.mark.parametrize("kind", [*(kind for kind in KINDS if kind.name in FATAL), KILL], **by_name)
def test_every_fault_at_every_line_while_an_id_is_changed(
    stages: Stages, record_property: Record, kind: Kind, saves: Saves
) -> None:
    """The unit is isolated, asked about its id, and taken back in: the isolated step, directly."""
    found = stages("direct", saves, IDS)
    assert found.logs[MEMBERS[0]].count("y") == 1

    def check(case: Case) -> str:
        return killed(found, case) if kind is KILL else disturbed(found, kind, case)

    all_of(found, list(id_cases(found, kind)), check, record_property)
