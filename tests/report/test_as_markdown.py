"""What stands in a merge request."""

from __future__ import annotations

from fleets import about, fleet, member, sixteen

from fgsp_cli.report import Appearance
from fgsp_cli.report.formats import formatter
from fgsp_cli.results.results import Outcome, Results, Status


def markdown(shown: Results) -> str:
    """The text."""
    return formatter("markdown", Appearance()).results(shown)


def test_the_first_line_is_the_result_and_the_second_says_of_what() -> None:
    """When, against what, with which version."""
    first, _, second, *_ = markdown(sixteen()).splitlines()
    assert first == "## fgsp audit: 4 of 16 units differ from the intent; 1 could not be compared"
    assert second == "2026-03-01 02:00:05 UTC: edge.yaml against backups in backups/2026-03-01, by fgsp 0.1.0"


def test_units_that_need_somebody_are_listed_and_told_of_others_are_counted() -> None:
    """Nobody reads 2,000 lines in a merge request."""
    said = markdown(sixteen())
    assert f"| {member('edge', 1)} | edge | 7.4.4 | drift | 3 |" in said
    assert f"- {member('edge', 4)} \u2013 {member('edge', 7)}: **broken**, neither lists the other" in said
    assert "~ cluster-peer/5/hb-interval is 20, should be 10  (edge.yaml:6:72)" in said
    assert member("edge", 0) not in said


def test_a_fleet_as_intended_is_two_lines() -> None:
    """There is nothing else to say."""
    assert markdown(fleet({"edge": 2})).count("\n") == 3


def test_names_and_texts_are_no_markup() -> None:
    """Neither in a table nor in a block of code that they might end."""
    evil = "a|b<script>*x*```\n```\n@all"
    outcome = Outcome(status=Status.UNREADABLE, cluster=evil, error=f"```\n{evil}")
    said = markdown(Results(command="audit", devices={evil: outcome}, about=about(against=evil)))
    assert r"a\|b\<script\>\*x\*\`\`\`" in said
    fences = [line for line in said.splitlines() if line.startswith("````")]
    assert fences == ["````text", "````"]
