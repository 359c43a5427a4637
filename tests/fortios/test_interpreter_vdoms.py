"""VDOMs, names that must exist, and logins that may not do everything."""

from __future__ import annotations

from pathlib import Path

import pytest
from dialogue import replay, typed

from fgsp_cli.fortios.dialects import dialect
from fgsp_cli.fortios.interpreter import Access, Interpreter, Store

TRANSCRIPTS = Path(__file__).parents[1] / "data" / "transcripts"
TWO_VDOMS = "config vdom\nedit root\nnext\nedit customer\nnext\nend\n"
INTERFACES = 'config system interface\n    edit "port1"\n    next\n    edit "port2"\n    next\nend\n'


def unit(release: str = "7.4.4", config: str = TWO_VDOMS, access: Access | None = None) -> Interpreter:
    """A unit with VDOMs."""
    return Interpreter(release, config, access=access)


def peer(of: Interpreter) -> Interpreter:
    """The unit, inside a new row."""
    if of.store.multi_vdom:
        typed(of, "config global")
    path = " / ".join(of.store.dialect.peers_path).split(" / ")
    for step in path:
        typed(of, f"config {step}")
    typed(of, "edit 1")
    return of


def test_vdoms_are_entered_as_recorded() -> None:
    """On a 6.2.3 unit; each command of the recording begins at the root."""
    one = unit("6.2.3")
    replay(
        one,
        """
FGT-1B2-9 # config global
FGT-1B2-9 (global) # end
FGT-1B2-9 # config vdom

FGT-1B2-9 (vdom) # edit customer
current vf=customer:1

FGT-1B2-9 (customer) # next
FGT-1B2-9 (vdom) # edit root
current vf=root:0
FGT-1B2-9 (root) # end
FGT-1B2-9 # """,
    )


def test_an_unknown_vdom_is_made_by_edit_as_recorded() -> None:
    """On a 6.4.7 unit: never enter a VDOM without looking whether it exists."""
    config = "config vdom\n" + "".join(f"edit {name}\nnext\n" for name in ("root", "a", "b", "c", "d")) + "end\n"
    one = unit("6.4.7", config)
    text = (TRANSCRIPTS / "vdom-create-by-edit-6.4.7.txt").read_text(encoding="utf-8").partition("# ----\n")[2]
    replay(one, text.replace("\n\nChanging to TP mode\n", "\n"))
    assert "edit VD01-CLIENT01\n" in one.show()
    assert one.store.version == 2


@pytest.mark.parametrize("name", ["two words", "a.b", "", "x" * 32])
def test_a_name_that_can_be_no_vdom_makes_none(name: str) -> None:
    """Letters, digits, `-` and `_`."""
    one = unit()
    typed(one, "config vdom")
    assert "value parse error" in one.execute(f"edit '{name}'")
    assert (one.level, one.store.version) == ("vdom", 0)


@pytest.mark.parametrize(
    "line", ["config system console", "show system console", "get system console", "config system ha"]
)
def test_global_tables_are_unknown_outside_of_config_global(line: str) -> None:
    """As recorded on a split-task unit: the second word is the one that is not known."""
    one = unit()
    said = one.execute(line)
    assert said == f"\ncommand parse error before '{line.split()[2]}'\nCommand fail. Return code -61\n"


@pytest.mark.parametrize("table", ["system standalone-cluster", "system ha", "system console", "system vdom-exception"])
def test_global_tables_are_unknown_inside_a_vdom(table: str) -> None:
    """All of FGSP is global."""
    one = unit()
    typed(one, "config vdom\nedit root")
    assert f"before '{table.split()[1]}'" in one.execute(f"config {table}")
    typed(one, "config firewall policy\nend\nend\nconfig global\nconfig " + table)


def test_a_table_that_a_unit_holds_globally_only_is_global() -> None:
    """Its own configuration says so."""
    one = unit(
        config=TWO_VDOMS
        + "config global\nconfig system dns\nend\nend\nconfig vdom\nedit root\nconfig system settings\nend\nend\n"
    )
    typed(one, "config vdom\nedit root")
    assert "before 'dns'" in one.execute("config system dns")


