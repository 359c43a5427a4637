"""What `diagnose` prints about session synchronisation -> values [facts/cli-behaviour.md#6.2].

None of these texts is made for programs, and releases differ: each value is found by its name, wherever it stands, and
is None where the text does not have it. Nothing is concluded here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

SESSION_SYNC = "diagnose sys session sync"
DAEMON = "diagnose test application sessionsync 1"
DAEMON_PEERS = "diagnose test application sessionsync 3"
STANDALONE_PEERS = "diagnose sys ha standalone-peers"
COMMANDS = (SESSION_SYNC, DAEMON, DAEMON_PEERS, STANDALONE_PEERS)
"""All of them only read."""
PEER_COMMANDS = (STANDALONE_PEERS, DAEMON_PEERS)
"""Those that `Sample.peer_count` is read from."""

Parsed = TypeVar("Parsed")
_FIELD = re.compile(r"\b([A-Za-z_-]+)=(\d+)(?::\d+)?")
_COUNTS = re.compile(r"^\s*(sync|recv):\s+create=(\d+)", re.MULTILINE)
_FILTER = re.compile(r"^\s*\d+:\s+vd=\d+", re.MULTILINE)
_PEER = re.compile(
    r"^\s*peer (?P<number>\d+): (?P<address>[\d.]+) in (?P<vdom>\S+?), ha=(?P<ha>[01])"
    r"(?:, num-sync-vd=(?P<vdoms>\d+))?",
    re.MULTILINE,
)
_DETECTED = re.compile(r"\bDetected-peers=(\d+)")
_PEER_ADDRESS = re.compile(r"\bpeerip(?::port)?\s*=\s*(\d+\.\d+\.\d+\.\d+)")
_LINK = re.compile(r"\bphyindex=(\d+).*?\blinkfail=([01])")


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSync:
    """`diagnose sys session sync`."""

    started: bool | None = None
    """Whether synchronisation runs [confirmed]."""
    tcp: bool | None = None
    others: bool | None = None
    """Connectionless sessions; this and its neighbours mirror the options of `system ha` [confirmed]."""
    expectation: bool | None = None
    nat: bool | None = None
    sent: int | None = None
    """Sessions that the unit announced to peers since it started [confirmed]."""
    received: int | None = None
    filters: int = 0
    """One for each entry [confirmed]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Daemon:
    """`diagnose test application sessionsync 1`."""

    synchronises: bool | None = None
    peers: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DaemonPeer:
    """A line of `diagnose test application sessionsync 3` that is no slot of FGCP."""

    number: int
    """The `sync-id` [confirmed]."""
    address: str
    vdom: str
    vdoms: int | None
    """How many VDOMs are sent to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandalonePeers:
    """`diagnose sys ha standalone-peers`: of its text only the field `Detected-peers` is established."""

    detected: int | None = None
    """Peers that were seen."""
    addresses: tuple[str, ...] = ()
    """Theirs, where the text has them in the form that somebody has seen."""
    failed: tuple[str, ...] = ()
    """Interfaces, by index, with `linkfail=1`; it means something with layer 2 connections alone [confirmed]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Every command's answer at one moment; None for a command that the unit, or this login, refuses."""

    sync: SessionSync | None = None
    daemon: Daemon | None = None
    listed: tuple[DaemonPeer, ...] | None = None
    peers: StandalonePeers | None = None

    @property
    def peer_count(self) -> int | None:
        """How many peers the unit sees, None if it prints neither: those that it detects, else those that its daemon
        lists. Whether the daemon lists a peer that does not answer is not established: a list that is whole proves less
        than one that has become shorter.
        """
        if self.peers is not None and self.peers.detected is not None:
            return self.peers.detected
        return len(self.listed) if self.listed is not None else None


def parse_sample(texts: Mapping[str, str | None]) -> Sample:
    """What the commands printed, by command."""

    def parsed(command: str, parse: Callable[[str], Parsed]) -> Parsed | None:
        text = texts.get(command)
        return None if text is None else parse(text)

    return Sample(
        sync=parsed(SESSION_SYNC, parse_session_sync),
        daemon=parsed(DAEMON, parse_daemon),
        listed=parsed(DAEMON_PEERS, parse_daemon_peers),
        peers=parsed(STANDALONE_PEERS, parse_standalone_peers),
    )


def parse_session_sync(text: str) -> SessionSync:
    """The values in the text of `diagnose sys session sync`."""
    fields = _fields(text)
    counts = {name: int(count) for name, count in _COUNTS.findall(text)}
    return SessionSync(
        started=_flag(fields, "sync_started"),
        tcp=_flag(fields, "sync_tcp"),
        others=_flag(fields, "sync_others"),
        expectation=_flag(fields, "sync_expectation"),
        nat=_flag(fields, "sync_nat"),
        sent=counts.get("sync"),
        received=counts.get("recv"),
        filters=len(_FILTER.findall(text)),
    )


def parse_daemon(text: str) -> Daemon:
    """The values in the first text of the session sync daemon."""
    fields = _fields(text)
    peers = fields.get(
        "standalone-peers", fields.get("fgsp-peers-num")
    )  # 7.6.1 [facts/cli-behaviour.md#6.2, confirmed]
    return Daemon(synchronises=_flag(fields, "standalone-sync"), peers=peers)


def parse_daemon_peers(text: str) -> tuple[DaemonPeer, ...] | None:
    """The peers; none is an answer, None is not: the text holds no list at all."""
    matches = list(_PEER.finditer(text))
    if not matches and "failed retries" not in text:
        return None
    return tuple(
        DaemonPeer(
            number=int(peer["number"]),
            address=peer["address"],
            vdom=peer["vdom"],
            vdoms=int(peer["vdoms"]) if peer["vdoms"] else None,
        )
        for peer in matches
        if peer["ha"] == "0"
    )


def parse_standalone_peers(text: str) -> StandalonePeers:
    """The values in the text of `diagnose sys ha standalone-peers`."""
    detected = _DETECTED.search(text)
    return StandalonePeers(
        detected=int(detected[1]) if detected else None,
        addresses=tuple(dict.fromkeys(_PEER_ADDRESS.findall(text))),
        failed=tuple(index for index, failed in _LINK.findall(text) if failed == "1"),
    )


def _fields(text: str) -> dict[str, int]:
    """The first of two fields of one name counts."""
    counts: dict[str, int] = {}
    for name, value in _FIELD.findall(text):
        counts.setdefault(name, int(value))
    return counts


def _flag(fields: dict[str, int], name: str) -> bool | None:
    value = fields.get(name)
    return None if value is None else value != 0
