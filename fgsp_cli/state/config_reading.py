"""Text -> tree -> state, in one call: what backups and what units print go through here."""

from __future__ import annotations

from typing import NamedTuple

from fgsp_cli.base import ConfigTextError, Position, Problem
from fgsp_cli.fortios import Cut, Dialect, Node, Release, cut, dialect, read_sections
from fgsp_cli.state.codec import examine
from fgsp_cli.state.state import DeviceState


class Examined(NamedTuple):
    """What a text stands for, with what is wrong in it."""

    state: DeviceState
    """A value that is wrong stands at its default."""
    problems: tuple[Problem, ...]
    """Each has a rule of `lint`."""
    tree: Node
    """The FGSP sections as they stand there."""


def read_config(text: str, fortios: str | Release | None = None, source: str = "") -> DeviceState:
    """The state that a whole backup, its FGSP sections or `show` output stands for.

    The release is the header's if not given. ConfigTextError with file:line for a text that is cut off, encrypted, a
    template or foreign; that has rows but no release, since the unit of heartbeats hangs on it; that is older than
    6.0.0; or that holds one VDOM only, where FGSP cannot be configured [facts/cli-behaviour.md#3.4, confirmed].
    """
    source = source or "text"
    return read_cut(cut(text, source=source), fortios, source)


def read_cut(config: Cut, fortios: str | Release | None = None, source: str = "text") -> DeviceState:
    """The state that a text stands for whose FGSP sections were cut out already; otherwise as `read_config`."""
    examined = examine_cut(config, fortios, source)
    if examined.problems:
        raise ConfigTextError(examined.problems)
    return examined.state


def examine_cut(config: Cut, fortios: str | Release | None = None, source: str = "text") -> Examined:
    """As `read_cut`, but what a rule of `lint` has a name for is returned and not raised."""
    target = _dialect(config, fortios, source)
    _refuse_vdom_parts(config, source)
    reading = read_sections(config.sections)
    notes = (*config.notes, *reading.notes, *_release_notes(config, target), *_excerpt_notes(config))
    state, problems = examine(reading.tree, target, source, notes)
    if reading.problems or not all(problem.rule for problem in problems):
        raise ConfigTextError(_merged(reading.problems, problems))
    return Examined(state, problems, reading.tree)


def _dialect(sections: Cut, fortios: str | Release | None, source: str) -> Dialect:
    """FortiOS at the release that counts for the text."""
    release = Release.parse(fortios) if isinstance(fortios, str) else fortios or sections.release
    if release is None:
        message = "the text does not say its FortiOS release, and heartbeats mean nothing without it"
        raise ConfigTextError(
            [Problem(message=message, position=_at(source), hint="name the release: --fortios 7.4.4")]
        )
    try:
        return dialect(release)
    except LookupError as error:
        line = sections.header.line if sections.header else None
        raise ConfigTextError([Problem(message=str(error), position=_at(source, line))]) from None


def _refuse_vdom_parts(sections: Cut, source: str) -> None:
    """Reading no rows where none can be would look like a unit that has lost them."""
    if sections.only_vdom is not None:
        message = (
            f"the text holds only the part of the VDOM {sections.only_vdom}; FGSP is configured in the global part"
        )
        raise ConfigTextError([Problem(message=message, position=_at(source))])
    message = "FGSP is configured in the global part, not in that of a VDOM"
    misplaced = [section for section in sections.sections if section.vdom is not None]
    if misplaced:
        raise ConfigTextError(
            Problem(message=message, position=_at(source, section.line), path=section.path) for section in misplaced
        )


def _release_notes(sections: Cut, target: Dialect) -> list[str]:
    """The warnings about the release of a text."""
    notes = []
    if sections.release not in (None, target.release):
        notes.append(f"read as FortiOS {target.release}, although its header says {sections.release}")
    if target.unseen_warning:
        notes.append(target.unseen_warning)
    return notes


def _excerpt_notes(sections: Cut) -> list[str]:
    """A warning about a text that may not be whole: a whole backup has a header and FGSP sections."""
    if sections.header is not None or sections.sections:
        return []
    return ["the text has no header and nothing of FGSP in it: unless it is whole, that says nothing of the unit"]


def _merged(first: tuple[Problem, ...], second: tuple[Problem, ...]) -> list[Problem]:
    """Problems in the order of their lines, one for each: what follows from an earlier one is left out."""
    lines = {problem.position.line for problem in first if problem.position}
    rest = [problem for problem in second if not problem.position or problem.position.line not in lines]
    return sorted([*first, *rest], key=lambda problem: (problem.position and problem.position.line) or 0)


def _at(source: str, line: int | None = None) -> Position:
    return Position(source=source, line=line)
