"""Rules about the synchronisation link and its encryption."""

from __future__ import annotations

from collections.abc import Iterator

from fgsp_cli.base import SecretState
from fgsp_cli.lint.mesh import Group, Mesh, says
from fgsp_cli.lint.rule import Flaw, Level, rule
from fgsp_cli.state import FGCP, PSKSECRET, Value

CLUSTER = "standalone-cluster"
ENCRYPTION = (CLUSTER, "encryption")
DEVICES = (CLUSTER, "session-sync-dev")
LAYER_2 = (CLUSTER, "layer2-connection")
DOWN = "down-intfs-before-sess-sync"


@rule("enc-secret", Level.ERROR, "Encryption needs a psksecret, and both must be the same on all members.")
def enc_secret(mesh: Mesh) -> Iterator[Flaw]:
    """Who encrypts has a secret, and all encrypt with the same one."""
    for group in mesh.groups:
        yield from _differing(group, ENCRYPTION)
        secrets = {device: value for device, value in group.values(*PSKSECRET).items() if _reference(value)}
        if len({_reference(value) for value in secrets.values()}) > 1:
            message = "the members name different references for psksecret"
            devices = tuple(secrets)
            yield Flaw(message=message, devices=devices, cluster=group.name, path=PSKSECRET, level=Level.WARNING)
    for group, device in mesh.units:
        state = group.states[device]
        bare = says(state, PSKSECRET) and state.standalone_cluster.get(PSKSECRET[1]) is None
        if bare and group.value(device, *ENCRYPTION) == "enable":
            yield Flaw(message="encryption without a psksecret", devices=(device,), path=ENCRYPTION)


def _reference(value: Value) -> str:
    return str(value.reference or "") if isinstance(value, SecretState) else ""


@rule("enc-l2", Level.WARNING, "Whether FortiOS encrypts what goes over session-sync-dev is not known.")
def enc_l2(mesh: Mesh) -> Iterator[Flaw]:
    """Encryption and layer 2 synchronisation are not relied on together."""
    for group, device in mesh.units:
        if group.value(device, *ENCRYPTION) == "enable" and group.value(device, *DEVICES):
            message = "encryption together with session-sync-dev"
            yield Flaw(message=message, devices=(device,), path=DEVICES)


@rule(
    "l2-dev",
    Level.WARNING,
    "Peers use the same interfaces for layer 2 synchronisation, at most 8 of them.",
)
def l2_dev(mesh: Mesh) -> Iterator[Flaw]:
    """All members name the same interfaces, and not too many."""
    for group in mesh.groups:
        yield from _differing(group, DEVICES)
    for group, device in mesh.units:
        names_here = group.value(device, *DEVICES)
        spec = group.release(device).section(CLUSTER)
        most = spec.by_key[DEVICES[1]].max_values if spec else None
        if isinstance(names_here, tuple) and most is not None and len(names_here) > most:
            message = f"{len(names_here)} interfaces; FortiOS takes {most}"
            yield Flaw(message=message, devices=(device,), path=DEVICES, level=Level.ERROR)


@rule(
    "l2-rows",
    Level.WARNING,
    "Where session-sync-dev is unavailable, synchronisation falls back to layer 3: peer rows are needed anyway.",
    confirmed=True,
)
def l2_rows(mesh: Mesh) -> Iterator[Flaw]:
    """A unit with session-sync-dev has peer rows."""
    for group, device in mesh.units:
        if group.value(device, *DEVICES) and not group.states[device].peers:
            yield Flaw(message="session-sync-dev without a peer row", devices=(device,), path=DEVICES)


@rule(
    "l2-equal",
    Level.ERROR,
    "layer2-connection says whether bounced traffic can be handed over at layer 2: all members must say the same.",
    confirmed=True,
)
def l2_equal(mesh: Mesh) -> Iterator[Flaw]:
    """layer2-connection is the same on all members."""
    for group in mesh.groups:
        yield from _differing(group, LAYER_2)


