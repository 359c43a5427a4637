"""Rules about session pickup, in `system ha`."""

from __future__ import annotations

from collections.abc import Iterator

from fgsp_cli.lint.mesh import Mesh
from fgsp_cli.lint.rule import Flaw, Level, rule
from fgsp_cli.lint.rules.links import is_fgcp

BASE = "session-pickup"
NAT = "session-pickup-nat"
BETWEEN_CLUSTERS = "inter-cluster-session-sync"


@rule("pickup-base", Level.ERROR, "The other session-pickup options have no effect, or are refused, without the first.")
def pickup_base(mesh: Mesh) -> Iterator[Flaw]:
    """Options of session pickup only where session pickup is on."""
    for group, device in mesh.units:
        if group.value(device, "ha", BASE) == "enable":
            continue
        options = [key for key in group.states[device].ha if key.startswith(f"{BASE}-")]
        for key in options:
            if group.value(device, "ha", key) == "enable":
                message = f"{key} without {BASE}"
                yield Flaw(message=message, devices=(device,), path=("ha", key))


@rule("pickup-off", Level.HINT, "Guides differ on whether TCP sessions are copied without session-pickup: on is safe.")
def pickup_off(mesh: Mesh) -> Iterator[Flaw]:
    """A unit with peer rows has session-pickup on."""
    for group, device in mesh.units:
        if group.states[device].peers and group.value(device, "ha", BASE) == "disable":
            yield Flaw(message=f"peer rows without {BASE}", devices=(device,), path=("ha", BASE))


@rule(
    "pickup-nat",
    Level.WARNING,
    "Sessions with translated addresses are copied only with session-pickup-nat, which is off by default.",
    confirmed=True,
    needs=("nat_vdoms",),
)
def pickup_nat(mesh: Mesh) -> Iterator[Flaw]:
    """A unit that synchronises a VDOM with NAT in its policies has session-pickup-nat on."""
    for group, device in mesh.units:
        if group.value(device, "ha", NAT) == "enable":
            continue
        sent = [row.names("syncvd") for _, row in group.rows(device)]
        using = [
            vdom for vdom in group.known(device).nat_vdoms or () if any(not names or vdom in names for names in sent)
        ]
        if using:
            message = f"policies of {', '.join(using)} translate addresses, and {NAT} is off"
            yield Flaw(message=message, devices=(device,), path=("ha", NAT))


@rule(
    "pickup-delay-asym", Level.ERROR, "With session-pickup-delay, a session's first 30 seconds exist on one unit only."
)
def pickup_delay_asym(mesh: Mesh) -> Iterator[Flaw]:
    """No delay where a setting shows that traffic may come back through another member."""
    for group, device in mesh.units:
        if group.value(device, "ha", "session-pickup-delay") != "enable":
            continue
        if group.value(device, "standalone-cluster", "layer2-connection") == "available":
            message = "session-pickup-delay although layer2-connection expects asymmetric traffic"
            yield Flaw(message=message, devices=(device,), path=("ha", "session-pickup-delay"))


@rule(
    "icss-tcp",
    Level.WARNING,
    "The 6.2 guide limits synchronisation between FGCP clusters to TCP sessions.",
    confirmed=True,
    helped=("ha_mode",),
)
def icss_tcp(mesh: Mesh) -> Iterator[Flaw]:
    """Between FGCP clusters on 6.0 and 6.2, nothing but TCP is relied on."""
    for group, device in mesh.units:
        if not is_fgcp(group, device) or BETWEEN_CLUSTERS not in group.states[device].ha:
            continue
        if group.value(device, "ha", "session-pickup-connectionless") == "enable":
            message = "session-pickup-connectionless between FGCP clusters, which synchronise TCP only"
            yield Flaw(message=message, devices=(device,), path=("ha", "session-pickup-connectionless"))


@rule(
    "icss",
    Level.ERROR,
    "On 6.0 and 6.2, FGCP clusters share sessions only with inter-cluster-session-sync.",
    confirmed=True,
    helped=("ha_mode",),
)
def icss(mesh: Mesh) -> Iterator[Flaw]:
    """An FGCP member of a release that has the option has it on."""
    for group in mesh.alone:
        member = group.members[0]
        state = group.states[member.device]
        shares = member.fgcp or (is_fgcp(group, member.device) and state.peers)
        if not shares or BETWEEN_CLUSTERS not in state.ha:
            continue
        value = group.value(member.device, "ha", BETWEEN_CLUSTERS)
        if value != "enable":
            message = f"an FGCP cluster without {BETWEEN_CLUSTERS}"
            path = ("ha", BETWEEN_CLUSTERS)
            confirmed = None if value is not None else False
            yield Flaw(message=message, devices=(member.device,), path=path, confirmed=confirmed)
