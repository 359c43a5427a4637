"""`get system status` -> values.

Keys and their order differ by release and model, so lines are found by key at the line start; prompts, the echo and
unknown lines are passed over [facts/cli-behaviour.md#5.3, confirmed].
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from fgsp_cli.fortios.versions import Release

VdomMode = Literal["disable", "multiple", "split-task"]
Role = Literal["standalone", "primary", "secondary"]

_PAIR = re.compile(r"(?P<key>[A-Za-z][\w .()/-]*?)[ \t]*:(?:[ \t]+(?P<value>.*))?")
_PROMPT = re.compile(r"[\w.~-]+(?:\(\w+\))?(?: ?\([^()]{1,80}\))? [#$] ")
"""Glued to the first line of output on an exec channel [facts/cli-behaviour.md#1.6a, confirmed]."""
_VERSION = re.compile(r"(?:(?P<model>\S+) )?v(?P<release>\d+\.\d+\.\d+)(?:[,-]build(?P<build>\d+))?")
_VDOM_MODES: dict[str, VdomMode] = {
    "disable": "disable",
    "enable": "multiple",  # up to 6.0
    "multiple": "multiple",
    "split-task": "split-task",
}
_ROLES: dict[str, Role] = {
    "standalone": "standalone",
    "primary": "primary",
    "master": "primary",  # up to 6.4
    "secondary": "secondary",
    "slave": "secondary",
    "backup": "secondary",
}
_FORTIGATES = ("FortiGate", "FortiWiFi", "FortiFirewall", "FortiCarrier")

HA_STATUS = "get system ha status"
_MEMBER = re.compile(r"^[ \t]*(\w+)\(updated ", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What a unit says of itself. A field is None where the text does not say, for instance behind `| grep`."""

    model: str | None = None
    """`FortiGate-60F`; of other products their full platform name."""
    platform: str | None = None
    """`Platform Type`, which FortiManager and its like print and a FortiGate does not [confirmed by a sample]."""
    release: Release | None = None
    build: int | None = None
    serial: str | None = None
    hostname: str | None = None
    vdom_mode: VdomMode | None = None
    """`multiple` stands for the `enable` of older releases too."""
    ha_mode: str | None = None
    """`standalone`, `a-p` or `a-a`."""
    ha_role: Role | None = None
    """`primary` stands for the `master` of older releases too; an FGSP-only unit is `standalone`."""

    @property
    def is_fortigate(self) -> bool:
        """Whether it is a unit that FGSP runs on; a FortiManager, for instance, is not."""
        return self.platform is None and (self.model or "").startswith(_FORTIGATES)

    @property
    def has_vdoms(self) -> bool:
        """Whether global settings are inside `config global`."""
        return self.vdom_mode in ("multiple", "split-task")


def parse_status(text: str) -> Status:
    """The status in the text of `get system status`; fields that it lacks are None."""
    pairs = _pairs(text)
    version = _VERSION.match(pairs.get("version", ""))
    mode, _, role = (part.strip() for part in pairs.get("current ha mode", "").partition(","))
    return Status(
        model=(version and version["model"]) or pairs.get("platform full name"),
        platform=pairs.get("platform type"),
        release=Release.parse(version["release"]) if version else None,
        build=int(version["build"]) if version and version["build"] else None,
        serial=pairs.get("serial-number") or pairs.get("serial number"),
        hostname=pairs.get("hostname"),
        vdom_mode=_VDOM_MODES.get(pairs.get("virtual domain configuration", "")),
        ha_mode=mode or None,
        ha_role=_ROLES.get(role.lower() or mode),
    )


def fgcp_serials(text: str) -> frozenset[str]:
    """The serial numbers of all members of the FGCP cluster, from the text of `get system ha status`.

    They stand under `Configuration Status` [transcripts hastatus-*, confirmed]; none if it has no such lines.
    """
    return frozenset(_MEMBER.findall(text))


def _pairs(text: str) -> dict[str, str]:
    """Lower-case key -> value; the first of two lines with one key counts. Padding before the colon is nothing."""
    pairs: dict[str, str] = {}
    for line in text.splitlines():
        if (pair := _PAIR.fullmatch(_PROMPT.sub("", line.strip(), count=1))) is not None:
            pairs.setdefault(pair["key"].lower(), (pair["value"] or "").strip())
    return pairs
