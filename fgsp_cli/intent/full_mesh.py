"""The full mesh: what each member of a cluster is to have towards each other one, at whatever release."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from fgsp_cli.base import meant
from fgsp_cli.intent.device import DeviceIntent, Presence, Row
from fgsp_cli.intent.ids import Draft, numbered
from fgsp_cli.intent.read.findings import Findings
from fgsp_cli.intent.read.given import HEARTBEAT, INTERVAL, LOST_AFTER, THRESHOLD, GivenBlock, merged
from fgsp_cli.intent.read.members import Common, Member
from fgsp_cli.intent.read.spelling import argument

ADDRESS = ("peerip", "peervd")
"""What a member says of itself: it goes into the others' rows."""


class Cluster(NamedTuple):
    """A cluster as the file has it."""

    name: str
    path: str
    common: Common
    upgrading: bool
    members: tuple[Member, ...]


class Mesh:
    """The compiler of one cluster."""

    def __init__(self, cluster: Cluster, entry_key: str, findings: Findings, warnings: Findings) -> None:
        self._cluster = cluster
        self._entry_key = entry_key
        self._findings = findings
        self._warnings = warnings
        self._links = list(dict.fromkeys(link for member in cluster.members for link in member.links))
        """In the order of the first member; links that only others have come behind."""
        self._rows: Sequence[str] = list(cluster.common.rows) or [""]

    def devices(self) -> Iterator[DeviceIntent]:
        """Every member with its rows."""
        self._check_directions()
        self._check_addresses()
        numbers = {member.name: _number(member, place) for place, member in enumerate(self._cluster.members)}
        for member in self._cluster.members:
            staying, leaving = self._drafts(member, numbers)
            release = member.common.fortios or self._cluster.common.fortios
            yield DeviceIntent(
                name=member.name,
                cluster=self._cluster.name,
                fortios=release.text if release else None,
                hosts=member.hosts,
                status=member.status,
                position=member.position,
                path=member.own.path,
                upgrading=self._cluster.upgrading,
                number=numbers[member.name],
                rows=numbered(staying, self._entry_key, member.name, self._findings),
                leaving=tuple(self._nominal(draft) for draft in leaving),
                singletons=_singletons(self._cluster.common, member.common),
                release=release,
            )

    def _drafts(self, member: Member, numbers: Mapping[str, int]) -> tuple[list[Draft], list[Draft]]:
        """The rows of a member that stay, and those with an end that leaves."""
        staying: list[Draft] = []
        leaving: list[Draft] = []
        for target in self._cluster.members:
            if target is member or member.to.get(target.name, member.own) is None:
                continue
            goes = Presence.ABSENT in (member.status, target.status)
            for place, link, row in self._places(member, target):
                draft = self._draft(member, target, link, row, 1 + numbers[target.name] + 16 * place)
                (leaving if goes else staying).append(draft)
        return staying, leaving

    def _places(self, member: Member, target: Member) -> Iterator[tuple[int, str, str]]:
        """The place, link and row name of each row of a direction; what is not paired is reported."""
        for index, link in enumerate(self._links):
            if link in member.links and link in target.links:
                for count, row in enumerate(self._rows):
                    yield index * len(self._rows) + count, link, row
            elif link in member.links and member.readable and target.readable:
                self._unpaired(member, target, link)

    def _unpaired(self, member: Member, target: Member, link: str) -> None:
        block = member.links[link]
        position = block.key_position if member.linked else member.position
        hint = meant(link, [other for other in self._links if other != link])
        hint = hint or "links are paired by name; `peerip` alone is the link `default`"
        message = f"no link `{link}` there to pair this one with"
        self._findings.add(message, position, block.path, hint=hint, device=target.name)

    def _draft(self, member: Member, target: Member, link: str, row: str, base: int) -> Draft:
        layers = list(self._layers(member, target, link, row))
        block = merged(member.own.only(()), *layers)
        self._check_heartbeat(block, layers)
        address = block.scalar("peerip")
        if address is None and target.readable:
            hint = "the others' rows to it need one"
            self._findings.add("has no `peerip`", target.position, target.own.path, hint=hint)
        position = address.position if address else target.position
        return Draft(target.name, f"{link}/{row}" if row else link, base, position, block)

    def _layers(self, member: Member, target: Member, link: str, row: str) -> Iterator[GivenBlock]:
        """What a row is made of; later wins."""
        cluster, own = self._cluster.common, member.common
        layers = (
            cluster.defaults,
            cluster.rows.get(row),
            own.defaults,
            own.rows.get(row),
            member.own.without(ADDRESS),
            member.links[link].without(ADDRESS),
            target.own.only(ADDRESS),
            target.links[link].only(ADDRESS),
            member.to.get(target.name),
        )
        return (block for block in layers if block is not None)

    def _check_heartbeat(self, block: GivenBlock, layers: Iterable[GivenBlock]) -> None:
        check_heartbeat(block, self._findings)
        for earlier, later in _pairs(layers):
            raw = [key for key in (INTERVAL, THRESHOLD) if key in later.values]
            if HEARTBEAT in earlier.values and len(raw) == 1:
                other = argument(THRESHOLD if raw == [INTERVAL] else INTERVAL)
                given = later.scalar(raw[0])
                message = f"replaces all of `heartbeat`; `{other}` becomes what the release has by default"
                if given is not None:
                    self._warnings.add(message, given.position, given.path)

    def _nominal(self, draft: Draft) -> Row:
        """A row that is to go, under the id that it would have."""
        named = draft.given.scalar(self._entry_key)
        return Row(
            number=int(named.words[0]) if named else draft.base,
            base=None if named else draft.base,
            peer=draft.peer,
            label=draft.label,
            position=draft.position,
            given=draft.given,
        )

    def _check_addresses(self) -> None:
        """On one link each member has an address of its own; one that leaves may hand its address on."""
        taken: dict[tuple[str, tuple[str, ...]], str] = {}
        for member in self._cluster.members:
            for link, block in member.links.items() if member.status is not Presence.ABSENT else ():
                address = merged(member.own.only(ADDRESS), block.only(ADDRESS)).scalar("peerip")
                if address is None:
                    continue
                other = taken.setdefault((link, address.words), member.name)
                if other != member.name:
                    message = f"is the address of {other} too: each member has one of its own"
                    self._findings.add(message, address.position, address.path, found=" ".join(address.words))

    def _check_directions(self) -> None:
        """`to` names other members of the cluster."""
        names = [member.name for member in self._cluster.members]
        for member in self._cluster.members:
            for name, (position, path) in member.directions.items():
                if name in names and name != member.name:
                    continue
                message = "is the member itself" if name == member.name else "is no member of this cluster"
                others = [other for other in names if other != member.name]
                hint = meant(name, others)
                self._findings.add(message, position, path, found=name, allowed=", ".join(others), hint=hint)


