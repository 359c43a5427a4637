"""A saved plan is done exactly as it was reviewed, or not at all."""

from __future__ import annotations

import json
from pathlib import Path
from shutil import rmtree

import pytest
from push_lab import MEMBERS, TRIO, Bench, bench, trio, without_header

from fgsp_cli.base.errors import InputError, SecretError
from fgsp_cli.fleet import plan, push_plan
from fgsp_cli.intent import parse_intent
from fgsp_cli.plan.plan_file import read_plan
from fgsp_cli.plan.push_options import PushOptions
from fgsp_cli.results.results import Results, Status
from fgsp_cli.testing import Habits, UnitSpec

THEIRS = "config system standalone-cluster\nconfig cluster-peer\nedit 3\nset ipsec-tunnel-sync disable\nend\nend"
IDS = TRIO.format(fortios="7.4.4").replace(
    "cluster_sync:", "standalone_cluster: {standalone_group_id: 7}\n    cluster_sync:"
)


def saved(work: Bench, **options: object) -> Path:
    """Plan, and keep it."""
    path = work.folder / "plans" / "edge.json"
    results = plan(work.intent, work.inventory, work._options(options), work.heard, out=path)
    assert results.exit_code() in (0, 2), work.heard.warnings
    return path


def pushed(work: Bench, path: Path, **options: object) -> Results:
    """Do what the plan says."""
    return push_plan(
        read_plan(path), work.inventory, work._options(options), work.heard, intent=work.intent if work.text else None
    )


def test_what_was_reviewed_is_what_is_done_without_the_intent(tmp_path: Path) -> None:
    """The same lines, on the same units; the same outcome as a push of the intent, and the same record of it."""
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        path = saved(work)
        shown = json.loads(path.read_text())
        assert path.stat().st_mode & 0o777 == 0o600
        work.text = ""
        results = pushed(work, path)
        assert results.exit_code() == 0, {name: outcome.error for name, outcome in results.devices.items()}
        told = results.to_json()["devices"]
        assert isinstance(told, dict)
        for name in MEMBERS:
            assert told[name] == {**shown["devices"][name], "status": "changed"}
            assert shown["devices"][name]["undo"]
            assert set(shown["devices"][name]["commands"]) <= set(work[name].log)
        again = pushed(work, path)
        assert again.exit_code() == 1
        assert "holds already what the plan leads to" in str(again.devices["fgt-a"].error)


def test_its_runs_are_beside_the_intent_wherever_it_is_pushed_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The intent may have been named from another folder; where that is gone, they are beside the plan."""
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    home.mkdir()
    elsewhere.mkdir()
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        monkeypatch.chdir(home)
        path = tmp_path / "plan.json"
        plan(parse_intent(work.text, "edge.yaml"), work.inventory, out=path)
        monkeypatch.chdir(elsewhere)
        assert pushed(work, path).exit_code() == 0
        assert (home / ".fgsp" / "runs").is_dir()
        assert not list(elsewhere.iterdir())
        rmtree(home)
        assert read_plan(path).beside.parent == tmp_path


def test_a_plan_of_nothing_to_do_does_nothing(tmp_path: Path) -> None:
    """Exit 0, no run folder."""
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        work.push()
        path = saved(work)
        results = pushed(work, path)
        assert [outcome.status for outcome in results.devices.values()] == [Status.IN_SYNC] * 3
        assert work.run_folder()


def test_one_peer_entry_changed_by_hand_stops_it_and_is_named(tmp_path: Path) -> None:
    """Exit 1, nothing changed on any unit, the entry named."""
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        work.push()
        work.text = work.text.replace("interval: 1s", "interval: 2s")
        path = saved(work)
        work["fgt-a"].admin_change(THEIRS)
        before = work.stored()
        results = pushed(work, path)
        assert results.exit_code() == 1
        assert results.devices["fgt-a"].status is Status.REFUSED
        assert "cluster-peer/3/ipsec-tunnel-sync" in str(results.devices["fgt-a"].error)
        assert "plan again" in str(results.devices["fgt-a"].error)
        assert work.stored() == before


def test_a_row_that_somebody_added_stops_it_too(tmp_path: Path) -> None:
    """Whatever is of the unit's FGSP configuration: the plan was made on something else."""
    row = "config system standalone-cluster\nconfig cluster-peer\nedit 50\nset peerip 192.0.2.7\nend\nend"
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        path = saved(work)
        work["fgt-b"].admin_change(row)
        results = pushed(work, path)
        assert results.exit_code() == 1
        assert "cluster-peer/50" in str(results.devices["fgt-b"].error)


