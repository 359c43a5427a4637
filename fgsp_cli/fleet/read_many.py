"""Many backups read at once: in processes where there is enough to do, since cutting and parsing is all computing."""

from __future__ import annotations

import copyreg
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from itertools import islice
from multiprocessing import get_context
from types import MappingProxyType
from typing import TypeAlias

from fgsp_cli.base import at_least
from fgsp_cli.fortios import is_packaged
from fgsp_cli.units import BackupReading, BackupRequest, read_backup_file

Proxy: TypeAlias = "MappingProxyType[object, object]"
ENOUGH = 16 << 20
"""Bytes of backups from which on more processes pay for their start, about a second each."""
PIECE = 8
"""Backups that a process gets at a time."""
AHEAD = 4
"""Pieces per process that are given out before the first of them is back: results are small, but not nothing."""


def read_all(
    backups: Sequence[BackupRequest],
    *,
    processes: int | None = 1,
    done: Callable[[BackupReading], None] = lambda _: None,
) -> list[BackupReading]:
    """What the backups hold, in their order; `done` is called with each as it is read.

    `processes`: how many; None for one per processor where there is enough to do for that. More than one only from a
    main module that may be imported again, as the command line's: every process does that. Only what was observed is
    kept, so memory does not grow with the size of the backups. KeyboardInterrupt ends it at once.
    """
    at_least("processes", processes, 1)
    wanted = _worth(backups) if processes is None else processes
    count = min(wanted, -(-len(backups) // PIECE)) if is_packaged() else 1
    results: list[BackupReading] = []

    def take(some: Iterable[BackupReading]) -> None:
        for reading in some:
            done(reading)
            results.append(reading)

    if count > 1:
        with suppress(BrokenProcessPool):  # killed for its memory, perhaps: the rest is read here
            take(_in_processes(backups, count))
    take(read_backup_file(request) for request in backups[len(results) :])
    return results


def _worth(backups: Sequence[BackupRequest]) -> int:
    """As many processes as there are processors, if there is more than a second or so of work for each."""
    size = 0
    for request in backups:
        with suppress(OSError):
            size += request.file.path.stat().st_size
        if size > ENOUGH:
            return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return 1


def _in_processes(backups: Sequence[BackupRequest], count: int) -> Iterator[BackupReading]:
    """In processes of their own; started afresh, because this one has threads."""
    pieces = (backups[start : start + PIECE] for start in range(0, len(backups), PIECE))
    pool = ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_begin)
    try:
        waiting = [pool.submit(_piece, piece) for piece in islice(pieces, count * AHEAD)]
        while waiting:
            yield from waiting.pop(0).result()
            waiting += [pool.submit(_piece, piece) for piece in islice(pieces, 1)]
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _begin() -> None:
    """What a process does first: leave Ctrl-C to the one that started it, and get the parser ready."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    copyreg.pickle(MappingProxyType, _as_dict)
    from fgsp_cli.fortios import prepare

    prepare()


def _piece(backups: Sequence[BackupRequest]) -> list[BackupReading]:
    return list(map(read_backup_file, backups))


def _as_dict(proxy: Proxy) -> tuple[Callable[..., Proxy], tuple[dict[object, object]]]:
    """How a read-only mapping goes from one process to another: Python knows none for it."""
    return _read_only, (dict(proxy),)


def _read_only(content: dict[object, object]) -> Proxy:
    return MappingProxyType(content)
