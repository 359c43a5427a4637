"""When what was typed is saved, when it is lost, and who sees it."""

from __future__ import annotations

import pytest
from dialogue import replay, typed

from fgsp_cli.fortios.dialects import dialect
from fgsp_cli.fortios.interpreter import Habits, Interpreter, Store

QUESTION = "Do you want to continue? (y/n)"


def unit(release: str = "7.4.4", habits: Habits | None = None, config: str = "") -> Interpreter:
    """A unit with these habits."""
    return Interpreter(release, store=Store(dialect(release), config, habits=habits))


def rows(of: Interpreter) -> list[str]:
    """The stored ids of peers."""
    path = of.store.dialect.peers_path
    table = of.store.fgsp.child(*path)
    return list(table.entries) if table else []


def test_a_row_is_saved_at_next_and_not_before() -> None:
    """Until then it exists in its session only [confirmed]."""
    one = unit("7.0.12")
    typed(one, "config system cluster-sync\nedit 1\nset peerip 10.0.0.1")
    assert rows(one) == []
    typed(one, "next")
    assert (rows(one), one.level) == (["1"], "cluster-sync")


def test_end_saves_the_row_and_leaves_the_table() -> None:
    """Old manuals leave `next` out [confirmed]."""
    one = unit("7.0.12")
    typed(one, "config system cluster-sync\nedit 1\nset peerip 10.0.0.1\nend")
    assert (rows(one), one.depth) == (["1"], 0)


def test_abort_leaves_without_saving_what_is_open() -> None:
    """Rows that were closed before stay [confirmed]."""
    one = unit("7.0.12")
    typed(one, "config system cluster-sync\nedit 1\nnext\nedit 2\nset peerip 10.0.0.2\nabort")
    assert (rows(one), one.depth) == (["1"], 0)
    typed(one, "config system ha\nset session-pickup enable\nabort")
    assert "session-pickup" not in one.show()


def test_end_in_a_nested_table_goes_back_to_where_it_was_opened() -> None:
    """To the row, and from there to the table."""
    one = unit("7.0.12")
    typed(one, "config system cluster-sync\nedit 1\nconfig session-sync-filter\nconfig custom-service\nedit 1\nend")
    assert one.level == "session-sync-filter"
    typed(one, "end")
    assert one.level == "1"
    typed(one, "end")
    assert one.depth == 0
    assert "custom-service" in one.show()


def test_what_is_nested_in_a_row_is_lost_with_the_row() -> None:
    """It is a part of it."""
    one = unit("7.0.12")
    typed(one, "config system cluster-sync\nedit 1\nconfig session-sync-filter\nset srcintf port1\nend\nabort")
    assert one.show() == "config system cluster-sync\nend\n"


@pytest.mark.parametrize("verb", ["next", "end", "abort", "set x y", "edit 1", "delete 1"])
def test_verbs_of_a_level_are_unknown_at_the_root(verb: str) -> None:
    """As recorded."""
    one = unit()
    assert one.execute(verb) == "Unknown action 0\n"
    assert (one.failed, one.last_code) == (True, None)


# --- refused at next and end -----------------------------------------------------------------------------------------


def test_a_refused_next_drops_the_row_and_goes_up() -> None:
    """Back to the table: a script that goes on types at another level than it thinks [confirmed]."""
    one = unit("7.0.12", Habits(peer_without_address="refuse"))
    typed(one, "config system cluster-sync\nedit 1\nset hb-interval 5")
    assert one.execute("next") == "Attribute 'peerip' MUST be set.\nCommand fail. Return code -56\n"
    assert (rows(one), one.level, one.last_code) == ([], "cluster-sync", -56)


def test_a_refused_end_drops_the_row_and_leaves_the_table() -> None:
    """Up to the parent [confirmed]; the stored row is as it was."""
    one = unit("7.0.12", Habits(duplicate_peer="refuse"))
    typed(one, "config system cluster-sync\nedit 1\nset peerip 10.0.0.1\nnext\nedit 2\nset peerip 10.0.0.2\nend")
    typed(one, "config system cluster-sync\nedit 2\nset peerip 10.0.0.1")
    assert "object set operator error, -15 discard the setting\n" in one.execute("end")
    assert one.depth == 0
    assert "set peerip 10.0.0.2" in one.show()


def test_the_same_address_with_another_filter_is_another_peer() -> None:
    """Several rows towards one peer are legitimate [facts/fgsp.md#4]."""
    one = unit("7.0.12", Habits(duplicate_peer="refuse"))
    typed(one, "config system cluster-sync\nedit 1\nset peerip 10.0.0.1\nnext\nedit 2\nset peerip 10.0.0.1")
    typed(one, "config session-sync-filter\nset srcintf port1\nend\nend")
    assert rows(one) == ["1", "2"]


