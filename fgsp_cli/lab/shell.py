"""One login at work: the configuration commands, and beside them everything else that can be typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from fgsp_cli.fortios import replies
from fgsp_cli.lab.commands.table import COMMANDS, Command
from fgsp_cli.lab.grep import GrepError, parse_grep
from fgsp_cli.lab.prompt import prompt
from fgsp_cli.lab.words import abbreviates, shortens, split_pipe, words

if TYPE_CHECKING:
    from fgsp_cli.lab.spec import Login
    from fgsp_cli.lab.unit import Unit

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

    def __init__(self, unit: Unit, login: Login) -> None:
        self._unit = unit
        self._login = login
        self._cli = unit.interpreter(login)
        self._refusal: str | None = None
        self.closed = False

    @property
    def prompt(self) -> str:
        """The prompt, with its trailing blank."""
        return prompt(
            self._unit.hostname,
            role=self._unit.prompt_role,
            level=self._cli.level,
            read_only=self._login.read_only,
        )

    @property
    def question(self) -> str | None:
        """The question that the next key answers."""
        return self._cli.question

    @property
    def open_quote(self) -> bool:
        """Whether the next line continues a quoted value."""
        return self._cli.open_quote

    @property
    def pages(self) -> bool:
        """Whether the unit's console pages."""
        return self._unit.pages

    def typed(self, line: str) -> Sequence[Callable[[], object]]:
        """Take note of a line; what is returned is to be done before it is run."""
        self._refusal, actions = self._unit.typed(line)
        return actions

    def run(self, line: str) -> str:
        """Run a line: what it prints, without prompt."""
        refusal, self._refusal = self._refusal, None
        if refusal is not None:
            self._cli.refuse(line)
            return refusal if refusal.endswith("\n") else f"{refusal}\n"
        if self._cli.open_quote:
            return self._execute(line)
        typed = words(line)
        verbs = (*_PRINTING, *_ELSEWHERE) if self._cli.scope else _PRINTING
        verb = next((each for each in verbs if typed and shortens(typed[0], each)), "")
        if verb:
            return self._print(verb, line)
        if typed == ("exit",) and self._cli.scope:
            self.closed = True
            return ""
        return self._execute(line)

    def answer(self, key: str) -> str:
        """Answer the question."""
        self._unit.log.append(key)
        return self._execute(key)

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
        found = [verb for verb in (_AT_ROOT if self._cli.scope else _INSIDE) if line and verb.startswith(line)]
        return f"{found[0][len(line) :]} " if len(found) == 1 else ""

    def _execute(self, line: str) -> str:
        return self._cli.execute(line) + (self._cli.question or "")

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
        command = self._find(words(line))
        if command is not None:
            return command.run(self._unit, self._cli.vdom), False
        if verb in _ELSEWHERE:
            return self._unknown(words(line)).text, True
        text = self._execute(line)
        return text, self._cli.failed

    def _find(self, typed: tuple[str, ...]) -> Command | None:
        """The command of that name, if it is known where the session is."""
        if self._cli.scope is None:
            return None
        has_global = self._cli.scope == "global" or not self._unit.multi_vdom
        known = (command for command in COMMANDS if has_global or not command.only_global)
        return next((command for command in known if abbreviates(typed, command.words)), None)

    def _unknown(self, typed: tuple[str, ...]) -> replies.Reply:
        """The first word that leads nowhere."""
        for place in range(1, len(typed)):
            if not any(abbreviates(typed[: place + 1], each.words[: place + 1]) for each in COMMANDS):
                return replies.parse_error(typed[place])
        return replies.incomplete()
