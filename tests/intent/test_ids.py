"""Ids of rows: derived from the peer's number and the row's place, or named."""

from __future__ import annotations

from intent_texts import states, wrong

from fgsp_cli.state.state import DeviceState


def cluster(*members: str, rows: str = "") -> str:
    """A cluster of these members, `m0` and on."""
    lines = "".join(f"      m{place}: {{peerip: 10.0.0.{place + 1}, {given}}}\n" for place, given in enumerate(members))
    return f"clusters:\n  edge:\n    fortios: 7.4.4\n{rows}    members:\n{lines}"


def addresses(state: DeviceState) -> dict[int, object]:
    """Id -> address of each row."""
    return {number: row["peerip"] for number, row in state.peers.items()}


def test_the_number_of_a_member_is_its_member_id_else_number_else_its_place() -> None:
    """In that order."""
    found = states(cluster("group_member_id: 9, number: 4", "number: 5", "to: {m0: {}}"))
    assert addresses(found["m2"]) == {10: "10.0.0.1", 6: "10.0.0.2"}
    assert addresses(found["m0"]) == {6: "10.0.0.2", 3: "10.0.0.3"}


def test_a_member_id_in_its_block_counts_too() -> None:
    """Wherever it is named."""
    found = states(cluster("standalone_cluster: {group_member_id: 7}", "number: 1"))
    assert addresses(found["m1"]) == {8: "10.0.0.1"}


def test_the_place_of_a_row_counts_links_of_the_first_member_and_rows_of_the_cluster() -> None:
    """Place = link index x number of rows + row index."""
    text = """
    clusters:
      edge:
        fortios: 7.4.4
        rows: {web: {}, db: {}}
        members:
          fgt-a: {links: {one: {peerip: 10.0.1.1}, two: {peerip: 10.0.2.1}}}
          fgt-b: {links: {two: {peerip: 10.0.2.2}, one: {peerip: 10.0.1.2}}}
    """
    found = states(text)
    assert addresses(found["fgt-b"]) == {1: "10.0.1.1", 17: "10.0.1.1", 33: "10.0.2.1", 49: "10.0.2.1"}
    assert addresses(found["fgt-a"]) == {2: "10.0.1.2", 18: "10.0.1.2", 34: "10.0.2.2", 50: "10.0.2.2"}


def test_a_taken_id_is_skipped_in_steps_of_sixteen_and_the_base_is_remembered() -> None:
    """Two members of the same number, and an explicit id in the way."""
    found = states(cluster("number: 1", "number: 1", "to: {m0: {}}", "to: {m2: {sync_id: 2}}"))
    assert addresses(found["m3"]) == {18: "10.0.0.1", 34: "10.0.0.2", 2: "10.0.0.3"}
    assert dict(found["m3"].derived) == {18: 2, 34: 2}
    assert ("peer", 2, "sync-id") in (found["m3"].named or ())


def test_without_an_id_below_200_one_is_asked_for() -> None:
    """Ids from 200 on may be FortiOS' own; 13 rows towards one member is the most."""
    rows = f"    rows: {{{', '.join(f'r{place}: {{}}' for place in range(13))}}}\n"
    text = cluster("number: 0", "number: 15", rows=rows).replace("10.0.0.2", "§10.0.0.2")
    (line,) = wrong(text)
    assert "m0: no id below 200 is left for the row towards m1 (default/r12)" in line
    assert "sync_id" in line


def test_two_rows_of_one_unit_with_the_same_id_are_refused() -> None:
    """Also where one argument goes into both."""
    (line,) = wrong(cluster("number: 0", "number: 1", "cluster_sync: {sync_id: §5}"))
    assert "two rows have the id 5" in line


def test_under_devices_the_id_is_the_place_in_the_list() -> None:
    """From 1; a named one is explicit, and skipped by the others."""
    found = states("""
    devices:
      fgt-x:
        fortios: 6.4.5
        cluster_sync:
          - {peerip: 10.0.0.1}
          - {peerip: 10.0.0.2, sync_id: 3}
          - {peerip: 10.0.0.3}
    """)["fgt-x"]
    assert addresses(found) == {1: "10.0.0.1", 3: "10.0.0.2", 19: "10.0.0.3"}
    assert dict(found.derived) == {1: 1, 19: 3}


def test_zero_is_no_id_of_a_row_nor_of_an_entry() -> None:
    """`edit 0` asks for the next free id."""
    lines = wrong("""
    devices:
      fgt-x:
        fortios: 6.4.5
        cluster_sync:
          - {sync_id: §0, peerip: 10.0.0.1, session_sync_filter: {custom_service: [{id: §0}]}}
          - {sync-id: §4294967296, peerip: 10.0.0.2}
          - {sync-id: §one, peerip: 10.0.0.2}
    """)
    assert all("allowed: 1 to 4294967295" in line for line in lines)


def test_an_entry_without_an_id_has_that_of_its_place() -> None:
    """As rows have."""
    found = states("""
    devices:
      fgt-x:
        fortios: 6.4.5
        cluster_sync: [{peerip: 10.0.0.1, session_sync_filter: {custom_service: [{dst_port_range: 80}, {id: 9}]}}]
    """)["fgt-x"]
    services = found.peers[1].block("session-sync-filter").table("custom-service")
    assert list(services) == [1, 9]
    assert services[1]["dst-port-range"] == "80-80"
