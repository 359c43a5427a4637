"""What one unit is to become: its own rows recognised, what leaves taken away, all else left as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from fgsp_cli.base import ReferenceName, SecretState
from fgsp_cli.compare import (
    adopt,
    changed_by_hand,
    compare,
    rows_leaving,
    unmanaged_values,
    with_own_defaults,
)
from fgsp_cli.intent import DeviceIntent, Leaving, Presence
from fgsp_cli.plan.push_options import PushOptions
from fgsp_cli.plan.routing import ids_differ
from fgsp_cli.plan.state_edits import applied
from fgsp_cli.state import PSKSECRET, Action, Block, Change, DeviceState, Path, Table, Value, path_text
from fgsp_cli.units import Observed


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What a unit is to hold in the end."""

    state: DeviceState
    """The whole state: wanted, unmanaged and unknown things."""
    changes: tuple[Change, ...]
    unmanaged: Mapping[Path, Value]
    """Rows and settings of the unit that the intent does not name."""
    notes: tuple[str, ...]
    secret_notes: tuple[str, ...] = ()
    """For each secret that is neither compared nor sent, that it is so."""


def goal_of(
    device: DeviceIntent,
    observed: Observed,
    wanted: DeviceState,
    leaving: Sequence[Leaving],
    options: PushOptions,
    *,
    is_peer: bool,
) -> Goal:
    """The goal of one unit. CheckRefused if the wanted ids can be had only by a renumbering, or not at all."""
    release, running = observed.release, observed.state
    own = observed.own_defaults
    adoption = adopt(running, with_own_defaults(wanted, own, release), renumber=options.renumber, unit=device.name)
    leaving_rows = rows_leaving(running, adoption.pairs.values(), (end.row for end in leaving))
    prune = options.prune and device.status is not Presence.ABSENT
    kept = frozenset() if prune else adoption.unmanaged - leaving_rows
    changes = tuple(
        change
        for change in compare(running, adoption.state, by_identity=False, is_peer=is_peer)
        if not (change.action is Action.DELETE and change.path[0] == "peer" and change.path[1:] in {(n,) for n in kept})
    )
    hints = changed_by_hand(running, adoption.state, changes, kept, release)
    changes, secret_notes = _with_secret(changes, observed, wanted, options)
    return Goal(
        state=applied(changes, running, adoption.state, release),
        changes=changes,
        unmanaged=MappingProxyType(unmanaged_values(running, wanted, kept, own, release)),
        notes=(*running.notes, *adoption.notes, *hints, *secret_notes),
        secret_notes=() if options.rotate_psk else observed.secret_notes(wanted),
    )


def isolation_problem(observed: Observed, goal: Goal, options: PushOptions) -> str | None:
    """Why the ids of a unit must not be changed: rows that no intent names would have to go meanwhile."""
    rows = [path for path in goal.unmanaged if path[0] == "peer"]
    if options.prune or not rows or not ids_differ(observed.state, goal.state):
        return None
    names = ", ".join(path_text(path, observed.release) for path in rows)
    return f"its ids are to change, for which all of its rows must go, and the intent does not name {names}"


def with_recreations(
    changes: Sequence[Change], recreated: frozenset[int], goal: Goal, running: DeviceState
) -> tuple[Change, ...]:
    """The changes of a unit, with the rows that are deleted and made again for an id change."""
    if not recreated:
        return tuple(changes)
    without = replace(goal.state, peers=Table(_without(goal.state.peers, recreated)))
    removed = compare(running, without, by_identity=False)
    made = compare(without, goal.state, by_identity=False)
    rest = [change for change in changes if not (change.path[0] == "peer" and change.path[1] in recreated)]
    again = [change for change in (*removed, *made) if len(change.path) == 2 and change.path[1] in recreated]
    return tuple(sorted((*rest, *again), key=_order))


def _without(rows: Table, numbers: frozenset[int]) -> dict[int, Block]:
    return {number: row for number, row in rows.items() if number not in numbers}


def _order(change: Change) -> tuple[bool, int, bool]:
    number = change.path[1] if change.path[0] == "peer" else 0
    return (change.path[0] == "peer", int(number) if isinstance(number, int) else 0, change.action is Action.CREATE)


def _with_secret(
    changes: tuple[Change, ...], observed: Observed, wanted: DeviceState, options: PushOptions
) -> tuple[tuple[Change, ...], tuple[str, ...]]:
    """A secret that the unit has is sent only to be rotated; and compared only with what a run before kept of it
    [architecture.md#secrets].
    """
    running = observed.state
    there = running.standalone_cluster.get(PSKSECRET[1])
    if wanted.named is None or PSKSECRET not in wanted.named or not isinstance(there, SecretState):
        return changes, ()
    if not options.rotate_psk:
        note = "psksecret: not comparable, not sent; --rotate-psk sends it"
        return changes, (note,) if observed.secret_notes(wanted) else ()
    rotated = compare(without_secret(running), wanted, by_identity=False)
    change = next(change for change in rotated if change.path == PSKSECRET)
    note = "psksecret: rotated" if options.old_psk else "psksecret: rotated; cannot be undone without --old-psk"
    return (*changes, replace(change, running=there)), (note,)


def without_secret(state: DeviceState) -> DeviceState:
    """The state as if the unit had no `psksecret`: from there, sending it is a change."""
    return state.with_section(PSKSECRET[0], state.standalone_cluster.with_({PSKSECRET[1]: None}))


def with_secret(state: DeviceState, reference: ReferenceName) -> DeviceState:
    """The state with the `psksecret` of that reference."""
    secret = {PSKSECRET[1]: SecretState.known(reference)}
    return state.with_section(PSKSECRET[0], state.standalone_cluster.with_(secret))
