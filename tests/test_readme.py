"""The README does what it says: every command block in it is run, and what it shows is what comes out."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from readme_blocks import README, ROOT, SET_UP, blocks, copy_inventories, tour


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """An environment in which `fgsp` is this program, and a folder with the project's inventories."""
    copy_inventories(tmp_path)
    program = tmp_path / "bin" / "fgsp"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m fgsp_cli "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    path = f"{program.parent}:{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "XDG_CACHE_HOME": str(tmp_path / "cache")}


def test_the_set_up_is_two_commands_which_the_gate_runs_as_they_stand() -> None:
    """The second is what `.ci/run` takes out of this very file; the first is run there by tests/newcomer.py."""
    assert tuple(block.strip() for block in blocks("sh")[:2]) == SET_UP
    gate = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "README.md" in gate
    assert 'bash -c "$tests --all"' in gate
    assert "tests/newcomer.py" in gate


@pytest.mark.timeout(200)
def test_every_other_command_block_runs_in_order_and_as_written(shell: dict[str, str], tmp_path: Path) -> None:
    """The three uses, on stand-ins started as the README says."""
    process = subprocess.Popen(
        ["bash", "-e", "-c", tour()],
        cwd=tmp_path,
        env=shell,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        output, _ = process.communicate(timeout=180)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == 0, output
    assert "5 changed" in output
    assert "exit code 0" in output
    assert (tmp_path / "backups").is_dir()
    for report, tests in {"audit.xml": 5, "pair.xml": 2}.items():
        assert len(list(ET.parse(tmp_path / report).iter("testcase"))) == tests
    assert (tmp_path / "inventories" / "lab" / ".fgsp" / "runs").is_dir()


def test_every_file_of_the_project_that_it_shows_or_links_to_is_there() -> None:
    """Pictures, above all: `FGSP_SCREENSHOT=1 pytest tests/browser` takes them."""
    linked = [link for link in re.findall(r"\]\(([^)\s]+)\)", README) if "://" not in link]
    assert "docs/images/report.png" in linked
    assert [link for link in linked if not (ROOT / link.partition("#")[0]).exists()] == []


def test_the_rendering_that_it_shows_is_the_one_that_comes_out(shell: dict[str, str], tmp_path: Path) -> None:
    """An example that has aged would mislead."""
    command = next(line for line in blocks("sh")[3].splitlines() if line.startswith("fgsp render"))
    done = subprocess.run(command.split(), cwd=tmp_path, env=shell, capture_output=True, text=True, check=True)
    assert blocks("text") == [done.stdout]


def test_the_intent_that_it_shows_is_the_lab_s() -> None:
    """So is this one."""
    assert blocks("yaml") == [(ROOT / "inventories" / "lab" / "intent.yaml").read_text(encoding="utf-8")]
