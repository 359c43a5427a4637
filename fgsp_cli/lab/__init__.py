"""Stand-in FortiGates over real SSH, on loopback only: for tests, for rehearsals, for the demo.

A stand-in is what `fortios.interpreter` does with a line of CLI, behind what a terminal does with a byte
[facts/cli-behaviour.md#1]. `spec` says what a unit is, `unit` holds its state, `command_line` is what a login can type,
`lab`
runs it all in a thread of its own. `fabric` is the network between the units, `transactions` and `flash` are what a
commit and a save are for. Four rooms inside: `commands` (beside the configuration), `ssh` (from the connection to the
command line), `faults` (what goes wrong, and when), `inventory` (whole labs from inventories, backups or numbers).
"""

from fgsp_cli.base.face import face

__getattr__, __dir__, __all__ = face(__name__, __file__)
