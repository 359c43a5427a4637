"""Events while they happen: a bar on a terminal, lines with `-v`, otherwise warnings alone."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, Self

from fgsp_cli.base import Event, Phase
from fgsp_cli.cli.shared.console import Console, is_terminal

if TYPE_CHECKING:
    from rich.progress import Progress

ENDS = frozenset({Phase.DONE, Phase.READ_BACK})
"""Phases after which a push has nothing left to do on a unit."""
READ = frozenset({Phase.READ})
"""The last phase of verbs that only read."""


class Watcher:
    """A reporter for people; events come from many threads."""

    def __init__(
        self, console: Console, title: str, units: int, ends: frozenset[Phase] = ENDS, *, grouped: bool = False
    ) -> None:
        """`units`: how many there will be, 0 if unknown; `ends`: the phases with which a unit counts as done.

        `grouped`: equal warnings of units become one line at the end. Only for verbs that read: a warning of a push
        must not be lost with its process.
        """
        self._console = console
        self._title = title
        self._units = units
        self._ends = ends
        self._done: set[str] = set()
        self._warned: set[tuple[str, str]] = set()
        self._groups: dict[str, list[str]] | None = {} if grouped and not console.verbosity else None
        self._bar: Progress | None = None
        self._lock = Lock()

    def __enter__(self) -> Self:
        if is_terminal(sys.stderr) and not self._console.verbosity:
            self._bar = _bar(self._console)
            self._bar.add_task(self._title, total=self._units or None, now="")
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
        for message, names in (self._groups or {}).items():
            text = f"{message} ({len(names)} units: {', '.join(names)})" if names[1:] else f"{names[0]}: {message}"
            self._console.warn(text)

    def emit(self, event: Event) -> None:
        """Take note of the event."""
        with self._lock:
            if event.phase is Phase.WARNING:
                self._warn(event)
                return
            if not event.device:
                with self.paused():
                    self._console.say(f"fgsp: {_named(event)}")
                return
            if event.phase in self._ends:
                self._done.add(event.device)
            if self._console.verbosity:
                self._console.say(_line(event))
            elif self._bar is not None:
                now = f"{event.device}: {event.phase.value}"
                self._bar.update(self._bar.task_ids[0], completed=len(self._done), now=now)

    def _warn(self, event: Event) -> None:
        """Print each warning once: a plan and the push after it often have the same warnings."""
        message = event.message.removeprefix(f"{event.device}: ")
        if (event.device, message) in self._warned:
            return
        self._warned.add((event.device, message))
        if self._groups is not None and event.device:
            self._groups.setdefault(message, []).append(event.device)
            return
        with self.paused():
            self._console.warn(_named(event))

    @contextmanager
    def asking(self) -> Iterator[None]:
        """While inside, somebody is asked; afterwards everything is counted anew: what was planned is done now."""
        with self.paused():
            yield
            with self._lock:
                self._done.clear()
                if self._bar is not None:
                    self._bar.update(self._bar.task_ids[0], completed=0, now="")

    @contextmanager
    def paused(self) -> Iterator[None]:
        """While inside, there is no bar in the way."""
        if self._bar is None:
            yield
            return
        self._bar.stop()
        try:
            yield
        finally:
            self._bar.start()


def _bar(console: Console) -> Progress:
    from rich.console import Console as RichConsole
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    plain = RichConsole(stderr=True, no_color=not console.colored(sys.stderr))
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TextColumn("{task.fields[now]}", markup=False),
    )
    return Progress(*columns, console=plain, transient=True)


def _line(event: Event) -> str:
    return f"{event.phase.value}: {_named(event)}"


def _named(event: Event) -> str:
    """The message with the device, or the cluster, before it, unless it names that itself."""
    name = event.device or event.cluster or ""
    if not name or event.message.startswith(f"{name}: "):
        return event.message
    return f"{name}: {event.message}" if event.message else name
