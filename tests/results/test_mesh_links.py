"""What the members of a cluster have of each other, link by link."""

from __future__ import annotations

import pytest
from fleets import (
    both,
    fleet,
    member,
    sixteen,
    unreadable,
    with_cluster,
    with_row,
    with_stranger,
    without_rows,
)

from fgsp_cli.results.mesh_links import Link, LinkState, Way
from fgsp_cli.results.results import Results

A, B, C = (member("edge", number) for number in range(3))


def links(results: Results) -> dict[tuple[str, str], Link]:
    """The links of the one cluster."""
    (mesh,) = results.meshes
    return {link.ends: link for link in mesh.links}


def test_a_cluster_as_intended_is_a_full_mesh_of_good_links() -> None:
    """Three members, three links, both halves of each listed."""
    found = links(fleet({"edge": 3}))
    assert list(found) == [(A, B), (A, C), (B, C)]
    assert {link.state for link in found.values()} == {LinkState.GOOD}
    assert {link.ways for link in found.values()} == {(Way.LISTED, Way.LISTED)}


def test_the_largest_cluster_has_120_links() -> None:
    """16 members are the most that FGSP takes."""
    (mesh,) = sixteen().meshes
    assert (len(mesh.members), len(mesh.links)) == (16, 120)


def test_a_row_that_only_one_end_has_makes_the_link_one_sided_and_says_which() -> None:
    """The other links are as good as before."""
    found = links(fleet({"edge": 3}, {B: without_rows(1)}))
    assert found[A, B].state is LinkState.ONE_SIDED
    assert found[A, B].why == f"{B} does not list {A}"
    assert found[A, B].ways == (Way.LISTED, Way.MISSING)
    assert found[A, C].state is found[B, C].state is LinkState.GOOD


def test_a_row_that_leads_elsewhere_is_a_missing_one() -> None:
    """It has the right id and another unit's address."""
    found = links(fleet({"edge": 3}, {A: with_row(2, peerip="192.0.2.9")}))
    assert found[A, B].state is LinkState.ONE_SIDED


def test_a_link_that_neither_end_lists_is_broken() -> None:
    """And only that one."""
    found = links(fleet({"edge": 3}, {A: without_rows(2), B: without_rows(1)}))
    assert (found[A, B].state, found[A, B].why) == (LinkState.BROKEN, "neither lists the other")
    assert found[A, C].state is LinkState.GOOD


def test_rows_that_differ_leave_a_link_that_is_not_as_intended() -> None:
    """Both list each other all the same."""
    found = links(fleet({"edge": 3}, {A: with_row(2, hb_interval=2000)}))
    assert found[A, B].state is LinkState.DIFFERENT
    assert A in found[A, B].why
    assert B not in found[A, B].why


@pytest.mark.parametrize("given", [{"standalone_group_id": 9}, {"encryption": "enable"}])
def test_what_both_ends_must_have_equal_breaks_every_link_of_the_one_that_has_it_not(given: dict[str, object]) -> None:
    """The group id must be equal on all members, and encryption too, where the intent names it [facts/fgsp.md#3, #7]."""
    found = links(fleet({"edge": 3}, {A: with_cluster(**given)}))  # type: ignore[arg-type]
    named = "standalone_group_id" in given
    assert found[A, B].state is found[A, C].state is (LinkState.BROKEN if named else LinkState.GOOD)
    assert found[B, C].state is LinkState.GOOD


def test_the_same_wrong_group_id_on_both_ends_breaks_nothing_between_them() -> None:
    """It is drift on each, and they agree."""
    changes = {A: with_cluster(standalone_group_id=9), B: with_cluster(standalone_group_id=9)}
    found = links(fleet({"edge": 3}, changes))
    assert found[A, B].state is LinkState.GOOD
    assert found[A, C].state is LinkState.BROKEN


def test_a_unit_that_was_not_read_has_unknown_links_never_good_ones() -> None:
    """What the other end says of it is not the whole truth."""
    found = links(fleet({"edge": 3}, {C: unreadable}))
    assert found[A, C].state is found[B, C].state is LinkState.UNKNOWN
    assert found[A, C].ways == (Way.LISTED, None)
    assert found[A, B].state is LinkState.GOOD


def test_a_link_to_an_unread_unit_that_is_missing_on_this_side_is_not_unknown() -> None:
    """One end without a row is enough to know."""
    found = links(fleet({"edge": 3}, {A: without_rows(3), C: unreadable}))
    assert found[A, C].state is LinkState.ONE_SIDED
    assert "not read" in found[A, C].why


def test_a_row_that_nobody_manages_is_no_link() -> None:
    """It leads out of the cluster."""
    found = links(fleet({"edge": 3}, {A: both(with_stranger())}))
    assert {link.state for link in found.values()} == {LinkState.GOOD}


def test_nobody_read_is_a_mesh_that_is_unknown_as_long_as_anybody_else_was() -> None:
    """A full mesh is taken for granted."""
    results = fleet({"edge": 3, "core": 2}, dict.fromkeys((A, B, C), unreadable))
    edge, core = results.meshes
    assert {link.state for link in edge.links} == {LinkState.UNKNOWN}
    assert {link.state for link in core.links} == {LinkState.GOOD}
    assert fleet({"edge": 2}, {A: unreadable, B: unreadable}).meshes == ()


def test_the_document_names_the_links_that_are_not_good_and_counts_the_others() -> None:
    """And says when, against what and by which version."""
    document = fleet({"edge": 3}, {B: without_rows(1)}).to_json()
    assert document["meshes"] == {
        "edge": {
            "members": [A, B, C],
            "links": 3,
            "troubled": [{"between": [A, B], "state": "one_sided", "why": f"{B} does not list {A}"}],
        }
    }
    assert document["about"] == {
        "when": "2026-03-01T02:00:05Z",
        "intent": "edge.yaml",
        "against": "backups in backups/2026-03-01",
        "version": "0.1.0",
    }
