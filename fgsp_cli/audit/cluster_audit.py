"""A cluster as it is, compared with the intent: by meaning, each unit at its own release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from fgsp_cli.base import IntentError
from fgsp_cli.compare import adopt, changed_by_hand, compare, rows_leaving, unmanaged_values, with_own_defaults
from fgsp_cli.intent import DeviceIntent, Intent, Leaving, Presence
from fgsp_cli.results import Outcome, Status, Way, ways
from fgsp_cli.state import Action, Change, DeviceState
from fgsp_cli.units import Observed


def verify_cluster(name: str | None, intent: Intent, running: Mapping[str, Observed]) -> dict[str, Outcome]:
    """What came of each unit that was read; `intent` holds this one cluster, or this one device.

    A unit that runs another release than the intent says is compared at its own, and the difference is a finding; so
    is an intent that cannot be had at that release. IntentError if it cannot be had at the others' releases.
    """
    releases = {device: unit.state.fortios for device, unit in running.items()}
    away = [device for device in intent.devices if device not in running]
    expected = intent.without(device for device in away if intent.devices[device].status is Presence.PRESENT)
    strangers = {device: intent.devices[device].mismatch(release) for device, release in releases.items()}
    strangers = {device: text for device, text in strangers.items() if text}
    try:
        states, leaving = expected.states(releases), expected.leaving(releases)
        impossible = ""
    except IntentError as error:
        if not strangers:
            raise
        own = {device: release for device, release in releases.items() if device not in strangers}
        states, leaving = expected.states(own), expected.leaving(own)
        impossible = f", at which the intent cannot be had: {' / '.join(str(problem) for problem in error.problems)}"
    outcomes = {}
    for device, unit in running.items():
        mismatch = strangers.get(device, "")
        if mismatch and impossible:
            outcomes[device] = _outcome(name, unit, Status.DRIFT, f"{mismatch}{impossible}")
        else:
            compared = _compared(name, unit, states[device], leaving.get(device, ()), mismatch)
            halves = _ways(intent.devices[device], unit.state, states[device], compared)
            outcomes[device] = replace(compared, ways=halves)
    return outcomes


def _ways(device: DeviceIntent, running: DeviceState, wanted: DeviceState, outcome: Outcome) -> Mapping[str, Way]:
    """What the unit has of its links to the other members."""
    rows = [(row.peer, wanted.peers[row.number].text("peerip")) for row in device.rows if row.number in wanted.peers]
    return ways(rows, running, outcome.changes)


def _compared(
    name: str | None, unit: Observed, wanted: DeviceState, leaving: Sequence[Leaving], mismatch: str
) -> Outcome:
    """One unit. Rows that only a renumbering brings in order are differences; others are known whatever their id."""
    running, release, own = unit.state, unit.release, unit.own_defaults
    adoption = adopt(running, with_own_defaults(wanted, own, release), renumber=True)
    rows = adoption.unmanaged - rows_leaving(running, adoption.pairs.values(), (end.row for end in leaving))
    changes = tuple(
        change for change in compare(running, adoption.state, by_identity=False) if not _is_deletion_of(change, rows)
    )
    outcome = _outcome(name, unit, Status.DRIFT if changes or mismatch else Status.IN_SYNC, mismatch or None)
    return replace(
        outcome,
        changes=changes,
        unmanaged=MappingProxyType(unmanaged_values(running, wanted, rows, own, release)),
        notes=(*changed_by_hand(running, adoption.state, changes, rows, release), *unit.secret_notes(wanted)),
    )


def _is_deletion_of(change: Change, rows: frozenset[int]) -> bool:
    return change.action is Action.DELETE and len(change.path) == 2 and change.path[1] in rows


def _outcome(name: str | None, unit: Observed, status: Status, error: str | None) -> Outcome:
    return Outcome(status=status, cluster=name, fortios=unit.state.fortios, error=error)
