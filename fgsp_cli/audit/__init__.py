"""What is, compared with what should be: live units or backups against an intent."""

from fgsp_cli.base.face import face

__getattr__, __dir__, __all__ = face(__name__, __file__)
