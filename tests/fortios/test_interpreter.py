"""What a unit does with a line: verbs, words, and every error that is known."""

from __future__ import annotations

from pathlib import Path

import pytest
from dialogue import replay, typed

from fgsp_cli.base.errors import ConfigTextError
from fgsp_cli.fortios.interpreter import Interpreter

TRANSCRIPTS = Path(__file__).parents[1] / "data" / "transcripts"


def sample(name: str) -> str:
    """What stands below the header of a transcript."""
    return (TRANSCRIPTS / name).read_text(encoding="utf-8").partition("# ----\n")[2]


def peers(release: str = "7.0.12", *rows: str) -> Interpreter:
    """A unit inside its table of peers, with these rows."""
    unit = Interpreter(release)
    typed(unit, "config system cluster-sync")
    for key, row in enumerate(rows, start=1):
        typed(unit, f"edit {key}\n{row}\nnext")
    return unit


def refused(unit: Interpreter, line: str) -> str:
    """What the unit says to a line that it must refuse."""
    said = unit.execute(line)
    assert unit.failed, line
    return said


# --- dialogues -------------------------------------------------------------------------------------------------------


def test_levels_and_messages_follow_the_recorded_manner() -> None:
    """The form of the recorded VM 7.0.3 dialogue, on the table of peers: one level in the prompt, `show` with its path."""
    replay(
        Interpreter("7.0.3"),
        """
SITE-B # config system cluster-sync

SITE-B (cluster-sync) # show
config system cluster-sync
end

SITE-B (cluster-sync) # edit 1
new entry '1' added

SITE-B (1) # show
config system cluster-sync
    edit 1
    next
end

SITE-B (1) # set peerip 192.0.2.2

SITE-B (1) # set syncvd root

SITE-B (1) # show
config system cluster-sync
    edit 1
        set peerip 192.0.2.2
        set syncvd "root"
    next
end

SITE-B (1) # next

SITE-B (cluster-sync) # end

SITE-B # """,
    )


def test_an_unknown_verb_and_a_missing_value_are_answered_as_recorded() -> None:
    """Lines of the recorded VM 7.0.3 dialogue of errors; what they would have changed is none of ours."""
    replay(
        Interpreter("7.0.3", "config system dhcp server\n edit 1\n next\nend\n"),
        """
FortiGate-VM64-KVM # conf system settings

FortiGate-VM64-KVM (settings) # set opmode

incomplete command in the end
Command fail. Return code -160

FortiGate-VM64-KVM (settings) # emd
Unknown action 0

FortiGate-VM64-KVM (settings) # end

FortiGate-VM64-KVM # confi system dhcp server

FortiGate-VM64-KVM (server) # delte 1
Unknown action 0

FortiGate-VM64-KVM (server) # delete 1

FortiGate-VM64-KVM (server) # show
config system dhcp server
end

FortiGate-VM64-KVM (server) # end

FortiGate-VM64-KVM # delete fortilink
Unknown action 0

FortiGate-VM64-KVM # set opmode transparent
Unknown action 0

FortiGate-VM64-KVM # """,
    )


def test_edit_0_stays_0_in_the_prompt_until_it_is_saved() -> None:
    """As recorded inside a VDOM of a 5.x unit."""
    unit = Interpreter("6.0.0", "config vdom\nedit root\nnext\nedit MGMT\nnext\nend\n")
    text = sample("session-edit0-static-5x.txt").replace("(static) #\n", "(static) # \n")
    replay(unit, text)
    assert "edit 1\n" in unit.show()


def test_lists_are_appended_to_as_recorded() -> None:
    """`append` on an attribute that the schema does not know, in the article's own example."""
    unit = Interpreter(
        "6.4.0",
        'config system interface\n edit "port4"\n  set vdom "root"\n  set allowaccess ping https ssh\n next\nend\n',
    )
    typed(unit, "config system interface\nedit port4\nappend allowaccess telnet")
    assert "        set allowaccess ping https ssh telnet\n" in unit.execute("show")


