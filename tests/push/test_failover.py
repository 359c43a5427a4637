"""An FGCP member that fails over in the middle of a push: its new primary holds the same, and is put back instead."""

from __future__ import annotations

from pathlib import Path

import pytest
from push_lab import TRIO, bench, trio

from fgsp_cli.results.results import Status
from fgsp_cli.testing import Lab, LabUnit, faults

TEXT = TRIO.format(fortios="7.4.4")


def both_keys(lab: Lab, unit: LabUnit, folder: Path) -> None:
    """Let the inventory know the host keys of both members, as who runs an FGCP cluster has accepted them."""
    known = folder / "inventory" / "known_hosts"
    unit.fail_over()
    lines = f"{unit.known_hosts_line}\n"
    unit.fail_over()
    known.write_text(known.read_text() + lines)


@pytest.mark.parametrize("line", ["next", "end", "execute config-transaction commit"])
@pytest.mark.parametrize("mode", ["direct", "workspace"])
def test_a_failover_in_the_middle_is_put_back_on_the_new_primary(tmp_path: Path, mode: str, line: str) -> None:
    """The serial is another one, but of the same FGCP cluster: the change stops, and is undone there."""
    units = trio(ha_mode="a-p", ha_role="primary")
    with bench(tmp_path, units, TEXT) as work:
        both_keys(work.lab, work["fgt-b"], tmp_path)
        before, serial = work.stored(), work["fgt-b"].serial
        work["fgt-b"].fault(faults.FailOver(at=faults.AtLine(line=line)))
        results = work.push(transaction=mode)
        happened = work["fgt-b"].serial != serial
        assert happened is (mode == "workspace" or line != "execute config-transaction commit")
        assert results.exit_code() == (3 if happened else 0), results.devices
        assert (work.stored() == before) is happened
        assert Status.FAILED not in [outcome.status for outcome in results.devices.values()]


def test_a_new_primary_whose_key_nobody_accepted_is_not_written_to(tmp_path: Path) -> None:
    """It could be anybody: a person is needed."""
    with bench(tmp_path, trio(ha_mode="a-p", ha_role="primary"), TEXT) as work:
        work["fgt-b"].fault(faults.FailOver(at=faults.AtLine(line="next", number=2)))
        results = work.push(transaction="direct")
        assert results.exit_code() == 4
        assert "HAS CHANGED" in str(results.devices["fgt-b"].error)
        assert results.devices["fgt-a"].status is Status.ROLLED_BACK


def test_a_failover_before_the_first_change_changes_nothing(tmp_path: Path) -> None:
    """The plan was made for another unit."""
    with bench(tmp_path, trio(ha_mode="a-p", ha_role="primary"), TEXT) as work:
        both_keys(work.lab, work["fgt-b"], tmp_path)
        before = work.stored()
        work["fgt-b"].fault(faults.FailOver(at=faults.AtLine(line="show")))
        results = work.push()
        assert results.exit_code() == 1
        assert "another unit answers now" in str(results.devices["fgt-b"].error)
        assert work.stored() == before
