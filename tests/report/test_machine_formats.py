"""The formats that other programs read, each read by a program that is not ours."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from fgsp_cli.base.errors import UsageError
from fgsp_cli.report import FORMATS, FORMATS_OF, Appearance, Format, formatter

sys.path.insert(0, str(Path(__file__).parent))
from samples import diffed, linted, results, runtime

SHOWN: dict[str, Callable[[Format], str]] = {
    "results": lambda form: form.results(results("audit")),
    "lint": lambda form: form.findings(linted()),
    "diff": lambda form: form.differences(diffed()),
    "status": lambda form: form.runtime(runtime()),
}
"""How a format shows each kind of result."""


@pytest.mark.parametrize("kind", SHOWN)
@pytest.mark.parametrize("name", FORMATS)
def test_a_format_shows_the_kinds_it_is_listed_for_and_refuses_the_others(kind: str, name: str) -> None:
    """The list is what `--format` offers."""
    form = formatter(name, Appearance())
    if name in FORMATS_OF[kind]:
        assert SHOWN[kind](form).endswith("\n")
    else:
        with pytest.raises(UsageError, match=f"has no format {name}"):
            SHOWN[kind](form)


@pytest.mark.parametrize("kind", ["results", "lint"])
def test_sarif_points_at_the_intent(kind: str) -> None:
    """Each result has a rule of the list, a level, and the place where the intent says it."""
    (run,) = json.loads(SHOWN[kind](formatter("sarif", Appearance())))["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])
    placed = [result["locations"][0].get("physicalLocation") for result in run["results"]]
    expected = {"artifactLocation": {"uri": "edge.yaml"}, "region": {"startLine": 9, "startColumn": 22}}
    assert expected in placed
    assert {result["level"] for result in run["results"]} <= {"error", "warning", "note"}


@pytest.mark.skipif(os.environ.get("FGSP_CLIENTS") != "required", reason="sarif-tools is in the extra `clients`")
@pytest.mark.parametrize("kind", ["results", "lint"])
def test_sarif_is_read_by_sarif_tools(kind: str, tmp_path: Path) -> None:
    """Its count of issues by level is ours."""
    path = tmp_path / "fgsp.sarif"
    path.write_text(SHOWN[kind](formatter("sarif", Appearance())))
    done = subprocess.run(
        [sys.executable, "-m", "sarif", "summary", str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    levels = [result["level"] for result in json.loads(path.read_text())["runs"][0]["results"]]
    for level in ("error", "warning", "note"):
        assert f"{level}: {levels.count(level)}" in done.stdout


@pytest.mark.parametrize("kind", ["results", "lint"])
def test_code_quality_issues_have_what_gitlab_asks_for(kind: str) -> None:
    """Fingerprints differ, and are the same the next time."""
    text = SHOWN[kind](formatter("codequality", Appearance()))
    issues = json.loads(text)
    assert SHOWN[kind](formatter("codequality", Appearance())) == text
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    for issue in issues:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert issue["location"]["lines"]["begin"] >= 1


def test_the_metrics_of_an_audit_are_read_by_the_client_of_prometheus() -> None:
    """One status each, and how many differences."""
    families = {
        family.name: family
        for family in text_string_to_metric_families(SHOWN["results"](formatter("openmetrics", Appearance())))
    }
    states = {(s.labels["device"], s.labels["status"]) for s in families["fgsp_unit_status"].samples if s.value == 1}
    assert states == {("fgt-a", "drift"), ("fgt-b", "in_sync"), ("fgt-c", "unreachable")}
    differences = {s.labels["device"]: s.value for s in families["fgsp_unit_differences"].samples}
    assert differences == {"fgt-a": 4, "fgt-b": 0, "fgt-c": 0}


def test_the_metrics_of_links_are_read_by_the_client_of_prometheus() -> None:
    """Each link has one health; a unit that did not answer says so."""
    families = {
        family.name: family
        for family in text_string_to_metric_families(SHOWN["status"](formatter("openmetrics", Appearance())))
    }
    health = {(s.labels["row"], s.labels["health"]) for s in families["fgsp_link_health"].samples if s.value == 1}
    assert health == {("1", "good"), ("2", "bad")}
    assert {s.labels["device"]: s.value for s in families["fgsp_unit_answered"].samples} == {"fgt-a": 1, "fgt-c": 0}


@pytest.mark.parametrize(("kind", "failures", "errors"), [("lint", 1, 1), ("diff", 1, 1), ("status", 1, 1)])
def test_junit_of_every_kind_fits_the_common_schema(kind: str, failures: int, errors: int) -> None:
    """What needs attention fails, what could not be read is an error."""
    root = etree.fromstring(SHOWN[kind](formatter("junit", Appearance())).encode("ascii"))
    schema = etree.XMLSchema(etree.parse(Path(__file__).parents[1] / "data" / "junit" / "junit.xsd"))
    schema.assertValid(root)
    assert len(root.xpath("testsuite/testcase[failure]")) == failures
    assert len(root.xpath("testsuite/testcase[error]")) == errors


@pytest.mark.parametrize("kind", ["lint", "diff", "status"])
def test_markdown_of_every_kind_keeps_foreign_text_from_being_markup(kind: str) -> None:
    """A `|` in a message does not add a column."""
    text = SHOWN[kind](formatter("markdown", Appearance()))
    assert text.startswith(f"## fgsp {kind}: ")
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert len({line.replace("\\|", "").count("|") for line in rows}) <= 1
