"""The tree is immutable and merges the way a unit does."""

from __future__ import annotations

from fgsp_cli.fortios.tree import EMPTY, Node, Setting


def entry(**settings: str) -> Node:
    """An entry with those settings."""
    return Node(settings={name: Setting(words=(word,)) for name, word in settings.items()})


def test_building_a_tree_leaves_the_old_one_as_it_was() -> None:
    """Every step makes a new tree."""
    table = EMPTY.with_entry("1", entry(a="x"))
    root = EMPTY.with_child("system cluster-sync", table)
    assert not EMPTY
    assert root.child("system cluster-sync") == table
    assert root.child("system ha", "nothing") is None


def test_the_same_block_typed_twice_is_merged() -> None:
    """Later settings win, what the second does not name stays."""
    first = EMPTY.with_child("t", EMPTY.with_entry("1", entry(a="x", b="y")))
    second = EMPTY.with_child("t", EMPTY.with_entry("1", entry(b="z")).with_entry("2", entry(c="w")))
    merged = first.merged(second)
    assert merged.child("t") == EMPTY.with_entry("1", entry(a="x", b="z")).with_entry("2", entry(c="w"))


def test_equality_is_of_words_and_not_of_lines_or_spelling() -> None:
    """Where a setting stands and how it was quoted is no difference."""
    assert Setting(words=("a",), raw='"a"', line=3) == Setting(words=("a",), raw="a", line=7)
