"""One unit over SSH: its facts, what it is configured to be, and lines of configuration sent to it.

Knows prompts, pagers, errors and questions; nothing of FGSP.
"""

from fgsp_cli.base.face import face

__getattr__, __dir__, __all__ = face(__name__, __file__)
