"""An intent as YAML text: short mappings on one line, names in the spelling that the intent has for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from fgsp_cli.base import on_one_line

Plain = str | Sequence["Plain"] | Mapping[str, "Plain"]
"""What a YAML document is made of."""
WIDTH = 110
_BARE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./@+-]*")
_NULL = frozenset({"null", "Null", "NULL"})
_OPEN = frozenset({"clusters", "devices", "members", "rows", "links"})
"""Mappings of names: a line of its own for each."""


def intent_text(content: Mapping[str, Plain], comments: Iterable[str] = ()) -> str:
    """The YAML text of an intent, with comment lines at its head; it reads back as the same content."""
    head = [f"# {on_one_line(line)}" if line else "#" for line in comments]
    lines = [line for name, value in content.items() for line in _item(name, value, "", below=_OPEN)]
    return "\n".join([*head, *lines]) + "\n"


def _item(name: str, value: Plain, indent: str, *, below: frozenset[str]) -> Iterator[str]:
    """One key with its value; `below` are the keys whose mappings, and those in them, are not on one line."""
    start = f"{indent}{_scalar(name)}:"
    line = f"{start} {_flow(value)}"
    spread = name in below or (indent and _holds_names(value))
    if isinstance(value, str) or not value or (not spread and len(line) <= WIDTH and not _is_list_of_mappings(value)):
        yield line
    elif isinstance(value, Mapping):
        yield start
        for key, inner in value.items():
            yield from _item(key, inner, f"{indent}  ", below=below if name in below else frozenset())
    else:
        yield start
        yield from (f"{indent}  - {_flow(item)}" for item in value)


def _holds_names(value: Plain) -> bool:
    return isinstance(value, Mapping) and bool(_OPEN & value.keys())


def _is_list_of_mappings(value: Plain) -> bool:
    return not isinstance(value, str | Mapping) and any(isinstance(item, Mapping) for item in value)


def _flow(value: Plain) -> str:
    if isinstance(value, str):
        return _scalar(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_scalar(name)}: {_flow(inner)}" for name, inner in value.items()) + "}"
    return "[" + ", ".join(_flow(item) for item in value) + "]"


def _scalar(text: str) -> str:
    """Bare where nothing can be misread; else in double quotes, so that it means itself whatever it looks like."""
    if _BARE.fullmatch(text) and text not in _NULL:
        return text
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    return character if character.isprintable() else f"\\U{ord(character):08x}"
