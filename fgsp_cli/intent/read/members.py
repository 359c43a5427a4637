"""The members of a cluster as the file has them: who they are, their links, their exceptions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from fgsp_cli.base import Position, YamlMap, YamlScalar, meant
from fgsp_cli.intent.device import Presence, ReleaseText
from fgsp_cli.intent.read.blocks import Blocks, block_of
from fgsp_cli.intent.read.claims import Claims
from fgsp_cli.intent.read.findings import Findings
from fgsp_cli.intent.read.given import MEMBER_ID, Given, GivenBlock, GivenItem
from fgsp_cli.intent.read.mappings import Entry, Mappings
from fgsp_cli.intent.read.spelling import key_of, shown
from fgsp_cli.intent.releases import FORM, is_release

DEFAULT_LINK = "default"
MOST_NUMBER = 15
"""Of `number:`; as FortiOS' member ids from 6.4.1 on."""


class Common(NamedTuple):
    """What a cluster and a member have in common."""

    fortios: ReleaseText | None
    singletons: Mapping[str, GivenBlock]
    defaults: GivenBlock | None
    """Of `cluster_sync`."""
    rows: Mapping[str, GivenBlock]


class Member(NamedTuple):
    """One member of a cluster, as the file names it."""

    name: str
    position: Position
    common: Common
    own: GivenBlock
    """The arguments of rows that stand directly on the member: for all of its links."""
    links: Mapping[str, GivenBlock]
    linked: bool
    """Whether it spells its links out."""
    to: Mapping[str, GivenBlock | None]
    """Exceptions by direction; None removes it."""
    directions: Mapping[str, tuple[Position, str]]
    """Where each of them stands, and its path."""
    hosts: tuple[str, ...]
    status: Presence
    member_id: Given | None
    number: int | None
    readable: bool
    """Whether it is a mapping at all; missing parts were not checked."""


