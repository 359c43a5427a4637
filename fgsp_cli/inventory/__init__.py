"""Which units there are and how to log in to them: Nornir inventories, checked, as frozen targets."""

from fgsp_cli.base.face import face

__getattr__, __dir__, __all__ = face(__name__, __file__)