@rule(
    "bounce",
    Level.WARNING,
    "Vendor examples for bounced asymmetric traffic remove session-sync-dev, and set group and member ids.",
    confirmed=True,
)
def bounce(mesh: Mesh) -> Iterator[Flaw]:
    """Where layer2-connection is available, the ids are set and session-sync-dev is not."""
    for group, device in mesh.units:
        if group.value(device, *LAYER_2) != "available":
            continue
        if group.value(device, *DEVICES):
            message = "layer2-connection is available and session-sync-dev is set"
            yield Flaw(message=message, devices=(device,), path=DEVICES)
        if group.value(device, CLUSTER, "standalone-group-id") == 0:
            message = "layer2-connection is available and the group id is 0"
            yield Flaw(message=message, devices=(device,), path=(CLUSTER, "standalone-group-id"))


@rule(
    "hb-link",
    Level.WARNING,
    "Between FGCP clusters the heartbeat and the FGSP link are separate links.",
    confirmed=True,
    helped=("ha_mode", "interfaces"),
)
def hb_link(mesh: Mesh) -> Iterator[Flaw]:
    """No interface is both an FGCP heartbeat interface and one of the synchronisation link."""
    for group, device in mesh.units:
        if not is_fgcp(group, device):
            continue
        heartbeat = _names(group.value(device, "ha", "hbdev"))
        for name, use in sync_interfaces(group, device).items():
            if name in heartbeat:
                message = f"the heartbeat interface {name} {use}"
                yield Flaw(message=message, devices=(device,), path=("ha", "hbdev"))


@rule(
    "down-intf-link",
    Level.ERROR,
    "Interfaces kept down until the first synchronisation must not carry it, nor a heartbeat, nor your login.",
    helped=("interfaces",),
)
def down_intf_link(mesh: Mesh) -> Iterator[Flaw]:
    """No row keeps down an interface of the synchronisation link, a heartbeat interface or the one of the login."""
    for group, device in mesh.units:
        links = _needed(group, device)
        for number, row in group.rows(device):
            for name in row.names(DOWN):
                use = links.get(name) or ("sends to this peer" if name == row.get("interface") else "")
                if use:
                    message = f"{name} is kept down until sessions are synchronised, and {use}"
                    yield Flaw(message=message, devices=(device,), path=("peer", number, DOWN))


def is_fgcp(group: Group, device: str) -> bool:
    """Whether the unit is one of an FGCP cluster, or a member that stands for one."""
    return group.member(device).fgcp or group.known(device).ha_mode in FGCP


def sync_interfaces(group: Group, device: str) -> dict[str, str]:
    """The interfaces that carry the synchronisation, as far as that is known, and why they do."""
    uses: dict[str, str] = {}
    for section in (CLUSTER, "ha"):
        uses |= dict.fromkeys(_names(group.value(device, section, "session-sync-dev")), "carries it")
    facts = group.known(device)
    for address in group.member(device).addresses:
        interface = facts.address_owner(address)
        if interface is not None:
            uses[interface.name] = f"has the address {address} that the peers send to"
    return uses


def _needed(group: Group, device: str) -> dict[str, str]:
    """Interfaces that must not be kept down, and why."""
    facts = group.known(device)
    login = facts.address_owner(facts.login) if facts.login else None
    uses = {login.name: f"is the one that the login to {facts.login} comes in on"} if login else {}
    heartbeat = _names(group.value(device, "ha", "hbdev"))
    return uses | dict.fromkeys(heartbeat, "is a heartbeat interface") | sync_interfaces(group, device)


def _names(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def _differing(group: Group, path: tuple[str, str]) -> Iterator[Flaw]:
    """What the members do not agree on."""
    values = group.values(*path)
    if len(set(values.values())) > 1:
        message = f"{path[1]} differs: {_listed(values)}"
        yield Flaw(message=message, devices=tuple(values), cluster=group.name, path=path)


def _listed(values: dict[str, Value]) -> str:
    shown = {device: " ".join(value) if isinstance(value, tuple) else str(value) for device, value in values.items()}
    return ", ".join(f"{device} {text or 'none'}" for device, text in shown.items())
