"""A dialogue with a unit, written down as a terminal shows it: prompts with lines typed behind them, and answers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fgsp_cli.fortios.interpreter import Interpreter

_PROMPT = re.compile(r"[\w~.-]+(?: \((?P<level>[^()]*)\))? # ?(?P<line>.*)")
_QUESTION = re.compile(r"(?P<question>.*\(y/n\))(?P<key>.)")


def exchanges(text: str) -> Iterator[tuple[str, str, list[str]]]:
    """The level, the line typed there and the lines that came back, blank ones left out."""
    level, line, answer = "", "", list[str]()
    for each in text.strip("\n").split("\n"):
        found = _PROMPT.fullmatch(each)
        if found is None:
            answer += [each] if each.strip() else []
            continue
        if line:
            yield level, line, answer
        level, line, answer = found["level"] or "", found["line"], []
    if line:
        yield level, line, answer


def replay(unit: Interpreter, text: str) -> None:
    """Type the dialogue's lines, and assert that prompts and answers are those of the dialogue."""
    for level, line, answer in exchanges(text):
        assert unit.level == level, f"before {line!r}"
        asked = _QUESTION.fullmatch(answer[-1]) if answer else None
        wanted = [*answer[:-1], asked["question"]] if asked else answer
        said = [each for each in unit.execute(line).split("\n") if each]
        said += [unit.question] if unit.question else []
        assert said == wanted, f"answer to {line!r}"
        if asked:
            assert unit.execute(asked["key"]) == ""


def typed(unit: Interpreter, text: str, *, answer: str = "y") -> None:
    """Type lines that must all be accepted; questions are answered."""
    for line in text.strip("\n").split("\n"):
        said = unit.execute(line)
        assert not unit.failed, f"{line!r}: {said}"
        if unit.question:
            unit.execute(answer)
