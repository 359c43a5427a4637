"""How a link is judged by what a unit says: good only by what speaks for it, bad by what speaks against it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made import to, unit

from fgsp_cli.audit.link_health import judged
from fgsp_cli.fortios.sessionsync import Daemon, DaemonPeer, Sample, SessionSync, StandalonePeers
from fgsp_cli.lint.mesh import Cluster, Member, mesh_of
from fgsp_cli.results.status_results import Health, PeerLink, UnitRuntime
from fgsp_cli.state.facts import Facts
from fgsp_cli.units.observed import Observed

A, B, C = "10.0.0.1", "10.0.0.2", "10.0.0.3"
ADDRESSES = {"a": A, "b": B, "c": C}
RUNS = SessionSync(started=True, tcp=True, sent=5, received=5)


def peer(number: int, address: str) -> DaemonPeer:
    """A line of the daemon's list."""
    return DaemonPeer(number=number, address=address, vdom="root", vdoms=1)


TELLING = Sample(
    sync=RUNS,
    daemon=Daemon(synchronises=True, peers=1),
    listed=(peer(1, B), peer(2, C)),
    peers=StandalonePeers(detected=1, addresses=(B,)),
)
"""A unit with rows to b and c that sees b."""


def seen(last: Sample, *, rows: tuple[str, ...] = (B,), received: int = 5, pickup: str = "enable") -> UnitRuntime:
    """What is said of the unit a, whose peers have a row back, when it says this at last."""
    states = {
        "a": unit(rows={number: to(address) for number, address in enumerate(rows, 1)}, ha={"session-pickup": pickup}),
        "b": unit(rows={1: to(A)}, ha={"session-pickup": "enable"}),
        "c": unit(rows={1: to(A)}, ha={"session-pickup": "enable"}),
    }
    members = tuple(Member(device=name, addresses=(address,)) for name, address in ADDRESSES.items())
    (group,) = mesh_of(states, [Cluster(name="edge", members=members)]).groups
    first = replace(last, sync=replace(last.sync, received=received)) if last.sync else last
    found = {name: Observed(state=state, facts=Facts(), samples=(first, last)) for name, state in states.items()}
    return judged(group, found, {})["a"]


def only(found: UnitRuntime) -> PeerLink:
    """Its one link."""
    (link,) = found.links
    return link


def healths(found: UnitRuntime) -> list[Health]:
    """Of its links, in the order of its rows."""
    return [link.health for link in found.links]


def test_which_of_several_peers_is_seen_is_taken_from_their_names() -> None:
    """One of two: the named one is good, the other is bad."""
    found = seen(TELLING, rows=(B, C))
    assert healths(found) == [Health.GOOD, Health.BAD]
    assert "a does not see 10.0.0.3" in found.links[1].why


def test_names_of_others_do_not_tell_which_peer_is_seen() -> None:
    """An address that no row has may be another one of either peer: nobody knows of which."""
    stranger = replace(TELLING, peers=StandalonePeers(detected=1, addresses=("10.9.9.9",)))
    found = seen(stranger, rows=(B, C))
    assert healths(found) == [Health.UNKNOWN, Health.UNKNOWN]
    assert "a sees 1 of 2 peers, and does not report which" in found.links[0].why


@pytest.mark.parametrize(
    ("detected", "health"), [(0, Health.BAD), (1, Health.UNKNOWN), (2, Health.GOOD), (3, Health.GOOD)]
)
def test_a_number_of_peers_says_something_of_each_only_where_it_is_all_or_none(detected: int, health: Health) -> None:
    """Of two, one is seen: it may be either."""
    counted = replace(TELLING, peers=StandalonePeers(detected=detected))
    assert healths(seen(counted, rows=(B, C))) == [health, health]


@pytest.mark.parametrize("listed", [(), (peer(1, C),), (peer(2, B),)], ids=["empty", "another address", "another id"])
def test_a_peer_that_the_daemon_does_not_list_is_bad(listed: tuple[DaemonPeer, ...]) -> None:
    """It lists rows as they are in force: both the id and the address are to be those of the row."""
    found = only(seen(replace(TELLING, listed=listed)))
    assert found.health is Health.BAD
    assert "the daemon of a does not list the peer" in found.why


@pytest.mark.parametrize(
    ("before", "health"), [(4, Health.GOOD), (5, Health.UNKNOWN), (9, Health.UNKNOWN)], ids=["more", "same", "reset"]
)
def test_without_a_number_of_peers_only_sessions_that_arrive_are_a_sign(before: int, health: Health) -> None:
    """A counter that stands still, or that began anew, says nothing: there may be no traffic."""
    assert only(seen(replace(TELLING, peers=None), received=before)).health is health


@pytest.mark.parametrize(
    ("sample", "why"),
    [
        (replace(TELLING, sync=None), "a does not report whether synchronisation runs"),
        (replace(TELLING, listed=None), "a does not list its peers"),
        (replace(TELLING, peers=None), "no session was received between the two samples"),
        (Sample(), "a reports neither its number of peers nor its number of received sessions"),
    ],
    ids=["sync", "list", "peers", "nothing"],
)
def test_what_is_not_told_is_unknown_and_never_good(sample: Sample, why: str) -> None:
    """Each of the three signs is needed."""
    found = only(seen(sample))
    assert found.health is Health.UNKNOWN
    assert any(why in said for said in found.why)


def test_synchronisation_that_stands_still_is_bad_whatever_else_is_said() -> None:
    """Its cause is named where the configuration shows one."""
    stopped = replace(TELLING, sync=replace(RUNS, started=False))
    assert only(seen(stopped, pickup="disable")).why[0] == "synchronisation is not started on a: session-pickup is off"
    assert only(seen(stopped)).why[0] == "synchronisation is not started on a"
    assert only(seen(replace(TELLING, daemon=Daemon(synchronises=False)))).health is Health.BAD


def test_an_option_that_is_not_in_force_is_told_beside_the_links() -> None:
    """It is configured one way and runs the other; the link itself works."""
    off = seen(replace(TELLING, sync=replace(RUNS, tcp=False, nat=True)))
    assert off.health is Health.GOOD
    assert off.notes == (
        "session-pickup is enable, and what runs says off",
        "session-pickup-nat is disable, and what runs says on",
    )
    assert seen(TELLING).notes == ()
