"""Intents as texts, and what is wrong with them where: a § stands before each wrong word."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import dedent

import pytest

from fgsp_cli.base.errors import IntentError, Problem
from fgsp_cli.intent import Intent, parse_intent
from fgsp_cli.intent.intent import FortiOS
from fgsp_cli.state.state import Block, DeviceState

SOURCE = "edge.yaml"
MARK = "§"


def intent(text: str) -> Intent:
    """The intent of an indented text."""
    return parse_intent(dedent(text), SOURCE)


def states(text: str, fortios: FortiOS = None) -> dict[str, DeviceState]:
    """Its states."""
    return dict(intent(text).states(fortios))


def row(text: str, device: str, number: int, fortios: FortiOS = None) -> Block:
    """One row of one device."""
    return states(text, fortios)[device].peers[number]


def problems(text: str, fortios: FortiOS = None) -> tuple[Problem, ...]:
    """Everything that is wrong with it, when it is read or when its states are wanted."""
    with pytest.raises(IntentError) as caught:
        parse_intent(dedent(text), SOURCE, fortios=fortios).states(fortios)
    assert caught.value.exit_code == 65
    return caught.value.problems


def wrong(marked: str, fortios: FortiOS = None) -> list[str]:
    """The problems of a marked text, each as one line; they are exactly where the marks are."""
    text = dedent(marked)
    expected = list(_marks(text))
    problems_there = problems(text.replace(MARK, ""), fortios)
    places = [(problem.position.line, problem.position.column) for problem in problems_there if problem.position]
    assert places == expected, "\n".join(map(str, problems_there))
    assert {problem.position.source for problem in problems_there if problem.position} == {SOURCE}
    return [str(problem) for problem in problems_there]


def _marks(text: str) -> Iterator[tuple[int, int]]:
    for number, line in enumerate(text.split("\n"), start=1):
        pieces = line.split(MARK)
        column = 1
        for piece in pieces[:-1]:
            column += len(piece)
            yield number, column
