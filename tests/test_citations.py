"""Every citation of a fact or a page, in code, tests and docs, leads somewhere."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
_CITED = re.compile(r"(?<![\w/.-])((?:[\w.-]+/)*[\w.-]+\.md)#([\w.-]*\w)")
_MORE = re.compile(r"(?:, (?:[A-C], )?and |, | and | to )#([\w.-]*\w)")
"""Further sections of the same page: `[facts/cli-behaviour.md#5.2, #5.3]`."""
_OLD = re.compile(r"\[(?:cli-behaviour|fgsp-facts|DESIGN) ?\d")


def texts() -> list[Path]:
    """What cites."""
    code = [path for room in ("fgsp_cli", "tests") for path in (ROOT / room).rglob("*.py*") if path.suffix != ".pyc"]
    return sorted([*code, *DOCS.rglob("*.md"), ROOT / "README.md", *(ROOT / "templates").rglob("*.j2")])


@cache
def anchors(page: Path) -> frozenset[str]:
    """The anchors of a page: those given, and those of its headings."""
    text = page.read_text(encoding="utf-8")
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    slugs = {re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}
    return frozenset(slugs | set(re.findall(r'<a id="([^"]+)">', text)))


def citations(path: Path) -> list[tuple[Path, str]]:
    """The page and anchor of each citation of a file."""
    text = path.read_text(encoding="utf-8")
    cited = []
    for match in _CITED.finditer(text):
        near, central = path.parent / match[1], DOCS / match[1]
        page = near if path.suffix == ".md" and near.exists() else central
        cited.append((page, match[2]))
        place = match.end()
        while more := _MORE.match(text, place):
            cited.append((page, more[1]))
            place = more.end()
    return cited


def broken(path: Path) -> list[str]:
    """The citations of a file that lead nowhere."""
    return [
        f"{page.name}#{anchor}" for page, anchor in citations(path) if not page.exists() or anchor not in anchors(page)
    ]


@pytest.mark.parametrize("path", texts(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_citation_resolves(path: Path) -> None:
    """The page exists and has the section; nothing is cited in the old way."""
    if path != Path(__file__):
        assert broken(path) == []
        assert not _OLD.search(path.read_text(encoding="utf-8"))


def test_they_all_resolve() -> None:
    """The facts are cited, often, and more than one section in one bracket counts."""
    every = [each for path in texts() if path.is_relative_to(ROOT / "fgsp_cli") for each in citations(path)]
    assert len(every) > 150
    assert {page.name for page, _ in every} >= {"cli-behaviour.md", "fgsp.md", "architecture.md"}


@pytest.mark.parametrize("cited", ["facts/fgsp.md#99", "facts/nothing.md#1", "facts/cli-behaviour.md#5.4, #5.99"])
def test_one_that_does_not_resolve_fails(tmp_path: Path, cited: str) -> None:
    """An unknown section, an unknown page, an unknown second section."""
    written = tmp_path / "module.py"
    written.write_text(f'"""Something [{cited}, confirmed]."""\n', encoding="utf-8")
    assert len(broken(written)) == 1
