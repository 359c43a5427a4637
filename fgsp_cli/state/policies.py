"""What the policies of a backup tell that session pickup hangs on: in which VDOMs addresses are translated.

Policies are many and may be long, so they are searched and not parsed.
"""

from __future__ import annotations

import re

from fgsp_cli.base import ConfigTextError
from fgsp_cli.fortios import cut

_POLICIES, _CENTRAL = "firewall policy", "firewall central-snat-map"
_TRANSLATES = {
    _POLICIES: re.compile(r"^[ \t]*set nat enable[ \t]*$", re.MULTILINE),
    _CENTRAL: re.compile(r"^[ \t]*edit ", re.MULTILINE),
}
"""`nat` of a policy is off unless it is set; an entry of the central table translates unless it says otherwise."""


def nat_vdoms(text: str, source: str = "") -> tuple[str, ...] | None:
    """The VDOMs whose policies translate addresses; `root` stands for a unit without VDOMs.

    None for an excerpt without policies, which says nothing of them, and where they cannot be read: nothing of FGSP
    stands in them, so that is no reason to refuse the text.
    """
    try:
        sections = cut(text, tuple(_TRANSLATES), source)
    except ConfigTextError:
        return None
    if not sections.sections and (sections.header is None or sections.only_vdom is not None):
        return None
    using = (section.vdom or "root" for section in sections.sections if _TRANSLATES[section.path].search(section.text))
    return tuple(dict.fromkeys(using))


__all__ = ("nat_vdoms",)
