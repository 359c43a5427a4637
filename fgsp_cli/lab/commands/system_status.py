"""`get system status`: lines and order differ by release and kind of unit [facts/cli-behaviour.md#5.3, confirmed]."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fgsp_cli.fortios import Spans
from fgsp_cli.lab.commands.clock import unit_time
from fgsp_cli.lab.commands.manager import is_manager, manager_status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fgsp_cli.lab.unit import Unit

_ALWAYS = Spans.of([["0.0.0", None]])
_UP_TO_6_0 = Spans.of([["0.0.0", "6.0.999"]])
_UP_TO_6_2 = Spans.of([["0.0.0", "6.2.999"]])
_UP_TO_6_4 = Spans.of([["0.0.0", "6.4.999"]])
_UP_TO_7_2 = Spans.of([["0.0.0", "7.2.999"]])
_FROM_7_0 = Spans.of([["7.0.0", None]])
_FROM_7_4 = Spans.of([["7.4.0", None]])
_7_0_12_ON = Spans.of([["7.0.12", "7.0.999"]])
_7_4_TO_7 = Spans.of([["7.4.0", "7.4.7"]])
_FROM_7_4_8 = Spans.of([["7.4.8", None]])

_SPLIT_TASK = "split-vdom"
_ANY, _VM, _APPLIANCE, _X86, _HA = "any", "vm", "appliance", "x86", "ha"

_LINES = (
    ("Version: {version}", _ALWAYS, _ANY),
    ("First GA patch build date: 230509", _FROM_7_4, _ANY),
    ("Security Level: 1", _7_0_12_ON, _APPLIANCE),
    ("Security Level: High", _7_4_TO_7, _ANY),
    ("Current Security Level: High", _FROM_7_4_8, _ANY),
    ("Firmware Signature: certified", _ALWAYS, _APPLIANCE),
    ("Virus-DB: 1.00000(2018-04-09 18:07)", _ALWAYS, _ANY),
    ("Extended DB: 1.00000(2018-04-09 18:07)", _ALWAYS, _ANY),
    ("Extreme DB: 1.00000(2018-04-09 18:07)", _UP_TO_7_2, _X86),
    ("AV AI/ML Model: 0.00000(2001-01-01 00:00)", _FROM_7_0, _ANY),
    ("IPS-DB: 6.00741(2015-12-01 02:30)", _ALWAYS, _ANY),
    ("IPS-ETDB: 0.00000(2001-01-01 00:00)", _ALWAYS, _ANY),
    ("APP-DB: 6.00741(2015-12-01 02:30)", _ALWAYS, _ANY),
    ("INDUSTRIAL-DB: 6.00741(2015-12-01 02:30)", _UP_TO_7_2, _ANY),
    ("FMWP-DB: 25.00121(2025-12-16 08:01)", _FROM_7_4, _ANY),
    ("IPS Malicious URL Database: 1.00001(2015-01-01 01:01)", _FROM_7_0, _ANY),
    ("IoT-Detect: 0.00000(2022-08-17 17:31)", _FROM_7_4, _ANY),
    ("OT-Detect-DB: 0.00000(2001-01-01 00:00)", _FROM_7_4, _ANY),
    ("OT-Patch-DB: 0.00000(2001-01-01 00:00)", _FROM_7_4, _ANY),
    ("OT-Threat-DB: 6.00741(2015-12-01 02:30)", _FROM_7_4, _ANY),
    ("IPS-Engine: 7.00559(2024-12-05 01:06)", _FROM_7_4, _ANY),
    ("Serial-Number: {serial}", _ALWAYS, _ANY),
    ("IPS Malicious URL Database: 1.00001(2015-01-01 01:01)", _UP_TO_6_4, _ANY),
    ("Botnet DB: 1.00000(2012-05-28 22:51)", _UP_TO_6_2, _ANY),
    ("BIOS version: 05000009", _ALWAYS, _APPLIANCE),
    ("System Part-Number: P24286-07", _ALWAYS, _APPLIANCE),
    ("License Status: Valid", _ALWAYS, _VM),
    ("VM Resources: 1 CPU/1 allowed, 1997 MB RAM/2048 MB allowed", _ALWAYS, _VM),
    ("Log hard disk: Not available", _ALWAYS, _ANY),
    ("Hostname: {hostname}", _ALWAYS, _ANY),
    ("Private Encryption: Disable", _ALWAYS, _APPLIANCE),
    ("Operation Mode: NAT", _ALWAYS, _ANY),
    ("Current virtual domain: {vdom}", _ALWAYS, _ANY),
    ("Max number of virtual domains: 10", _ALWAYS, _ANY),
    ("Virtual domains status: {vdoms} in NAT mode, 0 in TP mode", _ALWAYS, _ANY),
    ("Virtual domain configuration: {vdom_mode}", _ALWAYS, _ANY),
    ("FIPS-CC mode: disable", _ALWAYS, _ANY),
    ("Current HA mode: {ha}", _ALWAYS, _ANY),
    ("Cluster uptime: 12 days, 12 hours, 42 minutes, 42 seconds", _ALWAYS, _HA),
    ("Cluster state change time: 2025-12-12 12:12:12", _ALWAYS, _HA),
    ("Branch point: {build}", _ALWAYS, _ANY),
    ("Release Version Information: GA", _ALWAYS, _ANY),
    ("FortiOS x86-64: Yes", _ALWAYS, _X86),
    ("System time: {now}", _ALWAYS, _ANY),
    ("Last reboot reason: warm reboot", _FROM_7_0, _ANY),
)
"""Taken together from the transcripts status-* and bytes-*; bounds between the recorded releases are likely ones."""


def system_status(unit: Unit, vdom: str) -> str:
    """What `get system status` prints, seen from that VDOM."""
    if is_manager(unit):
        return manager_status(unit)
    identity = unit.identity
    kinds = {_ANY, _VM if identity.virtual else _APPLIANCE}
    if identity.x86:
        kinds.add(_X86)
    if unit.ha_mode != "standalone":
        kinds.add(_HA)
    values = _values(unit, vdom)
    chosen = (line for line, spans, kind in _LINES if kind in kinds and identity.release in spans)
    return "".join(f"{line.format_map(values)}\n" for line in chosen)


def _values(unit: Unit, vdom: str) -> Mapping[str, str]:
    identity = unit.identity
    on = "enable" if identity.release in _UP_TO_6_0 else "multiple"
    if unit.setting("system global", "vdom-mode") == _SPLIT_TASK:
        on = "split-task"
    return {
        "version": identity.version,
        "serial": identity.serial,
        "build": identity.build,
        "hostname": unit.hostname,
        "vdom": vdom,
        "vdoms": str(len(unit.vdoms)),
        "vdom_mode": on if unit.multi_vdom else "disable",
        "ha": ", ".join(filter(None, (unit.ha_mode, unit.ha_role))),
        "now": unit_time(),
    }
