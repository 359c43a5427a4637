"""The fence around ciscoconfparse2 keeps its troubles out."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fgsp_cli.base.errors import ConfigTextError
from fgsp_cli.fortios import ccp
from fgsp_cli.fortios.ccp import PAGE, Branch, Line, branches

CANARY = "canary-7f3a"
FAILING = f"""
import ciscoconfparse2.ciscoconfparse2 as library
from fgsp_cli.fortios import ccp

def fail(lines, txt, **rest):
    raise ValueError(txt)

ccp.prepare()
library.cfgobj_from_text = fail
ccp.branches([ccp.Line(text="set psksecret {CANARY}", depth=0, number=4)])
"""
OUTLINE = st.recursive(
    st.just(()), lambda inner: st.lists(st.tuples(st.text(max_size=6), inner), max_size=5).map(tuple), max_leaves=60
)


def lines_of(trees: Sequence[tuple[str, object]], depth: int = 0) -> list[Line]:
    """The lines of nested (text, inside) pairs, numbered from 1."""
    found: list[Line] = []
    for text, inside in trees:
        found.append(Line(text=f"set x {text}.", depth=depth, number=0))
        found += lines_of(inside, depth + 1)  # type: ignore[arg-type]
    return [Line(text=line.text, depth=line.depth, number=place) for place, line in enumerate(found, 1)]


def flat(found: Sequence[Branch], depth: int = 0) -> list[Line]:
    """The lines of branches."""
    lines: list[Line] = []
    for branch in found:
        lines.append(Line(text=branch.text, depth=depth, number=branch.number))
        lines += flat(branch.children, depth + 1)
    return lines


@settings(max_examples=60)
@given(OUTLINE)
def test_blocks_come_back_as_they_were(trees: tuple[tuple[str, object], ...]) -> None:
    """Whatever stands in the lines: line ends, blanks, `!`, `#`, characters of private use."""
    lines = lines_of(trees)
    assert flat(branches(lines)) == lines


@pytest.mark.parametrize(
    "text", ['set banner login "^C', "set x !", "macro name y", "set x \ue000\n\ue001", "set x a\r"]
)
def test_what_the_library_would_take_for_ios_is_text(text: str) -> None:
    """Banners, macros and comments are Cisco's, not FortiOS'."""
    lines = [
        Line(text="config x", depth=0, number=1),
        Line(text=text, depth=1, number=2),
        Line(text="set b", depth=1, number=5),
    ]
    assert flat(branches(lines)) == lines


@pytest.mark.parametrize("rows", [1, PAGE, 5 * PAGE])
@pytest.mark.parametrize("depth", [0, 2])
def test_the_library_never_gets_more_than_a_page(monkeypatch: pytest.MonkeyPatch, rows: int, depth: int) -> None:
    """It is quadratic in what it gets: 10,000 rows at once would take it minutes."""
    parse, sizes = ccp._library(), list[int]()

    def counted(texts: list[str]) -> Sequence[ccp._Parsed]:
        sizes.append(len(texts))
        return parse(texts)

    def library() -> Callable[[list[str]], Sequence[ccp._Parsed]]:
        return counted

    monkeypatch.setattr(ccp, "_library", library)
    ccp.forget()
    lines = [Line(text=f"config {place}", depth=place, number=place) for place in range(depth)]
    for row in range(rows):
        lines += [
            Line(text=f"edit {row}", depth=depth, number=depth + 2 * row),
            Line(text="set a", depth=depth + 1, number=depth + 2 * row + 1),
        ]
    assert flat(branches(lines)) == lines
    assert max(sizes) <= PAGE + 1
    assert sum(sizes) <= len(lines) + len(sizes)


def test_a_failure_inside_the_library_shows_nothing_of_the_text() -> None:
    """Neither what it logs, nor its exception, nor the traceback of ours holds the secret in the text."""
    ran = subprocess.run(
        [sys.executable, "-c", FAILING], capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2]
    )
    assert ran.returncode == 1
    assert "ciscoconfparse2 cannot read lines 4 to 4" in ran.stderr
    assert CANARY not in ran.stdout + ran.stderr
    assert ran.stdout == ""


def test_a_failure_is_an_error_of_ours() -> None:
    """Callers know one family of errors."""
    with pytest.raises(ConfigTextError):
        branches([Line(text=b"set x", depth=0, number=1)])  # type: ignore[arg-type]


def test_no_lines_are_no_branches() -> None:
    """An empty section is a section."""
    assert branches([]) == ()


def test_what_was_read_before_is_read_again_with_its_own_line_numbers_and_line_ends() -> None:
    """The library is asked once for lines that several units print; where they stand is theirs."""
    lines = [Line(text="edit 1", depth=0, number=1), Line(text='set x "a\nb"', depth=1, number=2)]
    moved = [Line(text=line.text, depth=line.depth + 2, number=line.number + 70) for line in lines]
    inside = Branch(text=lines[1].text, number=2)
    assert branches(lines) == branches(lines) == (Branch(text="edit 1", number=1, children=(inside,)),)
    assert branches(moved) == (Branch(text="edit 1", number=71, children=(Branch(text=lines[1].text, number=72),)),)
