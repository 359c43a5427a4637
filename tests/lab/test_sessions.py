"""Logins and channels: who gets in, what they see, and what several of them do to each other."""

from __future__ import annotations

import asyncssh
import paramiko
import pytest
from lab_client import Client, shell

from fgsp_cli.fortios.cutter import cut
from fgsp_cli.testing import Habits, Lab, Login, Quirks, UnitSpec

READER = Login(username="reader", password="look", read_only=True)


def _lab(**settings: object) -> Lab:
    return Lab([UnitSpec(**{"name": "u", "fortios": "7.4.4", **settings})])  # type: ignore[arg-type]


def test_a_wrong_password_is_refused() -> None:
    """And so is an unknown administrator."""
    with _lab() as lab:
        with pytest.raises(paramiko.AuthenticationException):
            Client(lab["u"], password="wrong")
        with pytest.raises(paramiko.AuthenticationException):
            Client(lab["u"], username="nobody")
        assert lab["u"].logins == 0


def test_a_public_key_logs_in() -> None:
    """And another key does not."""
    key, other = (asyncssh.generate_private_key("ssh-ed25519") for _ in range(2))
    with _lab(authorized_keys=(key.export_public_key().decode(),)) as lab:
        with Client(lab["u"], key=key.export_private_key().decode()) as client:
            assert client.shell().until("# ") == "u # "
        with pytest.raises(paramiko.AuthenticationException):
            Client(lab["u"], key=other.export_private_key().decode())


def test_keyboard_interactive_asks_for_the_password() -> None:
    """It appears in the field too [facts/cli-behaviour.md#1.5]."""
    with _lab() as lab:
        transport = paramiko.Transport((lab["u"].host, lab["u"].port))
        transport.start_client(timeout=5)
        transport.auth_interactive("admin", lambda *_: ["fgsp-lab"])
        assert transport.is_authenticated()
        transport.close()


def test_the_pre_login_banner_comes_before_the_login() -> None:
    """It is text of the authentication, not of the terminal [facts/cli-behaviour.md#1.4]."""
    with _lab(pre_login_banner="Keep out") as lab, Client(lab["u"]) as client:
        assert client.transport.get_banner() == b"Keep out\r\n"
        assert client.shell().until("# ") == "u # "


def test_a_read_only_login_has_another_mark_and_changes_nothing() -> None:
    """`$` in place of `#`; a table that it may read is unknown to `config`."""
    with _lab(logins=(READER,)) as lab:
        before = lab["u"].stored_text()
        with Client(lab["u"], username="reader", password="look") as client:
            terminal = client.shell()
            assert terminal.until("$ ") == "u $ "
            assert "config cluster-peer" in terminal.ask("show system standalone-cluster", " $ ")
            answer = terminal.ask("config system standalone-cluster", " $ ")
        assert "command parse error before 'standalone-cluster'\r\nCommand fail. Return code -61" in answer
        assert lab["u"].stored_text() == before


def test_an_administrator_of_a_vdom_starts_inside_it() -> None:
    """No bracket in its prompt, and nothing global in reach."""
    web = Login(username="web", vdom="vd-web")
    with _lab(vdoms=("vd-web",), logins=(web,)) as lab, Client(lab["u"], username="web", password="fgsp-lab") as client:
        assert "command parse error before 'console'" in client.command("get system console")[0]
        assert "Current virtual domain: vd-web" in client.command("get system status")[0]
        assert "command parse error before 'global'" in client.command("config global")[0]


def test_a_unit_with_vdoms_hides_global_tables_outside_of_config_global() -> None:
    """As recorded from a split-task unit: `command parse error before 'console'` / -61."""
    with _lab(vdoms=("vd-web",)) as lab, shell(lab["u"], rows=1000) as terminal:
        for line in ("get system console", "show full-configuration system console"):
            assert "command parse error before 'console'\r\nCommand fail. Return code -61" in terminal.ask(line)
        terminal.ask("config global")
        assert "output              : more \r\n" in terminal.ask("get system console")
        assert "    set output more\r\n" in terminal.ask("show full-configuration system console")
        assert '    edit "vd-web"\r\n' in terminal.ask("show system vdom-property")


def test_the_whole_configuration_of_a_unit_can_be_cut() -> None:
    """What `show` at the root prints is what the cutter reads, with its release and VDOMs."""
    with _lab(vdoms=("vd-web",)) as lab:
        found = cut(lab["u"].config_text(), ("system standalone-cluster", "system vdom-property"))
    assert str(found.release) == "7.4.4"
    assert {section.vdom for section in found.sections} == {None}
    assert [section.path for section in found.sections] == ["system vdom-property", "system standalone-cluster"]


def test_the_header_changes_with_every_change() -> None:
    """`conf_file_ver` [facts/cli-behaviour.md#3.4, confirmed]."""
    with _lab() as lab:
        before = lab["u"].config_text()
        lab["u"].admin_change("config system global\nset alias x\nend")
        after = lab["u"].config_text()
    line = next(line for line in before.splitlines() if line.startswith("#conf_file_ver="))
    assert line not in after
    assert after.startswith("#config-version=FGVMK6-7.4.4-FW-build")


