"""`verify` reads every unit and compares it with the intent, each at its own release."""

from __future__ import annotations

from pathlib import Path

import pytest
from push_lab import MEMBERS, TRIO, bench, trio

from fgsp_cli.fleet import backup
from fgsp_cli.report import Appearance
from fgsp_cli.report.formats import formatter
from fgsp_cli.results.results import Status
from fgsp_cli.testing import UnitSpec


def _row(lines: str) -> str:
    return f"config system standalone-cluster\nconfig cluster-peer\n{lines}\nend\nend"


def test_what_was_pushed_is_in_sync(tmp_path: Path) -> None:
    """Exit 0 right after a push."""
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        work.push()
        results = work.verify()
        assert results.command == "verify"
        assert [outcome.status for outcome in results.devices.values()] == [Status.IN_SYNC] * 3
        assert results.exit_code() == 0


def test_a_change_behind_the_back_is_drift_with_its_path(tmp_path: Path) -> None:
    """Exit 2; the running and the intended value, and where the intent says so."""
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        work.push()
        work["fgt-b"].admin_change(_row("edit 1\nset hb-lost-threshold 9"))
        results = work.verify()
        assert results.exit_code() == 2
        (change,) = results.to_json()["devices"]["fgt-b"]["changes"]  # type: ignore[index]
        assert change["path"] == "cluster-peer/1/hb-lost-threshold"
        assert (change["running"], change["intended"]) == ("9", "6")
        assert "edge.yaml:7:" in change["position"]
        assert work.push().exit_code() == 0
        assert work.verify().exit_code() == 0


def test_unmanaged_rows_are_listed_and_a_difference_only_if_one_is_strict(tmp_path: Path) -> None:
    """Alone they are exit 0, with --strict 2."""
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        work.push()
        work["fgt-a"].admin_change(_row("edit 60\nset peerip 192.0.2.60"))
        results = work.verify()
        assert list(results.devices["fgt-a"].unmanaged) == [("peer", 60)]
        assert (results.exit_code(), results.exit_code(strict=True)) == (0, 2)


@pytest.mark.parametrize(
    ("lines", "path", "running"),
    [
        ("config system ha\nset session-pickup-nat enable\nend", "ha/session-pickup-nat", "enable"),
        (
            "config system standalone-cluster\nset layer2-connection available\nend",
            "standalone-cluster/layer2-connection",
            "available",
        ),
        ("config system standalone-cluster\nset psksecret abcdef\nend", "standalone-cluster/psksecret", "present"),
    ],
)
def test_block_settings_that_the_intent_does_not_name_are_listed(
    tmp_path: Path, lines: str, path: str, running: str
) -> None:
    """Set by hand on a unit: unmanaged like a row, a difference with --strict; at its default it is nothing."""
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        work.push()
        work["fgt-a"].admin_change("config system ha\nset mode standalone\nset session-pickup-expectation disable\nend")
        assert work.verify().exit_code(strict=True) == 0
        work["fgt-a"].admin_change(lines)
        for results in (work.verify(), work.plan()):
            assert results.to_json()["devices"]["fgt-a"]["unmanaged"] == [{"path": path, "running": running}]  # type: ignore[index]
            assert (results.exit_code(), results.exit_code(strict=True)) == (0, 2)
            assert f"{path} is not in the intent: {running}" in formatter("text", Appearance()).results(results)
            assert path in formatter("html", Appearance()).results(results)


def test_a_row_that_was_changed_by_hand_is_named_as_that(tmp_path: Path) -> None:
    """Another address: the row is missing under its own, and what stands at its id may be it."""
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        work.push()
        work["fgt-a"].admin_change(_row("edit 2\nset peerip 203.0.113.77"))
        note = "cluster-peer/2 leads to 203.0.113.77; it may be the missing cluster-peer/18, changed by hand; --prune replaces it"
        results = work.verify()
        assert results.devices["fgt-a"].notes == (note,)
        assert results.to_json()["devices"]["fgt-a"]["notes"] == [note]  # type: ignore[index]
        shown = formatter("text", Appearance()).results(results)
        assert "it may be the missing cluster-peer/18" in " ".join(shown.split())
        work.plan()
        assert note in work.heard.warnings


