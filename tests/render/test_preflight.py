"""The pre-flight, and what it expects a unit to hold in the end."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made import intent, to, unit
from reversing import reverse

from fgsp_cli.base.errors import RenderError
from fgsp_cli.base.secrets import ReferenceName, SecretState, ShownSecret
from fgsp_cli.compare import adopt, compare
from fgsp_cli.fortios.dialects import dialect
from fgsp_cli.render import delta_lines, preflight
from fgsp_cli.render.overlay import lay_over
from fgsp_cli.render.preflight_run import Names, surroundings
from fgsp_cli.state.codec import encode
from fgsp_cli.state.config_reading import read_config
from fgsp_cli.state.state import DeviceState

V744 = dialect("7.4.4")
KNOWN = SecretState.known(ReferenceName("${env:FGSP_PSK}"))
RUNNING = """\
config system standalone-cluster
    set standalone-group-id 7
    set psksecret ENC c2VjcmV0
    set new-scalar enable
    config cluster-peer
        edit 3
            set peerip 10.0.0.2
            set new-thing "a b"
        next
        edit 9
            set peerip 10.0.0.9
            set hb-interval 5
            set new-thing 1
        next
    end
end
config system ha
    set group-id 4
    set mode a-p
    set hbdev "port9" 50
    set session-pickup enable
end
"""
GOOD = ("config system standalone-cluster", "config cluster-peer", "edit 3", "set hb-interval 10", "next", "end", "end")


def running() -> DeviceState:
    """A unit with things that nobody manages, and things that the schema does not know."""
    return read_config(RUNNING, "7.4.4")


class TestLayingOver:
    """The wanted state laid over the running one."""

    def test_what_the_intent_does_not_name_stays(self) -> None:
        """Unmanaged rows, unnamed attributes of singletons, secrets, and what the schema does not know."""
        wanted = adopt(
            running(), intent(unit(rows={1: to("10.0.0.2", hb_interval=1000)}, cluster={"encryption": "enable"}))
        )
        state = lay_over(running(), wanted.state)
        assert state.peers[3]["hb-interval"] == 1000
        assert state.peers[9] == running().peers[9]
        cluster = state.standalone_cluster
        assert (cluster["standalone-group-id"], cluster["encryption"]) == (7, "enable")
        assert cluster["psksecret"] == ShownSecret.of()
        assert state.ha == running().ha
        assert state.extra == running().extra

    def test_a_row_is_owned_whole(self) -> None:
        """An argument left out means the default."""
        state = lay_over(running(), intent(unit(rows={9: to("10.0.0.9")})))
        assert state.peers[9]["hb-interval"] == 200

    def test_removed_rows_go_with_what_is_unknown_of_them(self) -> None:
        """And only they."""
        state = lay_over(running(), intent(unit()), removed={9})
        assert list(state.peers) == [3]
        assert [path[-1] for path, node in state.extra.walk() if node.settings] == ["system standalone-cluster", "#3"]

    def test_what_is_never_written_stays_even_under_a_complete_state(self) -> None:
        """A backup laid over a unit does not change its `mode`."""
        assert lay_over(running(), unit()).ha["mode"] == "a-p"


class TestAFlight:
    """Lines on the unit's real configuration."""

    def expected(self) -> DeviceState:
        """The running unit with another heartbeat in row 3."""
        row = running().peers[3].with_({"hb-interval": 1000})
        return lay_over(running(), intent(replace(unit(), peers=type(unit().peers)({3: row}))))

    def test_lines_that_make_what_is_wanted_pass(self) -> None:
        """What the unit will hold is returned."""
        flight = preflight(GOOD, V744, self.expected(), config=RUNNING)
        assert flight.state == self.expected()

    def test_a_refused_line_is_named_with_the_unit_s_words(self) -> None:
        """Nothing after it is run."""
        lines = (*GOOD[:3], "set hb-interval 99", *GOOD[4:])
        with pytest.raises(
            RenderError, match=r"refuse this line: value parse error before '99'.*found: set hb-interval 99"
        ):
            preflight(lines, V744, self.expected(), config=RUNNING)

    @pytest.mark.parametrize(
        ("lines", "path"),
        [
            (GOOD[:3] + GOOD[4:], "cluster-peer/3/hb-interval"),
            ((*GOOD, "config system ha", "set session-pickup disable", "end"), "ha/session-pickup"),
            ((*GOOD, "config system ha", "set priority 1", "end"), "ha/priority"),
            ((*GOOD[:2], "delete 9", *GOOD[2:]), "cluster-peer/9"),
            ((*GOOD[:2], "edit 8", "next", *GOOD[2:]), "cluster-peer/8"),
        ],
    )
    def test_any_other_result_is_named_by_its_path(self, lines: tuple[str, ...], path: str) -> None:
        """Too little, too much, or somewhere else."""
        with pytest.raises(RenderError, match=f"{path}.*the lines do not make what is wanted"):
            preflight(lines, V744, self.expected(), config=RUNNING)

    def test_what_the_schema_does_not_know_must_stay_too(self) -> None:
        """It is nobody's but the unit's."""
        with pytest.raises(RenderError, match="new-scalar"):
            preflight(
                ("config system standalone-cluster", "unset new-scalar", "end", *GOOD),
                V744,
                self.expected(),
                config=RUNNING,
            )

    def test_nothing_outside_of_fgsp_may_change(self) -> None:
        """A template that means well is still wrong."""
        lines = (*GOOD, "config system global", "set hostname x", "end")
        with pytest.raises(RenderError, match="system global: the lines change what is no part of FGSP"):
            preflight(lines, V744, self.expected(), config=RUNNING)

    @pytest.mark.parametrize("lines", [GOOD[:-1], (*GOOD[:3], 'set peervd "root')])
    def test_every_block_and_quote_must_be_closed(self, lines: tuple[str, ...]) -> None:
        """What comes next would land in it."""
        with pytest.raises(RenderError, match="leave a block open"):
            preflight(lines, V744, self.expected(), config=RUNNING)

    def test_the_question_is_answered_whether_the_lines_do_so_or_not(self) -> None:
        """`commands` hold no answers, a preview may."""
        expected = lay_over(running(), intent(unit(cluster={"group-member-id": 1})))
        block = ("config system standalone-cluster", "set group-member-id 1", "end")
        for lines in (block, (*block, "y")):
            assert preflight(lines, V744, expected, config=RUNNING).state == expected

    def test_names_that_the_unit_does_not_have_are_refused(self) -> None:
        """VDOMs and interfaces, if the unit told them."""
        wanted = intent(unit(rows={1: to("10.0.0.5", syncvd=("vd-a",), down_intfs_before_sess_sync=("port1",))}))
        lines = delta_lines(compare(running(), lay_over(running(), wanted), by_identity=False), V744)
        expected = lay_over(running(), wanted)
        good = Names(vdoms=("root", "vd-a"), interfaces=("port1", "port9"))
        assert preflight(lines, V744, expected, config=RUNNING, names=good).state == expected
        for names in (replace(good, vdoms=("root",)), replace(good, interfaces=("port9",))):
            with pytest.raises(RenderError, match="entry not found in datasource"):
                preflight(lines, V744, expected, config=RUNNING, names=names)

    def test_the_way_back_starts_from_what_the_way_there_left(self) -> None:
        """Also where it brings back a row with things that the schema does not know."""
        wanted = lay_over(running(), intent(unit()), removed={9})
        changes = compare(running(), wanted, by_identity=False)
        flight = preflight(delta_lines(changes, V744), V744, wanted, config=RUNNING)
        undo = delta_lines(reverse(changes, V744), V744, extra=running().extra)
        assert preflight(undo, V744, running(), config=flight.tree).state == running()
        with pytest.raises(RenderError, match="new-thing"):
            preflight(delta_lines(reverse(changes, V744), V744), V744, running(), config=flight.tree)


