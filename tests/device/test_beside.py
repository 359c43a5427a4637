"""A second session beside an open one: what sees a transaction from outside."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from fgsp_cli.base.errors import SessionLost, UnitError
from fgsp_cli.device.secret_resolver import Resolver
from fgsp_cli.device.session import Session
from fgsp_cli.testing import Quirks

sys.path.insert(0, str(Path(__file__).parent))

from units import session_on

ROW = ["config system standalone-cluster", "config cluster-peer", "edit 3", "set peerip 10.0.0.3", "next", "end", "end"]
START, COMMIT = (f"execute config-transaction {word}" for word in ("start 5", "commit"))


@pytest.mark.parametrize(("quirks", "connections"), [(Quirks(), 1), (Quirks(channels=1), 2)])
def test_a_session_beside_another_sees_what_others_see(tmp_path: Path, quirks: Quirks, connections: int) -> None:
    """A second shell on the connection; where the unit opens none, a login of its own."""
    with session_on(tmp_path, quirks=quirks) as (unit, session):
        beside = session.beside()
        assert (unit.sessions, unit.connections) == (2, connections)
        session.send([START])
        session.send(ROW, staged=True)
        assert 3 in session.read().state.peers
        assert 3 not in beside.read().state.peers
        session.send([COMMIT])
        assert 3 in beside.read().state.peers
        beside.close()


def test_each_of_two_sessions_on_a_connection_can_be_closed_first(tmp_path: Path) -> None:
    """The connection ends with the last of them."""
    with session_on(tmp_path) as (_, session):
        first, second = session.beside(), session.beside()
        second.close()
        second.close()
        session.close()
        assert first.status.serial == session.status.serial
        assert not first.read().state.peers
        third = first.beside()
        first.close()
        third.read()
        third.close()
        with pytest.raises(SessionLost):
            third.read()
        with pytest.raises(SessionLost):
            session.beside()


def test_nobody_is_let_in_beside_a_session_of_a_unit_that_takes_one_login_only(tmp_path: Path) -> None:
    """And the session itself goes on."""
    with session_on(tmp_path, quirks=Quirks(channels=1, connections=1)) as (_, session):
        with pytest.raises(UnitError):
            session.beside()
        assert not session.read().state.peers


def test_a_staged_block_goes_out_in_fewer_pieces(tmp_path: Path) -> None:
    """Only a verb that may ask ends a piece: rows cost no round trips of their own."""
    rows = [line for number in range(1, 16) for line in (f"edit {number}", f"set peerip 10.0.0.{number}", "next")]
    lines = ["config system standalone-cluster", "config cluster-peer", *rows, "end", "end"]
    with session_on(tmp_path) as (unit, session):
        session.send([START])
        session.send(lines, staged=True)
        session.send([COMMIT])
        assert unit.stored_text().count("set peerip") == 15


def test_a_unit_of_an_fgcp_cluster_names_all_of_its_members(tmp_path: Path) -> None:
    """By their serial numbers; a unit on its own names none."""
    with session_on(tmp_path, ha_mode="a-p", ha_role="primary") as (unit, session):
        before = unit.serial
        unit.fail_over()
        other = unit.serial
        unit.fail_over()
        with Session.open(session.target, Resolver()) as again:
            assert again.cluster_members() == {before, other}
    with session_on(tmp_path) as (_, session):
        assert session.cluster_members() == frozenset()
