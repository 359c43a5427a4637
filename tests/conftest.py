"""What all tests share: one Hypothesis profile, a clean environment, and a budget per suite at the end."""

from __future__ import annotations

import os
import re
import signal
from collections import defaultdict
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

EXAMPLES = "fgsp_examples"
CASES, FAILURES = "fgsp_cases", "fgsp_failures"
"""Of the fault matrix: how many faults were tried, and after how many not everything was as it must be."""
PASSING = re.compile(r"(\d+) passing examples")

# A job in the background of a script starts with Ctrl-C ignored, and hands that on to every program it starts: whoever
# runs the tests that way would otherwise find that nothing can be interrupted.
signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile(
    "fgsp",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("fgsp")


def pytest_addoption(parser: pytest.Parser) -> None:
    """How much is left to chance."""
    parser.addoption("--matrix-examples", default="200", help="Random cases of the fault matrix.")


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: many tests wait for a unit that hangs, or for a line that is long."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the person who runs the tests reaches them."""
    for name in ("FGSP_PSK", "FGSP_INTENT", "FGSP_INVENTORY", "FGSP_LAB_PASSWORD", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note how many examples a property test ran."""
    report = yield
    statistics = getattr(item, "hypothesis_statistics", "")
    if report.when == "call" and statistics:
        report.user_properties.append((EXAMPLES, sum(int(number) for number in PASSING.findall(statistics))))
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what each suite cost: its cases, its seconds of work and its examples."""
    cases: dict[str, int] = defaultdict(int)
    seconds: dict[str, float] = defaultdict(float)
    examples: dict[str, int] = defaultdict(int)
    for report in (report for group in terminalreporter.stats.values() for report in group):
        if not isinstance(report, pytest.TestReport):
            continue
        suite = "/".join(Path(report.location[0]).parts[1:2])
        seconds[suite] += report.duration
        cases[suite] += report.when == "call"
        examples[suite] += sum(int(str(value)) for name, value in report.user_properties if name == EXAMPLES)
    terminalreporter.write_sep("-", "budget per suite")
    for suite in sorted(seconds, key=seconds.__getitem__, reverse=True):
        told = f"{cases[suite]:6} cases {seconds[suite]:8.1f} s"
        terminalreporter.write_line(f"{suite:28}{told}" + (f"{examples[suite]:8} examples" if examples[suite] else ""))
    if found := sum(_told(terminalreporter, CASES)):
        terminalreporter.write_line(f"fault matrix: {found} cases, {sum(_told(terminalreporter, FAILURES))} failures")


def _told(terminalreporter: pytest.TerminalReporter, name: str) -> list[int]:
    """What the tests noted under that name."""
    reports = (report for group in terminalreporter.stats.values() for report in group)
    called = (report for report in reports if isinstance(report, pytest.TestReport) and report.when == "call")
    return [int(str(value)) for report in called for key, value in report.user_properties if key == name]
