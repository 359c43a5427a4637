"""What a FortiGate does with a line of CLI.

`Interpreter` is one session, `Store` the configuration of the unit that its sessions share, `Workspace` the one that a
transaction sees, `Habits` what is not established about FortiOS, `Access` what a login may do, `Refused` how a line is
turned down. Reads text by itself: it shares no parsing with the reader.
"""

from __future__ import annotations

from fgsp_cli.fortios.interpreter.habits import Access, Habits
from fgsp_cli.fortios.interpreter.refused import Refused
from fgsp_cli.fortios.interpreter.shell import Interpreter
from fgsp_cli.fortios.interpreter.store import Store
from fgsp_cli.fortios.interpreter.workspace import Workspace

__all__ = ("Access", "Habits", "Interpreter", "Refused", "Store", "Workspace")
