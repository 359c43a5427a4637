"""What was read from JSON, as the types that it should have; ValueError for anything else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast


def mapping(found: object) -> Mapping[str, object]:
    """An object."""
    if not isinstance(found, dict):
        raise ValueError(f"{_shown(found)} stands where an object should")  # noqa: TRY004 - as `json` raises
    return cast(Mapping[str, object], found)


def sequence(found: object) -> Sequence[object]:
    """An array."""
    if not isinstance(found, list):
        raise ValueError(f"{_shown(found)} stands where an array should")  # noqa: TRY004 - as `json` raises
    return cast(Sequence[object], found)


def text(found: object) -> str:
    """A string."""
    if not isinstance(found, str):
        raise ValueError(f"{_shown(found)} stands where a text should")  # noqa: TRY004 - as `json` raises
    return found


def number(found: object) -> int:
    """An integer; a truth value is none."""
    if not isinstance(found, int) or isinstance(found, bool):
        raise ValueError(f"{_shown(found)} stands where a number should")  # noqa: TRY004 - as `json` raises
    return found


def texts(found: object) -> tuple[str, ...]:
    """An array of strings."""
    return tuple(text(each) for each in sequence(found))


def maybe_text(found: object) -> str | None:
    """A string, or null."""
    return None if found is None else text(found)


def _shown(found: object) -> str:
    """A little of it: what is wrong must not fill the screen."""
    said = repr(found)
    return said if len(said) <= 40 else f"{said[:40]}..."
