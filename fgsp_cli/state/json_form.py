"""A state as JSON and back again, exactly: for journals and saved plans, which outlive the program that wrote them.

What stands at the default of our data is left out. Secrets are references, or the word that there is one: the `ENC`
text of what the schema does not know is masked on the way, as it can be turned back into the secret.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import cast

from fgsp_cli.base import (
    MASK,
    Position,
    ReferenceName,
    SecretState,
    mapping,
    mask_enc,
    maybe_text,
    sequence,
    text,
    texts,
)
from fgsp_cli.fortios import EMPTY, Dialect, Kind, Node, Scalar, Setting, Spec, dialect
from fgsp_cli.state.change import Action, Change, Effect
from fgsp_cli.state.state import (
    SECTIONS,
    Block,
    DeviceState,
    Path,
    Table,
    Value,
    default_block,
    default_value,
    empty_state,
    spec_at,
)

_ENC_WORD = "ENC"
_Reader = Callable[[object, Spec], Value]


def state_json(state: DeviceState) -> dict[str, object]:
    """The state; of its positions, those of an intent."""
    release = dialect(state.fortios)
    sections = {key: _section_json(state.section(key), key, release) for key in SECTIONS}
    written: dict[str, object] = {"fortios": str(state.fortios), **sections}
    if state.extra:
        written["extra"] = node_json(state.extra)
    if state.named is not None:
        written["named"] = [list(path) for path in sorted(state.named, key=str)]
        written["positions"] = [[list(path), str(place)] for path, place in state.positions.items()]
    return written


def state_from_json(data: object) -> DeviceState:
    """The state that was written; ValueError if it was not, LookupError if its release is not known any more."""
    entries = mapping(data)
    release = dialect(text(entries["fortios"]))
    state = empty_state(release)
    for key in SECTIONS:
        spec = release.section(key)
        if spec is not None:
            state = state.with_section(key, cast(Block | Table, value_from_json(entries[key], spec)))
    named = entries.get("named")
    return replace(
        state,
        extra=node_from_json(entries["extra"]) if "extra" in entries else EMPTY,
        named=None if named is None else frozenset(_path(path) for path in sequence(named)),
        positions=MappingProxyType(
            {
                _path(path): Position.parse(text(place))
                for path, place in map(_pair, sequence(entries.get("positions", [])))
            }
        ),
    )


def as_shown(state: DeviceState) -> DeviceState:
    """The state as a unit shows it: its secrets are there, and name no reference."""
    for key in SECTIONS:
        block = state.section(key)
        if isinstance(block, Block):
            shown = {name: each.as_shown() for name, each in block.items() if isinstance(each, SecretState)}
            state = state.with_section(key, block.with_(shown))
    return state


def known_extra(state: DeviceState) -> Node:
    """What the schema does not know of the tables that are ours; of `system ha` we have but a part."""
    tops = dialect(state.fortios).tops
    kept = {path: node for path, node in state.extra.children.items() if path in tops and not tops[path].subset}
    return masked(Node(children=MappingProxyType(kept)))


def masked(node: Node) -> Node:
    """The tree without `ENC` texts; a text that older releases encrypt anew at every display is no difference."""
    return node_from_json(node_json(node))


def change_to_json(change: Change, release: Dialect) -> dict[str, object]:
    """A change as plan files and journals hold it."""
    spec = _spec_at(change.path, release)
    return {
        "path": list(change.path),
        "action": str(change.action),
        "effect": str(change.effect),
        "intended": _explicit_json(change.intended, spec),
        "running": _explicit_json(change.running, spec),
        "position": str(change.position) if change.position else None,
    }


def change_from_json(data: object, release: Dialect) -> Change:
    """The change that was written; ValueError if it was not."""
    entries = mapping(data)
    path = _path(entries["path"])
    spec, place = _spec_at(path, release), maybe_text(entries["position"])
    return Change(
        path=path,
        action=Action(text(entries["action"])),
        effect=Effect(text(entries["effect"])),
        intended=_explicit_from_json(entries["intended"], spec, path),
        running=_explicit_from_json(entries["running"], spec, path),
        position=Position.parse(place) if place else None,
    )


def rows_json(rows: Mapping[int, Block], release: Dialect) -> dict[str, object]:
    """Rows in the reported form: without what they leave out."""
    return {str(number): _explicit_json(row, release.peers) for number, row in rows.items()}


def rows_from_json(data: object, release: Dialect) -> dict[int, Block]:
    """The rows that were written."""
    return {int(key): _explicit_block(row, release.peers) for key, row in mapping(data).items()}


def value_json(value: Value, spec: Spec) -> object:
    """A value; of a block what is not at its default."""
    if isinstance(value, Table):
        return {str(number): _block_json(row, spec) for number, row in value.items()}
    return _block_json(value, spec) if isinstance(value, Block) else _scalar_json(value)


def value_from_json(data: object, spec: Spec) -> Value:
    """The value that was written, defaults filled in."""
    if spec.kind is Kind.TABLE:
        return Table((int(key), _block(row, spec)) for key, row in mapping(data).items())
    return _block(data, spec) if spec.kind.nested else _scalar(data, spec)


def node_json(node: Node) -> dict[str, object]:
    """A tree that the schema does not know, its `ENC` texts masked."""
    settings = {
        name: {
            "words": _masked_words(setting.words),
            "raw": mask_enc(setting.raw),
            "unset": setting.unset,
        }
        for name, setting in node.settings.items()
    }
    children = {name: node_json(child) for name, child in node.children.items()}
    entries = {key: node_json(entry) for key, entry in node.entries.items()}
    parts = {"settings": settings, "children": children, "entries": entries, "raw": node.raw}
    return {name: part for name, part in parts.items() if part}


def node_from_json(data: object) -> Node:
    """The tree that was written."""
    content = mapping(data)
    settings = {name: _setting(setting) for name, setting in mapping(content.get("settings", {})).items()}
    children = {name: node_from_json(child) for name, child in mapping(content.get("children", {})).items()}
    entries = {key: node_from_json(entry) for key, entry in mapping(content.get("entries", {})).items()}
    return Node(
        settings=MappingProxyType(settings),
        children=MappingProxyType(children),
        entries=MappingProxyType(entries),
        raw=text(content.get("raw", "")),
    )


def _spec_at(path: Path, release: Dialect) -> Spec:
    spec = spec_at(path, release)
    if spec is None:
        raise ValueError(f"FortiOS {release} has nothing at {path}")
    return spec


def _section_json(section: Block | Table, key: str, release: Dialect) -> object:
    spec = release.section(key)
    return {} if spec is None else value_json(section, spec)


def _block_json(block: Block, spec: Spec) -> dict[str, object]:
    return {
        child.key: value_json(block[child.key], child)
        for child in spec.children.values()
        if child.key in block and block[child.key] != default_value(child)
    }


def _block(data: object, spec: Spec) -> Block:
    return default_block(spec).with_(_values(data, spec, value_from_json))


def _explicit_json(value: Value, spec: Spec) -> object:
    """A value whose blocks hold only reported values: there a default counts as any other value."""
    if isinstance(value, Table):
        return {str(number): _explicit_json(row, spec) for number, row in value.items()}
    if isinstance(value, Block):
        return {key: _explicit_json(each, spec.by_key[key]) for key, each in value.items()}
    return _scalar_json(value)


def _explicit_from_json(data: object, spec: Spec, path: Path) -> Value:
    if data is None:
        return None
    return _explicit_block(data, spec) if isinstance(path[-1], int) else _explicit_value(data, spec)


def _explicit_value(data: object, spec: Spec) -> Value:
    if spec.kind is Kind.TABLE:
        return Table((int(key), _explicit_block(row, spec)) for key, row in mapping(data).items())
    return _explicit_block(data, spec) if spec.kind.nested else _scalar(data, spec)


def _explicit_block(data: object, spec: Spec) -> Block:
    return Block(_values(data, spec, _explicit_value))


def _values(data: object, spec: Spec, read: _Reader) -> dict[str, Value]:
    entries = mapping(data)
    unknown = [key for key in entries if key not in spec.by_key]
    if unknown:
        raise ValueError(f"this program does not know {', '.join(unknown)} of {spec.name}")
    return {key: read(value, spec.by_key[key]) for key, value in entries.items()}


def _scalar_json(value: Value) -> object:
    if isinstance(value, SecretState):
        return {"secret": str(value.reference) if value.reference else None, "digest": value.digest}
    return list(value) if isinstance(value, tuple) else value


def _scalar(data: object, spec: Spec) -> Scalar:
    if data is None or spec.kind is not Kind.SECRET:
        if spec.kind is Kind.NAMES:
            return texts(data)
        if not isinstance(data, int | str | None) or isinstance(data, bool):
            raise ValueError(f"{spec.name} cannot be {type(data).__name__}")
        return data
    secret = mapping(data)
    spelled, digest = maybe_text(secret["secret"]), maybe_text(secret["digest"])
    name = ReferenceName.parse(spelled) if spelled else None
    if spelled and name is None:
        raise ValueError(f"{spec.name} names no reference")
    return SecretState(reference=name, digest=digest)


def _setting(data: object) -> Setting:
    entries = mapping(data)
    return Setting(words=texts(entries["words"]), raw=text(entries["raw"]), unset=bool(entries["unset"]))


def _masked_words(words: Sequence[str]) -> list[str]:
    """The words, the one behind `ENC` masked."""
    hidden = [place > 0 and words[place - 1] == _ENC_WORD for place in range(len(words))]
    return [MASK if hide else word for word, hide in zip(words, hidden, strict=True)]


def _path(data: object) -> Path:
    steps = sequence(data)
    if not steps or not all(isinstance(step, int | str) for step in steps):
        raise ValueError("this is no path")
    return cast(Path, tuple(steps))


def _pair(data: object) -> tuple[object, object]:
    one, other = sequence(data)
    return one, other
