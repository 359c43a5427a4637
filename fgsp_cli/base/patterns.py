"""Names, the patterns that people type for them, and other arguments: each is checked before anything is done."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
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
    for pattern in several("limit", patterns):
        if not any(matches(pattern, name) for name in every):
            raise UsageError(f"--limit {pattern}: there is no such unit", hint=meant(pattern, every))
    return tuple(name for name in every if not patterns or any(matches(pattern, name) for pattern in patterns))


def meant(name: str, known: Iterable[str]) -> str:
    """A hint at the known name that a misspelt one is close to; empty if there is none."""
    from difflib import get_close_matches

    close = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"did you mean {close[0]}?" if close else ""


def several(argument: str, given: Iterable[str]) -> tuple[str, ...]:
    """The names; UsageError for a single text, each of whose letters would count as a name."""
    if isinstance(given, str):
        raise UsageError(f"{argument}: {given!r} is one text, and names are a list", hint=f"write ({given!r},)")
    return tuple(given)


def one_of(argument: str, given: object, known: Collection[str]) -> None:
    """UsageError for a word that is not known."""
    if given not in known:
        raise UsageError(f"{argument}: {given!r} is not one of {', '.join(known)}", hint=meant(str(given), known))


def at_least(argument: str, given: float | None, least: float) -> None:
    """UsageError for a number below that, and for one that is no finite number; None stands for the default."""
    if given is not None and not least <= given < float("inf"):
        raise UsageError(f"{argument}: {given} is not a number from {least} on")