def test_commands_of_an_exec_channel_share_nothing_but_the_unit() -> None:
    """No echo, LF, the prompt glued to the first line; each is a session of its own [facts/cli-behaviour.md#1.6a, confirmed]."""
    with _lab() as lab, Client(lab["u"]) as client:
        assert client.command("config system ha") == ("u # \nu (ha) # ", 0)
        assert client.command("get system status | grep Hostname") == ("u # Hostname: u\n\nu # ", 0)
        assert (
            client.command("config system ha\nset session-pickup enable\nend")[0] == "u # \nu (ha) # \nu (ha) # \nu # "
        )
        assert "set session-pickup enable" in client.command("show system ha")[0]


def test_an_exec_channel_does_not_page() -> None:
    """No `--More--` in thousands of lines [facts/cli-behaviour.md#1.6a]; what a console set to `more` does is a quirk."""
    with _lab() as lab, Client(lab["u"]) as client:
        assert "--More--" not in client.command("get system status")[0]
    with _lab(quirks=Quirks(exec_pages=True)) as lab, Client(lab["u"]) as client:
        text, _ = client.command("get system status", stdin=" ")
        assert text.count("--More-- ") == 1
        assert text.endswith("\n\nu # ")


def test_a_question_in_an_exec_channel_waits_for_its_key() -> None:
    """Standard input answers it."""
    lines = "config system standalone-cluster\nset standalone-group-id 5\nend"
    with _lab() as lab, Client(lab["u"]) as client:
        text, _ = client.command(lines, stdin="y")
        assert text.endswith("(y/n)\n\nu # ")
        assert "set standalone-group-id 5" in lab["u"].stored_text()


def test_an_exec_channel_can_be_refused() -> None:
    """A quirk: it was measured on 8.0.0 only."""
    with _lab(quirks=Quirks(exec_channel=False)) as lab, Client(lab["u"]) as client:
        with pytest.raises(paramiko.SSHException):
            client.command("get system status")
        assert client.shell().until("# ") == "u # "


def test_a_second_channel_or_connection_can_be_refused() -> None:
    """Quirks: whether a unit accepts them is not established [facts/cli-behaviour.md#9]."""
    with _lab(quirks=Quirks(channels=1)) as lab, Client(lab["u"]) as client:
        first = client.shell()
        with pytest.raises(paramiko.ChannelException):
            client.shell()
        assert first.until("# ") == "u # "
    refused = pytest.raises((paramiko.SSHException, EOFError, OSError))
    with _lab(quirks=Quirks(connections=1)) as lab, Client(lab["u"]), refused:
        Client(lab["u"])


def test_sessions_of_a_unit_share_what_is_saved_and_nothing_else() -> None:
    """A row is seen by others when it is saved, not while it is edited."""
    with _lab() as lab, shell(lab["u"]) as one, shell(lab["u"]) as two:
        assert lab["u"].sessions == 2
        one.send("config system standalone-cluster\nconfig cluster-peer\nedit 3\nset peerip 10.0.0.3\n")
        one.until("(3) # ")
        assert "edit 3" not in two.ask("show system standalone-cluster")
        one.ask("next")
        assert "edit 3" in two.ask("show system standalone-cluster")
    with _lab() as lab:
        with shell(lab["u"]):
            pass
        assert lab["u"].logins == 1


def test_habits_of_the_commands_are_settings_of_the_unit() -> None:
    """Here: a nested row is saved by the outer `end` only, and lost with it."""
    lines = "config system standalone-cluster\nconfig cluster-peer\nedit 3\nset peerip 10.0.0.3\nnext\nend\nabort\n"
    for saves, is_saved in (("next", True), ("end", False)):
        with _lab(habits=Habits(nested_saves=saves)) as lab, shell(lab["u"]) as terminal:  # type: ignore[arg-type]
            terminal.send(lines + "exit\n")
            terminal.rest()
            assert ("edit 3" in lab["u"].stored_text()) is is_saved


def test_a_closed_connection_loses_what_was_not_saved() -> None:
    """The session is gone and the unit as it was."""
    with _lab() as lab:
        before = lab["u"].stored_text()
        with shell(lab["u"]) as terminal:
            terminal.send("config system standalone-cluster\nconfig cluster-peer\nedit 3\nset peerip 10.0.0.3\n")
            terminal.until("(3) # ")
        assert lab["u"].stored_text() == before


def test_switching_the_vdoms_on_ends_every_session() -> None:
    """The one that does it at once, the others at their next line; whoever comes then finds VDOMs."""
    with _lab() as lab, shell(lab["u"]) as one, shell(lab["u"]) as two:
        for line in ("config system global", "set vdom-mode multi-vdom"):
            one.ask(line)
        assert one.ask("end", "(y/n)").endswith("take effect.\r\nDo you want to continue? (y/n)")
        one.send("y")
        assert one.rest() == "y\r\n"
        two.send("get system status\n")
        assert two.rest() == "get system status\r\r\n"
        with shell(lab["u"]) as three:
            assert "Virtual domain configuration: multiple\r\n" in three.ask("get system status | grep Virtual")
            three.ask("config vdom")
            assert "current vf=root:0" in three.ask("edit root")
