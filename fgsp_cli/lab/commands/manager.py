"""`get system status` of a FortiManager, which is no FortiGate [transcript status-FMG-VM64-7.4.6, confirmed]."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fgsp_cli.lab.commands.clock import unit_time

if TYPE_CHECKING:
    from fgsp_cli.lab.unit import Unit

MODEL = "FortiManager"
_WIDTH = 32


def is_manager(unit: Unit) -> bool:
    """Whether the stand-in is one: its model says so."""
    return unit.identity.model.startswith(MODEL)


def manager_status(unit: Unit) -> str:
    """The lines of the recording."""
    identity = unit.identity
    version = f"v{identity.release}-build{identity.build} {identity.build_date} ({identity.kind})"
    fields = {
        "Platform Type": identity.model.replace("FortiManager", "FMG"),
        "Platform Full Name": identity.model,
        "Version": version,
        "Serial Number": identity.serial,
        "BIOS version": "04000002",
        "Hostname": unit.hostname,
        "Max Number of Admin Domains": "10",
        "Max Number of Device Groups": "10",
        "Admin Domain Configuration": "Enabled",
        "FIPS Mode": "Disabled",
        "HA Mode": "Stand Alone",
        "Branch Point": identity.build,
        "Release Version Information": identity.kind,
        "Current Time": unit_time(),
        "Daylight Time Saving": "Yes",
        "Time Zone": "(GMT+1:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna.",
        "x86-64 Applications": "Yes",
        "Disk Usage": "Free 442.42GB, Total 490.12GB",
        "File System": "Ext4",
        "License Status": "Valid",
        "Image Signature": "Image is GA Certified",
    }
    return "".join(f"{name:<{_WIDTH}}: {value}\n" for name, value in fields.items())
