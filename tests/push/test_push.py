"""A push over SSH: what differs is sent, read back, and nothing else is touched."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from time import monotonic, sleep

import pytest
from push_lab import MEMBERS, TRIO, bench, trio, without_header

from fgsp_cli.archive import RunFolder
from fgsp_cli.base.errors import UsageError
from fgsp_cli.base.secrets import SecretRef
from fgsp_cli.fleet import push, recover
from fgsp_cli.results.results import Status
from fgsp_cli.state.config_reading import read_config
from fgsp_cli.testing import Habits, Lab, UnitSpec, faults

SEED = """
devices:
  fgt-x:
    fortios: {fortios}
    cluster_sync:
      - {{sync_id: 1, peerip: 1.1.1.1, peervd: root, hb_interval: 3, hb_lost_threshold: 3, slave_add_ike_routes: enable}}
"""
PAIR = """
clusters:
  edge:
    fortios: 7.4.4
    standalone_cluster: {standalone_group_id: 7}
    members:
      fgt-a: {group_member_id: 0, peerip: 10.10.10.1}
      fgt-b: {group_member_id: 1, peerip: 10.10.10.2}
"""


@pytest.mark.parametrize("fortios", ["6.0.4", "6.4.5", "7.0.0", "7.0.5", "7.2.1", "8.0.0"])
def test_the_seed_s_example_is_pushed_to_every_syntax_and_read_back_equal(tmp_path: Path, fortios: str) -> None:
    """[architecture.md#intent]: one intent, six releases, two syntaxes, two units of time."""
    with bench(tmp_path, [UnitSpec(name="fgt-x", fortios=fortios)], SEED.format(fortios=fortios)) as work:
        results = work.push()
        assert results.devices["fgt-x"].status is Status.CHANGED
        assert results.exit_code() == 0
        assert read_config(work["fgt-x"].config_text()).peers == work.intent.states()["fgt-x"].peers


def test_a_second_push_sends_nothing(tmp_path: Path) -> None:
    """In sync: exit 0, no configuring line typed, no further run folder."""
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        assert work.push().exit_code() == 0
        before = work.stored()
        for unit in work.lab:
            unit.clear_log()
        results = work.push()
        assert [outcome.status for outcome in results.devices.values()] == [Status.IN_SYNC] * 3
        assert results.exit_code() == 0
        assert not [line for unit in work.lab for line in unit.log if line.split()[:1] in (["set"], ["edit"], ["next"])]
        assert work.stored() == before
        assert work.run_folder()


def test_the_run_folder_holds_backups_plan_transcripts_and_the_result(tmp_path: Path) -> None:
    """The record of a change: what was there before, what was to be done, what was typed, what came of it."""
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        before = {unit.name: unit.config_text() for unit in work.lab}
        results = work.push()
        run = work.run_folder()
        assert json.loads((run / "result.json").read_text()) == results.to_json()
        assert json.loads((run / "plans" / "edge.json").read_text())["devices"]["fgt-a"]["status"] == "drift"
        for name in MEMBERS:
            assert without_header((run / "backups" / f"{name}.conf").read_text()) == without_header(before[name])
            assert "set peerip 10.10.10" in (run / "transcripts" / f"{name}.log").read_text()


def test_every_member_is_backed_up_before_the_first_one_changes(tmp_path: Path) -> None:
    """The backups are on the disk when the first configuring line is typed."""
    seen: list[int] = []
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        runs = tmp_path / ".fgsp" / "runs"
        for unit in work.lab:
            unit.before(1, lambda: seen.append(len(list(runs.rglob("backups/*.conf")))))
        work.push()
    assert seen == [3, 3, 3]


def test_ids_are_a_block_of_their_own_whose_question_is_answered(tmp_path: Path) -> None:
    """facts/cli-behaviour.md#5.5: leaving the block asks; the answer is typed only where the ids change."""
    with bench(tmp_path, [UnitSpec(name=name, fortios="7.4.4") for name in MEMBERS[:2]], PAIR) as work:
        assert work.push().exit_code() == 0
        log = work["fgt-b"].log
        assert log.count("y") == 1
        start = log.index("config system standalone-cluster")
        typed = [line.strip() for line in log[start : start + 5]]
        assert typed == [
            "config system standalone-cluster",
            "set standalone-group-id 7",
            "set group-member-id 1",
            "end",
            "y",
        ]
        assert "set standalone-group-id 7" in work["fgt-a"].stored_text()


def test_a_change_of_ids_on_a_unit_with_peers_needs_consent_and_isolates_it_first(tmp_path: Path) -> None:
    """[architecture.md#push]: rows in both directions go, the ids change, the rows come back."""
    with bench(tmp_path, [UnitSpec(name=name, fortios="7.4.4") for name in MEMBERS[:2]], PAIR) as work:
        work.push()
        work.text = PAIR.replace("group_member_id: 1", "group_member_id: 5").replace(
            "peerip: 10.10.10.2", "number: 1, peerip: 10.10.10.2"
        )
        refused = work.push()
        assert refused.exit_code() == 1
        assert "--allow-disruptive" in str(refused.devices["fgt-b"].error)
        rows = {name: work.intent.states()[name].peers for name in MEMBERS[:2]}
        results = work.push(allow_disruptive=True)
        assert results.exit_code() == 0, results.devices
        told = [(str(change.action), change.path[:2]) for change in results.devices["fgt-a"].changes]
        assert told == [("delete", ("peer", 2)), ("create", ("peer", 2))]
        for name in MEMBERS[:2]:
            state = read_config(work[name].config_text())
            assert list(state.peers.values()) == list(rows[name].values())
        assert read_config(work["fgt-b"].config_text()).standalone_cluster["group-member-id"] == 5


def test_a_running_cluster_is_adopted_without_sending_anything(tmp_path: Path) -> None:
    """Rows with the unit's own ids stay as they are: nothing is renumbered, nothing created again."""
    text = TRIO.format(fortios="7.4.4")
    with bench(tmp_path, trio(), text) as work:
        for place, name in enumerate(MEMBERS, start=1):
            lines = ["config system standalone-cluster", "config cluster-peer"]
            for other in range(3, 0, -1):
                if other != place:
                    lines += ["edit 0", f"set peerip 10.10.10.{other}", "set syncvd root"]
                    lines += ["set hb-interval 10", "set hb-lost-threshold 6", "next"]
            work[name].admin_change([*lines, "end", "end"])
        before = work.stored()
        results = work.push()
        assert [outcome.status for outcome in results.devices.values()] == [Status.IN_SYNC] * 3
        assert work.stored() == before


def test_unmanaged_rows_stay_unless_they_are_to_be_pruned(tmp_path: Path) -> None:
    """They are reported, are no difference, and go with --prune only; the undo brings them back."""
    row = [
        "config system standalone-cluster",
        "config cluster-peer",
        "edit 77",
        "set peerip 192.0.2.9",
        "next",
        "end",
        "end",
    ]
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        work["fgt-a"].admin_change(row)
        results = work.push()
        assert list(results.devices["fgt-a"].unmanaged) == [("peer", 77)]
        assert "edit 77" in work["fgt-a"].stored_text()
        assert (work.push().exit_code(), work.plan().exit_code(strict=True)) == (0, 2)
        pruned = work.push(prune=True)
        assert pruned.devices["fgt-a"].status is Status.CHANGED
        assert "edit 77" not in work["fgt-a"].stored_text()
        assert "set peerip 192.0.2.9" in "\n".join(pruned.devices["fgt-a"].undo)


def test_session_pickup_alone_never_touches_anything_else_of_system_ha(tmp_path: Path) -> None:
    """Of `system ha` the program writes session pickup, whatever else is set there."""
    config = (
        'config system ha\n    set group-id 9\n    set group-name "x"\n    set mode a-p\n'
        '    set hbdev "port3" 50 "port4" 60\n    set priority 200\nend\n'
    )
    text = "devices:\n  fgt-x:\n    fortios: 7.4.4\n    ha: {session_pickup: enable}\n"
    unit = UnitSpec(name="fgt-x", fortios="7.4.4", config=config, ha_mode="a-p", ha_role="primary")
    with bench(tmp_path, [unit], text) as work:
        before = work["fgt-x"].stored_text()
        results = work.push()
        assert results.devices["fgt-x"].status is Status.CHANGED, results.devices["fgt-x"].error
        assert [change.path for change in results.devices["fgt-x"].changes] == [("ha", "session-pickup")]
        added = set(work["fgt-x"].stored_text().split("\n")) - set(before.split("\n"))
        assert {line.strip() for line in added if not line.startswith("#")} == {"set session-pickup enable"}
        assert [line for line in work["fgt-x"].log if line.strip().startswith("set")] == [
            "    set session-pickup enable"
        ]


def test_a_member_that_leaves_loses_its_rows_and_the_others_lose_theirs_to_it(tmp_path: Path) -> None:
    """`state: absent`: its own rows of the mesh go first, then the others' rows to it; all else of it stays."""
    text = TRIO.format(fortios="7.4.4")
    with bench(tmp_path, trio(), text) as work:
        work.push()
        work["fgt-c"].admin_change(
            "config system standalone-cluster\nconfig cluster-peer\nedit 99\nset peerip 192.0.2.1\nend\nend"
        )
        work.text = text.replace("number: 2,", "number: 2, state: absent,")
        results = work.push()
        assert results.exit_code() == 0, results.devices
        assert list(read_config(work["fgt-c"].config_text()).peers) == [99]
        for name in ("fgt-a", "fgt-b"):
            addresses = {row["peerip"] for row in read_config(work[name].config_text()).peers.values()}
            assert "10.10.10.3" not in addresses
            assert len(addresses) == 1


def test_a_member_that_leaves_and_cannot_be_reached_is_a_warning(tmp_path: Path) -> None:
    """The others drop their rows to it without it."""
    text = TRIO.format(fortios="7.4.4")
    with bench(tmp_path, trio()[:2], text.replace("number: 2,", "number: 2, state: absent,")) as work:
        results = work.push()
        assert results.exit_code() == 0
        assert results.devices["fgt-c"].status is Status.SKIPPED
        assert len(read_config(work["fgt-a"].config_text()).peers) == 1


@pytest.mark.parametrize("option", [True, False])
def test_an_offline_member_is_not_contacted_and_the_others_rows_to_it_are_wanted(tmp_path: Path, option: bool) -> None:
    """`state: offline` in the intent, or --without for one run: skipped, pending."""
    text = TRIO.format(fortios="7.4.4")
    with bench(tmp_path, trio(), text if option else text.replace("number: 2,", "number: 2, state: offline,")) as work:
        results = work.push(without=("fgt-c",)) if option else work.push()
        assert results.exit_code() == 0
        outcome = results.devices["fgt-c"]
        assert (outcome.status, outcome.error) == (Status.SKIPPED, "pending")
        assert work["fgt-c"].log == ()
        assert len(read_config(work["fgt-a"].config_text()).peers) == 2


@pytest.mark.parametrize("proven", [True, False])
def test_a_secret_is_sent_to_a_unit_without_one_and_never_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, proven: bool
) -> None:
    """What a unit shows of a secret proves that it is the same, or nothing: then the plan says so. Nothing is sent."""
    secret = 'q"u\\o?te$ x'
    monkeypatch.setenv("FGSP_PSK", secret)
    text = PAIR.replace("{standalone_group_id: 7}", "{encryption: enable, psksecret: '${env:FGSP_PSK}'}").replace(
        "group_member_id", "number"
    )
    habits = Habits(reencrypt=not proven)
    units = [UnitSpec(name=name, fortios="7.4.4", habits=habits) for name in MEMBERS[:2]]
    with bench(tmp_path, units, text) as work:
        assert work.push().exit_code() == 0, work.heard.warnings
        assert "set psksecret ENC " in work["fgt-a"].stored_text()
        again = work.push()
        assert [outcome.status for outcome in again.devices.values()] == [Status.IN_SYNC] * 2
        assert ("psksecret: not comparable, not sent" not in work.heard.warnings) == proven
        note = "standalone-cluster/psksecret: present, cannot be compared"
        verified = work.verify()
        assert verified.exit_code() == 0
        for results in (again, verified):
            assert [outcome.notes for outcome in results.devices.values()] == [() if proven else (note,)] * 2
        if proven:
            other = "config system standalone-cluster\nset psksecret other\nend"
            work["fgt-a"].admin_change(other)
            assert work.plan().exit_code() == 0
            assert "fgt-a: psksecret: not comparable, not sent" in work.heard.warnings
            assert "fgt-b: psksecret" not in work.heard.warnings
            assert [outcome.notes for outcome in work.verify().devices.values()] == [(note,), ()]
        written = [path for path in tmp_path.rglob("*") if path.is_file() and "inventory" not in path.parts]
        assert not [path for path in written if secret in path.read_text(errors="replace")]
        rotated = work.push(rotate_psk=True, allow_disruptive=True)
        assert [outcome.status for outcome in rotated.devices.values()] == [Status.CHANGED] * 2


