"""Bytes over real SSH, compared with the conventions of the byte-exact recordings [facts/cli-behaviour.md#1.2, #1.3]."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from lab_client import Client, shell

from fgsp_cli.testing import Lab, LabUnit, UnitSpec

STATUS_LINES_OF_A_PAGE = 22
QUESTION = (
    "\r\nChanging standalone-group-id or group-member-id will potentially affect FGSP traffic.\r\n"
    "Please first make sure the member is isolated from FGSP cluster properly.\r\n"
    "Do you want to continue? (y/n)"
)


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    specs = (
        UnitSpec(name="fgt-a", fortios="7.4.4"),
        UnitSpec(name="fgt-long", fortios="7.4.4", hostname="vwanXX-sdfw-wdmc4mms-region-000"),
        UnitSpec(
            name="fgt-ha", fortios="7.4.8", ha_mode="a-p", ha_role="primary", role_in_prompt=True, vdoms=("vd-web",)
        ),
        UnitSpec(name="fgt-banner", fortios="7.4.4", post_login_banner="* DEVICE # INFORMATION *\n\n Site: X $ "),
    )
    with Lab(specs) as running:
        yield running


@pytest.fixture
def unit(lab: Lab) -> LabUnit:
    return lab["fgt-a"]


def test_the_first_bytes_after_the_login_are_the_prompt(unit: LabUnit) -> None:
    """Nothing stands before it over SSH [facts/cli-behaviour.md#1.2]."""
    with Client(unit) as client:
        assert client.shell().until("# ") == "fgt-a # "


def test_output_is_echoed_command_lines_and_one_empty_line(unit: LabUnit) -> None:
    """Echo CR CR LF, output lines CR LF, an empty line, the prompt: as in bytes-91G-7.4.7-session.txt."""
    with shell(unit) as terminal:
        assert terminal.ask("execute date") == (f"execute date\r\r\n{terminal_date(unit)}\r\n\r\nfgt-a # ")


def terminal_date(unit: LabUnit) -> str:
    with Client(unit) as client:
        return client.command("execute date")[0].split(" # ")[1].splitlines()[0]


def test_a_silent_command_leaves_one_empty_line(unit: LabUnit) -> None:
    """`end\\r\\r\\n\\r\\nHOST # ` [facts/cli-behaviour.md#1.2, confirmed]; the level is the last word of the path."""
    with shell(unit) as terminal:
        assert terminal.ask("config system standalone-cluster") == (
            "config system standalone-cluster\r\r\n\r\nfgt-a (standalone-cluster) # "
        )
        assert terminal.ask("config cluster-peer") == "config cluster-peer\r\r\n\r\nfgt-a (cluster-peer) # "
        assert terminal.ask("edit 3") == "edit 3\r\r\nnew entry '3' added\r\n\r\nfgt-a (3) # "
        assert terminal.ask("abort") == "abort\r\r\n\r\nfgt-a (standalone-cluster) # "
        assert terminal.ask("end") == "end\r\r\n\r\nfgt-a # "


def test_an_error_has_an_empty_line_before_and_after(unit: LabUnit) -> None:
    """As recorded from a 501E and in errors-gnetcli-bytes.txt."""
    with shell(unit) as terminal:
        assert terminal.ask("diagnose hardware deviceinfo psu") == (
            "diagnose hardware deviceinfo psu\r\r\n\r\n"
            "command parse error before 'hardware'\r\nCommand fail. Return code -61\r\n\r\nfgt-a # "
        )


def test_unknown_action_has_no_empty_line_before(unit: LabUnit) -> None:
    """As in errors-mixed-VM-7.0.3.txt."""
    with shell(unit) as terminal:
        assert terminal.ask("emd") == "emd\r\r\nUnknown action 0\r\n\r\nfgt-a # "


def test_an_empty_line_repeats_the_prompt(unit: LabUnit) -> None:
    """A blank line just repeats the prompt [facts/cli-behaviour.md#4, confirmed]."""
    with shell(unit) as terminal:
        assert terminal.ask("") == "\r\r\nfgt-a # "
        assert terminal.ask("   ") == "   \r\r\nfgt-a # "


def test_exit_is_echoed_and_closes_the_channel(unit: LabUnit) -> None:
    """`exit\\r\\r\\n`, then nothing, as in bytes-3001F-7.4.8-ha-session.txt."""
    with shell(unit) as terminal:
        terminal.send("exit\n")
        assert terminal.rest() == "exit\r\r\n"
        assert terminal.channel.recv_exit_status() == 0


def test_exit_inside_a_table_is_no_command(unit: LabUnit) -> None:
    """Levels are left by `end` and `abort`."""
    with shell(unit) as terminal:
        terminal.ask("config system ha")
        assert "Unknown action 0" in terminal.ask("exit")


@pytest.mark.parametrize("enter", ["\r", "\n", "\r\n"])
def test_carriage_return_and_line_feed_are_enter(unit: LabUnit, enter: str) -> None:
    """RANCID sends CR, netmiko LF; both together are one Enter."""
    with shell(unit) as terminal:
        terminal.send(f"config system ha{enter}end{enter}")
        assert terminal.until("fgt-a # ") == ("config system ha\r\r\n\r\nfgt-a (ha) # end\r\r\n\r\nfgt-a # ")
        assert terminal.silent()


def test_lines_sent_ahead_are_run_in_order(unit: LabUnit) -> None:
    """Every line has its echo, output and prompt before the next one begins."""
    with shell(unit) as terminal:
        terminal.send("config system standalone-cluster\nconfig cluster-peer\nedit 9\nshow\nabort\nend\nexit\n")
        assert terminal.rest() == (
            "config system standalone-cluster\r\r\n\r\nfgt-a (standalone-cluster) # "
            "config cluster-peer\r\r\n\r\nfgt-a (cluster-peer) # "
            "edit 9\r\r\nnew entry '9' added\r\n\r\nfgt-a (9) # "
            "show\r\r\nconfig system standalone-cluster\r\n    config cluster-peer\r\n        edit 9\r\n        next\r\n"
            "    end\r\nend\r\n\r\nfgt-a (9) # "
            "abort\r\r\n\r\nfgt-a (standalone-cluster) # end\r\r\n\r\nfgt-a # exit\r\r\n"
        )


def test_the_pager_stops_after_22_rows_and_a_blank_turns_the_page(unit: LabUnit) -> None:
    """On 80x24: 22 lines, `--More-- `, then CR, nine blanks, CR and on, as in both byte-exact recordings."""
    with shell(unit) as terminal:
        terminal.send("get system status\n")
        first = terminal.until("--More-- ")
        echo, *lines, more = first.split("\r\n")
        assert (echo, more, len(lines)) == ("get system status\r", "--More-- ", STATUS_LINES_OF_A_PAGE)
        terminal.send(" ")
        rest = terminal.until(" # ")
        assert re.match(r"\r {9}\r[A-Z]", rest)
        assert rest.endswith("Last reboot reason: warm reboot\r\n\r\nfgt-a # ")


def test_enter_shows_one_line_and_q_stops(unit: LabUnit) -> None:
    """The usual keys of a pager [facts/cli-behaviour.md#1.3, likely]; other keys do nothing."""
    with shell(unit) as terminal:
        terminal.send("get system status\n")
        terminal.until("--More-- ")
        terminal.send("x")
        assert terminal.silent()
        terminal.send("\n")
        one = terminal.until("--More-- ")
        assert one.count("\r\n") == 1
        terminal.send("q")
        assert terminal.until(" # ") == "\r         \r\r\nfgt-a # "


def test_a_higher_terminal_is_not_paged(unit: LabUnit) -> None:
    """The pager follows the rows of the terminal: netmiko asks for 1000."""
    with shell(unit, columns=511, rows=1000) as terminal:
        assert "--More--" not in terminal.ask("get system status")


def test_a_resized_terminal_is_paged_by_its_new_height(unit: LabUnit) -> None:
    """The window size may change during a session."""
    with shell(unit) as terminal:
        terminal.channel.resize_pty(80, 100)
        assert "--More--" not in terminal.ask("get system status")


def test_lines_behind_paged_output_are_keys_of_the_pager(unit: LabUnit) -> None:
    """What is sent ahead of a page turns it or is lost: a blank turns, `q` stops, the rest is ignored."""
    with shell(unit) as terminal:
        terminal.send("get system status\nqend\n")
        text = terminal.until("Unknown action 0\r\n\r\nfgt-a # ")
        assert text.count("--More--") == 1


def test_the_pager_is_a_setting_of_the_whole_unit(lab: Lab) -> None:
    """`set output standard` in one session ends paging in another, and is stored [facts/cli-behaviour.md#1.3, confirmed]."""
    with Lab([UnitSpec(name="fgt-p", fortios="7.4.4")]) as own, shell(own["fgt-p"]) as one, shell(own["fgt-p"]) as two:
        one.send("config system console\nset output standard\nend\n")
        one.until("fgt-p # ")
        assert "--More--" not in two.ask("get system status")
        assert "    set output standard\n" in own["fgt-p"].stored_text()


def test_the_question_at_end_is_answered_by_one_key(unit: LabUnit) -> None:
    """The text of fgsp-end-confirmation-azure-vwan.txt; the key is echoed, no prompt comes before it."""
    with shell(unit) as terminal:
        terminal.ask("config system standalone-cluster")
        terminal.ask("set standalone-group-id 7")
        terminal.send("end\n")
        assert terminal.until("(y/n)") == f"end\r\r\n{QUESTION}"
        assert terminal.silent()
        terminal.send("y")
        assert terminal.until(" # ") == "y\r\n\r\nfgt-a # "
    assert "set standalone-group-id 7" in unit.stored_text()


def test_a_line_sent_ahead_is_taken_as_the_answer(unit: LabUnit) -> None:
    """A pasted next line declines [facts/cli-behaviour.md#5.5]: its first character is the key, the rest a line of its own."""
    with shell(unit) as terminal:
        terminal.ask("config system standalone-cluster")
        terminal.ask("set standalone-group-id 99")
        terminal.send("end\nconfig system ha\n")
        assert terminal.until("Unknown action 0\r\n\r\nfgt-a # ").startswith(
            f"end\r\r\n{QUESTION}c\r\n\r\nfgt-a # onfig"
        )
    assert "standalone-group-id 99" not in unit.stored_text()


def test_a_long_host_name_is_shortened_in_the_prompt(lab: Lab) -> None:
    """20 characters, a tilde, the last 3."""
    with shell(lab["fgt-long"]) as terminal:
        assert terminal.ask("config system ha").endswith("\r\nvwanXX-sdfw-wdmc4mms~000 (ha) # ")


def test_the_prompt_shows_role_and_scope(lab: Lab) -> None:
    """`HOST(Primary) (global) # ` and `current vf=`, as in prompts.txt and vdom-enter-global-and-vdom-6.2.txt."""
    with shell(lab["fgt-ha"]) as terminal:
        assert terminal.ask("config global") == "config global\r\r\n\r\nfgt-ha(Primary) (global) # "
        assert terminal.ask("end") == "end\r\r\n\r\nfgt-ha(Primary) # "
        assert terminal.ask("config vdom") == "config vdom\r\r\n\r\nfgt-ha(Primary) (vdom) # "
        assert terminal.ask("edit vd-web") == (
            "edit vd-web\r\r\ncurrent vf=vd-web:1\r\n\r\nfgt-ha(Primary) (vd-web) # "
        )


def test_a_new_host_name_is_in_the_next_prompt() -> None:
    """The prompt is made anew each time."""
    with Lab([UnitSpec(name="fgt-n", fortios="7.4.4")]) as own, shell(own["fgt-n"]) as terminal:
        terminal.send("config system global\nset hostname edge-1\nend\n")
        assert terminal.until("edge-1 # ").endswith("(global) # end\r\r\n\r\nedge-1 # ")


def test_the_banner_goes_away_by_the_key_a_only(lab: Lab) -> None:
    """No prompt and no reaction to a line end before `a` [facts/cli-behaviour.md#1.4, confirmed]."""
    with Client(lab["fgt-banner"]) as client:
        terminal = client.shell()
        banner = terminal.until("(Press 'a' to accept):\r\n")
        assert "DEVICE # INFORMATION" in banner
        terminal.send("\n\r x")
        assert terminal.silent()
        terminal.send("a")
        assert terminal.until(" # ") == "\r\nfgt-banner # "


def test_ctrl_c_drops_the_line_then_the_level_then_the_session(unit: LabUnit) -> None:
    """At a plain prompt it closes the connection [confirmed]; inside it leaves without saving [likely]."""
    with shell(unit) as terminal:
        terminal.ask("config system ha")
        terminal.ask("set session-pickup enable")
        terminal.send("set half\x03")
        assert terminal.until("(ha) # ") == "set half\r\nfgt-a (ha) # "
        terminal.send("\x03")
        assert terminal.until("fgt-a # ") == "\r\nfgt-a # "
        terminal.send("\x03")
        assert terminal.rest() == ""
    assert "session-pickup" not in unit.stored_text()


def test_ctrl_d_never_logs_out(unit: LabUnit) -> None:
    """It deletes a character [facts/cli-behaviour.md#1.5, confirmed]."""
    with shell(unit) as terminal:
        terminal.send("\x04\x04")
        assert terminal.silent()
        assert terminal.ask("execute tim\x04e").startswith("execute time\r\r\ncurrent time is: ")


def test_help_is_shown_at_once_and_keeps_the_line(unit: LabUnit) -> None:
    """`?` is a key, not a character; the verbs are those of help-root-VM-7.0.3.txt."""
    with shell(unit) as terminal:
        terminal.send("e?")
        text = terminal.until("fgt-a # e")
        assert "execute     Execute static commands.\r\nexit        Exit the CLI.\r\n" in text
        assert terminal.ask("xecute date").startswith("xecute date\r\r\ncurrent date is: ")


def test_a_question_mark_behind_ctrl_v_is_a_character(unit: LabUnit) -> None:
    """How a value with `?` is typed [facts/cli-behaviour.md#4, confirmed]."""
    with shell(unit) as terminal:
        terminal.ask("config system global")
        assert terminal.ask('set alias "a\x16?b"') == 'set alias "a?b"\r\r\n\r\nfgt-a (global) # '
        terminal.ask("end")
    assert 'set alias "a?b"' in unit.stored_text()


def test_tab_completes_and_is_no_part_of_the_line(unit: LabUnit) -> None:
    """A TAB in pasted text is a key [facts/cli-behaviour.md#4, confirmed]."""
    with shell(unit) as terminal:
        terminal.send("diag\t")
        assert terminal.until("diagnose ") == "diagnose "
        assert "name=root/root" in terminal.ask("sys vd list")


def test_an_open_quote_asks_for_more(unit: LabUnit) -> None:
    """The prompt of a continued value is `> ` [facts/cli-behaviour.md#4, likely]."""
    with shell(unit) as terminal:
        terminal.ask("config system global")
        terminal.send('set alias "one\n')
        assert terminal.until("> ") == 'set alias "one\r\r\n> '
        terminal.send("\n")
        assert terminal.until("> ") == "\r\r\n> "
        assert terminal.ask('two"') == 'two"\r\r\n\r\nfgt-a (global) # '
        terminal.ask("end")
    assert 'set alias "one\n\ntwo"\n' in unit.stored_text()


def test_ctrl_c_drops_an_open_quote(unit: LabUnit) -> None:
    """The value is forgotten, the level stays."""
    with shell(unit) as terminal:
        terminal.ask("config system global")
        terminal.send('set alias "never\n')
        terminal.until("> ")
        terminal.send("half\x03")
        assert terminal.until("(global) # ") == "half\r\nfgt-a (global) # "
        terminal.ask("end")
    assert "never" not in unit.stored_text()


def test_backspace_and_history_edit_the_line(unit: LabUnit) -> None:
    """Keys are obeyed before Enter; the history is of the session."""
    with shell(unit) as terminal:
        assert terminal.ask("execute daxx\x7f\x7fte").startswith("execute daxx\b \b\b \bte\r\r\ncurrent date is:")
        terminal.send("\x1b[A\n")
        assert terminal.until("fgt-a # ").startswith("execute daxx"[:10] + "te\r\r\ncurrent date is:")


def test_text_that_is_not_ascii_arrives_intact(unit: LabUnit) -> None:
    """Stored and shown as the bytes that came."""
    with shell(unit) as terminal:
        terminal.ask("config system global")
        terminal.ask('set alias "Zürich 🏔"')
        assert 'set alias "Zürich 🏔"\r\n' in terminal.ask("show")
        terminal.ask("abort")
