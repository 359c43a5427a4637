"""Results to show: one unit with every kind of difference, one in sync, one that did not answer."""

from __future__ import annotations

from fgsp_cli.base.positions import Position
from fgsp_cli.base.secrets import SecretRef, SecretState
from fgsp_cli.fortios.versions import Release
from fgsp_cli.results.results import Outcome, Results, Status
from fgsp_cli.state.change import Action, Change, Effect
from fgsp_cli.state.state import Block, Table

AT = Position(source="edge.yaml", line=9, column=22)
FILTER = Block({"custom-service": Table({1: Block({"dst-port-range": "443-443"})})})
ROW = Block({"peervd": "root", "peerip": "10.10.10.2", "session-sync-filter": FILTER})
CHANGES = (
    Change(
        path=("standalone-cluster", "psksecret"),
        action=Action.SET,
        effect=Effect.RESYNC,
        intended=SecretState.known(SecretRef("${env:FGSP_PSK}")),
        position=AT,
    ),
    Change(path=("peer", 2), action=Action.CREATE, effect=Effect.SAFE, intended=ROW, position=AT),
    Change(
        path=("peer", 3, "hb-interval"),
        action=Action.SET,
        effect=Effect.SAFE,
        intended=1000,
        running=2000,
        position=AT,
    ),
    Change(path=("peer", 7), action=Action.DELETE, effect=Effect.RESYNC, running=Block({"peerip": "10.9.9.9"})),
)


def drifting(status: Status = Status.DRIFT) -> Outcome:
    """A unit with differences, and a row that nobody names."""
    return Outcome(
        status=status,
        fortios=Release(7, 4, 4),
        cluster="edge",
        changes=CHANGES,
        unmanaged={9: Block({"peerip": "10.8.8.8"})},
        commands=("config system standalone-cluster", "    set psksecret ${env:FGSP_PSK}", "end"),
        undo=("config system standalone-cluster", "    unset psksecret", "end"),
    )


def results(command: str, status: Status = Status.DRIFT) -> Results:
    """What a verb came to."""
    return Results(
        command=command,
        devices={
            "fgt-a": drifting(status),
            "fgt-b": Outcome(status=Status.IN_SYNC, fortios=Release(7, 0, 12), cluster="edge"),
            "fgt-c": Outcome(status=Status.UNREACHABLE, cluster="edge", error="fgt-c: no answer from 10.0.0.3"),
        },
    )