def test_a_secret_that_cannot_be_had_stops_before_the_first_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """65, and nothing is sent; a plan says the same; where it need not be sent it is not asked for."""
    text = PAIR.replace("{standalone_group_id: 7}", "{encryption: enable, psksecret: '${env:FGSP_ABSENT}'}")
    with bench(tmp_path, [UnitSpec(name=name, fortios="7.4.4") for name in MEMBERS[:2]], text) as work:
        assert work.plan().exit_code() == 2
        reason = "the secret ${env:FGSP_ABSENT} cannot be had: the environment variable FGSP_ABSENT is not set"
        assert f"a push would be refused: {reason}" in work.heard.warnings
        refused = work.push()
        assert (refused.exit_code(), refused.run) == (65, None)
        assert reason in str(refused.devices["fgt-b"].error)
        assert not [line for unit in work.lab for line in unit.log if line.strip().startswith(("set", "edit"))]
        monkeypatch.setenv("FGSP_ABSENT", "here now")
        assert work.push().exit_code() == 0
        monkeypatch.delenv("FGSP_ABSENT")
        assert work.push().exit_code() == 0


def all_closed(lab: Lab, seconds: float = 5.0) -> bool:
    """Whether nobody is logged in any more; a unit hears of a closed connection a moment later."""
    limit = monotonic() + seconds
    while any(unit.sessions for unit in lab) and monotonic() < limit:
        sleep(0.02)
    return not any(unit.sessions for unit in lab)


