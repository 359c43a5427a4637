"""What CI servers read."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from fleets import about, member, sixteen, two_thousand
from lxml import etree

from fgsp_cli.base.errors import UsageError
from fgsp_cli.report import Appearance
from fgsp_cli.report.formats import formatter
from fgsp_cli.results.results import Outcome, Results, Status

sys.path.insert(0, str(Path(__file__).parent))
from samples import results

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parents[1] / "data" / "junit" / "junit.xsd"))


def report(shown: Results) -> etree._Element:
    """The report, which fits the common schema."""
    root = etree.fromstring(formatter("junit", Appearance()).results(shown).encode("ascii"))
    SCHEMA.assertValid(root)
    return root


def case(root: etree._Element, name: str) -> etree._Element:
    """The case of a device."""
    (found,) = root.xpath("testsuite/testcase[@name=$name]", name=name)
    return found


@pytest.mark.parametrize("status", list(Status))
def test_whatever_a_unit_comes_to_fits_the_schema(status: Status) -> None:
    """Each status on its own."""
    root = report(results("audit", status))
    assert case(root, "fgt-a") is not None


def test_every_device_is_a_case_and_every_cluster_a_suite() -> None:
    """2,000 units in 500 clusters: exactly the 37 fail, exactly the 8 are errors."""
    root = report(two_thousand())
    assert len(root.xpath("testsuite")) == 500
    assert len(root.xpath("testsuite/testcase")) == 2000
    assert len(root.xpath("testsuite/testcase[failure]")) == 37
    assert len(root.xpath("testsuite/testcase[error]")) == 8
    assert sum(int(suite.get("tests")) for suite in root) == 2000
    assert sum(int(suite.get("failures")) for suite in root) == 37
    assert sum(int(suite.get("errors")) for suite in root) == 8


def test_drift_is_a_failure_that_can_be_read_where_it_is_shown() -> None:
    """The message in the list, path, values and place below it."""
    (failure,) = case(report(sixteen()), member("edge", 1))
    assert (failure.tag, failure.get("type"), failure.get("message")) == ("failure", "drift", "3 differences")
    assert "cluster-peer/5/hb-interval is 20, should be 10  (edge.yaml:6:72)" in failure.text


def test_a_unit_that_was_not_compared_is_an_error_with_its_reason() -> None:
    """And no failure: nobody knows whether it differs."""
    (error,) = case(report(sixteen()), member("edge", 11))
    assert (error.tag, error.get("type")) == ("error", "unreadable")
    assert error.get("message").startswith("line 812:")


def test_what_fails_nothing_stands_beside_the_cases() -> None:
    """Links that are not good, and rows that nobody manages on a unit that is in sync."""
    out = report(sixteen()).findtext("testsuite/system-out")
    assert f"{member('edge', 4)} \u2013 {member('edge', 7)}: broken: neither lists the other" in out
    assert "14 links: unknown" in out


def test_it_says_when_against_what_and_with_which_version() -> None:
    """The time where the schema has it, all of it as properties."""
    root = report(sixteen())
    told = {found.get("name"): found.get("value") for found in root.xpath("testsuite/properties/property")}
    assert root[0].get("timestamp") == "2026-03-01T02:00:05"
    assert told == {f"fgsp.{name}": value for name, value in about().to_json().items()}


def test_devices_without_a_cluster_have_a_suite_of_their_own() -> None:
    """As `devices:` of the intent."""
    root = report(Results(command="audit", devices={"fgt-x": Outcome(status=Status.MISSING, error="no backup")}))
    assert root[0].get("name") == "devices"
    assert case(root, "fgt-x")[0].get("message") == "no backup"


def test_no_name_and_no_text_breaks_out_or_makes_it_something_else_than_xml() -> None:
    """Markup is text; what XML cannot hold is shown as something that it can."""
    evil = "]]>\"'<script>alert(1)</script>&\x1b[2J\x00\ud800\uffff"
    outcome = Outcome(status=Status.UNREADABLE, cluster=evil, error=evil)
    root = report(Results(command="audit", devices={evil: outcome}, about=about(against=evil)))
    assert not root.xpath("//script")
    shown = root.xpath("string(testsuite/testcase/@name)")
    assert shown.startswith("]]>\"'<script>alert(1)</script>&\\x1b[2J\\x00")


def test_other_kinds_of_result_have_no_such_form() -> None:
    """A rendering is CLI and no comparison; the message says so."""
    with pytest.raises(UsageError, match="render has no format junit"):
        formatter("junit", Appearance()).renderings({})


def test_no_units_are_no_suites() -> None:
    """And a document all the same."""
    assert len(report(replace(results("audit"), devices={}))) == 0
