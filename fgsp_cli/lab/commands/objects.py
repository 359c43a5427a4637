"""`get` and `show full-configuration` of the objects in `settings`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fgsp_cli.lab.settings import effective

if TYPE_CHECKING:
    from fgsp_cli.lab.unit import Unit


def get_object(unit: Unit, path: str) -> str:
    """`get PATH`: names padded to 20 columns; each value is followed by a blank.

    The blank was measured at `get system console` on 8.0.0 [facts/cli-behaviour.md#1.6a, confirmed].
    """
    settings = effective(unit.global_tree(), unit.identity, path)
    return "".join(f"{_padded(name)}{' '.join(setting.words)} \n" for name, setting in settings.items())


def show_full(unit: Unit, path: str) -> str:
    """`show full-configuration PATH`."""
    settings = effective(unit.global_tree(), unit.identity, path)
    lines = (f"    set {name} {setting.raw}\n" for name, setting in settings.items())
    return f"config {path}\n{''.join(lines)}end\n"


def _padded(name: str) -> str:
    return f"{name:<20}: " if len(name) < 20 else f"{name}: "
