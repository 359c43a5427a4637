"""What a unit asks of the tables that it has beside those of FGSP: a few rules, each taken from a recording.

They judge what is typed. What a unit came with is believed: an entry is refused only for what it was not before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Interface, IPv4Network

from fgsp_cli.fortios import replies
from fgsp_cli.fortios.interpreter.refused import Refused
from fgsp_cli.fortios.tree import EMPTY, Node
from fgsp_cli.fortios.versions import Release, Spans

ROOT_VDOM = "root"
"""It is always there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Required:
    """An attribute without which an entry, or an object, is not saved."""

    path: str
    name: str
    entry: bool = False
    """Whether it is an attribute of the entries of a table."""
    when: tuple[str, str] | None = None
    """The attribute and value without which it is not required."""


REQUIRED = (
    Required(path="firewall policy", name="schedule", entry=True),
    Required(path="log fortianalyzer setting", name="server", when=("status", "enable")),
)
"""[errors-missing-attribute, confirmed; its two sources name the tables]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedOrder:
    """A table whose entries can be moved only if the VDOM's settings say so."""

    path: str
    unless: tuple[str, str]
    """Attribute and value in `system settings`."""
    spans: Spans
    reply: replies.Reply


FIXED_ORDER = (
    FixedOrder(
        path="firewall vip",
        unless=("central-nat", "enable"),
        spans=Spans.of([["0.0.0", "7.0.999"]]),
        reply=replies.move_refused("VIP entry cannot be moved when central-nat is disabled."),
    ),
)
"""[errors-move-refused, confirmed; its source gives the releases]."""

_SETTINGS = "system settings"
_INTERFACES = "system interface"
_OVERLAP_ALLOWED = ("allow-subnet-overlap", "enable")
_NOWHERE = IPv4Interface("0.0.0.0/0").ip


def check_required(path: tuple[str, ...], before: Node | None, after: Node, *, entry: bool) -> None:
    """Refused if what is to be saved at the path lacks an attribute, and what is stored there does not."""
    for rule in REQUIRED:
        if (rule.path,) != path or rule.entry is not entry or not _lacks(after, rule):
            continue
        if before is None or not _lacks(before, rule):
            raise Refused(replies.missing_attribute(rule.name))


def check_order(path: tuple[str, ...], vdom: Node, release: Release) -> None:
    """Refused if the entries of the table at the path cannot be moved in that VDOM."""
    settings = vdom.children.get(_SETTINGS, EMPTY)
    for rule in FIXED_ORDER:
        if (rule.path,) == path and release in rule.spans and not _says(settings, *rule.unless):
            raise Refused(rule.reply)


def check_subnets(
    path: tuple[str, ...], name: str, after: Node, interfaces: Mapping[str, Node], vdoms: Mapping[str, Node]
) -> None:
    """Refused if an interface comes into a subnet that its VDOM has already [errors-subnet-overlap].

    That is confirmed for its own address and that of another interface [the recording's source]. The recording names
    the same interface twice: a secondary address in the subnet of the primary one [likely]. `vdoms` are the VDOMs by
    their names; the text and code are confirmed, which of two interfaces is named first is not.
    """
    if path != (_INTERFACES,):
        return
    vdom, before = _vdom_of(after), interfaces.get(name)
    if before is not None and (_vdom_of(before), *_subnets(before)) == (vdom, *_subnets(after)):
        return
    if _says(vdoms.get(vdom, EMPTY).children.get(_SETTINGS, EMPTY), *_OVERLAP_ALLOWED):
        return
    primary, secondary = (_subnet(after),), tuple(_secondary_subnets(after))
    for other, interface in {**interfaces, name: after}.items():
        theirs = _subnet(interface) if _vdom_of(interface) == vdom else None
        ours = secondary if other == name else primary
        if theirs is not None and any(each is not None and each.overlaps(theirs) for each in ours):
            raise Refused(replies.set_refused(f"Subnets overlap between '{name}' and the primary IP of '{other}'", -54))


def _lacks(node: Node, rule: Required) -> bool:
    if rule.when is not None and not _says(node, *rule.when):
        return False
    setting = node.settings.get(rule.name)
    return setting is None or not any(setting.words)


def _says(node: Node, name: str, word: str) -> bool:
    setting = node.settings.get(name)
    return setting is not None and setting.words == (word,)


def _vdom_of(interface: Node) -> str:
    setting = interface.settings.get("vdom")
    return setting.words[0] if setting and setting.words else ROOT_VDOM


def _subnets(interface: Node) -> Iterator[IPv4Network | None]:
    yield _subnet(interface)
    yield from _secondary_subnets(interface)


def _secondary_subnets(interface: Node) -> Iterator[IPv4Network | None]:
    for row in interface.children.get("secondaryip", EMPTY).entries.values():
        yield _subnet(row)


def _subnet(node: Node) -> IPv4Network | None:
    """The subnet that `ip` says, None for none."""
    setting = node.settings.get("ip")
    if setting is None or not setting.words:
        return None
    address, _, mask = " ".join(setting.words).replace("/", " ", 1).partition(" ")
    try:
        interface = IPv4Interface(f"{address}/{mask}")
    except ValueError:
        return None
    return None if interface.ip == _NOWHERE else interface.network