# --- verbs -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verbs", "shown"),
    [
        ("set syncvd a b", '"a" "b"'),
        ("set syncvd a b\nset syncvd c", '"c"'),
        ("set syncvd a\nappend syncvd b c", '"a" "b" "c"'),
        ("set syncvd a\nappend syncvd a b", '"a" "b"'),
        ("set syncvd a b c\nunselect syncvd b", '"a" "c"'),
        ("set syncvd a b\nunselect syncvd z", '"a" "b"'),
        ("select syncvd a\nselect syncvd b", '"b"'),
    ],
)
def test_list_verbs_do_what_they_say(verbs: str, shown: str) -> None:
    """`set` and `select` replace, `append` adds, `unselect` takes away [confirmed]."""
    unit = peers("7.0.12", verbs)
    assert f"        set syncvd {shown}\n" in unit.execute("show")


@pytest.mark.parametrize("verb", ["unset syncvd", "clear syncvd", "unselect syncvd a b", "set syncvd ''"])
def test_an_emptied_list_is_the_default_and_is_not_shown(verb: str) -> None:
    """An empty list is what the list is from the start."""
    assert "syncvd" not in peers("7.0.12", f"set syncvd a b\n{verb}").execute("show")


@pytest.mark.parametrize("verb", ["append peerip 10.0.0.1", "unselect peerip 10.0.0.1"])
def test_only_lists_can_be_appended_to(verb: str) -> None:
    """The other attributes are no words that these verbs know."""
    unit = peers()
    typed(unit, "edit 1")
    assert "command parse error before 'peerip'" in refused(unit, verb)


@pytest.mark.parametrize(
    ("line", "level"),
    [("conf sys cluster-s", "cluster-sync"), ("config sys ha", "ha"), ("conf sys int", "interface"), ("co sys dn", "")],
)
def test_words_may_be_shortened_while_they_stay_clear(line: str, level: str) -> None:
    """`dn` could be dns, dns-database, dns-server or dns64."""
    unit = Interpreter("7.0.12")
    said = unit.execute(line)
    assert unit.level == level
    assert ("ambiguous command before 'dn'" in said) is not bool(level)


def test_a_word_that_is_whole_is_never_ambiguous() -> None:
    """`dns` is a table although others begin with it; `set` is a verb although `select` begins alike."""
    unit = Interpreter("7.0.12")
    typed(unit, "config system dns\nset primary 10.0.0.1")
    assert unit.level == "dns"


def test_attributes_and_options_may_be_shortened_too() -> None:
    """But `peer` could be peervd or peerip."""
    unit = peers("7.0.12", "set ipsec-t dis")
    assert "set ipsec-tunnel-sync disable" in unit.execute("show")
    typed(unit, "edit 1")
    assert "ambiguous command before 'peer'" in refused(unit, "set peer 10.0.0.1")


def test_comments_blank_lines_and_line_ends_do_nothing() -> None:
    """A quote in a comment opens nothing."""
    unit = peers()
    before = unit.store.version
    for line in ("", "   ", "# don't", '   # "', "\r", "#"):
        assert unit.execute(line) == ""
        assert (unit.failed, unit.open_quote) == (False, False)
    typed(unit, "edit 1\r\n  set peerip 10.0.0.1  \r\nnext\r")
    assert unit.store.version == before + 1


def test_an_open_quote_takes_the_following_lines() -> None:
    """Whatever they hold, comments and verbs included."""
    unit = Interpreter("7.0.12")
    typed(unit, "config system automation-action\nedit a")
    for line in ('set script "config system global', "# no comment", "end", 'show"'):
        assert unit.execute(line) == ""
        assert unit.open_quote is (line != 'show"')
    assert unit.level == "a"
    typed(unit, "end")
    assert 'set script "config system global\n# no comment\nend\nshow"\n' in unit.show()


def test_an_unfinished_line_can_be_dropped() -> None:
    """What Ctrl-C does at the continuation prompt."""
    unit = Interpreter("7.0.12")
    unit.execute('set x "')
    unit.interrupt()
    assert not unit.open_quote
    assert unit.execute("config system ha") == ""
    assert unit.level == "ha"


