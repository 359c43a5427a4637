"""The tour: the main job from start to end, on stand-in units."""

from fgsp_cli.base.face import face

__getattr__, __dir__, __all__ = face(__name__, __file__)
