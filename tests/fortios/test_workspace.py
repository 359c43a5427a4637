"""Transactions: what is staged, who sees it, what it locks, and what is asked [facts/cli-behaviour.md#5.4]."""

from __future__ import annotations

import pytest
from dialogue import typed

from fgsp_cli.fortios import replies
from fgsp_cli.fortios.dialects import any_dialect, dialect
from fgsp_cli.fortios.interpreter import Habits, Interpreter, Refused, Store

ROW = "config system standalone-cluster\nconfig cluster-peer\nedit {0}\nset peerip 10.0.0.{0}\nnext\nend\nend"
OLD_ROW = "config system cluster-sync\nedit {0}\nset peerip 10.0.0.{0}\nnext\nend"
IDS = "config system standalone-cluster\nset standalone-group-id 7\nend"
LOCKED = replies.locked().text


def _two(fortios: str = "7.4.4", **habits: object) -> tuple[Interpreter, Interpreter]:
    store = Store(dialect(fortios), habits=Habits(**habits))  # type: ignore[arg-type]
    return Interpreter(store.dialect, store=store), Interpreter(store.dialect, store=store)


def test_what_is_staged_is_seen_by_nobody_else_until_the_commit() -> None:
    """And then by everybody, as one change."""
    one, two = _two()
    one.start()
    typed(one, ROW.format(3))
    assert "edit 3" in one.execute("show system standalone-cluster")
    assert "edit 3" not in two.execute("show system standalone-cluster")
    version = two.store.version
    assert one.commit() == ""
    assert "edit 3" in two.execute("show system standalone-cluster")
    assert two.store.version == version + 1
    assert one.transaction is None


def test_what_is_dropped_never_was() -> None:
    """Neither a change nor a lock is left, and the session is at its root again."""
    one, two = _two()
    before = two.store.text()
    one.start()
    typed(one, ROW.format(3))
    one.execute("config system standalone-cluster")
    one.execute('set psksecret "open')
    one.drop()
    assert (one.level, one.open_quote, one.question) == ("", False, None)
    assert two.store.text() == before
    typed(two, ROW.format(4))


def test_an_object_of_a_transaction_is_locked_for_all_others() -> None:
    """For sessions without a transaction and for other transactions; what it refuses is lost, as ever."""
    one, two = _two()
    one.start()
    typed(one, ROW.format(3))
    for _ in range(2):
        lines = ROW.format(4).splitlines()
        assert [two.execute(line) for line in lines[:4]][-1] == ""
        assert two.execute("next") == LOCKED
        assert two.last_code == 14
        two.execute("abort")
        two.execute("abort")
        if two.transaction is None:
            two.start()
    typed(two, "config system ha\nset session-pickup enable\nend")
    two.commit()
    one.commit()
    assert "session-pickup enable" in one.execute("show system ha")
    assert "edit 4" not in one.execute("show system standalone-cluster")


def test_a_table_is_locked_row_by_row() -> None:
    """Of `system cluster-sync` only the row is held."""
    one, two = _two("7.0.12")
    one.start()
    typed(one, OLD_ROW.format(3))
    typed(two, OLD_ROW.format(4))
    two.execute("config system cluster-sync")
    for line in ("edit 3", "set peerip 10.9.9.9"):
        assert two.execute(line) in ("", "new entry '3' added\n")
    assert two.execute("next") == LOCKED
    two.execute("end")
    assert "edit 4" in one.execute("show system cluster-sync")
    one.commit()
    shown = two.execute("show system cluster-sync")
    assert shown.index("edit 3") < shown.index("edit 4")


def test_a_transaction_locks_in_vdoms_too() -> None:
    """Each VDOM has tables of its own."""
    store = Store(dialect("7.4.4"), "config vdom\nedit root\nnext\nedit web\nnext\nend\nconfig global\nend\n")
    one, two = Interpreter(store.dialect, store=store), Interpreter(store.dialect, store=store)
    line = "config vdom\nedit {}\nconfig firewall address\nedit x\nset subnet 10.0.0.0 255.0.0.0\nnext\nend\nend"
    one.start()
    typed(one, line.format("web"))
    typed(two, line.format("root"))
    typed(two, "\n".join(line.format("web").splitlines()[:-3]))
    assert two.execute("next") == LOCKED


def test_what_others_change_meanwhile_is_kept() -> None:
    """The commit lays its changes over what is stored by then."""
    one, two = _two()
    one.start()
    typed(one, ROW.format(3))
    typed(two, "config system ha\nset session-pickup enable\nend")
    typed(one, ROW.format(4))
    assert "session-pickup enable" in one.execute("show system ha")
    one.commit()
    text = two.store.text()
    assert all(part in text for part in ("edit 3", "edit 4", "session-pickup enable"))


