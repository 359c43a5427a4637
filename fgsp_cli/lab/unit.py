"""One stand-in unit at work: its configuration, who may log in, what has been typed, what tests want of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from fgsp_cli.base.errors import ConfigTextError, Problem
from fgsp_cli.fortios.dialect import Dialect, dialect
from fgsp_cli.fortios.interpreter import Access, Interpreter, Store
from fgsp_cli.fortios.tree import Node
from fgsp_cli.lab.commands.objects import value
from fgsp_cli.lab.factory import has_vdom_parts, starting_configuration
from fgsp_cli.lab.hostkeys import new_host_key
from fgsp_cli.lab.identity import identify
from fgsp_cli.lab.rules import Rule
from fgsp_cli.lab.spec import Login, UnitSpec

_SCOPES = ("global", "vdom")


class Unit:
    """The state behind a unit's port; everything here happens in the lab's thread."""

    def __init__(self, spec: UnitSpec, *, persist: Path | None = None) -> None:
        self.spec = spec
        spoken = dialect(spec.fortios)
        self.identity = identify(spec.name, model=spec.model, serial=spec.serial, release=spoken.release)
        self.port = spec.port
        self.host_key = spec.host_key or new_host_key()
        self.log: list[str] = []
        self.rules: list[Rule] = []
        self.failures: list[BaseException] = []
        """What callables of tests have raised."""
        self.sessions = self.logins = 0
        self._kept = persist / f"{spec.name}.conf" if persist else None
        self.store = self._first_store(spoken)
        self._saved = self.store.version
        self._workers: ThreadPoolExecutor | None = None

    @property
    def multi_vdom(self) -> bool:
        """Whether VDOMs are on."""
        return self.store.multi_vdom

    @property
    def vdoms(self) -> tuple[str, ...]:
        """The names of the VDOMs; `root` alone where they are off."""
        return tuple(self.store.vdoms) or ("root",)

    @property
    def hostname(self) -> str:
        """The host name as it is stored now."""
        return value(self, "system global", "hostname")

    @property
    def pages(self) -> bool:
        """Whether the console pages: a setting of the whole unit [cli-behaviour 1.3, confirmed]."""
        return value(self, "system console", "output") != "standard"

    @property
    def prompt_role(self) -> str:
        """What stands in brackets behind the host name."""
        return self.spec.ha_role.capitalize() if self.spec.role_in_prompt else ""

    def global_tree(self) -> Node:
        """The part of the configuration that is the same for all VDOMs."""
        return self.store.fgsp

    def login(self, username: str) -> Login | None:
        """The administrator of that name."""
        return next((login for login in self.spec.administrators if login.username == username), None)

    def interpreter(self, login: Login | None = None) -> Interpreter:
        """A new command line on the unit's configuration; without a login, one that may do everything."""
        access = Access(read_only=login.read_only, vdom=login.vdom) if login else Access()
        return Interpreter(self.store.dialect, store=self.store, access=access)

    def show(self) -> str:
        """What `show` at the root prints."""
        return self.interpreter().show()

    def typed(self, line: str) -> tuple[str | None, Sequence[Callable[[], object]]]:
        """Take note of a line: the error to refuse it with, and what is to be done before it is run."""
        self.log.append(line)
        due = [rule for rule in tuple(self.rules) if rule.applies(line)]
        refusal = next((rule.refusal for rule in due if rule.refusal is not None), None)
        return refusal, [rule.action for rule in due if rule.action]

    async def work(self, work: Sequence[Callable[[], object]]) -> None:
        """Run callables of tests in a thread of their own."""
        self._workers = self._workers or ThreadPoolExecutor(max_workers=4, thread_name_prefix=f"lab-{self.spec.name}")
        for each in work:
            try:
                await asyncio.get_running_loop().run_in_executor(self._workers, each)
            except Exception as error:  # noqa: BLE001 (kept for the end of the lab)
                self.failures.append(error)

    def admin_change(self, lines: Sequence[str]) -> None:
        """Do what another administrator types; ValueError with the unit's words for a refused line."""
        session = self.interpreter()
        if self.multi_vdom and lines and lines[0].split() not in (["config", scope] for scope in _SCOPES):
            session.execute("config global")
        for line in lines:
            said = session.execute(line)
            if session.question:
                said = session.execute("y")
            if session.failed:
                raise ValueError(f"{self.spec.name} refused {line.strip()!r}: {said.strip()}")
        self.keep()

    def entered(self) -> None:
        """A shell or command was opened."""
        self.sessions += 1
        self.logins += 1

    def left(self) -> None:
        """A shell or command is over."""
        self.sessions -= 1
        self.keep()

    def keep(self) -> None:
        """Write the configuration to its file, if it is to outlive the lab and has changed."""
        if self._kept is None or self._saved == self.store.version:
            return
        from fgsp_cli.archive import files

        files.make_folder(self._kept.parent)
        files.write(self._kept, self.store.text())
        self._saved = self.store.version

    def close(self) -> None:
        """The lab ends."""
        self.keep()
        if self._workers:
            self._workers.shutdown(wait=False, cancel_futures=True)

    def _first_store(self, spoken: Dialect) -> Store:
        try:
            return Store(spoken, self._first_text(), habits=self.spec.habits)
        except ConfigTextError as error:
            raise ConfigTextError(replace(problem, path=self.spec.name) for problem in self._problems(error)) from error

    def _problems(self, error: ConfigTextError) -> tuple[Problem, ...]:
        """What is wrong, with the lines of the user's own text if that is where it is."""
        try:
            Store(dialect(self.spec.fortios), self.spec.config)
        except ConfigTextError as own:
            return own.problems
        return error.problems

    def _first_text(self) -> str:
        if self._kept and self._kept.is_file():
            return self._kept.read_text(encoding="utf-8", errors="surrogateescape")
        vdoms = bool(self.spec.vdom_names) or has_vdom_parts(self.spec.config)
        header = self.identity.header(multi_vdom=vdoms, user=self.spec.username, change=1)
        return starting_configuration(self.spec, header)
