"""One cluster as one transaction: plan, back up, change, read back, or roll everything back."""

from fgsp_cli.base.face import face

__getattr__, __dir__, __all__ = face(__name__, __file__)
