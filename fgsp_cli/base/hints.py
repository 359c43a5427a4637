"""Command lines that messages give a person to type."""

from __future__ import annotations

from pathlib import Path
from shlex import quote


def run_command(verb: str, run: Path | str) -> str:
    """The command for a run. The person names the inventory: one that a run's journal names is never used."""
    return f"fgsp {verb} {quote(str(run))} -I INVENTORY"
