"""`get system ha status`: an FGSP-only unit says `Standalone` [transcripts hastatus-60D, bytes-3001F, confirmed]."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fgsp_cli.fortios.tree import EMPTY

if TYPE_CHECKING:
    from fgsp_cli.lab.unit import Unit

_MODES = {"standalone": "Standalone", "a-p": "HA A-P", "a-a": "HA A-A"}


def ha_status(unit: Unit) -> str:
    """The summary, and in an FGCP cluster the unit's own line among its members."""
    stored = (unit.global_tree().child("system ha") or EMPTY).settings
    pickup = " ".join(stored["session-pickup"].words) if "session-pickup" in stored else "disable"
    lines = [
        "HA Health Status: OK",
        f"Model: {unit.identity.model}",
        f"Mode: {_MODES[unit.spec.ha_mode]}",
        "Group: 0",
        "Debug: 0",
        "Cluster Uptime: 0 days 0:0:0",
        "Cluster state change time: N/A",
        f"ses_pickup: {pickup}",
        "override: disable",
        "System Usage stats:",
        "HBDEV stats:",
    ]
    if unit.spec.ha_mode == "standalone":
        lines.append("number of vcluster: 0")
    else:
        role = unit.spec.ha_role.capitalize() or "Primary"
        lines += [
            "number of member: 1",
            f"{unit.hostname:<18}, {unit.identity.serial}, HA cluster index = 0",
            "number of vcluster: 1",
            "vcluster 1: work 169.254.0.1",
            f"{role}: {unit.identity.serial}, HA operating index = 0",
        ]
    return "".join(f"{line}\n" for line in lines)
