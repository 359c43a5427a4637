"""`fgsp.toml`, the project file: where the files of a project are, and which options its people always give.

It is in the working directory or the nearest folder above. It names files and how to report, never what a change may
do: that stands on the command line, where whoever makes the change can read it.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from fgsp_cli.base import InputError, Position, Problem, meant

NAME = "fgsp.toml"
SETTING = "FGSP_PROJECT"
_FILES = ("intent", "inventory", "run-dir", "against", "templates")
"""Options that name files; in the project file, relative to its folder."""
_SHARED = ("intent", "inventory", "run-dir", "workers", "read-limit", "strict-facts", "no-color")
"""Options that may stand outside of a table: for every verb that has them."""
_OF_A_VERB = (
    *(*_SHARED, "against", "templates", "format", "fortios", "name-by", "strict", "fail-on", "ignore", "interval"),
    *("canary", "batch", "max-failures", "scope"),
)
"""Options that may stand in a verb's table. Those that decide what a change does are not among them, nor is
`secret-sources`: a merge request that changes the file must not widen what its pipeline may resolve.
"""
_STORE = Path(".fgsp") / "runs"
_NEAREST = (ParameterSource.COMMANDLINE, ParameterSource.ENVIRONMENT, ParameterSource.DEFAULT_MAP)


def find_project() -> Path | None:
    """The project file: what FGSP_PROJECT names (empty: none), else the nearest from the working directory upward."""
    named = os.environ.get(SETTING)
    if named is not None:
        return Path(named) if named else None
    here = Path.cwd()
    path = next((path for folder in (here, *here.parents) if (path := folder / NAME).is_file()), None)
    return Path(os.path.relpath(path)) if path else None


def defaults_of(ctx: click.Context, verbs: Mapping[str, click.Command]) -> dict[str, object]:
    """What the project file says of the options of a command, by the names of its parameters.

    InputError with every problem of the file, those of other verbs included.
    """
    path = find_project()
    if path is None:
        return {}
    project = _Project(path, verbs)
    if problems := list(project.problems()):
        raise InputError(problems)
    return project.options_of(ctx.command, ctx.command_path.split()[1])


def one_source(ctx: click.Context, needed: str = "", other: str = "against") -> tuple[Path | None, Path | None]:
    """The inventory and the parameter `other`: a verb takes one, and what is given nearer to the command line
    counts. UsageError for both on one level; and for neither, if `needed` says what the verb needs.
    """
    inventory, path = ctx.params["inventory_path"], ctx.params[other]
    if inventory is not None and path is not None:
        sources = [ctx.get_parameter_source(name) for name in ("inventory_path", other)]
        first = next(source for source in _NEAREST if source in sources)
        inventory, path = (
            value if source is first else None for value, source in zip((inventory, path), sources, strict=True)
        )
    if (inventory is not None and path is not None) or (needed and inventory is None and path is None):
        raise click.UsageError(f"either {needed or '-I/--inventory or --against'}, and not both", ctx)
    return inventory, path


class _Project:
    """A project file that was read."""

    def __init__(self, path: Path, verbs: Mapping[str, click.Command]) -> None:
        self.path = path
        self.verbs = verbs

    @cached_property
    def _lines(self) -> list[str]:
        return self._text.splitlines()

    @cached_property
    def _text(self) -> str:
        try:
            status = self.path.stat()
            if SETTING not in os.environ and (status.st_uid not in (os.geteuid(), 0) or status.st_mode & stat.S_IWOTH):
                raise self._error(
                    "other users can write to it, so it is not used",
                    f"{SETTING}={self.path} uses it, {SETTING}= does not",
                )
            return self.path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as problem:
            raise self._error(f"cannot be read: {getattr(problem, 'strerror', None) or problem}") from None

    @cached_property
    def _content(self) -> dict[str, Any]:
        import tomllib

        try:
            return tomllib.loads(self._text)
        except tomllib.TOMLDecodeError as problem:
            text = str(problem)
            at = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", text)
            line, column = (int(at[1]), int(at[2])) if at and at[1] else (len(self._lines), None)
            message = text[: at.start()] if at else text
            raise self._error(f"is no TOML: {message}", "text stands in quotes", line, column) from None

    def _error(self, message: str, hint: str = "", line: int | None = None, column: int | None = None) -> InputError:
        position = Position(source=str(self.path), line=line, column=column)
        return InputError((Problem(position=position, message=message, hint=hint),))

    def problems(self) -> Iterator[Problem]:
        """Everything that is wrong in it."""
        for key, value in self._content.items():
            if isinstance(value, dict):
                yield from self._table_problems(key, value)
            elif key not in _SHARED:
                yield self._unknown("", key)
            else:
                having = (verb for verb, command in self.verbs.items() if key in _options(command))
                yield from self._value_problems("", key, value, next(having))

    def _table_problems(self, verb: str, table: Mapping[str, Any]) -> Iterator[Problem]:
        if verb not in self.verbs:
            allowed = "a verb has a table of its own: " + ", ".join(self.verbs)
            yield self._problem("", verb, "there is no verb of that name", meant(verb, self.verbs) or allowed)
            return
        for key, value in table.items():
            if key in _OF_A_VERB and key in _options(self.verbs[verb]):
                yield from self._value_problems(verb, key, value, verb)
            else:
                yield self._unknown(verb, key)

    def _unknown(self, verb: str, key: str) -> Problem:
        options = {name for command in self.verbs.values() for name in _options(command)}
        known = [name for name in (_OF_A_VERB if verb else _SHARED) if not verb or name in _options(self.verbs[verb])]
        if key in options - set(_OF_A_VERB):
            reason = f"--{key} cannot be set in a project file: it is given on the command line, by whoever runs fgsp"
            return self._problem(verb, key, reason, "remove the line")
        if key in _OF_A_VERB and not verb:
            return self._problem(
                verb, key, "is an option of some verbs only", "set it in a verb's table, such as [lint]"
            )
        return self._problem(verb, key, "unknown key", meant(key, known) or f"allowed are {', '.join(known)}")

    def _value_problems(self, verb: str, key: str, value: object, of: str) -> Iterator[Problem]:
        command = self.verbs[of]
        option = _options(command)[key]
        if option.is_flag != isinstance(value, bool):
            wanted = "true or false" if option.is_flag else "a text in quotes, or a number"
            yield self._problem(verb, key, f"must be {wanted}", "as on the command line")
            return
        try:
            option.type_cast_value(click.Context(command, info_name=of), self._given(option, key, value))
        except (click.BadParameter, TypeError, AttributeError) as problem:
            message = problem.message if isinstance(problem, click.BadParameter) else "has a value of another kind"
            yield self._problem(verb, key, message.rstrip("."), f"`fgsp {of} --help` shows --{key}")

    def _problem(self, verb: str, key: str, message: str, hint: str) -> Problem:
        position = Position(source=str(self.path), line=self._line_of(verb, key))
        return Problem(position=position, path=f"{verb}.{key}" if verb else key, message=message, hint=hint)

    def _line_of(self, verb: str, key: str) -> int | None:
        """Where the key stands; tomllib does not say."""
        table = ""
        matches = []
        for number, line in enumerate(self._lines, 1):
            if header := re.match(r"\s*\[\s*([^\]]+?)\s*\]", line):
                table = header[1].strip("\"'")
                if not verb and table == key:
                    return number
            elif re.search(rf"(?<![\w-])[\"']?{re.escape(key)}[\"']?\s*=", line.partition("#")[0]):
                matches.append((table != verb, number))
        return min(matches)[1] if matches else None

    def options_of(self, command: click.Command, verb: str) -> dict[str, object]:
        """The values for the parameters of that verb, or of a command below it."""
        if verb not in self.verbs:
            return {}
        own = self._content.get(verb, {})
        shared = {key: value for key, value in self._content.items() if not isinstance(value, dict)}
        if "against" in own:  # the verb's own table is nearer than what stands for all verbs
            shared.pop("inventory", None)
        values = {"run-dir": str(_STORE), **shared, **own}
        options = _options(command)
        return {
            str(options[key].name): self._given(options[key], key, value)
            for key, value in values.items()
            if key in options
        }

    def _given(self, option: click.Option, key: str, value: object) -> object:
        """The value as the command line would have it."""
        if isinstance(value, bool):
            return value
        many = [str(each) for each in value] if isinstance(value, list) else [str(value)]
        if key in _FILES:
            many = [os.path.relpath(self.path.parent / each) for each in many]
        if isinstance(value, list) and not option.multiple:
            raise click.BadParameter("takes one value, not a list")
        return many if option.multiple else many[0]


def _options(command: click.Command) -> dict[str, click.Option]:
    """The options of a command by their long names, without the dashes."""
    options = [each for each in command.params if isinstance(each, click.Option)]
    return {name[2:]: option for option in options for name in option.opts if name.startswith("--")}
