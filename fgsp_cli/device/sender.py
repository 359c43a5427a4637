"""Sending configuration: every line accepted before anything it belongs to is saved, or nothing of it left behind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fgsp_cli.base import LineRefused, SessionLost, Undecided, UnexpectedQuestion
from fgsp_cli.device.dialogue.terminal import Answer, Terminal
from fgsp_cli.device.lines import Levels, Line, batches
from fgsp_cli.device.masking import Masking
from fgsp_cli.fortios import refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a unit asks before it goes on."""

    index: int
    """The place of the line that made it ask, among those that were to be sent; -1 for a line of our own."""
    line: str
    text: str


OnQuestion = Callable[[Question], bool]
"""Whether this question was planned for at this line: then the answer is `y`. Any other gets `n` and is an error."""
OnAnswer = Callable[[Line, Answer], None]
"""Is called with each line and its answer."""


class Sender:
    """One block of lines on its way to a unit."""

    def __init__(self, terminal: Terminal, unit: str, masking: Masking, on_answer: OnAnswer) -> None:
        self._terminal = terminal
        self._unit = unit
        self._masking = masking
        self._on_answer = on_answer
        self._levels = Levels()
        self._declined: tuple[Line, Question] | None = None
        self._last: Line | None = None

    def send(
        self, lines: Sequence[Line], root_level: str, on_question: OnQuestion | None, *, staged: bool = False
    ) -> None:
        """Send all of them, from the root and back to it; `staged` as in `batches`.

        LineRefused at the first that the unit does not take, UnexpectedQuestion at one it asks about, SessionLost if
        the connection ends, Undecided if an answer does not come within the longest time. The entry or object that was
        open then is not saved; the caller leaves it.
        """
        for piece in batches(lines, staged=staged):
            try:
                answers = self._terminal.send([line.typed for line in piece], self._decider(piece, on_question))
            except SessionLost as lost:
                raise self._lost(lost, lines) from None
            except Undecided as error:
                raise self._undecided(error, piece) from None
            for line, answer in zip(piece, answers, strict=True):
                self._on_answer(line, answer)
            for line, answer in zip(piece, answers, strict=True):
                self._check(line, answer, root_level)
                self._last = line

    def _decider(self, piece: Sequence[Line], on_question: OnQuestion | None) -> Callable[[int, str], bool]:
        def decide(place: int, text: str) -> bool:
            line = piece[place]
            question = Question(index=line.index, line=line.text, text=self._masking.reply(text, line.secret))
            planned = place == len(piece) - 1 and on_question is not None and on_question(question)
            if not planned:
                self._declined = (line, question)
            return planned

        return decide

    def _check(self, line: Line, answer: Answer, root_level: str) -> None:
        if self._declined is not None and self._declined[0] is line:
            words = " ".join(self._declined[1].text.split())
            message = f"asked something unexpected at `{line.text.strip()}`, and got `n`: {words}"
            raise UnexpectedQuestion(self._unit, message)
        reply = refusal(answer.text)
        if reply is not None:
            raise self._line_refused(line, self._masking.reply(reply, line.secret))
        expected = self._levels.follow(line.text) or root_level
        if answer.prompt.level != expected:
            said = self._masking.reply(answer.text.strip(), line.secret) or "(it said nothing)"
            where = f"the prompt is at ({answer.prompt.level}) and not at ({expected})"
            raise self._line_refused(line, f"{said}\n{where}")

    def _line_refused(self, line: Line, reply: str) -> LineRefused:
        hint = ""
        if line.verb == "config" and (self._last is None or self._last.index < 0):
            hint = "a login that may only read is answered like this; so is one that sees a single VDOM"
        return LineRefused(self._unit, line=line.text, reply=reply, index=line.index, hint=hint)

    def _lost(self, lost: SessionLost, lines: Sequence[Line]) -> SessionLost:
        """Say how far it went: whether the lines in flight arrived cannot be known."""
        if self._last is None:
            return SessionLost(self._unit, f"{lost.reason}; no line had been accepted", accepted=0)
        done = lines.index(self._last) + 1
        message = f"{lost.reason}; the last line it accepted was `{self._last.text.strip()}` ({done} of {len(lines)})"
        return SessionLost(self._unit, message, accepted=max(self._last.index + 1, 0))

    def _undecided(self, error: Undecided, piece: Sequence[Line]) -> Undecided:
        """Name the line as the caller knows it: what was typed may hold a secret."""
        line = piece[error.accepted].text.strip()
        message = f"{error.reason}: `{line}` is undecided, the unit may still carry it out"
        accepted = max(self._last.index + 1, 0) if self._last is not None else 0
        return Undecided(self._unit, message, line=line, accepted=accepted)
