"""`python -m fgsp_cli` is `fgsp`."""

from __future__ import annotations

import sys

from fgsp_cli.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
