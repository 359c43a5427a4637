"""Results as JUnit XML: a suite for each cluster, a case for each device, so that any CI server shows them.

A device that differs is a failure, one that could not be compared an error. So are a unit with findings, a pair of
backups that differ and a link that is not good. What is written is what the schema that
Ant's reports have in common with those of the CI servers asks for, optional attributes included.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import ClassVar
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from fgsp_cli.base import printable
from fgsp_cli.lint import Finding, Level
from fgsp_cli.report.partial_format import PartialFormat
from fgsp_cli.report.phrases import counted, link_lines, link_words, said, words
from fgsp_cli.report.text.differences_text import pair_lines
from fgsp_cli.report.text.results_text import difference_lines
from fgsp_cli.results import (
    About,
    DiffResults,
    Health,
    Linked,
    LintResults,
    Match,
    Outcome,
    PeerLink,
    Results,
    Status,
    StatusResults,
)

ALONE = "devices"
"""The suite of the devices that are in no cluster, as the intent calls them."""
_NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 cannot hold, control characters aside."""
_DONE = (Status.IN_SYNC, Status.CHANGED)
_FAILED = (Status.DRIFT, Status.ROLLED_BACK)
_MATCHES = {Match.EQUAL: "", Match.UNREADABLE: "error"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """One test case of the JUnit report."""

    name: str
    kind: str = ""
    """`failure`, `error` or `skipped`; empty for one that passed."""
    type: str = ""
    message: str = ""
    text: str = ""
    seconds: float = 0.0


@dataclass(slots=True, kw_only=True)
class _Suite:
    """The cases of one cluster."""

    cases: list[_Case] = field(default_factory=list)
    output: list[str] = field(default_factory=list)
    """What is no case's failure."""


class JunitFormat(PartialFormat):
    """Results as JUnit XML in ASCII."""

    name: ClassVar[str] = "junit"

    def results(self, results: Results, *, agreed: bool = False) -> str:  # noqa: ARG002 - a CI server gets everything
        """What the verbs that compare show."""
        suites: dict[str, _Suite] = {}
        meshes = {mesh.cluster: mesh for mesh in results.meshes}
        for name, outcome in results.devices.items():
            cluster = outcome.cluster or ALONE
            if cluster not in suites:
                suites[cluster] = _Suite(output=list(_links(meshes.get(cluster))))
            suites[cluster].cases.append(_case(name, outcome, results.command))
            if outcome.status in _DONE:
                suites[cluster].output += [f"{name}: {line}" for line in difference_lines(outcome, results.command)]
        return _document(results.command, suites, results.about)

    def findings(self, linted: LintResults) -> str:
        """What `lint` shows: a unit with an error or a warning is a failure."""
        suite = _Suite()
        for unit in linted.units:
            own = [finding for finding in linted.findings if unit in finding.devices]
            suite.cases.append(_finding_case(unit, own))
        if shared := [finding for finding in linted.findings if not finding.devices]:
            suite.cases.append(_finding_case("mesh", shared))
        for name, outcome in linted.unread.items():
            suite.cases.append(_Case(name=name, kind="error", type=str(outcome.status), message=said(name, outcome)))
        suite.output += linted.notes
        return _document("lint", {"lint": suite}, linted.about)

    def differences(self, results: DiffResults) -> str:
        """What `diff` shows: backups that differ are a failure, unreadable ones an error."""
        suite = _Suite()
        for name, pair in results.devices.items():
            kind = _MATCHES.get(pair.match, "failure")
            text = "\n".join([*(pair.error or "").splitlines(), *pair_lines(pair)])
            message = pair.error or counted(len(pair.differences), "difference") if kind else ""
            suite.cases.append(_Case(name=name, kind=kind, type=str(pair.match), message=message, text=text))
            suite.output += [f"{name}: {note}" for note in pair.notes]
        return _document("diff", {"diff": suite}, results.about)

    def runtime(self, results: StatusResults) -> str:
        """What `status` shows: a link that is not good is a failure, a unit that could not be asked an error."""
        suites: dict[str, _Suite] = {}
        for name, unit in results.devices.items():
            suite = suites.setdefault(unit.cluster or ALONE, _Suite())
            if isinstance(unit, Outcome):
                suite.cases.append(_Case(name=name, kind="error", type=str(unit.status), message=said(name, unit)))
                continue
            suite.cases += [_link_case(name, link) for link in unit.links]
            suite.output += [f"{name}: {note}" for note in unit.notes]
        return _document("status", suites, results.about)


def _case(name: str, outcome: Outcome, command: str) -> _Case:
    if outcome.status in _DONE:
        return _Case(name=name, seconds=outcome.seconds)
    text = said(name, outcome)
    if outcome.status is Status.SKIPPED:
        return _Case(name=name, kind="skipped", message=text, seconds=outcome.seconds)
    parts = [counted(len(outcome.changes), "difference")] if outcome.changes else []
    parts += text.splitlines()[:1]
    return _Case(
        name=name,
        kind="failure" if outcome.status in _FAILED else "error",
        type=str(outcome.status),
        message="; ".join(parts) or words(outcome.status),
        text="\n".join([*text.splitlines(), *difference_lines(outcome, command)]),
        seconds=outcome.seconds,
    )


def _finding_case(name: str, findings: Sequence[Finding]) -> _Case:
    grave = [finding for finding in findings if finding.level is not Level.HINT]
    if not grave:
        return _Case(name=name)
    lines = [f"{finding.level}: {finding}" for finding in findings]
    message = counted(len(grave), "finding")
    return _Case(name=name, kind="failure", type=str(grave[0].level), message=message, text="\n".join(lines))


def _link_case(name: str, link: PeerLink) -> _Case:
    title = f"{name} -> {link.peer or link.peerip}"
    if link.health is Health.GOOD:
        return _Case(name=title)
    why = "; ".join(link.why)
    return _Case(name=title, kind="failure", type=str(link.health), message=why or str(link.health), text=why)


def _links(mesh: Linked | None) -> Iterator[str]:
    for between, state, why in link_lines(mesh) if mesh else ():
        yield f"{between}: {link_words(state)}: {why}"


def _document(command: str, suites: Mapping[str, _Suite], about: About | None) -> str:
    root = Element("testsuites")
    when = about.when if about else datetime.now(UTC)
    for number, (name, suite) in enumerate(suites.items()):
        kinds = [case.kind for case in suite.cases]
        element = SubElement(
            root,
            "testsuite",
            name=_clean(name),
            package=f"fgsp.{command}",
            id=str(number),
            timestamp=when.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds"),
            hostname="localhost",
            tests=str(len(kinds)),
            failures=str(kinds.count("failure")),
            errors=str(kinds.count("error")),
            skipped=str(kinds.count("skipped")),
            time=_seconds(sum(case.seconds for case in suite.cases)),
        )
        properties = SubElement(element, "properties")
        for key, value in (about.to_json() if about else {}).items():
            SubElement(properties, "property", name=f"fgsp.{key}", value=_clean(value))
        for case in suite.cases:
            _case_element(element, case, f"fgsp.{command}.{name}")
        SubElement(element, "system-out").text = _clean("\n".join(suite.output))
        SubElement(element, "system-err")
    indent(root)
    document: bytes = tostring(root, encoding="us-ascii", xml_declaration=True)
    return document.decode("ascii") + "\n"


def _case_element(suite: Element, case: _Case, group: str) -> None:
    element = SubElement(
        suite, "testcase", name=_clean(case.name), classname=_clean(group), time=_seconds(case.seconds)
    )
    if case.kind == "skipped":
        SubElement(element, "skipped", message=_clean(case.message))
    elif case.kind:
        SubElement(element, case.kind, type=case.type, message=_clean(case.message)).text = _clean(case.text)


def _seconds(spent: float) -> str:
    """A decimal number without an exponent, which the schema wants."""
    return f"{spent:.3f}"


def _clean(text: str) -> str:
    return _NO_XML.sub("\ufffd", printable(text))