def test_a_cluster_is_changed_only_if_somebody_agrees_and_nothing_moved_meanwhile(tmp_path: Path) -> None:
    """No connection is held while a person is asked; afterwards the very same plan must come out."""
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        before = work.stored()
        declined = push(work.intent, work.inventory, work._options({}), work.heard, confirm=lambda shown: False)
        assert declined.exit_code() == 1
        assert work.stored() == before

        def agree(_shown: object) -> bool:
            assert all_closed(work.lab)
            line = "config system standalone-cluster\nconfig cluster-peer\nedit 2\nset peerip 10.10.10.2\nend\nend"
            work["fgt-a"].admin_change(line)
            return True

        moved = push(work.intent, work.inventory, work._options({}), work.heard, confirm=agree)
        assert moved.devices["fgt-a"].status is Status.REFUSED
        assert "plan again" in str(moved.devices["fgt-a"].error)
        agreed = push(work.intent, work.inventory, work._options({}), work.heard, confirm=lambda shown: True)
        assert agreed.exit_code() == 0


def test_part_of_a_cluster_is_pushed_only_on_purpose(tmp_path: Path) -> None:
    """[architecture.md#push]: `-l DEVICE` needs the rest of its cluster named by --without."""
    from fgsp_cli.base.errors import UsageError

    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        with pytest.raises(UsageError, match="fgt-b, fgt-c"):
            work.push(limit=("fgt-a",))
        results = work.push(limit=("fgt-a",), without=("fgt-b", "fgt-c"))
        assert {name: outcome.status for name, outcome in results.devices.items()} == {"fgt-a": Status.CHANGED}
        assert work["fgt-b"].log == ()


