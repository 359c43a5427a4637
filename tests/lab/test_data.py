"""`data.lab`: what an inventory says of its stand-ins."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
import yaml
from lab_client import Client

from fgsp_cli.cli.lab import up
from fgsp_cli.fortios.interpreter import Habits
from fgsp_cli.inventory import load_inventory
from fgsp_cli.lab.inventory.lab_data import SETTINGS, DataReader, LabData, as_data
from fgsp_cli.lab.inventory.serve import serve_inventory
from fgsp_cli.testing import Lab, Quirks, UnitSpec

EVERYTHING = {
    "fortios": "7.0.12",
    "vdoms": ["web"],
    "interfaces": {"port1": "10.0.0.1/24"},
    "ha_role": "primary",
    "cfg_save": "revert",
    "hostname": "other",
    "model": "FortiGate-60F",
    "serial": "FGT60FTK00000001",
    "addresses": ["10.9.0.1"],
    "split_task": True,
    "role_in_prompt": True,
    "dollar_prompt": True,
    "must_change_password": True,
    "standalone_config_sync": True,
    "central_management": "fortimanager",
    "vdom_exceptions": ["system.standalone-cluster"],
    "pre_login_banner": "Keep out",
    "post_login_banner": "Welcome",
    "idle_timeout": 30,
    "quirks": {"exec_channel": False, "channels": 1, "echo_ahead": "at once"},
    "habits": {"nested_saves": "end", "transaction_asks": "commit", "out_of_range_code": -1},
}


def _read(data: object) -> tuple[LabData, list[str]]:
    reader = DataReader("u", None)
    found = reader.read(data, Path())
    return found, [str(problem) for problem in reader.problems]


def test_every_setting_is_read_and_written_back() -> None:
    """What a lab writes of its units makes the same units."""
    assert set(EVERYTHING) == set(SETTINGS) - {"config"}
    found, problems = _read(EVERYTHING)
    assert not problems
    assert found.quirks == Quirks(exec_channel=False, channels=1, echo_ahead="at once")
    assert found.habits == Habits(nested_saves="end", transaction_asks="commit", out_of_range_code=-1)
    named = {name: getattr(found, name) for name in SETTINGS if name != "config"}
    spec = UnitSpec(name="u", ha_mode="a-p", **named)  # type: ignore[arg-type]
    assert as_data(spec) == EVERYTHING
    assert _read(yaml.safe_load(yaml.safe_dump(as_data(spec))))[0] == found


def test_a_plain_unit_says_its_release_only() -> None:
    """Everything else is at its default."""
    assert as_data(UnitSpec(name="u", fortios="7.4.4")) == {"fortios": "7.4.4"}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"split_task": "yes"}, "u.data.lab.split_task: wrong value (found: yes; allowed: true or false)"),
        ({"addresses": "10.0.0.1"}, "u.data.lab.addresses: wrong value (found: 10.0.0.1; allowed: a list of texts)"),
        ({"idle_timeout": "soon"}, "u.data.lab.idle_timeout: wrong value (found: soon; allowed: a number of seconds)"),
        ({"central_management": "me"}, "allowed: none, fortimanager, fortiguard"),
        ({"quirks": 1}, "u.data.lab.quirks: wrong value (found: int; allowed: a mapping)"),
        ({"quirks": {"channels": "1"}}, "u.data.lab.quirks.channels: wrong value (found: 1; allowed: int or nothing)"),
        ({"quirks": {"exec_pages": 1}}, "u.data.lab.quirks.exec_pages: wrong value (found: 1; allowed: bool)"),
        (
            {"habits": {"nested_saves": "never"}},
            "u.data.lab.habits.nested_saves: wrong value (found: never; allowed: next, end)",
        ),
        ({"habits": {"mood": "bad"}}, "u.data.lab.habits.mood: unknown setting"),
    ],
)
def test_a_wrong_setting_is_named(data: dict[str, object], message: str) -> None:
    """With what was found and what is allowed."""
    _, problems = _read(data)
    assert len(problems) == 1
    assert message in problems[0]


def test_the_help_lists_every_setting() -> None:
    """All that `data.lab` may say."""
    assert up.help is not None
    listed = up.help.partition("`data.lab`")[2].partition("(")[2].partition(")")[0]
    assert [name.strip() for name in listed.replace("\n", " ").split(",")] == list(SETTINGS)


def test_settings_reach_the_units(tmp_path: Path) -> None:
    """From the inventory's file to the prompt."""
    with Lab([UnitSpec(name="u", fortios="7.0.11", split_task=True, hostname="other", dollar_prompt=True)]) as lab:
        folder = lab.write_inventory(tmp_path / "inventory")
        again = load_inventory(folder)
    with serve_inventory(again.targets.values(), folder=folder) as lab, Client(lab["u"]) as client:
        assert client.command("get system status | grep configuration")[0] == (
            "other $ Virtual domain configuration: split-task\n\nother $ "
        )


def test_every_quirk_and_habit_is_a_setting_of_a_test() -> None:
    """Nobody adds one without trying its other value."""
    texts = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("lab", "fortios")
        for path in Path(__file__).parents[1].joinpath(folder).glob("test_*.py")
        if path.name != Path(__file__).name
    )
    names = [each.name for kind in (Quirks, Habits) for each in fields(kind)]
    assert [name for name in names if f"{name}=" not in texts] == []
