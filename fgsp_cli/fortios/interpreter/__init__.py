"""What a FortiGate does with a line of CLI.

`Interpreter` is one session, `Store` the configuration of the unit that its sessions share, `Habits` what is not
established about FortiOS, `Access` what a login may do. Reads text by itself: it shares no parsing with the reader.
"""

from __future__ import annotations

from fgsp_cli.fortios.interpreter.habits import Access, Habits
from fgsp_cli.fortios.interpreter.shell import Interpreter
from fgsp_cli.fortios.interpreter.store import Store

__all__ = ("Access", "Habits", "Interpreter", "Store")