def test_saving_by_hand_is_asked_for_and_then_done_at_the_end(tmp_path: Path) -> None:
    """`cfg-save manual` loses a change at the next reboot: --cfg-save saves once all members are good."""
    with bench(tmp_path, trio(cfg_save="manual"), TRIO.format(fortios="7.4.4")) as work:
        refused = work.push()
        assert refused.exit_code() == 1
        assert "--cfg-save" in str(refused.devices["fgt-a"].error)
        assert work.push(cfg_save=True).exit_code() == 0
        assert all("execute cfg save" in unit.log for unit in work.lab)


def test_a_unit_with_vdoms_is_changed_in_its_global_part(tmp_path: Path) -> None:
    """FGSP is configured inside `config global` [facts/fgsp.md#4], which is entered and left, and never by a VDOM's name."""
    text = TRIO.format(fortios="7.4.4").replace("syncvd: [root]", "syncvd: [root, web]")
    with bench(tmp_path, trio(vdoms=("web",)), text) as work:
        assert work.push().exit_code() == 0, work.heard.warnings
        assert 'set syncvd "root" "web"' in work["fgt-b"].stored_text()
        assert work.push().devices["fgt-b"].status is Status.IN_SYNC
        assert "config vdom" not in work["fgt-b"].log


def test_a_row_that_another_administrator_adds_during_a_good_push_stays_and_is_mentioned(tmp_path: Path) -> None:
    """It is on a path of its own, so it is no reason to stop."""
    theirs = "config system standalone-cluster\nconfig cluster-peer\nedit 90\nset peerip 192.0.2.90\nend\nend"
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        work["fgt-b"].before(3, lambda: work["fgt-b"].admin_change(theirs))
        assert work.push().exit_code() == 0
        assert "edit 90" in work["fgt-b"].stored_text()
        assert "another session changed cluster-peer/90 meanwhile" in work.heard.warnings


