"""Names and the patterns that people type for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

from fgsp_cli.base.errors import UsageError


def matches(pattern: str, *names: str | None) -> bool:
    """Whether a name or glob stands for one of the names."""
    return any(name is not None and fnmatchcase(name, pattern) for name in names)


def chosen(names: Iterable[str], patterns: Sequence[str]) -> tuple[str, ...]:
    """The names that one of the patterns stands for, all without patterns.

    UsageError for a pattern that stands for none: a misspelt name must not pass as a job well done.
    """
    every = tuple(names)
    for pattern in patterns:
        if not any(matches(pattern, name) for name in every):
            raise UsageError(f"--limit {pattern}: there is no such unit", hint=meant(pattern, every))
    return tuple(name for name in every if not patterns or any(matches(pattern, name) for pattern in patterns))


def meant(name: str, known: Iterable[str]) -> str:
    """A hint at the known name that a misspelt one is close to; empty if there is none."""
    from difflib import get_close_matches

    close = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"did you mean {close[0]}?" if close else ""
