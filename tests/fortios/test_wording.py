"""Lines and words of printed text are told apart as FortiOS does it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fgsp_cli.fortios.values import quote_word
from fgsp_cli.fortios.wording import Word, printed_lines, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("peerip 10.0.0.1", ["peerip", "10.0.0.1"]),
        ('"root" "vd 1"', ["root", "vd 1"]),
        ("''", [""]),
        ('""', [""]),
        (r'"a\"b\\c\'d\e"', [r"a\"b\c'd\e".replace(r"\"", '"')]),
        (r"'a\b\"c'", [r"a\b\"c"]),
        (r"a\ b\"c", ['a b"c']),
        ("vd\"x y\"'z'", ["vdx yz"]),
        ('"a\nb" c', ["a\nb", "c"]),
        ("a\\\nb", ["ab"]),
        ("  \t ", []),
    ],
)
def test_words_lose_their_quotes_and_escapes(text: str, expected: list[str]) -> None:
    """Each kind of quote has its own rule about the backslash [facts/cli-behaviour.md#4]."""
    assert [word.text for word in words(text)] == expected


def test_a_bare_word_is_told_from_a_quoted_one() -> None:
    """Only a bare word can be a remark."""
    assert words('a "b" c\\ d') == (
        Word(text="a", bare=True),
        Word(text="b", bare=False),
        Word(text="c d", bare=False),
    )


@pytest.mark.parametrize("text", ['"a', "a 'b", 'a"', "b\\"])
def test_an_open_quote_is_an_error(text: str) -> None:
    """What is in it cannot be known."""
    with pytest.raises(ValueError, match="not closed"):
        words(text)


@given(st.lists(st.text(max_size=12), max_size=5))
def test_whatever_is_quoted_reads_back(texts: list[str]) -> None:
    """Quoting and reading are each other's undoing for any text."""
    assert [word.text for word in words(" ".join(quote_word(text) for text in texts))] == texts


def test_a_value_of_many_lines_is_one_line_with_its_first_number() -> None:
    """Comments, empty lines and lines of templates stay single, whatever quotes they hold."""
    text = "config x\n  # it's\n\n  set a \"b\n  end\n\" c  \n  %{ don't }\n  set d 'e\nf'\nend"
    assert list(printed_lines(text, 10)) == [
        (10, "config x"),
        (11, "# it's"),
        (13, 'set a "b\n  end\n" c'),
        (16, "%{ don't }"),
        (17, "set d 'e\nf'"),
        (19, "end"),
    ]