def test_a_stand_in_can_be_told_to_refuse_a_save() -> None:
    """For a reason of its own: it leaves its level as the unit would, and what was open is lost."""
    one = unit("7.0.12")
    typed(one, "config system cluster-sync\nedit 1\nset peerip 10.0.0.1")
    one.refuse("set hb-interval 5")
    assert one.level == "1"
    one.refuse("  next")
    assert (rows(one), one.level) == ([], "cluster-sync")
    typed(one, "edit 1")
    one.refuse("end")
    assert (rows(one), one.depth) == ([], 0)
    for line in ("end", "next", "s", "", '"'):
        one.refuse(line)
    assert one.depth == 0


# --- habits that nobody has published --------------------------------------------------------------------------------


def test_by_default_a_nested_row_is_saved_at_its_own_next() -> None:
    """And its deletion at once; leaving the object without saving does not bring it back."""
    one = unit()
    typed(one, "config system standalone-cluster\nset encryption enable\nconfig cluster-peer\nedit 1\nnext\nend")
    assert rows(one) == ["1"]
    typed(one, "abort")
    assert (rows(one), "encryption" in one.show()) == (["1"], False)
    typed(one, "config system standalone-cluster\nconfig cluster-peer\ndelete 1\nend\nabort")
    assert rows(one) == []


def test_a_nested_row_may_be_saved_with_its_object_only() -> None:
    """Then it is lost when the object is left without saving."""
    one = unit(habits=Habits(nested_saves="end"))
    typed(one, "config system standalone-cluster\nconfig cluster-peer\nedit 1\nnext\nend\nabort")
    assert rows(one) == []
    typed(one, "config system standalone-cluster\nconfig cluster-peer\nedit 1\nnext\nshow\nend\nend")
    assert rows(one) == ["1"]
    typed(one, "config system standalone-cluster\nconfig cluster-peer\ndelete 1\nend")
    assert rows(one) == ["1"]
    typed(one, "end")
    assert rows(one) == []


def test_deleting_what_is_not_there_may_be_nothing() -> None:
    """Refused by default."""
    one = unit("7.0.12", Habits(missing_key="ignore"))
    typed(one, "config system cluster-sync\ndelete 4")
    assert one.store.version == 0


def test_an_integer_out_of_range_may_have_another_code() -> None:
    """-651 or -1."""
    one = unit("7.0.12", Habits(out_of_range_code=-1))
    typed(one, "config system cluster-sync\nedit 1")
    one.execute("set hb-interval 99")
    assert one.last_code == -1


def test_a_second_edit_0_may_open_the_first_again() -> None:
    """One author says so of 7.6."""
    one = unit(habits=Habits(second_edit_zero="again"))
    typed(one, "config system standalone-cluster\nconfig cluster-peer\nedit 0\nnext")
    assert one.execute("edit 0") == ""
    typed(one, "end\nconfig cluster-peer\nedit 0\nend\nend")
    assert rows(one) == ["1", "2"]


# --- the question ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["set standalone-group-id 1", "set group-member-id 1"])
def test_end_asks_when_an_id_has_changed(line: str) -> None:
    """As recorded; from the default to a first value too [confirmed]."""
    replay(
        unit(),
        f"""
a~b # config system standalone-cluster
a~b (standalone-cluster) # {line}
a~b (standalone-cluster) # end

Changing standalone-group-id or group-member-id will potentially affect FGSP traffic.
Please first make sure the member is isolated from FGSP cluster properly.
{QUESTION}y
a~b # """,
    )


def test_nothing_is_saved_before_the_answer() -> None:
    """The session waits where it is."""
    one = unit()
    typed(one, "config system standalone-cluster\nset standalone-group-id 1")
    one.execute("end")
    assert (one.question, one.level, one.store.version) == (QUESTION, "standalone-cluster", 0)
    assert one.execute("y") == ""
    assert (one.question, one.depth, one.store.version) == (None, 0, 1)
    assert "set standalone-group-id 1" in one.show()


@pytest.mark.parametrize("answer", ["n", "N", "config system ha", "", "q"])
def test_any_other_key_drops_the_change_and_leaves(answer: str) -> None:
    """A pasted next line is taken as the answer [confirmed], and only `y` says yes."""
    one = unit()
    typed(one, "config system standalone-cluster\nset standalone-group-id 1\nset encryption enable\nend", answer=answer)
    assert (one.depth, one.store.version) == (0, 0)
    assert "set" not in one.show()


