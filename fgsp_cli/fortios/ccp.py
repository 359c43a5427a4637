"""The fence around ciscoconfparse2: the only module that imports it.

What it cannot do is kept from it (measured on 0.9.18). It knows no FortiOS syntax: it gets lines that are indented by
block depth and lack the closing words. It takes a line end for the end of a value: a value of several lines is folded
into one. Its time is quadratic in the length of the text: it never gets more than a page at a time. And it prints the
whole text, secrets included, when a call fails: its log handlers are taken away right after the import, which adds
them, and its own error is not chained to ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Protocol

from fgsp_cli.base import ConfigTextError

PAGE = 80
"""Lines per call: up to about this many, the cost per line is flat."""
REMEMBERED = 256
"""Pages whose trees are kept: units print mostly the same lines as each other, and the same as at the last reading."""
_ROOT = "config"
_FOLDS = [chr(code) for code in range(0xE000, 0xF8FF)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of configuration that opens or sets something; a value in it may hold line ends."""

    text: str
    depth: int
    """The number of `config` and `edit` blocks it stands in."""
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A line and the lines inside the block that it opens."""

    text: str
    number: int
    children: tuple[Branch, ...] = ()


class _Parsed(Protocol):
    """What we use of the library's line objects."""

    @property
    def text(self) -> str: ...
    @property
    def linenum(self) -> int: ...
    @property
    def children(self) -> Sequence[_Parsed]: ...


def prepare() -> None:
    """Import the library now (it takes about a second), for instance while a connection is being made."""
    _library()


def forget() -> None:
    """Keep no page: who measures wants to see what the library costs."""
    _shapes.cache_clear()


def branches(lines: Sequence[Line]) -> tuple[Branch, ...]:
    """The lines as trees, in time linear in their number.

    Raises ConfigTextError, which holds nothing of the text, if the library fails.
    """
    fold = _unused_character(lines)
    prepare()
    try:
        return tuple(_forest(lines, fold))
    except Exception:  # noqa: BLE001 - whatever it raises carries the text
        numbers = f"lines {lines[0].number} to {lines[-1].number}"
    raise ConfigTextError(f"ciscoconfparse2 cannot read {numbers}")


def _forest(lines: Sequence[Line], fold: str) -> Iterator[Branch]:
    """Trees of the lines at the lowest depth; one that is longer than a page has its inside read by itself."""
    page: list[Line] = []
    for tree in _trees(lines):
        if len(tree) > PAGE:
            yield from _parse(page, fold)
            page = []
            yield Branch(text=tree[0].text, number=tree[0].number, children=tuple(_forest(tree[1:], fold)))
        elif len(page) + len(tree) > PAGE:
            yield from _parse(page, fold)
            page = list(tree)
        else:
            page.extend(tree)
    yield from _parse(page, fold)


def _trees(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """Each line at the depth of the first, with what stands inside it."""
    start = 0
    for place in range(1, len(lines) + 1):
        if place == len(lines) or lines[place].depth <= lines[start].depth:
            yield lines[start:place]
            start = place


def _parse(page: Sequence[Line], fold: str) -> Iterator[Branch]:
    """What the library makes of a page, under a root line that makes every other line a child."""
    if not page:
        return
    outdent = page[0].depth - 1
    texts = (_ROOT, *(" " * (line.depth - outdent) + line.text.replace("\n", fold) for line in page))
    for branch in _shapes(texts):
        yield _placed(branch, page, fold)


@lru_cache(maxsize=REMEMBERED)
def _shapes(texts: tuple[str, ...]) -> tuple[Branch, ...]:
    """The trees under the first of the texts; a branch's number is its place behind that one."""
    return tuple(_branch(child) for child in _library()(list(texts))[0].children)


def _branch(parsed: _Parsed) -> Branch:
    children = tuple(_branch(child) for child in parsed.children)
    return Branch(text=parsed.text.lstrip(" "), number=parsed.linenum, children=children)


def _placed(branch: Branch, page: Sequence[Line], fold: str) -> Branch:
    """The branch with its own line ends and line numbers."""
    return Branch(
        text=branch.text.replace(fold, "\n"),
        number=page[branch.number - 1].number,
        children=tuple(_placed(child, page, fold) for child in branch.children),
    )


def _unused_character(lines: Sequence[Line]) -> str:
    """A character (of those that Unicode leaves to private use) that no line holds, to stand for a line end."""
    used = set[str]().union(*(line.text for line in lines if not line.text.isascii()))
    return next(character for character in _FOLDS if character not in used)


@contextmanager
def _undecorated() -> Iterator[None]:
    """Nothing that is imported meanwhile is wrapped to check its own types (half of the time of the import) or to log
    its own errors (a tenth of the time of a push, and the logs hold whole lines).
    """
    from loguru import logger

    decorators: list[tuple[object, str]] = [(type(logger), "catch")]
    with suppress(ImportError):  # a version of the library that does without
        import typeguard

        decorators.append((typeguard, "typechecked"))
    kept = [(owner, name, getattr(owner, name)) for owner, name in decorators]
    for owner, name, _ in kept:
        setattr(owner, name, staticmethod(_same))
    try:
        yield
    finally:
        for owner, name, decorator in kept:
            setattr(owner, name, decorator)


def _same(target: object = None, **_options: object) -> object:
    """A decorator that changes nothing, with options or without."""
    return _same if target is None else target


@cache
def _library() -> Callable[[list[str]], Sequence[_Parsed]]:
    with _undecorated():
        from ciscoconfparse2 import CiscoConfParse, ConfigList
    from loguru import logger

    logger.remove()
    # Its usual call links all lines twice, the second time for changes that we do not make: half of the time.
    options = {"syntax": "ios", "comment_delimiters": ["!"], "factory": False}
    owner = CiscoConfParse(config=["!"], **options)

    def parse(texts: list[str]) -> Sequence[_Parsed]:
        parsed: Sequence[_Parsed] = ConfigList(initlist=texts, ccp_ref=owner, **options)
        return parsed

    return parse
