"""Settings that the schema does not know, on two sides: their words can be compared, their meaning cannot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fgsp_cli.base import ShownSecret, is_secret_attribute
from fgsp_cli.fortios import Dialect, Setting, shown_secret
from fgsp_cli.state import DeviceState, Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """A setting that differs; a side that does not have it has None, and may hold the same by default."""

    paths: tuple[Path, Path]
    values: tuple[str | None, str | None]


def unknown_settings(
    states: tuple[DeviceState, DeviceState], releases: tuple[Dialect, Dialect], rows: Mapping[int, int]
) -> Iterator[Unknown]:
    """The unknown settings that are not the same on both sides; `rows`: id on the first side -> id on the second.

    Those of `system ha` are left out: the data lists a part of it on purpose.
    """
    first, second = (dict(_settings(state, release)) for state, release in zip(states, releases, strict=True))
    there = {_moved(path, rows): path for path in first}
    for path in dict.fromkeys((*there, *second)):
        old = there.get(path, path)
        values = (first.get(old), second.get(path))
        if values[0] != values[1]:
            before, after = (None if value is None else str(value) for value in values)
            yield Unknown(paths=(old, path), values=(before, after))


def common_secrets(
    states: tuple[DeviceState, DeviceState], releases: tuple[Dialect, Dialect], rows: Mapping[int, int]
) -> Iterator[tuple[Path, ShownSecret, ShownSecret]]:
    """The unknown settings that are a secret on both sides; the rest as in `unknown_settings`."""
    first, second = (dict(_settings(state, release)) for state, release in zip(states, releases, strict=True))
    for old, one in first.items():
        path = _moved(old, rows)
        other = second.get(path)
        if isinstance(one, ShownSecret) and isinstance(other, ShownSecret):
            yield path, one, other


def _settings(state: DeviceState, release: Dialect) -> Iterator[tuple[Path, str | ShownSecret]]:
    """Every unknown setting by its path in a state, with its words."""
    for steps, node in state.extra.walk():
        if not steps or (top := release.tops.get(steps[0])) is None or top.subset:
            continue
        peers = release.peers_path
        inside = steps[: len(peers)] == peers
        path: list[str | int] = ["peer" if inside else top.key]
        path += [_id(step) for step in steps[len(peers) if inside else 1 :]]
        for word, setting in node.settings.items():
            yield (*path, word), _words(word, setting)


def _words(name: str, setting: Setting) -> str | ShownSecret:
    """The words; of what may be a secret only that it is there: `ENC` text changes at every display."""
    secret = setting.words[:1] == ("ENC",) or is_secret_attribute(name)
    return shown_secret(setting.words) if secret and setting.words else " ".join(setting.words)


def _id(step: str) -> str | int:
    number = step.removeprefix("#")
    return int(number) if step.startswith("#") and number.isdecimal() else number


def _moved(path: Path, rows: Mapping[int, int]) -> Path:
    """The path with the row's id on the second side."""
    if path[0] == "peer" and len(path) > 1 and isinstance(path[1], int):
        return ("peer", rows.get(path[1], path[1]), *path[2:])
    return path
