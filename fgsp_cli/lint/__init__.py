"""Rules over many states: what is wrong with a mesh."""

from fgsp_cli.base.face import face

__getattr__, __dir__, __all__ = face(__name__, __file__)
