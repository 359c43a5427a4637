"""The CLI lines of changes, and of the way back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made import intent, to, unit
from reversing import irreversible, reverse

from fgsp_cli.base.errors import RenderError
from fgsp_cli.base.positions import Position
from fgsp_cli.base.secrets import ReferenceName, SecretState, ShownSecret
from fgsp_cli.compare import compare
from fgsp_cli.fortios.dialects import dialect
from fgsp_cli.fortios.tree import EMPTY, Node, Setting
from fgsp_cli.render import delta_lines, render_changes
from fgsp_cli.state.change import Action
from fgsp_cli.state.state import DeviceState

V744 = dialect("7.4.4")
KNOWN = SecretState.known(ReferenceName("${env:FGSP_PSK}"))
PRESENT = ShownSecret.of("ENC abc")


def there(running: DeviceState, wanted: DeviceState) -> list[str]:
    """The lines, without their indentation."""
    release = dialect(wanted.fortios)
    return [line.strip() for line in delta_lines(compare(running, wanted, by_identity=False), release)]


def test_no_changes_are_no_text() -> None:
    """Nothing is typed into a unit that is as it should be."""
    assert render_changes((), "7.4.4") == ""


def test_only_what_differs_is_typed() -> None:
    """A row that changes keeps what is right in it."""
    running = unit(rows={3: to("10.0.0.2", syncvd=("root",), hb_interval=1000)})
    wanted = unit(rows={3: to("10.0.0.2", syncvd=("root", "vd-a"))})
    assert render_changes(compare(running, wanted), "7.4.4").splitlines() == [
        "config system standalone-cluster",
        "    config cluster-peer",
        "        edit 3",
        '            set syncvd "root" "vd-a"',
        "            unset hb-interval",
        "        next",
        "    end",
        "end",
    ]


def test_rows_that_go_go_before_rows_that_come() -> None:
    """They may be the same row under another id, and the table may be full."""
    lines = there(unit("6.4.5", rows={3: to("10.0.0.2")}), unit("6.4.5", rows={2: to("10.0.0.2")}))
    assert lines == ["config system cluster-sync", "delete 3", "edit 2", "set peerip 10.0.0.2", "next", "end"]


def test_ids_are_a_block_of_their_own_after_rows_that_go_and_before_all_else() -> None:
    """FortiOS wants the unit isolated first, and asks at their `end`."""
    running = unit(rows={3: to("10.0.0.2")})
    wanted = unit(rows={4: to("10.0.0.3")}, cluster={"group-member-id": 1, "encryption": "enable"})
    assert there(running, wanted) == [
        *("config system standalone-cluster", "config cluster-peer", "delete 3", "end", "end"),
        *("config system standalone-cluster", "set group-member-id 1", "end"),
        *("config system standalone-cluster", "set encryption enable", "end"),
        *("config system standalone-cluster", "config cluster-peer", "edit 4", "set peerip 10.0.0.3"),
        *("next", "end", "end"),
    ]


def test_what_keeps_interfaces_down_comes_last_and_goes_with_its_row() -> None:
    """Until the peer has been heard, the interfaces stay as they are."""
    keeping = to("10.0.0.2", down_intfs_before_sess_sync=("port1",))
    lines = there(unit("6.4.5"), unit("6.4.5", rows={2: keeping}))
    assert lines[-4:] == ["edit 2", 'set down-intfs-before-sess-sync "port1"', "next", "end"]
    assert lines[1:4] == ["edit 2", "set peerip 10.0.0.2", "next"]
    without = there(unit("6.4.5", rows={2: keeping}), unit("6.4.5", rows={2: to("10.0.0.2")}))
    assert without[1:4] == ["edit 2", "unset down-intfs-before-sess-sync", "next"]


def test_session_pickup_comes_on_first_and_goes_off_last() -> None:
    """The other options depend on it."""
    off, on = unit(), unit(ha={"session-pickup": "enable", "session-pickup-nat": "enable"})
    assert there(off, on)[1:3] == ["set session-pickup enable", "set session-pickup-nat enable"]
    assert there(on, off)[1:3] == ["unset session-pickup-nat", "unset session-pickup"]


def test_a_change_that_the_release_cannot_have_is_an_error_with_its_place() -> None:
    """The path and the position of the intent are told."""
    wanted = unit("8.0.0", rows={1: to("10.0.0.2", source_ip="10.0.0.1")})
    wanted = replace(wanted, positions={("peer", 1): Position(source="edge.yaml", line=8)})
    changes = compare(unit("8.0.0", rows={1: to("10.0.0.2")}), wanted)
    with pytest.raises(RenderError, match=r"edge.yaml:8: cluster-peer/1/source-ip: FortiOS 7.4.4 has no such setting"):
        render_changes(changes, "7.4.4")


def test_a_time_that_the_release_cannot_count_is_an_error() -> None:
    """Never round."""
    changes = compare(unit(rows={1: to("10.0.0.2")}), unit(rows={1: to("10.0.0.2", hb_interval=300)}))
    with pytest.raises(RenderError, match="cluster-sync/1/hb-interval: 300 ms cannot be expressed exactly"):
        render_changes(changes, "7.0.5")


def test_what_is_never_written_is_refused_even_as_a_change() -> None:
    """In `system ha` the program may write session pickup, and nothing else, ever."""
    (change,) = compare(unit(), unit(ha={"session-pickup": "enable"}))
    with pytest.raises(RenderError, match="ha/mode: this program never writes it"):
        render_changes([replace(change, path=("ha", "mode"), intended="a-p")], "7.4.4")


class TestSecrets:
    """A reference is written, never more."""

    def test_a_known_one_is_written_as_its_reference(self) -> None:
        """`device` alone puts the value in."""
        assert "set psksecret ${env:FGSP_PSK}" in there(unit(), unit(cluster={"psksecret": KNOWN}))

    def test_one_that_is_only_there_cannot_be_written(self) -> None:
        """The unit that has it shows a form that no unit takes back."""
        with pytest.raises(RenderError, match="standalone-cluster/psksecret: a secret that is not known"):
            render_changes(compare(unit(), unit(cluster={"psksecret": PRESENT})), "7.4.4")

    def test_setting_the_first_one_is_undone_by_unsetting_it(self) -> None:
        """The unit had none."""
        changes = compare(unit(), intent(unit(cluster={"psksecret": KNOWN})))
        assert "    unset psksecret" in delta_lines(reverse(changes, V744), V744)

    def test_what_was_there_and_is_not_known_cannot_be_put_back(self) -> None:
        """The way back leaves it out, and says so."""
        changes = compare(unit(cluster={"psksecret": PRESENT, "encryption": "enable"}), unit())
        assert [change.path[-1] for change in irreversible(changes)] == ["psksecret"]
        assert [change.path[-1] for change in reverse(changes, V744)] == ["encryption"]


class TestTheWayBack:
    """Reversing changes."""

    def test_rows_that_came_go_and_rows_that_went_come(self) -> None:
        """With what they held."""
        changes = compare(unit(rows={3: to("10.0.0.2")}), unit(rows={4: to("10.0.0.3")}), by_identity=False)
        back = reverse(changes, V744)
        assert [(change.action, change.path) for change in back] == [
            (Action.CREATE, ("peer", 3)),
            (Action.DELETE, ("peer", 4)),
        ]
        assert "            set peerip 10.0.0.2" in delta_lines(back, V744)

    def test_what_was_at_its_default_is_unset(self) -> None:
        """The unit did not show it: it was the unit's own default, whatever the data takes that to be."""
        changes = compare(unit(rows={3: to("10.0.0.2")}), unit(rows={3: to("10.0.0.2", hb_interval=1000)}))
        assert [change.action for change in reverse(changes, V744)] == [Action.UNSET]

    def test_what_the_schema_does_not_know_of_a_deleted_row_comes_back_with_it(self) -> None:
        """As it was typed, nested blocks too."""
        row = Node(
            settings={"new-thing": Setting(words=("a b",), raw='"a b"')},
            children={"new-block": Node(settings={"x": Setting(words=("1",))})},
        )
        table = EMPTY.with_child("cluster-peer", EMPTY.with_entry("3", row))
        extra = EMPTY.with_child("system standalone-cluster", table)
        changes = compare(unit(rows={3: to("10.0.0.2")}), unit())
        assert [line.strip() for line in delta_lines(reverse(changes, V744), V744, extra=extra)][2:9] == [
            "edit 3",
            "set peerip 10.0.0.2",
            'set new-thing "a b"',
            "config new-block",
            "set x 1",
            "end",
            "next",
        ]
