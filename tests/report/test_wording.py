"""What the formats say alike."""

from __future__ import annotations

import pytest
from fleets import about, fleet, member, sixteen, two_thousand, unreadable

from fgsp_cli.report import Appearance
from fgsp_cli.report.formats import formatter
from fgsp_cli.report.phrases import about_text, link_lines, verdict
from fgsp_cli.results.results import Outcome, Results, Status


def told(*statuses: Status) -> str:
    """The verdict on units that came to these."""
    devices = {f"fgt-{number}": Outcome(status=status) for number, status in enumerate(statuses)}
    return verdict(Results(command="audit", devices=devices))


@pytest.mark.parametrize(
    ("statuses", "says"),
    [
        ([], "No units"),
        ([Status.IN_SYNC], "1 unit as intended"),
        ([Status.IN_SYNC] * 2000, "2,000 units as intended"),
        ([Status.IN_SYNC, Status.SKIPPED], "1 unit as intended; 1 skipped"),
        ([Status.SKIPPED] * 2, "2 units skipped"),
        ([Status.DRIFT, Status.IN_SYNC], "1 of 2 units differs from the intent"),
        ([Status.MISSING, Status.UNREACHABLE], "2 of 2 units could not be compared"),
        ([Status.FAILED, Status.ROLLED_BACK, Status.IN_SYNC], "2 of 3 units failed"),
        (
            [Status.DRIFT] * 2 + [Status.UNREADABLE],
            "2 of 3 units differ from the intent; 1 could not be compared",
        ),
    ],
)
def test_the_verdict_counts_what_somebody_has_to_look_at(statuses: list[Status], says: str) -> None:
    """And says that all is well only if every unit was compared."""
    assert told(*statuses) == says


def test_a_fleet_is_one_sentence() -> None:
    """The 37 and the 8."""
    assert verdict(two_thousand()) == "37 of 2,000 units differ from the intent; 8 could not be compared"


def test_links_are_told_the_worst_first_and_those_of_an_unread_unit_once() -> None:
    """Fifteen lines about one unreadable backup would hide the rest."""
    (mesh,) = sixteen().meshes
    assert [str(state) for _, state, _ in link_lines(mesh)] == [
        "broken",
        "one_sided",
        "one_sided",
        "different",
        "unknown",
    ]
    (pair,) = fleet({"edge": 2}, {member("edge", 0): unreadable}).meshes
    assert [between for between, _, _ in link_lines(pair)] == ["edge-fw01 \u2013 edge-fw02"]


def test_the_text_ends_with_what_it_is_about() -> None:
    """When, against what, with which version; on a terminal no wider than that."""
    said = formatter("text", Appearance()).results(sixteen())
    assert said.endswith(f"\n\n{about_text(about())}\n")
    assert max(map(len, formatter("text", Appearance(width=60)).results(sixteen()).splitlines())) <= 60


def test_there_is_no_other_format() -> None:
    """Nor one that is taken for text."""
    with pytest.raises(LookupError, match="pdf"):
        formatter("pdf", Appearance())
