"""A dialogue with a unit: lines out, answers in, each answer told from the next by the prompts between them.

How the bytes of one exchange look is in [cli-behaviour 1.2]: the echo ends CR CR LF, output lines CR LF, an empty line
stands before the prompt. Nothing here relies on the echo but to remove it: where a unit echoes lines that are sent
ahead is not established, so answers are told apart by counting prompts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import NoReturn, Protocol

from fgsp_cli.base import LoginRefused, SessionLost
from fgsp_cli.device.prompt import Grammar, Prompt, last_line
from fgsp_cli.inventory import Deadlines

_ACCEPT = re.compile(rb"[Pp]ress '?a'? to accept[^\r\n]*[\r\n]*\Z")
"""The post-login banner waits for the key `a`; an Enter does not do [cli-behaviour 1.4, confirmed]."""
_NEW_PASSWORD = re.compile(rb"forced to change your password|New Password: ?\Z")
_MORE = re.compile(rb"(?:\A|[\r\n])(--More-- ?)\Z")
"""Nine bytes with the blank; a blank turns the page [cli-behaviour 1.3, confirmed]."""
_MORE_ANYWHERE = re.compile(rb"(?:\A|[\r\n])--More--")
_WIPING = re.compile(rb" ?\r {1,40}\r")
"""How the unit takes `--More--` off the screen when it goes on."""
_QUESTION = re.compile(rb"[^\r\n]*\(y/n\)[ ?:]*\Z")
"""Ends the output without a line end, and waits for one key [cli-behaviour 5.5, confirmed]."""
_MARK_OF_ANNOUNCEMENT = b"config transaction id="
_ANNOUNCEMENT = re.compile(
    rb"[ \t]*config transaction id=\d+ (?:will expire in \d+ seconds|has expired)[ \t\r]*(?:\n|\Z)"
)
"""Printed into the session at any time [cli-behaviour 5.4, confirmed]."""
_LITERAL_NEXT = b"\x16"
"""Ctrl-V: without it a `?` asks for help and is lost [cli-behaviour 4, confirmed]."""
_QUIET = 5.0
"""Seconds of silence after which a prompt with whole lines behind it counts: the unit said those by itself."""
_SURE = 1.0
"""Seconds of silence after which a question in the midst of lines sent ahead is still a question."""
_TAIL = 1024
"""Bytes at the end of the output that are looked at for a prompt with something behind it."""
_BANNERS = 3
"""Banners that are accepted at most."""


class OutOfStep(SessionLost):
    """The unit paged although it should not have: lines that were sent ahead were taken for pager keys."""


class Wire(Protocol):
    """Bytes to and from a unit."""

    def send(self, data: bytes) -> None:
        """Send all of it."""

    def receive(self, seconds: float) -> bytes | None:
        """What has come within that time, None if nothing did."""

    def close(self) -> None:
        """Hang up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a unit said to one line."""

    text: str
    """Without echo and prompt; lines end with LF. Empty for a line that was silently accepted."""
    prompt: Prompt


Decide = Callable[[int, str], bool]
"""Given the place of the line that made the unit ask, and what it printed: whether to answer `y`. Else it is `n`."""


class Terminal:
    """The dialogue, from the first byte after the login."""

    def __init__(self, wire: Wire, unit: str, deadlines: Deadlines) -> None:
        self._wire = wire
        self._unit = unit
        self._deadlines = deadlines
        self._buffer = bytearray()
        self._wiped_at: int | None = None
        """Where the unit is about to take `--More--` off the screen."""
        self._grammar: Grammar | None = None
        self.notices: list[str] = []
        """What the unit said by itself."""

    def login(self) -> Prompt:
        """The first prompt, past banners and warnings; LoginRefused if the unit wants something else first."""
        limit = monotonic() + self._deadlines.prompt
        accepted = 0
        while (grammar := Grammar.learn(self._buffer)) is None:
            if _NEW_PASSWORD.search(self._buffer):
                hint = "log in by hand once and set it"
                raise LoginRefused(self._unit, "the unit wants a new password for this login first", hint=hint)
            if accepted < _BANNERS and _ACCEPT.search(self._buffer, max(0, len(self._buffer) - _TAIL)):
                accepted += 1
                self._buffer.clear()
                self._wire.send(b"a")
            if not self._more_within(limit - monotonic()):
                raise SessionLost(self._unit, f"logged in, but no prompt within {self._deadlines.prompt:g} seconds")
        self._grammar = grammar
        self._buffer.clear()
        return grammar.first

    def ask(self, line: str) -> Answer:
        """One line that only reads, and its answer, however long: pages are turned."""
        self._drain()
        self._wire.send(keys(line))
        start, prompt = self._until_prompt(line)
        output = bytes(self._buffer[:start])
        self._buffer.clear()
        return Answer(text=self._cleaned([output], [line])[0], prompt=prompt)

    def tell(self, lines: Sequence[str], decide: Decide) -> list[Answer]:
        """Lines in one write, none of whose answers can page, and the answer to each of them.

        Only the last of them may ask a question: one that another asks has eaten the beginning of the next line.
        """
        self._drain()
        self._wire.send(b"".join(keys(line) for line in lines))
        pieces: list[tuple[bytes, Prompt]] = []
        while len(pieces) < len(lines):
            if _MORE_ANYWHERE.search(self._buffer):
                raise OutOfStep(self._unit, f"it paged its answer to `{_verb(lines[len(pieces)])}`")
            piece = self._next_piece()
            if piece is not None:
                pieces.append(piece)
                continue
            last = len(pieces) == len(lines) - 1
            if self._is_asked() and (last or not self._more_within(_SURE)):
                self._answer(len(pieces), decide)
            elif not self._more_within(self._deadlines.command):
                self._give_up(lines[len(pieces)])
        texts = self._cleaned([output for output, _ in pieces], lines)
        return [Answer(text=text, prompt=prompt) for text, (_, prompt) in zip(texts, pieces, strict=True)]

    def recover(self) -> Prompt:
        """A prompt again after OutOfStep, once the unit has done with what it was sent; SessionLost if none comes."""
        limit = monotonic() + self._deadlines.command
        while monotonic() < limit:
            if self._more_within(_SURE):
                continue
            found = self._known.at_end(self._buffer)
            if found is not None:
                self._buffer.clear()
                return found[1]
            if _MORE.search(self._buffer, max(0, last_line(self._buffer) - 1)):
                self._wire.send(b"q")
        raise SessionLost(self._unit, "no prompt after a page that nobody had turned")

    def close(self) -> None:
        """Hang up."""
        self._wire.close()

    @property
    def _known(self) -> Grammar:
        if self._grammar is None:
            raise SessionLost(self._unit, "no prompt has been seen yet")
        return self._grammar

    def _drain(self) -> None:
        """Take what came while nobody asked: it belongs to no line."""
        while (data := self._wire.receive(0)) is not None:
            self._buffer += data
        self._notice(bytes(self._buffer))
        self._buffer.clear()

    def _notice(self, data: bytes) -> None:
        text = _decode(data).strip()
        if text:
            self.notices.append(text)

    def _until_prompt(self, line: str) -> tuple[int, Prompt]:
        """Read until the output ends with a prompt; where that begins."""
        quiet = min(_QUIET, self._deadlines.command)
        while True:
            found = self._known.at_end(self._buffer) or self._before_announcement()
            if found is not None:
                return found
            self._turn_page()
            if self._more_within(quiet):
                continue
            settled = self._settled()
            if settled is not None:
                return settled
            if not self._more_within(self._deadlines.command - quiet):
                self._give_up(line)

    def _turn_page(self) -> None:
        more = _MORE.search(self._buffer, max(0, last_line(self._buffer) - 1))
        if more is not None:
            del self._buffer[more.start(1) :]
            self._wiped_at = len(self._buffer)
            self._wire.send(b" ")

    def _is_asked(self) -> bool:
        return _QUESTION.search(self._buffer, last_line(self._buffer)) is not None

    def _answer(self, place: int, decide: Decide) -> None:
        yes = decide(place, _decode(bytes(self._buffer)).strip())
        self._buffer += b"\n"  # the echo of the key stands on the question's own line
        self._wire.send(b"y" if yes else b"n")

    def _before_announcement(self) -> tuple[int, Prompt] | None:
        """The prompt at the end but for what a transaction announces by itself behind it."""
        if _MARK_OF_ANNOUNCEMENT not in self._buffer[-_TAIL:]:
            return None
        last = self._last_prompt()
        if last is None or _ANNOUNCEMENT.sub(b"", bytes(self._buffer[last[1] :])).strip():
            return None
        self._notice(bytes(self._buffer[last[1] :]))
        return last[0], last[2]

    def _settled(self) -> tuple[int, Prompt] | None:
        """The last prompt in the output, if whole lines stand behind it: the unit said those by itself."""
        last = self._last_prompt()
        if last is None or not self._buffer.endswith(b"\n"):
            return None
        self._notice(bytes(self._buffer[last[1] :]))
        return last[0], last[2]

    def _last_prompt(self) -> tuple[int, int, Prompt] | None:
        last, start = None, max(0, len(self._buffer) - _TAIL)
        while (found := self._known.next(self._buffer, start)) is not None:
            last, start = found, found[1]
        return last

    def _next_piece(self) -> tuple[bytes, Prompt] | None:
        """The output up to the next prompt, taken out of the buffer."""
        found = self._known.next(self._buffer, 0)
        if found is None:
            return None
        start, end, prompt = found
        output = bytes(self._buffer[:start])
        del self._buffer[:end]
        return output, prompt

    def _give_up(self, line: str) -> NoReturn:
        raise SessionLost(self._unit, f"no answer to `{_verb(line)}` within {self._deadlines.command:g} seconds")

    def _more_within(self, seconds: float) -> bool:
        """Whether output came in time; it is in the buffer then."""
        data = self._wire.receive(max(seconds, 0.0))
        if data is None:
            return False
        self._buffer += data
        self._wipe()
        return True

    def _wipe(self) -> None:
        """Take out how the unit took `--More--` off the screen, once all of that is there."""
        if self._wiped_at is None:
            return
        ahead = bytes(self._buffer[self._wiped_at : self._wiped_at + 64])
        found = _WIPING.match(ahead)
        if found is not None:
            del self._buffer[self._wiped_at : self._wiped_at + found.end()]
        if found is not None or ahead.strip(b"\r "):
            self._wiped_at = None

    def _cleaned(self, outputs: Sequence[bytes], lines: Sequence[str]) -> list[str]:
        """The texts of answers, without announcements and echoes.

        An echo stands first in its answer, if lines are not sent ahead; else it may be anywhere, and only one that
        cannot be taken for output, because it has several words, is looked for.
        """
        answers = [self._without_announcements(output).split("\n") for output in outputs]
        strays = []
        for answer, line in zip(answers, lines, strict=True):
            if _same(answer[0], line):
                del answer[0]
            elif len(line.split()) > 1:
                strays.append(line)
        for line in strays:
            _take_out(line, answers)
        bodies = ["\n".join(answer).strip("\n") for answer in answers]
        return [f"{body}\n" if body.strip() else "" for body in bodies]

    def _without_announcements(self, output: bytes) -> str:
        if _MARK_OF_ANNOUNCEMENT not in output:
            return _decode(output)
        for found in _ANNOUNCEMENT.finditer(output):
            self._notice(found.group())
        return _decode(_ANNOUNCEMENT.sub(b"", output))


def keys(line: str) -> bytes:
    """What is typed for a line: its bytes and Enter, as LF [cli-behaviour 1.2, confirmed]."""
    return line.encode().replace(b"?", _LITERAL_NEXT + b"?") + b"\n"


def _verb(line: str) -> str:
    """The beginning of a line: enough to know which one it was, and before where a secret could stand."""
    return " ".join(line.split()[:2])


def _same(printed: str, typed: str) -> bool:
    """Whether a printed line is the echo of a typed one, however the unit shows Ctrl-V and outer blanks."""
    return bool(typed.strip()) and printed.replace("\x16", "").replace("^V", "").strip() == typed.strip()


def _take_out(line: str, answers: list[list[str]]) -> None:
    for answer in answers:
        for place, printed in enumerate(answer):
            if _same(printed, line):
                del answer[place]
                return


def _decode(data: bytes) -> str:
    """UTF-8, else byte by byte; once for a whole answer, so that no character is cut in two."""
    plain = re.sub(rb"\r*\n", b"\n", data)
    try:
        return plain.decode("utf-8")
    except UnicodeDecodeError:
        return plain.decode("latin-1")
