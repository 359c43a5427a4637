"""The first prompt of a session, past banners and warnings."""

from __future__ import annotations

import re

from fgsp_cli.base import LoginRefused, SessionLost
from fgsp_cli.device.dialogue.incoming import Incoming
from fgsp_cli.device.dialogue.prompt import Grammar
from fgsp_cli.device.login import ACCESS

_ACCEPT = re.compile(rb"[Pp]ress '?a'? to accept[^\r\n]*[\r\n]*\Z")
"""The post-login banner waits for the key `a`; an Enter does not do [facts/cli-behaviour.md#1.4, confirmed]."""
_NEW_PASSWORD = re.compile(rb"forced to change your password|New Password: ?\Z")
_TAIL = 1024
"""Bytes at the end of the output in which these are searched."""
_BANNERS = 3
"""Banners that are accepted at most."""
_ENTERS = 40
"""Times that Enter is pressed at most."""


def first_prompt(incoming: Incoming, unit: str, seconds: float, known: Grammar | None) -> tuple[bool, Grammar]:
    """Whether more prompts may come, and the prompts of the unit; `known`: those that another session has learned.

    A banner may end like a prompt, where it is cut: a prompt that is not known counts when it comes again after Enter.
    LoginRefused if the unit wants something else first; SessionLost if no prompt comes.
    """

    def no_prompt(reason: str) -> SessionLost:
        return SessionLost(unit, f"logged in, but no prompt: {reason}", hint=ACCESS)

    incoming.begin(seconds, seconds, no_prompt)
    buffer = incoming.buffer
    accepted = enters = tried = 0
    grammar: Grammar | None = None
    while True:
        if known is not None and known.at_end(buffer) is not None:
            buffer.clear()
            return enters > 0, known
        again = grammar.at_end(buffer) if grammar is not None else None
        if grammar is not None and again is not None and _is_blank(buffer, tried, again[0]):
            buffer.clear()
            return enters > 1, grammar
        learned = Grammar.learn(buffer) if len(buffer) > tried and enters < _ENTERS else None
        if learned is not None:
            grammar, tried, enters = learned, len(buffer), enters + 1
            incoming.press(b"\n")
        elif _NEW_PASSWORD.search(buffer, max(0, len(buffer) - _TAIL)):
            hint = "log in by hand once and set it"
            raise LoginRefused(unit, "the unit wants a new password for this login first", hint=hint)
        elif accepted < _BANNERS and _ACCEPT.search(buffer, max(0, len(buffer) - _TAIL)):
            accepted += 1
            buffer.clear()
            tried, grammar = 0, None
            incoming.press(b"a")
        try:
            incoming.wait()
        except SessionLost as lost:
            if lost.hint:
                raise
            raise SessionLost(unit, f"logged in, but {lost.reason}", hint=ACCESS) from None


def _is_blank(buffer: bytearray, start: int, end: int) -> bool:
    return end >= start and not bytes(buffer[start:end]).strip()
