"""The backup store keeps what changed, and says what each file is of."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from fgsp_cli.archive import BackupStore, Unit
from fgsp_cli.base.errors import ArchiveError, ConfigTextError

UNIT = Unit(device="fgt-a", release="7.4.4", serial="FGVM01")
TEXT = """#config-version=FGVMK6-7.4.4-FW-build2662-240514:opmode=0:vdom=0:user=admin
#conf_file_ver=1
config system standalone-cluster
    set encryption enable
    set psksecret ENC abcd+/==
    config cluster-peer
        edit 1
            set peerip 10.0.0.1
        next
    end
end
"""


def test_a_backup_is_the_text_itself_with_its_description_beside_it(tmp_path: Path) -> None:
    """The file holds what the unit printed; release, serial, scope, hash and time stand in the JSON file."""
    backup, new = BackupStore(tmp_path).add(TEXT, UNIT, "full")
    assert new
    assert backup.path.read_text() == backup.text() == TEXT
    description = json.loads(backup.path.with_suffix(".json").read_text())
    assert description["device"] == "fgt-a"
    assert (description["release"], description["serial"], description["scope"]) == ("7.4.4", "FGVM01", "full")
    assert description["sha256"] == backup.digest
    assert description["time"].endswith("+00:00")


@pytest.mark.parametrize(
    "again",
    [
        TEXT,
        TEXT.replace("abcd+/==", "ZZZZ"),
        TEXT.replace("conf_file_ver=1", "conf_file_ver=2").replace("user=admin", "user=other"),
    ],
)
def test_an_unchanged_unit_gives_no_new_file(tmp_path: Path, again: str) -> None:
    """A secret encrypted anew and a header that counts displays are no change [facts/cli-behaviour.md#3.1, #3.4]."""
    store = BackupStore(tmp_path)
    first, _ = store.add(TEXT, UNIT, "full")
    second, new = store.add(again, UNIT, "full")
    assert not new
    assert second == first
    assert len(list(tmp_path.rglob("*.conf"))) == 1


def test_a_changed_value_another_release_or_another_serial_is_stored(tmp_path: Path) -> None:
    """Anything but secrets and header counts."""
    store = BackupStore(tmp_path)
    store.add(TEXT, UNIT, "full")
    assert store.add(TEXT.replace("10.0.0.1", "10.0.0.2"), UNIT, "full")[1]
    assert store.add(TEXT.replace("10.0.0.1", "10.0.0.2"), replace(UNIT, release="7.4.5"), "full")[1]
    assert store.add(TEXT.replace("10.0.0.1", "10.0.0.2"), replace(UNIT, release="7.4.5", serial="FGVM02"), "full")[1]


def test_scopes_are_stored_apart(tmp_path: Path) -> None:
    """A full backup does not stand for the FGSP sections of the same unit."""
    store = BackupStore(tmp_path)
    store.add(TEXT, UNIT, "full")
    assert store.add(TEXT, UNIT, "fgsp")[1]


def test_keep_drops_the_oldest_of_that_device_and_scope(tmp_path: Path) -> None:
    """`--keep 2` leaves the two newest, with their descriptions, and other devices alone."""
    store = BackupStore(tmp_path, keep=2)
    store.add(TEXT, Unit(device="fgt-b"), "full")
    for number in range(1, 5):
        store.add(TEXT.replace("10.0.0.1", f"10.0.0.{number}"), UNIT, "full")
    kept = store.of("fgt-a", "full")
    assert [backup.text().count(f"10.0.0.{number}") for backup, number in zip(kept, (3, 4), strict=True)] == [1, 1]
    assert len(list((tmp_path / "fgt-a").iterdir())) == 4
    assert len(store.of("fgt-b", "full")) == 1


def test_a_backup_that_was_edited_is_not_taken_for_what_it_was(tmp_path: Path) -> None:
    """The hash is checked before the text is used."""
    backup, _ = BackupStore(tmp_path).add(TEXT, UNIT, "full")
    backup.path.write_text(TEXT.replace("10.0.0.1", "10.0.0.9"))
    with pytest.raises(ArchiveError, match="is not what was written"):
        backup.text()


def test_a_lost_file_is_written_again(tmp_path: Path) -> None:
    """A description alone is no backup."""
    store = BackupStore(tmp_path)
    backup, _ = store.add(TEXT, UNIT, "full")
    backup.path.unlink()
    assert store.add(TEXT, UNIT, "full")[1]


def test_a_text_that_is_cut_off_replaces_nothing(tmp_path: Path) -> None:
    """Not even when only one is kept: the last whole one stays."""
    store = BackupStore(tmp_path, keep=1)
    whole, _ = store.add(TEXT, UNIT, "full")
    with pytest.raises(ConfigTextError, match="cut off"):
        store.add(TEXT.removesuffix("end\n").replace("10.0.0.1", "10.0.0.2"), UNIT, "full")
    assert store.of("fgt-a", "full") == (whole,)
    assert whole.text() == TEXT


def test_one_that_is_kept_has_a_name_that_stays(tmp_path: Path) -> None:
    """A repository sees a changed file and not another one, and nothing at all where nothing changed."""
    store = BackupStore(tmp_path, keep=1)
    store.add(TEXT, UNIT, "full")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert sorted(path.name for path in before) == ["full.conf", "full.json"]
    assert not store.add(TEXT.replace("abcd+/==", "ZZZZ"), UNIT, "full")[1]
    assert {path: path.read_bytes() for path in before} == before
    store.add(TEXT.replace("10.0.0.1", "10.0.0.2"), UNIT, "full")
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == before.keys()
    assert "10.0.0.2" in store.of("fgt-a", "full")[-1].text()


def test_keeping_one_from_now_on_drops_those_with_dates(tmp_path: Path) -> None:
    """And the other way round: whatever there is counts as what was stored before."""
    dated = BackupStore(tmp_path, keep=3)
    dated.add(TEXT, UNIT, "full")
    assert not BackupStore(tmp_path, keep=1).add(TEXT, UNIT, "full")[1]
    BackupStore(tmp_path, keep=1).add(TEXT.replace("10.0.0.1", "10.0.0.2"), UNIT, "full")
    assert sorted(path.name for path in (tmp_path / "fgt-a").iterdir()) == ["full.conf", "full.json"]
    dated.add(TEXT.replace("10.0.0.1", "10.0.0.3"), UNIT, "full")
    assert len(dated.of("fgt-a", "full")) == 2


def test_a_file_that_was_spoilt_is_written_again(tmp_path: Path) -> None:
    """Unchanged means that the last backup is still there, whole."""
    store = BackupStore(tmp_path)
    backup, _ = store.add(TEXT, UNIT, "full")
    backup.path.write_text("")
    assert store.add(TEXT, UNIT, "full")[1]


@pytest.mark.parametrize("text", ["", "\n \n", "#config-version=FGVMK6-7.4.4-FW-build2662-240514\n#buildno=2662\n"])
def test_a_text_without_a_block_replaces_nothing(tmp_path: Path, text: str) -> None:
    """A unit shows even an empty table as a block: nothing at all is an output that was lost."""
    store = BackupStore(tmp_path, keep=1)
    whole, _ = store.add(TEXT, UNIT, "full")
    with pytest.raises(ConfigTextError, match=r"empty|cut off"):
        store.add(text, UNIT, "full")
    assert whole.text() == TEXT


def test_a_description_that_cannot_be_written_leaves_the_last_backup_with_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk: text and description go in place together, or neither does; nothing half-written stays."""
    store = BackupStore(tmp_path, keep=1)
    whole, _ = store.add(TEXT, UNIT, "full")
    flushes = []
    flush = os.fsync

    def full_at_the_second_file(handle: int) -> None:
        flushes.append(handle)
        if len(flushes) == 2:
            raise OSError(28, "No space left on device")
        flush(handle)

    monkeypatch.setattr(os, "fsync", full_at_the_second_file)
    with pytest.raises(ArchiveError, match="No space"):
        store.add(TEXT.replace("10.0.0.1", "10.0.0.2"), UNIT, "full")
    assert store.of("fgt-a", "full") == (whole,)
    assert whole.text() == TEXT
    assert len(list((tmp_path / "fgt-a").iterdir())) == 2


def test_what_a_killed_process_left_half_written_is_swept_away(tmp_path: Path) -> None:
    """By the next run; hidden files of anybody else stay."""
    store = BackupStore(tmp_path)
    store.add(TEXT, UNIT, "full")
    (tmp_path / "fgt-a" / ".full.conf.0badcafe").write_text("config sys")
    (tmp_path / "fgt-a" / ".gitkeep").write_text("")
    assert not store.add(TEXT, UNIT, "full")[1]
    assert {path.name for path in (tmp_path / "fgt-a").glob(".*")} == {".gitkeep"}


def test_two_processes_at_once_store_an_unchanged_unit_once(tmp_path: Path) -> None:
    """The second one waits, and sees what the first has stored; a kept one is never a mixture of both."""
    code = (
        "import sys; from pathlib import Path; from fgsp_cli.archive import BackupStore, Unit\n"
        "for one in range(6):\n"
        "    BackupStore(Path(sys.argv[1])).add(sys.argv[2], Unit(device=f'fgt-{one}', release='7.4.4'), 'full')\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path), TEXT]) for _ in range(2)]
    assert [process.wait(timeout=120) for process in running] == [0, 0]
    assert len(list(tmp_path.rglob("*.conf"))) == 6


def test_a_private_key_encrypted_anew_is_no_change(tmp_path: Path) -> None:
    """Older releases do that at every display, as with secrets; another certificate is one."""
    key = "-----BEGIN ENCRYPTED PRIVATE KEY-----\n{}\n-----END ENCRYPTED PRIVATE KEY-----"
    block = 'config vpn certificate local\n    edit "a"\n        set private-key "{}"\n    next\nend\n'
    store = BackupStore(tmp_path)
    store.add(TEXT + block.format(key.format("AAAA\nBBBB")), UNIT, "full")
    assert not store.add(TEXT + block.format(key.format("CCCC\nDDDD")), UNIT, "full")[1]
    assert store.add(TEXT + block.format("CCCC"), UNIT, "full")[1]


def test_the_backup_just_written_is_never_dropped(tmp_path: Path) -> None:
    """Whatever somebody asks for, one is kept."""
    store = BackupStore(tmp_path, keep=0)
    store.add(TEXT, UNIT, "full")
    last, _ = store.add(TEXT.replace("10.0.0.1", "10.0.0.2"), UNIT, "full")
    assert store.of("fgt-a", "full") == (last,)
