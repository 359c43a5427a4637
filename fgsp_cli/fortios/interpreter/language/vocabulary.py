"""Which words a unit knows, and which one a shortened word stands for [facts/cli-behaviour.md#4, confirmed]."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from fgsp_cli.fortios import replies
from fgsp_cli.fortios.dialects import Dialect
from fgsp_cli.fortios.interpreter.language.tables import TABLES
from fgsp_cli.fortios.interpreter.refused import Refused

_END, _ANY = "", "*"
_OLD_NAMES = ("system session-sync",)
"""What the table of peers was called in 4.3 and early 5.x [facts/cli-behaviour.md#3.1a, confirmed]."""
_GLOBAL = (
    "system accprofile",
    "system admin",
    "system central-management",
    "system console",
    "system csf",
    "system global",
    "system ha",
    "system vdom-exception",
    "system vdom-property",
)
"""Beside the tables of FGSP, what a unit with VDOMs knows inside `config global` only."""


class _Tree(dict[str, "_Tree"]):
    """Known paths, word by word; `_END` marks the end of one."""


def expand(word: str, known: Iterable[str]) -> str | None:
    """The known word that this one is, or shortens; None for none. Refused if it shortens several."""
    candidates = []
    for each in known:
        if each == word:
            return word
        if each.startswith(word):
            candidates.append(each)
    if len(candidates) > 1 and word:
        raise Refused(replies.ambiguous(word))
    return candidates[0] if candidates and word else None


def is_global(path: str, dialect: Dialect) -> bool:
    """Whether a unit with VDOMs knows the table only inside `config global`; all of FGSP is [schema, scope]."""
    return path in (dialect.tops or _fgsp(dialect)) or path in _GLOBAL


def foreign(path: str, dialect: Dialect) -> bool:
    """Whether the table belongs to FGSP, but at other releases; where the data knows none, all are kept as typed."""
    return bool(dialect.tops) and path not in dialect.tops and path in _fgsp(dialect)


def find(words: Sequence[str], dialect: Dialect, own: Mapping[str, object]) -> tuple[str, int]:
    """The table that the first words name, and how many words that took.

    `own` are the tables that this unit's configuration holds, known or not. Refused where no table goes on like this.
    """
    for count in range(len(words), 0, -1):
        path = " ".join(words[:count])
        if path in own and not foreign(path, dialect):
            return path, count
    tree, names = _known(dialect), list[str]()
    for word in words:
        name = expand(word, (each for each in tree if each not in (_END, _ANY)))
        if name is None and _ANY not in tree:
            break
        names.append(name or word)
        tree = tree[name or _ANY]
    if _END in tree:
        return " ".join(names), len(names)
    raise Refused(replies.incomplete() if len(names) == len(words) else replies.parse_error(words[len(names)]))


@lru_cache(maxsize=64)
def _known(dialect: Dialect) -> _Tree:
    tree = _Tree()
    for path in (*TABLES, *(tuple(top.split()) for top in dialect.tops or sorted(_fgsp(dialect)))):
        node = tree
        for word in path:
            node = node.setdefault(word, _Tree())
        node[_END] = _Tree()
    return tree


@lru_cache(maxsize=64)
def _fgsp(dialect: Dialect) -> frozenset[str]:
    return frozenset((*_OLD_NAMES, *(str(section.data["path"]) for section in dialect.schema.sections)))
