"""What a FortiGate does with a line of CLI.

`Interpreter` is one session, `Store` the configuration of the unit that its sessions share, `Workspace` the one that a
transaction sees, `Habits` what is not established about FortiOS, `Access` what a login may do, `Refused` how a line is
turned down. Reads text by itself: it shares no parsing with the reader.
"""

from fgsp_cli.base.face import face

__getattr__, __dir__, __all__ = face(__name__, __file__)
