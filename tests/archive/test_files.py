"""What is written is there whole, and is its owner's alone."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from fgsp_cli.archive.files import alone, device_name, file_name, make_folder, write
from fgsp_cli.base.errors import ArchiveError


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_folders_and_files_belong_to_their_owner_alone(tmp_path: Path) -> None:
    """Folders are 0700 and files 0600, the folders above too where they had to be made."""
    folder = make_folder(tmp_path / "a" / "b")
    path = write(folder / "unit.conf", "text")
    assert (mode(tmp_path / "a"), mode(folder), mode(path)) == (0o700, 0o700, 0o600)


def test_a_folder_that_exists_keeps_its_mode(tmp_path: Path) -> None:
    """What the user made is the user's."""
    (tmp_path / "mine").mkdir(mode=0o755)
    make_folder(tmp_path / "mine")
    assert mode(tmp_path / "mine") == 0o755


def test_a_file_is_replaced_in_one_step_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    """No passing file stays."""
    write(tmp_path / "unit.conf", "old")
    write(tmp_path / "unit.conf", b"new \xff")
    assert (tmp_path / "unit.conf").read_bytes() == b"new \xff"
    assert [path.name for path in tmp_path.iterdir()] == ["unit.conf"]


def test_a_write_that_fails_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fills up in the middle costs the new file only, and the message says what to do."""
    write(tmp_path / "unit.conf", "old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ArchiveError, match="No space left on device") as caught:
        write(tmp_path / "unit.conf", "new")
    assert caught.value.hint == "make room on the disk"
    assert (tmp_path / "unit.conf").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["unit.conf"]


def test_a_place_that_is_no_folder_is_an_error_of_ours(tmp_path: Path) -> None:
    """The path is named."""
    (tmp_path / "file").write_text("")
    with pytest.raises(ArchiveError, match="file"):
        make_folder(tmp_path / "file" / "below")


@pytest.mark.parametrize("device", ["fgt-a", "fgt-a.example.com", "../up", ".hidden", "a/b", "a\\b:c", "ü 1", "100%"])
def test_any_device_name_makes_a_file_name_and_comes_back(device: str) -> None:
    """No name leads out of the folder."""
    name = file_name(device)
    assert "/" not in name
    assert not name.startswith(".")
    assert device_name(name) == device


def test_the_name_of_a_file_is_on_the_disk_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file whose folder was not flushed may be gone after a power cut: first the file, then its folder."""
    flushed: list[bool] = []
    flush = os.fsync

    def noted(handle: int) -> None:
        flushed.append(stat.S_ISDIR(os.fstat(handle).st_mode))
        flush(handle)

    monkeypatch.setattr(os, "fsync", noted)
    write(tmp_path / "a", "text")
    assert flushed == [False, True]


def test_who_comes_second_waits(tmp_path: Path) -> None:
    """Until the first is through with the folder; nothing is left in it."""
    entered = threading.Event()

    def second() -> None:
        with alone(tmp_path):
            entered.set()

    thread = threading.Thread(target=second)
    with alone(tmp_path):
        thread.start()
        assert not entered.wait(0.3)
    assert entered.wait(10)
    thread.join()
    assert list(tmp_path.iterdir()) == []
