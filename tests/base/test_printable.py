"""What comes from elsewhere cannot drive a terminal."""

from __future__ import annotations

import pytest

from fgsp_cli.base.printable_text import mixes_directions, on_one_line, printable


@pytest.mark.parametrize(
    ("text", "shown"), [("a\x1b[2J", "a\\x1b[2J"), ("a\rb\x9b", "a\\x0db\\x9b"), ("a\tb\nc", "a\tb\nc")]
)
def test_control_characters_are_shown_and_not_sent(text: str, shown: str) -> None:
    """Tab and newline are what a text is made of."""
    assert printable(text) == shown


def test_a_name_stays_on_its_line() -> None:
    """A file can be named anything, and must not look like another row of a table."""
    assert on_one_line("a\nb  equal\x1b") == "a\\nb  equal\\x1b"


@pytest.mark.parametrize(
    "code",
    [
        0x85,
        0xAD,
        0x61C,
        0x115F,
        0x180E,
        0x200B,
        0x200D,
        0x202E,
        0x2028,
        0x2060,
        0x2066,
        0x3164,
        0xFE0F,
        0xFEFF,
        0xE0041,
        0xE0100,
    ],
)
def test_what_shows_nothing_is_shown(code: int) -> None:
    """C1, soft hyphens, fillers, zero-width, bidirectional, tag characters and variation selectors."""
    assert printable(f"a{chr(code)}b").isascii()


@pytest.mark.parametrize(
    ("text", "mixed"),
    [
        ("fgt-a", False),
        ("a-\u05d0", True),
        ("\u0627-1x", True),
        ("\u05d0-1", False),
        ("M\xfcnchen", False),
        ("\u6771\u4eac-a", False),
    ],
)
def test_mixed_directions_are_known(text: str, mixed: bool) -> None:
    """Digits and hyphens have no direction of their own."""
    assert mixes_directions(text) is mixed
