"""A recorded dialogue, typed over real SSH into a stand-in that was set up to what the recording presupposes.

Whatever a recording shows of parts of FortiOS that a stand-in does not have (hardware, checks of other objects) can be
*told*: the unit is given that answer beforehand, and what is judged is everything around it. `told` is counted.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from itertools import zip_longest

from lab_client import ANSWER_SECONDS, Client, TerminalClient
from replay.recordings import ELIDED, Exchange, body, dialogue, plain, recorded

from fgsp_cli.testing import Lab, LabUnit, Login, UnitSpec

_READY = re.compile(rb"(?:^|[\r\n])[\w.~-]+(?:\(\w+\))?(?: \([^()\r\n]+\))? [#$] $|\(y/n\)$|--More-- $")
_REMOVED = "(a line that the authors of the recording have removed)"
READER = "reader"


class Exactness(Enum):
    """How closely an answer is compared."""

    BYTES = "byte by byte"
    LINES = "line by line"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """The unit of a recording: an abbreviation for `UnitSpec`."""

    fortios: str
    host: str = "FGT"
    config: str = ""
    reads_only: bool = False
    """Whether the recorded login has `$` because it may only read."""
    extra: Mapping[str, object] = field(default_factory=dict)

    @contextmanager
    def terminal(self, *, columns: int = 400, rows: int = 30_000) -> Iterator[tuple[LabUnit, TerminalClient]]:
        """The unit, running, and a shell on it of which nothing has been read."""
        logins = (Login(username=READER, read_only=True),) if self.reads_only else ()
        spec = UnitSpec(
            name="unit",
            fortios=self.fortios,
            hostname=self.host,
            config=self.config,
            logins=logins,
            **self.extra,  # type: ignore[arg-type]
        )
        with Lab([spec]) as lab, Client(lab["unit"], username=READER if self.reads_only else "") as client:
            yield lab["unit"], client.shell(columns=columns, rows=rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case(ABC):
    """How one transcript is replayed."""

    unit: Unit
    enter: tuple[str, ...] = ()
    """Lines typed before, which the recording presupposes."""
    live: tuple[str, ...] = ()
    """Patterns of values that are the recorded unit's own of that moment; their first group stays."""
    beyond: tuple[str, ...] = ()
    """Patterns of recorded lines about things that a stand-in does not have."""
    repaired: tuple[tuple[str, str], ...] = ()
    """What the authors of the recording have damaged, and how it was."""
    shortened: tuple[str, ...] = ()
    """Texts of ours that the authors of the recording, or their unit, left out."""
    exactness: Exactness = Exactness.LINES

    def text(self, name: str) -> str:
        """The recording, repaired."""
        text = body(name)
        for damaged, whole in self.repaired:
            text = text.replace(damaged, whole)
        return text

    @abstractmethod
    def play(self, name: str) -> None:
        """Replay it; AssertionError where the stand-in differs."""

    @abstractmethod
    def counts(self, name: str) -> tuple[int, int]:
        """How many answers are compared, and how many of them the unit was told."""

    def compare(self, said: Sequence[str], wanted: Sequence[str], what: str) -> None:
        """Lines, live values aside; the recording may leave the rest out."""
        kept = "\n".join(said)
        for each in self.shortened:
            kept = kept.replace(each, "")
        ours, theirs = self._masked(plain(kept.split("\n"))), self._masked(self._owned(plain(wanted)))
        if ELIDED in theirs:
            theirs = theirs[: theirs.index(ELIDED)]
            ours = ours[: len(theirs)]
        for place, (our, their) in enumerate(zip_longest(ours, theirs)):
            assert our == their, f"{what}: line {place + 1} is {our!r}, in the recording {their!r}"

    def _owned(self, lines: Sequence[str]) -> tuple[str, ...]:
        return tuple(line for line in lines if not any(re.search(pattern, line) for pattern in self.beyond))

    def _masked(self, lines: Sequence[str]) -> list[str]:
        return [self._mask(line) for line in lines]

    def _mask(self, line: str) -> str:
        for pattern in self.live:
            line = re.sub(pattern, lambda found: f"{found[1] if found.re.groups else ''}<live>", line)
        return line


def read(terminal: TerminalClient) -> bytes:
    """Everything until the unit waits for something, or has closed the channel."""
    received = b""
    terminal.channel.settimeout(ANSWER_SECONDS)
    while not _READY.search(received[-400:]):
        piece = terminal.channel.recv(1 << 16)
        if not piece:
            break
        received += piece
    return received


