"""Any verb's result -> text, JSON, JUnit XML, HTML or Markdown.

One interface, one module per format; nothing here prints.
"""

from fgsp_cli.base.face import face

__getattr__, __dir__, __all__ = face(__name__, __file__)
