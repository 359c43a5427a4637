"""A unit that answers and does not let the program in has refused it: it is not unreachable."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from push_lab import bench

from fgsp_cli.base.secrets import Secret
from fgsp_cli.fleet import backup, lint_units, status
from fgsp_cli.inventory import Inventory
from fgsp_cli.results.results import Status
from fgsp_cli.testing import UnitSpec

SPEC = UnitSpec(name="fgt-a", fortios="7.4.4")


def _with(inventory: Inventory, password: Secret | None) -> Inventory:
    return replace(inventory, targets={name: replace(t, password=password) for name, t in inventory.targets.items()})


@pytest.mark.parametrize("password", [Secret("wrong-one"), None], ids=["wrong", "none"])
def test_a_login_that_is_not_let_in_is_refused(tmp_path: Path, password: Secret | None) -> None:
    """For every verb that reads units; exit code 1 as before, and no password in the message."""
    with bench(tmp_path, [SPEC], "") as work:
        inventory = _with(work.inventory, password)
        unread = [
            backup(inventory, tmp_path / "store").devices["fgt-a"],
            lint_units(inventory).unread["fgt-a"],
            status(inventory, interval=0).devices["fgt-a"],
        ]
        assert [each.status for each in unread] == [Status.REFUSED] * 3
        assert "wrong-one" not in str(unread)
        assert lint_units(inventory).exit_code() == 1


def test_a_unit_that_wants_a_new_password_first_is_refused_too(tmp_path: Path) -> None:
    """It lets the login in and gives no prompt."""
    with bench(tmp_path, [replace(SPEC, must_change_password=True)], "") as work:
        assert lint_units(work.inventory).unread["fgt-a"].status is Status.REFUSED


def test_a_unit_that_does_not_answer_stays_unreachable(tmp_path: Path) -> None:
    """The two need different hands."""
    with bench(tmp_path, [SPEC], "") as work:
        work["fgt-a"].hang_up(for_good=True)
        assert lint_units(work.inventory).unread["fgt-a"].status is Status.UNREACHABLE
