"""No secret in anything that is told."""

from __future__ import annotations

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
