"""The formats of `report`, set up for the console."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TextIO

from fgsp_cli.cli.console import Console
from fgsp_cli.report import Look, formatter

if TYPE_CHECKING:
    from fgsp_cli.report.interface import Format


def look_of(console: Console, stream: TextIO | None) -> Look:
    """How the stream looks."""
    return Look(width=console.width(stream), color=console.colored(stream))


def report_of(name: str, console: Console) -> Format:
    """The format of that name, for stdout."""
    return formatter(name, look_of(console, sys.stdout))
