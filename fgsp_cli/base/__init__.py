"""What every room may import: errors, positions, secrets and events. Imports nothing of ours."""

from fgsp_cli.base.face import face

__getattr__, __dir__, __all__ = face(__name__, __file__)
