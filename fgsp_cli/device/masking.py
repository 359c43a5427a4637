"""What may be told of a dialogue: everything but the secrets in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from fgsp_cli.base import Secret, mask, mask_enc
from fgsp_cli.device.prompt import Prompt
from fgsp_cli.fortios import quote_word

Transcript = Callable[[str], None]
"""Takes what was typed and answered, masked, as it happens."""

_HIDDEN = "(a line that holds part of the secret)"
_PIECE = 4
"""So many characters of a secret in a row are told nobody."""


@dataclass(slots=True)
class Masking:
    """The secrets of one session, and texts without them."""

    secrets: set[Secret] = field(default_factory=set)

    def learn(self, secret: Secret) -> None:
        """Hide this one from now on, in every form in which it is typed and echoed."""
        value = secret.reveal()
        quoted = quote_word(value)
        self.secrets |= {secret, Secret(quoted), Secret(quoted[1:-1]), Secret(quoted.replace("?", "\x16?"))}

    def text(self, text: str) -> str:
        """The text with the secrets masked, those that a unit has encrypted too."""
        return mask_enc(mask(text, self.secrets))

    def reply(self, text: str, secret: Secret | None) -> str:
        """A unit's answer to a line that held that secret: it may repeat a part of it, cut off anywhere."""
        masked = self.text(text)
        if secret is None:
            return masked
        return "\n".join(_HIDDEN if _holds_part(line, secret.reveal()) else line for line in masked.split("\n"))


def _holds_part(line: str, value: str) -> bool:
    size = min(_PIECE, len(value))
    return any(value[start : start + size] in line for start in range(len(value) - size + 1))


def prompt_text(prompt: Prompt) -> str:
    """The prompt as it stood there."""
    role = f"({prompt.role})" if prompt.role else ""
    level = f" ({prompt.level})" if prompt.level else ""
    return f"{prompt.host}{role}{level} {prompt.mark} "
