"""`diagnose sys vd list`: one `name=` line for each VDOM and for the system's own ones.

Public scripts read the names from it and skip `vsys_*` [facts/cli-behaviour.md#5.2, likely]; the rest of the text is
shortened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fgsp_cli.lab.unit import Unit

_OWN = ("vsys_ha", "vsys_fgfm")


def vd_list(unit: Unit) -> str:
    """The list of VDOMs, as the unit prints it."""
    names = (*unit.vdoms, *_OWN)
    lines = (
        f"name={name}/{name} index={index} enabled fib_ver=1 use=1 rt_num=0 asym_rt=0 sip_helper=0, sip_nat_trace=1\n"
        for index, name in enumerate(names)
    )
    return f"system fib version=1\nlist virtual firewall info:\n{''.join(lines)}"
