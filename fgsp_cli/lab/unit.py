"""One stand-in unit at work: its configuration, who may log in, what has been typed, what tests want of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from fgsp_cli.base import ConfigTextError, Problem
from fgsp_cli.fortios import EMPTY, Dialect, Node, any_dialect, read_statements
from fgsp_cli.fortios.interpreter import Access, Interpreter, Store
from fgsp_cli.lab.fabric import Fabric, Traffic
from fgsp_cli.lab.factory import has_vdom_parts, starting_configuration
from fgsp_cli.lab.faults.schedule import Schedule
from fgsp_cli.lab.flash import Flash
from fgsp_cli.lab.settings import value
from fgsp_cli.lab.spec import DEFAULT_MODEL, Login, UnitSpec
from fgsp_cli.lab.ssh.unit_keys import new_host_key
from fgsp_cli.lab.transactions import Transactions
from fgsp_cli.lab.unit_identity import MASTER_AND_SLAVE, identify, made_serial, of_header, partner

_SCOPES = ("global", "vdom")


class Unit:
    """The state behind a unit's port; everything here happens in the lab's thread."""

    def __init__(self, spec: UnitSpec, *, persist: Path | None = None) -> None:
        self.spec = spec
        spoken = any_dialect(spec.fortios)
        said, named = read_statements(spec.config), spec.model != DEFAULT_MODEL
        identity = identify("", model=spec.model if named else said.model or spec.model, release=spoken.release)
        self.identity = of_header(identity, spec.config, named=named or bool(said.model))
        serial = spec.serial or said.serial or made_serial(spec.name, self.identity.platform)
        self.identity = replace(self.identity, serial=serial)
        self.port = spec.port
        self.host_key = spec.host_key or new_host_key()
        self.log: list[str] = []
        self.schedule = Schedule(spec.faults)
        self.latency = spec.latency
        """How long the line to it is now."""
        self.failures: list[BaseException] = []
        """What callables of tests have raised."""
        self.sessions = self.logins = self.connections = 0
        self.answers = True
        """Whether a new connection is taken."""
        self.hang_up: Callable[[], None] = lambda: None
        """Cuts every connection; its listener says how."""
        self.freeze: Callable[[float | None], None] = lambda _: None
        """Stops answering for so many seconds, None: for good; its listener sets how."""
        self._kept = persist / f"{spec.name}.conf" if persist else None
        self.store = self._first_store(spoken)
        self.flash = Flash(self.store, read=self.setting, later=self.later, revert=self.reboot)
        self.transactions = Transactions(minute=spec.transaction_minute, later=self.later)
        self.batch_log: list[tuple[int, str]] = []
        """Code and text of each line of the last batch."""
        self.fabric = Fabric((self,))
        """The units that it can reach; its lab says which."""
        self.traffic = Traffic()
        self._passwords: dict[str, str] = {}
        """Those that administrators have chosen since."""
        self._spare = partner(self.identity), ""
        """Of the other member of its FGCP cluster: its serial number, and its host key once it has one."""
        self._saved = self.flash.root
        self._workers: ThreadPoolExecutor | None = None

    @property
    def multi_vdom(self) -> bool:
        """Whether VDOMs are on in its configuration."""
        return self.store.multi_vdom

    @property
    def vdoms(self) -> tuple[str, ...]:
        """The names of the VDOMs; `root` alone where they are off."""
        return tuple(self.store.vdoms) or ("root",)

    @property
    def ha_mode(self) -> str:
        """`standalone`, `a-p` or `a-a`, as its configuration says."""
        setting = (self.global_tree().child("system ha") or EMPTY).settings.get("mode")
        return " ".join(setting.words) if setting and setting.words else "standalone"

    @property
    def ha_role(self) -> str:
        """Its role in its FGCP cluster, as its release calls it; nothing on a standalone unit."""
        if self.ha_mode == "standalone":
            return ""
        return self.spec.ha_role or ("master" if self.identity.release in MASTER_AND_SLAVE else "primary")

    @property
    def hostname(self) -> str:
        """The host name as it is stored now."""
        return self.setting("system global", "hostname")

    @property
    def pages(self) -> bool:
        """Whether the console pages: a setting of the whole unit [facts/cli-behaviour.md#1.3, confirmed]."""
        return self.setting("system console", "output") != "standard"

    @property
    def prompt_role(self) -> str:
        """What stands in brackets behind the host name."""
        return self.ha_role.capitalize() if self.spec.role_in_prompt else ""

    def setting(self, path: str, name: str) -> str:
        """The value of an attribute of `system console` or `system global`."""
        return value(self.global_tree(), self.identity, path, name)

    def global_tree(self) -> Node:
        """The part of the configuration that is the same for all VDOMs."""
        return self.store.fgsp

    def login(self, username: str) -> Login | None:
        """The administrator of that name."""
        return next((login for login in self.spec.administrators if login.username == username), None)

    def interpreter(self, login: Login | None = None, store: Store | None = None) -> Interpreter:
        """A new command line on the unit's configuration, or on what a transaction makes of it.

        Without a login, one that may do everything.
        """
        access = Access(read_only=login.read_only, vdom=login.vdom) if login else Access()
        return Interpreter(self.store.dialect, store=store or self.store, access=access)

    def password_of(self, login: Login) -> str:
        """The password of an administrator as it is now."""
        return self._passwords.get(login.username, login.password)

    def must_change_password(self, login: Login) -> bool:
        """Whether the administrator has to choose a password before anything else
        [facts/cli-behaviour.md#1.5, confirmed].
        """
        return login.must_change_password and login.username not in self._passwords

    def change_password(self, login: Login, password: str) -> None:
        """The administrator has chosen one."""
        self._passwords[login.username] = password

    @property
    def partner_serial(self) -> str:
        """The serial number of the other member of its FGCP cluster."""
        return self._spare[0]

    def later(self, seconds: float, action: Callable[[], object]) -> asyncio.TimerHandle | None:
        """Do something in so many seconds; None where no lab runs, so that no time passes."""
        try:
            return asyncio.get_running_loop().call_later(seconds, action)
        except RuntimeError:
            return None

    def reboot(self, seconds: float = 0.0) -> None:
        """Restart: every session is cut, and what was not committed and saved is gone.

        For so many seconds it takes no new connection.
        """
        self.hang_up()
        self.transactions.drop_all()
        self.flash.load()
        self.traffic, self.batch_log = Traffic(), []
        if seconds:
            self.answers = False
            self.later(seconds, self._answer_again)

    def fail_over(self) -> None:
        """Let the other member of its FGCP cluster take over: other serial and host key, all else is the same."""
        self.hang_up()
        self.transactions.drop_all()
        serial, host_key = self._spare
        self._spare = self.identity.serial, self.host_key
        self.identity = replace(self.identity, serial=serial)
        self.host_key = host_key or new_host_key()

    def _answer_again(self) -> None:
        self.answers = True

    def show(self) -> str:
        """What `show` at the root prints."""
        return self.interpreter().show()

    async def work(self, work: Sequence[Callable[[], Awaitable[object]]]) -> None:
        """Do one thing after the other, and keep what goes wrong for the end of the lab."""
        for each in work:
            try:
                await each()
            except Exception as error:  # noqa: BLE001 (kept for the end of the lab)
                self.failures.append(error)

    async def outside(self, action: Callable[[], object]) -> None:
        """Call something of a test's in a thread of its own, so that it may itself talk to the lab."""
        self._workers = self._workers or ThreadPoolExecutor(max_workers=4, thread_name_prefix=f"lab-{self.spec.name}")
        await asyncio.get_running_loop().run_in_executor(self._workers, action)

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

    @cached_property
    def wrong_host_key(self) -> str:
        """A host key that is not its own."""
        return new_host_key()

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
        if self._kept is None or self._saved is self.flash.root:
            return
        from fgsp_cli.archive import files

        files.make_folder(self._kept.parent)
        files.write(self._kept, self.store.text(self.flash.root))
        self._saved = self.flash.root

    def close(self) -> None:
        """Write what is to be kept, and stop: the lab ends."""
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
            Store(any_dialect(self.spec.fortios), self.spec.config)
        except ConfigTextError as own:
            return own.problems
        return error.problems

    def _first_text(self) -> str:
        if self._kept and self._kept.is_file():
            return self._kept.read_text(encoding="utf-8", errors="surrogateescape")
        vdoms = bool(self.spec.vdom_names) or has_vdom_parts(self.spec.config)
        header = self.identity.header(multi_vdom=vdoms, user=self.spec.username, change=1)
        return starting_configuration(self.spec, header)
