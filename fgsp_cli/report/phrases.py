"""What the formats say alike: the words for statuses and numbers, and the sentence at the head of a report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from textwrap import wrap

from fgsp_cli.base import printable
from fgsp_cli.lint import Level
from fgsp_cli.report.appearance import Appearance
from fgsp_cli.results import About, Link, Linked, LinkState, LintResults, Outcome, Results, Status

WIDE = 10_000
"""Columns of a pipe: a line there is one thing, so that `grep` finds it."""
STATE_VERBS = frozenset({"verify", "audit"})
"""Verbs that report the present state, and not what a push would change."""
STYLES: Mapping[Status, str] = {
    Status.IN_SYNC: "good",
    Status.CHANGED: "good",
    Status.DRIFT: "notable",
    Status.SKIPPED: "faint",
}
"""The style of a status; `bad` for those that are not listed."""
UNREAD = frozenset({Status.UNREACHABLE, Status.UNREADABLE, Status.MISSING, Status.REFUSED})
_URGENCY = (
    Status.FAILED,
    Status.ROLLED_BACK,
    Status.DRIFT,
    Status.REFUSED,
    Status.UNREADABLE,
    Status.UNREACHABLE,
    Status.MISSING,
    Status.CHANGED,
    Status.SKIPPED,
    Status.IN_SYNC,
)
_WORST = (LinkState.BROKEN, LinkState.ONE_SIDED, LinkState.DIFFERENT, LinkState.UNKNOWN)
_LINK_WORDS = {LinkState.DIFFERENT: "not as intended", LinkState.ONE_SIDED: "one-sided"}


def words(status: Status) -> str:
    """The status as people read it."""
    return str(status).replace("_", " ")


def link_words(state: LinkState) -> str:
    """What a link is, as people read it."""
    return _LINK_WORDS.get(state, str(state))


def link_lines(mesh: Linked) -> list[tuple[str, LinkState, str]]:
    """The links that are not good, the worst first: between whom, what, and why; all of one unread unit in one."""
    groups: dict[tuple[LinkState, str], list[Link]] = {}
    for link in mesh.troubled:
        alone = "" if link.state is LinkState.UNKNOWN else " - ".join(link.ends)
        groups.setdefault((link.state, f"{link.why}\n{alone}"), []).append(link)
    lines = [
        (" \u2013 ".join(links[0].ends) if len(links) == 1 else counted(len(links), "link"), state, links[0].why)
        for (state, _), links in groups.items()
    ]
    return sorted(lines, key=lambda link: _WORST.index(link[1]))


def style(status: Status) -> str:
    """The style of a status."""
    return STYLES.get(status, "bad")


def counted(number: int, thing: str) -> str:
    """`1 unit`, `2,000 units`."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def said(name: str, outcome: Outcome) -> str:
    """What was wrong, or why there is nothing; without the name of the unit, which stands beside it."""
    return printable((outcome.error or "").removeprefix(f"{name}: "))


def by_urgency(results: Results) -> list[tuple[str, Outcome]]:
    """The units, those that need attention first; else in their order."""
    return sorted(results.devices.items(), key=lambda unit: (_URGENCY.index(unit[1].status), _calm(unit[1])))


def _calm(outcome: Outcome) -> bool:
    return not (outcome.changes or outcome.unmanaged or outcome.error)


def verdict(results: Results) -> str:
    """The whole result in one sentence."""
    counts = results.counted()
    failed = counts.get(Status.FAILED, 0) + counts.get(Status.ROLLED_BACK, 0)
    unread = sum(number for status, number in counts.items() if status in UNREAD)
    shares = [
        (counts.get(Status.DRIFT, 0), "differs from the intent", "differ from the intent"),
        (failed, "failed", "failed"),
        (unread, "could not be compared", "could not be compared"),
    ]
    parts = [(number, one if number == 1 else many) for number, one, many in shares if number]
    every = counted(len(results.devices), "unit")
    if parts:
        (number, says), *more = parts
        return "; ".join([f"{number:,} of {every} {says}", *(f"{number:,} {says}" for number, says in more)])
    skipped = counts.get(Status.SKIPPED, 0)
    if skipped == len(results.devices):
        return f"{every} skipped" if skipped else "No units"
    done = f"{counted(len(results.devices) - skipped, 'unit')} as intended"
    return f"{done}; {skipped:,} skipped" if skipped else done


def lint_verdict(linted: LintResults) -> str:
    """How many findings of each level; nothing is found only where everything was read."""
    counts = [(level, sum(finding.level is level for finding in linted.findings)) for level in Level]
    nothing = "nothing found in the rest" if linted.unread else "nothing found"
    return ", ".join(counted(count, str(level)) for level, count in counts if count) or (
        nothing if linted.units else "nothing was checked"
    )


def about_text(about: About) -> str:
    """When, against what, with which version of the program, on one line."""
    sources = " against ".join(part for part in (about.intent, about.against) if part)
    return f"{when_text(about)}: {sources}, by fgsp {about.version}"


def folded(text: str, appearance: Appearance, *, first: str = "", rest: str = "    ") -> list[str]:
    """The lines of a text for a terminal; `first` and `rest` indent the first line and the others."""
    width = appearance.width or WIDE
    return wrap(
        printable(text),
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
        break_long_words=False,
    )


def about_lines(about: About | None, appearance: Appearance) -> str:
    """The same as the last lines of a text; nothing if nothing is known of it."""
    if about is None:
        return ""
    lines = folded(about_text(about), appearance, rest="")
    return "".join(f"{appearance.painted(line, 'faint')}\n" for line in lines)


def when_text(about: About) -> str:
    """The time of the report; UTC, for whoever reads it elsewhere."""
    return about.to_json()["when"].replace("T", " ").replace("Z", " UTC")


def flat(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Every attribute of a nested JSON object, with its path; a plain value has the path that it was given."""
    if not isinstance(value, dict):
        yield path, value
        return
    for name, below in value.items():
        yield from flat(below, f"{path}/{name}" if path else str(name))
