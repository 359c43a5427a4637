"""FortiOS releases, compared number by number and never by date [facts/fgsp.md#2, trap 1, confirmed]."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from fgsp_cli.base import UsageError

_RELEASE = re.compile(r"v?(\d{1,3})\.(\d{1,3})\.(\d{1,3})")
_BRANCH = re.compile(r"v?(\d{1,3})\.(\d{1,3})")
LAST_PATCH = 999
"""In the schema data, the last patch of a branch, whatever its number."""


class NoRelease(UsageError, ValueError):
    """A text that is no release."""


@dataclass(frozen=True, slots=True, order=True)
class Release:
    """One release, `7.4.4`."""

    major: int
    minor: int
    patch: int

    @classmethod
    def parse(cls, text: str) -> Release:
        """The release named by `7.4.4` or `v7.4.4`; NoRelease if the text is not one."""
        match = _RELEASE.fullmatch(text.strip())
        if match is None:
            raise NoRelease(f"{text!r} is not a FortiOS release such as 7.4.4")
        return cls(*(int(number) for number in match.groups()))

    @property
    def branch(self) -> str:
        """`7.4` of `7.4.4`."""
        return f"{self.major}.{self.minor}"

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"


def is_branch(text: str) -> bool:
    """Whether the text names a branch, `7.4`, and not a release."""
    return _BRANCH.fullmatch(text.strip()) is not None


@dataclass(frozen=True, slots=True)
class Spans:
    """A set of releases: inclusive ranges, an open end meaning `still there`."""

    spans: tuple[tuple[Release, Release | None], ...]

    @classmethod
    def of(cls, pairs: Iterable[Iterable[str | None]]) -> Spans:
        """From the pairs of texts of the schema data."""
        parsed = []
        for first, last in pairs:
            parsed.append((Release.parse(first or ""), Release.parse(last) if last else None))
        return cls(tuple(parsed))

    def __contains__(self, release: Release) -> bool:
        return any(first <= release and (last is None or release <= last) for first, last in self.spans)

    def ends(self) -> tuple[Release, ...]:
        """The first and last release of every range, the open and `last of the branch` ends left out."""
        releases = [first for first, _ in self.spans]
        releases += [last for _, last in self.spans if last and last.patch != LAST_PATCH]
        return tuple(releases)

    def __str__(self) -> str:
        return ", ".join(_span_text(first, last) for first, last in self.spans)


def _span_text(first: Release, last: Release | None) -> str:
    if last is None:
        return f"{first} and later"
    if first == last:
        return str(first)
    return f"{first} to the last {last.branch}" if last.patch == LAST_PATCH else f"{first} to {last}"
