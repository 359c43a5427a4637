"""A run folder is made when there is something to keep, and is its owner's alone."""

from __future__ import annotations

import stat
from pathlib import Path

from fgsp_cli.archive import RUNS, RunFolder, Unit, runs_in, vouched


def test_a_run_that_keeps_nothing_leaves_nothing(tmp_path: Path) -> None:
    """The folder is made by the first thing put into it."""
    run = RunFolder(tmp_path / RUNS)
    assert not run.exists
    assert list(tmp_path.iterdir()) == []


def test_a_run_folder_holds_backups_transcripts_and_results(tmp_path: Path) -> None:
    """Each in its place, beside the intent, readable by the owner only."""
    run = RunFolder(tmp_path / RUNS)
    backup = run.backup("config system ha\nend\n", Unit(device="fgt-a"))
    run.note("fgt-a", "# read")
    run.note("fgt-a", "config system ha\n")
    run.put("result", {"schema_version": 1})
    assert run.path.parent == tmp_path / ".fgsp" / "runs"
    assert backup.path == run.path / "backups" / "fgt-a.conf"
    assert (run.path / "transcripts" / "fgt-a.log").read_text() == "# read\nconfig system ha\n"
    assert (run.path / "result.json").read_text().startswith("{")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in run.path.rglob("*")}
    assert modes == {0o700, 0o600}


def test_run_folders_are_kept_out_of_repositories(tmp_path: Path) -> None:
    """What the program makes, git passes over; a folder that the user made is left as it is."""
    RunFolder(tmp_path / RUNS).put("result", {})
    assert (tmp_path / ".fgsp" / "runs" / ".gitignore").read_text() == "*\n"
    (tmp_path / "mine").mkdir()
    RunFolder(tmp_path / "mine").put("result", {})
    assert not (tmp_path / "mine" / ".gitignore").exists()


def test_two_runs_never_share_a_folder(tmp_path: Path) -> None:
    """Ids differ even within one second."""
    assert len({RunFolder(tmp_path).id for _ in range(20)}) == 20


def test_the_newest_run_is_the_one_that_was_begun_last(tmp_path: Path) -> None:
    """Whoever is asked has an id before the answer; what was begun meanwhile is the older one."""
    asked, quick, nothing = (RunFolder(tmp_path, {"command": "push"}) for _ in range(3))
    for run, secret in ((quick, "quick"), (asked, "asked")):
        run.record({"kind": "begin"})
        run.vouch("fgt-a", {"psksecret": secret})
        assert run.busy
        run.close()
        assert not run.busy
    nothing.put("result", {})
    assert [run.id for run in runs_in(tmp_path)] == [nothing.id, asked.id, quick.id]
    assert vouched(tmp_path, "fgt-a") == (asked.id, {"psksecret": "asked"})
    assert vouched(tmp_path, "fgt-b") is None
    assert runs_in(tmp_path / "nowhere") == []