def test_rows_can_be_deleted_purged_renamed_and_cloned() -> None:
    """All of it at once, without `next`."""
    unit = peers("7.0.12", "set peerip 10.0.0.1", "set peerip 10.0.0.2", "set peerip 10.0.0.3")
    typed(unit, "delete 2\nrename 1 to 7\nclone 3 to 5")
    assert [*unit.store.fgsp.children["system cluster-sync"].entries] == ["3", "5", "7"]
    typed(unit, "purge")
    assert unit.show() == "config system cluster-sync\nend\n"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("delete 9", "entry not found in datasource\nCommand fail. Return code -3\n"),
        ("rename 9 to 8", "entry is not found in table\n"),
        ("clone 1 to 2", "object set operator error, -5 discard the setting"),
        ("rename 1 into 3", "command parse error before 'into'"),
        ("delete", "incomplete command in the end"),
        ("delete 1 2", "command parse error before '2'"),
        ("move 1 after 2", "Unknown action 0"),
    ],
)
def test_rows_that_are_not_there_are_refused(line: str, said: str) -> None:
    """A table of peers has no order of its own, so it has no `move`."""
    assert said in refused(peers("7.0.12", "set peerip 10.0.0.1", "set peerip 10.0.0.2"), line)


def test_rows_of_an_ordered_table_can_be_moved() -> None:
    """Policies, for instance."""
    unit = Interpreter("7.0.12")
    rows = "".join(f"edit {number}\nset schedule always\nnext\n" for number in (1, 2, 3))
    typed(unit, f"config firewall policy\n{rows}move 3 before 1\nmove 1 after 2")
    assert [*unit.tree().children["firewall policy"].entries] == ["3", "2", "1"]
    assert "not found" in refused(unit, "move 1 before 9")


# --- edit ------------------------------------------------------------------------------------------------------------


def test_edit_0_gets_the_number_above_the_highest() -> None:
    """The first one gets 1 [confirmed]."""
    unit = peers("7.0.12")
    typed(unit, "edit 0\nset peerip 10.0.0.1\nnext\nedit 6\nnext\nedit 0\nset peerip 10.0.0.2\nnext")
    assert [*unit.store.fgsp.children["system cluster-sync"].entries] == ["1", "6", "7"]


def test_the_highest_number_of_all_leaves_the_first_free_one() -> None:
    """There is none above it."""
    unit = peers("7.0.12")
    typed(unit, "edit 4294967295\nnext\nedit 1\nnext\nedit 0\nnext")
    assert [*unit.store.fgsp.children["system cluster-sync"].entries] == ["1", "2", "4294967295"]


@pytest.mark.parametrize(
    ("line", "said", "code"),
    [
        ("edit one", "invalid unsigned integer value: one", -651),
        ("edit 4294967296", "value parse error before '4294967296'", -651),
        ("edit 999999999999999999999999", "value parse error before '99", -651),
        ("edit -1", "invalid unsigned integer value: -1", -651),
        ("edit", "incomplete command", -160),
        ("edit 1 2", "command parse error before '2'", -61),
        ("set peerip 10.0.0.1", "Unknown action 0", None),
    ],
)
def test_keys_of_peers_are_numbers(line: str, said: str, code: int | None) -> None:
    """And attributes are set in a row, not in the table (the mistake of an old cookbook)."""
    unit = peers()
    assert said in refused(unit, line)
    assert unit.last_code == code
    assert unit.level == "cluster-sync"


def test_a_key_is_shown_as_a_plain_number() -> None:
    """However it was typed."""
    assert "    edit 7\n" in peers("7.0.12", "set peerip 10.0.0.1\nnext\nedit 007").execute("show")


def test_edit_says_so_only_for_a_new_row() -> None:
    """An old one is opened in silence [confirmed]."""
    unit = peers()
    assert unit.execute("edit 3") == "new entry '3' added\n"
    typed(unit, "next")
    assert unit.execute("edit 3") == ""