@pytest.mark.parametrize(("old", "code"), [(True, 3), (False, 4)])
def test_a_failed_rotation_is_undone_with_the_old_secret_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: bool, code: int
) -> None:
    """What a unit shows of the old secret cannot be typed again: without a reference to it a person is needed."""
    text = PAIR.replace("{standalone_group_id: 7}", "{encryption: enable, psksecret: '${env:FGSP_PSK}'}").replace(
        "group_member_id", "number"
    )
    monkeypatch.setenv("FGSP_PSK", "first")
    monkeypatch.setenv("FGSP_OLD", "first")
    with bench(tmp_path, [UnitSpec(name=name, fortios="7.4.4") for name in MEMBERS[:2]], text) as work:
        assert work.push().exit_code() == 0
        monkeypatch.setenv("FGSP_PSK", "second")
        for unit in work.lab:
            unit.clear_log()
        work["fgt-b"].refuse(2, "value parse error before 'x'\nCommand fail. Return code -61")
        results = work.push(rotate_psk=True, old_psk=SecretRef.parse("${env:FGSP_OLD}") if old else None)
        assert results.exit_code() == code, {name: outcome.error for name, outcome in results.devices.items()}
        typed = [line.strip() for line in work["fgt-a"].log if "psksecret" in line and "set" in line]
        assert typed == (['set psksecret "second"', 'set psksecret "first"'] if old else ['set psksecret "second"'])
        assert not [line for unit in work.lab for line in unit.log if "unset psksecret" in line]
        if not old:
            assert "--old-psk" in str(results.devices["fgt-a"].error)
        assert results.devices["fgt-b"].status is Status.ROLLED_BACK


