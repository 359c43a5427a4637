"""The change itself: backups, a last look, step by step with reading back, and putting everything back if one fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from fgsp_cli.archive import Backup, RunFolder
from fgsp_cli.archive import Unit as Origin
from fgsp_cli.base.errors import ArchiveError, CheckRefused, FgspError, LineRefused, SessionLost, UnitError
from fgsp_cli.base.events import Phase
from fgsp_cli.compare import Outcome, Results, Status
from fgsp_cli.fortios.replies import refusal
from fgsp_cli.push.cluster import ClusterPlan, Step, planned_question
from fgsp_cli.push.halt import Halt
from fgsp_cli.push.looking import Tell
from fgsp_cli.push.options import PushOptions
from fgsp_cli.push.outcomes import status_of
from fgsp_cli.push.places import explained
from fgsp_cli.push.putback import PutBack, Putter
from fgsp_cli.push.readback import held_at, names_of_paths
from fgsp_cli.push.threeway import foreign_paths, settled, touched_paths
from fgsp_cli.push.together import Trouble, together
from fgsp_cli.push.unit import LiveUnit
from fgsp_cli.state.facts import AUTOMATIC
from fgsp_cli.state.state import DeviceState

SAVE = "execute cfg save"


class NotAsSent(UnitError):
    """The unit took every line and holds something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What stopped the change."""

    device: str
    message: str
    trouble: FgspError


class Transaction:
    """One cluster's change, in direct mode: one member at a time, read back before the next."""

    def __init__(
        self,
        plan: ClusterPlan,
        units: Mapping[str, LiveUnit],
        options: PushOptions,
        *,
        run: RunFolder,
        tell: Tell,
        halt: Halt,
    ) -> None:
        self.plan = plan
        self.units = units
        self.options = options
        self.run = run
        self.tell = tell
        self.halt = halt
        self.backups: dict[str, Backup] = {}
        self.ways: dict[str, list[DeviceState]] = {}
        """Of each unit that a line was sent to, every state it was to pass through."""
        self.rotated: set[str] = set()
        self.accepted = False
        """Whether any unit is known to have accepted a line."""
        self.elsewhere: dict[str, str] = {}
        """What somebody else changed on a unit meanwhile."""

    @property
    def name(self) -> str:
        """What the cluster, or the single device, is called."""
        return self.plan.name or next(iter(self.units))

    def execute(self) -> dict[str, Outcome]:
        """All of it; what came of each unit."""
        stopped = self._prepare()
        if stopped is not None:
            return stopped
        with self.halt.change(self.name):
            failure = self._change()
            return self._finish() if failure is None else self._put_back(failure)

    def _prepare(self) -> dict[str, Outcome] | None:
        """Backups of all members, then a last look at all of them; outcomes if nothing may be changed."""
        try:
            self.run.plan(self.name, Results(command="plan", devices=self._outcomes()).to_json())
        except ArchiveError as error:
            return self._all(Status.REFUSED, f"not changed: {explained(error)}")
        self.backups, troubles = together(self._back_up, self.units)
        if not troubles:
            _, troubles = together(self._look_again, self.units)
        if troubles:
            return self._stopped(troubles)
        if self.halt.asked:
            return self._all(Status.SKIPPED, "interrupted before the first change", code=130)
        return None

    def _back_up(self, device: str) -> Backup:
        unit = self.units[device]
        self.tell(Phase.BACKUP, device, "")
        unit.log.begin(self.run)
        release = str(self.plan.releases[device])
        origin = Origin(device=device, host=unit.host, release=release, serial=unit.serial)
        return self.run.backup(unit.show_all(), origin)

    def _look_again(self, device: str) -> None:
        """Stop if anything moved since the plan was made."""
        before = self.plan.units[device].observed.state
        now = self.units[device].read().state
        moved = foreign_paths(before, now, ())
        if moved or before.extra != now.extra:
            names = names_of_paths(moved, now) or "something that this program does not know"
            raise CheckRefused(device, f"somebody changed {names} since the plan was made: plan again")

    def _change(self) -> Failure | None:
        """Step by step; what stopped it."""
        steps = list(self.plan.steps)
        for place, step in enumerate(steps):
            last = place + 1 == len(steps) or steps[place + 1].move.unit != step.move.unit
            device = step.move.unit
            try:
                self._take(step)
                if last:
                    self._read_back(device, step.move.goal)
            except UnitError as error:
                self._note_accepted(error)
                return Failure(device=device, message=explained(error, step.lines, step.move.goal), trouble=error)
            except Exception as error:  # noqa: BLE001 - a mistake of ours must not leave the cluster half-done
                self.accepted = True
                trouble = error if isinstance(error, FgspError) else UnitError(device, f"internal error: {error!r}")
                return Failure(device=device, message=explained(trouble), trouble=trouble)
        return None

    def _take(self, step: Step) -> None:
        device = step.move.unit
        self.tell(Phase.CHANGE, device, f"{len(step.lines)} lines")
        self.ways.setdefault(device, [self.plan.units[device].observed.state]).append(step.move.goal)
        try:
            self.units[device].send(step.lines, planned_question(step))
        except SessionLost:
            self.rotated |= {device} if step.rotates else set()
            raise
        self.rotated |= {device} if step.rotates else set()
        self.accepted = True

    def _read_back(self, device: str, goal: DeviceState) -> None:
        self.tell(Phase.READ_BACK, device, "")
        now = self.units[device].read().state
        wrong = settled(touched_paths(self.ways[device]), goal, now)
        if wrong:
            raise NotAsSent(device, f"took every line, and holds something else: {held_at(wrong, now)}")
        way = self.ways[device]
        self.elsewhere[device] = names_of_paths(foreign_paths(way[0], now, touched_paths(way)), now)

    def _note_accepted(self, error: UnitError) -> None:
        match error:
            case LineRefused():
                self.accepted |= error.index > 0
            case SessionLost():
                self.accepted |= error.accepted > 0
            case _:
                self.accepted = True

    def _finish(self) -> dict[str, Outcome]:
        """All members hold what they shall: save where that is asked for, and mention what others did meanwhile."""
        outcomes = {}
        for device, unit in self.plan.units.items():
            status = Status.CHANGED if unit.changes else Status.IN_SYNC
            outcomes[device] = replace(self.plan.outcome(device), status=status, error=None)
        for device in self.ways:
            if self.elsewhere[device]:
                self.tell(
                    Phase.WARNING, device, f"somebody else changed {self.elsewhere[device]} meanwhile: left as it is"
                )
            problem = self._save(device)
            if problem:
                outcomes[device] = replace(outcomes[device], status=Status.FAILED, error=problem, code=4)
        return outcomes

    def _save(self, device: str) -> str | None:
        """Make the change last on a unit that does not save by itself [cli-behaviour 5.4, confirmed]."""
        mode = self.plan.units[device].observed.facts.cfg_save
        if mode in (None, AUTOMATIC) or not self.options.cfg_save:
            return None
        try:
            reply = refusal(self.units[device].run(SAVE))
        except UnitError as error:
            reply = error.reason
        if reply is None:
            return None
        return f"{device}: is changed as wanted, but `{SAVE}` failed ({reply}): do it by hand before the next reboot"

    def _put_back(self, failure: Failure) -> dict[str, Outcome]:
        """Undo what was done, on every unit that a line was sent to."""
        self.tell(Phase.WARNING, failure.device, failure.message)
        putter = Putter(
            self.plan, self.units, self.ways, options=self.options, rotated=frozenset(self.rotated), tell=self.tell
        )
        done = self._guarded(putter)
        outcomes = self._all(Status.SKIPPED, f"not changed: {failure.message}")
        for device, result in done.items():
            outcomes[device] = self._put_back_outcome(device, result, failure)
        return outcomes

    def _guarded(self, putter: Putter) -> dict[str, PutBack]:
        """Putting back; should it break on a mistake of ours, nobody is told that all is well."""
        try:
            return putter.put_back()
        except Exception as error:  # noqa: BLE001 - as above
            problem = f"putting it back broke off ({error!r}); what it holds now is not known"
            return {device: PutBack(good=False, written=True, problem=problem) for device in self.ways}

    def _put_back_outcome(self, device: str, result: PutBack, failure: Failure) -> Outcome:
        told = self.plan.outcome(device)
        reason = failure.message
        if not result.good:
            error = f"{reason}; {self._left_behind(device, result)}"
            return replace(told, status=Status.FAILED, error=error, code=4)
        elsewhere = f"; somebody else changed {result.elsewhere}, which was left as it is" if result.elsewhere else ""
        if not self.accepted and not result.written:
            status = Status.UNREACHABLE if isinstance(failure.trouble, SessionLost) else Status.REFUSED
            return replace(told, status=status, error=f"{reason}; nothing was changed{elsewhere}")
        return replace(told, status=Status.ROLLED_BACK, error=f"{reason}; {device} is as it was before{elsewhere}")

    def _left_behind(self, device: str, result: PutBack) -> str:
        """What a person needs to know of a unit that was not put back."""
        backup = self.backups[device].path
        return f"{device} needs a person: {result.problem}; its backup is {backup}"

    def _stopped(self, troubles: Mapping[str, Trouble]) -> dict[str, Outcome]:
        """Nothing was sent to anybody."""
        first = next(iter(troubles.values()))
        outcomes = self._all(Status.SKIPPED, f"not changed: {explained(first)}")
        for device, trouble in troubles.items():
            outcomes[device] = replace(self.plan.outcome(device), status=status_of(trouble), error=explained(trouble))
        return outcomes

    def _outcomes(self) -> dict[str, Outcome]:
        return {device: self.plan.outcome(device) for device in self.plan.units}

    def _all(self, status: Status, error: str, code: int | None = None) -> dict[str, Outcome]:
        every = self._outcomes().items()
        return {device: replace(outcome, status=status, error=error, code=code) for device, outcome in every}
