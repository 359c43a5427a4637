"""A journal outlives its writer: every line is whole, or is none."""

from __future__ import annotations

import os
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
    path.write_text('{"kind":"run"}\n{"kind":"le')
    journal = JournalFile(path)
    assert journal.entries() == [{"kind": "run"}]
    journal.add({"kind": "end"})
    journal.close()
    assert path.read_text() == '{"kind":"run"}\n{"kind":"end"}\n'


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


def test_a_line_in_the_middle_that_is_none_is_bad_input(tmp_path: Path) -> None:
    """Somebody edited it: the line is named."""
    path = tmp_path / "journal.jsonl"
    path.write_text('{"kind":"run"}\nnot a line\n{"kind":"end"}\n')
    with pytest.raises(InputError, match=r"journal\.jsonl:2"):
        JournalFile(path).entries()


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
