"""What a stand-in unit is, before it is started."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Interface, ip_address
from typing import Literal

from fgsp_cli.fortios import any_dialect
from fgsp_cli.fortios.interpreter import Habits
from fgsp_cli.lab.faults.fault_kinds import FailOver, Fault
from fgsp_cli.lab.quirks import Quirks

AUTHENTICATION: tuple[Literal["password", "publickey", "keyboard-interactive"], ...] = (
    "password",
    "publickey",
    "keyboard-interactive",
)
DEFAULT_MODEL = "FortiGate-VM64-KVM"
DEFAULT_USER = "admin"
DEFAULT_PASSWORD = "fgsp-lab"
"""The lab's own password: its units are on loopback and hold nothing. `FGSP_LAB_PASSWORD` replaces it."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,62}")
_HOSTNAME = re.compile(r"[A-Za-z0-9_.-]{1,63}")
_VDOM = re.compile(r"[A-Za-z0-9_-]{1,31}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """An administrator of a unit."""

    username: str
    password: str = DEFAULT_PASSWORD
    authorized_keys: tuple[str, ...] = ()
    """Public keys in OpenSSH's one-line form that may log in as this administrator."""
    read_only: bool = False
    """A read-only administrator has `$` in the prompt [facts/cli-behaviour.md#1.1, confirmed]."""
    vdom: str | None = None
    """An administrator of one VDOM starts inside it and sees nothing global."""
    dollar_prompt: bool = False
    """Some administrators who may write have `$` in the prompt too [facts/cli-behaviour.md#1.1, confirmed]."""
    must_change_password: bool = False
    """Whether the first login has to choose a new one [facts/cli-behaviour.md#1.5, confirmed]."""
    token: str = ""
    """A code that keyboard-interactive asks for after the password; given, no password alone is enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitSpec:
    """One stand-in unit; everything but its name and release has a default."""

    name: str
    fortios: str
    """Any release. One older than the data of FGSP keeps all tables as they are typed."""
    config: str = ""
    """Its configuration, as `show` prints it or as one types it. It wins over the settings below."""
    host: str = "127.0.0.1"
    """A loopback address."""
    port: int = 0
    """0: any free one."""
    hostname: str = ""
    """Default: the name."""
    model: str = DEFAULT_MODEL
    """A FortiManager's (`FortiManager-VM64`) makes it say so in `get system status`, and no more."""
    serial: str = ""
    """Default: made from the name, so that it stays the same."""
    vdoms: tuple[str, ...] | None = None
    """Names; `root` is always there. None: VDOMs are off. Given, a reference to another VDOM is refused."""
    split_task: bool = False
    """Whether its VDOMs are the two of split-task mode, `root` and `FG-traffic`."""
    interfaces: Mapping[str, str] | None = None
    """Name -> address with mask (`10.0.0.1/24`) or nothing. Given, a reference to another interface is refused."""
    addresses: tuple[str, ...] = ()
    """Under which other units of the lab reach it beside its interfaces: what stands in their `peerip`."""
    ha_mode: Literal["standalone", "a-p", "a-a"] = "standalone"
    ha_role: str = ""
    """As the release says it: `primary` or `secondary`, `master` or `slave` on older ones."""
    role_in_prompt: bool = False
    """`HOST(Primary) # `, which HA units may show [facts/cli-behaviour.md#1.1, confirmed]."""
    cfg_save: Literal["automatic", "manual", "revert"] = "automatic"
    standalone_config_sync: bool = False
    central_management: Literal["none", "fortimanager", "fortiguard"] = "none"
    vdom_exceptions: tuple[str, ...] = ()
    """Objects that configuration synchronisation leaves alone, `system.standalone-cluster`."""
    pager: Literal["more", "standard"] = "more"
    """`config system console`, `set output`: of the whole unit, and kept in its configuration."""
    username: str = DEFAULT_USER
    password: str = DEFAULT_PASSWORD
    authorized_keys: tuple[str, ...] = ()
    must_change_password: bool = False
    """Whether `username` has to choose a password at its first login."""
    token: str = ""
    """As in `Login`, of `username`."""
    dollar_prompt: bool = False
    """Whether everybody has `$` in the prompt, as on some units with VDOMs [facts/cli-behaviour.md#1.1, confirmed]."""
    authentication: tuple[Literal["password", "publickey", "keyboard-interactive"], ...] = AUTHENTICATION
    """How one may log in."""
    logins: tuple[Login, ...] = ()
    """Administrators beside `username`."""
    pre_login_banner: str = ""
    post_login_banner: str = ""
    """Given, no prompt comes before the key `a` [facts/cli-behaviour.md#1.4, confirmed]."""
    idle_timeout: float | None = None
    """Seconds without a key after which a connection is closed [facts/cli-behaviour.md#1.5, confirmed]; None: never."""
    transaction_minute: float = 60.0
    """Seconds that a minute of a transaction's timeout takes, for tests that cannot wait."""
    host_key: str = ""
    """Private key in OpenSSH form; default: a new one for every lab."""
    latency: float = 0.0
    """Seconds from a byte sent to the answer received, as if by a long line: half of it each way."""
    quirks: Quirks = field(default_factory=Quirks)
    """What is not established about the terminal and the commands that operate a unit."""
    habits: Habits = field(default_factory=Habits)
    """What is not established about the commands that configure it."""

    faults: tuple[Fault, ...] = ()
    """What goes wrong with it, and when."""

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"{self.name!r} cannot be the name of a unit")
        if self.hostname and not _HOSTNAME.fullmatch(self.hostname):
            raise ValueError(f"{self.name}: {self.hostname!r} cannot be a host name")
        _check_release(self.name, self.fortios)
        if not is_loopback(self.host):
            raise ValueError(f"{self.name}: {self.host} is not a loopback address, and the lab answers on no other")
        if not 0 <= self.port <= 65535:
            raise ValueError(f"{self.name}: {self.port} is not a port")
        if self.ha_role and self.ha_mode == "standalone":
            raise ValueError(f"{self.name}: a standalone unit has no HA role")
        if self.ha_mode == "standalone" and any(isinstance(fault, FailOver) for fault in self.faults):
            raise ValueError(f"{self.name}: a standalone unit has nothing to fail over to")
        _check_times(self)
        for vdom in self.vdoms or ():
            if not _VDOM.fullmatch(vdom):
                raise ValueError(f"{self.name}: {vdom!r} cannot be the name of a VDOM")
        _check_addresses(self.name, self.addresses, self.interfaces or {})

    @property
    def administrators(self) -> tuple[Login, ...]:
        """Everybody who may log in."""
        first = Login(
            username=self.username,
            password=self.password,
            authorized_keys=self.authorized_keys,
            must_change_password=self.must_change_password,
            token=self.token,
        )
        return (first, *self.logins)

    @property
    def vdom_names(self) -> tuple[str, ...]:
        """The VDOMs that the settings ask for, `root` first; none if they are off."""
        if self.split_task:
            return tuple(dict.fromkeys(("root", "FG-traffic", *(self.vdoms or ()))))
        return tuple(dict.fromkeys(("root", *self.vdoms))) if self.vdoms is not None else ()