def check_heartbeat(block: GivenBlock, findings: Findings) -> None:
    """`heartbeat` needs both of its times."""
    heartbeat = block.values.get(HEARTBEAT)
    if not isinstance(heartbeat, GivenBlock):
        return
    missing = [argument(part) for part in ("interval", LOST_AFTER) if part not in heartbeat.values]
    if missing:
        message = f"`heartbeat` needs both of its times; {' and '.join(missing)} missing"
        findings.add(message, heartbeat.position, heartbeat.path, allowed="{interval: 1s, lost_after: 6s}")


def _pairs(layers: Iterable[GivenBlock]) -> Iterator[tuple[GivenBlock, GivenBlock]]:
    """Each layer that has an argument of the heartbeat, with the one before that has."""
    keys = {HEARTBEAT, INTERVAL, THRESHOLD}
    having = [layer for layer in layers if keys & set(layer.values)]
    return pairwise(having)


def _number(member: Member, place: int) -> int:
    """The member id if it is named, else `number:`, else the place in the list."""
    text = "".join(member.member_id.words) if member.member_id is not None else ""
    if text.isascii() and text.isdecimal() and len(text) < 4:
        return int(text)
    return place if member.number is None else member.number


def _singletons(cluster: Common, member: Common) -> tuple[GivenBlock, ...]:
    keys = dict.fromkeys((*cluster.singletons, *member.singletons))
    layers = ((cluster.singletons.get(key), member.singletons.get(key)) for key in keys)
    return tuple(merged(*(block for block in pair if block is not None)) for pair in layers)
