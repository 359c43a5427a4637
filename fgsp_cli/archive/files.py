"""Files that are there whole or not at all, even after a power cut, and that only their owner can read.

A configuration holds password hashes and encrypted secrets, so folders are 0700 and files 0600 from their first moment
on, whatever the umask says.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import re
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from urllib.parse import quote, unquote

from fgsp_cli.base import ArchiveError

_PASSING = re.compile(r"\..+\.(?:conf|json)\.[0-9a-f]{8}")
"""The names of files that are not whole yet."""


def make_folder(path: Path) -> Path:
    """Make the folder and those above it, owner-only and flushed; one that exists keeps its mode.

    ArchiveError if it cannot be made or is no folder.
    """
    with translated(path):
        missing = [folder for folder in (path, *path.parents) if not folder.exists()]
        for folder in reversed(missing):
            folder.mkdir(mode=0o700, exist_ok=True)
            flush_folder(folder.parent)
        if not path.is_dir():
            raise NotADirectoryError(20, "is no folder")
    return path


def own_folder(path: Path) -> Path:
    """Make the folder if it is not there.

    ArchiveError, with the remedy, if it is a link, belongs to another user, or can be written to by others: another
    user may have written what stands in such a folder.
    """
    make_folder(path)
    check_own_folder(path)
    return path


def check_own_folder(path: Path) -> None:
    """As `own_folder`, of a folder that is there."""
    with translated(path):
        status = path.lstat()
    if stat.S_ISLNK(status.st_mode):
        raise ArchiveError(f"{path}: is a link", hint="name the folder itself")
    _check_owner(path, status)


def open_own(path: Path, flags: int = os.O_RDONLY) -> int:
    """A handle of a file that this program wrote. ArchiveError if it is a link or no regular file, if it belongs to
    another user, or if others can write to it.
    """
    with translated(path):
        handle = os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK, 0o600)
    status = os.fstat(handle)
    try:
        if not stat.S_ISREG(status.st_mode):
            raise ArchiveError(f"{path}: is no regular file")
        _check_owner(path, status)
    except ArchiveError:
        os.close(handle)
        raise
    return handle


def _check_owner(path: Path, status: os.stat_result) -> None:
    if status.st_uid != os.geteuid():
        raise ArchiveError(f"{path}: belongs to another user", hint="name a folder of your own, with --run-dir or --to")
    if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise ArchiveError(f"{path}: other users can write to it", hint=f"chmod go-w {path}")


def write(path: Path, content: str | bytes) -> Path:
    """Put a file in place in one step: a reader sees the old one or the whole new one. It and its name are on the disk
    when this returns; ArchiveError, and nothing left behind, if that cannot be done.
    """
    write_all({path: content})
    return path


def write_all(contents: Mapping[Path, str | bytes]) -> None:
    """Put files of one folder in place, each as `write` does, once there is room for them all: on a disk that is full,
    all of them stay what they were.
    """
    passing: dict[Path, Path] = {}
    try:
        for path, content in contents.items():
            passing[path] = path.with_name(f".{path.name}.{token_hex(4)}")
            with translated(path):
                _write_new(passing[path], _encoded(content))
        for path, whole in passing.items():
            with translated(path):
                whole.replace(path)
    finally:
        for left in passing.values():
            with suppress(OSError):
                left.unlink()
    for folder in dict.fromkeys(path.parent for path in contents):
        with translated(folder):
            flush_folder(folder)


def sweep(folder: Path) -> None:
    """Remove what killed processes have left half-written; no other process may be writing to the folder."""
    with translated(folder):
        for path in folder.iterdir():
            if _PASSING.fullmatch(path.name) and path.is_file():
                path.unlink(missing_ok=True)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Wait until no other process and no other thread is inside this for the folder; it leaves no file behind."""
    with translated(folder):
        handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def write_json(path: Path, content: Mapping[str, object]) -> Path:
    """A JSON file, put in place as `write` does."""
    return write(path, json_text(content))


def json_text(content: Mapping[str, object]) -> str:
    """The text of a JSON file."""
    return json.dumps(content, indent=2, ensure_ascii=False, sort_keys=False) + "\n"


def read(path: Path) -> bytes:
    """The bytes of a file; ArchiveError if it cannot be read."""
    with translated(path):
        return path.read_bytes()


def read_own(path: Path) -> bytes:
    """The bytes of a file that this program wrote; ArchiveError if it cannot be read, as `open_own` has it."""
    with os.fdopen(open_own(path), "rb") as file, translated(path):
        return file.read()


def now() -> datetime:
    """The time at this moment, in UTC."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """A moment as part of a file name; names sort as moments do: `20260922T101530.123456Z`."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%fZ")


def file_name(device: str) -> str:
    """A device's name as one that every file system takes; `device_name` turns it back."""
    safe = quote(device, safe=" @+=,")
    return f"%2E{safe[1:]}" if safe.startswith(".") else safe


def device_name(name: str) -> str:
    """The device that `file_name` made the name of."""
    return unquote(name)


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """What the system says about a file, as an error of ours."""
    try:
        yield
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise ArchiveError(f"{path}: {reason}", hint=_hint_for(problem)) from problem


def _hint_for(problem: OSError) -> str:
    if isinstance(problem, PermissionError) or problem.errno == errno.EROFS:
        return "name a folder that you may write to"
    return "make room on the disk" if problem.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) else ""


def _encoded(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape")


def _write_new(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def flush_folder(path: Path) -> None:
    """Make the names in the folder last; a system on which folders cannot be opened flushes them by itself."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except PermissionError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