class TestSecrets:
    """A reference is run as a secret would be."""

    expected = lay_over(unit(), intent(unit(cluster={"psksecret": KNOWN})))

    def test_the_reference_that_is_wanted_passes(self) -> None:
        """The unit then has a secret."""
        lines = ("config system standalone-cluster", "set psksecret ${env:FGSP_PSK}", "end")
        assert preflight(lines, V744, self.expected).state == self.expected

    def test_another_reference_does_not(self) -> None:
        """A template that mixes up secrets would not be seen in the result."""
        lines = ("config system standalone-cluster", "set psksecret ${env:OTHER}", "end")
        with pytest.raises(RenderError, match=r"\$\{env:OTHER\} is not the secret that is wanted there"):
            preflight(lines, V744, self.expected)


@pytest.mark.parametrize(("fortios", "offered"), [("6.2.7", True), ("7.4.4", False)])
def test_an_option_that_a_mode_hides_is_run_in_that_mode(fortios: str, offered: bool) -> None:
    """`inter-cluster-session-sync` is known to the CLI only in the modes a-a and a-p, which are never written."""
    state = unit(fortios, ha={"inter-cluster-session-sync": "enable"} if offered else {"session-pickup": "enable"})
    around = surroundings(state, dialect(fortios))
    assert bool(around) == offered
    assert around == (encode(unit(fortios, ha={"mode": "a-a"}), dialect(fortios)) if offered else around)
