"""A cluster of three on which one push after the other is disturbed, and what must hold afterwards."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal, Protocol

from matrix.warm import within
from push_lab import MEMBERS, TRIO, Bench, bench, without_header
from waiting import wait_until

from fgsp_cli.archive import RunFolder
from fgsp_cli.fortios.interpreter import Interpreter
from fgsp_cli.results.results import Results
from fgsp_cli.runs.journal import Ending
from fgsp_cli.runs.unfinished_runs import cluster_runs
from fgsp_cli.testing import Habits, LabUnit, UnitSpec

Mode = Literal["direct", "workspace"]
Saves = Literal["next", "end"]
PATIENCE = 20.0
"""Seconds that a push waits for an answer, where the case does not say."""
Texts = Mapping[str, str]
FORTIOS = "7.4.4"
PICKUP = "set session-pickup-delay enable"
"""What somebody else sets, where the push does not write."""
ELSEWHERE = f"config system ha\n{PICKUP}\nend"
THEIR_VALUE = "config system standalone-cluster\nconfig cluster-peer\nedit {number}\nset hb-interval 15\nend\nend"
"""What somebody else sets, where it does."""
SAVING = frozenset({"next", "end", "delete"})
SAME = "as ever"
"""Of a unit that holds the same before and after."""
CONFIGURING = SAVING | {"config", "edit", "set", "unset"}
_HEARTBEAT = "      heartbeat: {interval: 1s, lost_after: 6s}\n"
_TRIO = TRIO.format(fortios=FORTIOS).replace("syncvd: [root]", "hb_interval: 10").replace(_HEARTBEAT, "")
_CONFIG = "config system standalone-cluster\n{ids}config cluster-peer\n{rows}end\nend\n"
_ROW = "edit {number}\nset peerip 10.10.10.{number}\nset hb-interval {interval}\nnext\n"
_GONE = "edit 77\nset peerip 192.0.2.77\nnext\n"
"""Nobody names it: --prune deletes it."""
_IDS = "set standalone-group-id 7\nset group-member-id {place}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """What is wanted, and what is there before."""

    text: str
    configs: tuple[str, ...]
    disruptive: bool = False


def _next(place: int) -> int:
    """The number of the row that each member has in all plans."""
    return (place + 1) % 3 + 1


ROWS = Drift(
    text=_TRIO.replace(
        "    cluster_sync:",
        "    standalone_cluster: {asymmetric_traffic_control: strict-anti-replay}\n"
        "    ha: {session_pickup: enable}\n    cluster_sync:",
    ),
    configs=tuple(
        _CONFIG.format(ids="", rows=_ROW.format(number=_next(place), interval=5) + _GONE) for place in range(3)
    ),
)
"""A row to change, one to delete, one that is missing, an attribute of the cluster, and one of `system ha`."""
IDS = Drift(
    text=_TRIO.replace("    cluster_sync:", "    standalone_cluster: {standalone_group_id: 7}\n    cluster_sync:")
    .replace("number: 0", "number: 0, group_member_id: 5")
    .replace("number: 1", "number: 1, group_member_id: 1")
    .replace("number: 2", "number: 2, group_member_id: 2"),
    configs=tuple(
        _CONFIG.format(
            ids=_IDS.format(place=place),
            rows="".join(_ROW.format(number=number, interval=10) for number in (1, 2, 3) if number != place + 1),
        )
        for place in range(3)
    ),
    disruptive=True,
)
"""Another id for the first member: it is isolated, asked about its id, and taken back in."""


def units(drift: Drift, saves: Saves) -> list[UnitSpec]:
    """The members, as they are before."""
    return [
        UnitSpec(
            name=name,
            fortios=FORTIOS,
            config=drift.configs[place],
            habits=Habits(nested_saves=saves),
            ha_mode="a-p",
            ha_role="primary",
        )
        for place, name in enumerate(MEMBERS)
    ]


def verb(line: str) -> str:
    """The first word."""
    return line.split(maxsplit=1)[0] if line.strip() else ""


@dataclass(slots=True)
class Stranger:
    """Somebody else at work on a unit; may be locked out."""

    unit: LabUnit
    lines: str
    did: bool = False
    early: bool = False
    """Whether that was before the backup."""
    seen: bool = False
    """Whether that was right before a look behind the plan, so that the push knows of it."""
    left: str = ""
    """The whole configuration afterwards."""

    @property
    def elsewhere(self) -> bool:
        """Whether the push has nothing to do with it."""
        return self.lines == ELSEWHERE

    def act(self) -> None:
        """Type it."""
        try:
            self.unit.admin_change(self.lines)
        except ValueError:
            return
        self.did, self.left = True, self.unit.config_text()
        self.seen = verb(self.unit.log[-1]) == "show" and "show" in self.unit.log
        self.early = self.unit.log[-1] == "show" or "show" not in self.unit.log


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One case, when it is over."""

    code: int
    unit: str
    place: int
    """The line at which it happened, from 1."""
    results: Results | None = None
    """None: the process was killed."""
    strangers: Sequence[Stranger] = ()
    cuts: bool = False
    """Whether the session was lost, so that nobody knows how far it went."""
    full: bool = False
    """Whether the disk was full."""
    hangs: bool = False
    """Whether a line got no answer, on a connection that stayed."""

    @property
    def killed(self) -> bool:
        """Whether the process died, and another one recovered."""
        return self.results is None

    @property
    def theirs(self) -> Stranger | None:
        """Who has worked on a path of the push."""
        return next((each for each in self.strangers if each.did and not each.elsewhere), None)


