"""The pre-flight: every line is run on the interpreter before a byte goes to a unit.

So a template, ours or a user's, may be wrong without hurting anybody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import cast

from fgsp_cli.base import ConfigTextError, Problem, RenderError, SecretState
from fgsp_cli.fortios import EMPTY, Dialect, Node, Setting
from fgsp_cli.fortios.interpreter import Interpreter
from fgsp_cli.state import (
    SECTIONS,
    Block,
    DeviceState,
    Path,
    Table,
    Value,
    decode,
    default_value,
    path_text,
    reference_names,
)

_STAND_IN = "secret"
"""Typed in place of a reference, as `device` puts the secret there; of a stored one only its being there counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What references may name; None where the unit did not list them, and then nothing is checked."""

    vdoms: Collection[str] | None = None
    interfaces: Collection[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PreflightResult:
    """The state and the tree at the end of a pre-flight."""

    state: DeviceState
    tree: Node
    """The configuration that the unit would hold: what a pre-flight of the way back starts from."""


def preflight(
    lines: Sequence[str],
    release: Dialect,
    expected: DeviceState,
    *,
    config: str | Node = "",
    names: Names = Names(),
) -> PreflightResult:
    """Run the lines on a stand-in that holds `config`, the unit's real configuration without any `config global`.

    Questions are answered with `y`. RenderError, naming the line, if one is refused or leaves a block open; naming the
    path, if what the unit then holds is not exactly `expected`, or anything outside of FGSP has changed.
    """
    _refuse_other_references(lines, expected)
    before = _loaded(config, release)
    unit = _unit(before, expected, names, release)
    depth = unit.depth
    _run(unit, lines)
    if unit.depth != depth or unit.open_quote:
        raise _refusal("the lines leave a block open", lines[-1] if lines else "")
    after = _without_names(unit.tree(), before, names)
    state = _read(after, release)
    _refuse_other_result(state, expected, release)
    _refuse_foreign_changes(before, after, release)
    return PreflightResult(state=state, tree=after)


def surroundings(state: DeviceState, release: Dialect) -> Node:
    """The least configuration on which a unit takes everything that the state would have typed.

    FortiOS offers some attributes only beside certain values of others, which this program never writes: for example
    `inter-cluster-session-sync` in the modes a-a and a-p [facts/fgsp.md#2, confirmed].
    """
    root = EMPTY
    for path, top in release.tops.items():
        settings: dict[str, Setting] = {}
        for spec in top.children.values():
            needed = spec.depends_on
            if needed and needed.refused and _is_typed(state, (top.key, spec.key), default_value(spec)):
                settings[top.by_key[needed.attribute].name] = Setting(words=needed.values[:1])
        if settings:
            root = root.with_child(path, Node(settings=MappingProxyType(settings)))
    return root


def _is_typed(state: DeviceState, path: Path, default: Value) -> bool:
    if state.named is not None:
        return path in state.named
    return cast(Block, state.section(str(path[0]))).get(str(path[1]), default) != default


def _run(unit: Interpreter, lines: Sequence[str]) -> None:
    answered = False
    for line, name in zip(lines, reference_names(lines), strict=True):
        if answered and line.strip() == "y":
            answered = False
            continue
        answer = unit.execute(line.replace(name.text, _STAND_IN) if name else line)
        if unit.failed:
            raise _refusal(f"a unit would refuse this line: {' / '.join(answer.split(chr(10))).strip(' /')}", line)
        answered = unit.question is not None
        if answered:
            unit.execute("y")


def _loaded(config: str | Node, release: Dialect) -> Node:
    """The configuration as the interpreter holds it, so that one reader reads before and after."""
    return Interpreter(release, config).tree()


def _unit(before: Node, expected: DeviceState, names: Names, release: Dialect) -> Interpreter:
    """A session that is where FGSP is configured.

    An interpreter knows of attributes outside the schema what its configuration shows it. So a row that is to come
    back with such attributes is there when it starts, and then goes.
    """
    table = before.child(*release.peers_path) or EMPTY
    coming = (expected.extra.child(*release.peers_path) or EMPTY).entries.items()
    returning = {key: entry for key, entry in coming if key not in table.entries}
    unit = Interpreter(release, _wrapped(before.merged(_at(release.peers_path, returning)), names))
    if names.vdoms is not None:
        unit.execute("config global")
    if returning:
        _run(unit, _deleting(release.peers_path, returning))
    return unit


def _at(path: Sequence[str], entries: Mapping[str, Node]) -> Node:
    """The tree that holds just these entries, if any."""
    node = Node(entries=MappingProxyType(dict(entries)))
    for name in reversed(path) if entries else ():
        node = EMPTY.with_child(name, node)
    return node


def _deleting(path: Sequence[str], keys: Iterable[str]) -> list[str]:
    return [*(f"config {name}" for name in path), *(f"delete {key}" for key in keys), *("end" for _ in path)]


def _wrapped(tree: Node, names: Names) -> Node:
    """The configuration with the names that a unit checks references against, in the shape of its VDOM mode."""
    if names.interfaces is not None:
        known = tree.child("system interface") or EMPTY
        for name in names.interfaces:
            known = known if name in known.entries else known.with_entry(name, EMPTY)
        tree = tree.with_child("system interface", known)
    if names.vdoms is None:
        return tree
    vdoms = Node(entries=MappingProxyType(dict.fromkeys(names.vdoms, EMPTY)))
    return EMPTY.with_child("vdom", vdoms).with_child("global", tree)


def _without_names(tree: Node, before: Node, names: Names) -> Node:
    """The global part again, without the interfaces that were added for the checks."""
    part = tree if names.vdoms is None else tree.child("global") or EMPTY
    if names.interfaces is None:
        return part
    children = {name: child for name, child in part.children.items() if name != "system interface"}
    known = before.child("system interface")
    if known is not None:
        children["system interface"] = known
    return Node(settings=part.settings, children=MappingProxyType(children), entries=part.entries)


def _read(tree: Node, release: Dialect) -> DeviceState:
    try:
        return decode(tree, release)
    except ConfigTextError as error:
        raise RenderError(error.problems) from None


def _refuse_other_references(lines: Sequence[str], expected: DeviceState) -> None:
    """A template that types another secret than the wanted one would not be seen in the result."""
    known = {secret.reference for secret in _secrets(expected) if secret.reference}
    for line, name in zip(lines, reference_names(lines), strict=True):
        if name is not None and name not in known:
            raise _refusal(f"{name} is not the secret that is wanted there", line)
        for other in known if name is None and not line.startswith("#") else ():
            if other.text in line:
                raise _refusal(f"{other} stands where no secret is sent", line)


def _secrets(state: DeviceState) -> Iterator[SecretState]:
    for key in SECTIONS:
        yield from (value for _, value in _leaves(state.section(key), (key,)) if isinstance(value, SecretState))


def _leaves(value: Value, path: Path) -> Iterator[tuple[Path, Value]]:
    """Every value; an empty table or block is one, so that an empty entry counts."""
    if not isinstance(value, Block | Table) or not value:
        yield path, value
        return
    for step, below in value.items():
        yield from _leaves(below, (*path, step))


def _refuse_other_result(state: DeviceState, expected: DeviceState, release: Dialect) -> None:
    differing = [key for key in SECTIONS if state.section(key) != expected.section(key)]
    reached = {path: value for key in differing for path, value in _leaves(state.section(key), (key,))}
    wanted = {path: value for key in differing for path, value in _leaves(expected.section(key), (key,))}
    wrong = [path for path in {**wanted, **reached} if reached.get(path) != wanted.get(path)]
    if wrong:
        raise RenderError(_mismatch(path, reached.get(path), wanted.get(path), release) for path in wrong)
    if _unknown(state.extra) != _unknown(expected.extra):
        lost = {place for place, _ in _unknown(expected.extra) ^ _unknown(state.extra)}
        places = ", ".join(sorted(" / ".join(place) for place in lost))
        raise RenderError([Problem(message=f"the lines change what this program does not know: {places}")])


def _mismatch(path: Path, held: Value, wanted: Value, release: Dialect) -> Problem:
    message = f"the lines do not make what is wanted: {_shown(held)} instead of {_shown(wanted)}"
    return Problem(message=message, path=path_text(path, release))


def _shown(value: Value) -> str:
    if isinstance(value, tuple):
        return " ".join(value) or "nothing"
    return "nothing" if value in (None, "") else str(value)


def _unknown(extra: Node) -> set[tuple[tuple[str, ...], tuple[str, ...]]]:
    """What the schema does not know, as a set: two readings of one text may keep it in another order."""
    return {((*path, name), setting.words) for path, node in extra.walk() for name, setting in node.settings.items()}


def _refuse_foreign_changes(before: Node, after: Node, release: Dialect) -> None:
    """A line that reaches outside of FGSP."""
    for path in {*before.children, *after.children} - release.tops.keys():
        if (before.children.get(path) or EMPTY) != (after.children.get(path) or EMPTY):
            raise RenderError([Problem(message="the lines change what is no part of FGSP", path=path)])


def _refusal(message: str, line: str) -> RenderError:
    return RenderError([Problem(message=message, found=line.strip())])
