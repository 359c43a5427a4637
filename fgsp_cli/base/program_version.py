"""Which version of the program this is."""

from __future__ import annotations

from functools import cache


@cache
def version() -> str:
    """The version that is installed, `0.1.0`; `(not installed)` in a checkout that is not installed."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed("fgsp")
    except PackageNotFoundError:
        return "(not installed)"
