"""What was read from JSON, as the types that it should have; ValueError for anything else."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import cast

MAX_DEPTH = 64
"""Levels of nesting; what this program writes has about fifteen."""


def parsed(data: str | bytes) -> object:
    """What a JSON text holds; ValueError for a text that is none, or that is nested deeper than MAX_DEPTH."""
    try:
        value: object = json.loads(data)
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    level, depth = [value], 0
    while level := [each for outer in level for each in _inside(outer)]:
        depth += 1
        if depth > MAX_DEPTH:
            raise ValueError("it is nested too deep")
    return value


def _inside(value: object) -> Iterable[object]:
    """What stands directly in an array or an object."""
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def mapping(value: object) -> Mapping[str, object]:
    """The value as an object; ValueError if it is none."""
    if not isinstance(value, dict):
        raise ValueError(f"{_shown(value)} stands where an object should")  # noqa: TRY004 - as `json` raises
    return cast(Mapping[str, object], value)


def sequence(value: object) -> Sequence[object]:
    """The value as an array; ValueError if it is none."""
    if not isinstance(value, list):
        raise ValueError(f"{_shown(value)} stands where an array should")  # noqa: TRY004 - as `json` raises
    return cast(Sequence[object], value)


def text(value: object) -> str:
    """The value as a string; ValueError if it is none."""
    if not isinstance(value, str):
        raise ValueError(f"{_shown(value)} stands where a text should")  # noqa: TRY004 - as `json` raises
    return value


def number(value: object) -> int:
    """An integer; a truth value is none."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"{_shown(value)} stands where a number should")  # noqa: TRY004 - as `json` raises
    return value


def texts(value: object) -> tuple[str, ...]:
    """The value as an array of strings; ValueError if it is none."""
    return tuple(text(each) for each in sequence(value))


def maybe_text(value: object) -> str | None:
    """The value as a string or None; ValueError if it is neither."""
    return None if value is None else text(value)


def _shown(value: object) -> str:
    """A little of it: what is wrong must not fill the screen."""
    said = repr(value)
    return said if len(said) <= 40 else f"{said[:40]}..."