def test_a_secret_encrypted_anew_is_no_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Older releases show another text at every display [facts/cli-behaviour.md#3.1]."""
    monkeypatch.setenv("FGSP_PSK", "canary-psk")
    text = TRIO.format(fortios="7.0.12").replace(
        "cluster_sync:", "standalone_cluster: {encryption: enable, psksecret: '${env:FGSP_PSK}'}\n    cluster_sync:"
    )
    with bench(tmp_path, trio("7.0.12", habits=Habits(reencrypt=True)), text) as work:
        assert work.push().exit_code() == 0
        work.text = text.replace("interval: 1s", "interval: 2s")
        path = saved(work)
        for name in MEMBERS:
            work[name].config_text()
        results = pushed(work, path)
        assert results.exit_code() == 0, {name: outcome.error for name, outcome in results.devices.items()}
        assert "canary-psk" not in path.read_text()


def test_another_unit_or_another_release_stops_it(tmp_path: Path) -> None:
    """The serial and the release are those of the plan."""
    with bench(tmp_path / "one", trio(), TRIO.format(fortios="7.4")) as work:
        path = saved(work)
    others = [UnitSpec(name=name, fortios="7.4.4", serial=f"FGVM0{name[-1]}") for name in MEMBERS]
    with bench(tmp_path / "two", others, "") as work:
        results = pushed(work, path)
        assert results.exit_code() == 1
        assert "FGVM0a" in str(results.devices["fgt-a"].error)
    with bench(tmp_path / "three", trio("7.4.3"), "") as work:
        results = pushed(work, path)
        assert results.exit_code() == 1
        assert "7.4.3" in str(results.devices["fgt-a"].error)


def test_a_refused_line_is_still_told_with_the_intent_s_file_and_line(tmp_path: Path) -> None:
    """The intent is gone by then: its positions travel with the plan."""
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        path = saved(work)
        before = work.stored()
        work["fgt-b"].refuse(4, "value parse error before '10.10.10.1'\nCommand fail. Return code -8")
        results = pushed(work, path)
        assert results.exit_code() == 3
        assert "edge.yaml:9:" in str(results.devices["fgt-b"].error)
        assert work.stored() == before


def test_consent_may_be_given_with_the_plan_or_with_the_push(tmp_path: Path) -> None:
    """A plan that a push would refuse can be saved; the option that allows it changes nothing of it."""
    with bench(tmp_path, trio(), IDS) as work:
        assert work.push(allow_disruptive=True).exit_code() == 0
        work.text = IDS.replace("standalone_group_id: 7", "standalone_group_id: 8")
        path = saved(work)
        refused = pushed(work, path)
        assert refused.exit_code() == 1
        assert "--allow-disruptive" in str(refused.devices["fgt-a"].error)
        assert pushed(work, path, allow_disruptive=True).exit_code() == 0
        assert "set standalone-group-id 8" in work["fgt-a"].stored_text()


def test_the_undo_that_was_shown_leads_back(tmp_path: Path) -> None:
    """The reverse plan is saved beside the forward plan: typed after the push, it leaves what was there before."""
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        before = work.stored()
        path = saved(work)
        assert pushed(work, path).exit_code() == 0
        undo = {name: device["undo"] for name, device in json.loads(path.read_text())["devices"].items()}
        for name in MEMBERS:
            work[name].admin_change(undo[name])
        assert work.stored() == before


def test_a_plan_that_nobody_could_push_is_not_written(tmp_path: Path) -> None:
    """A unit was not there: half a plan would look like a whole one."""
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        work["fgt-c"].hang_up(for_good=True)
        path = tmp_path / "plan.json"
        results = plan(work.intent, work.inventory, work._options({}), work.heard, out=path)
        assert results.exit_code() == 1
        assert not path.exists()
        assert "fgt-c is unreachable" in work.heard.warnings


def test_a_plan_that_somebody_edited_is_refused(tmp_path: Path) -> None:
    """What is done is what was reviewed: 65."""
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        path = saved(work)
        path.write_text(path.read_text().replace("10.10.10.2", "10.10.10.9"))
        with pytest.raises(InputError, match="somebody has changed it"):
            read_plan(path)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"schema_version": 1, "command": "plan"}', "\x00", '{"format": "fgsp plan"}']
)
def test_what_is_no_plan_is_refused(tmp_path: Path, text: str) -> None:
    """65, and how plans are made."""
    path = tmp_path / "plan.json"
    path.write_text(text)
    with pytest.raises(InputError) as refused:
        read_plan(path)
    assert str(path) in str(refused.value)


