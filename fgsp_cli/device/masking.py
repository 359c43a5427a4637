"""What may be reported of a dialogue: everything but the secrets in it, whole or in pieces."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from fgsp_cli.base import MASK, Secret, mask, mask_enc
from fgsp_cli.device.dialogue.prompt import Prompt
from fgsp_cli.fortios import quote_word

Transcript = Callable[[str], None]
"""Takes what was typed and answered, masked, as it happens."""

_HIDDEN = "(a line that holds part of the secret)"
_REPLY_PIECE = 4
"""So many characters of a secret in a row make a unit's answer to the secret's own line one that is hidden."""
_PIECE = 6
"""So many characters of a secret in a row are masked wherever they stand."""
_BETWEEN = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|[\s\x00-\x1f\x7f]+")
"""What a terminal may put between the characters of what was typed: line ends, blanks, cursor movements."""


@dataclass(slots=True)
class Masking:
    """The secrets of one session, and texts without them."""

    secrets: set[Secret] = field(default_factory=set)
    _pieces: set[str] = field(default_factory=set, repr=False)

    def learn(self, secret: Secret) -> None:
        """Hide this one from now on, in every form in which it is typed and echoed."""
        value = secret.reveal()
        quoted = quote_word(value)
        forms = {value, quoted, quoted[1:-1], quoted.replace("?", "\x16?"), quoted.replace("?", "^V?")}
        self.secrets |= {Secret(form) for form in forms}
        for form in forms:
            plain = _BETWEEN.sub("", form.strip('"'))
            self._pieces |= {plain[start : start + _PIECE] for start in range(len(plain) - _PIECE + 1)}

    def text(self, text: str) -> str:
        """The text with the secrets masked, those that a unit has encrypted too.

        Of a secret, six characters in a row are masked as well, across line ends, wraps and redrawn lines.
        """
        return self._without_pieces(mask_enc(mask(text, self.secrets)))

    def reply(self, text: str, secret: Secret | None) -> str:
        """A unit's answer to a line that held that secret: it may repeat a part of it, cut off anywhere."""
        masked = self.text(text)
        if secret is None:
            return masked
        return "\n".join(_HIDDEN if _holds_part(line, secret.reveal()) else line for line in masked.split("\n"))

    def _without_pieces(self, text: str) -> str:
        plain = _BETWEEN.sub("", text)
        present = [piece for piece in self._pieces if piece in plain]
        if not present:
            return text
        spots = _spots(text)
        hidden = bytearray(len(text))
        for piece in present:
            start = plain.find(piece)
            while start >= 0:
                for place in spots[start : start + _PIECE]:
                    hidden[place] = 1
                start = plain.find(piece, start + 1)
        runs = re.sub(rb"\x01+", lambda run: b"\x01" + bytes([2]) * (len(run[0]) - 1), bytes(hidden))
        return "".join(MASK if run == 1 else "" if run else char for char, run in zip(text, runs, strict=True))


def _spots(text: str) -> list[int]:
    """Where in the text the characters stand that `_BETWEEN` leaves."""
    spots: list[int] = []
    start = 0
    for between in _BETWEEN.finditer(text):
        spots += range(start, between.start())
        start = between.end()
    return [*spots, *range(start, len(text))]


def _holds_part(line: str, value: str) -> bool:
    size = min(_REPLY_PIECE, len(value))
    return any(value[start : start + size] in line for start in range(len(value) - size + 1))


def prompt_text(prompt: Prompt) -> str:
    """The prompt as it stood there."""
    role = f"({prompt.role})" if prompt.role else ""
    level = f" ({prompt.level})" if prompt.level else ""
    return f"{prompt.host}{role}{level} {prompt.mark} "
