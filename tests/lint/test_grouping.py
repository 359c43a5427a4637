"""Which units share sessions, derived from rows and addresses alone."""

from __future__ import annotations

from ipaddress import IPv4Interface

from made import to, unit

from fgsp_cli.lint.grouping import grouped
from fgsp_cli.state.facts import Facts, Interface


def at(*addresses: str, ha_mode: str = "standalone") -> Facts:
    """A unit with these addresses."""
    own = tuple(IPv4Interface(f"{address}/24") for address in addresses)
    return Facts(ha_mode=ha_mode, interfaces={"port1": Interface(name="port1", addresses=own)})


def names(states: dict[str, object], facts: dict[str, Facts]) -> list[list[str]]:
    """The clusters as lists of names."""
    found = grouped(states, facts)  # type: ignore[arg-type]
    return [[member.device for member in cluster.members] for cluster in found.clusters]


def test_rows_that_lead_to_addresses_make_clusters() -> None:
    """One direction is enough: a one-sided pair is a pair."""
    states = {"a": unit(rows={1: to("10.0.0.2")}), "b": unit(), "c": unit(rows={1: to("10.1.0.4")}), "d": unit()}
    facts = {"a": at("10.0.0.1"), "b": at("10.0.0.2"), "c": at("10.1.0.3"), "d": at("10.1.0.4")}
    assert names(states, facts) == [["a", "b"], ["c", "d"]]


def test_units_without_rows_are_in_no_cluster() -> None:
    """An inventory holds other units too."""
    assert names({"a": unit(), "b": unit()}, {"a": at("10.0.0.1"), "b": at("10.0.0.2")}) == []


def test_an_address_that_several_units_have_is_nobody_s_and_that_is_said() -> None:
    """Sites are often built alike."""
    states = {"a": unit(rows={1: to("10.0.0.2")}), "b": unit(), "c": unit()}
    facts = {"a": at("10.0.0.1"), "b": at("10.0.0.2"), "c": at("10.0.0.2")}
    assert names(states, facts) == []
    (note,) = grouped(states, facts).notes
    assert "10.0.0.2 is an address of 2 units" in note


def test_units_of_one_fgcp_cluster_count_once() -> None:
    """They have their addresses in common, and do not list each other."""
    states = {
        "a1": unit(rows={1: to("10.0.0.2")}),
        "a2": unit(rows={1: to("10.0.0.2")}),
        "b": unit(rows={1: to("10.0.0.1")}),
    }
    facts = {"a1": at("10.0.0.1", ha_mode="a-p"), "a2": at("10.0.0.1", ha_mode="a-p"), "b": at("10.0.0.2")}
    assert names(states, facts) == [["a1", "b"]]
    (cluster,) = grouped(states, facts).clusters
    assert [member.fgcp for member in cluster.members] == [True, False]


def test_without_interfaces_a_few_units_of_one_group_are_taken_for_one_cluster() -> None:
    """And that is said."""
    states = {
        name: unit(rows={1: to("10.0.0.9")}, cluster={"standalone-group-id": group})
        for name, group in (("a", 7), ("b", 7), ("c", 8))
    }
    assert names(states, {}) == [["a", "b"]]
    (note,) = grouped(states, {}).notes
    assert note == "a, b: taken for one cluster, as their interfaces cannot be read"


def test_without_interfaces_many_units_are_not_guessed_at() -> None:
    """More than a group may have."""
    states = {f"u{number}": unit(rows={1: to("10.0.0.9")}) for number in range(17)}
    assert names(states, {}) == []
    assert "is unknown without interfaces" in grouped(states, {}).notes[0]
