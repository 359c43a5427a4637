"""Values: from the words of the CLI to one canonical form and back.

| kind | canonical form |
|---|---|
| integer | int |
| interval | int, milliseconds |
| option, string | str |
| ipv4 | `a.b.c.d` |
| ipv4-net | `a.b.c.d m.m.m.m`, host bits cleared |
| ipv6-net | `prefix/length`, compressed, host bits cleared |
| port-range | `low-high` |
| names | tuple of str, sorted and without repetitions: FortiOS treats these lists as sets |
| secret | SecretState, or None; ShownSecret where it was read |
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from ipaddress import AddressValueError, IPv4Address, IPv4Network, IPv6Network, NetmaskValueError

from fgsp_cli.base import MASK, SecretState, ShownSecret
from fgsp_cli.fortios.dialects import Spec
from fgsp_cli.fortios.schema_data import Kind

Scalar = int | str | tuple[str, ...] | SecretState | None
ReadScalar = int | str | tuple[str, ...] | ShownSecret | None
"""What words of the CLI come to: a secret in them never names a reference."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_NO_NAME = re.compile(r"[<>()#'\"\\?]")
_VDOM_NAME = re.compile(r"[A-Za-z0-9_-]+")
_PORTS = re.compile(r"(\d{1,9})(?:-(\d{1,9}))?")
_ESCAPED = re.compile(r"([\\\"'])")


class ValueProblem(ValueError):
    """Words that are no value of the attribute.

    `message` says what is wrong, `code` is FortiOS' return code for it (facts/cli-behaviour.md#2.1), `word` the word it
    stumbled
    over and `allowed` what would be accepted.
    """

    def __init__(self, message: str, *, code: int, word: str, allowed: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.word = word
        self.allowed = allowed


_ENCRYPTED = re.compile(r"[A-Za-z0-9+/=_-]{8,}")
"""What FortiOS prints behind `ENC`; anything else is the mask of another tool, which compares with nothing."""


def parse(spec: Spec, words: Sequence[str], *, printed: bool = False) -> ReadScalar:
    """The canonical value of CLI words, quotes already taken off; ValueProblem if they are none.

    `printed`: a unit printed them, so it holds them: which characters and how many a name may have is not asked. An
    FGCP `group-name` may hold brackets and quotes, and so may what older releases, the GUI and the REST interface set.
    """
    if printed and spec.kind is Kind.STRING:
        return _one(spec, words)
    if printed and spec.kind is Kind.NAMES and not spec.ordered and words:
        return tuple(sorted({word for word in words if word}))
    if printed and spec.kind is Kind.SECRET and words:
        return shown_secret(words)
    for word in words:
        if _CONTROL.search(word) and spec.kind is not Kind.SECRET:
            raise ValueProblem("a control character", code=-1, word=word, allowed=allowed(spec))
    return _PARSERS[spec.kind](spec, words)


def shown_secret(words: Sequence[str]) -> ShownSecret:
    """The secret that a unit printed, or that another tool masked: only `ENC` text can prove that it is unchanged."""
    return ShownSecret.of(words[1] if words[0] == "ENC" and _ENCRYPTED.fullmatch(" ".join(words[1:])) else "")


def to_words(spec: Spec, value: object) -> tuple[str, ...]:
    """The CLI words of a canonical value; none for an empty list.

    ValueProblem if this release cannot express it, which can only be an interval.
    """
    if spec.kind is Kind.INTERVAL and isinstance(value, int):
        return (str(_count(spec, value)),)
    if isinstance(value, SecretState):
        return (value.reference.text,) if value.reference else ("ENC", MASK)
    if isinstance(value, tuple):
        return value
    if spec.kind is Kind.IPV4_NET and isinstance(value, str):
        return tuple(value.split())
    return () if value is None else (str(value),)


def quote(spec: Spec, words: Sequence[str]) -> str:
    """The words as `show` prints them behind the name: names and texts quoted, all else bare
    [facts/cli-behaviour.md#3.1].
    """
    if spec.kind is Kind.STRING or (spec.kind is Kind.NAMES and not spec.ordered):
        return " ".join(quote_word(word) for word in words)
    if spec.kind is Kind.NAMES:
        return " ".join(word if word.isdecimal() else quote_word(word) for word in words)
    return " ".join(words)


def quote_word(word: str) -> str:
    r"""One word in double quotes, `"`, `\` and `'` escaped; the empty one is `''`
    [facts/cli-behaviour.md#3.1, confirmed].
    """
    return '"' + _ESCAPED.sub(r"\\\1", word) + '"' if word else "''"


def is_default(spec: Spec, value: object) -> bool:
    """Whether `show` would leave the value out."""
    return value == spec.default


def allowed(spec: Spec) -> str:
    """What the attribute accepts at this release, for people."""
    if spec.kind in (Kind.INTEGER, Kind.INTERVAL):
        unit = {"s": " seconds", "100ms": " x 100 ms"}.get(spec.unit, "")
        return f"{spec.minimum} to {spec.maximum}{unit}"
    if spec.kind is Kind.OPTION:
        return ", ".join(spec.options)
    text = _FORMS[spec.kind]
    if spec.max_length:
        text += f" of at most {spec.max_length} characters"
    return f"at most {spec.max_values} {text}" if spec.max_values else text


def time_text(milliseconds: int) -> str:
    """A time for people: `1 s`, `1.5 s`, `300 ms`."""
    seconds, rest = divmod(milliseconds, 1000)
    if not seconds:
        return f"{milliseconds} ms"
    return f"{seconds}.{rest:03}".rstrip("0").rstrip(".") + " s"


def neighbours(spec: Spec, milliseconds: int) -> tuple[int, ...]:
    """The one or two times nearest to the wanted one that this release can express, in milliseconds."""
    low, high = spec.minimum * spec.unit_ms, spec.maximum * spec.unit_ms
    below = milliseconds // spec.unit_ms * spec.unit_ms
    start = min(max(below, low), high - spec.unit_ms)
    return (start, start + spec.unit_ms)


def _count(spec: Spec, milliseconds: int) -> int:
    """The time in the release's own unit: never rounded [facts/fgsp.md#2, trap 4]."""
    count, rest = divmod(milliseconds, spec.unit_ms)
    if rest or not spec.minimum <= count <= spec.maximum:
        near = " and ".join(f"{time} ms" for time in neighbours(spec, milliseconds))
        message = f"{milliseconds} ms cannot be expressed exactly; the nearest that can are {near}"
        raise ValueProblem(message, code=-651, word=str(milliseconds), allowed=allowed(spec))
    return count


def _one(spec: Spec, words: Sequence[str]) -> str:
    """The only word; a second one is an error at that word, none an incomplete command."""
    if not words:
        raise ValueProblem("no value", code=-160, word="", allowed=allowed(spec))
    if len(words) > 1:
        raise ValueProblem("words after the value", code=-61, word=words[1], allowed=allowed(spec))
    return words[0]


def _integer(spec: Spec, words: Sequence[str]) -> int:
    word = _one(spec, words)
    if not (word.isascii() and word.isdecimal() and len(word) < 12):
        negative = word.startswith("-") and word[1:].isascii() and word[1:].isdecimal()
        text = "must not be negative" if negative else "not a whole number"
        raise ValueProblem(text, code=-651, word=word, allowed=allowed(spec))
    if not spec.minimum <= int(word) <= spec.maximum:
        raise ValueProblem("out of range", code=-651, word=word, allowed=allowed(spec))
    return int(word)


def _interval(spec: Spec, words: Sequence[str]) -> int:
    return _integer(spec, words) * spec.unit_ms


def _option(spec: Spec, words: Sequence[str]) -> str:
    word = _one(spec, words)
    if word not in spec.options:
        raise ValueProblem("unknown option", code=-61, word=word, allowed=allowed(spec))
    return word


def _string(spec: Spec, words: Sequence[str]) -> str:
    return _name(spec, _one(spec, words))


def _name(spec: Spec, word: str) -> str:
    """FortiOS refuses `< > ( ) # ' "` in names; VDOM names are letters, digits, `-`, `_`
    [facts/cli-behaviour.md#4, confirmed].

    Backslash and `?` cannot be typed plainly either, so they are refused too.
    """
    if spec.max_length and len(word) > spec.max_length:
        raise ValueProblem("too long", code=-1, word=word, allowed=allowed(spec))
    if (bad := _NO_NAME.search(word)) is not None:
        raise ValueProblem(f"the character {bad.group()} cannot be in it", code=-1, word=word, allowed=allowed(spec))
    if spec.references == "vdom" and word and not _VDOM_NAME.fullmatch(word):
        raise ValueProblem("no VDOM name", code=-1, word=word, allowed="letters, digits, - and _")
    return word


def _ipv4(spec: Spec, words: Sequence[str]) -> str:
    word = _one(spec, words)
    try:
        return str(IPv4Address(word))
    except AddressValueError:
        text = "an address goes without the mask" if _is_ipv4(word.partition("/")[0]) else "no IPv4 address"
        raise ValueProblem(text, code=-8, word=word, allowed=allowed(spec)) from None


def _is_ipv4(word: str) -> bool:
    try:
        IPv4Address(word)
    except AddressValueError:
        return False
    return True


def _ipv4_net(spec: Spec, words: Sequence[str]) -> str:
    if not words:
        raise ValueProblem("no value", code=-160, word="", allowed=allowed(spec))
    if len(words) > 2:
        raise ValueProblem("words after the value", code=-61, word=words[2], allowed=allowed(spec))
    text = words[0] if len(words) == 1 else f"{words[0]}/{words[1]}"
    if "/" not in text:
        raise ValueProblem("an address without its mask", code=-160, word=text, allowed=allowed(spec))
    try:
        return IPv4Network(text, strict=False).with_netmask.replace("/", " ")
    except NetmaskValueError:
        raise ValueProblem("no netmask", code=-9, word=words[-1], allowed=allowed(spec)) from None
    except ValueError:
        raise ValueProblem("no IPv4 network", code=-8, word=words[0], allowed=allowed(spec)) from None


def _ipv6_net(spec: Spec, words: Sequence[str]) -> str:
    word = _one(spec, words)
    try:
        if "/" not in word:
            raise ValueError("an address without its prefix length")
        return str(IPv6Network(word, strict=False))
    except ValueError:
        raise ValueProblem("no IPv6 network", code=-8, word=word, allowed=allowed(spec)) from None


def _port_range(spec: Spec, words: Sequence[str]) -> str:
    word = _one(spec, words)
    match = _PORTS.fullmatch(word)
    if match is None:
        raise ValueProblem("no port range", code=-651, word=word, allowed=allowed(spec))
    low, high = match.groups()
    return f"{int(low)}-{int(high if high is not None else low)}"


def _names(spec: Spec, words: Sequence[str]) -> tuple[str, ...]:
    if not words:
        raise ValueProblem("no value", code=-160, word="", allowed=allowed(spec))
    if spec.ordered:
        return tuple(words)
    names = tuple(sorted({_name(spec, word) for word in words if word}))
    if spec.max_values and len(names) > spec.max_values:
        raise ValueProblem("too many names", code=-651, word=words[-1], allowed=allowed(spec))
    return names


def _secret(spec: Spec, words: Sequence[str]) -> ShownSecret:
    if not words:
        raise ValueProblem("no value", code=-160, word="", allowed=allowed(spec))
    if len(words) > 1 and words[0] != "ENC":
        raise ValueProblem("words after the value", code=-61, word=MASK, allowed=allowed(spec))
    return ShownSecret.of(" ".join(words[1:]))


_PARSERS: dict[Kind, Callable[[Spec, Sequence[str]], ReadScalar]] = {
    Kind.INTEGER: _integer,
    Kind.INTERVAL: _interval,
    Kind.OPTION: _option,
    Kind.STRING: _string,
    Kind.IPV4: _ipv4,
    Kind.IPV4_NET: _ipv4_net,
    Kind.IPV6_NET: _ipv6_net,
    Kind.PORT_RANGE: _port_range,
    Kind.NAMES: _names,
    Kind.SECRET: _secret,
}
_FORMS = {
    Kind.STRING: "a name",
    Kind.IPV4: "an IPv4 address",
    Kind.IPV4_NET: "an IPv4 network, 10.1.0.0/16 or 10.1.0.0 255.255.0.0",
    Kind.IPV6_NET: "an IPv6 network, 2001:db8::/64",
    Kind.PORT_RANGE: "a port range, 443-443",
    Kind.NAMES: "names",
    Kind.SECRET: "a secret",
    Kind.OBJECT: "a block of settings",
    Kind.TABLE: "a list of entries",
    Kind.SINGLETON: "a block of settings",
}
