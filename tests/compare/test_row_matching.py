"""Taking over a unit's own ids."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made import intent, to, unit

from fgsp_cli.base.errors import CheckRefused
from fgsp_cli.base.positions import Position
from fgsp_cli.compare import adopt, compare
from fgsp_cli.compare.row_matching import pair
from fgsp_cli.state.change import Action
from fgsp_cli.state.state import DeviceState

A, B, C = "10.0.0.1", "10.0.0.2", "10.0.0.3"
WEB = {"custom-service": {1: {"dst-port-range": "443-443"}}}


def addresses(state: DeviceState) -> dict[int, object]:
    """Where each row leads."""
    return {number: row["peerip"] for number, row in state.peers.items()}


class TestThePasses:
    """Three passes, each among the rows that are still unpaired on both sides."""

    def test_an_explicit_id_is_the_running_row_of_that_id(self) -> None:
        """First pass: even if it leads elsewhere, when nothing else claims either row."""
        assert pair(unit(rows={5: to(A)}).peers, intent(unit(rows={5: to(B)}), explicit=[5])).pairs == {5: 5}

    def test_the_same_address_vdom_and_filter_is_the_same_row(self) -> None:
        """Second pass, whatever the ids."""
        running = unit(rows={4: to(B), 6: to(A), 7: to(A, peervd="isl"), 8: to(A, session_sync_filter=WEB)})
        wanted = intent(
            unit(rows={1: to(A, session_sync_filter=WEB), 2: to(A), 3: to(B), 4: to(A, peervd="isl")}),
        )
        assert pair(running.peers, wanted).pairs == {1: 8, 2: 6, 3: 4, 4: 7}

    def test_rows_that_are_the_same_pair_in_the_order_of_their_ids(self) -> None:
        """Second pass: lowest ids first."""
        running, wanted = unit(rows={9: to(A), 4: to(A)}), intent(unit(rows={1: to(A), 2: to(A), 3: to(A)}))
        assert pair(running.peers, wanted).pairs == {1: 4, 2: 9}

    def test_the_ids_inside_a_filter_make_no_other_filter(self) -> None:
        """They are as local as those of rows."""
        other = {"custom-service": {7: {"dst-port-range": "443-443"}}}
        running = unit(rows={4: to(A, session_sync_filter=other), 5: to(A)})
        wanted = intent(unit(rows={1: to(A, session_sync_filter=WEB), 2: to(A)}))
        assert pair(running.peers, wanted).pairs == {1: 4, 2: 5}

    def test_the_only_row_to_an_address_is_the_only_one_wanted_there(self) -> None:
        """Third pass: the filter or the VDOM was changed."""
        running = unit(rows={4: to(A, peervd="isl")})
        assert pair(running.peers, intent(unit(rows={1: to(A)}))).pairs == {1: 4}

    def test_of_several_rows_to_an_address_none_is_guessed(self) -> None:
        """Third pass: only where one is left on each side."""
        running = unit(rows={4: to(A, peervd="isl"), 5: to(A, peervd="isl2")})
        assert pair(running.peers, intent(unit(rows={1: to(A)}))).pairs == {}


class TestAdopting:
    """The wanted state in the unit's own ids."""

    def test_a_running_cluster_keeps_its_ids_and_nothing_is_made_again(self) -> None:
        """Adopting renumbers nothing and re-creates nothing."""
        running = unit(rows={4: to(B), 6: to(C)})
        adopted = adopt(running, intent(unit(rows={2: to(B), 3: to(C, syncvd=("root",))})))
        assert addresses(adopted.state) == {4: B, 6: C}
        assert adopted.pairs == {2: 4, 3: 6}
        assert {change.action for change in compare(running, adopted.state, by_identity=False)} == {Action.SET}

    def test_everything_that_speaks_of_a_row_moves_with_it(self) -> None:
        """What is named, where it stands, and the derived id."""
        wanted = intent(unit(rows={2: to(B)}))
        position = Position(source="edge.yaml", line=3)
        wanted = replace(wanted, positions={("peer", 2, "peerip"): position})
        state = adopt(unit(rows={4: to(B)}), wanted).state
        assert state.named == {("peer", 4, "peerip")}
        assert state.positions == {("peer", 4, "peerip"): position}
        assert state.derived == {4: 2}

    def test_rows_that_the_intent_does_not_name_are_unmanaged(self) -> None:
        """They are told, and stay."""
        adopted = adopt(unit(rows={4: to(B), 9: to("10.0.0.9")}), intent(unit(rows={2: to(B)})))
        assert adopted.unmanaged == {9}
        assert adopted.superseded == frozenset()

    def test_a_new_row_gets_its_derived_id(self) -> None:
        """Where it is free, nothing is to be said."""
        adopted = adopt(unit(rows={4: to(B)}), intent(unit(rows={2: to(C), 3: to(B)})))
        assert addresses(adopted.state) == {2: C, 4: B}
        assert adopted.notes == ()

    def test_an_id_that_a_running_row_holds_is_skipped_by_sixteen_and_told(self) -> None:
        """Also that of an unmanaged row, and one that was skipped to."""
        running = unit(rows={2: to("10.0.0.8"), 18: to("10.0.0.9")})
        adopted = adopt(running, intent(unit(rows={2: to(B)})))
        assert addresses(adopted.state) == {34: B}
        assert adopted.notes == (
            "cluster-peer/34: id 34 instead of 2 for the row to 10.0.0.2: a row of the unit has it",
        )

    def test_an_explicit_id_is_skipped_even_where_the_unit_has_no_row_yet(self) -> None:
        """The row that named it gets it."""
        wanted = intent(unit(rows={2: to(B), 5: to(C)}), explicit=[5])
        wanted = replace(wanted, derived={2: 5})
        assert addresses(adopt(unit(), wanted).state) == {21: B, 5: C}

    def test_ids_are_given_in_the_order_of_the_file(self) -> None:
        """Of two rows with the same derived id, the first of the file gets it."""
        wanted = replace(intent(unit(rows={18: to(B), 2: to(C)})), derived={2: 2, 18: 2})
        assert addresses(adopt(unit(), wanted).state) == {2: C, 18: B}

    def test_an_id_from_200_on_is_never_derived(self) -> None:
        """The error names the row and asks for an id."""
        running = unit(rows={number: to(f"10.1.0.{number}") for number in range(5, 200, 16)})
        with pytest.raises(CheckRefused, match=r"fgt-a: no id below 200 is left for the row to 10.0.0.2") as refused:
            adopt(running, intent(unit(rows={5: to(B)})), unit="fgt-a")
        assert "sync_id" in refused.value.hint

    def test_a_state_read_from_text_keeps_its_ids_where_they_are_free(self) -> None:
        """Nobody derived them, so none is too high."""
        adopted = adopt(unit(rows={4: to(B)}), unit(rows={1: to(B), 300: to(C), 4: to(A)}))
        assert addresses(adopted.state) == {4: B, 300: C, 20: A}


