"""A plan says what a push would do, and touches nothing at all."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from push_lab import MEMBERS, TRIO, bench, trio

from fgsp_cli.base.errors import ConfigTextError, UsageError
from fgsp_cli.fleet import backup, plan
from fgsp_cli.fortios.interpreter import Interpreter
from fgsp_cli.fortios.schema_data import Schema, packaged_data, use_schema
from fgsp_cli.results.results import Status
from fgsp_cli.state.state import path_text
from fgsp_cli.testing import UnitSpec


@pytest.mark.parametrize("pager", ["more", "standard"])
@pytest.mark.parametrize("vdoms", [None, ("web",)])
def test_plan_and_verify_leave_the_stored_configuration_byte_for_byte(
    tmp_path: Path, pager: str, vdoms: tuple[str, ...] | None
) -> None:
    """The pager's setting included, which is one of the whole unit; no configuring line but `config global` is typed."""
    with bench(tmp_path, trio(pager=pager, vdoms=vdoms), TRIO.format(fortios="7.4.4")) as work:
        before = {unit.name: unit.stored_text() for unit in work.lab}
        assert work.plan().exit_code() == 2
        assert work.verify().exit_code() == 2
        assert {unit.name: unit.stored_text() for unit in work.lab} == before
        typed = {line.strip() for unit in work.lab for line in unit.log}
        assert not {line for line in typed if line.split()[:1] in (["set"], ["unset"], ["edit"], ["delete"], ["next"])}
        assert {line for line in typed if line.startswith("config")} <= {"config global"}
        assert not (tmp_path / ".fgsp").exists()


def test_the_planned_commands_make_the_wanted_state_and_the_undo_takes_it_back(tmp_path: Path) -> None:
    """Both are lines for the unit as it is; they hold no `config global`."""
    with bench(tmp_path, trio(vdoms=("web",)), TRIO.format(fortios="7.4.4")) as work:
        outcome = work.plan().devices["fgt-a"]
        assert "config global" not in (*outcome.commands, *outcome.undo)
        unit = Interpreter("7.4.4")
        before = unit.show()
        for line in outcome.commands:
            unit.execute(line)
        assert "set peerip 10.10.10.2" in unit.show()
        for line in outcome.undo:
            unit.execute(line)
        assert unit.show() == before


def test_a_push_does_what_the_plan_said(tmp_path: Path) -> None:
    """The same code: changes, commands and undo are equal, and the commands are what is typed."""
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        planned = work.plan()
        done = work.push(transaction="direct")
        for name in MEMBERS:
            assert done.devices[name].changes == planned.devices[name].changes
            assert done.devices[name].commands == planned.devices[name].commands
            typed = [
                line
                for line in work[name].log
                if line.split()[:1] in (["config"], ["edit"], ["set"], ["next"], ["end"])
            ]
            assert tuple(typed) == planned.devices[name].commands


def test_the_document_of_a_plan_has_the_promised_shape(tmp_path: Path) -> None:
    """Paths in the unit's own spelling, values as CLI text, positions in the intent."""
    with bench(tmp_path, trio("7.0.5"), TRIO.format(fortios="7.0.5")) as work:
        document = json.loads(json.dumps(work.plan().to_json()))
        assert (document["schema_version"], document["command"], document["summary"]) == (1, "plan", {"drift": 3})
        unit = document["devices"]["fgt-b"]
        assert (unit["cluster"], unit["fortios"], unit["status"], unit["error"]) == ("edge", "7.0.5", "drift", None)
        change = unit["changes"][0]
        assert (change["path"], change["action"], change["effect"]) == ("cluster-sync/1", "create", "safe")
        assert change["intended"]["hb-interval"] == "1"
        assert "edge.yaml:9:" in change["position"]


def test_a_plan_of_part_of_a_cluster_shows_that_part(tmp_path: Path) -> None:
    """The rest is not connected to."""
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        results = work.plan(limit=("fgt-b",))
        assert list(results.devices) == ["fgt-b"]
        assert len(results.devices["fgt-b"].changes) == 2
        assert work["fgt-a"].logins == 0


def test_an_unreachable_member_does_not_hide_the_plan_of_the_others(tmp_path: Path) -> None:
    """Exit 1 wins over 2; the others' rows to it are planned."""
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        work["fgt-c"].hang_up(for_good=True)
        results = work.plan()
        assert results.exit_code() == 1
        assert results.devices["fgt-c"].status is Status.UNREACHABLE
        assert len(results.devices["fgt-a"].changes) == 2


def test_what_would_refuse_a_push_is_warned_of(tmp_path: Path) -> None:
    """Options that allow a push change no plan, so the plan is shown."""
    with bench(tmp_path, trio(cfg_save="manual"), TRIO.format(fortios="7.4.4")) as work:
        assert work.plan().exit_code() == 2
        assert "a push would be refused" in work.heard.warnings
        assert "--cfg-save" in work.heard.warnings


def test_backups_can_stand_in_for_units(tmp_path: Path) -> None:
    """`--against` a folder or a file: no inventory, no connection, the same plan."""
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        live = work.plan()
        backup(work.inventory, tmp_path / "store")
        logins = [unit.logins for unit in work.lab]
        stored = plan(work.intent, against=tmp_path / "store")
        for name in MEMBERS:
            assert stored.devices[name].commands == live.devices[name].commands
            assert stored.devices[name].undo == live.devices[name].undo
        single = next((tmp_path / "store" / "fgt-a").glob("*.conf"))
        (tmp_path / "some-name.conf").write_text(single.read_text())
        alone = plan(work.intent, None, work._options({"limit": ("fgt-a",)}), against=tmp_path / "some-name.conf")
        assert alone.devices["fgt-a"].commands == live.devices["fgt-a"].commands
        assert [unit.logins for unit in work.lab] == logins


