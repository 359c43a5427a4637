"""Making a change last on units that do not save by themselves [facts/cli-behaviour.md#5.4, confirmed]."""

from __future__ import annotations

from fgsp_cli.base import LineRefused
from fgsp_cli.fortios import refusal
from fgsp_cli.plan import PushOptions
from fgsp_cli.state import AUTOMATIC, Facts
from fgsp_cli.units import LiveUnit

_SAVE = "execute cfg save"


def to_be_saved(facts: Facts, options: PushOptions) -> bool:
    """Whether a unit needs the command to save, and may get it."""
    return facts.cfg_save not in (None, AUTOMATIC) and options.cfg_save


def save(unit: LiveUnit) -> None:
    """Have the unit keep what it holds over a restart; UnitError if it does not.

    Not over a new connection: a restart in between may have dropped what was not saved.
    """
    answer = unit.run(_SAVE)
    reply = refusal(answer)
    if reply is not None:
        raise LineRefused(unit.name, line=_SAVE, reply=reply, index=0)
