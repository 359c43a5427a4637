"""Stand-in units, running: a thread of its own, an event loop of its own, and nothing left behind."""

from __future__ import annotations

import asyncio
import errno
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextvars import copy_context
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from fgsp_cli.base import FgspError, Problem
from fgsp_cli.lab.fabric import Fabric
from fgsp_cli.lab.inventory.inventory_files import write_inventory
from fgsp_cli.lab.lab_unit import LabUnit
from fgsp_cli.lab.port_holder import holder_of
from fgsp_cli.lab.spec import UnitSpec
from fgsp_cli.lab.ssh.listener import Listener
from fgsp_cli.lab.unit import Unit

_Result = TypeVar("_Result")
_TIMEOUT = 60.0
"""Seconds after which starting, stopping or a call into the lab has failed."""


class Lab:
    """Some stand-in units, from `with` to the end of its block, or from `start` to `stop`.

        with Lab([UnitSpec(name="fgt-a", fortios="7.4.4")]) as lab:
            connect(lab["fgt-a"].host, lab["fgt-a"].port)

    With `persist`, a folder, the units' configurations are kept in it and win over those of the specs. FgspError if an
    address is taken. An error in a callable given to `LabUnit.before` is raised at the end of the block.
    """

    def __init__(self, units: Iterable[UnitSpec], *, persist: Path | None = None) -> None:
        specs = tuple(units)
        names = [spec.name for spec in specs]
        if len(set(names)) != len(names):
            raise ValueError("two units have the same name")
        self._units = {spec.name: Unit(spec, persist=persist) for spec in specs}
        fabric = Fabric(self._units.values())
        for unit in self._units.values():
            unit.fabric = fabric
        self.skipped: tuple[Problem, ...] = ()
        """Files that no unit could be made of."""
        self._listeners: list[Listener] = []
        self._handles = {name: LabUnit(unit, self._call) for name, unit in self._units.items()}
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None

    def __getitem__(self, name: str) -> LabUnit:
        return self._handles[name]

    def __iter__(self) -> Iterator[LabUnit]:
        return iter(self._handles.values())

    def __len__(self) -> int:
        return len(self._handles)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        if self.failures and error is None:
            raise self.failures[0]

    @property
    def failures(self) -> tuple[BaseException, ...]:
        """What has gone wrong with faults themselves, and in callables of tests."""
        return self._call(lambda: tuple(failure for unit in self._units.values() for failure in unit.failures))

    @property
    def known_hosts(self) -> str:
        """The lines of a `known_hosts` file that knows every unit."""
        return "".join(f"{unit.known_hosts_line}\n" for unit in self)

    def write_inventory(self, folder: Path) -> Path:
        """Write `hosts.yaml`, `groups.yaml`, `defaults.yaml` and `known_hosts` of the running units in a folder."""
        return write_inventory(folder, tuple(self), self.known_hosts)

    def start(self) -> None:
        """Bring all units up; they answer when this returns. Nothing happens if they are up already."""
        if self._thread:
            return
        ready: Future[None] = Future()
        # The thread sees what this one has put in force, for instance the schema data of a test.
        context = copy_context()
        thread = threading.Thread(target=context.run, args=(self._run, ready), name="fgsp-lab", daemon=True)
        self._thread = thread
        thread.start()
        try:
            ready.result(_TIMEOUT)
        except FgspError:
            thread.join(_TIMEOUT)
            self._thread = None
            raise

    def stop(self) -> None:
        """Cut every session and free every port."""
        if self._thread is None or self._loop is None or self._stopping is None:
            return
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(_TIMEOUT)
        self._thread = self._loop = None

    def _run(self, ready: Future[None]) -> None:
        with asyncio.Runner() as runner:
            runner.run(self._serve(ready))

    async def _serve(self, ready: Future[None]) -> None:
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        try:
            for unit in self._units.values():
                listener = Listener(unit)
                self._listeners.append(listener)
                try:
                    unit.port = await listener.open()
                except OSError as error:
                    raise _taken(unit, error) from error
        except FgspError as error:
            await self._close()
            ready.set_exception(error)
            return
        ready.set_result(None)
        await self._stopping.wait()
        await self._close()

    async def _close(self) -> None:
        for listener in self._listeners:
            await listener.close()
        self._listeners.clear()
        # Aborted connections notify their channels in the next turns of the loop.
        await asyncio.sleep(0)
        for unit in self._units.values():
            unit.close()

    def _call(self, work: Callable[[], _Result]) -> _Result:
        """Do it in the lab's own thread, where nothing else happens meanwhile."""
        if self._thread is None or self._loop is None or threading.current_thread() is self._thread:
            return work()
        done: Future[_Result] = Future()

        def run() -> None:
            try:
                done.set_result(work())
            except Exception as error:  # noqa: BLE001 (it is the caller's)
                done.set_exception(error)

        self._loop.call_soon_threadsafe(run)
        return done.result(_TIMEOUT)


def _taken(unit: Unit, error: OSError) -> FgspError:
    where = f"{unit.spec.name}, {unit.spec.host}:{unit.spec.port}"
    if error.errno != errno.EADDRINUSE:
        return FgspError(f"{where}: cannot be started: {error.strerror or error}", hint="choose another port")
    holder = holder_of(unit.spec.port)
    by = f" by {holder}" if holder else ""
    return FgspError(
        f"{where}: the port is in use{by}", hint="stop that process (`fgsp lab list`), or choose another port"
    )
