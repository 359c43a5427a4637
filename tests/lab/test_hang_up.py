"""A unit can go away in the middle of a session, for a while or for good."""

from __future__ import annotations

import paramiko
import pytest
from lab_client import Client, shell

from fgsp_cli.testing import Lab, UnitSpec

UNITS = [UnitSpec(name="u", fortios="7.4.4")]


def test_hanging_up_cuts_sessions_and_drops_what_they_had_open() -> None:
    """The unit answers the next login; the entry that was open is not there."""
    with Lab(UNITS) as lab:
        with shell(lab["u"]) as terminal:
            for line in ("config system standalone-cluster", "config cluster-peer", "edit 1", "set peerip 10.0.0.1"):
                terminal.ask(line)
            lab["u"].hang_up()
            assert terminal.rest() == ""
        with shell(lab["u"]) as terminal:
            assert "edit 1" not in terminal.ask("show system standalone-cluster")


def test_a_line_that_the_connection_ends_at_is_not_run() -> None:
    """What happens before a line may cut the connection; then nothing comes of the line."""
    with Lab(UNITS) as lab:
        lab["u"].before("end", lab["u"].hang_up)
        with shell(lab["u"]) as terminal:
            terminal.ask("config system standalone-cluster")
            terminal.ask("set layer2-connection available")
            terminal.send("end\n")
            terminal.rest()
        assert "layer2" not in lab["u"].stored_text()


def test_a_unit_that_went_for_good_answers_when_it_has_come_back() -> None:
    """Meanwhile nobody gets in."""
    with Lab(UNITS) as lab:
        lab["u"].hang_up(for_good=True)
        with pytest.raises((paramiko.SSHException, EOFError, OSError)):
            Client(lab["u"])
        lab["u"].come_back()
        with Client(lab["u"]):
            pass
