"""Texts for paths at which a unit holds something else than expected."""

from __future__ import annotations

from collections.abc import Iterable

from fgsp_cli.fortios import dialect
from fgsp_cli.state import Block, DeviceState, Path, explicit_part, path_text, spec_at, value_json


def names_of_paths(paths: Iterable[Path], state: DeviceState) -> str:
    """The paths, as people and scripts see them."""
    release = dialect(state.fortios)
    return ", ".join(path_text(path, release) for path in paths)


def held_at(paths: Iterable[Path], state: DeviceState) -> str:
    """The paths with what the unit holds there."""
    return "; ".join(f"{names_of_paths([path], state)} is {_held(path, state)}" for path in paths)


def _held(path: Path, state: DeviceState) -> str:
    release = dialect(state.fortios)
    try:
        value = state.value(path)
    except KeyError:
        return "not there"
    spec = spec_at(path, release)
    if isinstance(value, Block) and spec is not None:
        value = explicit_part(value, spec, path, None)
    shown = value_json(value, path, release)
    if isinstance(shown, dict):
        return "{" + ", ".join(f"{name}: {part}" for name, part in shown.items()) + "}"
    return str(shown) if shown not in ("", None) else "unset"
