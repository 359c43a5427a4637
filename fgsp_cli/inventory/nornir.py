"""The fence around Nornir: the only importer of it.

Nornir's own start-up is not used: it would set up logging and write a log file. Its hosts are turned into plain values
here and forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from fgsp_cli.base import InventoryError, Position, Problem

if TYPE_CHECKING:
    from nornir.core.configuration import Config
    from nornir.core.inventory import ConnectionOptions, Host

SIMPLE = "SimpleInventory"
_CONNECTIONS = ("netmiko", "ssh")
"""Connections whose options are ours to use, the first one winning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainHost:
    """A host with everything that its groups and the defaults give it."""

    name: str
    hostname: object
    port: object
    username: object
    password: object
    platform: object
    extras: Mapping[str, object] = field(default_factory=dict)
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SimpleFiles:
    """The three files of a simple inventory."""

    hosts: Path
    groups: Path
    defaults: Path

    @classmethod
    def beside(cls, hosts: Path) -> SimpleFiles:
        """The hosts file and what is named as Nornir names it in the same folder."""
        return cls(hosts=hosts, groups=hosts.parent / "groups.yaml", defaults=hosts.parent / "defaults.yaml")


def simple_hosts(files: SimpleFiles) -> tuple[PlainHost, ...]:
    """The hosts of a simple inventory; the files have been checked."""
    from nornir.core.configuration import Config

    options = {
        "host_file": str(files.hosts),
        "group_file": str(files.groups),
        "defaults_file": str(files.defaults),
    }
    return _hosts(Config.from_dict(inventory={"plugin": SIMPLE, "options": options}), files.hosts)


def configured_files(path: Path) -> SimpleFiles | None:
    """The files that a Nornir configuration names; None if it names another plugin than the simple one."""
    inventory = _config(path).inventory
    if inventory.plugin != SIMPLE:
        return None
    options = {key: str(value) for key, value in inventory.options.items()}
    return SimpleFiles(
        hosts=Path(options.get("host_file", "hosts.yaml")).expanduser(),
        groups=Path(options.get("group_file", "groups.yaml")).expanduser(),
        defaults=Path(options.get("defaults_file", "defaults.yaml")).expanduser(),
    )


def configured_hosts(path: Path) -> tuple[PlainHost, ...]:
    """The hosts that a Nornir configuration file leads to, by whichever installed plugin it names."""
    return _hosts(_config(path), path)


def _config(path: Path) -> Config:
    from nornir.core.configuration import Config

    try:
        return Config.from_file(str(path))
    except Exception as problem:  # noqa: BLE001  # a wrong value ends in any error
        raise _failed(path, "is not a Nornir configuration", problem) from None


def _hosts(config: Config, path: Path) -> tuple[PlainHost, ...]:
    from nornir.core.exceptions import PluginNotRegistered
    from nornir.init_nornir import load_inventory

    try:
        inventory = load_inventory(config)
    except PluginNotRegistered:
        plugin = config.inventory.plugin
        message = f"no Nornir inventory plugin of the name {plugin} is installed"
        raise InventoryError([Problem(message=message, position=Position(source=str(path)))]) from None
    except Exception as problem:  # noqa: BLE001  # plugins raise what they like
        raise _failed(path, "could not be loaded by Nornir", problem) from None
    return tuple(_plain(name, host) for name, host in inventory.hosts.items())


def _failed(path: Path, what: str, problem: Exception) -> InventoryError:
    reason = str(problem).partition("\n")[0]
    position = Position(source=str(path))
    return InventoryError([Problem(message=f"{what}: {type(problem).__name__}: {reason}", position=position)])


def _plain(name: str, host: Host) -> PlainHost:
    base = host.get_connection_parameters()
    options = [host.get_connection_parameters(connection) for connection in _CONNECTIONS]
    extras: dict[str, object] = {}
    for option in reversed(options):
        extras |= option.extras or {}
    return PlainHost(
        name=name,
        hostname=_first("hostname", options, base),
        port=_first("port", options, base),
        username=_first("username", options, base),
        password=_first("password", options, base),
        platform=_first("platform", options, base),
        extras=extras,
        data=host.extended_data(),
    )


def _first(name: str, options: list[ConnectionOptions], base: ConnectionOptions) -> object:
    """What the first connection says that says something else than the host."""
    common: object = getattr(base, name)
    said = (getattr(option, name) for option in options)
    return next((value for value in said if value is not None and value != common), common)
