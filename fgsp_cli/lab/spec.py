"""What a stand-in unit is, before it is started."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Interface, ip_address
from typing import Literal

from fgsp_cli.fortios.dialect import dialect
from fgsp_cli.fortios.interpreter import Habits

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
    """A read-only administrator has `$` in the prompt [cli-behaviour 1.1, confirmed]."""
    vdom: str | None = None
    """An administrator of one VDOM starts inside it and sees nothing global."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quirks:
    """What is not established about FortiOS [cli-behaviour 9]: the first choice is the default of each."""

    exec_channel: bool = True
    """Whether `ssh host COMMAND` is answered: measured on 8.0.0 only [cli-behaviour 1.6a]."""
    exec_pages: bool = False
    """Whether an exec channel pages too, when the console says `more`."""
    channels: int | None = None
    """How many channels one connection may have open at once; None: any number."""
    connections: int | None = None
    """How many connections may be open at once; None: any number."""
    max_rows: int | None = None
    """The largest height of a terminal that the pager honours; None: whatever the client says."""
    other_key_declines: bool = True
    """Whether any key but `y` answers a question with no; else only `y` and `n` are heard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitSpec:
    """One stand-in unit; everything but its name and release has a default."""

    name: str
    fortios: str
    config: str = ""
    """Its configuration, as `show` prints it or as one types it. It wins over the settings below."""
    host: str = "127.0.0.1"
    """A loopback address."""
    port: int = 0
    """0: any free one."""
    hostname: str = ""
    """Default: the name."""
    model: str = "FortiGate-VM64-KVM"
    serial: str = ""
    """Default: made from the name, so that it stays the same."""
    vdoms: tuple[str, ...] | None = None
    """Names; `root` is always there. None: VDOMs are off. Given, a reference to another VDOM is refused."""
    interfaces: Mapping[str, str] | None = None
    """Name -> address with mask (`10.0.0.1/24`) or nothing. Given, a reference to another interface is refused."""
    ha_mode: Literal["standalone", "a-p", "a-a"] = "standalone"
    ha_role: str = ""
    """As the release says it: `primary` or `secondary`, `master` or `slave` on older ones."""
    role_in_prompt: bool = False
    """`HOST(Primary) # `, which HA units may show [cli-behaviour 1.1, confirmed]."""
    cfg_save: Literal["automatic", "manual", "revert"] = "automatic"
    pager: Literal["more", "standard"] = "more"
    """`config system console`, `set output`: of the whole unit, and kept in its configuration."""
    username: str = DEFAULT_USER
    password: str = DEFAULT_PASSWORD
    authorized_keys: tuple[str, ...] = ()
    logins: tuple[Login, ...] = ()
    """Administrators beside `username`."""
    pre_login_banner: str = ""
    post_login_banner: str = ""
    """Given, no prompt comes before the key `a` [cli-behaviour 1.4, confirmed]."""
    host_key: str = ""
    """Private key in OpenSSH form; default: a new one for every lab."""
    latency: float = 0.0
    """Seconds from a byte sent to the answer received, as if by a long line: half of it each way."""
    quirks: Quirks = field(default_factory=Quirks)
    """What is not established about the terminal."""
    habits: Habits = field(default_factory=Habits)
    """What is not established about the commands."""

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
        if self.latency < 0:
            raise ValueError(f"{self.name}: a latency cannot be negative")
        for vdom in self.vdoms or ():
            if not _VDOM.fullmatch(vdom):
                raise ValueError(f"{self.name}: {vdom!r} cannot be the name of a VDOM")
        for name, address in (self.interfaces or {}).items():
            _check_interface(self.name, name, address)

    @property
    def administrators(self) -> tuple[Login, ...]:
        """Everybody who may log in."""
        first = Login(username=self.username, password=self.password, authorized_keys=self.authorized_keys)
        return (first, *self.logins)

    @property
    def vdom_names(self) -> tuple[str, ...]:
        """The VDOMs that the settings ask for, `root` first; none if they are off."""
        return tuple(dict.fromkeys(("root", *self.vdoms))) if self.vdoms is not None else ()


def _check_release(unit: str, fortios: str) -> None:
    try:
        dialect(fortios)
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


def _check_interface(unit: str, name: str, address: str) -> None:
    if not re.fullmatch(r"[A-Za-z0-9_.:/-]{1,15}", name):
        raise ValueError(f"{unit}: {name!r} cannot be the name of an interface")
    if not address:
        return
    try:
        IPv4Interface(address)
    except ValueError as error:
        raise ValueError(f"{unit}: interface {name}: {error}") from error
