"""Bytes of a dialogue -> texts: echoes and announcements removed, every other byte kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

MARK_OF_ANNOUNCEMENT = b"config transaction id="
ANNOUNCEMENT = re.compile(
    rb"[ \t]*config transaction id=\d+ (?:will expire in \d+ seconds|has expired)[ \t\r]*(?:\n|\Z)"
)
"""Printed into the session at any time [facts/cli-behaviour.md#5.4, confirmed]."""
_ESCAPE = re.compile(rb"\x1b\[([0-9;]*)([A-Za-z])|\x1b.")
_ECHO_LINES = 24
"""Lines that one echo may wrap into."""


def decode(data: bytes) -> str:
    """The text: UTF-8, and other bytes as surrogates, which `surrogateescape` writes as they came.

    Lines end LF. The CRs that the terminal put before every line end are removed, those that only some lines have
    are part of a value.
    """
    plain = re.sub(rb"\r?\n", b"\n", data)
    while 0 < plain.count(b"\n") == plain.count(b"\r\n"):
        plain = plain.replace(b"\r\n", b"\n")
    return plain.decode("utf-8", "surrogateescape")


def after_echo(data: bytes, line: str, prompt: bytes = b"") -> int | None:
    """Where the echo of a typed line ends, if the data begins with it; None if it does not.

    However the unit shows it: Ctrl-V as `^V`, wrapped at the width of the terminal, redrawn with its prompt, or with
    the characters that move the cursor.
    """
    wanted = _squeezed(line.encode("utf-8", "surrogateescape"))
    forms = (wanted, _squeezed(prompt) + wanted)
    for end in _line_ends(data, 16 * len(line) + 512):
        shown = _squeezed(_screen(data[:end]))
        if shown in forms:
            return end
    return None


def _line_ends(data: bytes, reach: int) -> Iterator[int]:
    end = 0
    for _ in range(_ECHO_LINES):
        end = data.find(b"\n", end, reach) + 1
        if not end:
            return
        yield end


def _squeezed(text: bytes) -> bytes:
    """Without blanks and Ctrl-V: where a unit puts blanks when it wraps a line is not established."""
    return re.sub(rb"[\s\x16]|\^V", b"", text)


def _screen(data: bytes) -> bytes:
    """What stands on the screen after these bytes, one line that wraps."""
    line, column, place = bytearray(), 0, 0
    done = bytearray()
    while place < len(data):
        byte = data[place]
        place += 1
        match byte:
            case 0x08:
                column = max(0, column - 1)
            case 0x0D:
                column = 0
            case 0x0A:
                done += line
                line, column = bytearray(), 0
            case 0x1B:
                escape = _ESCAPE.match(data, place - 1)
                if escape is not None:
                    place = escape.end()
                    column = _moved(line, column, escape[1] or b"", escape[2] or b"")
            case _ if byte >= 0x20:
                line[column : column + 1] = bytes([byte])
                column += 1
    return bytes(done + line)


def _moved(line: bytearray, column: int, number: bytes, verb: bytes) -> int:
    """The column after a sequence that moves the cursor or erases."""
    count = int(number) if number.isdigit() else 1
    if verb == b"K":
        del line[column:]
    elif verb == b"D":
        return max(0, column - count)
    elif verb == b"C":
        return min(len(line), column + count)
    return column


def text_of(output: bytes) -> str:
    """The text of an answer, without the empty lines around it."""
    body = decode(output).strip("\n")
    return f"{body}\n" if body.strip() else ""


def without_echoes(texts: Sequence[str], lines: Sequence[str]) -> list[str]:
    """The texts without the echoes among them; only one of several words cannot be taken for output."""
    answers = [text.split("\n") for text in texts]
    for line in lines:
        _take_out(line, answers if len(line.split()) > 1 else answers[:1])
    return ["\n".join(answer) if any(answer) else "" for answer in answers]


def _take_out(line: str, answers: Sequence[list[str]]) -> None:
    for answer in answers:
        for place, printed in enumerate(answer):
            if _same_line(printed, line):
                del answer[place]
                return


def _same_line(printed: str, typed: str) -> bool:
    """Whether a printed line is the echo of a typed one, however the unit shows Ctrl-V and outer blanks."""
    return bool(typed.strip()) and printed.replace("\x16", "").replace("^V", "").strip() == typed.strip()


class OpenQuote:
    r"""Whether the text so far ends inside of a quoted value, which may hold lines that look like prompts.

    `show` prints values with `\"` and `\\` in double quotes [facts/cli-behaviour.md#3.1, confirmed].
    """

    def __init__(self) -> None:
        self._read = 0
        self._open = False

    def at(self, data: bytes | bytearray, end: int) -> bool:
        """At that place, which never goes back."""
        if end > self._read:
            piece = bytes(data[self._read : end])
            held = len(piece) - len(piece.rstrip(b"\\"))
            piece = piece[: len(piece) - held]
            self._read += len(piece)
            self._open ^= bool(piece.replace(b"\\\\", b"").replace(b'\\"', b"").count(b'"') & 1)
        return self._open