# --- values ----------------------------------------------------------------------------------------------------------

VALUES = [
    ("set peerip 1.1", "invalid ip address\n\nvalue parse error before '1.1'\nCommand fail. Return code -8\n"),
    (
        "set hb-interval x",
        "invalid unsigned integer value: x\n\nvalue parse error before 'x'\nCommand fail. Return code -651\n",
    ),
    ("set hb-interval 21", "value parse error before '21'\nCommand fail. Return code -651\n"),
    ("set hb-interval", "\nincomplete command in the end\nCommand fail. Return code -160\n"),
    (
        "set hb-interval ''",
        "invalid unsigned integer value: \n\nvalue parse error before ''\nCommand fail. Return code -651\n",
    ),
    ("set peerip 10.0.0.1 x", "\ncommand parse error before 'x'\nCommand fail. Return code -61\n"),
    ("set ipsec-tunnel-sync on", "\ncommand parse error before 'on'\nCommand fail. Return code -61\n"),
    ("set peer-ip 10.0.0.1", "\ncommand parse error before 'peer-ip'\nCommand fail. Return code -61\n"),
    ("set sync-id 4", "\ncommand parse error before 'sync-id'\nCommand fail. Return code -61\n"),
    (
        "set session-sync-filter x",
        "\ncommand parse error before 'session-sync-filter'\nCommand fail. Return code -61\n",
    ),
    (
        "set down-intfs-before-sess-sync <interface>",
        "value parse error before '<interface>'\nCommand fail. Return code -1\n",
    ),
    (
        "set peervd " + "v" * 32,
        (
            "string value is too long. the size is 32, the limit is 31\n"
            f"value parse error before '{'v' * 32}'\nCommand fail. Return code -1\n"
        ),
    ),
    ("set", "\nincomplete command in the end\nCommand fail. Return code -160\n"),
    ("unset", "\nincomplete command in the end\nCommand fail. Return code -160\n"),
    ("unset peerip now", "\ncommand parse error before 'now'\nCommand fail. Return code -61\n"),
    ("config syncvd", "\ncommand parse error before 'syncvd'\nCommand fail. Return code -61\n"),
    ("config filter", "\ncommand parse error before 'filter'\nCommand fail. Return code -61\n"),
    ("config", "\nincomplete command in the end\nCommand fail. Return code -160\n"),
    ("end now", "\ncommand parse error before 'now'\nCommand fail. Return code -61\n"),
]


@pytest.mark.parametrize(("line", "said"), VALUES, ids=[line for line, _ in VALUES])
def test_a_refused_line_changes_nothing_and_leaves_the_row_open(line: str, said: str) -> None:
    """The attributes that were set before it are still there [confirmed]."""
    unit = peers("7.0.12")
    typed(unit, "edit 1\nset peerip 10.0.0.9\nset hb-interval 7")
    assert refused(unit, line) == said
    assert unit.level == "1"
    typed(unit, "next")
    assert "        set peerip 10.0.0.9\n        set hb-interval 7\n" in unit.execute("show")


@pytest.mark.parametrize("line", ["set srcaddr 10.0.0.0 255.0.255.0", "set srcaddr 10.0.0.0/99"])
def test_a_bad_netmask_has_its_own_words(line: str) -> None:
    """As on an old build."""
    unit = peers()
    typed(unit, "edit 1\nconfig session-sync-filter")
    said = refused(unit, line)
    assert (
        said == "invalid netmask.\nobject check operator error, -9, discard the setting\nCommand fail. Return code -9\n"
    )


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("set srcaddr 10.1.2.3/8", "set srcaddr 10.0.0.0 255.0.0.0"),
        ("set srcaddr 10.1.2.3 255.255.0.0", "set srcaddr 10.1.0.0 255.255.0.0"),
        ("set srcaddr6 2001:DB8:0:0::1/64", "set srcaddr6 2001:db8::/64"),
        ("set srcintf port1", 'set srcintf "port1"'),
    ],
)
def test_values_are_shown_in_one_form(line: str, shown: str) -> None:
    """Whatever form they were typed in [confirmed for addresses of interfaces]."""
    unit = peers()
    typed(unit, f"edit 1\nconfig session-sync-filter\n{line}")
    assert f"            {shown}\n" in unit.execute("show")


