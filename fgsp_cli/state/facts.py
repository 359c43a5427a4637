"""Facts: what a unit is, as far as checks need it; from a live unit or from a backup.

None means `not readable`: a login may lack the right, an excerpt the section. A check that needs such a fact is skipped
with a warning; it never passes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Interface

from fgsp_cli.fortios import Release, Role, VdomMode

AUTOMATIC = "automatic"
"""The value of `cfg-save` with which a change survives a reboot by itself [facts/cli-behaviour.md#5.4, confirmed]."""
FGCP = ("a-p", "a-a")
"""HA modes of a unit that is one of an FGCP cluster."""
_CHASSIS = re.compile(r"FortiGate-[67]\d{3}[A-Z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Interface:
    """An interface of a unit."""

    name: str
    vdom: str = "root"
    addresses: tuple[IPv4Interface, ...] = ()
    """Its own and its secondary ones, with their networks; none where it has none or gets it from a server."""
    type: str = ""
    """`physical`, `vlan`, `aggregate`, `loopback`, ...; nothing where the text does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a unit is, beside its FGSP configuration."""

    release: Release | None = None
    model: str | None = None
    """`FortiGate-60F` on a unit, and in the comments that other programs put in front of a backup."""
    platform: str | None = None
    """The code in a backup's header: `FGT60F`."""
    build: int | None = None
    serial: str | None = None
    hostname: str | None = None
    vdom_mode: VdomMode | None = None
    vdoms: tuple[str, ...] | None = None
    interfaces: Mapping[str, Interface] | None = None
    ha_mode: str | None = None
    ha_role: Role | None = None
    """Only a live unit knows it, unless it is `standalone`."""
    cfg_save: str | None = None
    """`automatic`, `manual` or `revert`."""
    standalone_config_sync: bool | None = None
    vdom_exceptions: tuple[str, ...] | None = None
    """The objects that stay out of configuration copies: `system.standalone-cluster`."""
    central_management: str | None = None
    """`fortimanager`, `fortiguard` or `none`."""
    nat_vdoms: tuple[str, ...] | None = None
    """The VDOMs whose policies translate addresses; None if the policies were not read (`policies.nat_vdoms`)."""
    login: str | None = None
    """The address that one logs in to; None for a backup."""

    @property
    def has_vdoms(self) -> bool:
        """Whether global settings are inside `config global`."""
        return self.vdom_mode in ("multiple", "split-task")

    @property
    def is_chassis(self) -> bool:
        """Whether it is a FortiGate-6000 or 7000, which have FGSP rules of their own [facts/fgsp.md#8, confirmed]."""
        return self.model is not None and _CHASSIS.match(self.model) is not None

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address of its interfaces, as far as they are readable."""
        every = (self.interfaces or {}).values()
        return tuple(str(address.ip) for interface in every for address in interface.addresses)

    def address_owner(self, address: str) -> Interface | None:
        """The interface that has that address, if interfaces are readable and one has."""
        for interface in (self.interfaces or {}).values():
            if any(str(own.ip) == address for own in interface.addresses):
                return interface
        return None
