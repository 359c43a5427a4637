"""What is configured on a unit and what the unit is, as values; and the codec between them and FortiOS' own tree."""

from fgsp_cli.base.face import face

__getattr__, __dir__, __all__ = face(__name__, __file__)
