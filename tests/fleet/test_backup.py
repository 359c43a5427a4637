"""`backup` stores what the units show, and nothing twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from push_lab import bench, without_header

from fgsp_cli.base.errors import SecretError, UsageError
from fgsp_cli.fleet import backup
from fgsp_cli.results.results import Status
from fgsp_cli.state.config_reading import read_config
from fgsp_cli.testing import UnitSpec

UNITS = [UnitSpec(name="fgt-a", fortios="7.4.4"), UnitSpec(name="fgt-b", fortios="7.0.5", vdoms=("web",))]
ROW = "config system cluster-sync\nedit 1\nset peerip 10.0.0.1\nend"


def test_every_unit_is_stored_as_it_shows_itself(tmp_path: Path) -> None:
    """The file is the text itself; a description stands beside it."""
    with bench(tmp_path, UNITS, "") as work:
        work["fgt-b"].admin_change(ROW)
        results = backup(work.inventory, tmp_path / "store", work.heard)
        assert results.exit_code() == 0
        (kept,) = results.devices["fgt-b"].backups
        assert without_header(kept.path.read_text()).strip() == without_header(work["fgt-b"].config_text()).strip()
        assert read_config(kept.path.read_text()).peers[1]["peerip"] == "10.0.0.1"
        description = json.loads(kept.path.with_suffix(".json").read_text())
        assert (description["release"], description["serial"]) == ("7.0.5", work["fgt-b"].serial)


def test_only_what_changed_is_stored_again(tmp_path: Path) -> None:
    """The second run has nothing new but the unit that was changed."""
    with bench(tmp_path, UNITS, "") as work:
        backup(work.inventory, tmp_path / "store")
        work["fgt-b"].admin_change(ROW)
        results = backup(work.inventory, tmp_path / "store")
        assert {name: kept.new for name, kept in results.devices.items()} == {"fgt-a": (False,), "fgt-b": (True,)}
        assert len(list((tmp_path / "store").rglob("*.conf"))) == 3
        assert results.to_json()["summary"] == {"in_sync": 1, "changed": 1}


def test_the_fgsp_sections_alone_can_be_stored(tmp_path: Path) -> None:
    """Scope `fgsp`: small, and readable with the release that the description names."""
    with bench(tmp_path, UNITS, "") as work:
        work["fgt-b"].admin_change(ROW)
        results = backup(work.inventory, tmp_path / "store", scopes=("fgsp", "full"), limit=("fgt-b",))
        small, whole = results.devices["fgt-b"].backups
        assert list(results.devices) == ["fgt-b"]
        assert len(small.path.read_text()) < len(whole.path.read_text())
        assert read_config(small.path.read_text(), "7.0.5").peers.keys() == {1}


def test_a_unit_that_cannot_be_reached_is_told_and_the_others_are_stored(tmp_path: Path) -> None:
    """Exit 1."""
    with bench(tmp_path, UNITS, "") as work:
        work["fgt-a"].hang_up(for_good=True)
        results = backup(work.inventory, tmp_path / "store")
        assert results.exit_code() == 1
        assert results.devices["fgt-a"].status is Status.UNREACHABLE
        assert results.devices["fgt-b"].new == (True,)


def test_a_name_that_stands_for_no_unit_is_a_wrong_command_line(tmp_path: Path) -> None:
    """A misspelt name must not look like a job well done."""
    with bench(tmp_path, UNITS, "") as work, pytest.raises(UsageError, match="fgt-z"):
        backup(work.inventory, tmp_path / "store", limit=("fgt-z",))


def test_a_password_that_cannot_be_had_stops_before_the_first_connection(tmp_path: Path) -> None:
    """65, nobody connected to."""
    from dataclasses import replace

    from fgsp_cli.base.secrets import SecretRef

    with bench(tmp_path, UNITS, "") as work:
        targets = {
            name: replace(target, password=SecretRef.parse("${env:FGSP_ABSENT}"))
            for name, target in work.inventory.targets.items()
        }
        with pytest.raises(SecretError, match="FGSP_ABSENT"):
            backup(replace(work.inventory, targets=targets), tmp_path / "store")
        assert work["fgt-a"].logins == 0


def test_the_sections_of_a_unit_with_vdoms_stand_where_they_have_to_be_typed(tmp_path: Path) -> None:
    """So that the file can be pasted back; it reads as the whole backup does."""
    with bench(tmp_path, UNITS, "") as work:
        work["fgt-b"].admin_change(ROW)
        results = backup(work.inventory, tmp_path / "store", scopes=("fgsp", "full"))
        small, whole = results.devices["fgt-b"].backups
        assert small.text().startswith("config global\nconfig system cluster-sync\n")
        assert small.text().rstrip().endswith("end\nend")
        assert read_config(small.text(), "7.0.5") == read_config(whole.text())
        assert results.devices["fgt-a"].backups[0].text().startswith("config system standalone-cluster\n")
