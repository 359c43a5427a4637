"""Where a line of CLI names a secret by its reference: at the secret attributes of FGSP, and nowhere else.

Anywhere else, in what the schema does not know for example, such a text is a value like any other and means itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from fgsp_cli.base import ReferenceName
from fgsp_cli.fortios import Attribute, Kind, Schema, schema


def reference_names(lines: Iterable[str]) -> Iterator[ReferenceName | None]:
    """For each line, which begin and end at the root, the reference that a secret attribute is set to; else None."""
    levels: list[str] = []
    for line in lines:
        verb, _, rest = line.strip().partition(" ")
        name, _, value = rest.strip().partition(" ")
        match verb:
            case "config":
                levels.append(" ".join(rest.split()))
            case "edit":
                levels.append("")
            case "next" | "end" | "abort" if levels:
                if levels.pop() == "" and verb != "next" and levels:
                    levels.pop()
        path = tuple(level for level in levels if level)
        is_reference = verb == "set" and (*path, name) in _secrets(schema())
        yield ReferenceName.parse(value.strip()) if is_reference else None


@cache
def _secrets(data: Schema) -> frozenset[tuple[str, ...]]:
    """Where a secret attribute stands: the names of the `config` lines around it, then its own, in every spelling."""
    paths = ((str(section.data["path"]), section) for section in data.sections)
    return frozenset(path for name, section in paths for path in _inside((name,), section))


def _inside(path: tuple[str, ...], parent: Attribute) -> Iterator[tuple[str, ...]]:
    for child in parent.attributes:
        for name in child.spellings:
            if child.kind is Kind.SECRET:
                yield (*path, name)
            yield from _inside((*path, name), child)
