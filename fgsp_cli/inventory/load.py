"""A folder, a hosts file or a Nornir configuration -> frozen targets."""

from __future__ import annotations

from collections.abc import Iterable
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
    source = Path(path)
    if source.is_dir():
        return _simple(source, SimpleFiles.beside(_hosts_file(source)), source)
    node = load_file(source, error=InventoryError, empty_ok=True, multiline=True)
    if not _is_configuration(node):
        return _simple(source, SimpleFiles.beside(source), source.parent)
    files = configured_files(source)
    if files is None:
        return _inventory(source, source.parent, configured_hosts(source), Checked())
    return _inventory(source, source.parent, configured_hosts(source), _check(files))


def _hosts_file(folder: Path) -> Path:
    hosts = folder / "hosts.yaml"
    if hosts.is_file():
        return hosts
    problem = Problem(message="holds no hosts.yaml", position=Position(source=str(folder)))
    raise InventoryError([problem], hint="`fgsp lab up --out DIR` writes an inventory to begin with")


def _is_configuration(node: YamlNode) -> bool:
    """Whether this is a Nornir configuration, and not a list of hosts with one called `inventory`."""
    if not isinstance(node, YamlMap) or not {key.text for key, _ in node.items} <= _CONFIG_KEYS:
        return False
    inventory = node.get("inventory")
    return isinstance(inventory, YamlMap) and {key.text for key, _ in inventory.items} <= _INVENTORY_KEYS


def _simple(source: Path, files: SimpleFiles, folder: Path) -> Inventory:
    checked = _check(files)
    return _inventory(source, folder, simple_hosts(files), checked)


def _check(files: SimpleFiles) -> Checked:
    """Every problem of the three files at once; a file that is no YAML hides only its own problems."""
    problems: list[Problem] = []
    hosts = _node(files.hosts, problems)
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


def _inventory(source: Path, folder: Path, hosts: Iterable[PlainHost], checked: Checked) -> Inventory:
    known_hosts = folder / "known_hosts"
    targets, warnings = make_targets(hosts, folder, known_hosts, checked.places)
    return Inventory(source=source, targets=targets, known_hosts=known_hosts, warnings=(*checked.warnings, *warnings))
