"""Accents: other ways to print the same session, all as legal as the one that is recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from fgsp_cli.lab.spec import UnitSpec

_GREETING = "\x1b[1;33mNOTICE # \x1b[0mThis is \x1b[31mAsset # 4711\x1b[0m of the company."
_NOTICE = "*ATTENTION*: admin sessions may be recorded."

ACCENTS: Mapping[str, Mapping[str, object]] = MappingProxyType(
    {
        "wrapped": {"echo": "wrapped", "echo_end": "cr lf", "pieces": 24},
        "coloured": {"echo_ahead": "at once", "greeting": _GREETING, "pieces": 7},
        "redrawn": {"echo": "redrawn", "notice": _NOTICE, "pieces": 1},
    }
)
"""The quirks of each."""


def with_accent(specs: Iterable[UnitSpec], name: str) -> list[UnitSpec]:
    """The units, speaking with that accent; LookupError for one that there is not."""
    changes = ACCENTS[name]
    return [replace(spec, quirks=replace(spec.quirks, **changes)) for spec in specs]  # type: ignore[arg-type]
