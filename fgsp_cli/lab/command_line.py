"""One login at work: the configuration commands, and beside them everything else that can be typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from fgsp_cli.fortios import replies
from fgsp_cli.fortios.interpreter import Interpreter, Refused
from fgsp_cli.lab.commands.request import Request
from fgsp_cli.lab.commands.table import COMMANDS, Command
from fgsp_cli.lab.faults.fault_kinds import Moment
from fgsp_cli.lab.faults.firing import Live, SessionFaults, Work
from fgsp_cli.lab.grep import GrepError, parse_grep
from fgsp_cli.lab.typed_words import abbreviates, shortens, split_pipe, words
from fgsp_cli.lab.unit_prompt import prompt

if TYPE_CHECKING:
    from fgsp_cli.lab.spec import Login
    from fgsp_cli.lab.transactions import Transaction
    from fgsp_cli.lab.unit import Unit

_BATCH = ("execute", "batch")
_UNPAGED = ("get", "system", "ha", "status")
"""Comes whole whatever the console says, as what a `|` filters does
[facts/cli-behaviour.md#1.3; bytes-3001F, confirmed]."""
_CODE = re.compile(r"^Command fail\. Return code (-?\d+)", re.MULTILINE)
_SUDO = re.compile(r"\s*sudo\s+(\S+)\s+(\S.*)", re.DOTALL)
_PRINTING = ("get", "show")
"""Verbs whose output can be filtered."""
_ELSEWHERE = ("diagnose", "execute")
"""More of them, which are known outside of tables and objects only, and which the interpreter does not know."""
_AT_ROOT = {
    "config": "Configure object.",
    "get": "Get dynamic and system information.",
    "show": "Show configuration.",
    "diagnose": "Diagnose facility.",
    "execute": "Execute static commands.",
    "alias": "Execute alias commands.",
    "exit": "Exit the CLI.",
}
"""What `?` prints outside of tables and objects [transcripts help-root, confirmed]."""
_INSIDE = {
    "config": "Configure object.",
    "edit": "Add/edit a table value.",
    "delete": "Delete a table value.",
    "purge": "Clear all table values.",
    "set": "Modify value.",
    "unset": "Set to default value.",
    "append": "Append values to multi-option.",
    "select": "Select multi-option values.",
    "unselect": "Unselect multi-option values.",
    "get": "Get dynamic and system information.",
    "show": "Show configuration.",
    "next": "Configure next table entry.",
    "abort": "End and discard last config.",
    "end": "End and save last config.",
}
"""What `?` prints inside; the verbs are confirmed, their descriptions are not established."""


class Shell:
    """The command line of one session."""

    def __init__(self, unit: Unit, login: Login, cli: Interpreter | None = None) -> None:
        self._unit = unit
        self._login = login
        self._cli = cli or unit.interpreter(login)
        self._transaction: Transaction | None = None
        self.batch: list[str] | None = None
        """The lines of the batch that is being collected."""
        self._batching = False
        """Whether those of one are being run."""
        self.announce: Callable[[str], None] = lambda _: None
        """Prints an unrequested line; its terminal sets how."""
        self.faults = SessionFaults(unit, self._cli, self._obey)
        self.closed = False
        self._unpaged = False

    @property
    def prompt(self) -> str:
        """The prompt, with its trailing blank."""
        return prompt(
            self._unit.hostname,
            role=self._unit.prompt_role,
            level=self._cli.level,
            dollar=self._login.read_only or self._login.dollar_prompt or self._unit.spec.dollar_prompt,
        )

    @property
    def question(self) -> str | None:
        """The question that the next key answers."""
        return self.faults.question or self._cli.question

    @property
    def open_quote(self) -> bool:
        """Whether the next line continues a quoted value."""
        return self._cli.open_quote

    @property
    def pages(self) -> bool:
        """Whether what the last line prints comes in pages."""
        return self._unit.pages and not self._unpaged

    def begin(self, session: int, live: Live) -> None:
        """The session has begun: its number, and its connection."""
        self.faults.begin(session, live)
        mine = self._unit.transactions.of(self._login.username)
        if mine and self._unit.spec.quirks.transaction_of == "administrator":
            self._join(mine)

    def typed(self, line: str) -> Sequence[Work]:
        """Take note of a line or answer; what is returned is to be done before it is run."""
        self._unit.log.append(line)
        if self.transaction:
            self.transaction.touch()
        return self.faults.typed(line)

    def due(self, moment: Moment) -> Sequence[Work]:
        """What is to be done at that moment of the last line."""
        return self.faults.due(moment)

    def run(self, line: str) -> str:
        """Run a line, which has been typed: what it prints, without prompt."""
        command, rest = split_pipe(line)
        self._unpaged = rest is not None or abbreviates(words(command), _UNPAGED)
        return self.faults.run(line, self._obey)

    @property
    def transaction(self) -> Transaction | None:
        """The open transaction of this session."""
        return self._transaction if self._transaction and self._transaction.open else None

    def start_transaction(self, minutes: int) -> None:
        """Open one; Refused if one is open, and in a batch [facts/cli-behaviour.md#5.4, confirmed]."""
        if self._batching:
            raise Refused(replies.transaction_refused())
        self._transaction = self._unit.transactions.start(self._cli, minutes, self.announce, self._login.username)

    def resume_transaction(self, number: int) -> None:
        """Go on in an open one; Refused where there is none of that number, or the unit refuses."""
        transaction = self._unit.transactions.numbered(number)
        if transaction is None or self.transaction or self._unit.spec.quirks.resume == "refused":
            raise Refused(replies.transaction_refused())
        self._join(transaction)

    def _join(self, transaction: Transaction) -> None:
        transaction.join(self._cli, self.announce)
        self._transaction = transaction

    def commit_transaction(self) -> str:
        """Commit it: the question that comes before, or nothing; Refused if none is open."""
        quirks = self._unit.spec.quirks
        if self.transaction is None or (quirks.commit == "works" and not quirks.commit_seconds):
            return self._cli.commit()
        if quirks.commit == "works":
            self._unit.later(quirks.commit_seconds, self._cli.commit)
        return ""

    def abort_transaction(self) -> None:
        """Drop it; Refused if none is open, or if the unit keeps it."""
        if self._unit.spec.quirks.abort == "refused":
            raise Refused(replies.transaction_refused())
        self._cli.drop()

    def run_batched(self, line: str) -> int:
        """Run a line of a batch, where no person answers a question: its return code."""
        self._batching = True
        text = self._obey(line)
        if self._cli.question:
            text = self._execute("y")
        self._batching = False
        match = _CODE.search(text)
        return int(match[1]) if match else -int(replies.refusal(text) is not None)

    def leave(self) -> None:
        """The session is over; a transaction of it stays until its time is up
        [facts/cli-behaviour.md#5.4, confirmed].
        """
        if self._transaction:
            self._transaction.leave()

    def _obey(self, line: str) -> str:
        if self._cli.logged_out:
            self.closed = True
            return ""
        if self._cli.open_quote:
            return self._execute(line)
        typed = words(line)
        if self.batch is not None and not abbreviates(typed[:2], _BATCH):
            self.batch.append(line)
            return ""
        if typed[:1] == ("sudo",) and self._cli.scope and self._unit.multi_vdom:
            return self._sudo(line)
        verbs = (*_PRINTING, *_ELSEWHERE) if self._cli.scope else _PRINTING
        verb = next((each for each in verbs if typed and shortens(typed[0], each)), "")
        if verb:
            return self._print(verb, line)
        if typed == ("exit",) and self._cli.scope:
            self.closed = True
            return ""
        return self._execute(line)

    def answer(self, key: str) -> str:
        """Answer the question, with a key that has been typed."""
        return self.faults.answer(key, self._execute, self._obey)

    def interrupt(self) -> None:
        """Drop an open quote, or leave the level without saving, or end the session at the root."""
        if self._cli.open_quote:
            self._cli.interrupt()
        elif self._cli.scope == "root" or self._cli.depth == 0:
            self.closed = True
        else:
            self._execute("end" if self._cli.scope or self._cli.level == "vdom" else "abort")

    def help(self, line: str) -> str:
        """What `?` prints: the verbs that may still be meant."""
        known = _AT_ROOT if self._cli.scope else _INSIDE
        begun = line.strip()
        return "".join(f"{verb:<12}{text}\n" for verb, text in known.items() if verb.startswith(begun))

    def complete(self, line: str) -> str:
        """What TAB appends: the rest of the only verb that the line begins."""
        verbs = [verb for verb in (_AT_ROOT if self._cli.scope else _INSIDE) if line and verb.startswith(line)]
        return f"{verbs[0][len(line) :]} " if len(verbs) == 1 else ""

    def _sudo(self, line: str) -> str:
        """`sudo global|VDOM COMMAND`: one command elsewhere [facts/cli-behaviour.md#5.2, confirmed]."""
        match = _SUDO.fullmatch(line)
        if match is None:
            return replies.incomplete().text
        place, command = match.groups()
        if self._login.vdom is not None or place not in ("global", *self._unit.vdoms):
            return replies.parse_error(place).text
        cli = self._unit.interpreter(self._login, self._cli.store)
        cli.execute("config global" if place == "global" else f"config vdom\nedit {place}")
        return Shell(self._unit, self._login, cli)._obey(command)  # noqa: SLF001 (one of its own kind)

    def _execute(self, line: str) -> str:
        said = self._cli.execute(line)
        self.closed = self.closed or self._cli.logged_out
        return said + (self._cli.question or "")

    def _print(self, verb: str, line: str) -> str:
        """A command with output, which may be filtered; an error text is not."""
        command, rest = split_pipe(line)
        try:
            keep = parse_grep(words(rest)) if rest is not None else None
        except GrepError as error:
            return f"command parse error before '{error.word}'\n"
        text, refused = self._output(verb, command)
        return text if refused or keep is None else keep(text)

    def _output(self, verb: str, line: str) -> tuple[str, bool]:
        """What the command prints, and whether that is an error."""
        typed = words(line)
        command = self._find(typed)
        if command is not None:
            arguments = typed[len(command.words) :]
            try:
                asked = Request(
                    unit=self._unit,
                    shell=self,
                    vdom=self._cli.vdom,
                    scope=self._cli.scope or "root",
                    arguments=arguments,
                )
                return command.run(asked) + (self._cli.question or ""), False
            except Refused as refused:
                return refused.reply.text, True
        if verb in _ELSEWHERE:
            return self._unknown(words(line)).text, True
        text = self._staged(line)
        return text, self._cli.failed

    def _staged(self, line: str) -> str:
        """`show` or `get`, with the staged changes of another session where the unit shows them."""
        staged = self._unit.transactions.staged
        if not self._unit.spec.quirks.staged_visible or staged is None or self.transaction or self._cli.scope is None:
            return self._execute(line)
        cli = self._unit.interpreter(self._login, staged)
        if self._unit.multi_vdom and self._cli.scope == "global":
            cli.execute("config global")
        return cli.execute(line)

    def _find(self, typed: tuple[str, ...]) -> Command | None:
        """The command of that name, if it is known where the session is."""
        if self._cli.scope is None:
            return None
        has_global = self._cli.scope == "global" or not self._unit.multi_vdom
        known = (command for command in self._known() if has_global or not command.only_global)
        return next((command for command in known if command.fits(typed)), None)

    def _known(self) -> Sequence[Command]:
        """The commands that the release knows."""
        spoken = self._cli.store.dialect
        known = (command for command in COMMANDS if spoken.release in command.spans)
        return [command for command in known if not command.fact or spoken.holds(command.fact)]

    def _unknown(self, typed: tuple[str, ...]) -> replies.Reply:
        """The first word that leads nowhere."""
        known = self._known()
        for place in range(1, len(typed)):
            if not any(each.begins(typed[: place + 1]) for each in known):
                return replies.parse_error(typed[place])
        # What is known elsewhere only is not known here.
        is_elsewhere = any(each.fits(typed) for each in known)
        return replies.parse_error(typed[-1]) if is_elsewhere else replies.incomplete()