def test_too_many_rows_are_refused_when_they_are_saved() -> None:
    """And the row is lost [confirmed for other tables]."""
    unit = Interpreter("7.4.4")
    typed(unit, "config system ha")
    rows = "\n".join(f"edit {key}\nnext" for key in range(1, 8))
    typed(unit, f"config unicast-peers\n{rows}\nedit 8")
    assert refused(unit, "next").endswith("(reached the maximum number of entries)\n")
    assert (unit.level, unit.last_code) == ("unicast-peers", -4)
    assert "edit 8" not in unit.execute("show")


# --- what a release knows --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("release", "line", "word"),
    [
        ("7.2.1", "config system cluster-sync", "cluster-sync"),
        ("8.0.0", "config system cluster-sync", "cluster-sync"),
        ("6.2.17", "config system standalone-cluster", "standalone-cluster"),
        ("6.0.0", "config system session-sync", "session-sync"),
        ("7.4.4", "config system nonsense", "nonsense"),
        ("7.4.4", "config nonsense", "nonsense"),
        ("7.4.4", "config system ha now", "now"),
        ("7.4.4", "config global", "global"),
        ("7.4.4", "config vdom", "vdom"),
        ("7.4.4", "show system nonsense", "nonsense"),
    ],
)
def test_tables_that_the_release_lacks_are_unknown_words(release: str, line: str, word: str) -> None:
    """The same answer for another release's table and for one that no release has."""
    unit = Interpreter(release)
    assert refused(unit, line) == f"\ncommand parse error before '{word}'\nCommand fail. Return code -61\n"
    assert unit.depth == 0


@pytest.mark.parametrize("line", ["get system", "show system", "config system", "get"])
def test_a_path_that_ends_too_early_is_incomplete(line: str) -> None:
    """As `get system` on a real unit."""
    assert "incomplete command in the end" in refused(Interpreter("7.4.4"), line)


def test_the_nested_table_does_not_exist_before_its_release() -> None:
    """`cluster-peer` came with 7.2.1 [confirmed]."""
    unit = Interpreter("7.2.0")
    typed(unit, "config system standalone-cluster")
    assert "before 'cluster-peer'" in refused(unit, "config cluster-peer")


def test_rows_cannot_stand_right_in_the_object() -> None:
    """The mistake of a published template: `edit` without `config cluster-peer`."""
    unit = Interpreter("7.4.4")
    typed(unit, "config system standalone-cluster")
    assert refused(unit, "edit 0") == "Unknown action 0\n"
    assert "before 'peerip'" in refused(unit, "set peerip 10.0.0.1")
    assert refused(unit, "next") == "Unknown action 0\n"


@pytest.mark.parametrize(
    ("release", "known"), [("7.0.0", "slave-add-ike-routes"), ("7.0.1", "secondary-add-ipsec-routes")]
)
def test_an_attribute_has_one_name_at_a_time(release: str, known: str) -> None:
    """7.0.1 renamed it [confirmed]."""
    unit = peers(release)
    typed(unit, f"edit 1\nset {known} disable")
    other = {"slave-add-ike-routes", "secondary-add-ipsec-routes"} - {known}
    assert "command parse error" in refused(unit, f"set {other.pop()} disable")


def test_an_attribute_that_needs_another_is_unknown_without_it() -> None:
    """`inter-cluster-session-sync` exists in the modes a-a and a-p only, and goes when they go [confirmed]."""
    unit = Interpreter("6.2.7")
    typed(unit, "config system ha")
    assert "before 'inter-cluster-session-sync'" in refused(unit, "set inter-cluster-session-sync enable")
    typed(unit, "set mode a-p\nset inter-cluster-session-sync enable")
    assert "set inter-cluster-session-sync enable" in unit.execute("show")
    typed(unit, "set mode standalone")
    assert "inter-cluster-session-sync" not in unit.execute("show") + unit.execute("show full-configuration")


