"""One setting: words -> what is stored, and what a unit says to words that it does not take."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from fgsp_cli.fortios import replies, values
from fgsp_cli.fortios.dialects import Spec
from fgsp_cli.fortios.interpreter.assumptions import OffSwitch
from fgsp_cli.fortios.interpreter.stored.cipher import Cipher
from fgsp_cli.fortios.interpreter.stored.loader import quoted
from fgsp_cli.fortios.schema_data import Kind
from fgsp_cli.fortios.tree import Node, Setting
from fgsp_cli.fortios.values import ValueProblem

ENC = "ENC"
_BASE64 = re.compile(r"[A-Za-z0-9+/=]+")


@lru_cache(maxsize=4096)
def normalised(attribute: Spec, words: tuple[str, ...]) -> tuple[tuple[str, ...], bool]:
    """The words as the unit stores them, and whether they say the default; ValueProblem for no value.

    A list of names keeps the order in which it was typed.
    """
    if attribute.kind is Kind.OPTION and len(words) == 1:
        words = (_option(attribute, words[0]),)
    value = values.parse(attribute, words)
    stored = values.to_words(attribute, value)
    if attribute.kind is Kind.NAMES:
        stored = tuple(words) if attribute.ordered else tuple(dict.fromkeys(word for word in words if word))
    return stored, values.is_default(attribute, value)


def _option(attribute: Spec, word: str) -> str:
    """Options may be shortened as all words may [facts/cli-behaviour.md#4]."""
    matches = [option for option in attribute.options if option.startswith(word)]
    return matches[0] if len(matches) == 1 and word else word


def current(node: Node, attribute: Spec) -> tuple[str, ...]:
    """The words of an attribute's value, the default's if it is not set."""
    setting = node.settings.get(attribute.name)
    if setting is None:
        return values.to_words(attribute, attribute.default)
    return setting.words


def offered(node: Node, spec: Spec, attribute: Spec) -> bool:
    """Whether the attribute applies beside the values of the block's other attributes."""
    needed = attribute.depends_on
    return needed is None or "".join(current(node, spec.by_key[needed.attribute])) in needed.values


def hides(attribute: Spec, off_switch: OffSwitch) -> bool:
    """Whether a unit with that behaviour hides the attribute while it does not apply."""
    needed = attribute.depends_on
    return needed is not None and (needed.refused or off_switch != "keeps")


def hidden(cipher: Cipher, words: Sequence[str]) -> Setting:
    """A secret as it is stored: its `ENC` text as given, or one made from the typed text."""
    shown = words[1] if words[0] == ENC and len(words) > 1 else cipher.hide(words[0])
    return encrypted(shown)


def encrypted(shown: str) -> Setting:
    """The setting of that `ENC` text."""
    return Setting(words=(ENC, shown), raw=f"{ENC} {shown if _BASE64.fullmatch(shown) else quoted(shown)}")


def reply_to(attribute: Spec, problem: ValueProblem, out_of_range_code: int) -> replies.Reply:
    """What a unit prints for a value that is none."""
    word, code = problem.word, problem.code
    if code == -160:
        return replies.incomplete()
    if code == -61:
        return replies.parse_error(word)
    if code == -8:
        return replies.no_address(word)
    if code == -9:
        return replies.no_netmask()
    if attribute.max_length and len(word) > attribute.max_length:
        return replies.too_long(word, attribute.max_length)
    if attribute.kind in (Kind.INTEGER, Kind.INTERVAL, Kind.TABLE):
        is_number = word.isascii() and word.isdecimal()
        return replies.value_error(word, out_of_range_code) if is_number else replies.no_integer(word)
    return replies.value_error(word, code)
