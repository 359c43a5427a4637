"""Jinja: the only way a line of CLI comes to be. Nothing else imports it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from fgsp_cli.base import Position, Problem, RenderError, SecretState
from fgsp_cli.fortios import Spec, ValueProblem, quote, to_words
from fgsp_cli.state import Value

if TYPE_CHECKING:
    from jinja2 import Environment

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_PACKAGE = Path(__file__).resolve().parent.parent


def templates_folder() -> Path:
    """Where our templates are: inside an installed package, beside it in a checkout."""
    installed = _PACKAGE / "_templates"
    return installed if installed.is_dir() else _PACKAGE.parent / "templates"


def lines_of(name: str, context: Mapping[str, object], folder: Path | None = None) -> tuple[str, ...]:
    """The lines that a template makes of its context; blank ones are dropped.

    A template of that name in `folder` is used in place of ours. RenderError if there is no such folder, if the
    template fails, or if it writes a control character: a unit would take a tab or a backspace for a key.
    """
    from jinja2 import TemplateError

    try:
        text = _environment(folder).get_template(name).render(context)
    except TemplateError as error:
        raise _translated(error, name) from error
    lines = tuple(line.rstrip() for line in text.split("\n"))
    for line in lines:
        if control := _CONTROL.search(line):
            message = f"the template writes a control character in the line {_CONTROL.sub('?', line).strip()!r}"
            raise RenderError([Problem(message=message, position=_at(name), found=f"U+{ord(control.group()):04X}")])
    return tuple(line for line in lines if line)


def cli_value(value: Value, spec: Spec | None) -> str:
    """The filter `cli`: a value as FortiOS wants it typed behind the attribute's name.

    Of a secret it writes the reference and never more: `device` alone puts the value in. Without a spec, the value is
    CLI text already. RenderError if the release cannot express the value.
    """
    if spec is None:
        return str(value)
    if isinstance(value, SecretState):
        return str(value.reference or "")
    try:
        return quote(spec, to_words(spec, value))
    except ValueProblem as problem:
        raise RenderError([Problem(message=problem.message, path=spec.name, allowed=problem.allowed)]) from None


@lru_cache(maxsize=8)
def _environment(folder: Path | None) -> Environment:
    from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    if folder is not None and not folder.is_dir():
        raise RenderError([Problem(message="is no folder with templates", position=Position(source=str(folder)))])
    folders = [place for place in (folder, templates_folder()) if place is not None]
    # Our own templates need no sandbox; its checks on each attribute take two thirds of a rendering.
    made = (ImmutableSandboxedEnvironment if folder else Environment)(
        loader=ChoiceLoader([FileSystemLoader(place) for place in folders]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,
        auto_reload=False,
    )
    made.filters["cli"] = cli_value
    return made


def _translated(error: Exception, name: str) -> RenderError:
    """Jinja's error as ours: the template, the line if it is known, the reason."""
    place = getattr(error, "name", None) or name
    reason = getattr(error, "message", None) or str(error)
    return RenderError([Problem(message=f"the template fails: {reason}", position=_at(place, _line_of(error)))])


def _line_of(error: Exception) -> int | None:
    """The line of a template in which an error came up; Jinja rewrites tracebacks to point there."""
    line: int | None = getattr(error, "lineno", None)
    trace = error.__traceback__
    while trace is not None and line is None:
        if trace.tb_frame.f_code.co_filename.endswith(".j2"):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _at(name: str, line: int | None = None) -> Position:
    return Position(source=name, line=line)
