"""The demo tells the whole story, quickly, and leaves nothing behind."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest

from fgsp_cli.base.errors import FgspError
from fgsp_cli.demo import run, tour
from fgsp_cli.report import Appearance


def test_the_command_runs_without_a_terminal_in_under_a_minute_and_leaves_nothing(tmp_path: Path) -> None:
    """Somebody who clones the project sees the main job in one command."""
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "fgsp_cli", "demo"],
        cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert time.monotonic() - started < 60
    assert list(tmp_path.iterdir()) == []
    assert "\x1b" not in done.stdout


def test_the_tour_has_every_step_and_shows_what_each_release_says_for_the_same_second() -> None:
    """Preview, plan, push, a second push, drift and repair, each with what proves it."""
    lines: list[str] = []
    run(lines.append)
    text = "\n".join(lines)
    assert [line.partition(":")[0] for line in text.splitlines() if line.startswith("== ")] == [
        "== Five FortiGates",
        "== Preview",
        "== Plan",
        "== Push",
        "== Push again",
        "== Two units are changed by hand, and the audit finds it",
        "== Push",
    ]
    assert "set hb-interval 1\n" in text  # 6.4.5 counts seconds
    assert "set hb-interval 10\n" in text  # 7.0.12 and 7.4.4 count tenths of a second
    assert "cluster-sync/2/hb-interval is 20, should be 10  (intent.yaml:" in text
    assert text.count("byte for byte") == 2


def test_it_is_readable_in_a_terminal() -> None:
    """Chapters are set off by rules, and what holds is green."""
    lines: list[str] = []
    run(lines.append, Appearance(width=100, color=True))
    assert any("─" in text for text in lines)
    assert any("\x1b[32m[ok]" in text for text in lines)


def test_nothing_is_left_running_or_lying_about() -> None:
    """Neither threads nor folders, nor another working directory."""
    here, folders = Path.cwd(), set(Path(tempfile.gettempdir()).glob("fgsp-demo-*"))
    run(lambda _: None)
    assert Path.cwd() == here
    assert set(Path(tempfile.gettempdir()).glob("fgsp-demo-*")) <= folders
    assert [thread.name for thread in threading.enumerate() if "fgsp" in thread.name] == []


def test_a_step_with_another_result_ends_the_tour(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo cannot show a green tick that was not earned."""
    monkeypatch.setitem(tour.BEHIND, "fgt-b", ())
    monkeypatch.setitem(tour.BEHIND, "fgt-d", ())
    with pytest.raises(FgspError, match="has another result than expected"):
        run(lambda _: None)