def test_rows_that_were_saved_before_the_question_stay() -> None:
    """By default they were saved at their own `next`."""
    one = unit()
    typed(
        one,
        "config system standalone-cluster\nset group-member-id 1\nconfig cluster-peer\nedit 1\nend\nend",
        answer="n",
    )
    assert rows(one) == ["1"]


def test_rows_that_wait_for_end_are_lost_with_a_no() -> None:
    """Where nested rows are saved with their object."""
    one = unit(habits=Habits(nested_saves="end", after_no="Discarded.\n"))
    typed(one, "config system standalone-cluster\nset group-member-id 1\nconfig cluster-peer\nedit 1\nend")
    one.execute("end")
    assert one.execute("n") == "Discarded.\n"
    assert rows(one) == []


@pytest.mark.parametrize(
    "lines",
    [
        "set encryption enable",
        "set group-member-id 1\nset group-member-id 0",
        "set standalone-group-id 0",
        "config cluster-peer\nedit 1\nend",
    ],
)
def test_end_does_not_ask_about_anything_else(lines: str) -> None:
    """Other attributes, and an id that is what it was."""
    one = unit()
    typed(one, f"config system standalone-cluster\n{lines}")
    one.execute("end")
    assert one.question is None


def test_an_old_release_does_not_ask() -> None:
    """The question came with 6.4.10 and 7.0.6 [as far as is known]."""
    one = unit("6.4.0")
    typed(one, "config system standalone-cluster\nset standalone-group-id 1")
    one.execute("end")
    assert (one.question, one.depth) == (None, 0)


# --- sessions --------------------------------------------------------------------------------------------------------


def test_sessions_share_what_is_saved_and_nothing_else() -> None:
    """A row that somebody else saves meanwhile is neither hidden nor lost."""
    store = Store(dialect("7.4.4"))
    one, two = Interpreter("7.4.4", store=store), Interpreter("7.4.4", store=store)
    typed(
        one, "config system standalone-cluster\nset encryption enable\nconfig cluster-peer\nedit 1\nset peerip 10.0.0.1"
    )
    typed(
        two,
        "config system standalone-cluster\nset layer2-connection available\nconfig cluster-peer\nedit 1\nset hb-interval 5\nnext\nedit 2\nend\nend",
    )
    assert "encryption" not in two.show()
    typed(one, "next\nend")
    assert "edit 2" in one.execute("show")
    typed(one, "end")
    assert one.show() == (
        "config system standalone-cluster\n    set layer2-connection available\n    set encryption enable\n"
        "    config cluster-peer\n"
        "        edit 1\n            set peerip 10.0.0.1\n            set hb-interval 5\n        next\n"
        "        edit 2\n        next\n    end\nend\n"
    )


def test_two_sessions_that_ask_for_the_next_number_get_two() -> None:
    """It is given when a row is saved."""
    store = Store(dialect("7.0.12"))
    one, two = Interpreter("7.0.12", store=store), Interpreter("7.0.12", store=store)
    for each in (one, two):
        typed(each, "config system cluster-sync\nedit 0")
    for each in (one, two):
        typed(each, "end")
    assert rows(one) == ["1", "2"]


def test_a_row_that_somebody_deletes_while_it_is_edited_is_written_anew() -> None:
    """With all that the editor saw."""
    store = Store(dialect("7.0.12"))
    one, two = Interpreter("7.0.12", store=store), Interpreter("7.0.12", store=store)
    typed(one, "config system cluster-sync\nedit 1\nset peerip 10.0.0.1\nnext\nedit 1\nset hb-interval 5")
    typed(two, "config system cluster-sync\ndelete 1")
    typed(one, "end")
    assert "        set peerip 10.0.0.1\n        set hb-interval 5\n" in one.show()


def test_every_save_is_counted_and_told_to_listeners() -> None:
    """And what changes nothing is no save."""
    store, seen = Store(dialect("7.0.12")), list[int]()
    store.listeners.append(lambda changed: seen.append(changed.version))
    one = Interpreter("7.0.12", store=store)
    typed(one, "config system cluster-sync\nedit 1\nset peerip 10.0.0.1\nnext\nedit 1\nset peerip 10.0.0.1\nnext\nend")
    typed(one, "show\nconfig system ha\nend\nconfig system standalone-cluster\nset encryption disable\nend")
    typed(one, "config system cluster-sync\npurge\npurge\nend")
    assert seen == [1, 2]
