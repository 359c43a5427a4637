"""Commands that operate a unit: batches, `sudo`, what kind of unit it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lab_client import Client, shell

from fgsp_cli.fortios.status import parse_status
from fgsp_cli.lab.commands.ha import ha_status
from fgsp_cli.lab.unit import Unit
from fgsp_cli.testing import Lab, Login, Quirks, UnitSpec

TRANSCRIPTS = Path(__file__).parents[1] / "data" / "transcripts"


def _lab(fortios: str = "7.4.4", **settings: object) -> Lab:
    return Lab([UnitSpec(name="u", fortios=fortios, **settings)])  # type: ignore[arg-type]


def _body(name: str) -> str:
    return (TRANSCRIPTS / name).read_text(encoding="utf-8").split("# ----\n", 1)[1]


def test_a_batch_is_run_when_it_ends() -> None:
    """`lastlog` has every line with its code, 0 for a good one [confirmed]; a question is answered."""
    lines = ("config system standalone-cluster", "set standalone-group-id 7", "set nonsense 1", "end", "rubbish")
    with _lab() as lab, shell(lab["u"]) as terminal:
        assert "batch mode is off" in terminal.ask("execute batch status")
        terminal.ask("execute batch start")
        assert [terminal.ask(line) for line in lines] == [f"{line}\r\r\n\r\nu # " for line in lines]
        assert "batch mode is on: 5 commands" in terminal.ask("execute batch status")
        assert "standalone-group-id 7" not in lab["u"].stored_text()
        terminal.ask("execute batch end")
        assert "standalone-group-id 7" in lab["u"].stored_text()
        logged = terminal.ask("execute batch lastlog").replace("\r", "").split("\n")[1:-2]
        assert logged == [f"{code}: {line}" for code, line in zip((0, 0, -61, 0, -1), lines, strict=True)]
        assert "Command fail" in terminal.ask("execute batch end")


def test_a_batch_is_a_command_of_the_global_scope() -> None:
    """On a unit with VDOMs it is unknown outside of it [confirmed]."""
    with _lab(vdoms=("web",)) as lab, shell(lab["u"]) as terminal:
        assert "command parse error before 'start'" in terminal.ask("execute batch start")
        terminal.ask("config global")
        assert "Enter batch mode" in terminal.ask("execute batch start")


def test_sudo_runs_one_command_elsewhere() -> None:
    """In the global part or in a VDOM that exists; the session stays where it is."""
    with _lab(vdoms=("web",)) as lab, shell(lab["u"], rows=1000) as terminal:
        assert "output              : more" in terminal.ask("sudo global get system console | grep output")
        assert "Current virtual domain: web" in terminal.ask("sudo web get system status")
        assert "config system standalone-cluster" in terminal.ask("sudo global show system standalone-cluster")
        assert "command parse error before 'db'" in terminal.ask("sudo db get system status")
        assert "incomplete command in the end" in terminal.ask("sudo web")
        assert "edit db" not in lab["u"].stored_text()
        assert terminal.ask("").endswith("\nu # ")
    with _lab() as lab, shell(lab["u"]) as terminal:
        assert "Unknown action 0" in terminal.ask("sudo global get system status")


def test_an_administrator_of_a_vdom_cannot_leave_it_by_sudo() -> None:
    """Nothing else is in its reach."""
    web = Login(username="web", vdom="web")
    with _lab(vdoms=("web",), logins=(web,)) as lab, Client(lab["u"], username="web", password="fgsp-lab") as client:
        assert "command parse error before 'global'" in client.command("sudo global get system console")[0]


@pytest.mark.parametrize(
    ("fortios", "settings", "mode", "said"),
    [
        ("6.0.4", {"vdoms": ("web",)}, "vdom-admin enable", "enable"),
        ("7.4.4", {"vdoms": ("web",)}, "vdom-mode multi-vdom", "multiple"),
        ("7.0.11", {"split_task": True}, "vdom-mode split-vdom", "split-task"),
    ],
)
def test_the_mode_of_the_vdoms_is_stored_and_told(
    fortios: str, settings: dict[str, object], mode: str, said: str
) -> None:
    """As each release says it [facts/cli-behaviour.md#5.2, #5.3, confirmed]."""
    with _lab(fortios, **settings) as lab, Client(lab["u"]) as client:
        assert f"    set {mode}\n" in lab["u"].stored_text()
        text = client.command("get system status")[0]
        assert f"Virtual domain configuration: {said}\n" in text
        assert "Virtual domains status: 2 in NAT mode" in text


def test_a_split_task_unit_hides_global_tables_as_recorded() -> None:
    """`command parse error before 'console'` / -61, behind a `$` prompt [status-split-task-101F-7.0.11.txt]."""
    settings = {"split_task": True, "dollar_prompt": True, "model": "FortiGate-101F"}
    with _lab("7.0.11", **settings) as lab, Client(lab["u"]) as client:
        assert client.command("get system status | grep Virtual")[0] == (
            "u $ Virtual domains status: 2 in NAT mode, 0 in TP mode\nVirtual domain configuration: split-task\n\nu $ "
        )
        assert client.command("get system console")[0] == (
            "u $ \ncommand parse error before 'console'\nCommand fail. Return code -61\n\nu $ "
        )


def test_a_fortimanager_says_that_it_is_none_of_ours() -> None:
    """With the keys of its recording."""
    with _lab("7.4.6", model="FortiManager-VM64") as lab, Client(lab["u"]) as client:
        text = client.command("get system status")[0].removeprefix("u # ")
    assert not parse_status(text).is_fortigate
    recorded = [
        line.strip().split(" : ")[0].rstrip()
        for line in _body("status-FMG-VM64-7.4.6-not-a-fortigate.txt").splitlines()
    ]
    assert [line.split(" : ")[0].rstrip() for line in text.splitlines()[:-2]] == recorded[1:-2]


@pytest.mark.parametrize("fortios", ["4.3.18", "5.0.7", "5.4.1", "5.6.3"])
def test_the_lab_takes_releases_that_are_older_than_the_data(fortios: str) -> None:
    """All tables are kept as they are typed; status and header say the release."""
    with _lab(
        fortios, config="config system session-sync\n    edit 1\n        set peerip 1.1.1.1\n    next\nend\n"
    ) as lab:
        with shell(lab["u"], rows=1000) as terminal:
            assert f"v{fortios},build" in terminal.ask("get system status")
            assert "set peerip 1.1.1.1" in terminal.ask("show system session-sync")
            terminal.ask("config system ha")
            terminal.ask("set session-pickup enable")
            terminal.ask("end")
        text = lab["u"].config_text()
    assert text.startswith(f"#config-version=FGVMK6-{fortios}-FW-build")
    assert "set session-pickup enable" in text


def test_a_later_ha_status_names_its_members_without_roles() -> None:
    """As in bytes-3001F-7.4.8-ha-session.txt: the group by name, the members counted."""
    unit = Unit(UnitSpec(name="x", fortios="7.4.8", ha_mode="a-p", ha_role="secondary"))
    text = ha_status(unit)
    for part in ("Group Name: ", "Group ID: ", "number of member: 2\n", "vcluster 1: standby 169.254.0.1\n"):
        assert part in text
    own = unit.identity.serial
    assert f"Secondary: {own}, HA operating index = 1\n" in text
    assert re.search(rf"^x {{17}}, {own}, HA cluster index = 1$", text, re.MULTILINE)


def test_lines_sent_ahead_are_echoed_in_order_or_at_once() -> None:
    """A quirk: the same bytes otherwise, in the same order of answers."""
    lines = "config system ha\nset session-pickup enable\nend\nexit\n"
    echoes = [f"{line}\r\r\n" for line in lines.splitlines()]
    prompts = ["u (ha) # ", "u (ha) # ", "u # "]
    in_order = "".join(f"{echo}\r\n{prompt}" for echo, prompt in zip(echoes, prompts, strict=False)) + echoes[-1]
    at_once = "".join(echoes) + "".join(f"\r\n{prompt}" for prompt in prompts)
    for ahead, wanted in (("in order", in_order), ("at once", at_once)):
        with _lab(quirks=Quirks(echo_ahead=ahead)) as lab, shell(lab["u"]) as terminal:  # type: ignore[arg-type]
            terminal.send(lines)
            assert terminal.rest() == wanted
            assert lab["u"].log == tuple(lines.splitlines())


@pytest.mark.parametrize(("rows", "pages"), [(None, 0), (20, 1)])
def test_the_height_that_the_pager_honours_is_a_quirk(rows: int | None, pages: int) -> None:
    """Whatever the client says, or no more than that."""
    with _lab(quirks=Quirks(max_rows=rows)) as lab, Client(lab["u"]) as client:
        terminal = client.shell(rows=500)
        terminal.until("# ")
        terminal.send("get system status\n")
        text = terminal.until("--More-- " if pages else "u # ")
        assert text.count("--More-- ") == pages


@pytest.mark.parametrize(("declines", "shown"), [(True, "\r\n\r\nu # "), (False, "")])
def test_whether_any_other_key_means_no_is_a_quirk(declines: bool, shown: str) -> None:
    """Else only `y` and `n` are heard."""
    with _lab(quirks=Quirks(other_key_declines=declines)) as lab, shell(lab["u"]) as terminal:
        for line in ("config system standalone-cluster", "set standalone-group-id 7"):
            terminal.ask(line)
        terminal.ask("end", "(y/n)")
        terminal.send(" ")
        if shown:
            assert terminal.until("u # ") == shown
            return
        assert terminal.silent()
        terminal.send("y")
        assert terminal.until("u # ") == "y\r\n\r\nu # "
