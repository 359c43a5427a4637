"""Results to show: one unit with every kind of difference, one in sync, one that did not answer."""

from __future__ import annotations

from fgsp_cli.base.positions import Position
from fgsp_cli.base.secrets import ReferenceName, SecretState
from fgsp_cli.compare import differences
from fgsp_cli.fortios.versions import Release
from fgsp_cli.lint import Finding, Level
from fgsp_cli.results import (
    DiffResults,
    Health,
    LintResults,
    Match,
    Outcome,
    PeerLink,
    Results,
    Status,
    StatusResults,
    Text,
    TextComparison,
    UnitRuntime,
)
from fgsp_cli.state import read_config
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
        intended=SecretState.known(ReferenceName("${env:FGSP_PSK}")),
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
        unmanaged={("peer", 9): Block({"peerip": "10.8.8.8"})},
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


def linted() -> LintResults:
    """What `lint` found: an error with a place, a hint without one, and a unit that could not be read."""
    findings = (
        Finding(
            rule="peer-dup", level=Level.ERROR, message="the row 3 to 10.1.1.2 is the row 2 again", why="It sends twice.",
            devices=("fgt-a",), cluster="edge", path="cluster-peer/3", position=AT, confirmed=True, refuses=True,
        ),
        Finding(rule="id-high", level=Level.HINT, message="the id 205 | is not below 200", why="May collide.", devices=("fgt-b",)),
    )  # fmt: skip
    unread = {"fgt-c": Outcome(status=Status.UNREACHABLE, error="fgt-c: no answer")}
    return LintResults(
        units=("fgt-a", "fgt-b"), findings=findings, notes=("not checked: syncvd-exists",), unread=unread
    )


def diffed() -> DiffResults:
    """What `diff` found: equal backups, backups that differ, an unreadable one."""
    before, after = (
        read_config(f"config system cluster-sync\nedit 1\nset peerip 10.0.0.{last}\nnext\nend\n", "7.0.12")
        for last in (1, 2)
    )
    texts = [Text(source=f"{name}.conf", fortios=Release(7, 0, 12)) for name in ("before", "after")]
    return DiffResults(
        devices={
            "fgt-a": TextComparison(match=Match.EQUAL, before=texts[0], after=texts[1]),
            "fgt-b": TextComparison(match=Match.DIFFERENT, before=texts[0], after=texts[1], differences=differences(before, after)),
            "fgt-c": TextComparison(match=Match.UNREADABLE, before=texts[0], after=None, error="c.conf: is cut off"),
        }
    )  # fmt: skip


def runtime() -> StatusResults:
    """What `status` found: a good link, a bad one, and a unit that did not answer."""
    links = (
        PeerLink(row=1, peerip="10.1.1.2", peer="fgt-b", health=Health.GOOD),
        PeerLink(row=2, peerip="10.1.1.3", peer=None, health=Health.BAD, why=("the daemon does not list the peer",)),
    )
    return StatusResults(
        devices={
            "fgt-a": UnitRuntime(cluster="edge", fortios="7.4.4", started=True, detected=1, links=links),
            "fgt-c": Outcome(status=Status.UNREACHABLE, cluster="edge", error="fgt-c: no answer"),
        }
    )
