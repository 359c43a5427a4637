"""What the policies of a backup say about session pickup: in which VDOMs addresses are translated.

Policies are many and may be long, so they are searched and not parsed.
"""

from __future__ import annotations

import re

from fgsp_cli.fortios import Cut

_POLICIES, _CENTRAL = "firewall policy", "firewall central-snat-map"
_TRANSLATES = {
    _POLICIES: re.compile(r"^[ \t]*set nat enable[ \t]*$", re.MULTILINE),
    _CENTRAL: re.compile(r"^[ \t]*edit ", re.MULTILINE),
}
"""`nat` of a policy is off unless it is set; an entry of the central table translates unless it says otherwise."""
POLICY_PATHS = tuple(_TRANSLATES)
"""The `config` paths that `nat_vdoms` reads."""


def nat_vdoms(text: Cut) -> tuple[str, ...] | None:
    """The VDOMs whose policies translate addresses, from a text whose POLICY_PATHS were cut out; `root` stands for a
    unit without VDOMs. None for an excerpt without policies, which says nothing of them.
    """
    policies = [section for section in text.sections if section.path in POLICY_PATHS]
    if not policies and (text.header is None or text.only_vdom is not None):
        return None
    using = (section.vdom or "root" for section in policies if _TRANSLATES[section.path].search(section.text))
    return tuple(dict.fromkeys(using))
