"""The inventory of running stand-ins, as files."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fgsp_cli.lab.inventory.lab_data import as_data
from fgsp_cli.lab.spec import DEFAULT_PASSWORD, DEFAULT_USER

if TYPE_CHECKING:
    from fgsp_cli.lab.lab_unit import LabUnit

PASSWORD_VARIABLE = "FGSP_LAB_PASSWORD"
MARK = "# Written by `fgsp lab up`: it writes this file anew at every start.\n"


def lab_password() -> str:
    """The password of stand-ins without one of their own."""
    return os.environ.get(PASSWORD_VARIABLE) or DEFAULT_PASSWORD


def write_inventory(folder: Path, units: Sequence[LabUnit], known_hosts: str) -> Path:
    """Write the four files; gives the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_yaml(folder / "hosts.yaml", {unit.name: _host(unit) for unit in units})
    _write_yaml(folder / "groups.yaml", {"lab": {"platform": "fortinet"}})
    _write_yaml(folder / "defaults.yaml", {"username": DEFAULT_USER, "password": _written_password(lab_password())})
    (folder / "known_hosts").write_text(known_hosts, encoding="utf-8")
    return folder


def _host(unit: LabUnit) -> Mapping[str, object]:
    host: dict[str, object] = {"hostname": unit.host, "port": unit.port, "groups": ["lab"]}
    if unit.username != DEFAULT_USER:
        host["username"] = unit.username
    if unit.password != lab_password():
        host["password"] = unit.password
    return {**host, "data": {"lab": as_data(unit.spec)}}


def _written_password(password: str) -> str:
    """A password that somebody chose is never written down: the reference is."""
    return password if password == DEFAULT_PASSWORD else f"${{env:{PASSWORD_VARIABLE}}}"


def _write_yaml(path: Path, content: Mapping[str, object]) -> None:
    import yaml

    text = yaml.safe_dump(content, sort_keys=False, default_flow_style=None, width=200)
    path.write_text(MARK + text, encoding="utf-8")
