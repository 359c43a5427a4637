"""netmiko's own `fortinet` driver, unmodified, against `fgsp lab up`."""

from __future__ import annotations

import netmiko
import paramiko
import pytest
from clients.lab_process import KINDS, PASSWORD, VDOMS, Kind, RunningLab
from netmiko.fortinet.fortinet_ssh import FortinetSSH
from waiting import wait_until

from fgsp_cli.fortios.dialects import dialect
from fgsp_cli.lab.inventory.lab_data import newest_release
from fgsp_cli.testing import Lab, UnitSpec

pytestmark = pytest.mark.filterwarnings("ignore:Diffie-Hellman over finite fields")
"""The key exchange that netmiko's driver insists on."""
GROUP_EXCHANGE = "diffie-hellman-group-exchange-sha256"


def connect(port: int) -> netmiko.BaseConnection:
    """A login as everybody does it."""
    return netmiko.ConnectHandler(
        device_type="fortinet", host="127.0.0.1", port=port, username="admin", password=PASSWORD, fast_cli=True
    )


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.spread(5)
def test_netmiko_connects_reads_configures_and_leaves(lab: RunningLab, kind: Kind) -> None:
    """On every release, with and without VDOMs and pager; its change of the pager is undone when it leaves."""
    connection = connect(lab.ports[kind.name])
    assert connection.base_prompt.strip() == kind.name
    assert f"v{newest_release(kind.branch)},build" in connection.send_command("get system status")
    assert _pager(connection, kind) == "standard"
    _configure(connection, kind)
    connection.disconnect()
    # netmiko does not wait for the answers to its last lines: the lab may still be at them.
    left = "more" if kind.pager else "standard"
    wait_until(lambda: left in paramiko_output(lab.ports[kind.name], _console(kind)))


def _configure(connection: netmiko.BaseConnection, kind: Kind) -> None:
    """A row of the peer table by `send_config_set`, session pickup by `send_multiline`, and back again."""
    path = dialect(newest_release(kind.branch)).peers_path
    scope = ["config global"] if kind.vdoms else []
    rows = [f"config {word}" for word in path]
    closed = ["end"] * (len(path) + len(scope))
    said = connection.send_config_set([*scope, *rows, "edit 7", "set peerip 10.0.0.7", "next", *closed])
    assert "new entry '7' added" in said
    assert "fail" not in said
    shown = _show(connection, kind, path[0])
    assert "        set peerip 10.0.0.7\n" in shown
    pickup = [*scope, "config system ha", "set session-pickup enable", "end", *(["end"] if scope else [])]
    connection.send_multiline(pickup, expect_string=r"[#$]")
    assert "    set session-pickup enable\n" in _show(connection, kind, "system ha")
    connection.send_config_set([*scope, *rows, "delete 7", *closed])
    assert "edit 7" not in _show(connection, kind, path[0])


def _show(connection: netmiko.BaseConnection, kind: Kind, path: str) -> str:
    if not kind.vdoms:
        return str(connection.send_command(f"show {path}"))
    lines = ["config global", f"show {path}", "end"]
    return str(connection.send_multiline(lines, expect_string=r"[#$] $")).replace("\r", "")


def _pager(connection: netmiko.BaseConnection, kind: Kind) -> str:
    scope, leave = (["config global"], ["end"]) if kind.vdoms else ([], [])
    lines = [*scope, "get system console", *leave]
    said = connection.send_multiline(lines, expect_string=r"[#$] $")
    return next(line.split(":")[1].strip() for line in said.splitlines() if line.startswith("output "))


def _console(kind: Kind) -> str:
    return "config global\nget system console" if kind.vdoms else "get system console"


def paramiko_output(port: int, command: str) -> str:
    """The answer of an exec channel: a second pair of eyes."""
    with paramiko.SSHClient() as client:
        client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
        client.connect(
            "127.0.0.1", port=port, username="admin", password=PASSWORD, look_for_keys=False, allow_agent=False
        )
        _, output, _ = client.exec_command(command)
        return output.read().decode()


@pytest.mark.parametrize("branch", ["7.4"])
def test_netmiko_answers_the_question_at_end(lab: RunningLab, branch: str) -> None:
    """With the question's text as the pattern of that line, and `y` as the next."""
    kind = Kind(branch=branch, pager=False)
    connection = connect(lab.ports[kind.name])
    said = connection.send_multiline(
        [
            ["config system standalone-cluster", "[#$]"],
            ["set group-member-id 1", "[#$]"],
            ["end", r"\(y/n\)"],
            ["y", "#"],
        ]
    )
    assert "potentially affect FGSP traffic" in said
    assert "set group-member-id 1" in _show(connection, kind, "system standalone-cluster")
    connection.disconnect()


def test_netmiko_finds_the_vdoms(lab: RunningLab) -> None:
    """`edit NAME` inside `config vdom` tells the VDOM's number, and the prompt its name."""
    kind = Kind(branch="8.0", vdoms=True)
    connection = connect(lab.ports[kind.name])
    said = connection.send_multiline(["config vdom", f"edit {VDOMS[0]}", "end"], expect_string=r"[#$] $")
    assert f"current vf={VDOMS[0]}:1" in said
    assert f"({VDOMS[0]}) #" in said
    connection.disconnect()


def test_netmiko_accepts_the_banner() -> None:
    """It sends `a` and CR, and finds the prompt behind it."""
    with Lab([UnitSpec(name="u", fortios="7.4.4", post_login_banner="Authorised users only")]) as lab:
        connection = connect(lab["u"].port)
        assert connection.base_prompt.strip() == "u"
        connection.disconnect()


def test_netmiko_leaves_a_unit_alone_that_does_not_page() -> None:
    """With `set output standard` it has nothing to change."""
    with Lab([UnitSpec(name="u", fortios="7.4.4", pager="standard")]) as lab:
        before = lab["u"].stored_text()
        connect(lab["u"].port).disconnect()
        assert lab["u"].stored_text() == before


def test_the_lab_offers_the_one_key_exchange_that_netmiko_has_left(lab: RunningLab) -> None:
    """Its driver disables all but four, of which the current paramiko knows one: the connection runs on that one."""
    left = FortinetSSH.preferred_kex & set(paramiko.Transport._preferred_kex)
    assert left == {GROUP_EXCHANGE}, "paramiko or netmiko has changed: look whether the lab still suits it"
    for kind in KINDS[:: len(KINDS) // 5]:
        connection = connect(lab.ports[kind.name])
        assert tuple(connection.remote_conn_pre.get_transport().preferred_kex) == (GROUP_EXCHANGE,)
        assert connection.is_alive()
        connection.disconnect()
