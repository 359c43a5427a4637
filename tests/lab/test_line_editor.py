from __future__ import annotations

import pytest

from fgsp_cli.lab.ssh.line_editor import LineEditor


def _type(editor: LineEditor, *keys: bytes) -> bytes:
    echo = b""
    for key in keys:
        plain = key[0] >= 0x20 and key != b"\x7f"
        echo += editor.insert(key) if plain else editor.key(key)
    return echo


def test_plain_text_is_echoed_as_it_is() -> None:
    """Echo is key by key."""
    assert _type(LineEditor(), b"get system status") == b"get system status"


@pytest.mark.parametrize("key", [b"\x7f", b"\x08"])
def test_backspace_takes_a_character_back(key: bytes) -> None:
    """Both codes of the key do it, and at the start of the line nothing happens."""
    editor = LineEditor()
    assert _type(editor, key) == b""
    assert _type(editor, b"ab", key) == b"ab\b \b"
    assert editor.line == b"a"


def test_backspace_never_leaves_half_a_character() -> None:
    """A character of several bytes goes as a whole, and one blank wipes it."""
    editor = LineEditor()
    assert _type(editor, "aé".encode(), b"\x7f") == "aé".encode() + b"\b \b"
    assert editor.take() == "a"


def test_ctrl_d_deletes_under_the_cursor_and_never_logs_out() -> None:
    """Ctrl-D deletes a character [facts/cli-behaviour.md#1.5]."""
    editor = LineEditor()
    _type(editor, b"abc", b"\x01", b"\x04")
    assert editor.line == b"bc"
    _type(editor, b"\x05", b"\x04")
    assert editor.line == b"bc"


def test_text_goes_in_at_the_cursor() -> None:
    """What stands behind the cursor is drawn again."""
    editor = LineEditor()
    assert _type(editor, b"ac", b"\x02", b"b") == b"ac\bbc\b"
    assert _type(editor, b"\x06", b"d") == b"cd"
    assert editor.take() == "abcd"


def test_the_history_holds_the_lines_of_the_session() -> None:
    """Arrow up and Ctrl-P go back, arrow down and Ctrl-N forward to the empty line."""
    editor = LineEditor()
    for line in (b"one", b"two"):
        editor.insert(line)
        editor.take()
    _type(editor, b"\x1b[A", b"\x10")
    assert editor.line == b"one"
    _type(editor, b"\x0e", b"\x1b[B")
    assert editor.line == b""


def test_bytes_that_are_no_utf_8_survive() -> None:
    """What a line holds comes back as the same bytes."""
    editor = LineEditor()
    editor.insert(b"set alias \xff\xfe")
    assert editor.take().encode("utf-8", "surrogateescape") == b"set alias \xff\xfe"
