"""Pieces of work run side by side and share nothing, an interrupt least of all."""

from __future__ import annotations

import signal
import threading
from contextvars import ContextVar

import pytest

from fgsp_cli.base.errors import Interrupted, NeedsPerson
from fgsp_cli.base.stop_request import StopRequest
from fgsp_cli.fleet.workers import each

SEEN: ContextVar[str] = ContextVar("seen", default="nothing")


def interrupt() -> None:
    """Ctrl-C: the signal goes to the main thread."""
    signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)  # type: ignore[arg-type]


def test_results_come_in_the_order_of_the_jobs() -> None:
    """Whoever is done first."""
    assert each(range(20), lambda job: job * job, stop=StopRequest(), not_begun=lambda job: -1, workers=4) == [
        job * job for job in range(20)
    ]


def test_no_job_is_no_work() -> None:
    """An empty fleet is in sync."""
    assert each([], lambda job: job, stop=StopRequest(), not_begun=lambda job: job) == []


def test_workers_see_what_is_in_force_where_they_were_called() -> None:
    """A test's own schema data counts in every thread."""
    token = SEEN.set("mine")
    try:
        assert each([1], lambda _: SEEN.get(), stop=StopRequest(), not_begun=lambda _: "") == ["mine"]
    finally:
        SEEN.reset(token)


def test_an_error_of_ours_is_raised_when_the_others_are_done() -> None:
    """It is not lost in a thread."""

    def work(job: int) -> int:
        if job == 1:
            raise LookupError("broken")
        return job

    with pytest.raises(LookupError, match="broken"):
        each(range(4), work, stop=StopRequest(), not_begun=lambda job: -job, workers=2)


def test_the_first_interrupt_finishes_what_is_in_flight_and_begins_nothing_more() -> None:
    """Those that were not begun say so."""
    stop, told = StopRequest(), []

    def work(job: int) -> str:
        interrupt()
        while not stop.requested:
            pass
        return f"finished {job}"

    results = each(
        range(3),
        work,
        stop=stop,
        not_begun=lambda job: f"not begun {job}",
        workers=1,
        on_interrupt=lambda: told.append(1),
    )
    assert results == ["finished 0", "not begun 1", "not begun 2"]
    assert told == [1]


@pytest.mark.parametrize(("half_done", "error"), [(True, NeedsPerson), (False, Interrupted)])
def test_the_second_interrupt_gives_up_waiting(half_done: bool, error: type[Exception]) -> None:
    """With something half-done a person is needed; the message says where, and how to go on."""
    stop, free = StopRequest("`fgsp recover RUN` finishes or undoes it"), threading.Event()

    def work(_: int) -> None:
        interrupt()
        while not stop.requested:
            pass
        if half_done:
            with stop.change("edge"):
                interrupt()
                free.wait(10)
        else:
            interrupt()
            free.wait(10)

    with pytest.raises(error, match="edge" if half_done else "nothing") as given_up:
        each([0], work, stop=stop, not_begun=lambda _: None)
    free.set()
    assert ("fgsp recover RUN" in str(given_up.value)) == half_done
