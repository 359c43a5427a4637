"""The intent: from YAML to checked values, and from these to the wanted state of every unit."""

from fgsp_cli.base.face import face

__getattr__, __dir__, __all__ = face(__name__, __file__)
