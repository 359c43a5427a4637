"""Backups are found wherever they come from: this program's own, and files of anybody else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fgsp_cli.archive import BackupStore, RunFolder, Unit, find_backups, read_text
from fgsp_cli.archive.find import list_backups
from fgsp_cli.base.errors import ConfigTextError

TEXT = "config system cluster-sync\nend\n"


def test_the_newest_backup_of_each_device_is_found_in_our_own_store(tmp_path: Path) -> None:
    """Descriptions say whose a backup is, whatever the names on disk are."""
    store = BackupStore(tmp_path)
    store.add(TEXT, Unit(device="a/b", release="7.0.5", serial="S1"), "full")
    store.add(TEXT + "config system ha\nend\n", Unit(device="a/b", release="7.0.6", serial="S1"), "full")
    store.add(TEXT, Unit(device="fgt-b"), "full")
    found = find_backups(tmp_path).newest
    assert set(found) == {"a/b", "fgt-b"}
    assert (found["a/b"].release, found["a/b"].serial) == ("7.0.6", "S1")
    assert read_text(found["a/b"]).endswith("config system ha\nend\n")
    assert len(list_backups(tmp_path).backups) == 3


def test_the_folder_of_a_run_stands_for_its_backups(tmp_path: Path) -> None:
    """Its transcripts and results are no backups."""
    run = RunFolder(tmp_path)
    run.backup(TEXT, Unit(device="fgt-a", release="7.4.4"))
    run.note("fgt-a", "# typed")
    run.put("result", {})
    assert set(find_backups(run.path).newest) == {"fgt-a"}


def test_files_of_others_belong_to_the_device_they_are_named_after(tmp_path: Path) -> None:
    """With an ending for configurations or without one; a folder's name counts where files have none of their own."""
    for name in ("fgt-a.conf", "fgt-b.example.com", "notes.md", ".hidden.conf", "fgt-c.json"):
        (tmp_path / name).write_text(TEXT)
    (tmp_path / "fgt-d").mkdir()
    (tmp_path / "fgt-d" / "monday.conf").write_text("old")
    (tmp_path / "fgt-d" / "friday.conf").write_text("new")
    os.utime(tmp_path / "fgt-d" / "monday.conf", (1, 1))
    found = find_backups(tmp_path).newest
    assert set(found) == {"fgt-a", "fgt-b.example.com", "fgt-d"}
    assert read_text(found["fgt-d"]) == "new"


def test_a_single_file_is_the_backup_of_the_device_it_is_named_after(tmp_path: Path) -> None:
    """Other files in its folder play no part."""
    (tmp_path / "fgt-a.conf").write_text(TEXT)
    (tmp_path / "fgt-b.conf").write_text(TEXT)
    assert set(find_backups(tmp_path / "fgt-a.conf").newest) == {"fgt-a"}


def test_a_path_that_leads_nowhere_is_bad_input(tmp_path: Path) -> None:
    """The exit code is that of an input file."""
    with pytest.raises(ConfigTextError, match="no such file or folder") as caught:
        find_backups(tmp_path / "absent")
    assert caught.value.exit_code == 65


def test_a_binary_file_is_bad_input(tmp_path: Path) -> None:
    """An encrypted or foreign file is refused, not decoded at a guess."""
    (tmp_path / "fgt-a.conf").write_bytes(b"\x00\x01")
    with pytest.raises(ConfigTextError):
        read_text(find_backups(tmp_path).newest["fgt-a"])


def test_a_description_counts_for_the_file_that_it_names_alone(tmp_path: Path) -> None:
    """Another text that was put under a name of ours is read as what it is."""
    backup, _ = BackupStore(tmp_path / "store").add(TEXT, Unit(device="fgt-a", release="7.0.5"), "full")
    (tmp_path / "fgt-b.json").write_text(backup.path.with_suffix(".json").read_text())
    (tmp_path / "fgt-b.conf").write_text(TEXT)
    found = find_backups(tmp_path / "fgt-b.conf").newest
    assert {name: one.release for name, one in found.items()} == {"fgt-b": ""}
