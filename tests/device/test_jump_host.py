"""Units behind jump hosts, over real SSH: judged keys, one login that is shared, no password for the wrong one."""

from __future__ import annotations

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import asyncssh
import pytest

from fgsp_cli.base.errors import HostKeyError, LoginRefused, Unreachable
from fgsp_cli.base.secrets import Secret
from fgsp_cli.device.secret_resolver import Resolver
from fgsp_cli.device.session import Session
from fgsp_cli.device.trust import accept, fetch_shown_key
from fgsp_cli.inventory import Target

sys.path.insert(0, str(Path(__file__).parent))
from jump_host import PASSWORD, JumpHost, jump_host
from units import running


def opened(target: Target) -> Session:
    """A session."""
    return Session.open(target, Resolver())


def idle(host: JumpHost) -> bool:
    """Has every connection to it ended?"""
    end = time.monotonic() + 5
    while host.current and time.monotonic() < end:
        time.sleep(0.01)
    return host.current == 0


def another_key(path: Path) -> None:
    """The known key becomes one that the host does not have, as for a man in the middle."""
    name = path.read_text().split()[0]
    path.write_text(f"{name} {asyncssh.generate_private_key('ssh-ed25519').export_public_key().decode()}")


@pytest.mark.parametrize("asks", [False, True], ids=["password", "keyboard-interactive"])
def test_a_unit_is_reached_through_a_jump_host(tmp_path: Path, asks: bool) -> None:
    """The jump host gets its own password only, and is left with the session."""
    with running(tmp_path) as (unit, target), jump_host(tmp_path, asks=asks) as host:
        with opened(replace(target, jump=host.target)) as session:
            assert "FortiGate" in session.run("get system status")
            with session.beside() as second:
                assert second.run("get system status")
        assert host.attempts == [PASSWORD]
        assert host.forwarded == [("127.0.0.1", unit.port)]
        assert idle(host)


def test_jump_hosts_in_a_row(tmp_path: Path) -> None:
    """The second is connected to through the first, and the unit through the second."""
    (tmp_path / "b").mkdir()
    with running(tmp_path) as (unit, target), jump_host(tmp_path) as first, jump_host(tmp_path / "b") as second:
        jump = replace(second.target, jump=first.target)
        opened(replace(target, jump=jump)).close()
        assert first.forwarded == [("127.0.0.1", second.target.port)]
        assert second.forwarded == [("127.0.0.1", unit.port)]
        assert idle(first)


def test_sessions_share_one_login_on_the_jump_host(tmp_path: Path) -> None:
    """Eight at a time; it ends with the last of them."""
    with running(tmp_path) as (_, target), jump_host(tmp_path) as host:
        behind = replace(target, jump=host.target)
        with ThreadPoolExecutor(8) as pool:
            sessions = list(pool.map(opened, [behind] * 8))
        assert (host.logins, len(host.forwarded)) == (1, 8)
        for session in sessions[1:]:
            session.close()
        assert sessions[0].run("get system status")
        sessions[0].close()
        assert idle(host)


def test_a_man_in_the_middle_on_the_jump_host_gets_nothing(tmp_path: Path) -> None:
    """Neither a password nor a connection to the unit; the message and the command to fix it name the unit."""
    with running(tmp_path) as (unit, target), jump_host(tmp_path) as host:
        another_key(tmp_path / "known_jump")
        with pytest.raises(HostKeyError, match=r"fgt: jump host \[127.*HAS CHANGED") as caught:
            opened(replace(target, jump=host.target))
        assert "fgsp trust -I INVENTORY -l fgt --changed`" in caught.value.hint
        with pytest.raises(HostKeyError):
            fetch_shown_key(replace(target, jump=host.target))
        (tmp_path / "known_jump").unlink()
        with pytest.raises(HostKeyError, match="is not known"):
            opened(replace(target, jump=host.target))
        assert (host.attempts, host.logins, host.forwarded, unit.logins) == ([], 0, [], 0)


def test_a_man_in_the_middle_behind_the_jump_host_gets_nothing(tmp_path: Path) -> None:
    """The unit's own key is judged through the jump host too."""
    with running(tmp_path) as (unit, target), jump_host(tmp_path) as host:
        another_key(tmp_path / "known_hosts")
        with pytest.raises(HostKeyError, match="HAS CHANGED"):
            opened(replace(target, jump=host.target))
        assert (host.logins, unit.logins) == (1, 0)
        assert idle(host)


def test_trust_reaches_a_unit_through_its_jump_host(tmp_path: Path) -> None:
    """The jump host first."""
    with running(tmp_path) as (unit, target), jump_host(tmp_path) as host:
        for name in ("known_hosts", "known_jump"):
            (tmp_path / name).unlink()
        behind = replace(target, jump=host.target)
        for each in (*behind.jumps, behind):
            accept([fetch_shown_key(each)])
        assert unit.logins == 0
        opened(behind).close()
        assert idle(host)


def test_a_refused_login_on_the_jump_host_is_not_repeated(tmp_path: Path) -> None:
    """Ten units behind it would lock the account; another password is another login."""
    with running(tmp_path) as (_, target), jump_host(tmp_path) as host:
        wrong = replace(target, jump=replace(host.target, password=Secret("wrong")))
        for _ in range(10):
            with pytest.raises(LoginRefused, match=r"fgt: jump host \[127.*refused the login of hopper@127"):
                opened(wrong)
        assert host.attempts == ["wrong"]
        opened(replace(target, jump=host.target)).close()


def test_a_jump_host_that_is_away_or_forwards_nothing_is_named(tmp_path: Path) -> None:
    """Unreachable, with the place where it failed; an unreachable jump host does not cost each unit its own wait."""
    with running(tmp_path) as (_, target), jump_host(tmp_path, forwards=False) as host:
        with pytest.raises(Unreachable, match=r"no connection to 127\.0\.0\.1 port \d+ from the jump host") as caught:
            opened(replace(target, jump=host.target))
        assert "AllowTcpForwarding" in caught.value.hint
        assert idle(host)
    with pytest.raises(Unreachable, match=r"fgt: jump host \[127.*: no connection to 127"):
        opened(replace(target, jump=host.target))


def test_a_lost_jump_host_is_logged_in_to_again(tmp_path: Path) -> None:
    """After it restarted."""
    with running(tmp_path) as (_, target), jump_host(tmp_path) as host:
        first = opened(replace(target, jump=host.target))
        transport = first._shell._line._sock._channel.get_transport()
        transport.sock.close()
        transport.join(5)
        with opened(replace(target, jump=host.target)) as second:
            assert second.run("get system status")
        first.close()
        assert host.logins == 2