class TestRenumbering:
    """An explicit id that would move a row is refused unless the user says so."""

    running = unit(rows={2: to(B), 5: to(C)})

    def test_the_wanted_row_is_there_under_another_id(self) -> None:
        """Two rows to one peer would be the result."""
        wanted = intent(unit(rows={5: to(B)}), explicit=[5])
        with pytest.raises(CheckRefused, match=r"cluster-peer/5: the unit has the row to 10.0.0.2 under the id 2"):
            adopt(self.running, wanted)
        adopted = adopt(self.running, wanted, renumber=True)
        assert addresses(adopted.state) == {5: B}
        assert (adopted.superseded, adopted.unmanaged) == ({2}, frozenset())

    def test_the_row_that_is_there_is_wanted_under_another_id(self) -> None:
        """The unit's row would turn into another one, and come again elsewhere."""
        wanted = intent(unit(rows={5: to(A), 6: to(C)}), explicit=[5])
        with pytest.raises(CheckRefused, match=r"the row to 10.0.0.3, which is wanted under the id 6"):
            adopt(self.running, wanted)
        adopted = adopt(self.running, wanted, renumber=True)
        assert addresses(adopted.state) == {5: A, 6: C}
        assert adopted.unmanaged == {2}

    def test_an_explicit_id_that_is_free_moves_the_row_to_it(self) -> None:
        """The row that the unit has goes, and comes under the id that the intent names."""
        wanted = intent(unit(rows={9: to(B)}), explicit=[9])
        with pytest.raises(CheckRefused, match=r"cluster-peer/9: the row to 10.0.0.2 has the id 2 on the unit"):
            adopt(self.running, wanted)
        adopted = adopt(self.running, wanted, renumber=True)
        changes = compare(self.running, adopted.state, by_identity=False)
        assert [(change.action, change.path) for change in changes] == [
            (Action.DELETE, ("peer", 2)),
            (Action.DELETE, ("peer", 5)),
            (Action.CREATE, ("peer", 9)),
        ]
        assert (adopted.superseded, adopted.unmanaged) == ({2}, {5})

    def test_the_message_says_where_the_intent_names_the_id(self) -> None:
        """The position is that of the row."""
        wanted = intent(unit(rows={9: to(B)}), explicit=[9])
        wanted = replace(wanted, positions={("peer", 9): Position(source="edge.yaml", line=12, column=5)})
        with pytest.raises(CheckRefused, match=r"edge.yaml:12:5: cluster-peer/9"):
            adopt(self.running, wanted)

    def test_an_explicit_id_that_is_right_needs_no_permission(self) -> None:
        """Also beside a second row of the unit to the same peer."""
        running = unit(rows={2: to(B), 5: to(B)})
        adopted = adopt(running, intent(unit(rows={2: to(B)}), explicit=[2]))
        assert (addresses(adopted.state), adopted.unmanaged) == ({2: B}, {5})

    def test_a_row_of_its_own_may_lead_to_the_same_address(self) -> None:
        """An explicit id does not take over a row with another VDOM or filter: it comes beside it."""
        running = unit(rows={2: to(B, peervd="isl")})
        adopted = adopt(running, intent(unit(rows={9: to(B)}), explicit=[9]))
        assert (addresses(adopted.state), adopted.unmanaged) == ({9: B}, {2})
