"""No secret in anything that is told."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fgsp_cli.base.secrets import Secret
from fgsp_cli.device.masking import Masking
from fgsp_cli.fortios.values import quote_word


def masking(value: str) -> Masking:
    """A masking that knows one secret."""
    made = Masking()
    made.learn(Secret(value))
    return made


def test_a_secret_is_masked_in_every_form_in_which_it_may_be_echoed() -> None:
    """Plain, quoted and escaped, with and without Ctrl-V."""
    value = 'pa"ss?wo\\rd'
    hidden = masking(value)
    for form in (value, quote_word(value), quote_word(value).replace("?", "\x16?")):
        told = hidden.text(f"set psksecret {form}")
        assert "wo" not in told
        assert told.startswith("set psksecret ")


def test_encrypted_secrets_are_masked_too() -> None:
    """`ENC` text can be turned back."""
    assert Masking().text('set psksecret ENC abc+/=\nset name "ENC"') == 'set psksecret ENC ********\nset name "ENC"'


def test_an_answer_that_holds_a_part_of_the_secret_is_not_told() -> None:
    """Units cut values off in error texts."""
    hidden = masking("correct horse battery")
    reply = hidden.reply(
        "value parse error before 'correct ho'\nCommand fail. Return code -1", Secret("correct horse battery")
    )
    assert reply == "(a line that holds part of the secret)\nCommand fail. Return code -1"


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=6, max_size=40), st.integers(0, 30))
def test_no_four_characters_of_a_secret_in_a_row_are_ever_told(value: str, start: int) -> None:
    """However the unit cuts it."""
    told = masking(value).reply(f"value parse error before '{value[start:]}'\n{value}", Secret(value))
    words = "value parse error before '' ******** (a line that holds part of the secret)"
    for place in range(len(value) - 3):
        piece = value[place : place + 4]
        assert piece not in told or piece in words


SECRET = "Vary-long#Secret$With(9)Signs"
"""Without a word of six letters that is told otherwise."""


def pieces(value: str) -> set[str]:
    """Six characters in a row."""
    return {value[start : start + 6] for start in range(len(value) - 5)}


def on_screen(value: str, how: str) -> str:
    """A secret as a terminal may send it."""
    match how:
        case "wrapped":
            return f'set psksecret "{value[:9]} \r{value[9:20]}\r\n{value[20:]}"'
        case "redrawn":
            return "".join(f'\rfgt # set psksecret "{value[:end]}' for end in range(1, len(value) + 1))
        case "backspaces":
            return f"{value[:12]}{chr(8) * 12}{value}"
        case "cursor":
            return f"{value[:8]}\x1b[8D\x1b[K{value[:8]}\x1b[3C{value[8:]}"
        case "halves":
            return f"config x\r\n{value[:14]}\r\nend\r\n{value[14:]}"
        case _:
            return "\r\n".join(value)


@pytest.mark.parametrize("how", ["wrapped", "redrawn", "backspaces", "cursor", "halves", "a character a line"])
def test_six_characters_in_a_row_are_masked_however_a_terminal_shows_them(how: str) -> None:
    """Line ends, wraps, redrawn lines and what moves the cursor do not count as other characters."""
    told = masking(SECRET).text(f"before\n{on_screen(SECRET, how)}\nafter")
    plain = re.sub(r"\x1b\[[0-9;]*[A-Za-z]|[\s\x00-\x1f]", "", told)
    assert not [piece for piece in pieces(SECRET) if piece in plain]
    assert told.startswith("before\n")
    assert told.endswith("\nafter")


@given(
    st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=8, max_size=40),
    st.lists(st.tuples(st.integers(0, 40), st.sampled_from(["\r\n", " \r", "\x08", "\x1b[K", "\n"])), max_size=6),
)
def test_no_break_hides_six_characters_of_a_secret(value: str, breaks: list[tuple[int, str]]) -> None:
    """Any secret, broken anywhere."""
    shown = value
    for place, what in sorted(breaks, reverse=True):
        shown = shown[:place] + what + shown[place:]
    told = re.sub(r"\x1b\[[0-9;]*[A-Za-z]|[\s\x00-\x1f]", "", masking(value).text(shown))
    assert not [piece for piece in pieces(value) if piece in told and piece.strip("*")]


def test_text_without_a_piece_of_a_secret_stays_as_it_is() -> None:
    """Byte for byte, control characters and all."""
    text = "config system ha\r\n\x1b[1mset group-name \x08x\n" + SECRET[:5]
    assert masking(SECRET).text(text) == text