def test_each_part_keeps_its_own_tables() -> None:
    """And the whole is shown in parts, which a new unit takes line by line."""
    one = unit("7.0.12")
    typed(one, "config global\nconfig system cluster-sync\nedit 1\nset syncvd customer\nend\nend")
    typed(one, "config vdom\nedit customer\nconfig router static\nedit 1\nset gateway 10.0.0.1\nend\nend")
    shown = one.show()
    assert shown == (
        TWO_VDOMS + "\nconfig global\nconfig system cluster-sync\n"
        '    edit 1\n        set syncvd "customer"\n    next\nend\nend\n'
        "\nconfig vdom\nedit root\nend\n"
        "\nconfig vdom\nedit customer\nconfig router static\n    edit 1\n        set gateway 10.0.0.1\n    next\nend\nend\n"
    )
    again = unit("7.0.12")
    typed(again, shown)
    assert again.show() == shown == unit("7.0.12", shown).show()


def test_show_looks_for_a_path_in_the_global_part() -> None:
    """For programs, which have no level to be at."""
    one = unit()
    typed(one, "config global\nconfig system ha\nset session-pickup enable\nend\nend")
    assert one.show("system ha") == "config system ha\n    set session-pickup enable\nend\n"


def test_show_inside_a_part_shows_that_part() -> None:
    """Without the frame of the part, as it is asked for by those who read the global part only."""
    one = unit("7.0.12")
    typed(one, "config global")
    assert one.execute("show") == "config system cluster-sync\nend\n"
    typed(one, "end\nconfig vdom")
    assert one.execute("show") == TWO_VDOMS
    typed(one, "edit root")
    assert one.execute("show") == ""


def test_the_question_comes_inside_config_global_too() -> None:
    """And leads back there."""
    one = unit()
    typed(one, "config global\nconfig system standalone-cluster\nset group-member-id 2\nend")
    assert one.level == "global"
    assert "set group-member-id 2" in one.show()


def test_scope_and_vdom_tell_where_a_session_is() -> None:
    """What a prompt alone cannot tell: `config system global` shows `(global)` as well."""
    one = unit()
    assert (one.scope, one.vdom) == ("root", "root")
    typed(one, "config global")
    assert (one.scope, one.vdom, one.level) == ("global", "root", "global")
    typed(one, "config system global")
    assert (one.scope, one.level) == (None, "global")
    typed(one, "end\nend\nconfig vdom\nedit customer\nconfig system settings")
    assert (one.scope, one.vdom) == (None, "customer")


# --- names that must exist -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["set syncvd root nowhere", "set peervd nowhere", "append syncvd nowhere"])
def test_a_vdom_must_exist_where_the_vdoms_are_known(line: str) -> None:
    """-3, and nothing is set."""
    one = peer(unit())
    said = one.execute(line)
    assert said == "entry not found in datasource\n\nvalue parse error before 'nowhere'\nCommand fail. Return code -3\n"
    assert one.last_code == -3
    typed(one, "set syncvd root customer\nset peervd customer")


@pytest.mark.parametrize("release", ["6.4.4", "7.4.4", "8.0.0"])
def test_an_interface_must_exist_where_the_interfaces_are_known(release: str) -> None:
    """In rows, filters and objects alike."""
    one = peer(unit(release, INTERFACES))
    assert "before 'port9'" in one.execute("set down-intfs-before-sess-sync port1 port9")
    typed(one, "set down-intfs-before-sess-sync port1\nconfig session-sync-filter\nset srcintf port2\nset srcintf ''")
    assert one.execute("set dstintf port9").startswith("entry not found in datasource\n")


def test_names_are_not_checked_where_they_are_not_known() -> None:
    """A unit that was given no VDOMs and no interfaces has no list to look in; one typed later makes none."""
    one = Interpreter("7.4.4")
    typed(one, "config system interface\nedit port1\nend")
    typed(peer(one), "set syncvd anywhere\nset down-intfs-before-sess-sync port77")


