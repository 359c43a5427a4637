"""States and changes -> CLI lines, through Jinja; and the pre-flight that runs them before a unit does."""

from fgsp_cli.render.delta import delta_lines
from fgsp_cli.render.full import COMMANDS, PREVIEW, Style, full_lines
from fgsp_cli.render.overlay import lay_over
from fgsp_cli.render.preflight import preflight, surroundings
from fgsp_cli.render.text import render, render_changes
from fgsp_cli.render.undo import irreversible, reverse

__all__ = (
    "COMMANDS",
    "PREVIEW",
    "Style",
    "delta_lines",
    "full_lines",
    "irreversible",
    "lay_over",
    "preflight",
    "render",
    "render_changes",
    "reverse",
    "surroundings",
)
