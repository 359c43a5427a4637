"""A journal outlives its writer: every line is whole, or is none."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from fgsp_cli.archive import RunFolder
from fgsp_cli.archive.journal_file import JournalFile
from fgsp_cli.base.errors import ArchiveError, InputError


def test_a_line_is_on_the_disk_when_add_returns_and_is_its_owner_s_alone(tmp_path: Path) -> None:
    """Read by another handle, before the writer is closed."""
    journal = JournalFile(tmp_path / "journal.jsonl")
    journal.add({"kind": "run", "name": "fgt-\udce4"})
    assert JournalFile(journal.path).entries() == [{"kind": "run", "name": "fgt-\udce4"}]
    assert journal.path.stat().st_mode & 0o777 == 0o600
    journal.close()
    journal.close()


def test_what_a_killed_writer_did_not_finish_is_no_line_and_is_in_nobody_s_way(tmp_path: Path) -> None:
    """The next line is one of its own."""
    path = tmp_path / "journal.jsonl"
    first = JournalFile(path)
    first.add({"kind": "run"})
    first.close()
    whole = path.read_text()
    path.write_text(whole + '{"kind":"le')
    journal = JournalFile(path)
    assert journal.entries() == [{"kind": "run"}]
    journal.add({"kind": "end"})
    journal.close()
    assert path.read_text().startswith(whole + '{"kind":"end","sum":"')
    assert journal.entries() == [{"kind": "run"}, {"kind": "end"}]


def test_two_cannot_write_to_it_at_once(tmp_path: Path) -> None:
    """The second is told, and waits for nothing."""
    first, second = JournalFile(tmp_path / "journal.jsonl"), JournalFile(tmp_path / "journal.jsonl")
    first.open()
    with pytest.raises(ArchiveError, match="another process is at work on this run"):
        second.open()
    first.close()
    second.open()
    second.close()


def test_a_full_disk_leaves_no_half_of_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be written whole is taken back."""
    journal = JournalFile(tmp_path / "journal.jsonl")
    journal.add({"kind": "run"})
    real = os.write

    def full(handle: int, data: bytes) -> int:
        if len(data) > 8:
            return real(handle, data[:8])
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(ArchiveError, match="No space left") as refused:
            journal.add({"kind": "begin"})
    assert "make room" in refused.value.hint
    assert journal.entries() == [{"kind": "run"}]
    journal.add({"kind": "end"})
    assert len(journal.entries()) == 2
    journal.close()


@pytest.mark.parametrize(
    "damage",
    [
        lambda lines: [lines[0], "not a line", *lines[2:]],
        lambda lines: [lines[0], *lines[2:]],
        lambda lines: [lines[0], lines[1].replace("lead", "leed"), *lines[2:]],
        lambda lines: [lines[0], lines[0], *lines[1:]],
        lambda lines: [lines[0], lines[2], lines[1]],
        lambda lines: [lines[0], "[" * 100_000, *lines[2:]],
    ],
    ids=["garbage", "missing", "changed", "doubled", "swapped", "nested"],
)
def test_a_line_that_is_not_as_it_was_written_is_bad_input(
    tmp_path: Path, damage: Callable[[list[str]], list[str]]
) -> None:
    """The line and the byte are named, and nothing can be added."""
    journal = JournalFile(tmp_path / "journal.jsonl")
    for kind in ("run", "lead", "end"):
        journal.add({"kind": kind})
    journal.close()
    lines = journal.path.read_text().splitlines()
    journal.path.write_text("".join(f"{line}\n" for line in damage(lines)))
    with pytest.raises(InputError, match=rf"journal\.jsonl:2: .* from byte {len(lines[0]) + 1} on"):
        journal.entries()
    with pytest.raises(InputError, match="damaged"):
        journal.add({"kind": "end"})


def test_the_first_line_says_what_run_it_is(tmp_path: Path) -> None:
    """Written with the first entry: a run that records nothing leaves nothing."""
    run = RunFolder(tmp_path / "runs", {"command": "push", "inventory": "/inventory"})
    assert not run.exists
    run.record({"kind": "begin"})
    run.close()
    about, entry = RunFolder.opened(run.path).entries()
    assert (about["kind"], about["id"], about["command"], about["pid"]) == ("run", run.id, "push", os.getpid())
    assert entry["kind"] == "begin"
    assert str(entry["time"]) >= str(about["time"])[:23]
    again = RunFolder.find(run.id, (tmp_path / "runs",))
    again.record({"kind": "end"})
    again.close()
    assert [entry["kind"] for entry in again.entries()] == ["run", "begin", "end"]