def test_a_new_vdom_can_be_named_at_once() -> None:
    """The list is looked at when the name is set."""
    one = unit()
    typed(one, "config vdom\nedit later\nend")
    typed(peer(one), "set syncvd later")


def test_what_is_named_cannot_be_deleted() -> None:
    """-23, with the number of settings that name it [confirmed]."""
    one = Interpreter("7.0.12", INTERFACES)
    typed(peer(one), "set down-intfs-before-sess-sync port1\nconfig session-sync-filter\nset srcintf port1\nend\nend")
    typed(one, "config system interface")
    assert one.execute("delete port1") == "The entry is used by other 2 entries\nCommand fail. Return code -23\n"
    typed(one, "delete port2")


def test_what_goes_away_before_it_is_saved_is_refused_then() -> None:
    """The list is looked at again when the row is saved; what a unit came with is left in peace."""
    store = Store(dialect("7.0.12"), TWO_VDOMS)
    one, two = Interpreter("7.0.12", store=store), Interpreter("7.0.12", store=store)
    typed(peer(one), "set syncvd customer")
    typed(two, "config vdom\ndelete customer\nend")
    assert "object set operator error, -3 discard the setting" in one.execute("next")
    assert one.level == "cluster-sync"
    came = Interpreter(
        "7.0.12", TWO_VDOMS + "config global\nconfig system cluster-sync\nedit 1\nset syncvd gone\nend\nend\n"
    )
    typed(peer(came), "set peerip 10.0.0.1\nend")


def test_vdoms_that_are_named_and_root_cannot_be_deleted() -> None:
    """`root` is always there."""
    one = unit("7.0.12")
    typed(peer(one), "set syncvd customer\nend\nend\nconfig vdom")
    for name in ("root", "customer"):
        one.execute(f"delete {name}")
        assert one.last_code == -23


# --- logins ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("config", ["", TWO_VDOMS])
def test_a_read_only_login_reads_and_is_stopped_at_config(config: str) -> None:
    """The table is a word that it does not know."""
    one = unit(config=config, access=Access(read_only=True))
    if config:
        typed(one, "config global")
    assert one.execute("config system standalone-cluster") == (
        "\ncommand parse error before 'standalone-cluster'\nCommand fail. Return code -61\n"
    )
    typed(one, "show system standalone-cluster\nget system standalone-cluster")


def test_a_read_only_login_may_be_stopped_at_the_first_change() -> None:
    """Which of the two real units do is not established."""
    store = Store(dialect("7.0.12"))
    typed(Interpreter("7.0.12", store=store), "config system cluster-sync\nedit 1\nend")
    one = Interpreter("7.0.12", store=store, access=Access(read_only=True, refuses="write"))
    before = (store.version, store.text())
    typed(one, "config system cluster-sync\nedit 1\nshow")
    for line in ("set peerip 10.0.0.1", "unset peerip", "config session-sync-filter\nset srcintf x"):
        one.execute(line)
        assert one.last_code == -37
    typed(one, "end\nnext")
    for line in ("edit 2", "delete 1", "purge"):
        one.execute(line)
        assert one.last_code == -37
    typed(one, "end\nconfig firewall policy\nend")
    assert (store.version, store.text()) == before


def test_a_read_only_login_makes_no_vdom() -> None:
    """It may enter those that exist."""
    one = unit(access=Access(read_only=True))
    typed(one, "config vdom\nedit customer\nnext")
    assert one.execute("edit another") == "Command fail. Return code -37\n"
    assert list(one.store.vdoms) == ["root", "customer"]


def test_a_login_of_one_vdom_starts_in_it() -> None:
    """And knows nothing global, nor the other VDOMs."""
    one = unit(access=Access(vdom="customer"))
    assert (one.level, one.depth, one.vdom) == ("", 0, "customer")
    for line in ("config global", "config vdom", "config system standalone-cluster", "show system ha"):
        assert "command parse error" in one.execute(line)
    assert one.execute("end") == "Unknown action 0\n"
    typed(one, "config router static\nedit 1\nend")
    assert one.execute("show") == "config router static\n    edit 1\n    next\nend\n"
    assert "config router static" in one.show()
