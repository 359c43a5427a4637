"""The kind of a file that is plainly no configuration text, by name.

The cutter refuses what is encrypted, cut off or foreign; here is what it would take for a text, or could not name.
"""

from __future__ import annotations

import codecs
import re
from typing import NoReturn

from fgsp_cli.base import ConfigTextError, Position, Problem

PACKED = {
    b"\x1f\x8b": "gzip",
    b"PK\x03\x04": "zip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
}
"""How files begin that some program has packed."""
PACKED_ENDINGS = frozenset({".gz", ".zip", ".bz2", ".xz", ".zst"})
_SAYING = re.compile(rb"^[^\S\n]*+[^\s#]", re.MULTILINE)
"""The beginning of the first line that is neither blank nor a comment: mostly the second of a file."""
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def checked(data: bytes, source: str) -> bytes:
    """The bytes; ConfigTextError if they are packed, UTF-16, or hold nothing at all.

    A file without a single block is what a full disk or a backup that failed leaves behind. Read as a unit on which
    nothing is configured, it would be a unit that has lost all of its peers. Even an empty table is shown as a block.
    """
    for start, program in PACKED.items():
        if data.startswith(start):
            _refuse(source, f"packed with {program}", "unpack it first: only texts are read")
    if data.startswith(_UTF_16):
        _refuse(source, "UTF-16, as PowerShell's `>` writes it", "save it as UTF-8")
    if not _SAYING.search(data):
        comments = "nothing but comments, and no `config` block: the text was cut off"
        _refuse(source, comments if data.strip() else "the file is empty")
    return data


def _refuse(source: str, message: str, hint: str = "") -> NoReturn:
    raise ConfigTextError([Problem(message=message, position=Position(source=source), hint=hint)])
