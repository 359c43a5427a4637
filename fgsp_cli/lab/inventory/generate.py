"""Made-up units in clusters: an inventory, an intent, and the stand-ins that match them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fgsp_cli.base import UsageError
from fgsp_cli.fortios import Dialect, dialect
from fgsp_cli.lab.faults.faults_file import FaultsFile
from fgsp_cli.lab.inventory.inventory_files import lab_password
from fgsp_cli.lab.inventory.lab_data import newest_release
from fgsp_cli.lab.lab import Lab
from fgsp_cli.lab.spec import UnitSpec
from fgsp_cli.lab.ssh.unit_keys import steady_host_key

_GROUP_IDS = 255
_MOST_UNITS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One unit of a generated lab."""

    name: str
    number: int
    """Its place in its cluster, from 0: its group member id too."""
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Some made-up units that share sessions."""

    name: str
    fortios: str
    group_id: int
    members: tuple[Member, ...]

    @property
    def has_ids(self) -> bool:
        """Whether the release knows group and member ids."""
        return dialect(self.fortios).section("standalone-cluster") is not None


def generate(
    units: int,
    *,
    out: Path,
    cluster_size: int = 2,
    fortios: Sequence[str] = (),
    base_port: int = 0,
    peers_configured: bool = False,
    persist: Path | None = None,
    latency: float = 0.0,
    faults: FaultsFile | None = None,
    change: Callable[[Sequence[UnitSpec]], Sequence[UnitSpec]] = list,
) -> Lab:
    """Make up units in clusters, write `out/inventory` and `out/intent.yaml`, and start them: the running lab.

    The releases go round among the clusters; without any it is the newest. Without `base_port` each unit gets a free
    port. `peers_configured`: the units hold already what the intent says. A unit that is left over is in no cluster.
    UsageError for numbers that do not fit, and for an `intent.yaml` that somebody has changed: it is never overwritten.
    InputError for faults of a unit that is not among them, or that it cannot have.
    """
    clusters = lay_out(units, cluster_size, tuple(fortios) or (newest_release(),))
    if base_port and base_port + units - 1 > 65535:
        raise UsageError(f"{units} units from port {base_port} on need ports above 65535")
    places = ((cluster, member) for cluster in clusters for member in cluster.members)
    specs = [
        UnitSpec(
            name=member.name,
            fortios=cluster.fortios,
            config=configured(cluster, member) if peers_configured else "",
            interfaces={"port1": "", "port2": f"{member.address}/24"},
            port=base_port + place if base_port else 0,
            password=lab_password(),
            host_key=steady_host_key(member.name),
            latency=latency,
        )
        for place, (cluster, member) in enumerate(places)
    ]
    lab = Lab(change(faults.applied(specs) if faults else specs), persist=persist)
    _write_intent(out / "intent.yaml", intent_text(clusters))
    lab.start()
    lab.write_inventory(out / "inventory")
    return lab


def lay_out(units: int, cluster_size: int, fortios: Sequence[str]) -> tuple[Cluster, ...]:
    """The clusters; the last may be smaller than the others. UsageError for numbers that do not fit."""
    if not 1 <= units <= _MOST_UNITS:
        raise UsageError(f"{units} units: between 1 and {_MOST_UNITS} are possible")
    if cluster_size < 2:
        raise UsageError(f"a cluster of {cluster_size}: it takes at least two members")
    width = len(str((units - 1) // cluster_size + 1))
    return tuple(
        _cluster(place, min(cluster_size, units - place * cluster_size), fortios[place % len(fortios)], width)
        for place in range(-(-units // cluster_size))
    )


def _cluster(place: int, size: int, fortios: str, width: int) -> Cluster:
    spoken = _known(fortios)
    most = _most_members(spoken)
    if size > most:
        raise UsageError(f"a cluster of {size}: FortiOS {fortios} takes at most {most} members")
    number = f"{place + 1:0{width}d}"
    members = (
        Member(name=f"fgt-{number}-{index + 1}", number=index, address=f"10.{place // 256}.{place % 256}.{index + 1}")
        for index in range(size)
    )
    return Cluster(name=f"c{number}", fortios=fortios, group_id=place % _GROUP_IDS + 1, members=tuple(members))


def _known(fortios: str) -> Dialect:
    try:
        return dialect(fortios)
    except (ValueError, LookupError) as error:
        raise UsageError(str(error)) from error


def _most_members(spoken: Dialect) -> int:
    """How many members the release lets a cluster have, on ordinary units."""
    limits = [limit.facts["max"] for limit in spoken.fact("members") if not {"platform", "when"} & set(limit.facts)]
    return min(limit for limit in limits if isinstance(limit, int))


def intent_text(clusters: Sequence[Cluster]) -> str:
    """The intent that the clusters are made from; units that are left alone are not in it."""
    import yaml

    content = {"clusters": {cluster.name: _intent_of(cluster) for cluster in clusters if len(cluster.members) > 1}}
    return str(yaml.safe_dump(content, sort_keys=False, default_flow_style=None, width=200))


def _intent_of(cluster: Cluster) -> Mapping[str, object]:
    content: dict[str, object] = {"fortios": cluster.fortios}
    if cluster.has_ids:
        content["standalone_cluster"] = {"standalone_group_id": cluster.group_id}
    content["ha"] = {"session_pickup": "enable"}
    content["cluster_sync"] = {"syncvd": ["root"]}
    content["members"] = {
        member.name: ({"group_member_id": member.number} if cluster.has_ids else {}) | {"peerip": member.address}
        for member in cluster.members
    }
    return content


def configured(cluster: Cluster, member: Member) -> str:
    """The configuration of a member that holds what the intent says."""
    if len(cluster.members) == 1:
        return ""
    *outer, table = dialect(cluster.fortios).peers_path
    lines = ["config system ha", "    set session-pickup enable", "end"]
    rows = [f"config {table}", *_rows(cluster, member), "end"]
    if outer:
        lines += [f"config {outer[0]}", *_ids(cluster, member), *rows, "end"]
    elif cluster.has_ids:
        lines += ["config system standalone-cluster", *_ids(cluster, member), "end", *rows]
    else:
        lines += rows
    return "".join(f"{line}\n" for line in lines)


def _ids(cluster: Cluster, member: Member) -> Iterator[str]:
    yield f"set standalone-group-id {cluster.group_id}"
    if member.number:
        yield f"set group-member-id {member.number}"


def _rows(cluster: Cluster, member: Member) -> Iterator[str]:
    """A row towards each other member, under the id that an intent derives: one more than the member's number."""
    for peer in cluster.members:
        if peer != member:
            yield f"edit {peer.number + 1}"
            yield f"set peerip {peer.address}"
            yield 'set syncvd "root"'
            yield "next"


def _write_intent(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.read_text(encoding="utf-8") != text:
        raise UsageError(f"{path} is there already and says something else", hint="remove it, or take another --out")
    path.write_text(text, encoding="utf-8")
