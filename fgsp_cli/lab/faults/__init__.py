"""What goes wrong with a unit, and when.

`fault_kinds` are the values, `schedule` decides when one is due, `firing` what happens then in front of a command line
and on its connection; `faults_file` and `fault_nodes` read them from YAML.
"""

from fgsp_cli.base.face import face

__getattr__, __dir__, __all__ = face(__name__, __file__)
