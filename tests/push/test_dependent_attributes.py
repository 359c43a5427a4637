"""Units that hide, forget or keep what depends on an attribute that a push turns off, and its roll back."""

from __future__ import annotations

from pathlib import Path

import pytest
from push_lab import MEMBERS, TRIO, Bench, bench, killed_at, last_run, recovered, trio

from fgsp_cli.fleet import rollback
from fgsp_cli.fortios.interpreter.assumptions import Habits, OffSwitch
from fgsp_cli.testing import faults

ON = """config system ha
    set session-pickup enable
    set session-pickup-connectionless enable
    set session-pickup-nat enable
end
"""
TEXT = TRIO.format(fortios="7.4.4")
OFF_TEXT = TEXT.replace("cluster_sync:", "ha: {session_pickup: disable}\n    cluster_sync:", 1)
EACH = ("keeps", "hides", "forgets")


def pickup_of(work: Bench, name: str) -> str:
    """The `system ha` of a unit as it shows it."""
    return work.lab[name].stored_text().partition("config system ha\n")[2].partition("\nend")[0]


@pytest.mark.parametrize("off_switch", EACH)
@pytest.mark.parametrize("transaction", ["direct", "workspace"])
def test_what_goes_with_session_pickup_is_nobody_elses_change(
    tmp_path: Path, off_switch: OffSwitch, transaction: str
) -> None:
    """Exit 0 without a word about another session."""
    with bench(tmp_path, trio(config=ON, habits=Habits(off_switch=off_switch)), OFF_TEXT) as work:
        results = work.push(transaction=transaction)
        assert results.exit_code() == 0, {name: out.error for name, out in results.devices.items()}
        assert not [
            line for line in work.heard.warnings.splitlines() if "session-pickup" in line and "pickup-base" not in line
        ]
        assert ("set session-pickup-nat enable" in pickup_of(work, "fgt-a")) == (off_switch == "keeps")
        assert work.verify().exit_code() == 0


@pytest.mark.parametrize("off_switch", EACH)
def test_a_roll_back_restores_what_was_forgotten(tmp_path: Path, off_switch: OffSwitch) -> None:
    """One unit refuses a row after another has turned session pickup off."""
    with bench(tmp_path, trio(config=ON, habits=Habits(off_switch=off_switch)), OFF_TEXT) as work:
        before = {name: pickup_of(work, name) for name in MEMBERS}
        assert "set session-pickup-nat enable" in before["fgt-a"]
        work["fgt-c"].refuse("set peerip 10.10.10.1", "Command fail. Return code -9")
        results = work.push(transaction="direct")
        assert results.exit_code() == 3, {name: out.error for name, out in results.devices.items()}
        assert {name: pickup_of(work, name) for name in MEMBERS} == before


@pytest.mark.parametrize("off_switch", EACH)
def test_turned_on_the_one_that_shows_the_others_goes_first(
    tmp_path: Path, off_switch: OffSwitch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A unit that hides them takes every line; so with encryption and its secret."""
    monkeypatch.setenv("FGSP_PSK", "a-secret-of-this-test")
    text = TEXT.replace(
        "cluster_sync:",
        "ha: {session_pickup_nat: enable, session_pickup: enable}\n"
        "    standalone_cluster: {psksecret: '${env:FGSP_PSK}', encryption: enable}\n    cluster_sync:",
        1,
    )
    with bench(tmp_path, trio(habits=Habits(off_switch=off_switch)), text) as work:
        results = work.push()
        assert results.exit_code() == 0, {name: out.error for name, out in results.devices.items()}
        for unit in work.lab:
            assert "set session-pickup-nat enable" in unit.stored_text()
            assert "set psksecret ENC " in unit.stored_text()


@pytest.mark.parametrize("off_switch", EACH)
def test_named_dependants_are_turned_off_before_it(tmp_path: Path, off_switch: OffSwitch) -> None:
    """Otherwise a unit that hides them refuses their lines."""
    text = OFF_TEXT.replace(
        "{session_pickup: disable}",
        "{session_pickup: disable, session_pickup_nat: disable, session_pickup_connectionless: disable}",
    )
    with bench(tmp_path, trio(config=ON, habits=Habits(off_switch=off_switch)), text) as work:
        assert work.push().exit_code() == 0
        assert "session-pickup" not in pickup_of(work, "fgt-b")


ON_TEXT = TEXT.replace(
    "cluster_sync:",
    "ha: {session_pickup_nat: enable, session_pickup_connectionless: enable, session_pickup: enable}\n"
    "    standalone_cluster: {psksecret: '${env:FGSP_PSK}', encryption: enable}\n    cluster_sync:",
    1,
)
WAYS = {"turned off": (ON, OFF_TEXT), "turned on": ("", ON_TEXT)}
"""What the units hold before, and the intent of the run that is undone."""


def switches(work: Bench, name: str) -> str:
    """What a unit holds of the attributes that show others, and of those."""
    lines = work[name].stored_text().splitlines()
    return "\n".join(
        line for line in lines if any(word in line for word in ("session-pickup", "encryption", "psksecret"))
    )


@pytest.mark.parametrize("off_switch", EACH)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.spread(2)
def test_recover_undoes_what_shows_others(
    tmp_path: Path, off_switch: OffSwitch, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The push was killed after two members had it: each line of the way back is taken, and nobody else is blamed."""
    monkeypatch.setenv("FGSP_PSK", "a-secret-of-this-test")
    config, text = WAYS[way]
    with bench(tmp_path, trio(config=config, habits=Habits(off_switch=off_switch)), text) as work:
        before, stored = {name: switches(work, name) for name in MEMBERS}, work.stored()
        killed_at(work, "fgt-c", faults.AtLine(pattern="^config "), "--transaction", "direct")
        assert {name: switches(work, name) == before[name] for name in MEMBERS} == dict(
            zip(MEMBERS, (False, False, True), strict=True)
        )
        results = recovered(work)
        assert results.exit_code() == 0, {name: out.error for name, out in results.devices.items()}
        assert work.stored() == stored
        assert "another session" not in work.heard.warnings + str(results.devices)


@pytest.mark.parametrize("off_switch", EACH)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("transaction", ["direct", "workspace"])
@pytest.mark.spread(3)
def test_rollback_undoes_what_shows_others(
    tmp_path: Path, off_switch: OffSwitch, way: str, transaction: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a finished run: dependants are sent after what shows them, and taken away before it."""
    monkeypatch.setenv("FGSP_PSK", "a-secret-of-this-test")
    config, text = WAYS[way]
    with bench(tmp_path, trio(config=config, habits=Habits(off_switch=off_switch)), text) as work:
        stored = work.stored()
        assert work.push(transaction=transaction).exit_code() == 0
        assert work.stored() != stored
        options = work._options({"transaction": transaction})
        results = rollback(last_run(work), work.inventory, options, work.heard, intent=work.intent)
        assert results.exit_code() == 0, {name: out.error for name, out in results.devices.items()}
        assert work.stored() == stored
        assert "another session" not in work.heard.warnings + str(results.devices)