class Members:
    """The reader of clusters' and members' keys."""

    def __init__(self, blocks: Blocks, claims: Claims) -> None:
        self.blocks = blocks
        self.claims = claims
        self.mappings: Mappings = blocks.mappings
        self._findings: Findings = blocks.mappings.findings
        self._sections = blocks.sections

    def common_keys(self) -> tuple[str, ...]:
        """The keys that clusters and members share."""
        return ("fortios", *self._sections.singletons, self._sections.peer_names[0], "rows")

    def block_key(self, key: str) -> str:
        """The key of a block, of the table of peers the one of its first name."""
        return self._sections.peer_names[0] if key in self._sections.peer_names else key

    def common(self, entries: Iterable[Entry], *, shared: bool) -> Common:
        """The blocks that clusters and members share."""
        fortios, defaults = None, None
        singletons: dict[str, GivenBlock] = {}
        rows: Mapping[str, GivenBlock] = {}
        for entry in entries:
            if entry.key == "fortios":
                fortios = self.release(entry)
            elif entry.key in self._sections.singletons:
                singletons[entry.key] = self.blocks.singleton(entry.key, entry, shared=shared)
            elif entry.key == self._sections.peer_names[0]:
                defaults = self.blocks.row(entry, shared=shared)
            elif entry.key == "rows":
                rows = self._named_rows(entry, shared=shared)
        return Common(fortios=fortios, singletons=singletons, defaults=defaults, rows=rows)

    def release(self, entry: Entry) -> ReleaseText | None:
        """A `fortios:`; its meaning is checked when a state is wanted."""
        text = self.mappings.text(entry.value, entry.path, FORM)
        if text is None:
            return None
        if not is_release(text):
            shown_text = shown(entry.value)
            self._findings.add(
                "is no FortiOS release", entry.value.position, entry.path, found=shown_text, allowed=FORM
            )
            return None
        return ReleaseText(text=text, position=entry.value.position, path=entry.path)

    def member(self, entry: Entry, rows: Collection[str]) -> Member:
        """One member; `rows` are the names of the cluster's rows."""
        entries = list(self._member_entries(entry))
        own = [item for item in entries if self._of_rows(item.key)]
        by_key = {item.key: item for item in entries if item not in own}
        common = self.common(by_key.values(), shared=False)
        self._check_rows(common.rows, rows)
        links = self._links(by_key.get("links"))
        own_block = block_of(entry, self._sections.peer, self.blocks.gather(own, ("peer",), shared=False), shared=False)
        self._check_address(own_block, by_key.get("links"))
        member_id, common = self._member_id(by_key.get(MEMBER_ID[1]), common)
        to = list(self._to(by_key.get("to")))
        return Member(
            name=entry.key,
            position=entry.name.position,
            common=common,
            own=own_block,
            links=links or {DEFAULT_LINK: own_block.only(())},
            linked=bool(links),
            to=MappingProxyType({item.key: block for item, block in to}),
            directions=MappingProxyType({item.key: (item.name.position, item.path) for item, _ in to}),
            hosts=self.hosts(by_key.get("fgcp"), entry.key),
            status=self._status(by_key.get("state")),
            member_id=member_id,
            number=self._number(by_key.get("number")),
            readable=isinstance(entry.value, YamlMap),
        )

    def hosts(self, entry: Entry | None, name: str) -> tuple[str, ...]:
        """The units of an FGCP cluster; of a single unit its own name."""
        if entry is None:
            return (name,)
        hosts: list[str] = []
        for node, path in self.mappings.items(entry.value, entry.path, "the units of the FGCP cluster", least=1):
            host = self.mappings.text(node, path, "a host name")
            if host is not None:
                self.claims.host(host, name, node.position, path)
                hosts.append(host)
        return tuple(hosts) or (name,)

    def _member_entries(self, entry: Entry) -> Iterable[Entry]:
        fixed = (*self.common_keys(), "links", "to", "fgcp", "state", "number", MEMBER_ID[1])

        def identify(name: str) -> str | None:
            key = self.block_key(key_of(name))
            return key if key in fixed else self.blocks.row_key(name)

        known = [*fixed, *self.blocks.row_names()]
        return self.mappings.known(entry.value, entry.path, identify, known, elsewhere=self._sections.elsewhere)

    def _of_rows(self, key: str) -> bool:
        return key not in self.common_keys() and self.blocks.row_key(key) is not None

    def _named_rows(self, entry: Entry, *, shared: bool) -> Mapping[str, GivenBlock]:
        named = self.mappings.named(entry.value, entry.path, "a row")
        return MappingProxyType({row.key: self.blocks.row(row, shared=shared) for row in named})

    def _check_rows(self, rows: Mapping[str, GivenBlock], known: Collection[str]) -> None:
        for name, block in rows.items():
            if name not in known:
                message = "the cluster has no row of that name"
                hint = meant(name, known)
                self._findings.add(message, block.key_position, block.path, allowed=", ".join(known), hint=hint)

    def _links(self, entry: Entry | None) -> Mapping[str, GivenBlock]:
        if entry is None:
            return {}
        named = self.mappings.named(entry.value, entry.path, "a link")
        return MappingProxyType({link.key: self.blocks.row(link, shared=False) for link in named})

    def _check_address(self, own: GivenBlock, links: Entry | None) -> None:
        address = own.scalar("peerip")
        if links is not None and address is not None:
            message = "`peerip` alone is the link `default`; beside `links` it belongs into one of them"
            self._findings.add(message, address.key_position, address.path)

    def _member_id(self, entry: Entry | None, common: Common) -> tuple[Given | None, Common]:
        """The member id, given directly or in its block, and the blocks with it in its place."""
        section, key = MEMBER_ID
        block = common.singletons.get(section)
        inner = block.scalar(key) if block else None
        if entry is None:
            return inner, common
        if inner is not None:
            message = f"is given a second time; first in line {inner.key_position.line}"
            self._findings.add(message, entry.name.position, entry.path)
            return inner, common
        gathered = self.blocks.gather((entry,), (section,), shared=False)
        given = gathered.get(key)
        values: dict[str, GivenItem] = {**(block.values if block else {}), **gathered}
        base = block or block_of(entry, self._sections.by_key[section], {}, shared=False)
        singletons = {**common.singletons, section: base.with_values(values)}
        common = common._replace(singletons=singletons)
        return given if isinstance(given, Given) else None, common

    def _to(self, entry: Entry | None) -> Iterator[tuple[Entry, GivenBlock | None]]:
        """The exceptions by direction; None for one that `none` removes."""
        if entry is None:
            return
        for item in self.mappings.named(entry.value, entry.path, "a member"):
            if isinstance(item.value, YamlScalar) and item.value.text == "none":
                yield item, None
            elif isinstance(item.value, YamlScalar):
                self.mappings.wrong(item.value, item.path, "a mapping, or `none`,")
            else:
                yield item, self.blocks.row(item, shared=False)

    def _status(self, entry: Entry | None) -> Presence:
        text = self.mappings.choice(entry.value, entry.path, list(Presence)) if entry else None
        return Presence(text) if text else Presence.PRESENT

    def _number(self, entry: Entry | None) -> int | None:
        text = self.mappings.text(entry.value, entry.path, "a number") if entry else None
        if entry is None or text is None:
            return None
        if text.isascii() and text.isdecimal() and len(text) < 4 and int(text) <= MOST_NUMBER:
            return int(text)
        allowed, shown_text = f"0 to {MOST_NUMBER}", shown(entry.value)
        self._findings.add("is no member number", entry.value.position, entry.path, found=shown_text, allowed=allowed)
        return None
