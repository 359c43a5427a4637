"""The fault matrix: every fault at every step of a push to three members, in both modes and with both ways of saving.

After each case all members hold the old, or all the new, in every path that the plan touches; what somebody else
changed elsewhere is intact; the exit code and the backups are what the documents say.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from matrix.faults_of import ERROR, KINDS, Kind, fits, room_again
from matrix.stage import MEMBERS, Mode, Saves, Stage, stage, verb

from fgsp_cli.testing import faults

COMMIT = "execute config-transaction commit"
READS = ("get system global | grep cfg-save", "show system standalone-cluster | grep .", "show")
"""After connect, in the middle of reading, after it. Everything behind the backup counts."""
PAIRS = [(mode, saves) for mode in ("direct", "workspace") for saves in ("next", "end")]
both = pytest.mark.parametrize(("mode", "saves"), PAIRS)


def places(log: tuple[str, ...]) -> list[int]:
    """The lines at which something goes wrong, from 1: a few while reading, all of them after the backup."""
    early = [log.index(line) + 1 for line in READS]
    last_change = max(place for place, line in enumerate(log, 1) if verb(line) in ("end", "execute"))
    return [*early, *(place for place in range(log.index("show") + 2, last_change + 2))]


def cases(found: Stage, kind: Kind) -> Iterator[tuple[str, faults.AtLine, str]]:
    """Unit, moment and name; the units take turns.

    Inside a transaction no row is saved, so the two ways of saving share the lines that are staged.
    """
    commit = found.logs[MEMBERS[0]].index(COMMIT) + 1 if found.mode == "workspace" else 0
    for turn, place in enumerate(places(found.logs[MEMBERS[0]])):
        if place < commit and turn % 2 == (found.saves == "next"):
            continue
        for moment in kind.moments:
            unit = MEMBERS[turn % len(MEMBERS)]
            line = found.logs[unit][place - 1]
            if fits(kind, line):
                yield (
                    unit,
                    faults.AtLine(number=place, moment=moment),
                    f"{unit}, line {place} ({moment}) {line.strip()!r}",
                )


def undo_cases(found: Stage, kind: Kind, log: tuple[str, ...]) -> Iterator[tuple[faults.AtLine, str]]:
    """Every line that is typed on a unit while it is put back, and the first that looks."""
    begin = len(found.logs["fgt-a"])
    for place in range(begin + 1, len(log) + 1):
        line = log[place - 1]
        changing = verb(line) in ("config", "edit", "set", "unset", "delete", "next", "end")
        if fits(kind, line) and (changing or place == begin + 1):
            yield faults.AtLine(number=place, moment=kind.moments[-1]), f"undo, line {place} {line.strip()!r}"


def trigger(found: Stage) -> None:
    """What makes a push fail when all of the first unit is changed already."""
    line = COMMIT if found.mode == "workspace" else "end"
    at = faults.AtLine(line=line, number=1 if found.mode == "workspace" else 2)
    found.work["fgt-c"].fault(faults.Refuse(at=at, error=ERROR))


def tally(record: object, found: int, wrong: list[str]) -> None:
    """Tell the summary, and fail for what is wrong."""
    record("fgsp_cases", found)  # type: ignore[operator]
    record("fgsp_failures", len(wrong))  # type: ignore[operator]
    assert not wrong, "\n".join(wrong)


def disturbed(found: Stage, unit: str, kind: Kind, at: faults.AtLine) -> str:
    """One case: what is wrong after it."""
    found.seconds = kind.patience
    strangers = kind.lay(found, found.work[unit], at)
    try:
        results = found.push()
    finally:
        room_again()
    wrong = found.said(results.exit_code(), killed=False, results=results, strangers=strangers)
    found.reset()
    return wrong


@both
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name.replace(" ", "_"))
def test_every_fault_at_every_step(
    tmp_path: Path, record_property: object, kind: Kind, mode: Mode, saves: Saves
) -> None:
    """From the first line after the login to the last that is read back."""
    wrong, count = [], 0
    with stage(tmp_path, mode, saves) as found:
        for unit, at, name in cases(found, kind):
            count += 1
            if said := disturbed(found, unit, kind, at):
                wrong.append(f"{kind.name}: {name}: {said}")
    tally(record_property, count, wrong)


@both
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name.replace(" ", "_"))
def test_every_fault_while_putting_back(
    tmp_path: Path, record_property: object, kind: Kind, mode: Mode, saves: Saves
) -> None:
    """The first member is changed, the last one fails, and then the putting back is disturbed too."""
    wrong, count = [], 0
    with stage(tmp_path, mode, saves) as found:
        trigger(found)
        assert found.push().exit_code() == 3
        log = found.work["fgt-a"].log
        found.reset()
        for at, name in undo_cases(found, kind, log):
            count += 1
            trigger(found)
            if said := disturbed(found, "fgt-a", kind, at):
                wrong.append(f"{kind.name}: {name}: {said}")
    tally(record_property, count, wrong)


@both
@pytest.mark.parametrize("phase", ["change", "undo"])
def test_the_process_is_killed_at_every_step_and_recovered(
    tmp_path: Path, record_property: object, phase: str, mode: Mode, saves: Saves
) -> None:
    """SIGKILL, then `recover`, then `recover` again, which does no harm."""
    wrong, count = [], 0
    with stage(tmp_path, mode, saves, kills=True) as found:
        if phase == "undo":
            trigger(found)
            assert found.push().exit_code() == 3
            log = found.work["fgt-a"].log
            found.reset()
            every = [("fgt-a", at, name) for at, name in undo_cases(found, KINDS[0], log)]
        else:
            every = list(cases(found, KINDS[1]))
        for unit, at, name in every:
            count += 1
            if phase == "undo":
                trigger(found)
            code, killed = found.killed(
                lambda kill, unit=unit, at=at: found.work[unit].fault(faults.Call(at=at, action=kill))
            )
            if said := found.said(code, killed=killed, results=None, strangers=()):
                wrong.append(f"killed: {name}: {said}")
            found.reset()
    tally(record_property, count, wrong)
