"""A cluster of three on which one push after the other is disturbed, and what must hold afterwards."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from matrix.warm import within
from push_lab import MEMBERS, TRIO, Bench, bench, without_header

from fgsp_cli.compare import Results
from fgsp_cli.state.reading import read_config
from fgsp_cli.state.state import Table
from fgsp_cli.testing import Habits, LabUnit, UnitSpec

Mode = Literal["direct", "workspace"]
Saves = Literal["next", "end"]
FORTIOS = "7.4.4"
HEARTBEAT = "      heartbeat: {interval: 1s, lost_after: 6s}\n"
TEXT = TRIO.format(fortios=FORTIOS).replace("syncvd: [root]", "hb_interval: 10").replace(HEARTBEAT, "")
PICKUP = "set session-pickup enable"
"""What somebody else sets, where the push does not write."""
PRESENT = "config system standalone-cluster\nconfig cluster-peer\n{rows}end\nend\n"
ROW = "edit {number}\nset peerip 10.10.10.{number}\nset hb-interval 5\nnext\n"
GONE = "edit 77\nset peerip 192.0.2.77\nnext\n"
"""Nobody names it: --prune deletes it."""
SAVING = frozenset({"next", "end", "delete"})
CONFIGURING = SAVING | {"config", "edit", "set", "unset"}


def units(saves: Saves, **settings: object) -> list[UnitSpec]:
    """Each with a row to change, one to delete, and one that is missing."""
    rows = [ROW.format(number=(place + 1) % 3 + 1) + GONE for place in range(3)]
    return [
        UnitSpec(
            name=name,
            fortios=FORTIOS,
            config=PRESENT.format(rows=rows[place]),
            habits=Habits(nested_saves=saves),
            ha_mode="a-p",
            ha_role="primary",
            **settings,  # type: ignore[arg-type]
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
    left: str = ""
    """The whole configuration afterwards."""

    @property
    def elsewhere(self) -> bool:
        """Whether the push has nothing to do with it."""
        return PICKUP in self.lines

    def act(self) -> None:
        """Type it."""
        try:
            self.unit.admin_change(self.lines)
        except ValueError:
            return
        self.did, self.left = True, self.unit.config_text()


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
    mode: Mode
    saves: Saves
    roots: dict[str, object]
    texts: dict[str, str]
    old: dict[str, Table] = field(default_factory=dict)
    new: dict[str, Table] = field(default_factory=dict)
    logs: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """What is typed on each unit when nothing is wrong."""
    outside: Outside | None = None
    seconds: float = 20.0

    def learn(self) -> None:
        """An undisturbed push: what every unit holds before and after, and what is typed."""
        self.old = self.peers()
        assert self.push().exit_code() == 0
        self.new = self.peers()
        self.logs = {unit.name: unit.log for unit in self.work.lab}
        self.reset()

    def push(self) -> Results:
        """Push."""
        self.work.inventory = within(self.work.inventory, self.seconds)
        return self.work.push(transaction=self.mode, prune=True, reconnect_seconds=5.0)

    def peers(self) -> dict[str, Table]:
        """The rows of every unit, as stored."""
        return {unit.name: read_config(unit.stored_text()).peers for unit in self.work.lab}

    def reset(self) -> None:
        """As it was at the beginning, with no faults, sessions or transactions left."""
        for handle in self.work.lab:
            handle.forget()
            handle.hang_up()
            handle.clear_log()
            handle._call(lambda handle=handle: self._restore(handle))
        shutil.rmtree(self.work.folder / ".fgsp", ignore_errors=True)

    def _restore(self, handle: LabUnit) -> None:
        unit = handle._unit
        unit.transactions.drop_all()
        unit.store.take(self.roots[unit.spec.name])  # type: ignore[arg-type]
        if unit.identity.serial != self.texts[f"{unit.spec.name} serial"]:
            unit.fail_over()
        unit.agenda.fired.clear()

    def killed(self, disturb: Callable[[Callable[[], None]], None]) -> tuple[int, bool]:
        """Push in a process that is killed, then recover, twice; the last exit code, and whether it was killed."""
        assert self.outside is not None
        folder = self.work.folder
        given = {"inventory": folder / "inventory", "mode": self.mode, "seconds": self.seconds}
        pid: list[int] = []

        def kill() -> None:
            os.kill(pid[0], 9)

        disturb(kill)
        pid.append(self.outside.begin(verb="push", text=self.work.text, source=folder / "edge.yaml", **given))
        ended = self.outside.end()
        if ended >= 0:
            return ended, False
        wait_until(lambda: all(unit.sessions == 0 for unit in self.work.lab))
        runs = folder / ".fgsp" / "runs"
        run = next((path for path in runs.glob("*") if path.is_dir()), None) if runs.exists() else None
        if run is None or not (run / "journal.jsonl").exists():
            return ended, True
        codes = []
        for _ in range(2):
            self.outside.begin(verb="recover", run=run, **given)
            codes.append(self.outside.end())
        assert codes[1] in (0, codes[0]), codes
        return codes[0], True

    def said(self, code: int, *, killed: bool, results: Results | None, strangers: Sequence[Stranger]) -> str:
        """What is not as it must be; nothing if all is well."""
        found = self.peers()
        olds = [name for name in MEMBERS if found[name] == self.old[name]]
        news = [name for name in MEMBERS if found[name] == self.new[name]]
        typed = [verb(line) for unit in self.work.lab for line in unit.log]
        wrong = []
        theirs = [each for each in strangers if each.did and not each.elsewhere]
        if code == 4:
            errors = " ".join(str(outcome.error) for outcome in results.devices.values()) if results else ""
            names = {each.unit.name for each in theirs}
            if not names or (results and "cluster-peer/" not in errors):
                wrong.append(f"exit 4 without a reason: {errors}")
            others = set(MEMBERS) - names
            if not (others <= set(olds) or others <= set(news)):
                wrong.append(f"old: {olds}, new: {news}")
        elif len(olds) < 3 and len(news) < 3 and not (theirs and code == 1):
            wrong.append(f"exit {code}; old: {olds}, new: {news}")
        if len(news) == 3 and code not in (0, -9):
            wrong.append(f"all changed, and exit {code}")
        if len(olds) == 3 and code not in ((0, 1, 3, -9) if killed else (1, 3)):
            wrong.append(f"nothing changed, and exit {code}")
        if code == 1 and not killed and SAVING & set(typed):
            wrong.append("exit 1 although lines were accepted")
        if code == 3 and not CONFIGURING & set(typed):
            wrong.append("exit 3 although nothing was typed")
        for each in strangers:
            if each.did and each.elsewhere and PICKUP not in each.unit.stored_text():
                wrong.append(f"what somebody else changed on {each.unit.name} is gone")
        wrong += self._backups({each.unit.name: each.left for each in strangers}, needed=bool(SAVING & set(typed)))
        return "; ".join(wrong)

    def _backups(self, left: dict[str, str], *, needed: bool) -> list[str]:
        kept = {path.stem: path for path in (self.work.folder / ".fgsp").rglob("backups/*.conf")}
        wrong = [f"the backup of {name} is missing" for name in MEMBERS if needed and name not in kept]
        for name, path in kept.items():
            held = [without_header(text) for text in (self.texts[name], left.get(name, ""))]
            if without_header(path.read_text()) not in held:
                wrong.append(f"the backup of {name} is not what it held")
        return wrong


def wait_until(is_so: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait for something that comes soon."""
    limit = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < limit, "it never came to rest"
        time.sleep(0.005)


@contextmanager
def stage(folder: Path, mode: Mode, saves: Saves, *, kills: bool = False, **settings: object) -> Iterator[Stage]:
    """The lab, running."""
    with bench(folder, units(saves, **settings), TEXT) as work:
        known = folder / "inventory" / "known_hosts"
        for unit in work.lab:  # both members of each FGCP cluster are known
            unit.fail_over()
            known.write_text(f"{known.read_text()}{unit.known_hosts_line}\n")
            unit.fail_over()
        texts = {unit.name: unit.config_text() for unit in work.lab}
        texts |= {f"{unit.name} serial": unit.serial for unit in work.lab}
        roots = {unit.name: unit._unit.store.root for unit in work.lab}
        found = Stage(work=work, mode=mode, saves=saves, roots=dict(roots), texts=texts)
        found.learn()
        if not kills:
            yield found
            return
        path = os.pathsep.join(sys.path)
        with subprocess.Popen(
            [sys.executable, "-m", "matrix.warm"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": path},
        ) as process:
            found.outside = Outside(process)
            yield found
            assert process.stdin is not None
            process.stdin.close()