def test_a_plan_needs_its_secrets_before_the_first_connection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both references that are not set and those that no intent of this call names."""
    monkeypatch.setenv("FGSP_PSK", "x")
    text = TRIO.format(fortios="7.4.4").replace(
        "cluster_sync:", "standalone_cluster: {encryption: enable, psksecret: '${env:FGSP_PSK}'}\n    cluster_sync:"
    )
    with bench(tmp_path, trio(), text) as work:
        path = saved(work)
        monkeypatch.delenv("FGSP_PSK")
        logins = work["fgt-a"].logins
        with pytest.raises(SecretError, match="FGSP_PSK"):
            pushed(work, path)
        monkeypatch.setenv("FGSP_PSK", "x")
        with pytest.raises(SecretError, match="is not named by the intent"):
            push_plan(read_plan(path), work.inventory, work._options({}), work.heard)
        assert work["fgt-a"].logins == logins
        assert pushed(work, path).exit_code() == 0


def test_options_that_decide_are_the_plan_s(tmp_path: Path) -> None:
    """Nothing is pruned that the plan did not show."""
    with bench(tmp_path, trio(), TRIO.format(fortios="7.4.4")) as work:
        row = "config system standalone-cluster\nconfig cluster-peer\nedit 77\nset peerip 192.0.2.9\nend\nend"
        work["fgt-a"].admin_change(row)
        path = saved(work)
        assert pushed(work, path, prune=True).exit_code() == 0
        assert "edit 77" in work["fgt-a"].stored_text()
        assert read_plan(path).with_options(PushOptions(prune=True)).prune is False
        assert without_header(work["fgt-a"].stored_text())


STRANGE = """config system standalone-cluster
set standalone-group-id 7
config cluster-peer
edit 2
set peerip 10.10.10.2
set future-secret ENC {enc}
end
end
"""
ENC = "kQ7hidden+text=="


def with_strange_row() -> list[UnitSpec]:
    """The first unit has a secret in its row that the schema does not know; all are of one group."""
    group = "config system standalone-cluster\nset standalone-group-id 7\nend\n"
    others = [UnitSpec(name=name, fortios="7.4.4", config=group) for name in MEMBERS[1:]]
    return [UnitSpec(name="fgt-a", fortios="7.4.4", config=STRANGE.format(enc=ENC)), *others]


def test_a_secret_that_the_schema_does_not_know_keeps_no_plan_from_being_pushed(tmp_path: Path) -> None:
    """It is masked in the plan, and that is no change of the unit."""
    with bench(tmp_path, with_strange_row(), TRIO.format(fortios="7.4.4")) as work:
        results = pushed(work, saved(work))
        assert results.exit_code() == 0, {name: outcome.error for name, outcome in results.devices.items()}
        assert f"future-secret ENC {ENC}" in work["fgt-a"].stored_text()


def test_a_plan_that_would_type_such_a_secret_again_is_refused_and_a_push_leaves_it_nowhere(tmp_path: Path) -> None:
    """The ids change, so the row has to go and come again; what the unit showed of the secret is in its backup alone."""
    with bench(tmp_path, with_strange_row(), IDS) as work:
        assert work.push(allow_disruptive=True).exit_code() == 0
        work.text = IDS.replace("standalone_group_id: 7", "standalone_group_id: 8")
        results = pushed(work, saved(work, allow_disruptive=True))
        assert results.exit_code() == 1
        assert "push the intent itself" in str(results.devices["fgt-a"].error)
        results = work.push(allow_disruptive=True)
        assert results.exit_code() == 0
        assert f"future-secret ENC {ENC}" in work["fgt-a"].stored_text()
        assert ENC not in json.dumps(results.to_json())
        holding = [path for path in tmp_path.rglob("*") if path.is_file() and ENC in path.read_text()]
        assert {path.parent.name for path in holding} == {"backups"}
