"""One device of an intent, live: whichever of its units counts, connected, and connected again if that is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from time import sleep
from typing import TypeVar

from fgsp_cli.base import CheckRefused, InventoryError, LoginRefused, SessionLost, UnitError, Unreachable, meant
from fgsp_cli.device import OnQuestion, Reading, Resolver, Session
from fgsp_cli.fortios import PEER_COMMANDS, parse_sample
from fgsp_cli.intent import DeviceIntent, Intent, Presence
from fgsp_cli.inventory import Inventory, Target
from fgsp_cli.results import Outcome, Status
from fgsp_cli.state import DeviceState
from fgsp_cli.units.backoff import LONGEST, Backoff
from fgsp_cli.units.observed import Observed
from fgsp_cli.units.primary import WRITABLE, open_primary
from fgsp_cli.units.transcript import Log

Result = TypeVar("Result")
LOGIN_AGAIN_SECONDS = 5.0
"""For so long a unit that takes one login only is asked again after that one was closed."""
_TRANSACTION = "execute config-transaction"
"""`start [MINUTES]`, `commit`, `abort`: 6.2 and later [facts/cli-behaviour.md#5.4, confirmed]."""


def targets_of(device: DeviceIntent, inventory: Inventory) -> tuple[Target, ...]:
    """The units behind a device that the inventory knows; none is possible."""
    return tuple(inventory.targets[host] for host in device.hosts if host in inventory.targets)


def not_listed(device: DeviceIntent, intent: Intent, inventory: Inventory) -> Outcome:
    """What comes of a device without a host in the inventory: wrong input, but for a member that leaves the cluster."""
    error = f"the inventory has no host {', '.join(device.hosts)}"
    others = inventory.targets.keys() - {host for each in intent.devices.values() for host in each.hosts}
    hints = (meant(host, sorted(others)) for host in device.hosts)
    if hint := next(filter(None, hints), ""):
        error += f"; {hint}"
    if device.status is Presence.ABSENT:
        return Outcome(status=Status.SKIPPED, cluster=device.cluster, error=error)
    return Outcome(status=Status.MISSING, cluster=device.cluster, error=error, code=InventoryError.exit_code)


class LiveUnit:
    """A device under work. Not for several threads at once."""

    def __init__(self, device: DeviceIntent, targets: Sequence[Target], resolver: Resolver, log: Log) -> None:
        self.name = device.name
        self.log = log
        self._targets = tuple(targets)
        self._resolver = resolver
        self._session: Session | None = None
        self._sent = False
        """Whether the session has sent anything that may change the configuration."""
        self._observer: Session | None = None
        """Beside the session, to see what others see of it; it only reads."""
        self._outdated = False
        """Whether the session has sent something since the observer was opened."""
        self._target = self._targets[0]
        self._serial: str | None = None
        self._members: frozenset[str] = frozenset()
        """The serial numbers of its FGCP cluster."""
        self.passed_over: list[str] = []
        """Units of the device that could not be reached, in words."""

    @property
    def host(self) -> str:
        """The unit that is talked to."""
        return self._target.name

    @property
    def serial(self) -> str:
        """Its serial number; empty if it shows none."""
        return self._serial or ""

    def connect(self) -> None:
        """Log in to the primary of the device's units; if none says that it is, to the first that answers.

        UnitError, of the first unit, if none lets us in.
        """
        self._target, self._session, failures = open_primary(self._targets, self._open)
        self.passed_over = [error.message for error in failures]
        self._serial = self._session.status.serial
        if self._session.status.ha_role == "primary":
            self._members = self._session.cluster_members()

    def ask(self) -> Observed:
        """Everything that a plan needs."""
        facts, reading = self._live.facts(), self._live.read()
        return Observed(state=reading.state, facts=facts, tree=reading.tree)

    def read(self) -> Reading:
        """The FGSP sections; once more over a new connection if this one turns out to be gone."""
        return self._again(Session.read)

    def show_all(self) -> str:
        """The whole configuration; once more over a new connection if this one turns out to be gone."""
        return self._again(Session.show_all)

    def send(self, lines: Sequence[str], on_question: OnQuestion) -> None:
        """Send configuration, as `Session.send` does."""
        self._changing().send(lines, on_question=on_question)

    def run(self, command: str) -> str:
        """The output of a command on the unit."""
        return self._live.run(command)

    def peer_count(self) -> int | None:
        """How many peers it sees; None if its runtime commands do not show it."""
        return parse_sample(self._again(lambda session: session.ask_all(PEER_COMMANDS))).peer_count

    def open_observer(self) -> None:
        """Open a second session beside the first; UnitError if the unit does not let one in."""
        self.close_observer()
        self._observer = self._checked(self._live.beside())
        self._outdated = False

    def observe(self) -> Reading:
        """The FGSP sections as the second session sees them; SessionLost if there is none."""
        if self._observer is None:
            raise SessionLost(self.name, "there is no second session")
        return self._observer.read()

    def close_observer(self) -> None:
        """Close the second session, if there is one."""
        if self._observer is not None:
            self._observer.close()
            self._observer = None

    def read_back(self, reached: Callable[[DeviceState], bool], settle_seconds: float) -> Reading:
        """The FGSP sections as another session sees them than the one that changed, opened after its last line.

        Read until two readings agree. A state that is not `reached` is read again for so many seconds, as a unit may
        show a commit late; then the last reading counts. UnitError if no other session can be had.
        """
        waiting = Backoff(settle_seconds)
        reading = self._outside(Session.read)
        while True:
            again = self._outside(Session.read)
            if again.state == reading.state and (reached(again.state) or not waiting.wait()):
                return again
            reading = again

    def begin(self, minutes: int) -> None:
        """Have the unit begin a transaction; UnitError if it does not plainly accept that.

        Acceptance proves nothing: what `start` prints is hardly known [facts/cli-behaviour.md#9].
        """
        self._changing().send([f"{_TRANSACTION} start {minutes}"])

    def stage(self, lines: Sequence[str]) -> None:
        """Send configuration into a transaction, where no question is planned for."""
        self._changing().send(lines, staged=True)

    def commit(self) -> None:
        """Have the unit commit; a question is answered `n`. UnitError if it does not plainly accept that."""
        self._changing().send([f"{_TRANSACTION} commit"])

    def leave_transaction(self) -> bool:
        """Abort, close the session and work on in one that has sent nothing. Whether the unit plainly took the abort.

        A question is answered `y`. Where the abort was not taken, the transaction and its locks may stay until they
        time out; the unit then still drops what was staged. Where the session was lost, a new one aborts: a unit may
        bind a transaction to its administrator, whose next sessions are in it then and take what is staged for real.
        What that one is answered proves nothing.
        """
        taken = False
        try:
            taken = self._abort()
        except SessionLost:
            with suppress(UnitError):
                self.reconnect()
                self._abort()
        self._session, self._observer, self._sent = self._observer, None, False
        return taken

    def ask_outside(self) -> Observed:
        """Everything that a plan needs, from a session that is in no transaction of an earlier process.

        A unit may bind a transaction to its administrator: then each session of that login is in it, and reads what is
        staged as if it were saved. So this aborts first, which a unit without such a transaction refuses.
        """
        self.leave_transaction()
        self.reconnect()
        return self.ask()

    def _abort(self) -> bool:
        session = self._live
        try:
            session.send([f"{_TRANSACTION} abort"], on_question=lambda _: True)
        except SessionLost:
            raise
        except UnitError:
            return False
        finally:
            session.close()
        return True

    def reconnect(self, seconds: float = 0.0, *, any_member: bool = False) -> None:
        """A new connection to the same unit, within so many seconds; UnitError if there is none.

        CheckRefused if another unit answers there, or if it is no longer one that may be written to. With `any_member`,
        another member of its FGCP cluster, which holds the same configuration, will do if it has taken over.
        """
        waiting = Backoff(seconds)
        self.close()
        hosts = self._targets if any_member else (self._target,)
        while (lost := self._reconnected(hosts, any_member=any_member)) is not None:
            if not waiting.wait():
                raise lost

    def _reconnected(self, hosts: Sequence[Target], *, any_member: bool) -> UnitError | None:
        """Connect to the first of the hosts that will do; what is to be waited for if none does yet."""
        lost: UnitError | None = None
        for target in hosts:
            try:
                session = self._checked(self._open(target), any_member=any_member)
            except (Unreachable, SessionLost) as error:
                lost = lost or error
            except UnitError as error:
                if len(hosts) == 1:
                    raise
                lost = error
            else:
                self._target, self._session, self._serial = target, session, session.status.serial
                self._sent = False
                return None
        return lost

    def close(self) -> None:
        """Hang up; nothing happens if that is done."""
        self.close_observer()
        if self._session is not None:
            self._session.close()
            self._session = None

    @property
    def _live(self) -> Session:
        if self._session is None:
            raise SessionLost(self.name, "is not connected")
        return self._session

    def _changing(self) -> Session:
        """The session, to send what may change the configuration; connected again if it was closed."""
        if self._session is None:
            self.reconnect()
        self._sent = self._outdated = True
        return self._live

    def _outside(self, work: Callable[[Session], Result]) -> Result:
        """Work with a session that has sent nothing, opened after the last line; once more if it is lost."""
        if self._session is not None and self._sent and (self._observer is None or self._outdated):
            try:
                self.open_observer()
            except CheckRefused:
                raise
            except UnitError as error:  # no second session beside the first: one after it
                self.close()
                if isinstance(error, LoginRefused):
                    sleep(LONGEST)  # until the unit has noticed its end: each refused login counts towards a lockout
                self.reconnect(LOGIN_AGAIN_SECONDS)
        if self._session is None:
            self.reconnect()
        try:
            return work(self._observer or self._live if self._sent else self._live)
        except SessionLost:
            self.reconnect()
            return work(self._live)

    def _open(self, target: Target) -> Session:
        return Session.open(target, self._resolver, transcript=self.log.add)

    def _checked(self, session: Session, *, any_member: bool = False) -> Session:
        """The same unit as before, or one of its FGCP cluster if that will do, in a role in which it is written to."""
        known = {self._serial, *(self._members if any_member else ())}
        if self._serial is not None and session.status.serial not in known:
            session.close()
            message = f"another unit answers now: serial {session.status.serial}, it was {self._serial}"
            raise CheckRefused(self.name, message)
        if session.status.ha_role not in (None, *WRITABLE):
            session.close()
            raise CheckRefused(self.name, f"is now the {session.status.ha_role} of its FGCP cluster")
        return session

    def _again(self, work: Callable[[Session], Result]) -> Result:
        try:
            return work(self._live)
        except SessionLost:
            self.reconnect()
            return work(self._live)
