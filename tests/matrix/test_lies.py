"""A push that cannot lie: random combinations of behaviour, fault, release and mode.

A lie is an exit code or a status that the units' memory does not bear out, a secret or six characters of it in a message
or any file but a raw backup, an open transaction that no message mentions, or a change outside FGSP.
`--matrix-examples N --matrix-first M --timeout=0` runs the cases from number M to M+N-1.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from matrix.lie_cases import BEHAVIOURS, FAULTS, HABITS, LATE, NAMES, PATIENCE, SPOTS, Case, drawn, impatient
from matrix.lie_judges import SECRET, Texts, leaks, memory, open_transactions
from push_lab import Bench, bench, without_header
from waiting import wait_until

from fgsp_cli.testing import Habits
from fgsp_cli.units.live_unit import LiveUnit

SHARDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Undisturbed:
    """What a push does when nothing is wrong."""

    after: Texts
    typed: tuple[tuple[str, ...], ...]


def held(work: Bench) -> dict[str, str]:
    """What every unit holds, secrets in clear, header aside."""

    def text(name: str) -> str:
        store = work[name]._unit.store
        return re.sub(r"ENC (\S+)", lambda found: store.cipher.reveal(found[1]) or found[1], work[name].stored_text())

    return {name: without_header(text(name)) for name in NAMES}


def undisturbed(case: Case) -> Undisturbed:
    """Of the release and the mode of the case, where units do what is known of them."""
    plain = replace(case, behaviour="plain", habit="usual", fault="none", place=0, portion=0.0, reads=False, spot="")
    return _undisturbed(plain if plain.mode != "auto" else replace(plain, mode="workspace"))


@cache
def _undisturbed(case: Case) -> Undisturbed:
    with TemporaryDirectory() as folder, bench(Path(folder), case.units, case.text) as work:
        assert work.push(transaction=case.mode, allow_disruptive=True).exit_code() == 0
        return Undisturbed(after=held(work), typed=tuple(work[name].log for name in NAMES))


def judged(case: Case) -> tuple[list[str], list[str]]:
    """Everything that was claimed and is not so; and what happened, in words to be counted."""
    known, unit, other = undisturbed(case), NAMES[case.place], NAMES[1 - case.place]
    specs = [replace(spec, habits=Habits(**HABITS[case.habit])) for spec in case.units]  # type: ignore[arg-type]
    with TemporaryDirectory() as folder, bench(Path(folder), specs, case.text) as work:
        before = held(work)
        for each in work.lab:
            each._unit.spec = replace(each.spec, quirks=case.quirks)
        laid = case.lay(work[unit], work[other], known.typed[case.place])
        work.inventory = impatient(work.inventory)
        results = work.push(transaction=case.mode, allow_disruptive=True, **PATIENCE)
        said = json.dumps(results.to_json()) + work.heard.warnings
        found = open_transactions([each.name for each in work.lab if each.transactions], said)
        fired = [case.fault] if work[unit].fired else [f"no {case.fault}"] if laid else ["none"]
        for each in work.lab:
            each.forget()
        wait_until(lambda: not any(each.sessions or each.transactions for each in work.lab))
        if "late" in case.fault or "late" in case.behaviour:
            time.sleep(LATE)
        outcomes = {name: (str(each.status), each.exit_code()) for name, each in results.devices.items()}
        found += memory(results.exit_code(), outcomes, before, held(work), known.after)
        found += ["an internal error"] if "internal error" in said else []
        return found + leaks(work.folder, said), [f"exit {results.exit_code()}", *fired]


@pytest.mark.timeout(3000)
@pytest.mark.parametrize("shard", range(SHARDS))
def test_no_push_lies(
    shard: int,
    combinations: int,
    matrix_first: int,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
) -> None:
    """Whatever the unit does, and whatever goes wrong meanwhile."""
    monkeypatch.setenv("FGSP_PSK", SECRET)
    numbers = range(matrix_first + shard, matrix_first + combinations, SHARDS)
    found, spread = [], list[str]()
    for number in numbers:
        case = drawn(number)
        try:
            wrong, happened = judged(case)
        except Exception as error:  # noqa: BLE001 (an error is a finding of this case)
            wrong, happened = [f"{type(error).__name__}: {error}"], ["an error"]
        spread += happened
        if wrong:
            found.append(f"{number}: {case}: {'; '.join(wrong)}")
            print(found[-1], flush=True)
    record_property("fgsp_cases", len(numbers))
    record_property("fgsp_failures", len(found))
    record_property("fgsp_spread", ",".join(spread))
    assert found == []


def test_the_cases_hold_everything() -> None:
    """Each behaviour, each habit, and each fault at each line of a transaction."""
    cases = [drawn(number) for number in range(1000)]
    assert {case.behaviour for case in cases} == set(BEHAVIOURS)
    assert {case.habit for case in cases} == set(HABITS)
    assert {(case.fault, case.spot) for case in cases} == set(product(FAULTS, ("", *SPOTS)))


@pytest.mark.spread(3)
@pytest.mark.parametrize(("fortios", "habit"), [("6.4.12", "usual"), ("7.4.4", "saved at end"), ("8.0.0", "off hides")])
def test_a_program_that_reads_back_in_its_own_session_is_noticed(
    fortios: str, habit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Changed like this on purpose, the program claims what no unit holds; unchanged, it does not."""
    monkeypatch.setenv("FGSP_PSK", SECRET)
    case = replace(
        drawn(0), behaviour="commit ignored", habit=habit, fault="none", fortios=fortios, mode="auto", spot=""
    )
    assert judged(case)[0] == []
    monkeypatch.setattr(LiveUnit, "_outside", lambda unit, work: work(unit._live))
    lies = judged(case)[0]
    assert "exit 0, and the units hold {'fgt-a': 'old', 'fgt-b': 'old'}" in lies
    assert "fgt-a: an open transaction that nobody mentions" in lies
