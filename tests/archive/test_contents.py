"""Files that are plainly no text are named as what they are."""

from __future__ import annotations

import bz2
import gzip
import lzma
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from fgsp_cli.archive import find_backups, read_bytes, read_text
from fgsp_cli.base.errors import ConfigTextError

TEXT = "config system ha\nend\n"


def zipped(text: str) -> bytes:
    """A zip file that holds the text."""
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr("fgt-a.conf", text)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (gzip.compress(TEXT.encode()), "packed with gzip"),
        (bz2.compress(TEXT.encode()), "packed with bzip2"),
        (lzma.compress(TEXT.encode()), "packed with xz"),
        (zipped(TEXT), "packed with zip"),
        (TEXT.encode("utf-16"), "UTF-16"),
        (b"", "the file is empty"),
        (b" \r\n\n", "the file is empty"),
        (b"#config-version=FGVMK6-7.4.4-FW-build2662-240514\r\n\r\n#buildno=2662\r\n", "nothing but comments"),
    ],
    ids=["gzip", "bzip2", "xz", "zip", "UTF-16", "empty", "blank", "header alone"],
)
def test_what_is_no_text_is_named(tmp_path: Path, data: bytes, said: str) -> None:
    """Whatever it is called, and by both ways in which backups are read."""
    (tmp_path / "fgt-a.conf").write_bytes(data)
    found = find_backups(tmp_path).newest["fgt-a"]
    for reading in (read_bytes, read_text):
        with pytest.raises(ConfigTextError, match=said) as caught:
            reading(found)
        assert caught.value.exit_code == 65


@pytest.mark.parametrize("data", [TEXT.encode(), TEXT.encode("utf-8-sig"), b"# a\n" + TEXT.encode(), b'{"version": 4}'])
def test_any_text_is_left_to_those_who_read_it(tmp_path: Path, data: bytes) -> None:
    """With a byte order mark, with comments, or Terraform's."""
    (tmp_path / "fgt-a.conf").write_bytes(data)
    assert read_bytes(find_backups(tmp_path).newest["fgt-a"]) == data


def test_a_packed_file_counts_where_its_device_has_nothing_else(tmp_path: Path) -> None:
    """So that nobody is told that there is no backup; beside a plain one it is an old one that was packed away."""
    for name in ("fgt-a.conf", "fgt-a.conf.gz", "fgt-b.conf.gz"):
        (tmp_path / name).write_bytes(gzip.compress(TEXT.encode()) if name.endswith("gz") else TEXT.encode())
    found = find_backups(tmp_path)
    assert [file.path.name for file in found.newest.values()] == ["fgt-a.conf", "fgt-b.conf.gz"]
    with pytest.raises(ConfigTextError, match=r"packed with gzip - unpack it first"):
        read_text(found.newest["fgt-b"])
