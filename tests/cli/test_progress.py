"""What is told while units are at work."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from threading import Thread

import pytest

from fgsp_cli.base.events import Event, Phase
from fgsp_cli.cli.shared.console import Console
from fgsp_cli.cli.shared.progress import READ, Watcher

WORK = """
from fgsp_cli.base.events import Event, Phase
from fgsp_cli.cli.shared.console import Console
from fgsp_cli.cli.shared.progress import READ, Watcher
with Watcher(Console(), "plan", 2, READ) as watcher:
    watcher.emit(Event(phase=Phase.CONNECT, device="fgt-a"))
    watcher.emit(Event(phase=Phase.WARNING, device="fgt-a", message="mind this"))
    watcher.emit(Event(phase=Phase.READ, device="fgt-a"))
"""


AGREED = """
from fgsp_cli.base.events import Event, Phase
from fgsp_cli.cli.shared.console import Console
from fgsp_cli.cli.shared.progress import Watcher
with Watcher(Console(), "push", 1) as watcher:
    watcher.emit(Event(phase=Phase.DONE, device="fgt-a"))
    with watcher.asking():
        print("agreed")
    watcher.emit(Event(phase=Phase.CHANGE, device="fgt-a"))
"""


def told(capsys: pytest.CaptureFixture[str], *events: Event, verbosity: int = 0) -> str:
    """What a pipe gets of these events."""
    console = Console()
    console.verbosity = verbosity
    with Watcher(console, "plan", 2, READ) as watcher:
        for event in events:
            watcher.emit(event)
    out, err = capsys.readouterr()
    assert out == ""
    return err


def test_a_pipe_gets_warnings_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """No bar, no steps."""
    steps = [Event(phase=phase, device="fgt-a") for phase in Phase if phase is not Phase.WARNING]
    warning = Event(phase=Phase.WARNING, device="fgt-a", message="central management is on")

    assert told(capsys, *steps, warning) == "fgsp: warning: fgt-a: central management is on\n"


def test_a_warning_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    """The push after a plan sees the same."""
    warning = Event(phase=Phase.WARNING, device="fgt-a", message="fgt-a: mind this")

    assert told(capsys, warning, warning) == "fgsp: warning: fgt-a: mind this\n"


def _warning(device: str, message: str, cluster: str | None = None) -> Event:
    return Event(phase=Phase.WARNING, device=device, cluster=cluster, message=message)


def test_equal_warnings_of_units_that_are_read_are_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """The names stand behind it, also where a message names its unit; a different message keeps its own line."""
    with Watcher(Console(), "plan", 4, READ, grouped=True) as watcher:
        for event in (
            _warning("fgt-b", "central management is on"),
            _warning("fgt-c", "another thing"),
            _warning("fgt-a", "fgt-a: central management is on"),
            _warning("fgt-b", "fgt-b: central management is on"),
            _warning("fgt-d", "central management is on"),
        ):
            watcher.emit(event)
        assert capsys.readouterr().err == ""
    assert capsys.readouterr().err.splitlines() == [
        "fgsp: warning: central management is on (3 units: fgt-b, fgt-a, fgt-d)",
        "fgsp: warning: fgt-c: another thing",
    ]


def test_no_grouped_warning_is_lost_when_a_verb_fails(capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever ends it: an error, Ctrl-C, or an exit."""

    def failing(error: type[BaseException]) -> None:
        with Watcher(Console(), "plan", 1, READ, grouped=True) as watcher:
            watcher.emit(_warning("fgt-a", "mind this"))
            raise error

    for error in (ValueError, KeyboardInterrupt, SystemExit):
        with pytest.raises(error):
            failing(error)
        assert capsys.readouterr().err == "fgsp: warning: fgt-a: mind this\n"


def test_what_must_not_wait_is_printed_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    """Warnings about a cluster or a run, every warning of a push, and every one with -v."""
    verbose = Console()
    verbose.verbosity = 1
    for console, grouped, event in (
        (Console(), True, _warning("", "mind this", "edge")),
        (Console(), True, _warning("", "interrupted")),
        (Console(), False, _warning("fgt-a", "mind this")),
        (verbose, True, _warning("fgt-a", "mind this")),
    ):
        with Watcher(console, "push", 1, grouped=grouped) as watcher:
            watcher.emit(event)
            assert "fgsp: warning: " in capsys.readouterr().err
        assert capsys.readouterr().err == ""


def test_a_warning_about_a_cluster_names_it(capsys: pytest.CaptureFixture[str]) -> None:
    """If it is about no unit of it."""
    warning = Event(phase=Phase.WARNING, device="", cluster="edge", message="mind this")

    assert told(capsys, warning) == "fgsp: warning: edge: mind this\n"


def test_steps_are_told_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    """One line each."""
    steps = [
        Event(phase=Phase.CONNECT, device="fgt-a"),
        Event(phase=Phase.CHANGE, device="fgt-a", message="12 lines"),
    ]

    assert told(capsys, *steps, verbosity=1) == "connect: fgt-a\nchange: fgt-a: 12 lines\n"


def test_what_is_about_the_whole_run_is_always_told(capsys: pytest.CaptureFixture[str]) -> None:
    """Where its record is, for instance."""
    assert told(capsys, Event(phase=Phase.DONE, device="", message="kept in x")) == "fgsp: kept in x\n"


def test_events_may_come_from_many_threads(capsys: pytest.CaptureFixture[str]) -> None:
    """Every line is whole."""
    console = Console()
    with Watcher(console, "plan", 8, READ) as watcher:

        def work(name: str) -> None:
            for number in range(20):
                watcher.emit(Event(phase=Phase.WARNING, device=name, message=f"number {number}"))

        threads = [Thread(target=work, args=(f"fgt-{letter}",)) for letter in "abcdefgh"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    lines = capsys.readouterr().err.splitlines()

    assert len(lines) == 160
    assert all(line.startswith("fgsp: warning: fgt-") for line in lines)


def in_a_terminal(work: str) -> tuple[bytes, bytes]:
    """What a program prints to stdout, and what to the terminal that its stderr is."""
    ours, theirs = pty.openpty()
    env = {**os.environ, "TERM": "xterm", "COLUMNS": "80"}
    process = subprocess.Popen([sys.executable, "-c", work], stdout=subprocess.PIPE, stderr=theirs, env=env)
    os.close(theirs)
    said = b""
    while True:
        try:
            part = os.read(ours, 4096)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        said += part
    os.close(ours)
    out, _ = process.communicate(timeout=60)

    assert process.returncode == 0
    return out, said


def test_a_terminal_gets_a_bar_that_is_gone_at_the_end() -> None:
    """And warnings that stay."""
    out, said = in_a_terminal(WORK)
    assert out == b""
    assert b"0/2" in said
    assert b"fgt-a: connect" in said
    assert b"fgt-a: mind this\r\n" in said
    assert said.rstrip().endswith(b"\x1b[2K")


def test_what_was_planned_is_counted_anew_once_somebody_has_agreed_to_it() -> None:
    """Else the bar would be full before the first change."""
    out, said = in_a_terminal(AGREED)
    assert out == b"agreed\n"
    assert said.index(b"1/1") < said.index(b"0/1", said.index(b"1/1"))
    assert b"0/1" in said.partition(b"fgt-a: change")[0].rpartition(b"\r")[2]
