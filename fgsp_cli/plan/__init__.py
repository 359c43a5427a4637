"""What is to be done on a cluster: the goal of each unit, the steps of all of them, and the lines of each step."""

from fgsp_cli.base.face import face

__getattr__, __dir__, __all__ = face(__name__, __file__)
