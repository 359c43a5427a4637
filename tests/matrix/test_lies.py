"""A push that cannot lie: random combinations of behaviour, fault, release and mode.

A lie is an exit code that the units' memory does not bear out, a secret or six characters of it in any file but a raw
backup, an open transaction that no message mentions, or a change outside FGSP. `--matrix-examples N --timeout=0` runs N.
"""

from __future__ import annotations

import json
import random
import re
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import pytest
from matrix.stage import verb, wait_until
from matrix.warm import within
from push_lab import Bench, bench, without_header

from fgsp_cli.lab import ACCENTS
from fgsp_cli.testing import Habits, Quirks, UnitSpec, faults

SHARDS = 4
RELEASES = ("6.4.12", "7.0.12", "7.4.4", "7.6.6", "8.0.0")
SECRET = "Zx9Qw3Er7Ty5Ui1Op"
PIECE = 6
START, COMMIT, ABORT = (f"execute config-transaction {word}" for word in ("start", "commit", "abort"))
REFUSAL = "command parse error before 'config-transaction'\nCommand fail. Return code -61"
OWN = re.compile(r"^config system (?:standalone-cluster|cluster-sync|ha)$.*?^end$\n", re.MULTILINE | re.DOTALL)
NAMES = ("fgt-a", "fgt-b")
BEHAVIOURS: Mapping[str, Mapping[str, object]] = {
    "plain": {},
    **ACCENTS,
    "start like a refusal": {"start_text": REFUSAL},
    "start with any text": {"start_text": "config transaction (id=1) started"},
    "commit and abort with any text": {"commit_text": "Done.", "abort_text": "Discarded."},
    "late commit": {"commit_seconds": 0.3},
    "abort refused": {"abort": "refused"},
    "start unavailable": {"transactions": "refused"},
    "start ignored": {"transactions": "ignored"},
    "bound to the administrator": {"transaction_of": "administrator"},
    "staged rows are seen": {"staged_seen": True},
}
HABITS: Mapping[str, Mapping[str, object]] = {
    "usual": {},
    "saved at end": {"nested_saves": "end"},
    "commit asks": {"transaction_asks": "commit"},
    "staged hidden": {"staged_shown": False},
    "off hides": {"off_switch": "hides"},
    "off forgets": {"off_switch": "forgets"},
    "encrypts anew": {"reencrypt": True},
}
Make = Callable[[faults.AtLine], faults.Fault]
FAULTS: Mapping[str, Make | None] = {
    "none": None,
    "drop": lambda at: faults.Drop(at=at),
    "drop behind": lambda at: faults.Drop(at=replace(at, moment="run")),
    "refuse": lambda at: faults.Refuse(at=at, error=REFUSAL),
    "another answer": lambda at: faults.Answer(at=at, text="Well."),
    "question": lambda at: faults.Ask(at=at),
    "notice": lambda at: faults.Notice(at=replace(at, moment="run"), text="fgt-a # exit"),
    "late": lambda at: faults.Late(at=at, seconds=1.5, answered=True),
    "late and silent": lambda at: faults.Late(at=at, seconds=1.5),
    "hang": lambda at: faults.Hang(at=at),
    "flood": lambda at: faults.Flood(at=at, text="set x\n--More-- ", per_key=True),
    "reboot": lambda at: faults.Reboot(at=at),
    "no second login": lambda _: faults.RefuseLogin(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One combination."""

    behaviour: str
    habit: str
    fault: str
    fortios: str
    mode: Literal["direct", "workspace", "auto"]
    vdoms: bool
    portion: float
    """How far into the lines of an undisturbed push the fault happens."""

    @property
    def text(self) -> str:
        """The intent: a row, pickup of sessions, and a secret."""
        members = {name: {"number": place, "peerip": f"10.10.10.{place + 1}"} for place, name in enumerate(NAMES)}
        return json.dumps(
            {
                "clusters": {
                    "edge": {
                        "fortios": self.fortios,
                        "standalone_cluster": {"encryption": "enable", "psksecret": "${env:FGSP_PSK}"},
                        "ha": {"session_pickup": "enable"},
                        "cluster_sync": {"syncvd": ["root"]},
                        "members": members,
                    }
                }
            }
        )

    @property
    def units(self) -> list[UnitSpec]:
        """The members, with nothing of FGSP, and a description that reads like a prompt."""
        scope = ("config global\n", "end\n") if self.vdoms else ("", "")
        alias = f'{scope[0]}config system interface\nedit "port1"\nset description "line\nfgt-a # exit"\nnext\nend\n{scope[1]}'
        vdoms = ("vd-web",) if self.vdoms else None
        return [
            UnitSpec(name=name, fortios=self.fortios, config=alias, vdoms=vdoms, transaction_minute=0.6)
            for name in NAMES
        ]


def drawn(source: random.Random) -> Case:
    """Any of them."""
    return Case(
        behaviour=source.choice(list(BEHAVIOURS)),
        habit=source.choice(list(HABITS)),
        fault=source.choice(list(FAULTS)),
        fortios=source.choice(RELEASES),
        mode=source.choice(["direct", "workspace", "auto"]),
        vdoms=source.random() < 0.3,
        portion=source.random(),
    )


def held(work: Bench) -> dict[str, str]:
    """What every unit holds, secrets in clear, header aside."""

    def text(name: str) -> str:
        store = work[name]._unit.store
        return re.sub(r"ENC (\S+)", lambda found: store.cipher.reveal(found[1]) or found[1], work[name].stored_text())

    return {name: without_header(text(name)) for name in NAMES}


def lies(case: Case) -> list[str]:
    """Everything that was said and was not so."""
    with TemporaryDirectory() as folder, bench(Path(folder), case.units, case.text) as work:
        roots = {each.name: each._unit.store.root for each in work.lab}
        before = held(work)
        work.inventory = within(work.inventory, 20.0)
        assert work.push(allow_disruptive=True).exit_code() == 0
        after, unit = held(work), work[random.Random(case.portion).choice(NAMES)]
        typed = [line for line in unit.log if verb(line) not in ("get", "show", "diagnose")]
        for each in work.lab:
            each.hang_up()
            each.clear_log()
            each._call(lambda each=each: _behave(each._unit, case, roots[each.name]))  # type: ignore[misc]
        shutil.rmtree(work.folder / ".fgsp", ignore_errors=True)
        if make := FAULTS[case.fault]:
            unit.fault(make(faults.AtLine(pattern=r"^\s*(?!get|show|diag)", number=1 + int(case.portion * len(typed)))))
        work.inventory = within(work.inventory, 2.5)
        results = work.push(transaction=case.mode, allow_disruptive=True, reconnect_seconds=2.0)
        said = json.dumps(results.to_json()) + work.heard.warnings
        found = [f"{each.name}: an open transaction that nobody mentions" for each in work.lab if _silent(each, said)]
        for each in work.lab:
            each.forget()
        wait_until(lambda: all(each.sessions == 0 for each in work.lab), 15.0)
        wait_until(lambda: not any(each.transactions for each in work.lab), 15.0)
        time.sleep(1.6 if case.fault.startswith("late") else 0.4)
        return found + _memory(results.exit_code(), before, held(work), after, said) + _leaks(work.folder)


def _behave(unit: object, case: Case, root: object) -> None:
    unit.transactions.drop_all()  # type: ignore[attr-defined]
    unit.store.take(root)  # type: ignore[attr-defined]
    unit.store.habits = Habits(**HABITS[case.habit])  # type: ignore[attr-defined,arg-type]
    unit.spec = replace(unit.spec, quirks=Quirks(**BEHAVIOURS[case.behaviour]))  # type: ignore[attr-defined,arg-type]


def _silent(unit: object, said: str) -> bool:
    return bool(unit.transactions) and not re.search(r"transaction|lock", said)  # type: ignore[attr-defined]


def _memory(
    code: int, before: Mapping[str, str], now: Mapping[str, str], after: Mapping[str, str], said: str
) -> list[str]:
    wanted = {0: after, 1: before, 3: before}.get(code)
    outside = [
        f"{name}: a change outside FGSP" for name in NAMES if OWN.sub("", now[name]) != OWN.sub("", before[name])
    ]
    if wanted is None:
        return outside + ([] if code == 4 and any(name in said for name in NAMES) else [f"exit {code}"])
    state = {
        name: "old" if now[name] == before[name] else "new" if now[name] == after[name] else "neither" for name in NAMES
    }
    return outside + ([] if now == wanted else [f"exit {code}, and the units hold {state}"])


def _leaks(folder: Path) -> list[str]:
    pieces = {SECRET[place : place + PIECE].encode() for place in range(len(SECRET) - PIECE + 1)}
    files = (path for path in folder.rglob("*") if path.is_file() and "backups" not in path.parts)
    return [
        f"{path.name} holds a piece of the secret"
        for path in files
        if any(each in path.read_bytes() for each in pieces)
    ]


@pytest.mark.timeout(3000)
@pytest.mark.parametrize("shard", range(SHARDS))
def test_no_push_lies(
    shard: int,
    matrix_examples: int,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
) -> None:
    """Whatever the unit does, and whatever goes wrong meanwhile."""
    monkeypatch.setenv("FGSP_PSK", SECRET)
    source, found = random.Random(shard), []
    for number in range(max(matrix_examples // SHARDS, 1)):
        case = drawn(source)
        try:
            wrong = lies(case)
        except Exception as error:  # noqa: BLE001 (an error is a finding of this case)
            wrong = [f"{type(error).__name__}: {error}"]
        if wrong:
            found.append(f"{number}: {case}: {'; '.join(wrong)}")
            print(found[-1], flush=True)
    record_property("fgsp_cases", matrix_examples // SHARDS)
    assert found == []


OLD, NEW = dict.fromkeys(NAMES, "config system ha\nend\n"), dict.fromkeys(NAMES, "config system ha\nset x\nend\n")


@pytest.mark.parametrize(
    ("code", "now", "said", "lie"),
    [
        (0, OLD, "", "exit 0, and the units hold {'fgt-a': 'old', 'fgt-b': 'old'}"),
        (3, NEW, "", "exit 3, and the units hold {'fgt-a': 'new', 'fgt-b': 'new'}"),
        (1, OLD | {"fgt-a": NEW["fgt-a"]}, "", "exit 1, and the units hold {'fgt-a': 'new', 'fgt-b': 'old'}"),
        (4, NEW, "no unit is named", "exit 4"),
        (70, OLD, "", "exit 70"),
        (4, OLD | {"fgt-b": "config system dns\nend\n"}, "fgt-b", "fgt-b: a change outside FGSP"),
    ],
)
def test_a_lie_about_memory_is_noticed(code: int, now: Mapping[str, str], said: str, lie: str) -> None:
    """Whoever judges is judged."""
    assert _memory(code, OLD, now, NEW, said) == [lie]


@pytest.mark.parametrize("name", ["transcript.log", "journal.jsonl", "a/b/plan.json"])
def test_a_leak_is_noticed(tmp_path: Path, name: str) -> None:
    """Six characters are one, five are none; raw backups may hold them."""
    for path in (tmp_path / name, tmp_path / "backups" / "fgt-a.conf"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"set psk{SECRET[3:8]}")
    assert _leaks(tmp_path) == []
    for path in (tmp_path / name, tmp_path / "backups" / "fgt-a.conf"):
        path.write_text(f"set psk{SECRET[3:9]}")
    assert _leaks(tmp_path) == [f"{Path(name).name} holds a piece of the secret"]