def answered(terminal: TerminalClient, line: str) -> tuple[list[str], str]:
    """Type a line: the lines that come back, without echo, and the prompt or question behind them."""
    terminal.send(f"{line}\n")
    said = read(terminal).decode()
    echo = f"{line}\r\r\n"
    assert said.startswith(echo), f"echo of {line!r}: {said[:200]!r}"
    *lines, last = said.removeprefix(echo).replace("\r\n", "\n").split("\n")
    return ([*lines, last], "") if last.endswith("(y/n)") else (lines, last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A session of a recording that holds several: how many exchanges it has, and what it presupposes of its own."""

    exchanges: int
    enter: tuple[str, ...] = ()
    unit: Unit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue(Case):
    """Prompts, lines typed behind them, and answers."""

    told: tuple[int, ...] = ()
    """Which answers the unit is told, counted from 1."""
    parts: tuple[Part, ...] = ()
    host: str | None = None
    """How the recording writes the host name, as a pattern; default: the unit's."""
    marked_text: str = ""
    """Pattern of a prompt without its mark, for a recording that lost it."""
    logs_out: bool = False
    """Whether the unit ends the session at the end."""

    def exchanges(self, name: str) -> tuple[list[Exchange], str]:
        text = self.text(name)
        if self.marked_text:
            text = re.sub(rf"(?m)^({self.marked_text})  ", r"\1 # ", text)
        return dialogue(text, re.escape(self.unit.host) if self.host is None else self.host)

    def counts(self, name: str) -> tuple[int, int]:
        return len(self.exchanges(name)[0]), len(self.told)

    def play(self, name: str) -> None:
        exchanges, last = self.exchanges(name)
        assert exchanges, "nothing was typed in it"
        place = 0
        for part in self.parts or (Part(exchanges=len(exchanges), enter=self.enter),):
            ending = last if place + part.exchanges == len(exchanges) else ""
            self._play(exchanges[place : place + part.exchanges], ending, part, place)
            place += part.exchanges
        assert place == len(exchanges), "parts of the recording are not replayed"

    def _play(self, exchanges: Sequence[Exchange], ending: str, part: Part, before: int) -> None:
        with (part.unit or self.unit).terminal() as (unit, terminal):
            prompt = read(terminal).decode()
            for line in part.enter:
                prompt = answered(terminal, line)[1]
            for number, exchange in enumerate(exchanges, before + 1):
                self._same_prompt(prompt, exchange.prompt, f"before {exchange.line!r}")
                if number in self.told:
                    unit.refuse(exchange.line, exchange.raw.strip("\n"))
                lines, prompt = answered(terminal, exchange.line)
                self.compare(lines, exchange.answer, f"answer {number}, to {exchange.line!r}")
                if exchange.key:
                    terminal.send(exchange.key)
                    prompt = read(terminal).decode().replace("\r\n", "\n").split("\n")[-1]
            if ending:
                self._same_prompt(prompt, ending, "at the end")
            if self.logs_out:
                assert (prompt, terminal.channel.recv(1)) == ("", b""), "the session goes on"

    def _same_prompt(self, ours: str, theirs: str, where: str) -> None:
        if self.host is not None:  # the recording writes the name in its own way
            ours, theirs = (
                re.sub(rf"^(?:{self.host}|{re.escape(self.unit.host)}) ?", "", each) for each in (ours, theirs)
            )
        assert ours.rstrip() == theirs.rstrip(), f"{where} the prompt is {ours!r}, in the recording {theirs!r}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Output(Case):
    """The answer to one line, recorded without the line or without its prompt."""

    line: str
    skip: int = 0
    """How many lines of the recording are no output."""

    def counts(self, name: str) -> tuple[int, int]:
        return 1, 0

    def play(self, name: str) -> None:
        wanted = self.text(name).split("\n")[self.skip :]
        with self.unit.terminal() as (_, terminal):
            read(terminal)
            for line in self.enter:
                answered(terminal, line)
            lines, _ = answered(terminal, self.line)
        self.compare(lines, wanted, self.line)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provoked:
    """A line that makes a unit say something, and the lines before it."""

    line: str
    enter: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    """Lines that another administrator types first, and stays."""
    told: bool = False
    raw: str = ""
    """The text that is told, where the recording has something around it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks(Case):
    """Texts without the lines that they answer: each is provoked."""

    provoked: tuple[Provoked, ...]
    skip: int = 0

    def texts(self, name: str) -> list[str]:
        return "\n".join(body(name).split("\n")[self.skip :]).split("\n--\n")

    def counts(self, name: str) -> tuple[int, int]:
        return len(self.provoked), sum(each.told for each in self.provoked)

    def play(self, name: str) -> None:
        for text, provoked in zip(self.texts(name), self.provoked, strict=True):
            with self.unit.terminal() as (unit, terminal), Client(unit) as another:
                read(terminal)
                busy = another.shell()
                read(busy)
                for line in provoked.beside:
                    answered(busy, line)
                for line in (*self.enter, *provoked.enter):
                    answered(terminal, line)
                if provoked.told:
                    unit.refuse(provoked.line, text.strip("\n"))
                lines, prompt = answered(terminal, provoked.line)
                assert prompt.endswith((" # ", " $ "))
                self.compare(lines, text.split("\n"), provoked.line)


@dataclass(frozen=True, slots=True, kw_only=True)
class Escapes(Case):
    """Pieces of a session, one per line, with their bytes written as escapes: each has to stand in what comes."""

    provoked: tuple[Provoked, ...]
    exactness: Exactness = Exactness.BYTES

    def counts(self, name: str) -> tuple[int, int]:
        return len(self.provoked), sum(each.told for each in self.provoked)

    def play(self, name: str) -> None:
        pieces = [line.replace(r"\r", "\r").replace(r"\n", "\n") for line in body(name).splitlines()]
        for piece, provoked in zip(pieces, self.provoked, strict=True):
            with self.unit.terminal() as (unit, terminal):
                read(terminal)
                for line in (*self.enter, *provoked.enter):
                    answered(terminal, line)
                if provoked.told:
                    unit.refuse(provoked.line, provoked.raw or piece.strip())
                terminal.send(f"{provoked.line}\n")
                said = read(terminal).decode()
                assert piece in said, f"{piece!r} is not in {said!r}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bytes(Case):
    """A whole session on a terminal of 80 columns and 24 rows."""

    told: tuple[str, ...] = ()
    removed: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    """Command -> the line behind which the authors removed lines, and how many: so its page ends where it did."""
    exactness: Exactness = Exactness.BYTES

    def counts(self, name: str) -> tuple[int, int]:
        commands = [typed for typed, _ in recorded(name) if typed.endswith(b"\n")]
        return len(commands), len(self.told)

    def play(self, name: str) -> None:
        exchanges = list(recorded(name))
        with self.unit.terminal(columns=80, rows=24) as (unit, terminal):
            for place, (typed, answer) in enumerate(exchanges):
                line = typed.decode().strip("\n")
                if line in self.told:
                    unit.refuse(line, self._text(line, exchanges[place:]))
                terminal.send(typed)
                said = read(terminal)
                for each in (f"{_REMOVED}\n", *self.shortened):
                    said = said.replace(each.replace("\n", "\r\n").encode(), b"")
                # One recording was stored without its last line end.
                wanted = answer + b"\n" if answer.endswith(b"\r") and answer != said else answer
                assert said == wanted, f"to {typed!r}: {said!r}, in the recording {wanted!r}"

    def _text(self, line: str, exchanges: Sequence[tuple[bytes, bytes]]) -> str:
        """The recorded output of a command, all of its pages together."""
        pages = [exchanges[0][1].decode().removeprefix(f"{line}\r\r\n")]
        for typed, answer in exchanges[1:]:
            if typed != b" ":
                break
            pages.append(answer.decode())
        text = "".join(pages).replace("--More-- \r         \r", "").replace("\r\n", "\n")
        text = text.rpartition("\n")[0].removesuffix("\n") + "\n"
        if line in self.removed:
            behind, count = self.removed[line]
            text = text.replace(f"{behind}\n", f"{behind}\n" + f"{_REMOVED}\n" * count, 1)
        return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompts(Case):
    """Prompts, one per line: each is come to on a unit of its own."""

    ways: tuple[tuple[Unit, tuple[str, ...]], ...]
    exactness: Exactness = Exactness.BYTES

    def counts(self, name: str) -> tuple[int, int]:
        return len(self.ways), 0

    def play(self, name: str) -> None:
        for wanted, (unit, lines) in zip(body(name).splitlines(), self.ways, strict=True):
            with unit.terminal() as (_, terminal):
                prompt = read(terminal).decode()
                for line in lines:
                    prompt = answered(terminal, line)[1]
            assert prompt == wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Exec(Case):
    """An exec channel."""

    line: str
    exactness: Exactness = Exactness.BYTES

    def counts(self, name: str) -> tuple[int, int]:
        return 1, 0

    def play(self, name: str) -> None:
        with self.unit.terminal() as (unit, _), Client(unit) as client:
            assert client.command(self.line) == (body(name), 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unasked(Case):
    """What a unit says by itself, until something stands in it."""

    until: str
    prompts: bool = False
    """Whether prompts may stand between."""

    def counts(self, name: str) -> tuple[int, int]:
        return 1, 0

    def play(self, name: str) -> None:
        with self.unit.terminal() as (_, terminal):
            if self.enter:
                read(terminal)
            for line in self.enter:
                answered(terminal, line)
            said = ""
            while self.until not in said:
                said += terminal.channel.recv(1 << 16).decode()
        lines = re.split(r"[\r\n]+", said)
        own = [line for line in lines if not (self.prompts and re.fullmatch(r"[\w.~-]+ [#$] ?", line))]
        self.compare(own, body(name).split("\n"), "unasked")
