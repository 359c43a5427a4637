"""What comes from elsewhere cannot drive a terminal."""

from __future__ import annotations

import pytest

from fgsp_cli.base.printable_text import on_one_line, printable


@pytest.mark.parametrize(
    ("text", "shown"), [("a\x1b[2J", "a\\x1b[2J"), ("a\rb\x9b", "a\\x0db\\x9b"), ("a\tb\nc", "a\tb\nc")]
)
def test_control_characters_are_shown_and_not_sent(text: str, shown: str) -> None:
    """Tab and newline are what a text is made of."""
    assert printable(text) == shown


def test_a_name_stays_on_its_line() -> None:
    """A file can be named anything, and must not look like another row of a table."""
    assert on_one_line("a\nb  equal\x1b") == "a\\nb  equal\\x1b"
