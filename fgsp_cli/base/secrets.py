"""Secrets as types: what they print is never what they hold."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from weakref import WeakValueDictionary

MASK = "********"
SCHEMES = ("env", "file", "keyring", "cmd", "intent")
_ENC = re.compile(r"\bENC +[^\s\"]+")
_REFERENCE = re.compile(rf"\$\{{({'|'.join(SCHEMES)}):([^{{}}\x00-\x1f]+)\}}")


class Secret:
    """A value that no text form shows; `reveal` is for the one room that types it into a unit."""

    __slots__ = ("__weakref__", "_value")

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value itself."""
        return self._value

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    def __str__(self) -> str:
        return MASK

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._value == other._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("a secret is not to be stored")


@dataclass(frozen=True, slots=True)
class SecretRef:
    """A reference to a secret, for instance `${env:FGSP_PSK}`: it can be printed and stored, the secret cannot."""

    text: str

    @property
    def scheme(self) -> str:
        """`env`, `file`, `keyring`, `cmd` or `intent`."""
        return self.text[2:].partition(":")[0]

    @property
    def argument(self) -> str:
        """What stands behind the colon."""
        return self.text[2:-1].partition(":")[2]

    @classmethod
    def parse(cls, text: str) -> SecretRef | None:
        """The reference, if the whole text is one."""
        return cls(text) if _REFERENCE.fullmatch(text) else None

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SecretState:
    """What is known of a secret that a unit has; a unit without one has None in its place.

    A unit shows a secret as `ENC` text, which cannot be compared
    [facts/cli-behaviour.md#3.1, confirmed]: so a present secret
    equals any other, and two known ones are equal when their references are.
    """

    reference: SecretRef | None = None
    digest: str | None = field(default=None)
    """SHA-256 of the `ENC` text, where it was seen. The same text proves an unchanged secret, another one nothing."""

    @classmethod
    def present(cls, enc: str = "") -> SecretState:
        """A secret that a unit holds; `enc` is the text it is shown as."""
        return cls(digest=sha256(enc.encode()).hexdigest() if enc else None)

    @classmethod
    def known(cls, reference: SecretRef) -> SecretState:
        """A secret that an intent names."""
        return cls(reference=reference)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SecretState):
            return NotImplemented
        return self.reference is None or other.reference is None or self.reference == other.reference

    def __hash__(self) -> int:
        return hash(SecretState)

    def __str__(self) -> str:
        return "present"


_LOOKED_UP: WeakValueDictionary[int, Secret] = WeakValueDictionary()
"""By identity, for as long as anybody has them: two equal ones may end at different times."""


def looked_up(secret: Secret) -> Secret:
    """The secret, from now on masked in the messages of this process for as long as anybody has it."""
    _LOOKED_UP[id(secret)] = secret
    return secret


def mask_looked_up(text: str, more: Iterable[Secret] = ()) -> str:
    """The text without any secret that a reference has led to, or that is among `more`; nor as Python writes it."""
    values = {*_LOOKED_UP.values(), *more}
    return mask(text, values | {Secret(repr(value.reveal())[1:-1]) for value in values})


def mask_enc(text: str) -> str:
    """The text without what units have encrypted: that can be turned back, with a key that is the same on all units
    unless private-data encryption is on.
    """
    return _ENC.sub(f"ENC {MASK}", text)


def mask(text: str, secrets: Iterable[Secret]) -> str:
    """The text with each of the secrets in it replaced by a mask; the longest first, as one may hold another."""
    for value in sorted({secret.reveal() for secret in secrets} - {""}, key=len, reverse=True):
        text = text.replace(value, MASK)
    return text
