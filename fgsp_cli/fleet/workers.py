"""Many pieces of work at once, in threads: each in its own, none knowing of another.

Ctrl-C reaches the main thread alone, which only waits: the first one lets what is in flight finish or be undone and
starts nothing more; a second one gives up waiting.
"""

from __future__ import annotations

import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from fgsp_cli.base import Interrupted, NeedsPerson, StopRequest, at_least

Job = TypeVar("Job")
Result = TypeVar("Result")
WORKERS = 16
"""Pieces of work at a time: most of it is waiting for units."""
_NAP = 0.2
"""Seconds between two checks of the main thread for Ctrl-C."""


@dataclass(slots=True)
class _Queue(Generic[Job, Result]):
    """What is still to do, what has come of the rest."""

    waiting: deque[tuple[int, Job]]
    done: dict[int, Result] = field(default_factory=dict)
    failures: list[BaseException] = field(default_factory=list)
    change: threading.Condition = field(default_factory=threading.Condition)
    running: int = 0


def each(
    jobs: Sequence[Job],
    work: Callable[[Job], Result],
    *,
    stop: StopRequest,
    not_begun: Callable[[Job], Result],
    workers: int | None = None,
    on_interrupt: Callable[[], None] = lambda: None,
) -> list[Result]:
    """The result of every job, in the order of the jobs; `not_begun` gives those that an interrupt came before.

    What `work` raises ends everything, once what is in flight is done. After an interrupt a job that waits for a unit
    is abandoned within 5 seconds, as one that was not begun, unless something is half-done. A second interrupt raises
    NeedsPerson if something is half-done, else Interrupted.
    """
    at_least("workers", workers, 1)
    queue: _Queue[Job, Result] = _Queue(deque(enumerate(jobs)))
    with _interrupts(stop, on_interrupt):
        for _ in range(min(workers or WORKERS, len(jobs))):
            with queue.change:
                queue.running += 1
            # Daemons, so that a second interrupt can end the program; each sees the schema data in force here.
            context = copy_context()
            context.run(stop.enter)
            threading.Thread(target=context.run, args=(_serve, queue, work, stop), daemon=True).start()
        with queue.change:
            while queue.running and not stop.abandon():
                # A signal that comes right before the thread falls asleep is seen only when it wakes up again.
                queue.change.wait(_NAP)
    if queue.failures:
        raise queue.failures[0]
    return [queue.done[place] if place in queue.done else not_begun(job) for place, job in enumerate(jobs)]


def _serve(queue: _Queue[Job, Result], work: Callable[[Job], Result], stop: StopRequest) -> None:
    """Do one job after the other until there is none, or somebody wishes to stop."""
    try:
        while not (stop.requested or queue.failures) and (task := _next(queue)) is not None:
            place, job = task
            result = work(job)
            with queue.change:
                queue.done[place] = result
    except BaseException as failure:  # noqa: BLE001 - it is raised again where it can be seen
        queue.failures.append(failure)
    finally:
        with queue.change:
            queue.running -= 1
            queue.change.notify_all()


def _next(queue: _Queue[Job, Result]) -> tuple[int, Job] | None:
    with queue.change:
        return queue.waiting.popleft() if queue.waiting else None


@contextmanager
def _interrupts(stop: StopRequest, notify: Callable[[], None]) -> Iterator[None]:
    """Take Ctrl-C for a wish to stop. Whoever has a handler of their own, or calls from a thread, keeps theirs."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.default_int_handler:
        yield
        return

    def interrupted(*_: object) -> None:
        if stop.requested:
            raise _given_up(stop)
        stop.request()
        notify()

    signal.signal(signal.SIGINT, interrupted)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _given_up(stop: StopRequest) -> NeedsPerson | Interrupted:
    half_done = stop.changing
    if not half_done:
        return Interrupted("interrupted twice; nothing was half-done")
    message = f"interrupted twice, with something half-done in {', '.join(half_done)}"
    return NeedsPerson(message, hint=stop.advice)
