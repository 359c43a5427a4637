"""What is observed of a unit, live or from a backup of it."""

from fgsp_cli.base.face import face

__getattr__, __dir__, __all__ = face(__name__, __file__)
