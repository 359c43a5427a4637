"""How one logs in, what comes before the first prompt, and when a session ends by itself [facts/cli-behaviour.md#1.4, #1.5]."""

from __future__ import annotations

import re
import time

import paramiko
import pytest
from lab_client import Client

from fgsp_cli.testing import Lab, LabUnit, Login, UnitSpec


def _lab(**settings: object) -> Lab:
    return Lab([UnitSpec(**{"name": "u", "fortios": "7.4.4", **settings})])  # type: ignore[arg-type]


def _interactive(unit: LabUnit, *answers: str) -> tuple[bool, list[str]]:
    """Log in by keyboard-interactive: whether that works, and what was asked."""
    asked, left = [], list(answers)

    def answer(_title: str, _text: str, prompts: list[tuple[str, bool]]) -> list[str]:
        asked.extend(prompt for prompt, _ in prompts)
        return [left.pop(0) for _ in prompts]

    transport = paramiko.Transport((unit.host, unit.port))
    transport.start_client(timeout=5)
    try:
        transport.auth_interactive("admin", answer)
    except paramiko.AuthenticationException:
        return False, asked
    finally:
        transport.close()
    return True, asked


def test_keyboard_interactive_takes_the_password_only() -> None:
    """Right or wrong."""
    with _lab() as lab:
        assert _interactive(lab["u"], "fgsp-lab") == (True, ["Password: "])
        assert _interactive(lab["u"], "wrong") == (False, ["Password: "])


def test_a_code_is_asked_for_after_the_password() -> None:
    """A password alone is not enough then, and one code is asked for once."""
    with _lab(token="123456") as lab:
        assert _interactive(lab["u"], "fgsp-lab", "123456") == (True, ["Password: ", "Token Code: "])
        assert _interactive(lab["u"], "fgsp-lab", "654321") == (False, ["Password: ", "Token Code: "])
        with pytest.raises(paramiko.BadAuthenticationType):
            Client(lab["u"])


def test_ways_of_logging_in_can_be_left_out() -> None:
    """A unit that knows keys only, or keyboard-interactive only."""
    with _lab(authentication=("keyboard-interactive",)) as lab:
        assert _interactive(lab["u"], "fgsp-lab")[0]
        with pytest.raises(paramiko.BadAuthenticationType) as caught:
            Client(lab["u"])
        assert caught.value.allowed_types == ["keyboard-interactive"]


def test_the_first_login_may_have_to_choose_a_password() -> None:
    """In the words of session-factoryreset-login-VM-7.0.3.txt, unechoed; the next login has the new one."""
    with _lab(must_change_password=True) as lab:
        unit = lab["u"]
        with Client(unit) as client:
            terminal = client.shell()
            assert terminal.until("New Password:") == (
                "You are forced to change your password. Please input a new password.\r\nNew Password:"
            )
            terminal.send("one\n")
            assert terminal.until("Confirm Password:") == "\r\nConfirm Password:"
            terminal.send("other\n")
            assert terminal.until("New Password:") == "\r\nNew Password:"
            terminal.send("one\n")
            terminal.until("Confirm Password:")
            terminal.send("one\n")
            assert terminal.until("# ") == "\r\nu # "
        with pytest.raises(paramiko.AuthenticationException):
            Client(unit)
        with Client(unit, password="one") as client:
            assert client.shell().until("# ") == "u # "
            assert "one" not in str(unit.log)


def test_a_command_is_not_run_before_a_password_has_been_chosen() -> None:
    """There is nobody to choose one."""
    with _lab(must_change_password=True) as lab, Client(lab["u"]) as client:
        text, _ = client.command("get system status")
        assert text.startswith("You are forced to change your password.")
        assert "Version" not in text


def test_a_banner_comes_after_the_choice_of_a_password() -> None:
    """And only `a` dismisses it."""
    with _lab(must_change_password=True, post_login_banner="Hello") as lab, Client(lab["u"]) as client:
        terminal = client.shell()
        terminal.until("New Password:")
        terminal.send("one\none\n")
        assert terminal.until("accept):\r\n") == "\r\nConfirm Password:\r\nHello\r\n(Press 'a' to accept):\r\n"
        terminal.send("\na")
        assert terminal.until("# ") == "\r\nu # "


def test_other_administrators_are_not_forced() -> None:
    """Each has a setting of its own."""
    login = Login(username="x", must_change_password=True)
    with _lab(logins=(login,)) as lab:
        with Client(lab["u"]) as client:
            assert client.shell().until("# ") == "u # "
        with Client(lab["u"], username="x", password="fgsp-lab") as client:
            client.shell().until("New Password:")


@pytest.mark.parametrize(("timeout", "is_closed"), [(0.3, True), (None, False)])
def test_an_idle_session_is_closed_without_a_word(timeout: float | None, is_closed: bool) -> None:
    """A key begins the time anew."""
    with _lab(idle_timeout=timeout) as lab, Client(lab["u"]) as client:
        terminal = client.shell()
        terminal.until("# ")
        for _ in range(5):
            time.sleep(0.12)
            assert terminal.ask("").endswith("u # ")
        time.sleep(0.6)
        assert client.transport.is_active() is not is_closed
        if is_closed:
            assert terminal.rest() == ""


def test_a_dollar_in_the_prompt_does_not_mean_read_only() -> None:
    """Of one administrator, or of everybody on some units with VDOMs [confirmed]."""
    limited = Login(username="x", dollar_prompt=True)
    lines = "config system global\nset alias {}\nend"
    with _lab(logins=(limited,)) as lab:
        with Client(lab["u"], username="x", password="fgsp-lab") as client:
            assert client.command(lines.format("changed"))[0].endswith("\nu $ ")
        with Client(lab["u"]) as client:
            assert client.command("end")[0].startswith("u # ")
        assert re.search(r"set alias \W?changed", lab["u"].stored_text())
    with _lab(vdoms=("web",), dollar_prompt=True) as lab, Client(lab["u"]) as client:
        assert client.command(f"config global\n{lines.format('all')}")[0].startswith("u $ \nu (global) $ ")
        assert re.search(r"set alias \W?all", lab["u"].stored_text())


def test_long_host_names_and_roles_stand_in_every_prompt() -> None:
    """Shortened to 24 characters, the role behind it, the level behind that."""
    settings = {"ha_mode": "a-p", "ha_role": "secondary", "role_in_prompt": True}
    with _lab(hostname="a-very-long-host-name-of-a-unit", **settings) as lab, Client(lab["u"]) as client:
        assert client.command("config system ha")[0].endswith("a-very-long-host-nam~nit(Secondary) (ha) # ")
