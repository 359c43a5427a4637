"""A run that cannot be read is unfinished until a person gives it up."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from killing import Killer
from mutate_files import mutated
from push_lab import TRIO, Bench, bench, trio

from fgsp_cli.archive import RunFolder, runs_in
from fgsp_cli.base import InputError
from fgsp_cli.cli.main import main
from fgsp_cli.results.results import Status
from fgsp_cli.runs import cluster_runs, read_journal, runs

PAIR = TRIO.format(fortios="7.4.4").rpartition("      fgt-c")[0]
MUTANTS = 300
"""Mutated journals of a normal run of the tests; `python tests/support/mutate_files.py --each N` makes as many as you like."""


@pytest.fixture(scope="module")
def killer() -> Iterator[Killer]:
    """The process that forks the ones to be killed."""
    with Killer() as started:
        yield started


def kill(killer: Killer, work: Bench) -> RunFolder:
    """A push that dies half-way."""
    (work.folder / "edge.yaml").write_text(work.text, encoding="utf-8")
    words = ["push", "-i", work.folder / "edge.yaml", "-I", work.inventory.source, "--yes", "--transaction", "direct"]
    assert killer.run([str(word) for word in words], file="journal.jsonl", write=4, moment="after").killed
    return runs_in(work.folder / ".fgsp" / "runs")[0]


def emptied(path: Path) -> None:
    """Nothing is left of the journal."""
    path.write_bytes(b"")


def garbage(path: Path) -> None:
    """A line that is none, in the middle."""
    lines = path.read_bytes().split(b"\n")
    path.write_bytes(b"\n".join([lines[0], b"\xff\x00garbage", *lines[1:]]))


def overwritten(path: Path) -> None:
    """A block of the disk is zeroes."""
    data = path.read_bytes()
    path.write_bytes(data[:64] + bytes(512) + data[576:])


@pytest.mark.parametrize("damage", [Path.unlink, emptied, garbage, overwritten], ids=lambda each: each.__name__)
def test_a_push_over_a_damaged_run_is_refused_until_it_is_forgotten(
    tmp_path: Path, killer: Killer, damage: Callable[[Path], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """The place is named, other runs are still listed, and `fgsp runs forget` says what is lost."""
    with bench(tmp_path, trio()[:2], PAIR) as work:
        run = kill(killer, work)
        damage(run.path / "journal.jsonl")
        home = tmp_path / ".fgsp" / "runs"
        RunFolder(home, {"command": "push"}).put("result", {})
        results = work.push()
        assert {outcome.status for outcome in results.devices.values()} == {Status.REFUSED}
        assert results.exit_code() == 1
        error = str(results.devices["fgt-a"].error)
        assert "cannot be read" in error
        assert "journal.jsonl" in error or "journal is empty" in error
        assert f"fgsp runs forget {run.path}" in error
        assert len(runs([home])) == 2
        assert main(["runs", "--run-dir", str(home)]) == 2
        assert "cannot be read" in capsys.readouterr().out
        assert main(["runs", "forget", str(run.path), "--yes"]) == 0
        assert "fgt-a" in capsys.readouterr().err
        assert work.push().exit_code() == 0


def test_a_clock_that_goes_back_hides_no_killed_run(tmp_path: Path, killer: Killer) -> None:
    """The killed run says that it was begun in the future, or long ago: it is unfinished all the same."""
    with bench(tmp_path, trio()[:2], PAIR) as work:
        run = kill(killer, work)
        other = RunFolder(run.home, {"command": "push"})
        other.put("result", {})
        for year in ("1999", "2199"):
            run.path.rename(run.home / f"{year}{run.id[4:]}")
            run = RunFolder.opened(run.home / f"{year}{run.id[4:]}")
            results = work.push()
            assert {outcome.status for outcome in results.devices.values()} == {Status.REFUSED}


def test_mutated_journals_are_read_as_they_were_or_refused(tmp_path: Path, killer: Killer) -> None:
    """65 or a usable reading, never an internal error, and never a half-done run that looks finished."""
    with bench(tmp_path, trio()[:2], PAIR) as work:
        run = kill(killer, work)
    journal = run.path / "journal.jsonl"
    data, chance = journal.read_bytes(), random.Random(7)
    for _ in range(MUTANTS):
        journal.write_bytes(mutated(data, chance))
        told = cluster_runs(run)
        torn = len(journal.read_bytes().split(b"\n")) < len(data.split(b"\n"))
        assert torn or any(part.killed for part in told)
        with suppress(InputError):
            read_journal(run)