def test_a_secret_that_is_proven_to_be_the_old_one_needs_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The session ends before the new one is saved, and the unit shows the same text as before: nothing to put back."""
    text = PAIR.replace("{standalone_group_id: 7}", "{encryption: enable, psksecret: '${env:FGSP_PSK}'}").replace(
        "group_member_id", "number"
    )
    monkeypatch.setenv("FGSP_PSK", "first")
    with bench(tmp_path, [UnitSpec(name=name, fortios="7.4.4") for name in MEMBERS[:2]], text) as work:
        assert work.push().exit_code() == 0
        before = work.stored()
        monkeypatch.setenv("FGSP_PSK", "second")
        work["fgt-a"].clear_log()
        work["fgt-a"].before(3, work["fgt-a"].hang_up)  # its `end`
        results = work.push(rotate_psk=True)
        assert results.exit_code() in (1, 3), results.devices["fgt-a"].error
        assert work.stored() == before


def rotating(name: str) -> str:
    """An intent of a pair with a secret."""
    text = PAIR.replace("{standalone_group_id: 7}", f"{{encryption: enable, psksecret: '${{env:{name}}}'}}")
    return text.replace("group_member_id", "number")


def test_a_session_that_ends_when_the_new_secret_is_saved_leaves_it_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The unit shows another text than before: only a person can say what it is, or --old-psk. Exit 4."""
    monkeypatch.setenv("FGSP_PSK", "first")
    with bench(tmp_path, [UnitSpec(name=name, fortios="7.4.4") for name in MEMBERS[:2]], rotating("FGSP_PSK")) as work:
        assert work.push().exit_code() == 0
        monkeypatch.setenv("FGSP_PSK", "second")
        work["fgt-a"].fault(faults.Drop(at=faults.AtLine(line="end", moment="run")))
        results = work.push(rotate_psk=True)
        assert results.exit_code() == 4
        assert "--old-psk" in str(results.devices["fgt-a"].error)


def test_an_old_secret_is_given_back_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One member is put back while the other is gone; `recover` has nothing to do with it any more."""
    monkeypatch.setenv("FGSP_PSK", "first")
    monkeypatch.setenv("FGSP_OLD", "first")
    with bench(tmp_path, [UnitSpec(name=name, fortios="7.4.4") for name in MEMBERS[:2]], rotating("FGSP_PSK")) as work:
        assert work.push().exit_code() == 0
        shutil.rmtree(work.run_folder())
        monkeypatch.setenv("FGSP_PSK", "second")
        for unit in work.lab:
            unit.clear_log()
        work["fgt-b"].before(2, lambda: work["fgt-b"].hang_up(for_good=True))
        old = SecretRef.parse("${env:FGSP_OLD}")
        assert work.push(rotate_psk=True, old_psk=old, reconnect_seconds=0.2).exit_code() == 4
        work["fgt-b"].come_back()
        run = RunFolder.opened(work.run_folder())
        with pytest.raises(UsageError, match="give it again"):
            recover(run, work.inventory, work._options({}), work.heard)
        assert recover(run, work.inventory, work._options({"old_psk": old}), work.heard).exit_code() == 0
        typed = {unit.name: [line.strip() for line in unit.log if "set psksecret" in line] for unit in work.lab}
        assert typed["fgt-a"] == ['set psksecret "second"', 'set psksecret "first"']
        assert typed["fgt-b"] == ['set psksecret "second"']  # it went before that was saved, and shows the old one
