"""`execute cfg save|reload`, for units whose `cfg-save` is manual or revert [facts/cli-behaviour.md#5.4, confirmed]."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fgsp_cli.lab.unit import Unit


def save_configuration(unit: Unit) -> str:
    """Make all changes last; what it prints is not established."""
    unit.flash.save()
    text = unit.spec.quirks.save_text
    return f"{text.rstrip()}\n" if text else ""


def reload_configuration(unit: Unit) -> str:
    """Go back to what was saved last: the unit reloads, so every session is cut."""
    unit.reboot()
    return ""
