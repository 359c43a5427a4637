"""What all tests share: tiers, one Hypothesis profile, a clean environment, and a budget per suite at the end.

`pytest` checks every claim, each with a spread share of its cases. `pytest --all` runs all cases. `pytest --fast` leaves
out what needs SSH, a process or a browser.
"""

from __future__ import annotations

import os
import re
import signal
import zlib
from collections import Counter, defaultdict
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

EXAMPLES = "fgsp_examples"
CASES, FAILURES, SPREAD = "fgsp_cases", "fgsp_failures", "fgsp_spread"
"""Of the fault matrix: how many faults were tried, after how many not everything was as it must be, what happened."""
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


SLOW = {"bench", "browser", "cli", "clients", "demo", "fleet", "lab", "matrix", "push", "replay", "runs"}
SLOW |= {
    "test_api.py",
    "test_no_secret_is_written.py",
    "test_limits.py",
    "test_readme.py",
    "test_session.py",
    "test_ssh.py",
}
"""Folders and files that `--fast` leaves out."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """How much is run."""
    parser.addoption("--all", action="store_true", help="Run every case, as .ci/run does.")
    parser.addoption("--fast", action="store_true", help="Run only what needs no SSH, process or browser.")
    parser.addoption(
        "--matrix-examples", type=int, help="Random cases of the fault matrix; default: 16, 200 with --all."
    )
    parser.addoption("--matrix-first", type=int, default=0, help="The number of the first of them, of test_lies.py.")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Whether the tier leaves a folder or file out; None lets pytest decide."""
    return True if config.getoption("--fast") and collection_path.name in SLOW else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect cases of tests that are marked with `spread(n)`: each n-th is left, every one with `--all`.

    Each test begins at another of its cases, so that together they meet all of what they are spread over.
    """
    if config.getoption("--all"):
        return
    numbers: dict[str, int] = defaultdict(int)
    left, dropped = [], []
    for item in items:
        name = item.nodeid.partition("[")[0]
        marker = item.get_closest_marker("spread")
        share = marker.args[0] * (3 if config.getoption("--fast") else 1) if marker and "[" in item.nodeid else 1
        number = numbers.setdefault(name, zlib.crc32(name.encode()) % share)
        numbers[name] += 1
        (dropped if number % share else left).append(item)
    # A test with fewer cases than its share keeps its first.
    kept = {item.nodeid.partition("[")[0] for item in left}
    for item in list(dropped):
        if (name := item.nodeid.partition("[")[0]) not in kept:
            kept.add(name)
            dropped.remove(item)
            left.append(item)
    items[:] = left
    config.hook.pytest_deselected(items=dropped)


@pytest.fixture(scope="session")
def share(request: pytest.FixtureRequest) -> int:
    """Each so manieth case of the fault matrix is run."""
    return 1 if request.config.getoption("--all") else 24


@pytest.fixture(scope="session")
def matrix_examples(request: pytest.FixtureRequest) -> int:
    """Random cases of the fault matrix."""
    given: int | None = request.config.getoption("--matrix-examples")
    return given if given is not None else 200 if request.config.getoption("--all") else 16


@pytest.fixture(scope="session")
def combinations(request: pytest.FixtureRequest, matrix_examples: int) -> int:
    """Random combinations of what a unit does and what goes wrong, which take longer than other cases."""
    given = request.config.getoption("--matrix-examples") is not None
    return matrix_examples if given else min(matrix_examples, 64)


@pytest.fixture(scope="session")
def matrix_first(request: pytest.FixtureRequest) -> int:
    """The number of the first of them."""
    return int(request.config.getoption("--matrix-first"))


def pytest_xdist_auto_num_workers() -> int:
    """Two more than there are processors: many tests wait for a unit that hangs, or for a line that is long."""
    return (os.cpu_count() or 1) + 2


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the person who runs the tests reaches them."""
    ours = ("PSK", "INTENT", "INVENTORY", "LAB_PASSWORD", "SECRET_SOURCES")
    for name in (*(f"FGSP_{name}" for name in ours), "NO_COLOR", "FORCE_COLOR"):
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
        counts = f"{cases[suite]:6} cases {seconds[suite]:8.1f} s"
        terminalreporter.write_line(
            f"{suite:28}{counts}" + (f"{examples[suite]:8} examples" if examples[suite] else "")
        )
    if matrix_cases := sum(map(int, _noted(terminalreporter, CASES))):
        failures = sum(map(int, _noted(terminalreporter, FAILURES)))
        terminalreporter.write_line(f"fault matrix: {matrix_cases} cases, {failures} failures")
    if happened := Counter(word for text in _noted(terminalreporter, SPREAD) for word in text.split(",")):
        spread = ", ".join(f"{word}: {happened[word]}" for word in sorted(happened))
        terminalreporter.write_line(f"random combinations: {spread}")


def _noted(terminalreporter: pytest.TerminalReporter, name: str) -> list[str]:
    """What the tests noted under that name."""
    reports = (report for group in terminalreporter.stats.values() for report in group)
    called = (report for report in reports if isinstance(report, pytest.TestReport) and report.when == "call")
    return [str(value) for report in called for key, value in report.user_properties if key == name]
