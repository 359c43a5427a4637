"""Many clusters at once: the verbs that reach units."""

from fgsp_cli.base.face import face

__getattr__, __dir__, __all__ = face(__name__, __file__)
