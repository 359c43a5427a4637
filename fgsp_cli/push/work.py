"""What a run has done to the units of a cluster so far, and what every way of changing them does alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from fgsp_cli.base import (
    ArchiveError,
    CheckRefused,
    FgspError,
    LineRefused,
    ReadLimit,
    SessionLost,
    Unattributed,
    Undecided,
    UnitError,
    mistake,
)
from fgsp_cli.device import saves
from fgsp_cli.fortios import replies
from fgsp_cli.plan import ClusterPlan, foreign_paths, held_at, moved_since, names_of_paths, settled, touched_paths
from fgsp_cli.runs import ClusterJournal
from fgsp_cli.state import DeviceState
from fgsp_cli.units import LiveUnit, Report, explained


class NotAsSent(UnitError):
    """The unit took every line and holds something else."""


class SameChange(CheckRefused):
    """Another session is making the change of this run: what both wrote is equal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """The device and the error that stopped a change."""

    device: str
    message: str
    error: FgspError


@dataclass(slots=True, kw_only=True)
class Work:
    """The change of one cluster, as far as it has come."""

    plan: ClusterPlan
    units: Mapping[str, LiveUnit]
    report: Report
    journal: ClusterJournal
    settle_seconds: float
    ways: dict[str, list[DeviceState]] = field(default_factory=dict)
    """Of each unit that a line was sent to, every state it was to pass through."""
    rotated: set[str] = field(default_factory=set)
    saved: set[str] = field(default_factory=set)
    """Units to which the command to save was sent, or may have been."""
    accepted: bool = False
    """Whether any unit is known to have accepted a line."""
    elsewhere: dict[str, str] = field(default_factory=dict)
    """What another session changed on a unit meanwhile."""
    unanswered: set[str] = field(default_factory=set)
    """Units that left a line without an answer, or with one that is not provably its own."""
    undecided: dict[str, str] = field(default_factory=dict)
    """Of each unit that may still carry out a line, that line."""
    open_transactions: set[str] = field(default_factory=set)
    """Units that may still have a configuration transaction open, and its locks."""
    last_good: dict[str, DeviceState] = field(default_factory=dict)
    """The last good reading of each unit."""

    def held(self, device: str) -> DeviceState:
        """What the unit holds by now, if all went well."""
        return self.ways[device][-1] if device in self.ways else self.plan.units[device].observed.state

    def check_unmoved(self, device: str) -> None:
        """CheckRefused if the unit does not hold any more what the plan was made for; SameChange if it holds a part of
        the goal already.

        Read on the unit itself directly before its first changing line: no lock of ours binds another machine.
        """
        unit, now = self.plan.units[device], self.units[device].read().state
        moved = moved_since(unit.observed.state, now)
        if not moved:
            return
        paths = foreign_paths(unit.observed.state, now, ())
        if paths and not settled(paths, unit.goal.state, now):
            raise SameChange(device, f"{moved}, to what this run would make of it: plan again")
        raise CheckRefused(device, f"{moved}: plan again")

    def lead(self, device: str, *goals: DeviceState, rotates: bool = False, staged: bool = False) -> None:
        """Note the states that a unit will be led to, in a transaction if `staged`, before the first line is sent.

        ArchiveError if that cannot be written down: then nothing may be sent.
        """
        self.journal.leading(device, goals, rotates=rotates, staged=staged)
        self.ways.setdefault(device, [self.plan.units[device].observed.state]).extend(goals)

    def refused(self, device: str, lines: Sequence[str], error: LineRefused) -> None:
        """A unit refused one of the lines to its last goal. If none that saves had been sent, or only one that another
        session's lock refused, the unit saved nothing of that goal: what a later reading shows of it was written by
        another session, and a rollback leaves it alone.
        """
        may_have_saved = lines[: error.index + (not replies.is_locked(error.reply))]
        if not any(map(saves, may_have_saved)):
            self.ways[device].pop()

    def read_back(self, device: str, goal: DeviceState, answered: str = "took every line") -> None:
        """Compare what another session sees of a unit with the goal; NotAsSent if that is something else.

        `answered` says how the unit answered what led there.
        """
        touched = touched_paths(self.ways[device])
        unit, settle = self.units[device], self.settle_seconds
        reading = unit.read_back(lambda state: not settled(touched, goal, state), settle)
        self.check(device, goal, reading.state, answered)

    def check(self, device: str, goal: DeviceState, now: DeviceState, answered: str = "took every line") -> None:
        """Compare what a unit holds with the goal; NotAsSent if that is something else."""
        way = self.ways[device]
        touched = touched_paths(way)
        wrong = settled(touched, goal, now)
        if wrong:
            raise NotAsSent(device, f"{answered}, and holds something else: {held_at(wrong, now)}")
        self.last_good[device] = now
        self.elsewhere[device] = names_of_paths(foreign_paths(way[0], now, touched), now)

    def attempt(
        self, device: str, action: Callable[[], None], lines: Sequence[str] = (), goal: DeviceState | None = None
    ) -> Failure | None:
        """Do something to a unit: what stopped it. `lines` and `goal`, what it sends and why, are for the message."""
        try:
            action()
        except ArchiveError as error:
            return Failure(device=device, message=explained(error), error=error)
        except UnitError as error:
            self._note_accepted(error)
            if isinstance(error, Undecided):
                self.undecided[device] = error.line
            if isinstance(error, SessionLost | Undecided | ReadLimit | Unattributed):
                self.unanswered.add(device)
            return Failure(device=device, message=explained(error, lines, goal), error=error)
        except Exception as error:  # noqa: BLE001 - a mistake of ours must not leave the cluster half-done
            self.accepted = True
            known = error if isinstance(error, FgspError) else UnitError(device, f"internal error: {mistake(error)}")
            return Failure(device=device, message=explained(known), error=known)
        return None

    def _note_accepted(self, error: UnitError) -> None:
        match error:
            case LineRefused():
                self.accepted |= error.index > 0
            case SessionLost() | Undecided():
                self.accepted |= error.accepted > 0
            case _:
                self.accepted = True
