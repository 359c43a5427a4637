"""A dialogue with a unit, written down as a terminal shows it, typed into the interpreter itself."""

from __future__ import annotations

from replay.recordings import dialogue, plain

from fgsp_cli.fortios.interpreter import Interpreter

_ANY_HOST = r"[\w~.-]+"


def replay(unit: Interpreter, text: str) -> None:
    """Type the dialogue's lines, and assert that prompts and answers are those of the dialogue."""
    for exchange in dialogue(text.strip("\n"), _ANY_HOST)[0]:
        assert unit.level == exchange.level, f"before {exchange.line!r}"
        said = plain(unit.execute(exchange.line).split("\n"))
        said += (unit.question,) if unit.question else ()
        assert said == exchange.answer, f"answer to {exchange.line!r}"
        if exchange.key:
            assert unit.execute(exchange.key) == ""


def typed(unit: Interpreter, text: str, *, answer: str = "y") -> None:
    """Type lines that must all be accepted; questions are answered."""
    for line in text.strip("\n").split("\n"):
        said = unit.execute(line)
        assert not unit.failed, f"{line!r}: {said}"
        if unit.question:
            unit.execute(answer)
