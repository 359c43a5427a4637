"""The file as a whole: clusters, and devices spelled out one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from fgsp_cli.base import Secret, YamlMap, YamlNode
from fgsp_cli.fortios import schema
from fgsp_cli.intent.device import DeviceIntent, Presence
from fgsp_cli.intent.full_mesh import Cluster, Mesh, check_heartbeat
from fgsp_cli.intent.ids import Draft, numbered
from fgsp_cli.intent.read.blocks import Blocks
from fgsp_cli.intent.read.claims import Claims
from fgsp_cli.intent.read.findings import Findings
from fgsp_cli.intent.read.given import Given, GivenBlock
from fgsp_cli.intent.read.literals import Literals
from fgsp_cli.intent.read.mappings import Entry
from fgsp_cli.intent.read.members import Members
from fgsp_cli.intent.read.sections import Sections
from fgsp_cli.intent.read.spelling import key_of

_TOP = ("clusters", "devices")


class Content(NamedTuple):
    """What a file holds, with all that is wrong with it whatever the release."""

    devices: dict[str, DeviceIntent]
    leaves: list[Given]
    """Every argument of the file, used or not."""
    literals: dict[str, Secret]


def read(roots: Sequence[YamlNode], findings: Findings, warnings: Findings) -> Content:
    """The content of one or several files; what is wrong goes to `findings`."""
    return _File(findings, warnings).content(roots)


class _File:
    def __init__(self, findings: Findings, warnings: Findings) -> None:
        self._findings = findings
        self._warnings = warnings
        self._literals = Literals(findings, warnings)
        self._sections = Sections(schema())
        self._blocks = Blocks(self._sections, findings, self._literals)
        self._mappings = self._blocks.mappings
        self._claims = Claims(findings)
        self._members = Members(self._blocks, self._claims)

    def content(self, roots: Sequence[YamlNode]) -> Content:
        """The whole content of one file of an intent."""
        devices: dict[str, DeviceIntent] = {}
        for root in roots:
            before = len(devices)
            if not isinstance(root, YamlMap):
                self._mappings.wrong(root, "", "a mapping with `clusters` or `devices`")
                continue
            for entry in self._mappings.known(root, "", _among(_TOP), _TOP):
                read_part = self._clusters if entry.key == "clusters" else self._spelled_out
                for device in read_part(entry):
                    devices.setdefault(device.name, device)
            if len(devices) == before and not self._findings:
                self._mappings.wrong(root, "", "at least one device in `clusters` or `devices`")
        self._claims.check()
        return Content(devices, self._blocks.leaves, self._literals.secrets)

    def _clusters(self, entry: Entry) -> Iterator[DeviceIntent]:
        for cluster in self._mappings.named(entry.value, entry.path, "a cluster"):
            self._claims.cluster(cluster.key, cluster.name.position, cluster.path)
            mesh = Mesh(self._cluster(cluster), self._blocks.entry_key, self._findings, self._warnings)
            yield from mesh.devices()

    def _cluster(self, entry: Entry) -> Cluster:
        fixed = (*self._members.common_keys(), "upgrading", "members")

        def identify(name: str) -> str | None:
            key = self._members.block_key(key_of(name))
            return key if key in fixed else None

        known = self._mappings.known(entry.value, entry.path, identify, fixed, elsewhere=self._sections.elsewhere)
        by_key = {item.key: item for item in known}
        common = self._members.common(by_key.values(), shared=True)
        members = by_key.get("members")
        if members is None and isinstance(entry.value, YamlMap):
            self._findings.add("has no `members`", entry.name.position, entry.path)
        named = self._mappings.named(members.value, members.path, "a member") if members else ()
        return Cluster(
            name=entry.key,
            path=entry.path,
            common=common,
            upgrading=self._flag(by_key.get("upgrading")),
            members=tuple(self._members.member(self._claimed(item), common.rows) for item in named),
        )

    def _claimed(self, entry: Entry) -> Entry:
        self._claims.device(entry.key, entry.name.position, entry.path)
        return entry

    def _flag(self, entry: Entry | None) -> bool:
        return entry is not None and self._mappings.choice(entry.value, entry.path, ("true", "false")) == "true"

    def _spelled_out(self, entry: Entry) -> Iterator[DeviceIntent]:
        """The `devices:`: one to one with the arguments of the seed."""
        for item in self._mappings.named(entry.value, entry.path, "a device"):
            yield self._device(self._claimed(item))

    def _device(self, entry: Entry) -> DeviceIntent:
        rows_key = self._sections.peer_names[0]
        fixed = ("fortios", *self._sections.singletons, rows_key, "fgcp")

        def identify(name: str) -> str | None:
            key = self._members.block_key(key_of(name))
            return key if key in fixed else None

        known = self._mappings.known(entry.value, entry.path, identify, fixed, elsewhere=self._sections.elsewhere)
        by_key = {item.key: item for item in known}
        rows = by_key.pop(rows_key, None)
        common = self._members.common(by_key.values(), shared=False)
        return DeviceIntent(
            name=entry.key,
            cluster=None,
            fortios=common.fortios.text if common.fortios else None,
            hosts=self._members.hosts(by_key.get("fgcp"), entry.key),
            status=Presence.PRESENT,
            position=entry.name.position,
            path=entry.path,
            upgrading=False,
            number=0,
            rows=numbered(list(self._drafts(rows)), self._blocks.entry_key, entry.key, self._findings),
            leaving=(),
            singletons=tuple(common.singletons.values()),
            release=common.fortios,
        )

    def _drafts(self, entry: Entry | None) -> Iterator[Draft]:
        """The rows of a device as they stand in the list; the id of a row is its place, from 1."""
        if entry is None:
            return
        for place, (node, path) in enumerate(self._mappings.items(entry.value, entry.path, "rows"), start=1):
            block = self._row(Entry(entry.key, entry.name, node, path))
            yield Draft("", str(place), place, node.position, block)

    def _row(self, entry: Entry) -> GivenBlock:
        block = self._blocks.row(entry, shared=False)
        if isinstance(entry.value, YamlMap) and not entry.value.items:
            self._mappings.wrong(entry.value, entry.path, "at least one argument")
        check_heartbeat(block, self._findings)
        return block


def _among(keys: tuple[str, ...]) -> Callable[[str], str | None]:
    return lambda name: name if name in keys else None
