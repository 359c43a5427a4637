"""Switching the VDOMs on: a unit asks, and is another kind of unit afterwards [vdom-mode-enable, confirmed].

What it held before is then in its global part or in the VDOM `root`.
"""

from __future__ import annotations

from types import MappingProxyType

from fgsp_cli.fortios.dialects import Dialect
from fgsp_cli.fortios.interpreter.language.vocabulary import is_global
from fgsp_cli.fortios.interpreter.rules import ROOT_VDOM
from fgsp_cli.fortios.tree import EMPTY, Node

LOGGED_OUT = "\nYou will be logged out for the operation to take effect.\n"
_SWITCH = ("system global", "vdom-mode", ("multi-vdom",))
_SYSTEM = "system "
_IN_VDOMS = frozenset(
    {
        "system arp-table",
        "system dhcp server",
        "system dhcp6 server",
        "system dns-database",
        "system dns-server",
        "system gre-tunnel",
        "system ipv6-neighbor-cache",
        "system link-monitor",
        "system object-tagging",
        "system proxy-arp",
        "system replacemsg-group",
        "system sdwan",
        "system session-ttl",
        "system settings",
        "system sit-tunnel",
        "system virtual-wan-link",
        "system virtual-wire-pair",
        "system zone",
    }
)
"""The `system` tables of each VDOM; all others are global [confirmed for those in backups, likely for the rest]."""
_GLOBAL = frozenset(
    {
        "ips global",
        "log fortianalyzer setting",
        "log fortianalyzer2 setting",
        "log fortianalyzer3 setting",
        "log syslogd setting",
        "log syslogd2 setting",
        "log syslogd3 setting",
        "user device-category",
        "wireless-controller global",
    }
)
"""Other tables that are global [`ips` and `user` are confirmed by backups, the rest is likely]."""


def switches_on(path: tuple[str, ...], before: Node, after: Node) -> bool:
    """Whether that change of the object at a path switches the VDOMs on."""
    table, name, words = _SWITCH
    old, new = before.settings.get(name), after.settings.get(name)
    return path == (table,) and new is not None and new.words == words and (old is None or old.words != words)


def divided(root: Node, dialect: Dialect) -> Node:
    """The configuration of a unit without VDOMs, as it is with them."""
    inside = {name: node for name, node in root.children.items() if not _is_global(name, dialect)}
    outside = {name: node for name, node in root.children.items() if name not in inside}
    vdoms = EMPTY.with_entry(ROOT_VDOM, Node(children=MappingProxyType(inside)))
    return EMPTY.with_child("vdom", vdoms).with_child("global", Node(children=MappingProxyType(outside)))


def _is_global(table: str, dialect: Dialect) -> bool:
    return table in _GLOBAL or is_global(table, dialect) or (table.startswith(_SYSTEM) and table not in _IN_VDOMS)
