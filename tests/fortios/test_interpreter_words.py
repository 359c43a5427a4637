"""How the interpreter splits a line: the rules of facts/cli-behaviour.md#4, one by one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fgsp_cli.fortios.interpreter.language.line_words import open_after, split
from fgsp_cli.fortios.interpreter.stored.loader import quoted


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("set peerip 10.0.0.1", ["set", "peerip", "10.0.0.1"]),
        ("  set\tpeerip  10.0.0.1  ", ["set", "peerip", "10.0.0.1"]),
        ('"a b" c', ["a b", "c"]),
        ("'a b' c", ["a b", "c"]),
        (r"a\ b c", ["a b", "c"]),
        (r'"say \"x\""', ['say "x"']),
        (r'"it\'s"', ["it's"]),
        (r'"a\\b"', ["a\\b"]),
        (r'"a\b"', ["a\\b"]),
        (r"'a\b'", ["a\\b"]),
        (r"\"", ['"']),
        ("a'b c'\"d\"", ["ab cd"]),
        ("'' \"\"", ["", ""]),
        ("a#b # c", ["a#b", "#", "c"]),
        ('"two\nlines" x', ["two\nlines", "x"]),
        ("a\\\nb", ["ab"]),
        ("x.x.x.x (this will be)", ["x.x.x.x", "(this", "will", "be)"]),
    ],
)
def test_words_follow_the_quoting_rules(text: str, words: list[str]) -> None:
    """Double quotes have three escapes, single quotes none, outside a backslash takes what follows."""
    assert [word.text for word in split(text)] == words


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("set x y", ""),
        ('set x "y', '"'),
        ("set x 'y", "'"),
        ('set x "y\\"', '"'),
        ('set x "y\\\\"', ""),
        ("set x y\\", "\\"),
        ("set x y\\\\", ""),
        ("set x 'y\\", "'"),
        ("set x 'y\\'", ""),
        ('set x "a" \'b\' "c', '"'),
    ],
)
def test_an_open_quote_is_noticed(text: str, state: str) -> None:
    """A backslash at the very end is open too: it joins the next line."""
    assert open_after(text) == state


@pytest.mark.parametrize(("line", "after"), [("still text # 'x'", '"'), ('end"', ""), ('\\"', '"'), ('" "', '"')])
def test_an_open_quote_goes_on_until_it_is_closed(line: str, after: str) -> None:
    """Whatever stands in the lines between."""
    assert open_after(line, '"') == after


def test_a_joined_line_starts_afresh() -> None:
    """The backslash is used up by the line end."""
    assert open_after("x", "\\") == ""


@given(st.lists(st.text(alphabet=st.characters(exclude_characters="\r"), max_size=8), max_size=5))
def test_quoting_is_undone_by_splitting(words: list[str]) -> None:
    """What `show` prints in quotes comes back as the same word, whatever is in it."""
    text = " ".join(quoted(word) for word in words)
    assert open_after(text) == ""
    assert [word.text for word in split(text)] == words


@given(st.text(alphabet="ab \"'\\\n", max_size=30))
def test_looking_line_by_line_finds_what_looking_at_all_finds(text: str) -> None:
    """The state after a text does not depend on where it is cut into lines."""
    state = ""
    lines = text.split("\n")
    for line in lines[:-1]:
        state = open_after(line, state)
    assert open_after(lines[-1], state) == open_after(text)