def test_system_ha_keeps_what_the_schema_does_not_list() -> None:
    """The schema lists the part of it that matters to FGSP."""
    unit = Interpreter("7.4.4")
    typed(
        unit, 'config system ha\nset monitor "port1" "port2"\nset session-pickup enable\nset hb-lost-threshold 6\nend'
    )
    shown = '    set monitor "port1" "port2"\n    set session-pickup enable\n    set hb-lost-threshold 6\n'
    assert shown in unit.show("system ha")


# --- what a unit came with -------------------------------------------------------------------------------------------

NEWER = """config system standalone-cluster
    set standalone-group-id 5
    set brand-new "some thing"
    config cluster-peer
        edit 1
            set peerip 10.0.0.1
            set newer-still 1-9
            config newest
                edit 1
                next
            end
        next
    end
end
"""


def test_what_a_unit_came_with_is_kept_although_the_schema_lacks_it() -> None:
    """A real unit may know more than our data."""
    assert Interpreter("7.4.4", NEWER).show() == NEWER


def test_what_a_unit_came_with_can_be_typed_there_but_nowhere_else() -> None:
    """Its own configuration says that this unit knows the word; on any other it is refused."""
    typed(Interpreter("7.4.4", NEWER), "config system standalone-cluster\nset brand-new other\nend")
    unit = Interpreter("7.4.4")
    typed(unit, "config system standalone-cluster")
    assert "before 'brand-new'" in refused(unit, "set brand-new other")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("config system ha\n    sett mode a-p\nend\n", 2),
        ("config system ha\n    set mode\nend\n", 2),
        ('config system ha\n    set group-name "x\nend\n', 2),
        ("config system ha\nnext\n", 2),
        ("config system ha\nend now\n", 2),
        ("config system cluster-sync\nedit 1 2\n", 2),
        ("config system ha\n" + "config x\n" * 40, 33),
    ],
)
def test_a_text_that_is_no_configuration_is_refused_with_its_line(text: str, line: int) -> None:
    """The constructor is the only thing that raises."""
    with pytest.raises(ConfigTextError) as caught:
        Interpreter("7.4.4", text)
    (problem,) = caught.value.problems
    assert problem.position is not None
    assert problem.position.line == line


def test_typed_text_is_taken_as_a_configuration_too() -> None:
    """`edit 0`, unquoted names, no `next`, `append`, and what a terminal recorded around it."""
    text = """FGT # config system cluster-sync
config system cluster-sync
edit 0
set peerip 10.0.0.1
set syncvd root
append syncvd vd1
end
config system cluster-sync
    edit 0
        set peerip 10.0.0.2
    edit 7
        set peerip 10.0.0.3
        unset syncvd
end
y
"""
    assert Interpreter("7.0.12", text).show() == (
        "config system cluster-sync\n"
        '    edit 1\n        set peerip 10.0.0.1\n        set syncvd "root" "vd1"\n    next\n'
        "    edit 2\n        set peerip 10.0.0.2\n    next\n"
        "    edit 7\n        set peerip 10.0.0.3\n    next\n"
        "end\n"
    )


@pytest.mark.parametrize("release", ["5.6.0", "5.0"])
def test_a_release_that_is_none_or_too_old_is_refused(release: str) -> None:
    """Before 6.0.0 the tables meant something else."""
    with pytest.raises((LookupError, ValueError)):
        Interpreter(release)


def test_several_lines_may_be_given_at_once() -> None:
    """For people who try it out; the answers come one after the other."""
    said = Interpreter("7.0.12").execute("config system cluster-sync\nedit 1\nset peerip 10.0.0.1\nnext\nshow")
    assert said.startswith("new entry '1' added\nconfig system cluster-sync\n    edit 1\n")
