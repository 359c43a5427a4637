"""Putting a whole cluster back after a failure, as far as nobody else has been there since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from fgsp_cli.base import LineRefused, Phase, SecretState, Undecided, UnitError
from fgsp_cli.compare import spelled_out
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
from fgsp_cli.units import LiveUnit, Patience, Report, explained, together

ATTEMPTS = 6
"""So often a unit is put back; each time it is looked at again before and after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PutBack:
    """How it went on one unit."""

    good: bool
    """Every path that this run touched is as it was before."""
    written: bool = False
    """Whether anything of this run was found there."""
    problem: str = ""
    """What is not good, and what the unit holds now."""
    elsewhere: str = ""
    """What somebody else changed meanwhile, on other paths."""
    again: bool = False
    """Whether another attempt may make it good, later."""


class Putter:
    """One putting back. `trails`: of each unit the ways that it was led, each as the states along it, the first one in
    front; the first way is that of the run, the others are of those who began to put it back. `rotated` are those whose
    secret may be the new one, `saved` those that may have saved what they were led to, `unanswered` those that may show
    what they were sent last a moment later, `undecided` of each unit the line that it may still carry out.
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
        self._tell = report
        self._patience = Patience(options.reconnect_seconds)
        self._first: dict[str, Restoration] = {}
        self._problems: dict[str, str] = {}
        self._reasons: dict[str, str] = {}
        """Why a unit could not be led back, where that is known."""
        self._refused: set[str] = set()
        """Units that did not take a line of their way back."""
        self._written: set[str] = set()

    def put_back(self) -> dict[str, PutBack]:
        """Look, undo, look again, until every unit is as it was or no attempt is left."""
        done: dict[str, PutBack] = {}
        pending = list(self._trails)
        for attempt in range(ATTEMPTS + 1):
            looked, troubles = together(self._look, pending)
            self._problems |= {device: self._unknown(device, explained(error)) for device, error in troubles.items()}
            back: dict[str, tuple[Reading, Restoration]] = {}
            for device, reading in looked.items():
                found = self._restoration(device, reading.state)
                if found.goal == reading.state and found.goal.extra == reading.state.extra:
                    done[device] = self._arrived(device, found, reading.state)
                else:
                    back[device] = (reading, found)
                    self._problems[device] = self._unfinished(device, found, reading.state)
            pending = [*troubles, *back]
            if not pending or attempt == ATTEMPTS or not (back or self._patience.left):
                break
            if self._refused & back.keys():  # somebody else may be at work on it just then
                self._patience.wait()
            self._undo(back)
        return {device: self._decided(device, done.get(device) or self._failed(device)) for device in self._trails}

    def _look(self, device: str) -> Reading:
        """Read the unit in a session that has changed nothing, over a new connection if need be."""
        unit = self._units[device]
        trail = self._trails[device]
        known = device not in self._first and device not in self._unanswered
        reached = (lambda _: True) if known else (lambda state: retraced(trail, state).goal == state)
        try:
            return unit.read_back(reached, self._options.settle_seconds)
        except UnitError:
            unit.reconnect(self._patience.left, fellows=True)
            return unit.read()

    def _restoration(self, device: str, now: DeviceState) -> Restoration:
        """Where to lead the unit. From the second look on, what the first one found and this undoing did counts too."""
        found = retraced(self._trails[device], now)
        first = device not in self._first
        if first:
            self._first[device] = found
            self._trails[device] = [[found.goal, now]]
        if found.goal != now or found.goal.extra != now.extra:
            self._written.add(device)
            if first:
                self._journal.rolling_back(device, found.goal, now)
        return found

    def _undo(self, back: Mapping[str, tuple[Reading, Restoration]]) -> None:
        """Lead all units back that can be; one that fails is left for the next attempt."""
        now = {device: reading.state for device, (reading, _) in back.items()}
        goals = {device: replace(found.goal, named=None) for device, (_, found) in back.items()}
        moves = route(now, goals, self._plan.addresses)
        broken = {device for device, (reading, found) in back.items() if not self._flies(device, reading, found, moves)}
        for move in moves:
            device = move.unit
            if device in broken:
                continue
            lines = lines_of(move)
            self._tell(Phase.UNDO, device, f"{len(lines)} lines")
            self._trails[device][-1].append(move.goal)
            self._journal.undoing(device, move.goal, lines)
            try:
                self._units[device].send(lines, planned_question(Step(move=move, lines=lines)))
            except UnitError as error:
                self._tell(Phase.WARNING, device, f"putting back: {explained(error, lines, move.goal)}")
                broken.add(device)
                if isinstance(error, Undecided):
                    self._undecided[device] = error.line
                if isinstance(error, LineRefused):
                    self._refused.add(device)
                    self._reasons[device] = error.reason

    def _flies(self, device: str, reading: Reading, found: Restoration, moves: tuple[Move, ...]) -> bool:
        """Whether the lines do on the interpreter what they are to do on the unit."""
        release = self._plan.units[device].observed.release
        lines = [line for move in moves if move.unit == device for line in lines_of(move)]
        if types_a_mask(lines):
            self._reasons[device] = "a secret that this program does not know is only in its backup"
            return False
        config, _ = spelled_out(reading.tree, reading.state, release)
        problem = preflight_problem(lines, found.goal, config, self._plan.units[device].observed)
        if problem:
            self._reasons[device] = f"the way back: {problem}"
        return not problem

    def _arrived(self, device: str, found: Restoration, now: DeviceState) -> PutBack:
        """The unit holds what it can be made to hold."""
        first = self._first[device]
        conflicts = tuple(dict.fromkeys((*first.conflicts, *found.conflicts)))
        elsewhere = tuple(path for path in first.elsewhere if path not in conflicts)
        problem = self._secret_problem(device, now)
        if conflicts:
            left = f"somebody else changed meanwhile, and it was left alone: {held_at(conflicts, now)}"
            problem = f"{left}; {problem}" if problem else left
        unsaved = "" if problem else self._saving_problem(device)
        return PutBack(
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
        return f"{reason}; what it holds at {names} is not known: look at it when it is back"

    def _failed(self, device: str) -> PutBack:
        return PutBack(good=False, written=True, problem=self._problems[device], again=True)

    def _decided(self, device: str, result: PutBack) -> PutBack:
        """No reading proves anything as long as the unit may still carry out a line."""
        if device not in self._undecided:
            return result
        problem = f"the line `{self._undecided[device]}` got no answer, and may still be carried out"
        return replace(result, good=False, problem=f"{problem}; {result.problem}".rstrip("; "), again=True)

    def _unfinished(self, device: str, found: Restoration, now: DeviceState) -> str:
        reason = f": {self._reasons[device]}" if device in self._reasons else ""
        return f"it could not be put back{reason}; {held_at(touched_paths((now, found.goal)), now)}"


def _secret(state: DeviceState) -> SecretState | None:
    found = state.standalone_cluster.get(PSKSECRET[1])
    return found if isinstance(found, SecretState) else None
