"""`diagnose` texts about session synchronisation -> values: the published ones, those of a lab, and odd ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from fgsp_cli.fortios.sessionsync import (
    DAEMON_PEERS,
    PEER_COMMANDS,
    Daemon,
    DaemonPeer,
    Sample,
    SessionSync,
    StandalonePeers,
    parse_daemon,
    parse_daemon_peers,
    parse_sample,
    parse_session_sync,
    parse_standalone_peers,
)

TRANSCRIPTS = Path(__file__).parents[1] / "data" / "transcripts"
STANDALONE_PEERS = """\
Group=7, ID=0
Detected-peers=2
peer0: vfid=0, peerip:port = 10.0.0.2:708, standalone_id=1
peer1: vfid=0, peerip:port = 10.0.0.3:708, standalone_id=2
        phyindex=0: mac=00:09:0f:09:00:00, linkfail=1
        phyindex=1: mac=00:09:0f:09:00:01, linkfail=0
"""


def transcript(name: str) -> str:
    """A recording without its description."""
    return (TRANSCRIPTS / name).read_text(encoding="utf-8").partition("# ----\n")[2]


def test_the_handbook_s_session_sync() -> None:
    """The fields that it explains; the first number of a counter is the one that counts."""
    assert parse_session_sync(transcript("fgsp-diag-session-sync-6.0.txt")) == SessionSync(
        started=True, tcp=True, others=True, expectation=True, nat=True, sent=12, received=14, filters=1
    )


def test_the_daemon_s_context() -> None:
    """`standalone-sync` and `standalone-peers`."""
    assert parse_daemon(transcript("fgsp-diag-sessionsync-daemon-1.txt")) == Daemon(synchronises=True, peers=2)


@pytest.mark.parametrize("peers", [1, 3, 15])
def test_the_daemon_s_context_of_7_6_1(peers: int) -> None:
    """`fgsp-peers-num` stands in place of `standalone-peers`."""
    text = f"HA is not enabled\nsync context:\n\tsync-other=1, sync-exp=1, standalone-sync=1, mtu=0\nfgsp-peers-num={peers}, kernel-filters-num=1\n"
    assert parse_daemon(text) == Daemon(synchronises=True, peers=peers)


def test_the_daemon_s_peers_without_the_slots_of_fgcp() -> None:
    """Lines with `ha=1` are no FGSP peers; numbers are sync-ids."""
    assert parse_daemon_peers(transcript("fgsp-diag-sessionsync-daemon-3.txt")) == (
        DaemonPeer(number=4, address="10.57.4.137", vdom="root", vdoms=1),
        DaemonPeer(number=6, address="10.5.20.137", vdom="root", vdoms=1),
    )


def test_the_standalone_peers() -> None:
    """The number is established, the rest is taken where it is there."""
    assert parse_standalone_peers(STANDALONE_PEERS) == StandalonePeers(
        detected=2, addresses=("10.0.0.2", "10.0.0.3"), failed=("0",)
    )


@pytest.mark.parametrize("text", ["", "\n", "something else altogether: 1=2\n", "sync_started=?"])
def test_a_text_that_says_nothing_gives_no_values(text: str) -> None:
    """Not told is None, never no and never zero."""
    assert parse_session_sync(text) == SessionSync()
    assert parse_daemon(text) == Daemon()
    assert parse_daemon_peers(text) is None
    assert parse_standalone_peers(text) == StandalonePeers()


def test_an_empty_list_of_peers_is_an_answer() -> None:
    """The daemon answered, and has no peer."""
    assert parse_daemon_peers("\nfailed retries of SESYNC_PACKET_T_QUERYALL: 0\n") == ()


def test_carriage_returns_and_prompts_do_not_matter() -> None:
    """A terminal puts them there."""
    text = transcript("fgsp-diag-session-sync-6.0.txt").replace("\n", "\r\n")
    assert parse_session_sync(text) == parse_session_sync(text.replace("\r", ""))


def test_a_refused_command_is_no_sample() -> None:
    """The others are taken all the same."""
    sample = parse_sample({DAEMON_PEERS: "peer 4: 10.0.0.2 in root, ha=0, num-sync-vd=1\n"})
    assert (sample.sync, sample.daemon, sample.peers) == (None, None, None)
    assert sample.listed is not None
    assert len(sample.listed) == 1
    assert parse_sample({DAEMON_PEERS: None}) == Sample()


@pytest.mark.parametrize(
    ("detected", "listed", "seen"),
    [
        ("Group=1, ID=0\nDetected-peers=2\nKernel", None, 2),
        ("Detected-peers=0\n", "peer 4: 10.57.4.137 in root, ha=0, num-sync-vd=1\n", 0),
        (None, "peer 201: 0.0.0.0 in vsys_ha, ha=1, num-sync-vd=0\npeer 4: 10.57.4.137 in root, ha=0\n", 1),
        ("nothing that is known\n", "failed retries of SESYNC_PACKET_T_QUERYALL: 0\n", 0),
        ("nothing that is known\n", "", None),
        (None, None, None),
    ],
)
def test_peers_are_counted_by_what_is_established(detected: str | None, listed: str | None, seen: int | None) -> None:
    """`Detected-peers=N`; else the lines of the list that are no slots of FGCP [facts/cli-behaviour.md#6.2]."""
    assert parse_sample(dict(zip(PEER_COMMANDS, (detected, listed), strict=True))).peer_count == seen
