"""What is shown of an error that is none of ours: what it is and where; its own words may hold a secret."""

from __future__ import annotations

import traceback
from pathlib import Path

from fgsp_cli.base.errors import FgspError, UnitError

_HOME = Path(__file__).parents[1]


def mistake(error: BaseException) -> str:
    """`RuntimeError at fgsp_cli/push/work.py:12`: the innermost line of ours that was being executed."""
    return f"{type(error).__name__} at {_place(error)}"


def of_unit(unit: str, error: BaseException) -> BaseException:
    """The error of one unit's job: one that is none of ours becomes that unit's, and ends nothing else."""
    if isinstance(error, FgspError) or not isinstance(error, Exception):
        return error
    return UnitError(unit, f"internal error: {mistake(error)}")


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(_HOME)]
    return f"{Path(ours[-1].filename).relative_to(_HOME.parent)}:{ours[-1].lineno}" if ours else "an unknown place"
