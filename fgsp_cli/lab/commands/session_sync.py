"""What the session synchronisation says of itself [facts/cli-behaviour.md#6.2; transcripts fgsp-diag-*, confirmed]."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fgsp_cli.fortios import EMPTY, Spans
from fgsp_cli.lab.fabric import Link, picks_up, rows, value

if TYPE_CHECKING:
    from fgsp_cli.lab.unit import Unit

_INTERNAL_SLOTS = range(201, 205)
_PORT = 708
_FGSP_PEERS = Spans.of([["7.6.1", None]])
"""`fgsp-peers-num` in place of `standalone-peers`; whether an earlier release has it is not established."""


def session_sync(unit: Unit) -> str:
    """`diagnose sys session sync`: whether it runs, what it copies, how much it has copied."""
    unit.fabric.move(unit)
    configured, sent, received = rows(unit), unit.traffic.sent, unit.traffic.received
    tcp, (others, expected, nat) = picks_up(unit), _copied(unit)
    lines = [
        f"sync_ctx: sync_started={int(tcp and bool(configured))}, sync_tcp={int(tcp)}, sync_others={others},",
        f"sync_expectation={expected}, sync_redir=0, sync_nat={nat}, stdalone_sessync=0.",
        f"sync: create={sent}:0, update=0, delete=0:0, query={received}",
        f"recv: create={received}:0, update=0, delete=0:0, query={sent}",
        "ses pkts: send=0, alloc_fail=0, recv=0, recv_err=0 sz_err=0",
        f"nCfg_sess_sync_num={len(configured)}, mtu=16000",
        "sync_filter:",
    ]
    for place, row in enumerate(configured, 1):
        index = _index(unit, row.syncvds[0]) if row.syncvds else 0
        source, destination = row.source.replace(" ", ":"), row.destination.replace(" ", ":")
        lines.append(f"{place}: vd={index}, szone=0, dzone=0, saddr={source}, daddr={destination},")
    return _text(lines)


def daemon_context(unit: Unit) -> str:
    """`diagnose test application sessionsync 1`: the peers in number."""
    peers = _listed(unit)
    first = f"{peers[0].row.peerip} in vdom={_index(unit, peers[0].row.peervd)}" if peers else "0.0.0.0 in vdom=0"
    tcp, (others, expected, nat) = picks_up(unit), _copied(unit)
    is_new = unit.identity.release in _FGSP_PEERS
    redirected = "" if is_new else ", sync-redir=0"
    return _text(
        [
            "HA is not enabled" if unit.ha_mode == "standalone" else "HA is enabled",
            "sync context:",
            f"\tsync-enabled=0, sync-tcp={int(tcp)}{redirected}, sync-nat={nat}",
            f"\tsync-other={others}, sync-exp={expected}, standalone-sync={int(tcp and bool(peers))}, mtu=0",
            *(
                _peers_and_routes(unit, peers)
                if is_new
                else [f"standalone-peers={len(peers)}, default-peer={first}, kernel-filters={len(peers)}"]
            ),
        ]
    )


def _peers_and_routes(unit: Unit, peers: tuple[Link, ...]) -> Iterator[str]:
    """The second part from 7.6.1 on: the peers with their ports, and the monitored prefixes."""
    tunnels = value(unit, "ipsec-tunnel-sync") or "enable"
    encrypted = value(unit, "encryption")
    yield f"\tipsec-tun-sync={int(tunnels == 'enable')}, encrypt-enabled={int(encrypted == 'enable')}"
    yield f"fgsp-peers-num={len(peers)}, kernel-filters-num={len(peers)}"
    yield "fgsp-peers:"
    yield from (f"\tvdom={_index(unit, link.row.peervd)}, ip/port={link.row.peerip}:{_PORT}" for link in peers)
    healthy = int(unit.spec.quirks.routes_healthy)
    prefixes = (unit.global_tree().child("system standalone-cluster") or EMPTY).child("monitor-prefix") or EMPTY
    if prefixes.entries:
        yield f"fgsp_route_health={healthy}"
    for entry in prefixes.entries.values():
        words = {name: setting.words for name, setting in entry.settings.items()}
        vdom, vrf = (" ".join(words.get(name, (default,))) for name, default in (("vdom", ""), ("vrf", "0")))
        address, _, mask = " ".join(words.get("prefix", ())).partition(" ")
        yield f"\tmon_prefix: vdom={vdom} vrf={vrf}, prefix={address}({mask}) healthy={healthy}"


def fgsp_zone(unit: Unit) -> str:
    """`diagnose sys ha fgsp-zone`: the peers that see each other [transcript fgsp-diag-fgsp-zone-8.0.0, confirmed]."""
    links = [link for link in unit.fabric.links(unit) if link.peer]
    lines = [
        f"Local standalone-member-id: {value(unit, 'group-member-id') or 0}",
        f"Primary FGSP peer_num = {len(links)}, ver=3",
    ]
    for place, link in enumerate(links, 1):
        member = f"standalone-member-id={value(link.peer, 'group-member-id') or 0}" if link.peer else ""
        serial = link.peer.identity.serial if link.peer else ""
        place_of = f"IP={link.row.peerip},vd={link.row.peervd}"
        lines.append(f"\tpeer[{place}]: {member}, {place_of}, serial_no={serial}, prio=1, rsso_sync_done=0")
    return _text(lines)


def daemon_peers(unit: Unit) -> str:
    """`diagnose test application sessionsync 3`: the peers one by one; those with `ha=1` are slots of FGCP."""
    lines = [f"peer {slot}: 0.0.0.0 in vsys_ha, ha=1, num-sync-vd=0" for slot in _INTERNAL_SLOTS]
    for link in _listed(unit):
        row = link.row
        lines.append(f"peer {row.number}: {row.peerip} in {row.peervd}, ha=0, num-sync-vd={len(row.syncvds)}")
    return _text([*lines, "", "failed retries of SESYNC_PACKET_T_QUERYALL: 0"])


def standalone_peers(unit: Unit) -> str:
    """`diagnose sys ha standalone-peers`: how many peers answer; its format is a quirk."""
    links = [link for link in unit.fabric.links(unit) if link.peer]
    peers = [
        f"peer{place}: vfid={_index(unit, link.row.peervd)}, peerip:port = {link.row.peerip}:{_PORT}, "
        f"standalone_id={value(link.peer, 'group-member-id') or 0}\n"
        f"        session-type: send={unit.traffic.sent}, recv={unit.traffic.received}\n"
        for place, link in enumerate(links)
        if link.peer
    ]
    return unit.spec.quirks.standalone_peers.format(
        group=value(unit, "standalone-group-id") or 0,
        member=value(unit, "group-member-id") or 0,
        detected=len(links),
        peers="".join(peers),
    )


def _listed(unit: Unit) -> tuple[Link, ...]:
    every = unit.spec.quirks.peers_listed == "configured"
    return tuple(link for link in unit.fabric.links(unit) if every or link.peer)


def _copied(unit: Unit) -> tuple[int, int, int]:
    """Whether connectionless, expectation and NAT sessions are copied too."""
    names = (f"session-pickup-{what}" for what in ("connectionless", "expectation", "nat"))
    others, expected, nat = (int(picks_up(unit) and value(unit, name, "ha") == "enable") for name in names)
    return others, expected, nat


def _index(unit: Unit, vdom: str) -> int:
    return unit.vdoms.index(vdom) if vdom in unit.vdoms else 0


def _text(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
