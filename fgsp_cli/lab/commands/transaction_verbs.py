"""`execute config-transaction start|commit|abort` [facts/cli-behaviour.md#5.4; its texts are not established]."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fgsp_cli.fortios import replies
from fgsp_cli.fortios.interpreter import Refused
from fgsp_cli.lab.transactions import DEFAULT_MINUTES, MOST_MINUTES

if TYPE_CHECKING:
    from fgsp_cli.lab.commands.request import Request

_UNKNOWN_WORDS = "Workspace is not available in this context."


def start(asked: Request) -> str:
    """`start [MINUTES]`: without a number five minutes, the most is sixty [confirmed]."""
    quirks = asked.unit.spec.quirks
    minutes = _minutes(asked.arguments)
    if asked.scope == "global" and not quirks.start_in_global:
        raise Refused(replies.transaction_refused())
    if quirks.transactions == "refused":
        return _line(quirks.start_text or _UNKNOWN_WORDS)
    number = 1
    if quirks.transactions == "work":
        asked.shell.start_transaction(minutes)
        number = asked.shell.transaction.number if asked.shell.transaction else number
    text = f"config transaction (id={number}) started" if quirks.start_text is None else quirks.start_text
    return _line(text)


def resume(asked: Request) -> str:
    """`resume ID`, from 8.0.0 on; what it does is not established."""
    if not asked.arguments:
        raise Refused(replies.incomplete())
    if not asked.arguments[0].isdecimal():
        raise Refused(replies.no_integer(asked.arguments[0]))
    asked.shell.resume_transaction(int(asked.arguments[0]))
    return ""


def commit(asked: Request) -> str:
    """`commit`: it may ask first."""
    quirks = asked.unit.spec.quirks
    if quirks.transactions != "work":
        return _line(quirks.commit_text)
    return asked.shell.commit_transaction() or _line(quirks.commit_text)


def abort(asked: Request) -> str:
    """`abort`."""
    if asked.unit.spec.quirks.transactions == "work":
        asked.shell.abort_transaction()
    return _line(asked.unit.spec.quirks.abort_text)


def _minutes(arguments: tuple[str, ...]) -> int:
    if not arguments:
        return DEFAULT_MINUTES
    word = arguments[0]
    if not (word.isascii() and word.isdecimal()):
        raise Refused(replies.no_integer(word))
    if not 1 <= int(word) <= MOST_MINUTES:
        raise Refused(replies.value_error(word, -651))
    return int(word)


def _line(text: str) -> str:
    return f"{text.rstrip()}\n" if text else ""
