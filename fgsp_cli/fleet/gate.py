"""How far a push may go wrong: clusters in waves, and a gate that closes when too many have failed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from threading import Lock
from typing import TypeVar

from fgsp_cli.plan import PushOptions
from fgsp_cli.results import Outcome

Job = TypeVar("Job")


def waves(jobs: Sequence[Job], canary: int | None, batch: int | None) -> list[Sequence[Job]]:
    """The jobs in the order given: first as many canaries, then batches; without either, all at once."""
    first = min(canary or 0, len(jobs))
    size = batch or max(len(jobs), 1)
    rest = [jobs[place : place + size] for place in range(first, len(jobs), size)]
    return [jobs[:first], *rest] if first else rest


class Gate:
    """Open until so many clusters have failed, or see fewer peers than before; used by many threads."""

    def __init__(self, options: PushOptions) -> None:
        self._most = options.max_failures if options.max_failures is not None else 1 if options.in_waves else None
        self._failed: list[str] = []
        self._lock = Lock()

    def note(self, name: str, outcomes: Mapping[str, Outcome], ailing: str) -> None:
        """What came of a cluster, nothing if that is not known; `ailing`: what is wrong although it was changed."""
        if ailing or not outcomes or any(outcome.exit_code() for outcome in outcomes.values()):
            with self._lock:
                self._failed.append(f"{name} ({ailing})" if ailing else name)

    @property
    def closed(self) -> str:
        """Why no more clusters are begun; empty while they are."""
        with self._lock:
            if self._most is None or len(self._failed) < self._most:
                return ""
            return f"not begun: {', '.join(self._failed)} failed before"
