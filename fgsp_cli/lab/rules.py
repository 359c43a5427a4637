"""What a test wants a unit to do at a line: refuse it, or let something happen before it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

Match = int | str | re.Pattern[str]
"""Which line: its number among the configuring lines typed from now on, its text, or a pattern in it."""

_CONFIGURING = frozenset(
    "config edit set unset append unselect select clear delete purge rename move clone next end abort".split()  # noqa: SIM905
)


def is_configuring(line: str) -> bool:
    """Whether the line can change something or move to another level; the ones counted by number."""
    return line.split(maxsplit=1)[:1] != [] and line.split(maxsplit=1)[0] in _CONFIGURING


@dataclass(slots=True, kw_only=True)
class Rule:
    """One wish. A number counts from 1, over all sessions, from the moment the rule was made."""

    match: Match
    refusal: str | None = None
    """The error text to answer with, instead of running the line."""
    action: Callable[[], object] | None = None
    """What to do before the line is run."""
    times: int | None = 1
    """How many lines it is for; None: every one that matches."""
    hits: int = field(default=0, init=False)
    _seen: int = field(default=0, init=False)

    def applies(self, line: str) -> bool:
        """Whether it is for this line, which is counted."""
        self._seen += is_configuring(line)
        if (self.times is not None and self.hits >= self.times) or not self._matches(line):
            return False
        self.hits += 1
        return True

    def _matches(self, line: str) -> bool:
        if isinstance(self.match, int):
            return is_configuring(line) and self._seen == self.match
        if isinstance(self.match, re.Pattern):
            return bool(self.match.search(line))
        return line.split() == self.match.split()
