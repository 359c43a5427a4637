"""The rollback of a whole cluster after a failure, as far as no other session has changed it since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from fgsp_cli.base import LineRefused, Phase, SecretState, Undecided, UnitError, run_command
from fgsp_cli.device import Reading
from fgsp_cli.plan import (
    ClusterPlan,
    Move,
    PushOptions,
    Restoration,
    Step,
    held_at,
    lines_of,
    names_of_paths,
    planned_question,
    preflight_problem,
    retraced,
    rotation,
    route,
    touched_paths,
    types_a_mask,
    with_secret,
)
from fgsp_cli.push.cfg_save import save
from fgsp_cli.runs import ClusterJournal, Trail
from fgsp_cli.state import PSKSECRET, DeviceState
from fgsp_cli.units import Backoff, LiveUnit, Report, explained, in_parallel

ATTEMPTS = 6
"""So often a unit is rolled back; each time it is read before and after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRollback:
    """How it went on one unit."""

    good: bool
    """Every path that this run touched is as it was before."""
    written: bool = False
    """Whether the unit held anything of this run."""
    problem: str = ""
    """What is not good, and what the unit holds now."""
    elsewhere: str = ""
    """What another session changed meanwhile, on other paths."""
    again: bool = False
    """Whether another attempt may make it good, later."""

    def left_behind(self, device: str, backup: object, run: Path) -> str:
        """The message for a person, about a unit that was not rolled back."""
        later = f"; when it can be reached again: {run_command('recover', run)}" if self.again else ""
        return f"{device} needs a person: {self.problem}; its backup is {backup}{later}"