def test_missing_and_unreadable_backups_are_told_apart(tmp_path: Path) -> None:
    """Missing is exit 1, a file that is no backup is bad input; a path that leads nowhere too."""
    folder = tmp_path / "store"
    folder.mkdir()
    (folder / "fgt-a.conf").write_text("config system cluster-sync\n")
    (folder / "fgt-b.conf").write_text(
        "#config-version=FGVMK6-7.4.4-FW-build2662-240514:opmode=0:vdom=0:user=admin\nconfig system global\nend\n"
    )
    with bench(tmp_path, (), TRIO.format(fortios="7.4.4")) as work:
        results = plan(work.intent, against=folder)
        statuses = [outcome.status for outcome in results.devices.values()]
        assert statuses == [Status.UNREADABLE, Status.DRIFT, Status.MISSING]
        assert results.devices["fgt-a"].exit_code() == 65
        with pytest.raises(ConfigTextError, match="no such file"):
            plan(work.intent, against=tmp_path / "absent")
        with pytest.raises(UsageError):
            plan(work.intent)


def test_a_backup_without_a_header_needs_its_release(tmp_path: Path) -> None:
    """Rows mean nothing without it; the intent's release, or `fortios`, gives it."""
    row = "config system standalone-cluster\n    config cluster-peer\n        edit 1\n            set peerip 10.0.0.9\n"
    (tmp_path / "fgt-a.conf").write_text(f"{row}        next\n    end\nend\n")
    with bench(tmp_path, (), TRIO.format(fortios="7.4")) as work:
        options = work._options({"limit": ("fgt-a",)})
        assert plan(work.intent, None, options, against=tmp_path / "fgt-a.conf").exit_code() == 65
        found = plan(work.intent, None, options, against=tmp_path / "fgt-a.conf", fortios="7.4.4")
        assert list(found.devices["fgt-a"].unmanaged) == [("peer", 1)]


def test_a_unit_s_own_default_outranks_the_data_and_is_reported(tmp_path: Path) -> None:
    """`show full-configuration` says it; an argument left out then means the unit's default, and nothing is sent."""
    data = packaged_data()
    changed = json.loads(json.dumps(data))
    rows = changed["tables"]["peer"]["attributes"]
    threshold = next(each for each in rows if each["key"] == "hb-lost-threshold")
    threshold["defaults"] = [{"in": [["6.0.0", None]], "value": 13, "confirmed": True}]
    text = "devices:\n  fgt-x:\n    fortios: 7.4.4\n    cluster_sync: [{peerip: 10.0.0.1}, {peerip: 10.0.0.2, hb_lost_threshold: 10}]\n"
    with use_schema(Schema.from_mapping(changed)):
        lab = bench(tmp_path, [UnitSpec(name="fgt-x", fortios="7.4.4")], text)
        work = lab.__enter__()
    try:
        work["fgt-x"].admin_change(
            "config system standalone-cluster\nconfig cluster-peer\nedit 1\nset peerip 10.0.0.1\nend\nend"
        )
        results = work.push()
        assert results.exit_code() == 0, results.devices["fgt-x"].error
        assert "the unit's default is 13" in work.heard.warnings
        told = [
            path_text(change.path, work.intent.states()["fgt-x"].fortios and _dialect())
            for change in results.devices["fgt-x"].changes
        ]
        assert told == ["cluster-peer/2"]
        assert "set hb-lost-threshold 10" in work["fgt-x"].stored_text()
        assert work.push().devices["fgt-x"].status is Status.IN_SYNC
        assert work.verify().exit_code() == 0
    finally:
        lab.__exit__(None, None, None)


def _dialect() -> object:
    from fgsp_cli.fortios.dialects import dialect

    return dialect("7.4.4")


def test_an_offline_member_is_pending_in_a_plan_too(tmp_path: Path) -> None:
    """It is not contacted."""
    text = TRIO.format(fortios="7.4.4").replace("number: 2,", "number: 2, state: offline,")
    with bench(tmp_path, trio()[:2], text) as work:
        outcome = work.plan().devices["fgt-c"]
        assert (outcome.status, outcome.error) == (Status.SKIPPED, "pending")
        assert replace(outcome, error=None).exit_code() == 0


@pytest.mark.parametrize(
    ("on_unit", "intent", "rule"),
    [
        ("", "standalone_cluster: {encryption: enable}", "enc-secret"),
        ("config system standalone-cluster\nset encryption enable\nend", "ha: {session_pickup: enable}", "enc-secret"),
        (
            "config system standalone-cluster\nset standalone-group-id 5\nend",
            "ha: {session_pickup: enable}",
            "group-id-equal",
        ),
    ],
)
def test_the_state_that_would_result_is_linted(tmp_path: Path, on_unit: str, intent: str, rule: str) -> None:
    """The intent says one half, the unit holds the other: neither alone is wrong."""
    text = TRIO.format(fortios="7.4.4").replace("cluster_sync:", f"{intent}\n    cluster_sync:")
    with bench(tmp_path, trio(), text) as work:
        if on_unit:
            work["fgt-a"].admin_change(on_unit)
        results = work.plan()
        reported = f"{work.heard.warnings} {results.devices['fgt-a'].error}"
        assert f"[{rule}]" in reported
        assert (results.devices["fgt-a"].status is Status.REFUSED) is (rule == "group-id-equal")  # a confirmed fact
        assert work.plan(strict_facts=True).devices["fgt-a"].status is Status.REFUSED
