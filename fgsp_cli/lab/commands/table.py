"""The commands beside the configuration ones, and where each is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fgsp_cli.lab.commands.clock import current_date, current_time
from fgsp_cli.lab.commands.ha import ha_status
from fgsp_cli.lab.commands.objects import PATHS, get_object, show_full
from fgsp_cli.lab.commands.status import system_status
from fgsp_cli.lab.commands.vdoms import vd_list

if TYPE_CHECKING:
    from fgsp_cli.lab.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command."""

    words: tuple[str, ...]
    run: Callable[[Unit, str], str]
    """What it prints on that unit, seen from that VDOM."""
    only_global: bool = False
    """Whether a unit with VDOMs knows it inside `config global` only [cli-behaviour 5.2, confirmed for the console]."""


def _get(path: str) -> Command:
    return Command(words=("get", *path.split()), run=lambda unit, _: get_object(unit, path), only_global=True)


def _show_full(path: str) -> Command:
    return Command(
        words=("show", "full-configuration", *path.split()),
        run=lambda unit, _: show_full(unit, path),
        only_global=True,
    )


COMMANDS: tuple[Command, ...] = (
    Command(words=("get", "system", "status"), run=system_status),
    Command(words=("get", "system", "ha", "status"), run=lambda unit, _: ha_status(unit)),
    *map(_get, PATHS),
    *map(_show_full, PATHS),
    Command(words=("diagnose", "sys", "vd", "list"), run=lambda unit, _: vd_list(unit)),
    Command(words=("execute", "time"), run=lambda *_: current_time()),
    Command(words=("execute", "date"), run=lambda *_: current_date()),
)