class ClusterRollback:
    """One rollback.

    `trails`: for each unit the ways that it was led, each as the states along it; the first way is that of the run, the
    others are those of rollbacks that began. `rotated`: units whose secret may be the new one; `saved`:
    units that may have saved what they were led to; `unanswered`: units that may show the last lines a moment later;
    `undecided`: for each unit the line that it may still carry out.
    """

    def __init__(
        self,
        plan: ClusterPlan,
        units: Mapping[str, LiveUnit],
        trails: Mapping[str, Trail],
        *,
        options: PushOptions,
        rotated: frozenset[str],
        saved: frozenset[str],
        unanswered: frozenset[str],
        undecided: dict[str, str],
        report: Report,
        journal: ClusterJournal,
    ) -> None:
        self._plan = plan
        self._unanswered = unanswered
        self._undecided = undecided
        """Shared with the caller: a line that is undecided stays so for whatever is rolled back later."""
        self._units = units
        self._trails = {device: [list(way) for way in trail] for device, trail in trails.items()}
        self._journal = journal
        self._options = options
        self._rotated = rotated
        self._saved = saved
        self._secrets = {device: _secret(trail[0][0]) for device, trail in trails.items()}
        self._report = report
        self._backoff = Backoff(options.reconnect_seconds)
        self._first: dict[str, Restoration] = {}
        self._problems: dict[str, str] = {}
        self._reasons: dict[str, str] = {}
        """Why a unit could not be led back, where that is known."""
        self._refused: set[str] = set()
        """Units that did not take a line of their way back."""
        self._written: set[str] = set()

    def roll_back(self) -> dict[str, UnitRollback]:
        """Read, undo, read again, until every unit is as it was or no attempt is left."""
        done: dict[str, UnitRollback] = {}
        pending = list(self._trails)
        for attempt in range(ATTEMPTS + 1):
            readings, errors = in_parallel(self._read, pending)
            self._problems |= {device: self._unknown(device, explained(error)) for device, error in errors.items()}
            back: dict[str, tuple[Reading, Restoration]] = {}
            for device, reading in readings.items():
                restored = self._restoration(device, reading.state)
                if restored.goal == reading.state and restored.goal.extra == reading.state.extra:
                    done[device] = self._arrived(device, restored, reading.state)
                else:
                    back[device] = (reading, restored)
                    self._problems[device] = self._unfinished(device, restored, reading.state)
            pending = [*errors, *back]
            if not pending or attempt == ATTEMPTS or not (back or self._backoff.left):
                break
            if self._refused & back.keys():  # another session may be at work on it just then
                self._backoff.wait()
            self._undo(back)
        return {device: self._decided(device, done.get(device) or self._failed(device)) for device in self._trails}

    def _read(self, device: str) -> Reading:
        """Read the unit in a session that has changed nothing, over a new connection if need be."""
        unit = self._units[device]
        trail = self._trails[device]
        known = device not in self._first and device not in self._unanswered
        reached = (lambda _: True) if known else (lambda state: retraced(trail, state).goal == state)
        try:
            return unit.read_back(reached, self._options.settle_seconds)
        except UnitError:
            unit.reconnect(self._backoff.left, any_member=True)
            return unit.read()

    def _restoration(self, device: str, now: DeviceState) -> Restoration:
        """Where to lead the unit. From the second reading on, the first one and this rollback's lines count too."""
        restored = retraced(self._trails[device], now)
        first = device not in self._first
        if first:
            self._first[device] = restored
            self._trails[device] = [[restored.goal, now]]
        if restored.goal != now or restored.goal.extra != now.extra:
            self._written.add(device)
            if first:
                self._journal.rolling_back(device, restored.goal, now)
        return restored

    def _undo(self, back: Mapping[str, tuple[Reading, Restoration]]) -> None:
        """Lead all units back that can be; one that fails is left for the next attempt."""
        now = {device: reading.state for device, (reading, _) in back.items()}
        goals = {device: replace(restored.goal, named=None) for device, (_, restored) in back.items()}
        moves = route(now, goals, self._plan.addresses)
        broken = {
            device
            for device, (reading, restored) in back.items()
            if not self._passes_preflight(device, reading, restored, moves)
        }
        for move in moves:
            device = move.unit
            if device in broken:
                continue
            lines = lines_of(move)
            self._report(Phase.UNDO, device, f"{len(lines)} lines")
            self._trails[device][-1].append(move.goal)
            self._journal.undoing(device, move.goal, lines)
            try:
                self._units[device].send(lines, planned_question(Step(move=move, lines=lines)))
            except UnitError as error:
                self._report(Phase.WARNING, device, f"rolling back: {explained(error, lines, move.goal)}")
                broken.add(device)
                if isinstance(error, Undecided):
                    self._undecided[device] = error.line
                if isinstance(error, LineRefused):
                    self._refused.add(device)
                    self._reasons[device] = error.reason

    def _passes_preflight(self, device: str, reading: Reading, restored: Restoration, moves: tuple[Move, ...]) -> bool:
        """Whether the lines lead to the goal on the interpreter."""
        lines = [line for move in moves if move.unit == device for line in lines_of(move)]
        if types_a_mask(lines):
            self._reasons[device] = "a secret that this program does not know is only in its backup"
            return False
        observed = replace(self._plan.units[device].observed, state=reading.state, tree=reading.tree)
        problem = preflight_problem(lines, restored.goal, observed)
        if problem:
            self._reasons[device] = f"the way back: {problem}"
        return not problem

    def _arrived(self, device: str, restored: Restoration, now: DeviceState) -> UnitRollback:
        """The unit holds what it can be made to hold."""
        first = self._first[device]
        conflicts = tuple(dict.fromkeys((*first.conflicts, *restored.conflicts)))
        elsewhere = tuple(path for path in first.elsewhere if path not in conflicts)
        problem = self._secret_problem(device, now)
        if conflicts:
            left = f"another session changed meanwhile, and it was left alone: {held_at(conflicts, now)}"
            problem = f"{left}; {problem}" if problem else left
        unsaved = "" if problem else self._saving_problem(device)
        return UnitRollback(
            good=not (problem or unsaved),
            written=device in self._written,
            problem=problem or unsaved,
            elsewhere=names_of_paths(elsewhere, now),
            again=bool(unsaved),
        )

    def _saving_problem(self, device: str) -> str:
        """What a unit has saved of the change comes back at its next restart, unless it saves once more."""
        if device not in self._saved:
            return ""
        try:
            save(self._units[device])
        except UnitError as error:
            return (
                f"it holds what it held before, but may have saved the change, and did not save again: {error.reason}"
            )
        return ""

    def _secret_problem(self, device: str, now: DeviceState) -> str:
        """A rotated secret comes back only from a reference to the old one [architecture.md#secrets]."""
        before, there = self._secrets[device], _secret(now)
        unchanged = before is not None and there is not None and before.digest == there.digest is not None
        if device not in self._rotated or unchanged:
            return ""
        if self._options.old_psk is None:
            return "its psksecret is the new one, and the old one is not known: --old-psk names it"
        lines = lines_of(rotation(device, with_secret(now, self._options.old_psk.name)))
        try:
            self._units[device].send(lines, lambda _: False)
        except UnitError as error:
            return f"its psksecret may be the new one: {explained(error)}"
        self._written.add(device)
        self._journal.restored(device)
        return ""

    def _unknown(self, device: str, reason: str) -> str:
        way = self._trails[device][0]
        names = names_of_paths(touched_paths(way), way[0])
        if not names:
            return f"{reason}; it saved no line of this run"
        return f"{reason}; what it holds at {names} is not known: read it when it is back"

    def _failed(self, device: str) -> UnitRollback:
        return UnitRollback(good=False, written=True, problem=self._problems[device], again=True)

    def _decided(self, device: str, result: UnitRollback) -> UnitRollback:
        """No reading proves anything as long as the unit may still carry out a line."""
        if device not in self._undecided:
            return result
        problem = f"the line `{self._undecided[device]}` got no answer, and may still be carried out"
        return replace(result, good=False, problem=f"{problem}; {result.problem}".rstrip("; "), again=True)

    def _unfinished(self, device: str, restored: Restoration, now: DeviceState) -> str:
        reason = f": {self._reasons[device]}" if device in self._reasons else ""
        return f"it could not be rolled back{reason}; {held_at(touched_paths((now, restored.goal)), now)}"


def _secret(state: DeviceState) -> SecretState | None:
    secret = state.standalone_cluster.get(PSKSECRET[1])
    return secret if isinstance(secret, SecretState) else None
