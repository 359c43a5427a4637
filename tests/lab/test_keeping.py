"""What outlives a reboot, and what decides it: `cfg-save`, and the settings that a push has to look at."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from lab_client import Client, shell

from fgsp_cli.state.facts_reading import facts_from_backup
from fgsp_cli.testing import Lab, Quirks, UnitSpec

ROW = "config system standalone-cluster\nconfig cluster-peer\nedit 3\nset peerip 10.0.0.3\nnext\nend\nend"


def _lab(**settings: object) -> Lab:
    return Lab([UnitSpec(name="u", fortios="7.4.4", **settings)])  # type: ignore[arg-type]


@pytest.mark.parametrize(("mode", "stays"), [("automatic", True), ("manual", False), ("revert", False)])
def test_a_change_outlives_a_reboot_if_it_was_saved(mode: str, stays: bool) -> None:
    """In the automatic mode every change is saved at once [confirmed]."""
    with _lab(cfg_save=mode) as lab:
        with shell(lab["u"]) as terminal:
            lab["u"].admin_change(ROW)
            lab["u"].reboot()
            assert terminal.rest() == ""
        assert ("edit 3" in lab["u"].stored_text()) is stays
        lab["u"].admin_change(ROW)
        with Client(lab["u"]) as client:
            said = "no config to be saved." if mode == "automatic" else "config saved."
            assert client.command("execute cfg save")[0] == f"u # \n{said}\n\nu # "
            assert "no config to be saved." in client.command("execute cfg save")[0]
        lab["u"].reboot()
        assert "edit 3" in lab["u"].stored_text()


def test_a_reload_goes_back_to_what_was_saved() -> None:
    """And cuts every session."""
    with _lab(cfg_save="manual") as lab, shell(lab["u"]) as terminal:
        lab["u"].admin_change(ROW)
        terminal.send("execute cfg reload\n")
        assert "u # " not in terminal.rest()
        assert "edit 3" not in lab["u"].stored_text()


def test_the_revert_mode_goes_back_by_itself() -> None:
    """When `cfg-revert-timeout` is over and nobody has saved; saved in time, it does not."""
    timer = "config system global\nset cfg-revert-timeout 0.3\nend"
    for is_saved in (False, True):
        with _lab(cfg_save="revert") as lab:
            lab["u"].admin_change(timer)
            with Client(lab["u"]) as client:
                client.command("execute cfg save")
                lab["u"].admin_change(ROW)
                if is_saved:
                    client.command("execute cfg save")
            time.sleep(0.5)
            assert ("edit 3" in lab["u"].stored_text()) is is_saved


def test_what_saving_prints_is_a_quirk() -> None:
    """Also nothing at all."""
    with _lab(quirks=Quirks(save_text="")) as lab, Client(lab["u"]) as client:
        assert client.command("execute cfg save")[0] == "u # \nu # "
    with _lab(quirks=Quirks(save_text="Config saved.")) as lab, Client(lab["u"]) as client:
        assert client.command("execute cfg save")[0] == "u # Config saved.\n\nu # "


def test_only_what_was_saved_outlives_the_lab(tmp_path: Path) -> None:
    """With `persist`, as a unit's own flash does."""
    spec = UnitSpec(name="u", fortios="7.4.4", cfg_save="manual")
    with Lab([spec], persist=tmp_path) as lab, Client(lab["u"]) as client:
        lab["u"].admin_change("config system global\nset timezone 26\nend")
        client.command("execute cfg save")
        lab["u"].admin_change(ROW)
    with Lab([spec], persist=tmp_path) as lab:
        assert "set timezone 26" in lab["u"].stored_text()
        assert "edit 3" not in lab["u"].stored_text()


def test_a_reboot_may_take_a_while() -> None:
    """New connections are cut until then."""
    with _lab() as lab:
        lab["u"].reboot(0.3)
        with pytest.raises((OSError, EOFError, Exception)):
            Client(lab["u"])
        time.sleep(0.5)
        with Client(lab["u"]) as client:
            assert client.command("get system status")[1] == 0


def test_settings_that_decide_safety_are_read_as_facts() -> None:
    """As a push reads them."""
    settings = {
        "cfg_save": "revert",
        "standalone_config_sync": True,
        "central_management": "fortimanager",
        "vdom_exceptions": ("system.standalone-cluster",),
    }
    with _lab(**settings) as lab:
        facts = facts_from_backup(lab["u"].config_text())
    assert {name: getattr(facts, name) for name in settings} == settings
    with _lab() as lab:
        facts = facts_from_backup(lab["u"].config_text())
    assert (facts.cfg_save, facts.standalone_config_sync, facts.central_management) == ("automatic", False, "none")


def test_after_a_failover_the_other_unit_answers_at_the_same_address() -> None:
    """Other serial, other host key, same configuration; a second one brings the first unit back."""
    with _lab(ha_mode="a-p", ha_role="primary") as lab:
        unit = lab["u"]
        seen = []
        for _ in range(3):
            with Client(unit) as client:
                status = client.command("get system status | grep Serial")[0]
                seen.append((unit.serial, client.host_key.get_base64(), unit.port, unit.stored_text()))
                assert unit.serial in status
                assert client.host_key.get_base64() in unit.host_key_line
                terminal = client.shell()
                terminal.until("u # ")
                unit.fail_over()
                assert terminal.rest() == ""
    first, second, third = seen
    assert first == third
    assert first[0] != second[0]
    assert first[1] != second[1]
    assert first[2:] == second[2:]
