"""Results of audits of made-up fleets, by the very comparison that audits use: for reports to show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from fgsp_cli.audit import verify_cluster
from fgsp_cli.fortios.versions import Release
from fgsp_cli.intent import Intent, parse_intent
from fgsp_cli.results.results import About, Outcome, Results, Status
from fgsp_cli.state.facts import Facts
from fgsp_cli.state.state import Block, DeviceState, Table, Value
from fgsp_cli.units.observed import Observed

WHEN = datetime(2026, 3, 1, 2, 0, 5, tzinfo=UTC)
RELEASES = ("7.4.4", "7.0.12", "7.2.8", "6.4.5")
Change = Callable[[DeviceState], DeviceState | None]
"""What happened to a unit since; None: it cannot be read any more."""


def about(intent: str = "edge.yaml", against: str = "backups in backups/2026-03-01", version: str = "0.1.0") -> About:
    """The head of a report of a night in March."""
    return About(intent=intent, against=against, when=WHEN, version=version)


def fleet(clusters: Mapping[str, int], changes: Mapping[str, Change] | None = None) -> Results:
    """An audit of clusters of so many members each, after those changes."""
    devices: dict[str, Outcome] = {}
    for number, (cluster, size) in enumerate(clusters.items()):
        devices |= _audited(cluster, _intent(cluster, size, number), changes or {})
    return Results(command="audit", devices=devices, about=about())


def member(cluster: str, number: int) -> str:
    """The name of a member."""
    return f"{cluster}-fw{number + 1:02}"


def unreadable(_: DeviceState) -> None:
    """A backup that is cut off."""


def without_rows(*numbers: int) -> Change:
    """Somebody deleted rows."""
    return lambda state: _rows(state, {n: row for n, row in state.peers.items() if n not in numbers})


def with_row(number: int, **values: Value) -> Change:
    """Somebody changed a row; keys with `_` for `-`."""
    given = {key.replace("_", "-"): value for key, value in values.items()}
    return lambda state: _rows(state, {**state.peers, number: state.peers[number].with_(given)})


def with_stranger(address: str = "192.0.2.60") -> Change:
    """Somebody added a row that the intent does not name."""
    return lambda state: _rows(
        state,
        {**state.peers, 90: next(iter(state.peers.values())).with_({"peerip": address, "syncvd": ("dmz", "root")})},
    )


def with_cluster(**values: Value) -> Change:
    """Somebody changed `system standalone-cluster`."""
    given = {key.replace("_", "-"): value for key, value in values.items()}
    return lambda state: replace(state, standalone_cluster=state.standalone_cluster.with_(given))


def both(*changes: Change) -> Change:
    """One after the other."""

    def changed(state: DeviceState) -> DeviceState | None:
        current: DeviceState | None = state
        for change in changes:
            current = change(current) if current else None
        return current

    return changed


@cache
def sixteen() -> Results:
    """The largest cluster there is, with one of everything that can go wrong."""
    return fleet(
        {"edge": 16},
        {
            member("edge", 1): with_row(5, hb_interval=2000, hb_lost_threshold=3, syncvd=("dmz", "root")),
            member("edge", 4): without_rows(8, 12),
            member("edge", 7): both(without_rows(5), with_stranger()),
            member("edge", 11): unreadable,
            member("edge", 13): with_row(3, peerip="10.99.0.3"),
        },
    )


@cache
def two_thousand() -> Results:
    """500 clusters of 4: 37 units drifted in known ways, 5 backups cut off and 3 encrypted."""
    drifts = (
        with_row(2, hb_interval=2000),
        without_rows(2),
        with_row(3, syncvd=("dmz", "root")),
        both(without_rows(3), with_stranger()),
        with_cluster(standalone_group_id=99),
    )
    changes: dict[str, Change] = {member(f"site{12 * n:03}", 0): drifts[n % len(drifts)] for n in range(37)}
    changes |= {member(f"site{60 * n + 7:03}", 1): unreadable for n in range(8)}
    results = fleet({f"site{n:03}": 4 for n in range(500)}, changes)
    broken = iter(
        ["cut off in line 8120: `config firewall policy` is never closed"] * 5 + ["encrypted: it begins #FGBK|"] * 3
    )
    devices = {
        name: replace(outcome, error=f"backups/{name}.conf: {next(broken)}")
        if outcome.status is Status.UNREADABLE
        else outcome
        for name, outcome in results.devices.items()
    }
    return replace(results, devices=devices)


def _intent(cluster: str, size: int, number: int) -> Intent:
    members = "".join(
        f"      {member(cluster, n)}: {{group_member_id: {n}, peerip: 10.{number // 250}.{number % 250}.{n + 1}}}\n"
        for n in range(size)
    )
    return parse_intent(
        f"clusters:\n  {cluster}:\n    fortios: {RELEASES[number % len(RELEASES)]}\n"
        "    standalone_cluster: {standalone_group_id: 7}\n"
        "    ha: {session_pickup: enable}\n"
        "    cluster_sync: {peervd: root, syncvd: [root], heartbeat: {interval: 1s, lost_after: 6s}}\n"
        f"    members:\n{members}".encode(),
        "edge.yaml",
    )


def _audited(cluster: str, intent: Intent, changes: Mapping[str, Change]) -> Mapping[str, Outcome]:
    running: dict[str, Observed] = {}
    for name, state in intent.states().items():
        held = changes[name](state) if name in changes else state
        if held is not None:
            running[name] = Observed(state=replace(held, named=None, positions={}, derived={}), facts=Facts())
    outcomes = verify_cluster(cluster, intent, running)
    text = "line 812: `config system interface` is never closed: the file is cut off"
    unread = Outcome(status=Status.UNREADABLE, cluster=cluster, error=text)
    return {name: outcomes.get(name, unread) for name in intent.devices}


def _rows(state: DeviceState, rows: Mapping[int, Block]) -> DeviceState:
    return replace(state, peers=Table(rows))


__all__ = ("Release", "about", "fleet", "member", "sixteen", "two_thousand")
