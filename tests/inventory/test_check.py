"""Text that YAML would read as something else is recognised."""

from __future__ import annotations

import io

import pytest
import ruamel.yaml
from hypothesis import given
from hypothesis import strategies as st

from fgsp_cli.base.errors import InputError
from fgsp_cli.base.yamlnodes import load
from fgsp_cli.inventory.check import check_files

WORDS = st.text(st.sampled_from("0123456789_.:-+eExobtruefalsnTF~"), min_size=1, max_size=8)


@given(WORDS)
def test_every_word_that_nornir_would_not_read_as_text_is_refused(word: str) -> None:
    """Nornir reads with ruamel; what that takes for a number must not become a user name."""
    text = f"a: {{username: {word}}}\n"
    try:
        read = ruamel.yaml.YAML(typ="safe").load(io.StringIO(text))["a"]["username"]
        node = load(text, "hosts.yaml")
    except (ruamel.yaml.error.YAMLError, InputError, ValueError, KeyError, TypeError):
        return
    if read is not None and not isinstance(read, str):
        assert check_files(node, None, None).problems


@given(st.from_regex(r"[a-z][a-z0-9-]{0,10}[a-z]", fullmatch=True))
def test_ordinary_names_need_no_quotes(word: str) -> None:
    """Letters, digits and hyphens."""
    assert not check_files(load(f"a: {{username: 'x', hostname: {word}-1}}", "hosts.yaml"), None, None).problems


@pytest.mark.parametrize("text", ["fgt\u200b", "fgt\u202e", "fgt-\u05d0", "\u0627fgt", "f\U000e0067t"])
@pytest.mark.parametrize("where", ["{}: {{}}", "a: {{hostname: {}}}", "a: {{data: {{x: {}}}}}", "a: {{groups: [{}]}}"])
def test_names_and_values_show_what_they_are(text: str, where: str) -> None:
    """Invisible characters and letters of both writing directions are refused, with the place."""
    with pytest.raises(
        InputError, match=r"hosts\.yaml:1:\d+: (invisible characters|letters of both writing directions)"
    ):
        load(where.format(text), "hosts.yaml", multiline=True)
