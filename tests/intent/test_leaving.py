"""Members that are away, and members that leave."""

from __future__ import annotations

import pytest
from intent_texts import intent

from fgsp_cli.base.errors import UsageError
from fgsp_cli.intent import Intent, Presence

CLUSTER = """
    clusters:
      edge:
        fortios: 7.4.4
        standalone_cluster: {{standalone_group_id: 7}}
        cluster_sync: {{peervd: isl}}
        rows: {{web: {{session_sync_filter: {{srcintf: port1}}}}}}
        members:
          fgt-a: {{peerip: 10.0.0.1, to: {{fgt-b: {{sync_id: 9}}}}}}
          fgt-b: {{peerip: 10.0.0.2, state: {state}}}
          fgt-c: {{peerip: 10.0.0.3}}
    """


def cluster(state: str) -> Intent:
    """A cluster of three, of which fgt-b is in that state."""
    return intent(CLUSTER.format(state=state))


def test_the_rows_to_an_offline_member_are_wanted_as_if_it_were_there() -> None:
    """It is not contacted; nothing of it is deleted."""
    offline, present = cluster("offline"), cluster("present")
    assert offline.states() == present.states()
    assert offline.devices["fgt-b"].status is Presence.OFFLINE
    assert not any(offline.leaving().values())


def test_the_rows_to_an_absent_member_are_neither_wanted_nor_forgotten() -> None:
    """They are to be deleted, so what they are recognised by is kept."""
    found = cluster("absent")
    assert {name: tuple(state.peers) for name, state in found.states().items()} == {
        "fgt-a": (3,),
        "fgt-b": (),
        "fgt-c": (1,),
    }
    (gone,) = found.leaving()["fgt-a"]
    assert (gone.row["peerip"], gone.row["peervd"]) == ("10.0.0.2", "isl")
    assert gone.row.block("session-sync-filter")["srcintf"] == "port1"
    assert (gone.sync_id, gone.peer) == (9, "fgt-b")
    assert [(each.row["peerip"], each.sync_id) for each in found.leaving()["fgt-c"]] == [("10.0.0.2", None)]


def test_an_absent_member_loses_the_rows_of_the_mesh_and_nothing_else_of_it_is_managed() -> None:
    """Its singletons stay."""
    found = cluster("absent")
    assert found.states()["fgt-b"].named == frozenset()
    assert [each.row["peerip"] for each in found.leaving()["fgt-b"]] == ["10.0.0.1", "10.0.0.3"]


def test_ids_of_the_others_do_not_depend_on_who_leaves() -> None:
    """Derived from numbers, which are places in the whole list."""
    assert dict(cluster("absent").states()["fgt-a"].derived) == {3: 3}


def test_without_says_for_one_run_that_a_member_is_offline() -> None:
    """`--without NAME`; one that leaves goes on leaving."""
    found = cluster("present").without(["fgt-c"])
    assert found.devices["fgt-c"].status is Presence.OFFLINE
    assert found.states() == cluster("present").states()
    assert cluster("absent").without(["fgt-b"]).devices["fgt-b"].status is Presence.ABSENT
    with pytest.raises(UsageError, match="did you mean fgt-c"):
        found.without(["fgt-cc"])


def test_a_removed_direction_has_no_row_that_leaves() -> None:
    """The mesh would not have given it."""
    found = intent("""
    clusters:
      edge:
        fortios: 7.4.4
        members:
          fgt-a: {peerip: 10.0.0.1, to: {fgt-b: none}}
          fgt-b: {peerip: 10.0.0.2, state: absent}
    """)
    assert {name: len(rows) for name, rows in found.leaving().items()} == {"fgt-a": 0, "fgt-b": 1}


def test_a_device_tells_whom_each_of_its_rows_leads_to() -> None:
    """For the order of a push."""
    rows = cluster("present").devices["fgt-a"].rows
    assert [(row.number, row.base, row.peer, row.label) for row in rows] == [
        (9, None, "fgt-b", "default/web"),
        (3, 3, "fgt-c", "default/web"),
    ]
