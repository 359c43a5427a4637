"""How the links between units are, judged from what they say of themselves at two moments [facts/cli-behaviour.md#6.2].

FortiOS has no word for `this peer is up`. A link is good only if synchronisation runs, the daemon lists the peer, and
the unit sees it: by the number of peers that it detects, or by sessions received where there is but one. What a
unit does not report leaves the link unknown, never good.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from fgsp_cli.fortios import Sample
from fgsp_cli.lint import Group
from fgsp_cli.results import COMMON, Health, Outcome, PeerLink, UnitRuntime
from fgsp_cli.units import Observed

OPTIONS = (
    ("tcp", "session-pickup"),
    ("others", "session-pickup-connectionless"),
    ("expectation", "session-pickup-expectation"),
    ("nat", "session-pickup-nat"),
)
"""What synchronisation says that it copies, and the option that it mirrors [facts/cli-behaviour.md#6.2, confirmed]."""


def judged(group: Group, units: Mapping[str, Observed], unread: Mapping[str, Outcome]) -> dict[str, UnitRuntime]:
    """The units of one cluster that were asked; `unread` are units that were not, and why."""
    return {device: _unit(group, device, units[device], unread) for device in group.devices}


def _samples(unit: Observed) -> tuple[Sample, Sample]:
    """What the unit said at two moments; nothing if it was not asked."""
    return unit.samples or (Sample(), Sample())


def _unit(group: Group, device: str, unit: Observed, unread: Mapping[str, Outcome]) -> UnitRuntime:
    witness = _Witness(group, device, unit)
    return UnitRuntime(
        cluster=group.name or None,
        fortios=str(unit.state.fortios),
        started=witness.started,
        detected=witness.detected,
        sent=witness.sent,
        received=witness.received,
        links=tuple(_link(witness, number, row.text("peerip"), unread) for number, row in group.rows(device)),
        notes=tuple(_not_in_force(group, device, unit)),
    )


def _link(witness: _Witness, number: int, address: str, unread: Mapping[str, Outcome]) -> PeerLink:
    """Causes are known reasons, symptoms what they lead to; symptoms alone leave a guess."""
    peer = witness.group.owner(address)
    causes = [*witness.own_causes(), *_disagreements(witness.group, witness.device, peer)]
    symptoms = list(witness.symptoms(number, address))
    away = [f"{peer} could not be asked: {unread[peer].status}"] if peer is not None and peer in unread else []
    health, why = Health.GOOD, [witness.sees(address)[1]]
    if causes or symptoms:
        guesses = [] if causes or away else [witness.guess(peer)]
        health, why = Health.BAD, [*causes, *away, *symptoms, *guesses]
    elif missing := [*away, *witness.unreported(number, address)]:
        health, why = Health.UNKNOWN, missing
    return PeerLink(row=number, peerip=address, peer=peer, health=health, why=tuple(why))


class _Witness:
    """What one unit says, in answers to questions."""

    def __init__(self, group: Group, device: str, unit: Observed) -> None:
        self.group = group
        self.device = device
        first, self._last = _samples(unit)
        self.addresses = tuple(dict.fromkeys(row.text("peerip") for _, row in group.rows(device)))
        before, after = first.sync, self._last.sync
        self.started = after.started if after else None
        self.sent = _pair(before.sent if before else None, after.sent if after else None)
        self.received = _pair(before.received if before else None, after.received if after else None)
        self.detected = self._last.peers.detected if self._last.peers else None

    def own_causes(self) -> Iterator[str]:
        """Why none of the unit's links can work, by what it says itself."""
        if self.started is False:
            yield f"synchronisation is not started on {self.device}{self._pickup_off()}"

    def symptoms(self, number: int, address: str) -> Iterator[str]:
        """What the unit says against one link, and that may have many reasons."""
        if self._last.daemon is not None and self._last.daemon.synchronises is False:
            yield f"the daemon of {self.device} says that it does not synchronise"
        if self._listed(number, address) is False:
            yield f"the daemon of {self.device} does not list the peer"
        is_peer_up, why = self.sees(address)
        if is_peer_up is False:
            yield why

    def sees(self, address: str) -> tuple[bool | None, str]:
        """Whether the unit detects the peer, and the reason; None if the unit does not report it."""
        if self.detected == 0:
            return False, f"{self.device} sees no peer (Detected-peers=0)"
        named = self._last.peers.addresses if self._last.peers else ()
        if self.detected is not None and len(named) == self.detected and set(named) <= set(self.addresses):
            reason = f"{self.device} {'sees' if address in named else 'does not see'} {address}"
            return address in named, reason
        if self.detected is not None and self.detected >= len(self.addresses):
            return True, f"{self.device} sees {self.detected} of {len(self.addresses)} peers"
        if len(self.addresses) == 1 and self._arrived():
            return True, "sessions arrive"
        if self.detected is not None:
            return None, f"{self.device} sees {self.detected} of {len(self.addresses)} peers, and does not report which"
        return None, self._no_sign()

    def unreported(self, number: int, address: str) -> Iterator[str]:
        """What the unit does not report, although a good link needs it."""
        if self.started is None:
            yield f"{self.device} does not report whether synchronisation runs"
        if self._listed(number, address) is None:
            yield f"{self.device} does not list its peers"
        is_peer_up, why = self.sees(address)
        if is_peer_up is None:
            yield why

    def guess(self, peer: str | None) -> str:
        """Why a peer may not be seen when both sides are configured for each other."""
        if peer is None:
            return "which unit the row leads to is not known"
        if self.group.value(self.device, "standalone-cluster", "encryption") == "enable":
            return (
                "both sides are set up: the path between them (UDP 708), or another psksecret; "
                "FortiOS does not report which"
            )
        return "both sides are set up: check the path between them (UDP 708)"

    def _listed(self, number: int, address: str) -> bool | None:
        if self._last.listed is None:
            return None
        return any(peer.number == number and peer.address == address for peer in self._last.listed)

    def _arrived(self) -> bool:
        return self.received is not None and self.received[1] > self.received[0]

    def _no_sign(self) -> str:
        if self.received is None:
            return f"{self.device} reports neither its number of peers nor its number of received sessions"
        if self._arrived():
            return "sessions arrive; the unit does not report from which peer"
        return "no session was received between the two samples, and the unit does not report its number of peers"

    def _pickup_off(self) -> str:
        off = self.group.value(self.device, "ha", "session-pickup") == "disable"
        return ": session-pickup is off" if off else ""


def _disagreements(group: Group, device: str, peer: str | None) -> Iterator[str]:
    """What the two ends are configured for, where that cannot work."""
    if peer is None or peer not in group.states or peer == device:
        return
    if not group.towards(peer, device):
        yield f"{peer} has no row back"
    for key in COMMON:
        ours, theirs = (group.value(unit, "standalone-cluster", key) for unit in (device, peer))
        if None not in (ours, theirs) and ours != theirs:
            yield f"{key} is {ours} on {device} and {theirs} on {peer}"
    secrets = [group.value(unit, "standalone-cluster", "psksecret") is not None for unit in (device, peer)]
    if group.value(device, "standalone-cluster", "encryption") == "enable" and secrets[0] != secrets[1]:
        yield f"{device if secrets[1] else peer} has no psksecret"


def _not_in_force(group: Group, device: str, unit: Observed) -> Iterable[str]:
    """Options that are on and not in force, or the other way round."""
    sync = _samples(unit)[1].sync
    if sync is None or not group.states[device].peers:
        return
    for field, option in OPTIONS:
        runs = getattr(sync, field)
        wanted = group.value(device, "ha", option)
        if runs is not None and wanted is not None and runs != (wanted == "enable"):
            yield f"{option} is {wanted}, and what runs says {'on' if runs else 'off'}"


def _pair(before: int | None, after: int | None) -> tuple[int, int] | None:
    return None if before is None or after is None else (before, after)
