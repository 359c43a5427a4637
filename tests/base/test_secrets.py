"""No text form of a secret shows it."""

from __future__ import annotations

import copy
import pickle

import pytest

from fgsp_cli.base.secrets import (
    MASK,
    ReferenceName,
    Secret,
    SecretRef,
    SecretState,
    ShownSecret,
    looked_up,
    mask,
    mask_enc,
    mask_looked_up,
)

CANARY = "c4nary-\"'?\\"


def test_a_secret_shows_itself_only_when_asked() -> None:
    """repr, str, format and containers all mask."""
    secret = Secret(CANARY)
    assert all(CANARY not in text for text in (repr(secret), str(secret), f"{secret}", f"{[secret]!r}"))
    assert secret.reveal() == CANARY


@pytest.mark.parametrize("store", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_secret_cannot_be_stored(store: object) -> None:
    """A pickle on disk would be a leak."""
    with pytest.raises(TypeError):
        store(Secret(CANARY))  # type: ignore[operator]


@pytest.mark.parametrize("text", ["${env:FGSP_PSK}", "${file:/etc/psk}", "${cmd:pass show fgsp}", "${intent:a.b}"])
def test_a_reference_keeps_its_text_scheme_and_argument(text: str) -> None:
    """References travel instead of secrets."""
    reference = SecretRef.parse(text)
    assert reference is not None
    assert str(reference) == "${" + f"{reference.name.scheme}:{reference.name.argument}" + "}"


@pytest.mark.parametrize("text", ["plain", "${env:}", "${vault:x}", "a ${env:X}", "${env:X}\n", "ENC abc"])
def test_what_is_no_whole_reference_is_none(text: str) -> None:
    """A secret that merely holds a reference is a secret."""
    assert SecretRef.parse(text) is None


def test_a_present_secret_equals_any_and_two_known_ones_compare_by_reference() -> None:
    """`ENC` text changes at every display on older releases, so it proves no difference."""
    one, two = (SecretState.known(ReferenceName(f"${{env:{name}}}")) for name in "AB")
    assert ShownSecret.of("abc") == ShownSecret.of("def") == one
    assert one != two
    assert one == SecretState.known(ReferenceName("${env:A}"))
    assert ShownSecret.of("abc").digest != ShownSecret.of("def").digest


def test_mask_replaces_the_longest_secret_first() -> None:
    """A secret that is part of another must not leave the rest of it standing."""
    assert mask("set x abcdef abcd", [Secret("abcd"), Secret("abcdef"), Secret("")]) == f"set x {MASK} {MASK}"


def test_what_was_looked_up_is_masked_for_as_long_as_anybody_has_it() -> None:
    """As it is, and as Python writes it in the message of an error."""
    secret = looked_up(Secret("can't say"))
    twin = looked_up(Secret("can't say"))
    assert mask_looked_up("it can't say") == f"it {MASK}"
    del secret
    assert mask_looked_up(f"it {twin.reveal()}") == f"it {MASK}"
    odd = looked_up(Secret("back\\slash"))
    assert "slash" not in mask_looked_up(f"{odd.reveal()!r} and {odd.reveal()}")
    del twin, odd
    assert mask_looked_up("it can't say") == "it can't say"


def test_what_a_unit_has_encrypted_is_masked() -> None:
    """It can be turned back."""
    assert mask_enc('set psksecret ENC AbC+/=\nset password "ENC  xyz"') == (
        f'set psksecret ENC {MASK}\nset password "ENC {MASK}"'
    )


def test_a_short_secret_does_not_show_itself_by_its_masks() -> None:
    """Masked letter by letter, `a` would stand wherever a mask stands; a part of another word is left."""
    assert mask("a change of data\nnothing here", [Secret("a")]) == f"{MASK}\nnothing here"
    assert mask('{"vdom": "root a", "unit": "data"}', [Secret("a")]) == f'{{"vdom": "{MASK}", "unit": "data"}}'
    assert mask("set psksecret ?", [Secret("?")]) == MASK
    assert mask("data", [Secret("ata")]) == "data"


@pytest.mark.parametrize("value", ['qu"ote', "back\\slash", "a<b>&c", "schl\u00fcssel", "it's"])
def test_a_secret_is_masked_as_python_json_and_html_write_it(value: str) -> None:
    """In every form in which a report may hold it."""
    import html
    import json

    for form in (value, repr(value), json.dumps(value), json.dumps({"x": value}), html.escape(value)):
        assert value not in mask_looked_up(form, [Secret(value)])
        assert form.strip("'\"") not in mask_looked_up(form, [Secret(value)])
