"""Releases compare number by number, never by date or as text."""

from __future__ import annotations

import pytest

from fgsp_cli.fortios.versions import Release, Spans, is_branch


def test_releases_compare_as_numbers() -> None:
    """6.4.10 is newer than 6.4.9, and 7.0.19 older than 7.2.1 whatever their dates."""
    texts = ["6.4.9", "6.4.10", "7.0.0", "7.0.19", "7.2.1", "10.0.0"]
    releases = [Release.parse(text) for text in texts]
    assert sorted(set(releases)) == releases
    assert [str(release) for release in releases] == texts


@pytest.mark.parametrize("text", ["7.4", "7", "", "7.4.x", "7.4.4.1", "seven", "-1.0.0"])
def test_what_is_no_release_is_refused(text: str) -> None:
    """A branch is no release either."""
    with pytest.raises(ValueError, match="not a FortiOS release"):
        Release.parse(text)


def test_a_branch_is_two_numbers() -> None:
    """`7.4` names a branch, `7.4.4` one release of it."""
    assert is_branch("7.4")
    assert not is_branch("7.4.4")
    assert Release.parse("v7.4.4").branch == "7.4"


@pytest.mark.parametrize(
    ("release", "inside"),
    [("6.4.9", False), ("6.4.10", True), ("6.4.16", True), ("7.0.0", False), ("7.2.1", True), ("9.9.9", True)],
)
def test_spans_are_inclusive_and_may_stay_open(release: str, inside: bool) -> None:
    """Patch 999 is the last of a branch; no end means still there."""
    spans = Spans.of([["6.4.10", "6.4.999"], ["7.2.1", None]])
    assert (Release.parse(release) in spans) is inside
    assert str(spans) == "6.4.10 to the last 6.4, 7.2.1 and later"
