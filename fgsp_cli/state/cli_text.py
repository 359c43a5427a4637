"""Values and changes as CLI text: what results, reports and plans print of them."""

from __future__ import annotations

from fgsp_cli.fortios import Dialect, Kind, Spec, ValueProblem, quote_word, to_words
from fgsp_cli.state.change import Change
from fgsp_cli.state.state import Block, Path, Table, Value, path_text, spec_at

PRESENT = "present"
"""What is printed in place of a secret."""


def change_json(change: Change, release: Dialect) -> dict[str, object]:
    """One change as the JSON of results has it."""
    return {
        "path": path_text(change.path, release),
        "action": str(change.action),
        "effect": str(change.effect),
        "intended": value_json(change.intended, change.path, release),
        "running": value_json(change.running, change.path, release),
        "position": str(change.position) if change.position else None,
    }


def value_json(value: Value, path: Path, release: Dialect) -> object:
    """A value as CLI text in that release's own unit; an entry as an object of its named attributes."""
    if isinstance(value, Block | Table):
        return {
            _name((*path, step), release): value_json(below, (*path, step), release) for step, below in value.items()
        }
    if value is None:
        return None
    spec = spec_at(path, release)
    return str(value) if spec is None else value_text(spec, value)


def value_text(spec: Spec, value: Value) -> str:
    """The words of a value, quoted only where a word would otherwise be taken for several; a secret is `present`."""
    if spec.kind is Kind.SECRET:
        return PRESENT if value is not None else ""
    try:
        words = to_words(spec, value)
    except ValueProblem:  # a time of another release, for which this one has no number
        return f"{value} ms"
    alone = len(words) == 1 and spec.kind is not Kind.NAMES
    return " ".join(word if alone or (word and " " not in word) else quote_word(word) for word in words)


def _name(path: Path, release: Dialect) -> str:
    return path_text(path, release).rpartition("/")[2]
