"""How many peers a unit sees, from what its runtime commands print [cli-behaviour 6.2].

There is no public sample of a clean "peer up" text: what is not told is not known, and is None.
"""

from __future__ import annotations

import re

COMMANDS = ("diagnose sys ha standalone-peers", "diagnose test application sessionsync 3")
"""The first tells how many were detected [its field is confirmed, the rest of its text is not established]; the second
lists them, those of FGCP too [confirmed]."""
_DETECTED = re.compile(r"^\s*Detected-peers=(\d+)", re.MULTILINE)
_LISTED = re.compile(r"^\s*peer \d+: \S+ in \S+, ha=([01]),", re.MULTILINE)


def peers_seen(text: str) -> int | None:
    """The number of peers that the output of either command tells of; None if it tells of none at all."""
    found = _DETECTED.search(text)
    if found is not None:
        return int(found[1])
    listed = _LISTED.findall(text)
    return listed.count("0") if listed else None
