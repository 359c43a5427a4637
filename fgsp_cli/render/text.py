"""The public face: states and changes in, text out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fgsp_cli.base import SecretState
from fgsp_cli.fortios import Dialect, Release, dialect
from fgsp_cli.render.delta import delta_lines
from fgsp_cli.render.full import PREVIEW, Style, full_lines
from fgsp_cli.render.overlay import lay_over
from fgsp_cli.render.preflight_run import preflight, surroundings
from fgsp_cli.state import SINGLETONS, Block, Change, DeviceState, decode


def render(state: DeviceState, fortios: str | Release, style: Style = PREVIEW) -> str:
    """The whole CLI text that configures the state on a unit of that release, as `rendered` makes it."""
    return _text(rendered(state, dialect(fortios), style))


def rendered(state: DeviceState, release: Dialect, style: Style = PREVIEW) -> tuple[str, ...]:
    """The lines that configure what the state names, run on an interpreter before anybody sees them.

    RenderError if a template fails, if the release lacks or cannot express a value, or if the lines do not make
    exactly the state.
    """
    lines = full_lines(state, release, style)
    config = surroundings(state, release)
    expected = lay_over(decode(config, release), _typed(state))
    preflight(lines, release, expected, config=config)
    return lines


def render_changes(changes: Iterable[Change], fortios: str | Release) -> str:
    """The CLI text that makes the changes on a unit of that release; nothing for no changes.

    RenderError for a change that cannot be written.
    """
    return _text(delta_lines(changes, dialect(fortios)))


def _typed(state: DeviceState) -> DeviceState:
    """The state as far as it can be typed: without secrets that are only known to be there."""
    for key in SINGLETONS:
        block = state.section(key)
        if isinstance(block, Block):
            unknown = [name for name, value in block.items() if isinstance(value, SecretState) and not value.reference]
            state = state.with_section(key, block.with_(dict.fromkeys(unknown)))
    return state


def _text(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