@dataclass(slots=True)
class Outside:
    """The process whose children push and may be killed."""

    process: subprocess.Popen[str]

    def begin(self, **asked: object) -> int:
        """Start a child; its pid."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({name: str(value) for name, value in asked.items()}) + "\n")
        self.process.stdin.flush()
        return self._number()

    def end(self) -> int:
        """How the child ended: its exit code, or the negative signal."""
        return self._number()

    def _number(self) -> int:
        assert self.process.stdout is not None
        return int(self.process.stdout.readline())


@dataclass(slots=True)
class Stage:
    """One lab for many cases."""

    work: Bench
    drift: Drift
    mode: Mode
    saves: Saves
    roots: dict[str, object]
    texts: dict[str, str]
    """What `show` prints of each unit before."""
    serials: dict[str, str]
    old: Texts = field(default_factory=dict)
    new: Texts = field(default_factory=dict)
    logs: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """What is typed on each unit when nothing is wrong."""
    outside: Outside | None = None
    seconds: float = PATIENCE
    share: int = 1
    """Each so manieth case is run."""

    def learn(self) -> None:
        """An undisturbed push: what every unit holds before and after, and what is typed."""
        self.old = self.work.stored()
        assert self.push().exit_code() == 0
        self.new = self.work.stored()
        self.logs = {unit.name: unit.log for unit in self.work.lab}
        self.reset()

    def push(self) -> Results:
        """Push."""
        self.work.inventory = within(self.work.inventory, self.seconds)
        return self.work.push(
            transaction=self.mode, prune=True, allow_disruptive=self.drift.disruptive, reconnect_seconds=5.0
        )

    def reset(self) -> None:
        """As it was at the beginning, with no faults, sessions or transactions left."""
        for handle in self.work.lab:
            handle.forget()
            handle.hang_up()
            handle.clear_log()
            handle._call(lambda handle=handle: self._restore(handle))
        shutil.rmtree(self.work.folder / ".fgsp", ignore_errors=True)
        self.seconds = PATIENCE

    def _restore(self, handle: LabUnit) -> None:
        unit = handle._unit
        unit.transactions.drop_all()
        unit.store.take(self.roots[unit.spec.name])  # type: ignore[arg-type]
        if unit.identity.serial != self.serials[unit.spec.name]:
            unit.fail_over()
        unit.schedule.fired.clear()

    def killed(self, disturb: Callable[[Callable[[], None]], None]) -> tuple[int, bool]:
        """Push in a process that is killed, then recover, twice; the last exit code, and whether it was killed."""
        assert self.outside is not None
        folder = self.work.folder
        given = {"inventory": folder / "inventory", "mode": self.mode, "seconds": self.seconds}
        given |= {"disruptive": self.drift.disruptive, "clock": 0}
        pid: list[int] = []

        def kill() -> None:
            os.kill(pid[0], 9)

        disturb(kill)
        pushed = {"verb": "push", "text": self.work.text, "source": folder / "edge.yaml"}
        pid.append(self.outside.begin(**pushed, **given))
        ended = self.outside.end()
        if ended >= 0:
            return ended, False
        self.quiet()
        given["clock"] = 48 if pid[0] % 2 else -48
        self.refused(pushed | given)
        return recovered(self.work, self.outside, given, ended), True

    def refused(self, pushed: Mapping[str, object]) -> None:
        """A push over a killed run changes nothing, whichever of both is the later one by the clock."""
        assert self.outside is not None
        if not any(part.killed for run in self.runs() for part in cluster_runs(RunFolder.opened(run))):
            return
        before = self.work.stored()
        self.outside.begin(**pushed)
        assert self.outside.end() == 1
        assert self.work.stored() == before

    def quiet(self) -> None:
        """Wait until nobody is logged in any more."""
        wait_until(lambda: all(unit.sessions == 0 and unit.connections == 0 for unit in self.work.lab))

    def said(self, case: Happened) -> str:
        """What is not as it must be; nothing if all is well."""
        self.quiet()
        found = self.work.stored()
        holds = {name: self._holds(name, found[name], case.strangers) for name in MEMBERS}
        wrong = self._exit(case, holds)
        cut = MEMBERS if case.killed else (case.unit,) if case.cuts else ()
        wrong += [
            f"{unit.name} has a transaction open"
            for unit in self.work.lab
            if unit.transactions and unit.name not in cut
        ]
        if not self.drift.disruptive:
            wrong += [f"{unit.name} got a `y`" for unit in self.work.lab if "y" in unit.log]
        wrong += self._backups(case)
        if not (case.full or case.killed):
            wrong += self._record(case)
        return "; ".join(wrong)

    def _holds(self, name: str, text: str, strangers: Sequence[Stranger]) -> str:
        """`old` or `new`, what somebody else did elsewhere included, or one of them with `theirs` on a path of ours."""
        stranger = next((each for each in strangers if each.did and each.unit.name == name), None)
        known = {"old": self.old[name], "new": self.new[name]}
        if text == known["old"] == known["new"]:
            return SAME
        if stranger is None:
            return next((state for state, each in known.items() if each == text), "neither")
        added = {state: with_lines(each, stranger.lines) for state, each in known.items()}
        if stranger.elsewhere:
            return next((state for state, each in added.items() if each == text), "neither")
        known |= {f"{state} with theirs": each for state, each in added.items()}
        return next((state for state, each in known.items() if each == text), "neither")

    def _exit(self, case: Happened, holds: Mapping[str, str]) -> list[str]:
        """Whether the members are alike, and the exit code the one that is documented for what they hold."""
        theirs = case.theirs
        mixed = f"exit {case.code}: {holds}"
        others = {state for name, state in holds.items() if theirs is None or name != theirs.unit.name} - {SAME}
        if len(others) > 1 or not others <= {"old", "new"}:
            return [mixed]
        (state,) = others
        own = holds[theirs.unit.name] if theirs is not None else state
        if theirs is not None and theirs.seen and not own.endswith("theirs"):
            return [f"{mixed}; what somebody else had done was overwritten"]
        if own == "new with theirs":  # behind the last look
            return [] if state == "new" and case.code == 0 else [mixed]
        if own == "old with theirs" and theirs is not None:
            if state != "old" or case.code != self._code_beside(theirs):
                return [mixed]
            return self._named(case, theirs) if case.code == 4 else []
        if own != state:
            return [mixed]
        if state == "new":
            return [] if case.code == 0 else [mixed]
        allowed = self._codes(case)
        return [] if case.code in allowed else [f"{mixed}, and not {allowed}"]

    def _codes(self, case: Happened) -> set[int]:
        """The exit codes of a push that changed nothing: 3 if a line was accepted, else 1; 0 of a recovery."""
        if case.killed:
            return {0} if self.runs() else {-9}
        log = self.work[case.unit].log
        if case.hangs and verb(log[case.place - 1]) in CONFIGURING | {"execute"}:
            return self._undecided_codes(case)
        heard = case.place if case.full else case.place - 1  # a full disk does not keep the unit from hearing the line
        before = {verb(line) for line in log[:heard]} & CONFIGURING
        others = any(
            {verb(line) for line in unit.log} & CONFIGURING for unit in self.work.lab if unit.name != case.unit
        )
        if case.cuts and not others and before and not (self.mode == "direct" and before & {"next", "end"}):
            return {1, 3}  # nobody knows which lines in flight were heard
        return {3} if others or before else {1}

    def _undecided_codes(self, case: Happened) -> set[int]:
        """Of a line without an answer: the unit may still carry it out, unless a transaction holds it back."""
        assert case.results is not None
        said = "may still be carried out" in str(case.results.devices[case.unit].error)
        if self.mode == "direct":
            return {4} if said else set()
        return {4} if said else {1, 3}

    def _code_beside(self, theirs: Stranger) -> int:
        """The exit code where another administrator changed a row of the plan: 4 if the push had typed on that unit;
        else the unit is as they left it, and 3 says that other units were put back.
        """
        if _typed_on(theirs.unit):
            return 4
        return 3 if self._typed() else 1

    def _typed(self) -> bool:
        return any(_typed_on(unit) for unit in self.work.lab)

    def _named(self, case: Happened, theirs: Stranger) -> list[str]:
        """What a person is told of a unit that was not put back."""
        assert case.results is not None
        name = theirs.unit.name
        error = str(case.results.devices[name].error)
        path = f"cluster-peer/{_next(MEMBERS.index(name))}/hb-interval is 15"
        wanted = [path, "another session", f"{name} needs a person", str(self._kept()[name])]
        wrong = [f"exit 4 without {each!r}: {error}" for each in wanted if each not in error]
        return wrong + [
            f"exit 4 for {device}"
            for device, each in case.results.devices.items()
            if (each.exit_code() == 4) != (device == name)
        ]

    def _record(self, case: Happened) -> list[str]:
        """Whether the run folder says what the exit code says."""
        assert case.results is not None
        runs = self.runs(journal=False)
        if not runs:
            return ["no record"] if self._typed() else []
        (run,) = runs
        wrong = []
        if json.loads((run / "result.json").read_text()) != json.loads(json.dumps(case.results.to_json())):
            wrong.append("result.json is not the result")
        if (run / "journal.jsonl").exists():
            last = RunFolder.opened(run).entries()[-1]
            wanted = {0: Ending.CHANGED, 1: Ending.ROLLED_BACK, 3: Ending.ROLLED_BACK, 4: Ending.OPEN}[case.code]
            refused = case.code == 1 and not self._typed()  # then the run has its first line, and no cluster began
            if last.get("ending") != wanted and not (refused and last.get("kind") == "run"):
                wrong.append(f"exit {case.code}, and the journal ends with {last.get('kind')} {last.get('ending')}")
        return wrong

    def runs(self, *, journal: bool = True) -> list[Path]:
        """The folders of runs, of those with a journal if that matters."""
        runs = self.work.folder / ".fgsp" / "runs"
        return [path for path in runs.glob("[0-9]*") if not journal or (path / "journal.jsonl").exists()]

    def _kept(self) -> dict[str, Path]:
        return {path.stem: path for path in (self.work.folder / ".fgsp").rglob("backups/*.conf")}

    def _backups(self, case: Happened) -> list[str]:
        """Whether the backups are what the units held before the first line."""
        kept, left = self._kept(), {each.unit.name: each.left for each in case.strangers if each.did and each.early}
        wrong = [f"the backup of {name} is missing" for name in MEMBERS if self._typed() and name not in kept]
        for name, path in kept.items():
            if without_header(path.read_text()) != without_header(left.get(name, self.texts[name])):
                wrong.append(f"the backup of {name} is not what it held")
        return wrong


def recovered(work: Bench, outside: Outside, given: Mapping[str, object], ended: int) -> int:
    """The exit code of `recover`, if there is anything to recover; a second one must not even log in."""
    paths = (path.parent for path in (work.folder / ".fgsp" / "runs").glob("*/journal.jsonl"))
    run = max(paths, key=lambda path: bool(cluster_runs(RunFolder.opened(path))), default=None)
    if run is None:
        return ended
    outside.begin(verb="recover", run=run, **given)
    code = outside.end()
    before = {unit.name: (unit.log, unit.logins) for unit in work.lab}
    outside.begin(verb="recover", run=run, **given)
    again = outside.end()
    if code == 0:
        assert again == 0, again
        assert before == {unit.name: (unit.log, unit.logins) for unit in work.lab}
    return code


def _typed_on(unit: LabUnit) -> bool:
    return any(verb(line) in CONFIGURING for line in unit.log)


@cache
def with_lines(text: str, lines: str, fortios: str = FORTIOS) -> str:
    """The configuration with some more lines typed."""
    unit = Interpreter(fortios, text)
    for line in lines.splitlines():
        unit.execute(line)
        assert not unit.failed, line
    return without_header(unit.store.text())


class Stages(Protocol):
    """Where labs are had that are set up already."""

    def __call__(self, mode: Mode, saves: Saves, drift: Drift = ROWS) -> Stage:
        """One as it was at the beginning."""


@contextmanager
def stage(
    folder: Path, mode: Mode, saves: Saves, drift: Drift = ROWS, *, outside: Outside | None = None
) -> Iterator[Stage]:
    """The lab, running."""
    with bench(folder, units(drift, saves), drift.text) as work:
        known = folder / "inventory" / "known_hosts"
        for unit in work.lab:  # both members of each FGCP cluster are known
            unit.fail_over()
            known.write_text(f"{known.read_text()}{unit.known_hosts_line}\n")
            unit.fail_over()
        found = Stage(
            work=work,
            drift=drift,
            mode=mode,
            saves=saves,
            roots={unit.name: unit._unit.store.root for unit in work.lab},
            texts={unit.name: unit.config_text() for unit in work.lab},
            serials={unit.name: unit.serial for unit in work.lab},
            outside=outside,
        )
        found.learn()
        yield found


@contextmanager
def warm_process() -> Iterator[Outside]:
    """The process whose children push."""
    with subprocess.Popen(
        [sys.executable, "-m", "matrix.warm"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as process:
        yield Outside(process)
        assert process.stdin is not None
        process.stdin.close()
