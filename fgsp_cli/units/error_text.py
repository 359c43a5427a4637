"""The position in the intent that a line comes from, for the message about a refused line."""

from __future__ import annotations

from collections.abc import Sequence

from fgsp_cli.base import FgspError, InputError, LineRefused, Position
from fgsp_cli.fortios import Spec, dialect
from fgsp_cli.state import DeviceState, Path

_SETTING = ("set", "append", "unset")


def position_of(lines: Sequence[str], index: int, state: DeviceState) -> Position | None:
    """Where the intent says what the line at that index types, or what the block is that it opens or closes."""
    path = _path_at(lines, index, state)
    return state.position(path) if path else None


def explained(error: FgspError, lines: Sequence[str] = (), state: DeviceState | None = None) -> str:
    """The error on one line: what happened, where the intent says so, and what to do."""
    place = None
    if isinstance(error, LineRefused) and state is not None and 0 <= error.index < len(lines):
        place = position_of(lines, error.index, state)
    where = f" ({place})" if place else ""
    remedy = f"; {error.hint}" if error.hint else ""
    message = error.one_line if isinstance(error, InputError) else error.message
    return f"{message}{where}{remedy}"


def _path_at(lines: Sequence[str], index: int, state: DeviceState) -> Path:
    """The path that a line is about: walk the blocks down to it."""
    open_blocks: list[str] = []
    for line in lines[:index]:
        verb, _, rest = line.strip().partition(" ")
        if verb in ("config", "edit"):
            open_blocks.append(rest)
        elif verb in ("next", "end") and open_blocks:
            open_blocks.pop()
    verb, _, rest = lines[index].strip().partition(" ")
    name = rest.split(" ", 1)[0] if verb in _SETTING else rest
    inside = [*open_blocks, name] if verb in (*_SETTING, "config", "edit", "delete") else open_blocks
    return _path_of(inside, state)


def _path_of(blocks: Sequence[str], state: DeviceState) -> Path:
    """Config words and keys as a path of states; as far as the release knows them."""
    if not blocks:
        return ()
    release = dialect(state.fortios)
    spec = release.tops.get(blocks[0])
    if spec is None:
        return ()
    path: Path = spec.path
    for block in blocks[1:]:
        if block.isdecimal():
            path = (*path, int(block))
            continue
        spec = _child(spec, block)
        if spec is None:
            break
        path = spec.path if spec.path == ("peer",) else (*path, spec.key)
    return path


def _child(spec: Spec | None, name: str) -> Spec | None:
    return spec.children.get(name) if spec else None
