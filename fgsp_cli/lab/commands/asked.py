"""A command beside the configuration ones, as it reached a unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fgsp_cli.lab.shell import Shell
    from fgsp_cli.lab.unit import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who asks what, and from where."""

    unit: Unit
    shell: Shell
    """The session that asks."""
    vdom: str
    """The VDOM that it is in; `root` outside of all."""
    arguments: tuple[str, ...] = ()
    """The words behind those of the command."""
