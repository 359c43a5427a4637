"""States and changes -> CLI lines, through Jinja; and the pre-flight that runs them before a unit does."""

from fgsp_cli.base.face import face

__getattr__, __dir__, __all__ = face(__name__, __file__)
