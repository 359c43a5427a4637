"""Results as JUnit XML: a suite for each cluster, a case for each device, so that any CI server shows them.

A device that differs is a failure, one that could not be compared an error. What is written is what the schema that
Ant's reports have in common with those of the CI servers asks for, optional attributes included.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import ClassVar
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from fgsp_cli.base import printable
from fgsp_cli.report.phrases import UNREAD, counted, link_words, said, told_links, words
from fgsp_cli.report.results_only import ResultsOnly
from fgsp_cli.report.text.results_text import difference_lines
from fgsp_cli.results import Linked, Outcome, Results, Status

ALONE = "devices"
"""The suite of the devices that are in no cluster, as the intent calls them."""
_NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 cannot hold, control characters aside."""
_DONE = (Status.IN_SYNC, Status.CHANGED)
_FAILED = (Status.DRIFT, Status.ROLLED_BACK)


class JunitFormat(ResultsOnly):
    """JUnit XML, ASCII alone."""

    name: ClassVar[str] = "junit"

    def results(self, results: Results, *, agreed: bool = False) -> str:  # noqa: ARG002 - a CI server gets everything
        """What the verbs that compare show."""
        root = Element("testsuites")
        meshes = {mesh.cluster: mesh for mesh in results.meshes}
        for number, (cluster, devices) in enumerate(_suites(results).items()):
            suite = _suite(root, number, cluster, devices, results)
            beside = _beside(meshes.get(cluster), devices, results.command)
            SubElement(suite, "system-out").text = _clean("\n".join(beside))
            SubElement(suite, "system-err")
        indent(root)
        document: bytes = tostring(root, encoding="us-ascii", xml_declaration=True)
        return document.decode("ascii") + "\n"


def _suites(results: Results) -> Mapping[str, Mapping[str, Outcome]]:
    found: dict[str, dict[str, Outcome]] = {}
    for name, outcome in results.devices.items():
        found.setdefault(outcome.cluster or ALONE, {})[name] = outcome
    return found


def _suite(root: Element, number: int, cluster: str, devices: Mapping[str, Outcome], results: Results) -> Element:
    """A suite with its cases."""
    statuses = [outcome.status for outcome in devices.values()]
    when = results.about.when if results.about else datetime.now(UTC)
    suite = SubElement(
        root,
        "testsuite",
        name=_clean(cluster),
        package=f"fgsp.{results.command}",
        id=str(number),
        timestamp=when.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds"),
        hostname="localhost",
        tests=str(len(statuses)),
        failures=str(sum(status in _FAILED for status in statuses)),
        errors=str(sum(status in UNREAD or status is Status.FAILED for status in statuses)),
        skipped=str(statuses.count(Status.SKIPPED)),
        time=_seconds(sum(outcome.seconds for outcome in devices.values())),
    )
    properties = SubElement(suite, "properties")
    for name, value in (results.about.to_json() if results.about else {}).items():
        SubElement(properties, "property", name=f"fgsp.{name}", value=_clean(value))
    for name, outcome in devices.items():
        _case(suite, name, outcome, results.command)
    return suite


def _case(suite: Element, name: str, outcome: Outcome, command: str) -> None:
    group = f"fgsp.{command}.{outcome.cluster or ALONE}"
    case = SubElement(suite, "testcase", name=_clean(name), classname=_clean(group), time=_seconds(outcome.seconds))
    if outcome.status in _DONE:
        return
    told = said(name, outcome)
    if outcome.status is Status.SKIPPED:
        SubElement(case, "skipped", message=_clean(told))
        return
    parts = [counted(len(outcome.changes), "difference")] if outcome.changes else []
    parts += told.splitlines()[:1]
    kind = "failure" if outcome.status in _FAILED else "error"
    found = SubElement(case, kind, type=str(outcome.status), message=_clean("; ".join(parts) or words(outcome.status)))
    found.text = _clean("\n".join([*told.splitlines(), *difference_lines(outcome, command)]))


def _beside(mesh: Linked | None, devices: Mapping[str, Outcome], command: str) -> Iterator[str]:
    """What is no case's failure: the links that are not good, and rows that nobody manages."""
    for between, state, why in told_links(mesh) if mesh else ():
        yield f"{between}: {link_words(state)}: {why}"
    for name, outcome in devices.items():
        if outcome.status in _DONE:
            yield from (f"{name}: {line}" for line in difference_lines(outcome, command))


def _seconds(spent: float) -> str:
    """A decimal number without an exponent, which the schema wants."""
    return f"{spent:.3f}"


def _clean(text: str) -> str:
    return _NO_XML.sub("\ufffd", printable(text))
