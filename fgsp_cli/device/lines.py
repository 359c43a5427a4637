"""Lines of configuration before they are sent: their levels, their secrets, and how many may go at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from fgsp_cli.base import ReferenceName, Secret
from fgsp_cli.device.secret_resolver import Resolver
from fgsp_cli.fortios import quote_word
from fgsp_cli.state import reference_names

SAVING = frozenset({"next", "end", "delete", "purge", "rename", "move", "clone"})
"""Verbs that take effect at once: `next` and `end` save the entry or object [facts/cli-behaviour.md#5.1, confirmed]."""
ASKING = frozenset({"end", "delete", "purge"})
"""Verbs behind which nothing is sent, as a question would take it for the answer [facts/cli-behaviour.md#5.5]."""
PIECE = 1000
"""Bytes in one write: how long a line of input a unit takes is not established [facts/cli-behaviour.md#4]."""
_LITERAL_NEXT = b"\x16"
"""Ctrl-V: without it a `?` asks for help and is lost [facts/cli-behaviour.md#4, confirmed]."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line to send, and how it is reported."""

    text: str
    """As reports and logs show it: with the reference of a secret."""
    typed: str = field(repr=False)
    """As it is typed: with the secret."""
    index: int
    """Its place among the lines that the caller gave; outside of them, -1."""
    secret: Secret | None = None

    @property
    def verb(self) -> str:
        """The first word of the line."""
        return self.text.split(maxsplit=1)[0]


def prepare(lines: Sequence[str], resolver: Resolver) -> list[Line]:
    """The lines ready to be typed, comments and empty ones left out.

    SecretError if a reference leads nowhere or was not given to this call. ValueError if they do not end where they
    began, or if one cannot be typed.
    """
    ready: list[Line] = []
    levels = Levels()
    for index, (text, name) in enumerate(zip(lines, reference_names(lines), strict=True)):
        if not text.strip() or text.lstrip().startswith("#"):
            continue
        if _CONTROL.search(text):
            raise ValueError(f"line {index + 1} holds a control character")
        levels.follow(text)
        ready.append(_line(text, index, name, resolver))
    if levels.names:
        raise ValueError(f"the lines end inside ({levels.shown})")
    return ready


def plain(text: str) -> Line:
    """A line of our own."""
    return Line(text=text, typed=text, index=-1)


def saves(line: str) -> bool:
    """Whether the line saves what was typed before it, or itself."""
    return line.strip().partition(" ")[0] in SAVING


def keys(line: str) -> bytes:
    """What is typed for a line: its bytes and Enter, as LF [facts/cli-behaviour.md#1.2, confirmed]."""
    return line.encode("utf-8", "surrogateescape").replace(b"?", _LITERAL_NEXT + b"?") + b"\n"


def verb_of(line: str) -> str:
    """The beginning of a line: enough to know which one it was, and before where a secret could stand."""
    return " ".join(line.split()[:2])


def _line(text: str, index: int, name: ReferenceName | None, resolver: Resolver) -> Line:
    """A secret is quoted whatever it holds, and what it holds is not interpreted."""
    if name is None:
        return Line(text=text, typed=text, index=index)
    secret = resolver.named(name)
    typed = f"{text.rstrip().removesuffix(name.text)}{quote_word(secret.reveal())}"
    return Line(text=text, typed=typed, index=index, secret=secret)


def batches(lines: Sequence[Line], *, staged: bool = False) -> Iterator[list[Line]]:
    """The lines in pieces. A piece is sent only after the unit has accepted every line before it.

    A verb that saves comes first in its piece, so what it saves has been accepted; what follows it changes nothing
    until the next such verb. A verb that may ask stands alone, and so does a secret: where a unit echoes what is typed
    ahead, a part of it would stand in another answer. That makes one round trip per row, not per line.
    `staged`: nothing of it takes effect before a commit, so that nothing but a verb that may ask ends a piece.
    """
    piece: list[Line] = []
    size = 0
    for line in lines:
        length = len(line.typed.encode()) + 1
        saving = not staged and saves(line.text)
        alone = line.secret is not None or (piece and (piece[-1].verb in ASKING or piece[-1].secret is not None))
        if piece and (saving or alone or size + length > PIECE):
            yield piece
            piece, size = [], 0
        piece.append(line)
        size += length
    if piece:
        yield piece


class Levels:
    """Where in the configuration lines lead; the prompt shows the innermost name
    [facts/cli-behaviour.md#1.1, confirmed].
    """

    def __init__(self) -> None:
        self.names: list[tuple[str, str]] = []

    @property
    def shown(self) -> str:
        """What the prompt has in brackets; empty where the lines began."""
        return self.names[-1][1] if self.names else ""

    def follow(self, text: str) -> str:
        """Go where an accepted line leads; what the prompt shows then. ValueError if it leads above the start."""
        verb, _, rest = text.strip().partition(" ")
        match verb:
            case "config":
                self.names.append(("config", rest.split()[-1] if rest.split() else ""))
            case "edit":
                self.names.append(("edit", rest.strip().strip("\"'")))
            case "next":
                self._leave("edit")
            case "end" | "abort":
                if self.names and self.names[-1][0] == "edit":
                    self.names.pop()
                self._leave("config")
        return self.shown

    def _leave(self, kind: str) -> None:
        if not self.names or self.names[-1][0] != kind:
            raise ValueError(f"no `{kind}` is open that could be left")
        self.names.pop()
