"""Secrets as types: what they print is never what they hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

from fgsp_cli.base.secret_sources import SOURCES

MASK = "********"
SHORT = 4
"""A secret of fewer characters is not masked letter by letter."""
INTENT = "intent"
"""Of a reference to a secret that stands in the intent itself: only the program writes those."""
SCHEMES = (*SOURCES, INTENT)
_ENC = re.compile(r"\bENC +[^\s\"]+")
_SECRET_WORD = re.compile(r"psk|passw|passphrase|secret|token|key|pwd", re.IGNORECASE)
_SECRET_SETTING = re.compile(rf"([\w-]*(?:{_SECRET_WORD.pattern})[\w-]*)[^\w-].*", re.IGNORECASE | re.DOTALL)
_REFERENCE = re.compile(rf"\$\{{({'|'.join(SCHEMES)}):([^{{}}\x00-\x1f]+)\}}")


class Secret:
    """A value that no text form shows; `reveal` is for the one room that types it into a unit."""

    __slots__ = ("__weakref__", "_value")

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value itself, only for what is typed on a unit."""
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
class ReferenceName:
    """How a reference is spelled, `${env:FGSP_PSK}`: what states, lines, plans and journals hold.

    It can be printed, stored and compared, and never resolved: text of a unit or a file may spell any reference.
    """

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
    def parse(cls, text: str) -> ReferenceName | None:
        """The name, if the whole text is one."""
        return cls(text) if _REFERENCE.fullmatch(text) else None

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class SecretRef:
    """A reference that can be resolved. Only the loaders of intents, inventories and options make one: it stands in a
    file or an option that the operator names in this call.
    """

    name: ReferenceName

    @classmethod
    def parse(cls, text: str) -> SecretRef | None:
        """The reference, if the whole text of the operator is one."""
        name = ReferenceName.parse(text)
        return cls(name) if name else None

    def __str__(self) -> str:
        return self.name.text


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SecretState:
    """What is known of a secret that a unit has; a unit without one has None in its place.

    A unit shows a secret as `ENC` text, which cannot be compared
    [facts/cli-behaviour.md#3.1, confirmed]: so a present secret
    equals any other, and two known ones are equal when their references are.
    """

    reference: ReferenceName | None = None
    digest: str | None = None
    """SHA-256 of the `ENC` text that a unit showed. The same text proves an unchanged secret, another one nothing."""

    @classmethod
    def known(cls, reference: ReferenceName) -> SecretState:
        """A secret that an intent names."""
        return cls(reference=reference)

    def as_shown(self) -> ShownSecret:
        """The secret without what names it."""
        return ShownSecret(digest=self.digest)

    def is_proven_equal(self, other: SecretState) -> bool:
        """Whether the same reference, or the same `ENC` text, proves that the two are equal."""
        references, digests = (self.reference, other.reference), (self.digest, other.digest)
        return any(None not in each and each[0] == each[1] for each in (references, digests))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SecretState):
            return NotImplemented
        return self.reference is None or other.reference is None or self.reference == other.reference

    def __hash__(self) -> int:
        return hash(SecretState)

    def __str__(self) -> str:
        return "present"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ShownSecret(SecretState):
    """A secret as a unit or a backup shows it: whatever the text spells, it names no reference."""

    reference: None = field(default=None, init=False)

    @classmethod
    def of(cls, enc: str = "") -> ShownSecret:
        """A secret that is there; `enc` is the `ENC` text it is shown as."""
        from hashlib import sha256  # only here: it costs every command 3 ms

        return cls(digest=sha256(enc.encode("utf-8", "surrogatepass")).hexdigest() if enc else None)


_LOOKED_UP: WeakValueDictionary[int, Secret] = WeakValueDictionary()
"""By identity, for as long as anybody has them: two equal ones may end at different times."""


def looked_up(secret: Secret) -> Secret:
    """The secret, from now on masked in the messages of this process for as long as anybody has it."""
    _LOOKED_UP[id(secret)] = secret
    return secret


def mask_looked_up(text: str, more: Iterable[Secret] = ()) -> str:
    """The text without any secret that a reference has led to, or that is among `more`; nor as Python, JSON, HTML and
    XML write it.
    """
    values = {value.reveal() for value in (*_LOOKED_UP.values(), *more)}
    forms = {form for value in values for form in _written_forms(value)}
    return mask(text, map(Secret, forms))


def _written_forms(value: str) -> Iterator[str]:
    import html
    import json

    yield value
    yield repr(value)[1:-1]
    yield json.dumps(value)[1:-1]
    yield json.dumps(value, ensure_ascii=False)[1:-1]
    yield html.escape(value)
    yield html.escape(value, quote=False)


def mask_enc(text: str) -> str:
    """The text without what units have encrypted: that can be turned back, with a key that is the same on all units
    unless private-data encryption is on.
    """
    return _ENC.sub(f"ENC {MASK}", text)


def is_secret_attribute(name: str) -> bool:
    """Whether an attribute holds a secret by its name; rather one too many, as only texts of errors depend on it."""
    return _SECRET_WORD.search(name) is not None


def mask_line(line: str) -> str:
    """A line to quote in a message: a mask stands for all that is behind the name of a secret attribute."""
    return mask_enc(_SECRET_SETTING.sub(rf"\1 {MASK}", line))


def mask(text: str, secrets: Iterable[Secret]) -> str:
    """The text with each of the secrets in it replaced by a mask; the longest first, as one may hold another.

    A short one would show itself by where the masks stand: where it is a word of its own, the whole value in quotes is
    replaced, else the whole line; a part of another word is left.
    """
    for value in sorted({secret.reveal() for secret in secrets} - {""}, key=len, reverse=True):
        if value not in text:
            continue
        if len(value) >= SHORT:
            text = text.replace(value, MASK)
            continue
        word = rf"(?<!\w){re.escape(value)}(?!\w)"
        text = re.sub(rf'"(?:[^"\n\\]|\\.)*?{word}(?:[^"\n\\]|\\.)*"', f'"{MASK}"', text)
        text = "\n".join(MASK if re.search(word, line) else line for line in text.split("\n"))
    return text
