"""Changing units in configuration transactions: staged on all members, then committed on all, or dropped on all.

What `start`, `commit` and `abort` print is not established [facts/cli-behaviour.md#9], so no text proves anything but a
refusal.
What proves a transaction is that a row staged in it cannot be seen from outside of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from fgsp_cli.base import LineRefused, Phase, SessionLost, Undecided, UnitError
from fgsp_cli.plan import ClusterPlan, PushOptions, Step, names_of_paths, settled, touched_paths
from fgsp_cli.push.cluster_rollback import ClusterRollback
from fgsp_cli.push.direct import change_directly
from fgsp_cli.push.work import Failure, SameChange, Work
from fgsp_cli.state import DeviceState
from fgsp_cli.units import explained, in_parallel

MINUTES = 5
"""After so many idle minutes a unit drops a transaction, and with it what it has locked; it takes 1 to 60."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Staging:
    """One member's share of a part."""

    steps: tuple[Step, ...]
    start: DeviceState
    """What the unit holds before."""

    @property
    def goal(self) -> DeviceState:
        """What it is to hold after the commit."""
        return self.steps[-1].move.goal

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines of all its steps, in order."""
        return tuple(line for step in self.steps for line in step.lines)


def parts(steps: Iterable[Step]) -> list[tuple[bool, tuple[Step, ...]]]:
    """The steps in pieces that are done one after the other, each with whether it may be staged.

    A step that changes the ids asks, and one that rotates the secret shows nothing of itself: both are done directly,
    one unit at a time [architecture.md#push].
    """
    pieces = groupby(steps, key=lambda step: not (step.move.ids or step.rotates))
    return [(stageable, tuple(piece)) for stageable, piece in pieces]


def change_in_transactions(work: Work, steps: Sequence[Step], options: PushOptions) -> Failure | None:
    """Stage everything, change the members that cannot stage, commit; what stopped it, with every transaction over."""
    return _Part(work, steps, options).change()


def first_saved(lines: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines up to the first row, or object, that is saved, closed down to the root; and the rest, opened again.

    Both together do what the lines do.
    """
    opened: list[str] = []
    for place, line in enumerate(lines):
        verb = line.split(maxsplit=1)[0]
        if verb in ("config", "edit"):
            opened.append(line)
        elif verb == "next":
            opened.pop()
        elif verb == "end":
            while opened.pop().split()[0] != "config":
                pass
        in_entry = any(each.split()[0] == "edit" for each in opened)
        if verb in ("next", "end", "delete") and not in_entry:
            closing = tuple(f"{_indent(each)}end" for each in reversed(opened))
            rest = tuple(lines[place + 1 :])
            goes_on = any(each.strip() != "end" for each in rest)
            return (*lines[: place + 1], *closing), (*opened, *rest) if goes_on else ()
    return tuple(lines), ()


class _Part:
    """Some steps of a change that may be staged together."""

    def __init__(self, work: Work, steps: Sequence[Step], options: PushOptions) -> None:
        self._work = work
        self._steps = tuple(steps)
        self._options = options
        names = dict.fromkeys(step.move.unit for step in steps)
        self._shares = {name: self._share(name) for name in names}
        self._staged: list[str] = []
        """Members with a transaction that was proven to hold everything back, in the order of the commits."""
        self._opened: set[str] = set()
        """Members that got the line to begin a transaction, and not yet one to end it."""

    def change(self) -> Failure | None:
        """Stage, change, commit and read back; what stopped it."""
        failure = self._stage() or self._change_others() or self._commit() or self._read_back()
        if failure is not None:
            in_parallel(self._leave, [name for name in self._shares if name in self._opened])
        for name in self._shares:
            self._work.units[name].close_observer()
        return failure

    def _share(self, name: str) -> Staging:
        own = tuple(step for step in self._steps if step.move.unit == name)
        return Staging(steps=own, start=self._work.held(name))

    def _stage(self) -> Failure | None:
        """On every member whose release has transactions; those that do not hold back are left out.

        One goes ahead, so that what all of them would refuse is refused once.
        """
        able = [name for name in self._shares if has_transactions(self._work.plan, name)]
        proven: dict[str, bool] = {}
        for names in (able[:1], able[1:]):
            given, failure = self._on_all(self._prove, names)
            if failure is not None:
                return failure
            proven |= given
        self._staged = [name for name in able if proven[name]]
        return self._on_all(self._stage_rest, self._staged)[1]

    def _on_all(self, action: Callable[[str], bool], names: Iterable[str]) -> tuple[dict[str, bool], Failure | None]:
        """Do something on several members at once: what it gave, and the first that went wrong."""
        given: dict[str, bool] = {}

        def attempt(name: str) -> Failure | None:
            def act() -> None:
                given[name] = action(name)

            return self._work.attempt(name, act, self._shares[name].lines, self._shares[name].goal)

        failures, _ = in_parallel(attempt, names)
        return given, next((failure for failure in failures.values() if failure is not None), None)

    def _prove(self, name: str) -> bool:
        """Whether the member has a transaction open, with one row in it that no other session sees.

        UnitError if a line was refused, or if other sessions see the row and it cannot be removed.
        """
        unit, share = self._work.units[name], self._shares[name]
        try:
            unit.open_observer()
        except UnitError as error:
            return self._without(name, f"no second session can be had ({explained(error)})")
        if name not in self._work.ways:
            self._work.check_unmoved(name)
        self._work.lead(name, share.goal, staged=True)
        self._opened.add(name)
        try:
            unit.begin(MINUTES)
        except (SessionLost, Undecided):
            raise
        except UnitError as error:  # a transaction may be open all the same: nothing is sent in that session any more
            self._leave(name)
            return self._without(name, explained(error))
        self._work.report(Phase.STAGE, name, f"{len(share.lines)} lines")
        probe, rest = first_saved(share.lines)
        try:
            unit.stage(probe)
        except LineRefused as error:
            self._work.refused(name, probe, error)
            raise
        self._work.accepted = True
        try:
            now = unit.observe().state
        except SessionLost as error:
            raise UnitError(name, f"the second session was lost: {error.reason}") from None
        visible = settled(touched_paths((share.start, share.goal)), share.start, now)
        if not visible:
            return True
        if rest and not settled(touched_paths((share.start, share.goal)), share.goal, now):
            self._work.ways[name].pop()
            raise SameChange(name, "another session has made the change of this run: plan again")
        self._undo(name)
        return self._without(name, f"what was staged can be seen: {names_of_paths(visible, now)}")

    def _without(self, name: str, reason: str) -> bool:
        self._work.report(Phase.WARNING, name, f"no configuration transaction, changed directly instead: {reason}")
        return False

    def _undo(self, name: str) -> None:
        """Take back the row that took effect at once; UnitError if that cannot be done."""
        self._leave(name)
        work, share = self._work, self._shares[name]
        rollback = ClusterRollback(
            work.plan,
            work.units,
            {name: [[share.start, share.goal]]},
            options=self._options,
            rotated=frozenset(),
            saved=frozenset(),
            unanswered=frozenset(),
            undecided=work.undecided,
            report=work.report,
            journal=work.journal,
        )
        done = rollback.roll_back()[name]
        if not done.good:
            raise UnitError(name, f"it has no configuration transaction, and {done.problem}")

    def _stage_rest(self, name: str) -> bool:
        _, rest = first_saved(self._shares[name].lines)
        try:
            self._work.units[name].stage(rest)
        except Undecided as error:  # carried out late, it is staged in a transaction that is never committed
            raise SessionLost(name, error.reason, accepted=error.accepted) from None
        return True

    def _change_others(self) -> Failure | None:
        """The members without a transaction, while the others have everything staged."""
        return change_directly(self._work, [step for step in self._steps if step.move.unit not in self._staged])

    def _commit(self) -> Failure | None:
        """One after the other; the first that cannot is the last."""
        for name in self._staged:
            failure = self._work.attempt(name, lambda name=name: self._commit_one(name))  # type: ignore[misc]
            if failure is not None:
                return failure
        return None

    def _commit_one(self, name: str) -> None:
        unit = self._work.units[name]
        self._work.report(Phase.COMMIT, name, "")
        try:
            unit.commit()
        except SessionLost:  # whether the unit took it can be read, once no session is in the transaction any more
            unit.leave_transaction()
            self._work.read_back(name, self._shares[name].goal, "did not answer the commit")

    def _read_back(self) -> Failure | None:
        def read(name: str) -> bool:
            self._work.report(Phase.READ_BACK, name, "")
            self._work.read_back(name, self._shares[name].goal)
            return True

        return self._on_all(read, self._staged)[1]

    def _leave(self, name: str) -> None:
        """Abort the transaction of a member, or note that it may still be open."""
        self._opened.discard(name)
        if not self._work.units[name].leave_transaction():
            self._work.open_transactions.add(name)


def has_transactions(plan: ClusterPlan, device: str) -> bool:
    """Whether the release of the unit has configuration transactions: 6.2 and later
    [facts/cli-behaviour.md#5.4, confirmed].
    """
    return plan.units[device].observed.release.holds("workspace")


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
