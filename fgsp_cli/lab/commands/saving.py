"""`execute cfg save|reload`, for units whose `cfg-save` is manual or revert [facts/cli-behaviour.md#5.4, confirmed]."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fgsp_cli.lab.unit import Unit


def save_configuration(unit: Unit) -> str:
    """Make all changes last; its text is that of 6.0 [transcript cfg-save-output-6.0], later ones are unknown."""
    is_changed = unit.flash.save()
    text = unit.spec.quirks.save_text
    if text is None:
        return "\nconfig saved.\n" if is_changed else "\nno config to be saved.\n"
    return f"{text.rstrip()}\n" if text else ""


def reload_configuration(unit: Unit) -> str:
    """Go back to what was saved last: the unit reloads, so every session is cut."""
    unit.reboot()
    return ""