def test_a_unit_on_another_release_is_compared_at_its_own_and_that_is_a_finding(tmp_path: Path) -> None:
    """In the middle of an upgrade: the same times in another unit are no difference, the release is one."""
    units = [UnitSpec(name=name, fortios="7.0.5" if name == "fgt-c" else "7.4.4") for name in MEMBERS]
    with bench(tmp_path, units, TRIO.format(fortios="7.4.4")) as work:
        text = work.text
        work.text = text.replace("number: 2,", "number: 2, fortios: 7.0.5,")
        assert work.push().exit_code() == 0
        work.text = text
        results = work.verify()
        assert results.exit_code() == 2
        outcome = results.devices["fgt-c"]
        assert (outcome.status, outcome.changes) == (Status.DRIFT, ())
        assert "runs FortiOS 7.0.5, the intent says 7.4.4" in str(outcome.error)
        assert results.devices["fgt-a"].status is Status.IN_SYNC


def test_an_intent_that_cannot_be_had_at_the_unit_s_release_is_a_finding_of_that_unit(tmp_path: Path) -> None:
    """A release that lacks an argument: the others are compared all the same."""
    text = TRIO.format(fortios="7.4.4").replace(
        "cluster_sync:", "standalone_cluster: {encryption: disable}\n    cluster_sync:"
    )
    units = [UnitSpec(name=name, fortios="6.0.4" if name == "fgt-c" else "7.4.4") for name in MEMBERS]
    with bench(tmp_path, units, text) as work:
        results = work.verify()
        assert "runs FortiOS 6.0.4" in str(results.devices["fgt-c"].error)
        assert results.devices["fgt-c"].status is Status.DRIFT
        assert len(results.devices["fgt-a"].changes) == 2


def test_units_that_cannot_be_read_say_why(tmp_path: Path) -> None:
    """Unreachable is exit 1, which wins over differences; a host that the inventory lacks is wrong input, and wins."""
    text = TRIO.format(fortios="7.4.4")
    with bench(tmp_path, trio()[:2], text) as work:
        work["fgt-b"].hang_up(for_good=True)
        results = work.verify()
        statuses = [outcome.status for outcome in results.devices.values()]
        assert statuses == [Status.DRIFT, Status.UNREACHABLE, Status.MISSING]
        assert [outcome.exit_code() for outcome in results.devices.values()] == [2, 1, 65]
        assert results.exit_code() == 65


def test_rows_of_a_member_that_left_are_drift(tmp_path: Path) -> None:
    """As long as they stand there, on both sides."""
    text = TRIO.format(fortios="7.4.4")
    with bench(tmp_path, trio(), text) as work:
        work.push()
        work.text = text.replace("number: 2,", "number: 2, state: absent,")
        results = work.verify()
        told = {name: [(str(c.action), c.path) for c in outcome.changes] for name, outcome in results.devices.items()}
        assert told["fgt-a"] == [("delete", ("peer", 3))]
        assert told["fgt-c"] == [("delete", ("peer", 1)), ("delete", ("peer", 2))]


def test_backups_are_audited_as_units_are_verified(tmp_path: Path) -> None:
    """The same comparison on stored text."""
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        work.push()
        backup(work.inventory, tmp_path / "store")
        assert work.audit(tmp_path / "store").exit_code() == 0
        work["fgt-a"].admin_change(_row("delete 2"))
        backup(work.inventory, tmp_path / "store")
        results = work.audit(tmp_path / "store")
        assert results.command == "audit"
        assert [str(change.action) for change in results.devices["fgt-a"].changes] == ["create"]


def test_a_release_that_is_not_known_yet_is_told(tmp_path: Path) -> None:
    """The unit is compared as the newest release below it: whoever reads `in sync` is to know that."""
    with bench(tmp_path, trio(fortios="7.4.99"), TRIO.format(fortios="7.4.99")) as work:
        results = work.verify()
        assert set(results.devices) == set(MEMBERS)
        assert "FortiOS 7.4.99 is not known to this program" in work.heard.warnings
        assert all(outcome.seconds > 0 for outcome in results.devices.values())
