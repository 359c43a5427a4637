"""What is told of an error that is none of ours: what it is and where. What it says may hold anything, a secret too."""

from __future__ import annotations

import traceback
from pathlib import Path

_HOME = Path(__file__).parents[1]


def mistake(error: BaseException) -> str:
    """`RuntimeError at fgsp_cli/push/work.py:12`: the innermost line of ours that was being executed."""
    return f"{type(error).__name__} at {_place(error)}"


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(_HOME)]
    return f"{Path(ours[-1].filename).relative_to(_HOME.parent)}:{ours[-1].lineno}" if ours else "an unknown place"


__all__ = ("mistake",)
