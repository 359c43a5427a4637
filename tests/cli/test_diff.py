"""`fgsp diff` and `audit --history`, as people type them."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import Fgsp

from fgsp_cli.archive import BackupStore, Unit

OLD = """#config-version=FGVMK6-6.4.5-FW-build1828-210301:opmode=0:vdom=0:user=admin
config system cluster-sync
    edit 1
        set peerip 10.0.0.1
        set hb-interval 1
        set hb-lost-threshold 6
        set slave-add-ike-routes disable
    next
end
"""
NEW = """#config-version=FGVMK6-7.4.4-FW-build2662-240514:opmode=0:vdom=0:user=admin
config system standalone-cluster
    config cluster-peer
        edit 1
            set peerip 10.0.0.1
            set hb-interval 10
            set hb-lost-threshold 6
            set secondary-add-ipsec-routes disable
        next
    end
end
"""


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """A unit before and after its upgrade, in two folders."""
    for name, text in (("before", OLD), ("after", NEW)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "fgt-a.conf").write_text(text, encoding="utf-8")
    return tmp_path / "before", tmp_path / "after"


def test_an_upgrade_that_changed_nothing_is_exit_code_0(fgsp: Fgsp, pair: tuple[Path, Path]) -> None:
    """Two files or two folders."""
    assert fgsp("diff", *pair).code == 0
    ran = fgsp("diff", *(folder / "fgt-a.conf" for folder in pair))
    assert (ran.code, ran.err) == (0, "")
    assert "fgt-a   equal" in ran.out


def test_a_default_that_the_release_changed_is_told_with_both_times(fgsp: Fgsp, pair: tuple[Path, Path]) -> None:
    """6 s of silence become 2 s."""
    for folder, text in zip(pair, (OLD, NEW), strict=True):
        lines = [line for line in text.splitlines() if " hb-" not in line]
        (folder / "fgt-a.conf").write_text("\n".join(lines) + "\n", encoding="utf-8")
    ran = fgsp("diff", *pair)
    assert ran.code == 2
    assert "fgt-a (FortiOS 6.4.5 -> 7.4.4)" in ran.out
    assert "every 2 s, lost after 6 s -> every 200 ms, lost after 2 s  (default changed by release)" in ran.out
    document = fgsp("diff", *pair, "--format", "json").document
    changes = document["devices"]["fgt-a"]["changes"]  # type: ignore[index]
    assert {change["why"] for change in changes} == {"default changed by release"}
    assert document["summary"] == {"different": 1}


def test_devices_of_one_folder_alone_are_differences(fgsp: Fgsp, pair: tuple[Path, Path]) -> None:
    """A unit that appeared, one that is gone, each named."""
    (pair[0] / "old.conf").write_text(OLD, encoding="utf-8")
    (pair[1] / "new.conf").write_text(NEW, encoding="utf-8")
    ran = fgsp("diff", *pair, "--format", "json")
    assert ran.code == 2
    assert ran.document["summary"] == {"equal": 1, "only_before": 1, "only_after": 1}


def test_a_file_that_is_no_backup_is_wrong_input(fgsp: Fgsp, pair: tuple[Path, Path]) -> None:
    """65, and the others are compared all the same."""
    (pair[0] / "fgt-b.conf").write_text(OLD, encoding="utf-8")
    (pair[1] / "fgt-b.conf").write_text(NEW[:-5], encoding="utf-8")
    ran = fgsp("diff", *pair)
    assert ran.code == 65
    assert "cut off" in ran.out
    assert "fgt-a   equal" in ran.out
    assert fgsp("diff", pair[0], pair[0] / "nothing.conf").code == 65


def test_a_folder_and_a_file_are_compared_where_the_folder_has_that_device(fgsp: Fgsp, pair: tuple[Path, Path]) -> None:
    """Else it is a wrong command line."""
    assert fgsp("diff", pair[0], pair[1] / "fgt-a.conf").code == 0
    (pair[1] / "other.conf").write_text(NEW, encoding="utf-8")
    ran = fgsp("diff", pair[0], pair[1] / "other.conf")
    assert ran.code == 64
    assert "no backup of other" in ran.err


def test_texts_without_a_release_need_it(fgsp: Fgsp, tmp_path: Path) -> None:
    """`show` output of one table; the option says what it is of."""
    path = tmp_path / "show.txt"
    path.write_text(NEW.partition("\n")[2], encoding="utf-8")
    assert fgsp("diff", path, path).code == 65
    assert fgsp("diff", path, path, "--fortios", "7.4.4").code == 0


def test_ids_alone_are_a_difference_only_to_the_strict(fgsp: Fgsp, pair: tuple[Path, Path]) -> None:
    """Rows are recognised by whom they lead to."""
    (pair[1] / "fgt-a.conf").write_text(NEW.replace("edit 1", "edit 8"), encoding="utf-8")
    assert fgsp("diff", *pair).code == 0
    ran = fgsp("diff", *pair, "--strict")
    assert ran.code == 2
    assert "cluster-peer/8/sync-id (was cluster-peer/1/sync-id)  1 -> 8" in ran.out


def stored(folder: Path, *texts: str) -> None:
    """Backups of fgt-a, one after the other."""
    store = BackupStore(folder)
    for text in texts:
        release = text.partition("FGVMK6-")[2].partition("-FW")[0]
        store.add(text, Unit(device="fgt-a", release=release), "full")


def test_the_history_of_a_device_says_when_which_entry_changed(fgsp: Fgsp, tmp_path: Path) -> None:
    """From the stored backups: an upgrade that changed nothing, then a row that came."""
    grown = NEW.replace(
        "        next\n", "        next\n        edit 2\n            set peerip 10.0.0.2\n        next\n"
    )
    stored(tmp_path / "store", OLD, NEW, grown)
    ran = fgsp("audit", "--history", "fgt-a", "--against", tmp_path / "store")
    assert ran.code == 0, ran
    assert "(FortiOS 6.4.5 -> 7.4.4)" in ran.out
    assert "means the same" in ran.out
    assert "+ cluster-peer/2: peerip 10.0.0.2" in ran.out
    assert "fgt-a: 3 backups" in ran.out
    assert "changed 1 time\n" in ran.out
    document = fgsp("audit", "--history", "fgt-a", "--against", tmp_path / "store", "--format", "json").document
    steps = document["history"]
    assert [len(step["changes"]) for step in steps] == [0, 1]  # type: ignore[index, attr-defined]


def test_a_backup_that_cannot_be_read_is_a_finding_of_the_history(fgsp: Fgsp, tmp_path: Path) -> None:
    """And is stepped over."""
    store = tmp_path / "store"
    stored(store, OLD, NEW)
    (newest,) = (path for path in store.rglob("*.conf") if "7.4.4" in path.read_text())
    newest.write_text(NEW[:-5], encoding="utf-8")
    ran = fgsp("audit", "--history", "fgt-a", "--against", store)
    assert ran.code == 2
    assert "cut off" in ran.out


def test_a_device_without_backups_has_no_history(fgsp: Fgsp, tmp_path: Path) -> None:
    """A misspelt name is a wrong command line."""
    stored(tmp_path / "store", OLD)
    ran = fgsp("audit", "--history", "fgt-b", "--against", tmp_path / "store")
    assert ran.code == 64
    assert "did you mean fgt-a?" in ran.err
    assert fgsp("audit", "--history", "fgt-a").code == 64
    assert fgsp("audit", "--against", tmp_path / "store").code == 64


def test_what_is_doubtful_about_a_text_is_told_and_is_no_difference(fgsp: Fgsp, tmp_path: Path) -> None:
    """An excerpt that holds nothing of FGSP equals another one, and that means little."""
    for name in "ab":
        (tmp_path / f"{name}.conf").write_text("config system global\nend\n", encoding="utf-8")
    ran = fgsp("diff", tmp_path / "a.conf", tmp_path / "b.conf", "--fortios", "7.4.4")
    assert ran.code == 0
    assert ran.out.count("note: the text has no header and nothing of FGSP in it") == 1
