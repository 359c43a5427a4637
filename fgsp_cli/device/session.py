"""A session on one unit: log in, learn what it is, read, send, and never leave it half-way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from threading import Thread
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple, Self

from fgsp_cli.base import (
    CheckRefused,
    ConfigTextError,
    LineRefused,
    ReadLimit,
    SessionLost,
    Unattributed,
    Undecided,
    UnitError,
    of_unit,
)
from fgsp_cli.device import reads
from fgsp_cli.device.dialogue.terminal import Answer, Terminal
from fgsp_cli.device.hostkeys import KnownHosts
from fgsp_cli.device.lines import Line, plain, prepare
from fgsp_cli.device.login import credentials_of
from fgsp_cli.device.masking import Masking, Transcript, prompt_text
from fgsp_cli.device.secret_resolver import Resolver
from fgsp_cli.device.sender import OnQuestion, Sender
from fgsp_cli.fortios import HA_STATUS, Dialect, Node, Status, cut, dialect, fgcp_serials, parse_status, refusal
from fgsp_cli.inventory import Target
from fgsp_cli.state import DeviceState, Facts

if TYPE_CHECKING:
    from fgsp_cli.device.ssh import Shell

_STATUS = "get system status"
_ENTER, _LEAVE, _DROP = "config global", "end", "abort"
_GLOBAL = "global"
_STEPS_OUT = 8
"""Levels that FortiOS nests at most, with room to spare."""


class Reading(NamedTuple):
    """What FGSP is configured to be on a unit."""

    state: DeviceState
    """As the unit itself says, its own defaults included; what differs from our data is in `notes`."""
    tree: Node
    """As stored: what `show` prints."""


class Session:
    """One login. Every public method begins and ends at the root prompt, or ends the session."""

    def __init__(self, target: Target, terminal: Terminal, masking: Masking, resolver: Resolver) -> None:
        self.target = target
        self.unit = target.name
        self._terminal = terminal
        self._shell: Shell | None = None
        self._masking = masking
        self._resolver = resolver
        self._transcript: Transcript | None = None
        self._prompt = terminal.login()
        self._root = self._prompt.level
        self._pipes = True
        self._closed = False
        self.status = Status()

    @classmethod
    def open(
        cls,
        target: Target,
        resolver: Resolver,
        *,
        transcript: Transcript | None = None,
        ask_code: Callable[[str], str] | None = None,
    ) -> Session:
        """Log in and learn what the unit is.

        SecretError before anything is sent if a password cannot be had; Unreachable, HostKeyError, LoginRefused; and
        CheckRefused if what answers is no FortiGate. `ask_code` is asked for a one-time code, at most once.
        """
        from fgsp_cli.device.ssh import open_shell

        masking = Masking()
        credentials = credentials_of(target, resolver, masking, ask_code)
        known = KnownHosts.load(target.known_hosts)
        _prepare_reader()
        shell: Shell | None = None
        try:
            shell = open_shell(target, credentials, known)
            session = cls(target, Terminal(shell, target.name, target.deadlines, masking.text), masking, resolver)
            session._shell = shell
            session._transcript = transcript
            session._learn()
        except BaseException as error:  # noqa: BLE001 - a mistake of ours is this unit's, and ends no other's work
            if shell is not None:
                shell.close()
            raise of_unit(target.name, error) from None
        return session

    def beside(self) -> Session:
        """Another session on the unit, which sees nothing of what this one has open.

        A second shell on the same connection, or a login of its own where the unit opens none. UnitError if neither can
        be had; no one-time code is asked for again.
        """
        if self._shell is None:
            raise SessionLost(self.unit, "the session is closed")
        try:
            shell = self._shell.beside()
        except UnitError:
            return Session.open(self.target, self._resolver, transcript=self._transcript)
        try:
            terminal = Terminal(
                shell, self.unit, self.target.deadlines, self._masking.text, grammar=self._terminal.grammar
            )
            session = Session(self.target, terminal, self._masking, self._resolver)
        except BaseException:
            shell.close()
            raise
        session._shell, session._transcript = shell, self._transcript
        session.status, session._pipes = self.status, self._pipes
        return session

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()
        if error is not None and (ours := of_unit(self.unit, error)) is not error:
            raise ours from None

    @property
    def dialect(self) -> Dialect:
        """What the unit's release understands; CheckRefused if it is older than our data."""
        release = self.status.release
        try:
            return dialect(release) if release else self._no_release()
        except LookupError as problem:
            raise CheckRefused(self.unit, str(problem)) from None

    def facts(self) -> Facts:
        """What the unit is. A fact that this login may not read is None."""
        return replace(self._facts(f"unit {self.unit}"), login=self.target.host)

    def nat_vdoms(self) -> tuple[str, ...] | None:
        """The VDOMs whose policies translate addresses; None with several VDOMs, or if it is refused."""
        if self.status.has_vdoms:
            return None
        texts = [self._ask(command).text for command in reads.NAT]
        if any(refusal(text) is not None for text in texts):
            return None
        return ("root",) if any(text.strip() for text in texts) else ()

    def ask_all(self, commands: Sequence[str]) -> Mapping[str, str | None]:
        """What commands that only read print, where global sections are; None for one that is refused.

        One by one: whether what a daemon prints goes through a pipe is not known.
        """
        try:
            texts = self._in_scope(commands)
        except LineRefused:  # a login of one VDOM
            return dict.fromkeys(commands)
        return {command: None if refusal(text) is not None else text for command, text in texts.items()}

    def read(self) -> Reading:
        """The FGSP sections. LineRefused if this login may not read one; ConfigTextError if one makes no sense."""
        wanted = reads.section_commands(self.dialect)
        source = f"unit {self.unit}"
        texts = self._readable(self._read(wanted))
        try:
            state, tree = reads.make_state(self.dialect, texts, source)
        except ConfigTextError:
            if not self._pipes:
                raise
            self._pipes = False  # perhaps lines that were sent ahead were echoed into the output: ask one by one
            texts = self._readable(self._read(wanted))
            state, tree = reads.make_state(self.dialect, texts, source)
        return Reading(state, tree)

    def show(self, path: str = "", *, full: bool = False) -> str:
        """What `show` prints of a global section, or of everything; LineRefused if this login may not read it."""
        words = ["show", *(["full-configuration"] if full else []), *path.split()]
        command = " ".join(words)
        if not path:
            return self._accepted(command, self._ask(command).text)
        text = self._in_scope([command])[command]
        return self._accepted(command, text)

    def show_all(self) -> str:
        """The whole configuration, for a backup; UnitError if it is not whole."""
        text = self.show()
        try:
            cut(text, (), f"unit {self.unit}")
        except ConfigTextError as error:
            raise UnitError(self.unit, f"the configuration that `show` printed is not whole: {error}") from None
        return text

    def run(self, command: str) -> str:
        """What a command that only reads prints, at the root; refusals too."""
        return self._ask(command).text

    def cluster_members(self) -> frozenset[str]:
        """The serial numbers of the FGCP cluster that the unit is a member of, as far as it lists them."""
        return fgcp_serials(self._in_scope([HA_STATUS])[HA_STATUS])

    def send(self, lines: Sequence[str], *, on_question: OnQuestion | None = None, staged: bool = False) -> None:
        """Send configuration, which begins and ends at the root; `config global` is entered and left here.

        Nothing is saved before everything that belongs to it was accepted. LineRefused at the first line that is not,
        UnexpectedQuestion at a question that `on_question` does not plan for: then the open entry is dropped and the
        session is back at the root prompt, or closed. SecretError, before anything is sent. SessionLost says how far it
        went; Undecided, where a line may still be carried out: it was waited for `Deadlines.line` seconds. Unattributed
        where what became of the lines is to be read over another session. ValueError if the lines do not end where they
        begin. `staged`: an open transaction was proven to hold everything back, so more is sent at once.
        """
        ready = prepare(lines, self._resolver)
        if not ready:
            return
        for line in ready:
            if line.secret is not None:
                self._masking.learn(line.secret)
        scoped = [plain(_ENTER), *ready, plain(_LEAVE)] if self.status.has_vdoms else ready
        sender = Sender(self._terminal, self.unit, self._masking, self._record)
        try:
            sender.send(scoped, self._root, on_question, staged=staged)
        except (SessionLost, Undecided, Unattributed):
            self.close()
            raise
        except UnitError as error:
            self._leave_after(error)
            raise

    def root(self) -> None:
        """Make sure of the root prompt, dropping whatever is open; SessionLost if that cannot be had."""
        self._prompt = self._open_terminal.synchronise()
        for _ in range(_STEPS_OUT):
            before = self._prompt.level
            if before == self._root:
                return
            scope = before == _GLOBAL and self.status.has_vdoms
            self._ask(_LEAVE if scope else _DROP)
            if scope and self._prompt.level == before:  # it was `config system global`, which prints the same prompt
                self._ask(_DROP)
        self.close()
        raise SessionLost(self.unit, "no way back to the root prompt; hung up, so that what was open is dropped")

    def close(self) -> None:
        """Hang up. The unit drops what was not saved."""
        self._closed, self._shell = True, None
        self._terminal.close()

    @property
    def _open_terminal(self) -> Terminal:
        if self._closed:
            raise SessionLost(self.unit, "the session is closed")
        return self._terminal

    def _facts(self, source: str) -> Facts:
        try:
            texts = self._read(reads.fact_commands())
        except LineRefused:  # a login of one VDOM
            return reads.make_facts(self.status, {}, source)
        facts = reads.make_facts(self.status, texts, source)
        if facts.vdoms:
            return facts
        return reads.make_facts(self.status, texts | self._read([reads.VDOM_LIST]), source)

    def _learn(self) -> None:
        """The status; CheckRefused for what is no FortiGate."""
        text = self._ask(_STATUS).text
        self.status = parse_status(text)
        if self.status.platform is not None or (self.status.model and not self.status.is_fortigate):
            raise CheckRefused(self.unit, f"is no FortiGate but a {self.status.model or self.status.platform}")
        if self.status.release is None:
            self._no_release()

    def _no_release(self) -> Dialect:
        raise CheckRefused(self.unit, "`get system status` does not say which FortiOS release it runs")

    def _ask(self, command: str) -> Answer:
        answer = self._open_terminal.ask(command)
        self._record(plain(command), answer)
        return answer

    def _record(self, line: Line, answer: Answer) -> None:
        before, self._prompt = self._prompt, answer.prompt
        if self._transcript is not None:
            said = self._masking.reply(answer.text, line.secret)
            self._transcript(f"{prompt_text(before)}{self._masking.text(line.text)}\n{said}")

    def _read(self, commands: Sequence[str]) -> dict[str, str | None]:
        """What the commands print, by command; None for one that is refused."""
        texts = self._ahead(commands) if self._pipes else None
        if texts is None:
            self._pipes = False
            texts = self._in_scope(commands)
        return {command: None if _refused(text) else text for command, text in texts.items()}

    def _ahead(self, commands: Sequence[str]) -> dict[str, str] | None:
        """All of them in one write, through `grep`; None if the unit knows no pipes, or if that proves no answers."""
        typed = [reads.through_grep(command) for command in commands]
        scoped = [_ENTER, *typed, _LEAVE] if self.status.has_vdoms else typed
        answers = self._open_terminal.ask_in_one_write(scoped)
        if answers is None:
            self.root()
            return None
        for line, answer in zip(scoped, answers, strict=True):
            self._record(plain(line), answer)
        self._check_scope(answers[0] if self.status.has_vdoms else None)
        if answers[-1].prompt.level != self._root:
            self.root()
        inner = answers[1:-1] if self.status.has_vdoms else answers
        if any(reads.refuses_grep(answer.text) for answer in inner):
            return None
        return {command: answer.text for command, answer in zip(commands, inner, strict=True)}

    def _in_scope(self, commands: Sequence[str]) -> dict[str, str]:
        """One by one, where global sections are."""
        if not self.status.has_vdoms:
            return {command: self._ask(command).text for command in commands}
        self._check_scope(self._ask(_ENTER))
        texts = {command: self._ask(command).text for command in commands}
        if self._ask(_LEAVE).prompt.level != self._root:
            self.root()
        return texts

    def _check_scope(self, entered: Answer | None) -> None:
        """LineRefused for a login that sees a single VDOM."""
        if entered is None or entered.prompt.level == _GLOBAL:
            return
        reply = refusal(entered.text) or entered.text.strip()
        hint = f"{self.target.username} sees one VDOM only; FGSP is configured in the global part"
        raise LineRefused(self.unit, line=_ENTER, reply=reply, index=-1, hint=hint)

    def _readable(self, texts: Mapping[str, str | None]) -> dict[str, str]:
        """The texts; LineRefused if one could not be had."""
        for command, text in texts.items():
            if text is None:
                self._accepted(command, self._in_scope([command])[command])
        return {command: text for command, text in texts.items() if text is not None}

    def _accepted(self, command: str, text: str) -> str:
        """The text of an answer; LineRefused if it is no output but a refusal."""
        reply = _refused(text)
        if reply is None:
            return text
        hint = f"the login {self.target.username} may not read it, or FortiOS {self.status.release} does not know it"
        raise LineRefused(self.unit, line=command, reply=self._masking.text(reply), index=-1, hint=hint)

    def _leave_after(self, error: UnitError) -> None:
        """Drop what is open; if that cannot be proven, the session ends, which drops it too."""
        try:
            self.root()
        except (SessionLost, ReadLimit, Unattributed) as lost:
            self.close()
            error.hint = f"{error.hint}; {lost.reason}".removeprefix("; ")


def _refused(text: str) -> str | None:
    """The words of a refusal, where the answer is no configuration: that may hold any words."""
    return None if text.startswith(("config ", "#config-version")) else refusal(text)


@cache
def _prepare_reader() -> None:
    """Import the parser of `show` output, which takes about a second, while the login waits for the unit."""
    from fgsp_cli.fortios import prepare

    Thread(target=prepare, daemon=True).start()
