"""A dialogue with a unit: lines out, answers in, and each answer provably that of its own line.

[facts/cli-behaviour.md#1.2] has the bytes of one exchange. A value may hold a line break and then text like a prompt, a
banner may be cut in the middle, and where a unit echoes lines that are sent ahead is not established. So text that
matches a prompt is not enough:

- An answer begins behind the echo of its line.
- An answer ends at a prompt outside of quotes, within which values stand.
- Where that does not decide, and between lines that are sent in one write, a *marker* does: a command that no unit
  knows, made of a new random number. Its answer repeats the number [facts/cli-behaviour.md#2.1, confirmed], so that all
  output before it belongs to the lines before it.

A read that cannot be proven is repeated once, and then raises an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fgsp_cli.base import ReadLimit, SessionLost, Unattributed, Undecided, UnexpectedQuestion
from fgsp_cli.device.dialogue.answers import (
    ANNOUNCEMENT,
    MARK_OF_ANNOUNCEMENT,
    OpenQuote,
    after_echo,
    decode,
    text_of,
    without_echoes,
)
from fgsp_cli.device.dialogue.first_prompt import first_prompt
from fgsp_cli.device.dialogue.incoming import Incoming, Mask, Wire
from fgsp_cli.device.dialogue.marker import Marker, new_marker
from fgsp_cli.device.dialogue.prompt import Grammar, Prompt, last_line
from fgsp_cli.device.lines import keys, verb_of
from fgsp_cli.inventory import Deadlines

_PAGED = re.compile(rb"(?:\A|[\r\n])--More--")
_QUESTION = re.compile(rb"[^\r\n]*\(y/n\)[ ?:]*\Z")
"""Ends the output without a line end, and waits for one key [facts/cli-behaviour.md#5.5, confirmed]."""
_QUIET = 5.0
"""Seconds of silence after which a prompt with whole lines behind it is examined: the unit may have said those."""
_SURE = 1.0
"""Seconds of silence after which what may be a question, or the end of an answer, is examined."""
_TAIL = 1024
"""Bytes at the end of the output that are searched for a prompt with something behind it."""
_REDRAWN = 8
"""Prompts that a unit may redraw before it echoes a line."""
_QUESTIONS = 8
"""Questions that one write may raise at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a unit said to one line."""

    text: str
    """Without echo and prompt; lines end with LF. Empty for a line that was silently accepted."""
    prompt: Prompt


@dataclass(frozen=True, slots=True)
class _Piece:
    """Output up to a prompt."""

    output: bytes
    prompt: Prompt


Decide = Callable[[int, str], bool]
"""Given the place of the line that made the unit ask, and what it printed: whether to answer `y`. Else it is `n`."""


class Terminal:
    """The dialogue, from the first byte after the login. An error that is not of one line ends the connection."""

    def __init__(
        self, wire: Wire, unit: str, deadlines: Deadlines, mask: Mask = str, *, grammar: Grammar | None = None
    ) -> None:
        """`grammar`: the prompts of the unit, where another session has learned them."""
        self._wire = wire
        self._unit = unit
        self._deadlines = deadlines
        self._sure = min(_SURE, deadlines.command / 2)
        self._in = Incoming(wire, unit, mask, deadlines.size)
        self.grammar = grammar
        self._searched = 0
        """How much of the buffer holds no whole prompt."""
        self._echoes_ahead = False
        """Whether lines of one write were not each echoed behind their prompts: then each is sent alone."""
        self.notices: list[str] = []
        """What the unit said by itself."""

    def login(self) -> Prompt:
        """The first prompt, past banners and warnings; LoginRefused if the unit wants something else first."""
        more, self.grammar = first_prompt(self._in, self._unit, self._deadlines.prompt, self.grammar)
        return self.synchronise() if more else self.grammar.first

    def ask(self, line: str) -> Answer:
        """One line that only reads, and its answer, however long: pages are turned."""
        for _ in range(2):
            self._drain()
            self._begin_read(line)
            self._wire.send(keys(line))
            answer = self._answer_to(line)
            if answer is not None:
                return answer
            self.synchronise()
        raise self._unattributed(line)

    def ask_in_one_write(self, lines: Sequence[str]) -> list[Answer] | None:
        """Lines that only read and whose answers do not page, in one write, and the answer to each of them.

        None if the unit pages all the same, or if the answers are not provably theirs: then they are to be asked alone.
        """
        self._drain()
        self._begin_read(lines[0])
        markers = [new_marker() for _ in lines]
        self._wire.send(b"".join(keys(line) + marker.keys for line, marker in zip(lines, markers, strict=True)))
        output = self._until_marker(markers[-1], paged=_PAGED)
        answers = None if output is None else self._divided(output, lines, markers)
        if answers is None:
            self._echoes_ahead = True
            self.synchronise()
        return answers

    def send(self, lines: Sequence[str], decide: Decide) -> list[Answer]:
        """Lines in one write, none of whose answers can page, and the answer to each of them.

        Only the last of them may ask a question: one that another asks has eaten the beginning of the next line.
        Undecided if an answer does not come within the longest time; Unattributed if one is not provably that of its
        line: what was done is to be read over another session then.
        """
        if self._echoes_ahead and len(lines) > 1:
            return [self.send([line], _at(place, decide))[0] for place, line in enumerate(lines)]
        self._drain()
        pieces: list[_Piece] = []
        self._in.begin(self._deadlines.line, self._deadlines.line, self._undecided(lines, pieces))
        self._wire.send(b"".join(keys(line) for line in lines))
        asked = 0
        while True:
            if self._take_pieces(pieces) and (answers := self._in_order(pieces, lines)) is not None:
                return answers
            if _PAGED.search(self._in.buffer, max(0, self._searched - 1)):
                raise self._in.exceeded("it paged its answer")
            if self._is_asked() and (len(pieces) == len(lines) - 1 or not self._in.more(self._sure)):
                asked += 1
                if asked > _QUESTIONS:
                    raise UnexpectedQuestion(self._unit, f"asked {_QUESTIONS} questions in a row{self._in.said()}")
                self._answer(min(len(pieces), len(lines) - 1), decide)
            elif len(pieces) < len(lines):
                self._in.wait()
            elif not self._in.more(self._sure) and not self._is_asked():
                return self._by_count(pieces, lines)

    def synchronise(self) -> Prompt:
        """The prompt that the unit is at, whatever was sent before; ReadLimit or SessionLost if it comes to none."""
        self._begin_read()
        for _ in range(_QUESTIONS):
            if self._in.turn_page(last_line(self._in.buffer), b"q"):
                self._in.more(self._sure)
            elif self._is_asked():
                self._answer(0, lambda _place, _text: False)
                self._in.more(self._sure)
            marker = new_marker()
            self._wire.send(marker.keys)
            output = self._until_marker(marker)
            if output is None:
                continue
            before, _, prompt = self._before(output, marker, 0)
            self._notice(before)
            self._searched = 0
            return prompt
        raise self._in.exceeded(f"asked {_QUESTIONS} questions in a row, or paged without end")

    def close(self) -> None:
        """Hang up; nothing happens if that is done."""
        self._wire.close()

    @property
    def _known(self) -> Grammar:
        if self.grammar is None:
            raise SessionLost(self._unit, "no prompt has been read yet")
        return self.grammar

    def _begin_read(self, line: str = "") -> None:
        def fail(reason: str) -> ReadLimit:
            return ReadLimit(self._unit, f"`{verb_of(line)}`: {reason}" if line else reason)

        self._in.begin(self._deadlines.command, self._deadlines.answer, fail)

    def _undecided(self, lines: Sequence[str], pieces: Sequence[_Piece]) -> Callable[[str], Undecided]:
        def fail(reason: str) -> Undecided:
            place = min(len(pieces), len(lines) - 1)
            return Undecided(self._unit, f"{reason} to `{verb_of(lines[place])}`", line=lines[place], accepted=place)

        return fail

    def _unattributed(self, line: str) -> Unattributed:
        self._wire.close()
        return Unattributed(self._unit, f"its answer to `{verb_of(line)}` cannot be distinguished from other output")

    def _drain(self) -> None:
        """Take what came while nothing was asked: every answer before it was complete, so it belongs to no line."""
        self._notice(self._in.drain())
        self._searched = 0

    def _notice(self, data: bytes) -> None:
        if text := re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", decode(data)).strip():
            self.notices.append(text)

    def _answer_to(self, line: str) -> Answer | None:
        """Read to the end of the answer; None if it cannot be distinguished from other output."""
        buffer, quote, questions = self._in.buffer, OpenQuote(), 0
        begin: int | None = None
        quiet = min(_QUIET, self._deadlines.command / 2)
        while True:
            begin = self._echo_end(line) if begin is None else begin
            match = self._known.at_end(buffer) or self._before_announcement()
            if match is not None and begin is not None and match[0] >= begin and not quote.at(buffer, match[0]):
                return self._made(bytes(buffer[begin : match[0]]), match[1])
            if match is not None:
                if not self._in.more(self._sure):
                    return self._examined(begin)
            elif self._in.turn_page(last_line(buffer)):
                pass
            elif self._is_asked() and questions < _QUESTIONS and not self._in.more(self._sure):
                questions += 1
                self._answer(0, lambda _place, _text: False)
            elif not self._in.more(quiet):
                if self._last_prompt() is not None and buffer.endswith(b"\n"):
                    return self._examined(begin)
                self._in.wait()

    def _echo_end(self, line: str) -> int | None:
        """Where the echo of the line ends in the buffer: it comes first, but for what the unit said by itself."""
        start = 0
        for _ in range(_REDRAWN):
            end = after_echo(bytes(self._in.buffer[start : start + 16 * len(line) + 2048]), line)
            if end is not None:
                return start + end
            match = self._known.next(self._in.buffer, start)
            if match is None:
                return None
            start = match[1]
        return None

    def _made(self, output: bytes, prompt: Prompt) -> Answer:
        self._in.buffer.clear()
        return Answer(text=self._body(output), prompt=prompt)

    def _examined(self, begin: int | None) -> Answer | None:
        """The answer that may have ended, once a marker has proven where; None if it is not provable."""
        marker = new_marker()
        self._wire.send(marker.keys)
        output = self._until_marker(marker)
        if output is None or begin is None:
            return None
        before, _, prompt = self._before(output, marker, begin)
        return Answer(text=self._body(marker.echo.sub(b"", before)), prompt=prompt)

    def _until_marker(self, marker: Marker, paged: re.Pattern[bytes] | None = None) -> bytes | None:
        """All output up to the prompt behind the answer to the marker; None if the unit waits for a key instead."""
        buffer, searched = self._in.buffer, 0
        while True:
            place = buffer.find(marker.answer, searched)
            match = self._known.at_end(buffer) or self._before_announcement()
            if place >= 0 and match is not None and match[0] > place:
                return self._in.take(len(buffer))
            if paged is not None and place < 0 and paged.search(buffer, max(0, searched - 16)):
                return None
            searched = place if place >= 0 else max(0, len(buffer) - len(marker.answer))
            if self._in.more(self._sure):
                continue
            if self._is_asked() or _PAGED.search(buffer, max(0, last_line(buffer) - 1)):
                return None
            if match is not None and self._is_echoed(marker, match[0]):
                return self._in.take(len(buffer))
            self._in.wait()

    def _is_echoed(self, marker: Marker, end: int) -> bool:
        """Whether the marker stands behind a prompt and is answered without its number: then its place proves it."""
        echo = self._in.buffer.rfind(marker.word, 0, end)
        line = self._in.buffer.rfind(b"\n", 0, max(echo, 0)) + 1
        return echo >= 0 and self._known.next(self._in.buffer, line) is not None

    def _before(self, output: bytes, marker: Marker, start: int) -> tuple[bytes, int, Prompt]:
        """The output before the last prompt in front of a marker's answer, where that answer ends, and the prompt."""
        place = output.find(marker.answer, start)
        if place < 0:
            place = output.rfind(marker.word)
        last = self._known.last(output, start, place)
        behind = self._known.next(output, place)
        end, prompt = (len(output), self._known.first) if behind is None else (behind[1], behind[2])
        if last is None:  # its prompt was taken before the marker was sent
            return output[start : max(start, output.rfind(b"\n", start, place))], end, prompt
        self._notice(re.sub(rb"command parse error $", b"", marker.echo.sub(b"", output[last[1] : place])))
        return output[start : last[0]], end, last[2]

    def _divided(self, output: bytes, lines: Sequence[str], markers: Sequence[Marker]) -> list[Answer] | None:
        """The answers between the markers; None if an echo does not stand in front of its answer."""
        answers: list[Answer] = []
        start = 0
        for line, marker in zip(lines, markers, strict=True):
            if output.find(marker.answer, start) < 0:
                return None
            before, start, prompt = self._before(output, marker, start)
            before = self._without_announcements(before)
            begin = after_echo(before, line)
            if begin is None or marker.word in before:
                return None
            answers.append(Answer(text=self._body(before[begin:]), prompt=prompt))
        return answers

    def _take_pieces(self, pieces: list[_Piece]) -> bool:
        """Move whole pieces out of the buffer; whether there was one. No byte is searched twice."""
        buffer, any_taken = self._in.buffer, False
        while (match := self._known.next(buffer, self._searched)) is not None:
            start, end, prompt = match
            pieces.append(_Piece(bytes(buffer[:start]), prompt))
            del buffer[:end]
            self._searched, any_taken = 0, True
        self._searched = last_line(buffer)
        return any_taken

    def _in_order(self, pieces: Sequence[_Piece], lines: Sequence[str]) -> list[Answer] | None:
        """The answers, if each begins with the echo of its line; pieces between them are notices."""
        if len(pieces) < len(lines):
            return None
        answers: list[Answer] = []
        others: list[bytes] = []
        for piece in pieces:
            output = self._without_announcements(piece.output)
            end = after_echo(output, lines[len(answers)]) if len(answers) < len(lines) else None
            if end is None:
                others.append(output)
            else:
                answers.append(Answer(text=text_of(output[end:]), prompt=piece.prompt))
        if len(answers) < len(lines):
            return None
        for output in others:
            self._notice(output)
        return answers

    def _by_count(self, pieces: list[_Piece], lines: Sequence[str]) -> list[Answer]:
        """The answers of a unit that echoes elsewhere: a marker proves that there are as many prompts as lines."""
        marker = new_marker()
        self._wire.send(marker.keys)
        output = self._until_marker(marker)
        if output is None:
            raise self._unattributed(lines[-1])
        start, place = 0, output.find(marker.answer)
        while (match := self._known.next(output, start)) is not None and match[1] <= place:
            pieces.append(_Piece(output[start : match[0]], match[2]))
            start = match[1]
        answers = self._in_order(pieces, lines)
        if answers is not None:
            return answers
        self._echoes_ahead = True
        if len(pieces) != len(lines):
            raise self._unattributed(lines[-1])
        texts = without_echoes([self._body(piece.output) for piece in pieces], lines)
        return [Answer(text=text, prompt=piece.prompt) for text, piece in zip(texts, pieces, strict=True)]

    def _is_asked(self) -> bool:
        return _QUESTION.search(self._in.buffer, last_line(self._in.buffer)) is not None

    def _answer(self, place: int, decide: Decide) -> None:
        yes = decide(place, decode(bytes(self._in.buffer)).strip())
        self._in.buffer += b"\n"  # the echo of the key stands on the question's own line
        self._wire.send(b"y" if yes else b"n")

    def _before_announcement(self) -> tuple[int, Prompt] | None:
        """The prompt at the end but for what a transaction announces by itself behind it."""
        if MARK_OF_ANNOUNCEMENT not in self._in.buffer[-_TAIL:]:
            return None
        last = self._last_prompt()
        if last is None or ANNOUNCEMENT.sub(b"", bytes(self._in.buffer[last[1] :])).strip():
            return None
        self._notice(bytes(self._in.buffer[last[1] :]))
        return last[0], last[2]

    def _last_prompt(self) -> tuple[int, int, Prompt] | None:
        return self._known.last(self._in.buffer, max(0, len(self._in.buffer) - _TAIL), len(self._in.buffer))

    def _body(self, output: bytes) -> str:
        return text_of(self._without_announcements(output))

    def _without_announcements(self, output: bytes) -> bytes:
        if MARK_OF_ANNOUNCEMENT not in output:
            return output
        for match in ANNOUNCEMENT.finditer(output):
            self._notice(match.group())
        return ANNOUNCEMENT.sub(b"", output)


def _at(place: int, decide: Decide) -> Decide:
    return lambda _, text: decide(place, text)
