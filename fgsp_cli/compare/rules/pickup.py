"""Rules about session pickup, in `system ha`."""

from __future__ import annotations

from collections.abc import Iterator

from fgsp_cli.compare.mesh import Mesh
from fgsp_cli.compare.rules.base import Flaw, Level, rule

BASE = "session-pickup"
BETWEEN_CLUSTERS = "inter-cluster-session-sync"


@rule("pickup-base", Level.ERROR, "The other session-pickup options have no effect, or are refused, without the first.")
def pickup_base(mesh: Mesh) -> Iterator[Flaw]:
    """Options of session pickup only where session pickup is on."""
    for group in mesh.alone:
        device = group.devices[0]
        if group.value(device, "ha", BASE) == "enable":
            continue
        options = [key for key in group.states[device].ha if key.startswith(f"{BASE}-")]
        for key in options:
            if group.value(device, "ha", key) == "enable":
                message = f"{key} without {BASE}"
                yield Flaw(message=message, devices=(device,), path=("ha", key))


@rule(
    "pickup-delay-asym", Level.ERROR, "With session-pickup-delay, a session's first 30 seconds exist on one unit only."
)
def pickup_delay_asym(mesh: Mesh) -> Iterator[Flaw]:
    """No delay where a setting shows that traffic may come back through another member."""
    for group in mesh.alone:
        device = group.devices[0]
        if group.value(device, "ha", "session-pickup-delay") != "enable":
            continue
        if group.value(device, "standalone-cluster", "layer2-connection") == "available":
            message = "session-pickup-delay although layer2-connection expects asymmetric traffic"
            yield Flaw(message=message, devices=(device,), path=("ha", "session-pickup-delay"))


@rule(
    "icss",
    Level.ERROR,
    "On 6.0 and 6.2, FGCP clusters share sessions only with inter-cluster-session-sync.",
    confirmed=True,
)
def icss(mesh: Mesh) -> Iterator[Flaw]:
    """An FGCP member of a release that has the option has it on."""
    for group in mesh.alone:
        member = group.members[0]
        state = group.states[member.device]
        if not member.fgcp or BETWEEN_CLUSTERS not in state.ha:
            continue
        value = group.value(member.device, "ha", BETWEEN_CLUSTERS)
        if value != "enable":
            message = f"an FGCP cluster without {BETWEEN_CLUSTERS}"
            path = ("ha", BETWEEN_CLUSTERS)
            confirmed = None if value is not None else False
            yield Flaw(message=message, devices=(member.device,), path=path, confirmed=confirmed)
