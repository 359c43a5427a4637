"""What FortiOS is: releases, schema, values, the tree, the interpreter, the reader and the cutter."""

from fgsp_cli.base.face import face

__getattr__, __dir__, __all__ = face(__name__, __file__)
