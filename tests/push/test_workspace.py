"""Configuration transactions: proven before the delta goes out, committed on all members or dropped on all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import pytest
from push_lab import MEMBERS, TRIO, bench, trio

from fgsp_cli.fortios.interpreter import Interpreter
from fgsp_cli.push.workspace import first_saved
from fgsp_cli.results.results import Status
from fgsp_cli.testing import Habits, Quirks, UnitSpec, faults

START, COMMIT, ABORT = (f"execute config-transaction {word}" for word in ("start 5", "commit", "abort"))
ERROR = "value parse error before '10.10.10.1'\nCommand fail. Return code -8"
TEXT = TRIO.format(fortios="7.4.4")
CONFIGURING = ("config", "edit", "set", "next", "end", "delete")


def typed(log: Sequence[str]) -> list[str]:
    """What was typed beside looking around."""
    return [line.strip() for line in log if line.split()[:1] and line.split()[0] in (*CONFIGURING, "execute")]


def test_everything_is_staged_on_all_members_before_the_first_commit(tmp_path: Path) -> None:
    """[architecture.md#push]: start with its timeout given, one row, a look from outside, the rest, and then commit."""
    seen: list[dict[str, bool]] = []
    with bench(tmp_path, trio(), TEXT) as work:

        def look() -> None:
            seen.append({unit.name: "edit" in unit.stored_text() for unit in work.lab})

        for unit in work.lab:
            unit.before(COMMIT, look)
        results = work.push(transaction="workspace")
        assert [outcome.status for outcome in results.devices.values()] == [Status.CHANGED] * 3
        assert seen == [{name: name in MEMBERS[:place] for name in MEMBERS} for place in range(3)]
        lines = typed(work["fgt-b"].log)
        assert (lines[0], lines[-1], lines.count(START), ABORT in lines) == (START, COMMIT, 1, False)
        assert all(unit.transactions == 0 for unit in work.lab)
        assert work.push().exit_code() == 0


def test_one_row_is_looked_at_from_outside_before_the_rest_is_sent(tmp_path: Path) -> None:
    """Whatever `start` printed: the rest goes out only once nobody else could see the first row."""
    with bench(tmp_path, trio(), TEXT) as work:
        work.push()
        log = [line.strip() for line in work["fgt-a"].log]
        first, second = log.index("edit 2"), log.index("edit 3")
        shown = [place for place, line in enumerate(log) if line.startswith("show system standalone-cluster")]
        assert any(first < place < second for place in shown)
        assert log[first : log.index("end", first) + 2][-2:] == ["end", "end"]


@pytest.mark.parametrize("saves", ["next", "end"])
@pytest.mark.parametrize(
    "quirks",
    [
        Quirks(transactions="ignored"),
        Quirks(transactions="refused"),
        Quirks(transactions="refused", start_text="Transaktion kann nicht gestartet werden"),
    ],
)
def test_a_start_that_does_nothing_is_found_out_and_the_change_is_done_directly(
    tmp_path: Path, quirks: Quirks, saves: Literal["next", "end"]
) -> None:
    """In silence or in unknown words: the first row is taken back, and the members are changed one by one."""
    before: list[bool] = []
    with bench(tmp_path, trio(quirks=quirks, habits=Habits(nested_saves=saves)), TEXT) as work:
        work["fgt-a"].before(ABORT, lambda: before.append("edit 3" in work["fgt-a"].stored_text()))
        results = work.push(transaction="workspace")
        assert results.exit_code() == 0, results.devices
        assert before == [False]
        assert "changed directly instead" in work.heard.warnings
        assert "cluster-peer/2" in work.heard.warnings
        log = typed(work["fgt-a"].log)
        assert log.count("delete 2") == 1
        assert COMMIT not in log
        assert work.push().exit_code() == 0


def test_a_start_that_is_refused_in_known_words_is_no_transaction(tmp_path: Path) -> None:
    """Nothing is staged then."""
    with bench(tmp_path, trio(), TEXT) as work:
        for unit in work.lab:
            unit.refuse(START, "command parse error before 'config-transaction'\nCommand fail. Return code -61")
        results = work.push()
        assert results.exit_code() == 0
        assert typed(work["fgt-a"].log)[:2] == [START, ABORT]
        assert "config-transaction" in work.heard.warnings


@pytest.mark.parametrize("kind", ["channel", "login"])
def test_without_anybody_to_look_from_outside_no_transaction_is_begun(tmp_path: Path, kind: str) -> None:
    """No second channel: another login; no second login either: directly."""
    quirks = Quirks(channels=1) if kind == "login" else Quirks(channels=1, connections=1)
    with bench(tmp_path, trio(quirks=quirks), TEXT) as work:
        assert work.push().exit_code() == 0
        assert (START in work["fgt-a"].log) is (kind == "login")
        assert ("no second session can be had" in work.heard.warnings) is (kind == "channel")


def test_members_without_transactions_are_changed_between_staging_and_commit(tmp_path: Path) -> None:
    """FortiOS 6.0 has none: it is changed while the others have everything staged."""
    seen: list[bool] = []
    text = TEXT.replace(
        "number: 1,", "number: 1, fortios: 6.0.4, cluster_sync: {heartbeat: {interval: 1s, lost_after: 6s}},"
    )
    units = [UnitSpec(name=name, fortios="6.0.4" if name == "fgt-b" else "7.4.4") for name in MEMBERS]
    with bench(tmp_path, units, text) as work:
        work["fgt-b"].before(1, lambda: seen.append(all(work[name].transactions for name in ("fgt-a", "fgt-c"))))
        work["fgt-a"].before(COMMIT, lambda: seen.append("edit" in work["fgt-b"].stored_text()))
        results = work.push()
        assert results.exit_code() == 0, results.devices
        assert seen == [True, True]


def test_a_cluster_without_any_transactions_is_refused_to_who_insists_on_them(tmp_path: Path) -> None:
    """`--transaction workspace` on 6.0."""
    with bench(tmp_path, trio("6.0.4"), TRIO.format(fortios="6.0.4")) as work:
        results = work.push(transaction="workspace")
        assert results.exit_code() == 1
        assert "--transaction auto" in str(results.devices["fgt-a"].error)
        assert work.push().exit_code() == 0


@pytest.mark.parametrize("member", MEMBERS)
@pytest.mark.spread(3)
def test_a_refused_line_drops_the_transactions_of_all_members(tmp_path: Path, member: str) -> None:
    """Nothing was ever to be seen, and nothing stays locked."""
    with bench(tmp_path, trio(), TEXT) as work:
        before = work.stored()
        sent = len(work.plan().devices[member].commands)
        for line in range(2, sent + 4, 2):
            work[member].refuse(line, ERROR)
            results = work.push()
            assert results.exit_code() == 3, (line, results.devices[member].error)
            assert work.stored() == before
            assert all(unit.transactions == 0 for unit in work.lab)
            work[member].forget()
        assert work.push().exit_code() == 0


def test_a_commit_that_is_refused_puts_back_those_before_it(tmp_path: Path) -> None:
    """Those behind it drop theirs."""
    with bench(tmp_path, trio(), TEXT) as work:
        before = work.stored()
        work["fgt-b"].refuse(COMMIT, "Command fail. Return code -1")
        results = work.push()
        assert results.exit_code() == 3
        assert work.stored() == before
        assert "edit 2" in "\n".join(work["fgt-a"].log)
        assert COMMIT not in work["fgt-c"].log


def test_a_commit_that_does_nothing_is_found_out(tmp_path: Path) -> None:
    """No error, and no change either: looking from outside tells; a session with the transaction open would not."""
    with bench(tmp_path, trio(), TEXT) as work:
        before = work.stored()
        work["fgt-c"].refuse(COMMIT, "All done.")
        results = work.push()
        assert results.exit_code() == 3, results.devices
        assert "holds something else" in str(results.devices["fgt-c"].error)
        assert work.stored() == before
        assert all(unit.transactions == 0 for unit in work.lab)


@pytest.mark.parametrize("moment", ["before", "run"])
def test_a_connection_lost_at_the_commit_is_settled_by_looking(
    tmp_path: Path, moment: Literal["before", "run"]
) -> None:
    """Not heard: everybody goes back. Heard, and the answer lost: the rest is committed too."""
    with bench(tmp_path, trio(), TEXT) as work:
        before = work.stored()
        work["fgt-b"].fault(faults.Drop(at=faults.AtLine(line=COMMIT, moment=moment)))
        results = work.push()
        assert results.exit_code() == (3 if moment == "before" else 0), results.devices
        assert (work.stored() == before) is (moment == "before")


@pytest.mark.parametrize("asks", ["end", "commit", "never"])
def test_ids_are_changed_directly_wherever_a_transaction_would_ask(
    tmp_path: Path, asks: Literal["end", "commit", "never"]
) -> None:
    """Whether FortiOS asks inside a transaction is not established: the ids are never in one."""
    text = TEXT.replace("cluster_sync:", "standalone_cluster: {standalone_group_id: 7}\n    cluster_sync:", 1)
    with bench(tmp_path, trio(habits=Habits(transaction_asks=asks)), text) as work:
        assert work.push().exit_code() == 0
        log = typed(work["fgt-b"].log)
        assert log.index("set standalone-group-id 7") < log.index(START)
        work.text = text.replace("group_id: 7", "group_id: 8")
        assert work.push(allow_disruptive=True).exit_code() == 0
        assert all("set standalone-group-id 8" in unit.stored_text() for unit in work.lab)


@pytest.mark.parametrize("no_means", ["discard", "stay"])
def test_an_unexpected_question_at_the_commit_is_answered_no_and_everybody_goes_back(
    tmp_path: Path, no_means: Literal["discard", "stay"]
) -> None:
    """FortiOS' own, or any other."""
    with bench(tmp_path, trio(habits=Habits(no_means=no_means)), TEXT) as work:
        before = work.stored()
        work["fgt-b"].fault(faults.Ask(at=faults.AtLine(line=COMMIT)))
        results = work.push()
        assert results.exit_code() == 3
        assert "unexpected" in str(results.devices["fgt-b"].error)
        assert work.stored() == before
        assert all(unit.transactions == 0 for unit in work.lab)


def test_another_administrator_s_lock_stops_the_push_with_nothing_changed(tmp_path: Path) -> None:
    """The unit's words say so."""
    with bench(tmp_path, trio(), TEXT) as work:
        before = work.stored()
        work["fgt-c"].fault(faults.Locked(at=faults.AtLine(line="next")))
        results = work.push()
        assert results.exit_code() == 3
        assert "other transactions" in str(results.devices["fgt-c"].error)
        assert work.stored() == before


def test_a_unit_with_vdoms_stages_inside_config_global(tmp_path: Path) -> None:
    """The transaction is begun and ended there too."""
    with bench(tmp_path, trio(vdoms=("vd1",)), TEXT) as work:
        results = work.push(transaction="workspace")
        assert results.exit_code() == 0, results.devices
        assert "directly" not in work.heard.warnings
        assert COMMIT in typed(work["fgt-a"].log)


SPLIT = {
    "rows": "config system cluster-sync\n edit 1\n  set peerip 10.0.0.1\n next\n edit 2\n  set peerip 10.0.0.2\n next\nend",
    "nested": (
        "config system standalone-cluster\n set encryption enable\n config cluster-peer\n  edit 1\n"
        "   set peerip 10.0.0.1\n   config session-sync-filter\n    set srcintf port1\n    config custom-service\n"
        "     edit 1\n      set dst-port-range 443-443\n     next\n    end\n   end\n  next\n  edit 2\n"
        "   set peerip 10.0.0.2\n  next\n end\nend"
    ),
    "object": "config system ha\n set session-pickup enable\nend\nconfig system cluster-sync\n edit 1\n next\nend",
    "only": "config system cluster-sync\n edit 1\n  set peerip 10.0.0.1\n next\nend",
}


@pytest.mark.parametrize("name", SPLIT)
def test_the_first_saved_row_and_the_rest_do_what_the_whole_does(name: str) -> None:
    """Each of the two parts begins and ends at the root."""
    release = "7.4.4" if name == "nested" else "7.0.5"
    lines = SPLIT[name].split("\n")
    probe, rest = first_saved(lines)
    whole, parted = Interpreter(release), Interpreter(release)
    for line in lines:
        whole.execute(line)
        assert not whole.failed
    for part in (probe, rest):
        for line in part:
            parted.execute(line)
            assert not parted.failed, line
        assert parted.depth == 0
    assert parted.show() == whole.show()
    assert bool(rest) is (name != "only")
    assert not re.search("edit 2|cluster-sync", "\n".join(probe)) or name in ("rows", "only")
