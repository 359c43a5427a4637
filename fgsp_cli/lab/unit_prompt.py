"""The prompt: `HOST[(ROLE)][ (LEVEL)] MARK ` [facts/cli-behaviour.md#1.1, confirmed]."""

from __future__ import annotations

LONGEST_HOST = 24
_HEAD, _TAIL = 20, 3


def shorten(hostname: str) -> str:
    """The host name as a prompt shows it: above 24 characters the first 20, a tilde, the last 3.

    Exactly 24 are shown whole [facts/cli-behaviour.md#1.1, the rule confirmed, its limit likely].
    """
    if len(hostname) <= LONGEST_HOST:
        return hostname
    return f"{hostname[:_HEAD]}~{hostname[-_TAIL:]}"


def prompt(hostname: str, *, role: str = "", level: str = "", dollar: bool = False) -> str:
    """The prompt with its trailing blank; `level` is one word, never the whole path."""
    shown_role = f"({role})" if role else ""
    shown_level = f" ({level})" if level else ""
    return f"{shorten(hostname)}{shown_role}{shown_level} {'$' if dollar else '#'} "
