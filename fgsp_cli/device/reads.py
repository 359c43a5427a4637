"""What a session reads, as texts: which commands, in how few round trips, and what counts as an answer.

Behind a command whose output may page nothing can be written: it would be taken for pager keys. Output through `grep`
does not page [facts/cli-behaviour.md#1.3, confirmed], so several reads go in one write, each through `grep .`. A unit
that does
not take that is asked one by one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType

from fgsp_cli.base import ConfigTextError
from fgsp_cli.fortios import EMPTY, Dialect, Node, Setting, Spec, Status, cut, read_sections, refusal, to_words
from fgsp_cli.state import (
    FACT_SECTIONS,
    SECTIONS,
    Block,
    DeviceState,
    Facts,
    Path,
    Table,
    Value,
    decode,
    facts_from_tree,
    path_text,
    spec_at,
)

CFG_SAVE = "get system global | grep cfg-save"
"""The one attribute of a long object [facts/cli-behaviour.md#5.4, confirmed]."""
VDOM_LIST = "diagnose sys vd list | grep name="
"""Where `show system vdom-property` says nothing [facts/cli-behaviour.md#5.2, likely]."""
NAT = (
    'show firewall policy | grep "set nat enable"',
    "show firewall central-snat-map | grep edit",
)
"""Lines that say something only on a unit that translates addresses."""
_CFG_SAVE = re.compile(r"^cfg-save\s*:\s*(\S+)", re.MULTILINE)
_VDOM = re.compile(r"\bname=([A-Za-z0-9_-]+)(?:/|\s|$)")
_HIDDEN_VDOM = "vsys_"


def fact_commands() -> tuple[str, ...]:
    """Everything that facts are made of, but for the status."""
    sections = (path for path in FACT_SECTIONS if path != "system global")
    return (CFG_SAVE, *(f"show {path}" for path in sections))


def section_commands(dialect: Dialect) -> tuple[str, ...]:
    """The FGSP sections of a release, as stored and with all defaults."""
    return tuple(f"{verb} {path}" for path in dialect.tops for verb in ("show", "show full-configuration"))


def make_facts(status: Status, texts: Mapping[str, str | None], source: str) -> Facts:
    """The facts; None in `texts` stands for a command that was refused, so its facts are not readable."""
    tree, answered = EMPTY, list[str]()
    for path in FACT_SECTIONS:
        node = _fact_section(path, texts, source)
        if node is not None:
            answered.append(path)
            tree = tree.with_child(path, node) if node else tree
    return facts_from_tree(tree, status=status, vdoms=_vdoms(tree, texts), answered=answered)


def _fact_section(path: str, texts: Mapping[str, str | None], source: str) -> Node | None:
    """A section, empty if everything in it is at its default; None if it cannot be read."""
    if path == "system global":
        match = _CFG_SAVE.search(texts.get(CFG_SAVE) or "")
        settings = {"cfg-save": Setting(words=(match[1],))} if match else {}
        return Node(settings=MappingProxyType(settings)) if match else None
    text = texts.get(f"show {path}")
    if text is None:
        return None
    try:
        reading = read_sections(cut(text, (path,), source).sections, strict=()) if text.strip() else None
    except ConfigTextError:
        return None
    if reading is None:
        return EMPTY
    return None if reading.problems else reading.tree.children.get(path, EMPTY)


def _vdoms(tree: Node, texts: Mapping[str, str | None]) -> tuple[str, ...]:
    table = tree.child("system vdom-property")
    if table is not None and table.entries:
        return tuple(table.entries)
    names = dict.fromkeys(_VDOM.findall(texts.get(VDOM_LIST) or ""))
    return tuple(name for name in names if not name.startswith(_HIDDEN_VDOM))


def make_state(dialect: Dialect, texts: Mapping[str, str], source: str) -> tuple[DeviceState, Node]:
    """The state, and the tree as stored. What the unit says of a default outranks our data, and is noted.

    ConfigTextError if the texts are no configuration of that release. A unit is read several times in a push and mostly
    prints the same: what was read of a text is kept.
    """
    return _state_of(dialect, tuple(texts.items()), source)


@lru_cache(maxsize=64)
def _state_of(dialect: Dialect, printed: tuple[tuple[str, str], ...], source: str) -> tuple[DeviceState, Node]:
    texts = dict(printed)
    stored = _tree(dialect, texts, "show", source)
    state = decode(stored[0], dialect, source, stored[1])
    try:
        full, _ = _tree(dialect, texts, "show full-configuration", source)
        known = _known(full, dialect)
        full_state = decode(stored[0].merged(known), dialect, source, stored[1])
    except ConfigTextError as error:
        note = f"{source}: `show full-configuration` was not used: {error.problems[0]}"
        return _noted(state, [note]), stored[0]
    return _noted(
        full_state, [*_disagreements(state, full_state, dialect, source), *_unlisted(full, dialect, source)]
    ), stored[0]


def _noted(state: DeviceState, notes: Sequence[str]) -> DeviceState:
    return replace(state, notes=(*state.notes, *notes))


def _tree(dialect: Dialect, texts: Mapping[str, str], verb: str, source: str) -> tuple[Node, tuple[str, ...]]:
    sections = [
        section
        for path in dialect.tops
        if (text := texts.get(f"{verb} {path}", "")).strip()
        for section in cut(text, (path,), source).sections
    ]
    reading = read_sections(sections)
    if reading.problems:
        raise ConfigTextError(reading.problems)
    return reading.tree, reading.notes


def _known(tree: Node, dialect: Dialect) -> Node:
    """The tree without what our data does not list: at its default that is of no interest."""
    kept = {
        path: _known_node(tree.children[path], spec) for path, spec in dialect.tops.items() if path in tree.children
    }
    return Node(children=MappingProxyType(kept))


def _known_node(node: Node, spec: Spec) -> Node:
    settings = {name: value for name, value in node.settings.items() if name in spec.children}
    children = {
        name: _known_node(child, spec.children[name])
        for name, child in node.children.items()
        if name in spec.children and spec.children[name].kind.nested
    }
    entries = {key: _known_node(entry, spec) for key, entry in node.entries.items()}
    return Node(
        settings=MappingProxyType(settings),
        children=MappingProxyType(children),
        entries=MappingProxyType(entries),
        line=node.line,
    )


def _disagreements(ours: DeviceState, state: DeviceState, dialect: Dialect, source: str) -> list[str]:
    """Where the unit's own default is not the one in our data; each attribute once, not for every row."""
    notes: dict[str, None] = {}
    for section in SECTIONS:
        pairs = _differences((section,), ours.section(section), state.section(section))
        for path, mine, theirs in pairs:
            name = path_text(tuple(step for step in path if isinstance(step, str)), dialect)
            said, known = _cli(path, theirs, dialect), _cli(path, mine, dialect)
            notes[f"{source}: {name}: the unit's default is {said}, not {known} as our data has it"] = None
    return list(notes)


def _cli(path: Path, value: Value, dialect: Dialect) -> str:
    spec = spec_at(path, dialect)
    return " ".join(to_words(spec, value)) if spec else str(value)


def _differences(path: Path, ours: Value, stated: Value) -> list[tuple[Path, Value, Value]]:
    if isinstance(ours, Block | Table) and isinstance(stated, Block | Table):
        left: Mapping[str | int, Value] = dict(ours.items())
        right: Mapping[str | int, Value] = dict(stated.items())
        pairs = [((*path, step), left.get(step), right.get(step)) for step in right]
        return [difference for below, mine, theirs in pairs for difference in _differences(below, mine, theirs)]
    return [] if ours == stated else [(path, ours, stated)]


def _unlisted(full: Node, dialect: Dialect, source: str) -> list[str]:
    """What the unit prints and our data does not list for the release; of `system ha` that lists a part by design."""
    names: dict[str, None] = {}
    for path, spec in dialect.tops.items():
        if not spec.subset and path in full.children:
            names |= dict.fromkeys(_unlisted_names(full.children[path], spec, path))
    return [f"{source}: `{name}` is on this unit but not in our data for FortiOS {dialect}" for name in names]


def _unlisted_names(node: Node, spec: Spec, path: str) -> list[str]:
    names = [f"{path} {name}" for name in node.settings if name not in spec.children]
    for name, child in node.children.items():
        below = spec.children.get(name)
        names += _unlisted_names(child, below, f"{path} {name}") if below else [f"{path} {name}"]
    for entry in node.entries.values():
        names += _unlisted_names(entry, spec, path)
    return names


def through_grep(command: str) -> str:
    """The command without a pager."""
    return command if "|" in command else f"{command} | grep ."


def refuses_grep(text: str) -> bool:
    """Whether the answer says that the unit knows no pipes."""
    return refusal(text) is not None and "'|'" in text
