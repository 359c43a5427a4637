"""`execute batch start|end|status|lastlog`: lines are collected and run at the end
[facts/cli-behaviour.md#5.4, confirmed].

The code in front of each line of the log is confirmed too, the other texts are not established.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fgsp_cli.fortios import replies
from fgsp_cli.fortios.interpreter import Refused

if TYPE_CHECKING:
    from fgsp_cli.lab.commands.request import Request


def start(asked: Request) -> str:
    """From now on lines are collected. Not inside a transaction [confirmed]."""
    if asked.shell.transaction or asked.shell.batch is not None:
        raise Refused(replies.transaction_refused())
    asked.shell.batch = []
    return "Enter batch mode...\n"


def end(asked: Request) -> str:
    """Run the lines that were collected since `execute batch start`."""
    lines = asked.shell.batch
    if lines is None:
        raise Refused(replies.transaction_refused())
    asked.shell.batch = None
    asked.unit.batch_log = [(asked.shell.run_batched(line), line.strip()) for line in lines]
    return "Exit and run batch commands...\n"


def status(asked: Request) -> str:
    """Whether lines are being collected."""
    lines = asked.shell.batch
    return "batch mode is off\n" if lines is None else f"batch mode is on: {len(lines)} commands\n"


def last_log(asked: Request) -> str:
    """The lines of the last batch, each with its code: 0 is good."""
    return "".join(f"{code}: {line}\n" for code, line in asked.unit.batch_log)
