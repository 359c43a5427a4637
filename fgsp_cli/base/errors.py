"""One family of errors; each knows the exit code it ends the program with.

FgspError                      1
├── UsageError                64   the command line is wrong
├── InputError                65   a file is wrong; lists every problem in it
│   ├── IntentError                the intent
│   ├── InventoryError             the inventory
│   ├── ConfigTextError            a backup, or what a unit printed, cannot be read as configuration
│   ├── SecretError                a reference to a secret leads nowhere
│   └── RenderError                a template, or what it made, is not what was wanted
├── UnitError                  1   one unit could not do it
│   ├── Unreachable                no connection
│   ├── LoginRefused               connected, but not let in
│   ├── HostKeyError               its host key is unknown, or is another than it was
│   ├── SessionLost                the connection ended before the unit had answered
│   ├── Undecided                  a line was sent, and the unit has not answered it: it may still carry it out
│   ├── ReadLimit                  an answer exceeded a limit: silence, total time or size
│   ├── Unattributed               an answer is not provably the answer to its command
│   ├── LineRefused                the unit answered a line with an error
│   ├── UnexpectedQuestion         the unit asked what was not planned for; it was answered `n`
│   └── CheckRefused               a safety check of ours says no
├── ArchiveError               1   a backup or a run folder cannot be written or read
├── NeedsPerson                4   a push failed, and at least one unit needs a person
└── Interrupted              130   the user pressed Ctrl-C
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fgsp_cli.base.positions import Position
from fgsp_cli.base.secrets import mask_enc


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong, and where; `str` is a single line."""

    message: str
    position: Position | None = None
    path: str = ""
    found: str = ""
    allowed: str = ""
    hint: str = ""
    rule: str = ""
    """The rule of `lint` that has a name for it, if there is one."""

    def __str__(self) -> str:
        where = "".join(f"{part}: " for part in (self.position, self.path) if part)
        hint = f" - {self.hint}" if self.hint else ""
        return f"{where}{self.detailed}{hint}"

    @property
    def detailed(self) -> str:
        """The message, with what was found and what is allowed."""
        named = (("found", self.found), ("allowed", self.allowed))
        details = "; ".join(f"{name}: {text}" for name, text in named if text)
        return f"{self.message} ({details})" if details else self.message


class FgspError(Exception):
    """The root of the family: `message` says what happened, `hint` what to do about it."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n  {self.hint}" if self.hint else self.message


class UsageError(FgspError):
    """The command line does not make sense."""

    exit_code = 64


class InputError(FgspError):
    """A file is wrong; `problems` holds everything that was found in it."""

    exit_code = 65

    def __init__(self, problems: Iterable[Problem] | str, *, hint: str = "") -> None:
        all_problems = (Problem(message=problems),) if isinstance(problems, str) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in all_problems), hint=hint)
        self.problems = all_problems

    @property
    def one_line(self) -> str:
        """All problems on one line."""
        return " / ".join(map(str, self.problems))


class IntentError(InputError):
    """The intent is not one."""


class InventoryError(InputError):
    """The inventory is not one."""


class ConfigTextError(InputError):
    """A backup, or what a unit printed, cannot be read as FortiOS configuration."""


class SecretError(InputError):
    """A reference to a secret leads nowhere."""


class RenderError(InputError):
    """A template failed, or what it made does not configure what was wanted."""


class UnitError(FgspError):
    """One unit could not do what was asked; `unit` is its name."""

    def __init__(self, unit: str, message: str, *, hint: str = "") -> None:
        super().__init__(f"{unit}: {message}", hint=hint)
        self.unit = unit
        self.reason = message


class Unreachable(UnitError):
    """No connection could be made."""


class LoginRefused(UnitError):
    """The unit did not accept the login."""


class HostKeyError(UnitError):
    """The unit's host key is not known, or is not the one that is known."""


class SessionLost(UnitError):
    """The connection ended before the unit had answered."""

    def __init__(self, unit: str, message: str, *, accepted: int = 0, hint: str = "") -> None:
        super().__init__(unit, message, hint=hint)
        self.accepted = accepted
        """How many of the lines that were to be sent the unit is known to have accepted."""


class Undecided(UnitError):
    """A line of configuration was sent, and within the longest time (`Deadlines.line`) neither a prompt came nor did
    the connection end: the unit may carry the line out at any time, later than every read back.

    The session is closed. Nothing behind `line` was sent, everything before it was answered and accepted.
    """

    def __init__(self, unit: str, message: str, *, line: str, accepted: int = 0, hint: str = "") -> None:
        super().__init__(unit, message, hint=hint)
        self.line = line
        """The first line without an answer, with a reference in place of a secret."""
        self.accepted = accepted
        """How many of the lines that were to be sent the unit is known to have accepted."""


class ReadLimit(UnitError):
    """An answer exceeded a limit: it stayed away, took too long in all, or was too large. The session is closed."""


class Unattributed(UnitError):
    """An answer is not provably the answer to its command, so it is not used. The session is closed."""


class LineRefused(UnitError):
    """The unit answered a line with an error; nothing of the open entry was saved."""

    def __init__(self, unit: str, *, line: str, reply: str, index: int = 0, hint: str = "") -> None:
        super().__init__(
            unit, f"refused the line `{mask_enc(line.strip())}`: {' / '.join(reply.split(chr(10)))}", hint=hint
        )
        self.line = line
        self.reply = reply
        self.index = index
        """Place of the line among those that were to be sent, from 0."""


class UnexpectedQuestion(UnitError):
    """The unit asked a question that was not planned for; the answer was `n`."""


class CheckRefused(UnitError):
    """A safety check says that this unit is not to be written to."""


class ArchiveError(FgspError):
    """A backup or a run folder cannot be written or read; no unit is changed without its backup."""


class NeedsPerson(FgspError):
    """The push failed and at least one unit could not be rolled back; the message says which and what it holds."""

    exit_code = 4


class Interrupted(FgspError):
    """The user interrupted; clusters in progress were finished or rolled back."""

    exit_code = 130
