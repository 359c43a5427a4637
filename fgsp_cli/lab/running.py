"""The labs that run on this machine: each holds a lock on a record of its own as long as it lives."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningLab:
    """One lab that runs on this machine."""

    pid: int
    source: str
    """The absolute path of the inventory or folder that it was started for."""
    units: tuple[str, ...]
    """`fgt-a 127.0.0.1:2201`."""

    def is_named(self, name: str) -> bool:
        """Whether it has this process number, or is the lab of this inventory or of the folder that holds it."""
        return name == str(self.pid) or _folder(Path(name).resolve()) == _folder(Path(self.source))

    def __str__(self) -> str:
        return f"{self.pid}  {self.source}  {', '.join(self.units)}"


def _folder(path: Path) -> Path:
    return path.parent if path.name == "inventory" else path


def records() -> Path:
    """The folder of the records and the output of detached labs; other users cannot read it."""
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "fgsp" / "labs"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


@contextmanager
def announced(source: str, units: Iterable[str]) -> Iterator[None]:
    """While this process runs a lab."""
    path = records() / f"{os.getpid()}.json"
    with path.open("w", encoding="utf-8") as record:
        fcntl.flock(record, fcntl.LOCK_EX)
        json.dump({"pid": os.getpid(), "source": source, "units": list(units)}, record)
        record.flush()
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def running_labs() -> tuple[RunningLab, ...]:
    """All that run, by process; the record of one that was killed is removed."""
    labs = []
    for path in sorted(records().glob("*.json")):
        with suppress(OSError, ValueError, KeyError), path.open(encoding="utf-8") as record:
            if _is_free(record.fileno()):
                path.unlink()
                continue
            said = json.load(record)
            labs.append(RunningLab(pid=int(said["pid"]), source=said["source"], units=tuple(said["units"])))
    return tuple(labs)


def stop(lab: RunningLab, seconds: float = 15.0) -> bool:
    """End a lab, and wait until its ports are free; whether that was so in time."""
    with suppress(ProcessLookupError):
        os.kill(lab.pid, signal.SIGTERM)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if lab.pid not in {each.pid for each in running_labs()}:
            return True
        time.sleep(0.05)
    return False


def _is_free(record: int) -> bool:
    try:
        fcntl.flock(record, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
