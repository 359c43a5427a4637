"""A folder, a hosts file or a Nornir configuration -> frozen targets."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from fgsp_cli.base import InventoryError, Position, Problem, YamlMap, YamlNode, load_file
from fgsp_cli.inventory.check import Checked, check_files
from fgsp_cli.inventory.nornir import PlainHost, SimpleFiles, configured_files, configured_hosts, simple_hosts
from fgsp_cli.inventory.target import Inventory
from fgsp_cli.inventory.targets import make_targets

_CONFIG_KEYS = frozenset({"core", "inventory", "logging", "runner", "ssh", "user_defined"})
_INVENTORY_KEYS = frozenset({"plugin", "options", "transform_function", "transform_function_options"})


def load_inventory(path: Path | str) -> Inventory:
    """The units of an inventory: a folder with `hosts.yaml` (and `groups.yaml`, `defaults.yaml`), a hosts file with
    the other two beside it, or a Nornir configuration file naming any installed inventory plugin.

    Raises InventoryError with everything that is wrong in its files. Files that a Nornir configuration names are
    relative to the working directory, as in Nornir.
    """
    source, problems = Path(path), list[Problem]()
    is_folder = source.is_dir()
    file = _hosts_file(source) if is_folder else source
    node = _node(file, problems)
    if is_folder or not _is_configuration(node):
        files = SimpleFiles.beside(file)
        return _inventory(source, file.parent, lambda: simple_hosts(files), _check(files, node, problems))
    if problems:
        raise InventoryError(problems)
    named = configured_files(source)
    checked = _check(named, _node(named.hosts, problems), problems) if named else Checked()
    return _inventory(source, source.parent, lambda: configured_hosts(source), checked)


def _hosts_file(folder: Path) -> Path:
    hosts = folder / "hosts.yaml"
    if hosts.is_file():
        return hosts
    problem = Problem(message="holds no hosts.yaml", position=Position(source=str(folder)))
    raise InventoryError([problem], hint="`fgsp lab up --out DIR` writes an inventory to begin with")


def _is_configuration(node: YamlNode | None) -> bool:
    """Whether this is a Nornir configuration, and not a list of hosts with one called `inventory`."""
    if not isinstance(node, YamlMap) or not {key.text for key, _ in node.items} <= _CONFIG_KEYS:
        return False
    inventory = node.get("inventory")
    return isinstance(inventory, YamlMap) and {key.text for key, _ in inventory.items} <= _INVENTORY_KEYS


def _check(files: SimpleFiles, hosts: YamlNode | None, problems: list[Problem]) -> Checked:
    """Every problem of the three files at once, those of the hosts file included; a file that is no YAML hides only its
    own problems.
    """
    others = {path: _node(path, problems) for path in (files.groups, files.defaults) if path.exists()}
    if hosts is None or None in others.values():
        raise InventoryError(problems)
    checked = check_files(hosts, others.get(files.groups), others.get(files.defaults))
    if problems or checked.problems:
        raise InventoryError([*problems, *checked.problems])
    return checked


def _node(path: Path, problems: list[Problem]) -> YamlNode | None:
    """The file's tree, if it has one; its problems are collected."""
    try:
        return load_file(path, error=InventoryError, empty_ok=True, multiline=True, collect=problems)
    except InventoryError as error:
        problems += error.problems
        return None


def _inventory(source: Path, folder: Path, hosts: Callable[[], Iterable[PlainHost]], checked: Checked) -> Inventory:
    known_hosts = folder / "known_hosts"
    targets, warnings = make_targets(hosts(), folder, known_hosts, checked.places)
    return Inventory(source=source, targets=targets, known_hosts=known_hosts, warnings=(*checked.warnings, *warnings))
