"""Two processes never change one unit at the same time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fgsp_cli.archive import RunFolder, UnitLocks
from fgsp_cli.base import ArchiveError
from fgsp_cli.runs import cluster_runs

HOLDER = """
import sys, time
from pathlib import Path
from fgsp_cli.archive import RunFolder, UnitLocks
UnitLocks(Path(sys.argv[1]), {"command": "push", "run": "r1"}).take("fgt-a")
print("held", flush=True)
time.sleep(60)
"""


def test_the_second_is_refused_and_told_who_holds_it(tmp_path: Path) -> None:
    """By process, host, run and time; a killed holder is in nobody's way."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", HOLDER, str(tmp_path / "runs")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        locks = UnitLocks(tmp_path / "runs", {"command": "recover"})
        locks.take("fgt-b")
        with pytest.raises(
            ArchiveError, match=rf"fgt-a is being changed .*fgsp push, process {process.pid}, on .*run r1"
        ):
            locks.take("fgt-a")
        process.kill()
        process.wait()
        locks.take("fgt-a")
        locks.check()
        locks.release()


def test_a_lock_is_its_owner_s_alone_and_follows_no_link(tmp_path: Path) -> None:
    """A planted link is an error, and its target is left alone."""
    home = tmp_path / "runs"
    locks = UnitLocks(home, {})
    locks.take("fgt-a")
    (path,) = home.glob(".lock.*")
    assert path.stat().st_mode & 0o777 == 0o600
    target = tmp_path / "target"
    target.write_text("mine")
    (home / ".lock.fgt-b").symlink_to(target)
    with pytest.raises(ArchiveError, match=r"\.lock\.fgt-b"):
        locks.take("fgt-b")
    assert target.read_text() == "mine"


def test_a_lock_whose_file_was_replaced_does_not_count(tmp_path: Path) -> None:
    """Another process could hold the new file."""
    locks = UnitLocks(tmp_path, {})
    locks.take("fgt-a")
    (tmp_path / ".lock.fgt-a").unlink()
    (tmp_path / ".lock.fgt-a").touch()
    with pytest.raises(ArchiveError, match="was replaced"):
        locks.check()


@pytest.mark.parametrize("mode", [0o770, 0o777, 0o702])
def test_a_store_that_others_can_write_to_is_refused_with_the_cure(tmp_path: Path, mode: int) -> None:
    """What stands in it may be somebody else's word."""
    home = tmp_path / "runs"
    home.mkdir()
    home.chmod(mode)
    with pytest.raises(ArchiveError, match="other users can write to it") as refused:
        UnitLocks(home, {}).take("fgt-a")
    assert refused.value.hint == f"chmod go-w {home}"


@pytest.mark.parametrize("kind", ["fifo", "link", "open to others"])
def test_a_journal_that_others_could_have_written_is_not_read(tmp_path: Path, kind: str) -> None:
    """It is damage, named, and nothing waits for it."""
    run = RunFolder(tmp_path / "runs", {"command": "push"})
    run.note("fgt-a", "# read")
    run.close()
    journal = run.path / "journal.jsonl"
    if kind == "open to others":
        journal.chmod(0o666)
    else:
        copy = tmp_path / "copy"
        journal.rename(copy)
        os.mkfifo(journal) if kind == "fifo" else journal.symlink_to(copy)
    (part,) = cluster_runs(RunFolder.opened(run.path))
    assert part.killed
    assert "journal.jsonl" in part.damage


def test_a_planted_note_gives_no_run_up(tmp_path: Path) -> None:
    """Only a file of this user's own says that a run is given up."""
    run = RunFolder(tmp_path / "runs", {"command": "push"})
    run.note("fgt-a", "# read")
    run.close()
    (run.path / "forgotten.json").symlink_to(run.path / "journal.jsonl")
    assert not run.forgotten
    (run.path / "forgotten.json").unlink()
    run.forget()
    assert run.forgotten
