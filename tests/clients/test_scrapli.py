"""scrapli's community platform for FortiOS against `fgsp lab up`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from clients.lab_process import PASSWORD, VDOMS, Kind, RunningLab

PACKAGES = "'scrapli<2026' scrapli-community"


@contextmanager
def _connected(lab: RunningLab, kind: Kind, folder: Path) -> Iterator[object]:
    from scrapli import Scrapli

    # It looks host keys up by address alone, so the unit's line is written for it without the port.
    place = f"[127.0.0.1]:{lab.ports[kind.name]} "
    lines = lab.known_hosts.read_text(encoding="utf-8").splitlines()
    known = next(line for line in lines if line.startswith(place))
    (folder / "known_hosts").write_text(f"127.0.0.1 {known.removeprefix(place)}\n", encoding="utf-8")
    with Scrapli(
        platform="fortinet_fortios",
        host="127.0.0.1",
        port=lab.ports[kind.name],
        auth_username="admin",
        auth_password=PASSWORD,
        auth_strict_key=True,
        ssh_known_hosts_file=str(folder / "known_hosts"),
        ssh_config_file=False,
        transport="paramiko",
        timeout_socket=20,
        timeout_transport=20,
        timeout_ops=20,
    ) as connection:
        yield connection


@pytest.fixture(autouse=True)
def _installed(library: Callable[[str, str], None]) -> None:
    library("scrapli_community", PACKAGES)


@pytest.mark.parametrize("branch", ["6.4", "8.0"])
def test_scrapli_reads_and_configures(lab: RunningLab, branch: str, tmp_path: Path) -> None:
    """It turns the pager off, sends commands and lines, sees its change, and turns the pager on again."""
    kind = Kind(branch=branch)
    with _connected(lab, kind, tmp_path) as connection:
        status = connection.send_command("get system status")
        assert f"v{branch}." in status.result
        assert "Hostname" in status.result
        said = connection.send_commands(["config system global", "set alias by-scrapli", "end"])
        assert not said.failed
        assert "by-scrapli" in connection.send_command("show system global").result
        refused = connection.send_command("nonsense", failed_when_contains="Unknown action")
        assert refused.failed


def test_scrapli_changes_between_vdoms(lab: RunningLab, tmp_path: Path) -> None:
    """Its own way through them: `show | grep "config vdom" -f -A1` to list them, `config vdom`, `edit NAME`."""
    with _connected(lab, Kind(branch="7.4", vdoms=True), tmp_path) as connection:
        assert set(connection.gather_vdoms()) >= {"root"}
        assert connection.context("global") == "global"
        assert "(global)" in connection.get_prompt()
        assert connection.context("root") == "root"
        assert connection.context("system") == "system"
        assert len(VDOMS) == 2
