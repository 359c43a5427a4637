"""What of a state is written out: what an intent names, and what is not the default."""

from __future__ import annotations

from typing import cast

from fgsp_cli.fortios import Kind, Spec, is_default
from fgsp_cli.state.state import Block, Path, Table, Value, default_value


def explicit_part(block: Block, spec: Spec, path: Path, named: frozenset[Path] | None) -> Block:
    """The part of a section, an object or an entry that is reported when it is written out as a whole.

    That is every named attribute, its default included, and every other that is not the default. Of a singleton it is
    only what is named, if anybody names anything: the rest of it is not ours. Nor is, ever, what is not writable.
    """
    part: dict[str, Value] = {}
    for child in spec.children.values():
        if child.path == ("peer",) or not child.writable:
            continue
        below = (*path, child.key)
        value = block.get(child.key, default_value(child))
        if child.kind is Kind.TABLE:
            value = _explicit_table(cast(Table, value), child, below, named)
        elif child.kind.nested:
            value = explicit_part(cast(Block, value), child, below, named)
        elif not _counts(child, value, below, named):
            continue
        if value or not child.kind.nested:
            part[child.key] = value
    return Block(part)


def covered(path: Path, named: frozenset[Path] | None) -> bool:
    """Whether a value's path, or that of something it is part of, is among the named ones."""
    return named is not None and any(path[:length] in named for length in range(1, len(path) + 1))


def _explicit_table(table: Table, spec: Spec, path: Path, named: frozenset[Path] | None) -> Table:
    return Table((number, explicit_part(table[number], spec, (*path, number), named)) for number in sorted(table))


def _counts(spec: Spec, value: Value, path: Path, named: frozenset[Path] | None) -> bool:
    if not is_default(spec, value) and (
        named is None or path[0] == "peer" or any(isinstance(step, int) for step in path)
    ):
        return True
    return covered(path, named)