def _check_release(unit: str, fortios: str) -> None:
    try:
        any_dialect(fortios)
    except (ValueError, LookupError) as error:
        raise ValueError(f"{unit}: {error}") from error


def is_loopback(host: str) -> bool:
    """Whether the address never leaves this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _check_times(spec: UnitSpec) -> None:
    if spec.latency < 0:
        raise ValueError(f"{spec.name}: a latency cannot be negative")
    if (spec.idle_timeout is not None and spec.idle_timeout <= 0) or spec.transaction_minute <= 0:
        raise ValueError(f"{spec.name}: a time cannot be nothing")


def _check_addresses(unit: str, addresses: Iterable[str], interfaces: Mapping[str, str]) -> None:
    for address in addresses:
        try:
            IPv4Address(address)
        except ValueError as error:
            raise ValueError(f"{unit}: addresses: {error}") from error
    for name, address in interfaces.items():
        _check_interface(unit, name, address)


def _check_interface(unit: str, name: str, address: str) -> None:
    if not re.fullmatch(r"[A-Za-z0-9_.:/-]{1,15}", name):
        raise ValueError(f"{unit}: {name!r} cannot be the name of an interface")
    if not address:
        return
    try:
        IPv4Interface(address)
    except ValueError as error:
        raise ValueError(f"{unit}: interface {name}: {error}") from error
