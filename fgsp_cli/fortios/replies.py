"""What a unit says to a line that it does not take, and how to distinguish such an answer from output
[facts/cli-behaviour.md#2].

Each function gives the text of one situation. Texts of real transcripts are marked confirmed; the others are our
choice where nothing is established, in the form of their neighbours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The text of a refusal, each line ended, and its return code; None where the unit prints none."""

    text: str
    code: int | None = None


def unknown_action() -> Reply:
    """The first word is no verb of this level [confirmed; without the empty line before it: likely]."""
    return Reply(text="Unknown action 0\n")


def parse_error(word: str, code: int = -61) -> Reply:
    """A later word is not known: a table, an attribute, an option [confirmed]."""
    return _with_code(f"\ncommand parse error before '{word}'\n", code)


def ambiguous(word: str) -> Reply:
    """A shortened word stands for several [the words are confirmed, the rest is not established]."""
    return _with_code(f"\nambiguous command before '{word}'\n", -61)


def incomplete() -> Reply:
    """A value, a key or the rest of a path is missing [confirmed]."""
    return _with_code("\nincomplete command in the end\n", -160)


def value_error(word: str, code: int, reason: str = "") -> Reply:
    """A value is refused; `reason` is the line before [confirmed for the forms with a reason]."""
    before = f"{reason}\n\n" if reason else ""
    return _with_code(f"{before}value parse error before '{word}'\n", code)


def no_integer(word: str) -> Reply:
    """A whole number was expected [confirmed]."""
    return value_error(word, -651, f"invalid unsigned integer value: {word}")


def no_address(word: str) -> Reply:
    """An address was expected [confirmed]."""
    return value_error(word, -8, "invalid ip address")


def no_netmask() -> Reply:
    """A netmask was expected [confirmed on an old build]."""
    return _with_code("invalid netmask.\nobject check operator error, -9, discard the setting\n", -9)


def too_long(word: str, limit: int) -> Reply:
    """A text is longer than its attribute holds [confirmed]."""
    size = f"string value is too long. the size is {len(word)}, the limit is {limit}\n"
    return _with_code(f"{size}value parse error before '{word}'\n", -1)


def not_in_datasource(word: str) -> Reply:
    """A value names an object that does not exist [confirmed]."""
    return value_error(word, -3, "entry not found in datasource")


def missing_attribute(name: str) -> Reply:
    """`next` or `end` on an entry that lacks a required attribute; it is not saved [confirmed]."""
    return _with_code(f"Attribute '{name}' MUST be set.\n", -56)


def set_refused(reason: str, code: int) -> Reply:
    """`next` or `end` on an entry that clashes with another [confirmed]."""
    return _with_code(f"{reason}\nobject set operator error, {code} discard the setting\n", 1)


def move_refused(reason: str) -> Reply:
    """`move` of an entry whose table keeps its order [confirmed]."""
    return _with_code(f"{reason}\n", -651)


def table_full() -> Reply:
    """`next` or `end` on an entry for which there is no room [confirmed]."""
    text = "object set operator error, -4 discard the setting\n"
    return Reply(text=f"{text}Command fail. Return code -4 (reached the maximum number of entries)\n", code=-4)


def in_use(count: int) -> Reply:
    """`delete` of an entry that others name [confirmed]."""
    return _with_code(f"The entry is used by other {count} entries\n", -23)


def nothing_to_delete() -> Reply:
    """`delete` of an entry that is not there [not established: the family and code that others imitate]."""
    return _with_code("entry not found in datasource\n", -3)


def not_in_table() -> Reply:
    """`show` or `get` of an entry that is not there; no code was seen [confirmed]."""
    return Reply(text="entry is not found in table\n")


def no_permission() -> Reply:
    """A write by a login that may only read [the code is confirmed for another command, the rest not established]."""
    return _with_code("", -37)


def locked() -> Reply:
    """Another transaction holds the object [likely]."""
    reason = "Can not config the object since either the object or the referenced objects are being configured"
    return _with_code(f"{reason} by other transactions.\n", 14)


def is_locked(reply: str) -> bool:
    """Whether a unit refused a line because another transaction holds the object."""
    return locked().text.partition("\n")[0] in reply


def fixed_in_transaction() -> Reply:
    """A transaction cannot change this object [that it cannot is confirmed, the text is not established]."""
    return _with_code("This object can not be changed in a configuration transaction.\n", -37)


def transaction_refused() -> Reply:
    """A transaction is started inside another, or ended where none is open [not established]."""
    return _with_code("", -1)


def _with_code(text: str, code: int) -> Reply:
    return Reply(text=f"{text}Command fail. Return code {code}\n", code=code)


_REFUSED = re.compile(
    r"""^(?:\d+:\ )?(?:
        Unknown\ action | (?:command|value)\ parse\ error | incomplete\ command | ambiguous\ command
      | node_check_object\ fail | object\ (?:set|check)\ operator\ error | entry\ (?:is\ )?not\ found
      | The\ entry\ is\ used\ by | Attribute\ '.*'\ MUST\ be\ set | Command\ fail | Can\ not\ config\ the\ object
      | The\ current\ admin\ user\ does\ not\ have | no\ (?:tablename|object)\b | internal\ error
      | invalid\ (?:integer|unsigned\ integer|netmask|input|ip\ address)
    ) | discard\ the\ setting""",
    re.MULTILINE | re.VERBOSE,
)
_NO_PART_OF_IT = re.compile(
    r"config transaction id=\d+ (?:will expire in \d+ seconds|has expired)|new entry '.*' added|current vf=\S+"
)
"""Lines that may stand between: what a transaction says by itself, and what `edit` says when it works."""


def refusal(text: str) -> str | None:
    """The device's own words if its answer to a line is a refusal, else None.

    For answers to configuration lines: what `show` prints may hold anything
    [facts/cli-behaviour.md#2.1, the robust test].
    """
    if not _REFUSED.search(text.replace("\r", "")):
        return None
    lines = (line.strip() for line in text.replace("\r", "").split("\n"))
    return "\n".join(line for line in lines if line and not _NO_PART_OF_IT.fullmatch(line))