@pytest.mark.parametrize(
    "lines",
    [
        "config system console\nset output standard",
        "config system global\nset vdom-admin enable",
        "config system settings\nset opmode transparent",
    ],
)
def test_some_objects_cannot_be_changed_in_a_transaction(lines: str) -> None:
    """The list is confirmed; where it is noticed and in what words is not."""
    one, _ = _two()
    before = one.store.text()
    one.start()
    typed(one, lines)
    assert "Command fail" in one.execute("end")
    typed(one, "config system global\nset timezone 26\nend")
    one.commit()
    assert [line for line in one.store.text().splitlines() if line not in before] == [
        "config system global",
        "    set timezone 26",
    ]


@pytest.mark.parametrize(("fortios", "opening"), [("7.4.4", "config system standalone-cluster"), ("7.0.12", "edit 3")])
@pytest.mark.parametrize("noticed", ["opening", "saving"])
def test_when_a_lock_is_noticed_is_a_habit(fortios: str, opening: str, noticed: str) -> None:
    """When the object is opened or when it is saved; never by the transaction that holds it."""
    one, two = _two(fortios, lock_noticed=noticed)
    lines = (OLD_ROW if opening == "edit 3" else ROW).format(3)
    one.start()
    typed(one, lines)
    typed(one, lines)
    refused = []
    for line in lines.splitlines():
        said = two.execute(line)
        if said == LOCKED:
            refused.append(line)
    assert refused == [opening if noticed == "opening" else "next"]


@pytest.mark.parametrize(("asks", "at_end", "at_commit"), [("end", 1, 0), ("commit", 0, 1), ("never", 0, 0)])
def test_when_the_question_comes_in_a_transaction_is_a_habit(asks: str, at_end: int, at_commit: int) -> None:
    """At `end`, at the commit, or never."""
    one, two = _two(transaction_asks=asks)
    one.start()
    for line in IDS.splitlines():
        one.execute(line)
    assert bool(one.question) is bool(at_end)
    if one.question:
        one.execute("y")
    said = one.commit()
    assert bool(one.question) is bool(at_commit)
    assert bool(said) is bool(at_commit)
    if one.question:
        one.execute("y")
    assert one.transaction is None
    assert "set standalone-group-id 7" in two.store.text()


@pytest.mark.parametrize(("means", "level"), [("discard", ""), ("stay", "standalone-cluster")])
def test_what_no_does_at_end_is_a_habit(means: str, level: str) -> None:
    """The change is dropped and the level left, or everything is as before the question."""
    one, _ = _two(no_means=means)
    for line in (*IDS.splitlines(), "n"):
        one.execute(line)
    assert one.level == level
    if level:
        one.execute("end")
        one.execute("y")
    assert ("set standalone-group-id 7" in one.store.text()) is bool(level)


@pytest.mark.parametrize(("means", "is_open"), [("discard", False), ("stay", True)])
def test_what_no_does_at_the_commit_is_a_habit(means: str, is_open: bool) -> None:
    """The transaction is dropped, or stays open."""
    one, two = _two(no_means=means, transaction_asks="commit")
    one.start()
    typed(one, IDS)
    one.commit()
    one.execute("n")
    assert (one.transaction is not None) is is_open
    assert "standalone-group-id 7" not in two.store.text()


@pytest.mark.parametrize("shown", [True, False])
def test_whether_show_sees_what_is_staged_is_a_habit(shown: bool) -> None:
    """`show` and `get` in the session of the transaction; it is committed all the same."""
    one, two = _two(staged_shown=shown)
    one.start()
    typed(one, ROW.format(3))
    assert ("edit 3" in one.execute("show system standalone-cluster")) is shown
    assert ("[ 3 ]" in one.execute("get system standalone-cluster")) is shown
    one.commit()
    assert "edit 3" in two.store.text()


def test_a_transaction_is_neither_nested_nor_ended_twice() -> None:
    """And releases before 6.2 know none [confirmed]."""
    one, _ = _two()
    for action in (one.commit, one.drop):
        with pytest.raises(Refused):
            action()
    one.start()
    with pytest.raises(Refused):
        one.start()
    with pytest.raises(Refused):
        _two("6.0.9")[0].start()


def test_a_release_older_than_the_data_keeps_all_tables_as_typed() -> None:
    """No schema: unknown attributes are kept, also in the tables that later belong to FGSP."""
    old = any_dialect("5.4.1")
    assert not old.tops
    assert any_dialect("7.4.4") is dialect("7.4.4")
    with pytest.raises(LookupError):
        dialect("5.4.1")
    unit = Interpreter(old)
    typed(unit, "config system session-sync\nedit 1\nset peerip 1.1.1.1\nset anything 5\nnext\nend")
    typed(unit, "config system ha\nset mode a-p\nend")
    assert unit.show() == (
        "config system session-sync\n    edit 1\n        set peerip 1.1.1.1\n        set anything 5\n    next\nend\n"
        "config system ha\n    set mode a-p\nend\n"
    )
    assert unit.execute("config system nonsense").startswith("\ncommand parse error before 'nonsense'")
