"""What stops a push before anything is sent: exit 1, nothing half-configured, and the message says what to do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from push_lab import MEMBERS, TRIO, Bench, bench, trio

from fgsp_cli.archive import runs_in
from fgsp_cli.base.errors import IntentError
from fgsp_cli.fleet import plan, push_plan
from fgsp_cli.plan.plan_file import read_plan
from fgsp_cli.results.results import Results, Status
from fgsp_cli.testing import Login, UnitSpec

CORE = """
clusters:
  core:
    fortios: 7.4.4
    members:
      dc1: {fgcp: [fgt-1a, fgt-1b], number: 1, peerip: 10.1.1.1}
      dc2: {fgcp: [fgt-2a, fgt-2b], number: 2, peerip: 10.1.1.2}
"""


def refused(work: Bench, device: str, *words: str, **options: object) -> Results:
    """The push is refused because of that device, all words are in the message, and no unit holds anything new."""
    before = work.stored()
    results = work.push(**options)
    assert results.exit_code() == 1
    assert results.devices[device].status is Status.REFUSED
    for word in words:
        assert word in str(results.devices[device].error)
    others = [outcome for name, outcome in results.devices.items() if name != device]
    assert all(outcome.status in (Status.SKIPPED, Status.REFUSED) for outcome in others)
    assert work.stored() == before
    return results


def one(folder: Path, **settings: object) -> list[UnitSpec]:
    """The three units; the second one is special."""
    special = UnitSpec(name="fgt-b", **{"fortios": "7.4.4", **settings})  # type: ignore[arg-type]
    return [special if unit.name == "fgt-b" else unit for unit in trio()]


def test_a_read_only_login_is_told_by_the_first_config_line_and_nothing_is_changed(tmp_path: Path) -> None:
    """Not by the `$` of its prompt; the members that were changed before it are put back."""
    login = Login(username="auditor", read_only=True)
    text = "devices:\n  fgt-b:\n    fortios: 7.4.4\n    cluster_sync: [{peerip: 10.0.0.1}]\n"
    with bench(tmp_path, [UnitSpec(name="fgt-b", fortios="7.4.4", logins=(login,))], text) as work:
        hosts = tmp_path / "inventory" / "hosts.yaml"
        groups = "\n".join(path.read_text() for path in hosts.parent.glob("*.yaml"))
        assert "username" in groups
        for path in hosts.parent.glob("*.yaml"):
            path.write_text(path.read_text().replace("admin", "auditor"))
        from fgsp_cli.inventory import load_inventory

        work.inventory = load_inventory(hosts.parent)
        assert work.plan().exit_code() == 2
        refused(work, "fgt-b", "config system standalone-cluster", "may only read")


def test_a_missing_vdom_is_named_with_the_place_that_names_it(tmp_path: Path) -> None:
    """Entering it by name would create it [facts/cli-behaviour.md#5.2]; naming it would be refused in the middle."""
    text = TRIO.format(fortios="7.4.4").replace("syncvd: [root]", "syncvd: [root, web]")
    units = [UnitSpec(name=name, fortios="7.4.4", vdoms=() if name == "fgt-b" else ("web",)) for name in MEMBERS]
    with bench(tmp_path, units, text) as work:
        refused(work, "fgt-b", "no VDOM `web`", "syncvd", "edge.yaml:", "create it first")


def test_a_missing_interface_is_named(tmp_path: Path) -> None:
    """A unit takes none of a row that names one it does not have."""
    text = TRIO.format(fortios="7.4.4").replace("syncvd: [root]", "down_intfs_before_sess_sync: [port9]")
    units = one(tmp_path, interfaces={"port1": ""})
    with bench(tmp_path, units, text) as work:
        refused(work, "fgt-b", "no interface `port9`", allow_disruptive=True)


@pytest.mark.parametrize(("running", "wanted"), [("7.4.5", "7.4.4"), ("7.2.8", "7.4")])
def test_another_release_than_the_intent_s_is_refused(tmp_path: Path, running: str, wanted: str) -> None:
    """Both are named, with the place to correct; a branch stands for all of its releases only."""
    with bench(tmp_path, one(tmp_path, fortios=running), TRIO.format(fortios=wanted)) as work:
        refused(work, "fgt-b", f"runs FortiOS {running}", f"the intent says {wanted}", "edge.yaml:4")


def test_a_branch_in_the_intent_takes_every_release_of_it(tmp_path: Path) -> None:
    """`fortios: 7.4` fits 7.4.5 and 7.4.4 alike."""
    with bench(tmp_path, one(tmp_path, fortios="7.4.5"), TRIO.format(fortios="7.4")) as work:
        assert work.push().exit_code() == 0


def test_an_unseen_release_needs_consent(tmp_path: Path) -> None:
    """A plan warns; a push is refused, and --allow-unseen-release lets it through."""
    with bench(tmp_path, trio(fortios="7.4.99"), TRIO.format(fortios="7.4.99")) as work:
        assert work.plan().exit_code() == 2
        assert "7.4.99 is not known" in work.heard.warnings
        refused(work, "fgt-a", "--allow-unseen-release")
        assert work.push(allow_unseen_release=True).exit_code() == 0


def test_an_fgcp_secondary_is_never_written_to(tmp_path: Path) -> None:
    """It takes its configuration from the primary."""
    units = one(tmp_path, ha_mode="a-p", ha_role="secondary")
    with bench(tmp_path, units, TRIO.format(fortios="7.4.4")) as work:
        refused(work, "fgt-b", "secondary", "name the primary")


def test_of_an_fgcp_member_s_units_the_primary_is_used(tmp_path: Path) -> None:
    """Whichever it is; the other one is not written to, and may be down."""
    roles = {"fgt-1a": "secondary", "fgt-1b": "primary", "fgt-2a": "primary"}
    units = [UnitSpec(name=name, fortios="7.4.4", ha_mode="a-p", ha_role=role) for name, role in roles.items()]
    with bench(tmp_path, units, CORE) as work:
        results = work.push()
        assert results.exit_code() == 0, [outcome.error for outcome in results.devices.values()]
        assert "set peerip 10.1.1.2" in work["fgt-1b"].stored_text()
        assert "set peerip" not in work["fgt-1a"].stored_text()
        assert "set peerip 10.1.1.1" in work["fgt-2a"].stored_text()


def test_an_fgcp_member_without_a_primary_is_refused(tmp_path: Path) -> None:
    """There is nobody to write to."""
    roles = {"fgt-1a": "secondary", "fgt-1b": "secondary", "fgt-2a": "primary"}
    units = [UnitSpec(name=name, fortios="7.4.4", ha_mode="a-p", ha_role=role) for name, role in roles.items()]
    with bench(tmp_path, units, CORE) as work:
        refused(work, "dc1", "secondary")


@pytest.mark.parametrize("mode", ["manual", "revert"])
def test_a_unit_that_does_not_save_by_itself_is_refused(tmp_path: Path, mode: str) -> None:
    """The change would be lost at the next reboot [facts/cli-behaviour.md#5.4]."""
    with bench(tmp_path, one(tmp_path, cfg_save=mode), TRIO.format(fortios="7.4.4")) as work:
        refused(work, "fgt-b", f"cfg-save {mode}", "--cfg-save")


def test_config_sync_is_refused_without_an_exception_for_fgsp(tmp_path: Path) -> None:
    """Another unit may overwrite what is written [facts/fgsp.md#10]."""
    sync = "config system ha\nset standalone-config-sync enable\nend\n"
    exception = 'config system vdom-exception\nedit 1\nset object "system.standalone-cluster"\nnext\nend\n'
    with bench(tmp_path, one(tmp_path, config=sync), TRIO.format(fortios="7.4.4")) as work:
        refused(work, "fgt-b", "standalone-config-sync", "--allow-config-sync")
        work["fgt-b"].admin_change(exception)
        assert work.push().exit_code() == 0


def test_config_sync_can_be_allowed_and_is_warned_of(tmp_path: Path) -> None:
    """Who knows better says so."""
    sync = "config system ha\nset standalone-config-sync enable\nend\n"
    with bench(tmp_path, one(tmp_path, config=sync), TRIO.format(fortios="7.4.4")) as work:
        assert work.push(allow_config_sync=True).exit_code() == 0
        assert "standalone-config-sync" in work.heard.warnings


def test_a_fortimanager_behind_a_unit_is_a_warning(tmp_path: Path) -> None:
    """It may take the change back at its next install."""
    config = "config system central-management\nset type fortimanager\nend\n"
    with bench(tmp_path, one(tmp_path, config=config), TRIO.format(fortios="7.4.4")) as work:
        assert work.push().exit_code() == 0
        assert "FortiManager" in work.heard.warnings


def test_a_chassis_needs_consent(tmp_path: Path) -> None:
    """FortiGate-6000 and 7000 have rules of their own [facts/fgsp.md#8]."""
    with bench(tmp_path, one(tmp_path, model="FortiGate-6301F"), TRIO.format(fortios="7.4.4")) as work:
        refused(work, "fgt-b", "FortiGate-6301F", "--allow-untested-platform")


def test_one_unreachable_member_stops_its_whole_cluster(tmp_path: Path) -> None:
    """All members change or none; the others say why they were not."""
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        before = work.stored()
        work["fgt-c"].hang_up(for_good=True)
        results = work.push()
        assert results.exit_code() == 1
        statuses = [outcome.status for outcome in results.devices.values()]
        assert statuses == [Status.SKIPPED, Status.SKIPPED, Status.UNREACHABLE]
        assert "fgt-c" in str(results.devices["fgt-a"].error)
        assert work.stored() == before


@pytest.mark.parametrize("written", ["fgt-cc", "FGT-C", "core-router-9"])
@pytest.mark.parametrize("verb", ["push", "plan", "push a plan"])
def test_a_host_that_the_inventory_lacks_stops_everything_before_the_first_login(
    tmp_path: Path, verb: str, written: str
) -> None:
    """Wrong input, 65: the name that was looked for is in the message, and a close one that no other member has."""
    text = TRIO.format(fortios="7.4.4")
    units = [*trio()[:2], UnitSpec(name=written, fortios="7.4.4"), UnitSpec(name="fgt-x", fortios="7.4.4")]
    alone = "devices:\n  fgt-x: {fortios: 7.4.4, standalone_cluster: {standalone_group_id: 3}}\n"
    with bench(tmp_path, units, text + alone) as work:
        before = work.stored()
        saved = tmp_path / "plan.json"
        if verb == "push a plan":
            renamed = replace(
                work.inventory, targets={**work.inventory.targets, "fgt-c": work.inventory.targets[written]}
            )
            plan(work.intent, renamed, out=saved)
            assert saved.exists()
        logins = [unit.logins for unit in work.lab]
        if verb == "push a plan":
            results = push_plan(read_plan(saved), work.inventory, intent=work.intent)
        else:
            results = work.push() if verb == "push" else work.plan()
        assert results.exit_code() == 65
        statuses = [outcome.status for outcome in results.devices.values()]
        assert statuses == [Status.SKIPPED, Status.SKIPPED, Status.MISSING, Status.SKIPPED]
        error = str(results.devices["fgt-c"].error)
        assert error.startswith("the inventory has no host fgt-c")
        assert ("did you mean fgt-cc?" in error) == (written == "fgt-cc")
        assert "fgt-a" not in error
        assert "fgt-c" in str(results.devices["fgt-x"].error)
        assert work.stored() == before
        assert [unit.logins for unit in work.lab] == logins


def test_a_disruptive_change_needs_consent(tmp_path: Path) -> None:
    """Interfaces kept down until sessions are there: on a new row too."""
    text = TRIO.format(fortios="7.4.4").replace("syncvd: [root]", "down_intfs_before_sess_sync: [port1]")
    with bench(tmp_path, trio(), text) as work:
        refused(work, "fgt-a", "--allow-disruptive")
        assert work.push(allow_disruptive=True).exit_code() == 0
        assert work["fgt-a"].stored_text().count("set down-intfs-before-sess-sync") == 2


def test_an_explicit_id_that_means_renumbering_needs_consent(tmp_path: Path) -> None:
    """The row is there under another id: it is named, and moved only with --renumber."""
    text = "devices:\n  fgt-x:\n    fortios: 7.4.4\n    cluster_sync: [{sync_id: 5, peerip: 10.0.0.1}]\n"
    row = "config system standalone-cluster\nconfig cluster-peer\nedit 1\nset peerip 10.0.0.1\nend\nend"
    with bench(tmp_path, [UnitSpec(name="fgt-x", fortios="7.4.4")], text) as work:
        work["fgt-x"].admin_change(row)
        refused(work, "fgt-x", "id 1", "--renumber")
        assert work.push(renumber=True).exit_code() == 0
        assert "edit 5" in work["fgt-x"].stored_text()
        assert "edit 1" not in work["fgt-x"].stored_text()


def test_something_that_moved_since_the_plan_stops_the_push(tmp_path: Path) -> None:
    """Every unit is read once more right before the first change."""
    row = "config system standalone-cluster\nconfig cluster-peer\nedit 50\nset peerip 192.0.2.7\nend\nend"
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        work["fgt-b"].before("show", lambda: work["fgt-b"].admin_change(row))
        results = work.push()
        assert results.exit_code() == 1
        assert results.devices["fgt-b"].status is Status.REFUSED
        assert "cluster-peer/50" in str(results.devices["fgt-b"].error)
        assert "edit 50" in work["fgt-b"].stored_text()
        assert "set peerip 10." not in work["fgt-a"].stored_text()


def test_a_disk_that_takes_no_backup_stops_the_push(tmp_path: Path) -> None:
    """Nothing is changed without its backup."""
    (tmp_path / "full").write_text("no folder")
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        before = work.stored()
        results = work.push(run_dir=tmp_path / "full")
        assert results.exit_code() == 1
        assert "full" in str(results.devices["fgt-a"].error)
        assert work.stored() == before


def test_what_the_intent_alone_shows_to_be_wrong_is_refused_before_any_connection(tmp_path: Path) -> None:
    """facts/fgsp.md#13: one number for two members is an error once they are named; 65, nobody connected to."""
    text = (
        TRIO.format(fortios="7.4.4")
        .replace("number: 0,", "group_member_id: 1,")
        .replace("number: 1", "group_member_id: 1")
    )
    with bench(tmp_path, trio(), text) as work:
        with pytest.raises(IntentError, match="member-id-unique"):
            work.push()
        assert [unit.logins for unit in work.lab] == [0, 0, 0]


def test_an_unknown_name_in_a_limit_is_a_wrong_command_line(tmp_path: Path) -> None:
    """A misspelt name must not look like a job well done."""
    from fgsp_cli.base.errors import UsageError

    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        for option in ("limit", "without"):
            with pytest.raises(UsageError, match="egde"):
                work.push(**{option: ("egde",)})


def test_a_login_that_may_not_read_a_fact_skips_its_check_with_a_warning(tmp_path: Path) -> None:
    """Never silently: the warning names the check."""
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        denied = "command parse error before 'global'\nCommand fail. Return code -61"
        import re

        work["fgt-b"].refuse(re.compile("cfg-save"), denied, times=None)
        assert work.push().exit_code() == 0
        assert "`cfg-save` cannot be read" in work.heard.warnings


def test_nothing_is_left_on_disk_by_a_push_that_is_refused_at_once(tmp_path: Path) -> None:
    """A run folder is for runs that come to the point of changing something."""
    with bench(tmp_path, one(tmp_path, fortios="7.4.5"), TRIO.format(fortios="7.4.4")) as work:
        work.push()
        assert runs_in(tmp_path / ".fgsp" / "runs") == []


def test_what_is_no_fortigate_is_refused(tmp_path: Path) -> None:
    """A FortiManager answers at that address: its status gives it away [facts/cli-behaviour.md#5.3]."""
    status = (
        "Platform Type : FMG-VM64\nPlatform Full Name : FortiManager-VM64\nVersion : v7.4.3-build2487 240509 (GA)\n"
    )
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        work["fgt-b"].refuse("get system status", status, times=None)
        results = refused(work, "fgt-b", "FortiManager")
        assert results.devices["fgt-b"].fortios is None


def test_something_unknown_that_moved_since_the_plan_stops_the_push_too(tmp_path: Path) -> None:
    """In a row, an attribute that the schema does not know has another value by now."""
    row = "config system standalone-cluster\nconfig cluster-peer\nedit 77\n{more}set future-thing {value}\nend\nend\n"
    units = one(tmp_path, config=row.format(more="set peerip 192.0.2.77\n", value=5))
    with bench(tmp_path, units, TRIO.format(fortios="7.4.4")) as work:
        work["fgt-b"].before("show", lambda: work["fgt-b"].admin_change(row.format(more="", value=6)))
        results = work.push()
        assert (results.exit_code(), results.devices["fgt-b"].status) == (1, Status.REFUSED)
        assert "another session changed cluster-peer/77 since the plan was made" in str(results.devices["fgt-b"].error)
        assert not any("set peerip 10." in text for text in work.stored().values())
