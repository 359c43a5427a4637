"""The same work on all members of a cluster in parallel."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextvars import Context, copy_context
from threading import Thread
from typing import Generic, TypeVar

from fgsp_cli.base import ArchiveError, ConfigTextError, UnitError, of_unit

Result = TypeVar("Result")
MemberError = UnitError | ConfigTextError | ArchiveError
"""Errors of one member that are not mistakes of this program."""


def in_parallel(
    work: Callable[[str], Result], names: Iterable[str]
) -> tuple[dict[str, Result], dict[str, MemberError]]:
    """The results of those that worked, and what went wrong with the others: a mistake of ours is one unit's too."""
    tasks = {name: _Task(work, name) for name in names}
    for task in tasks.values():
        task.start()
    results: dict[str, Result] = {}
    errors: dict[str, MemberError] = {}
    for task in tasks.values():
        task.join()
    for name, task in tasks.items():
        if isinstance(task.failure, UnitError | ConfigTextError | ArchiveError):
            errors[name] = task.failure
        else:
            results[name] = task.outcome()
    return results, errors


class _Task(Thread, Generic[Result]):
    """One member's share. A daemon: a program that gives up must not wait for a unit that does not answer."""

    def __init__(self, work: Callable[[str], Result], name: str) -> None:
        super().__init__(daemon=True)
        self._work = work
        self._of = name
        self._context: Context = copy_context()
        self._results: list[Result] = []
        self.failure: BaseException | None = None

    def run(self) -> None:
        """Do it, and keep what came of it."""
        try:
            self._results.append(self._context.run(self._work, self._of))
        except BaseException as failure:  # noqa: BLE001 - raised again by `outcome`
            self.failure = of_unit(self._of, failure)

    def outcome(self) -> Result:
        """The result; raises what was raised."""
        if self.failure is not None:
            raise self.failure
        return self._results[0]
