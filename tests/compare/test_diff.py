"""Comparing two states."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made import intent, to, unit

from fgsp_cli.base.positions import Position
from fgsp_cli.base.secrets import ReferenceName, SecretState, ShownSecret
from fgsp_cli.compare import compare
from fgsp_cli.fortios.dialects import dialect
from fgsp_cli.state.change import Action, Change, Effect
from fgsp_cli.state.state import Block, DeviceState, path_text

PRESENT = ShownSecret.of("ENC text")
KNOWN = SecretState.known(ReferenceName("${env:FGSP_PSK}"))


def told(changes: tuple[Change, ...], fortios: str = "7.4.4") -> list[tuple[str, str]]:
    """The changes as (action, path)."""
    return [(str(change.action), path_text(change.path, dialect(fortios))) for change in changes]


def only(changes: tuple[Change, ...]) -> Change:
    """The only change."""
    assert len(changes) == 1, changes
    return changes[0]


def test_equal_states_have_no_changes() -> None:
    """What is as it should be needs nothing."""
    state = unit(rows={1: to("10.0.0.2")}, cluster={"standalone-group-id": 7})
    assert compare(state, state) == ()


def test_an_attribute_that_differs_is_one_change_with_both_values_and_its_position() -> None:
    """A change carries what is there, what is wanted and where the intent says so."""
    running = unit(rows={3: to("10.0.0.2")})
    wanted = intent(unit(rows={3: to("10.0.0.2", hb_interval=1000)}))
    position = Position(source="edge.yaml", line=4, column=7)
    wanted = replace(wanted, positions={("peer", 3, "hb-interval"): position})
    change = only(compare(running, wanted))
    assert change == Change(
        path=("peer", 3, "hb-interval"),
        action=Action.SET,
        effect=Effect.SAFE,
        intended=1000,
        running=200,
        position=position,
    )


def test_a_row_that_comes_is_one_change_whose_value_is_what_is_named() -> None:
    """A created row is told by its named attributes, defaults that are spelled out among them."""
    wanted = intent(unit(rows={3: to("10.0.0.2", syncvd=("root",))}))
    wanted = replace(wanted, named=(wanted.named or frozenset()) | {("peer", 3, "ipsec-tunnel-sync")})
    change = only(compare(unit(), wanted))
    assert (change.path, change.action, change.running) == (("peer", 3), Action.CREATE, None)
    assert change.intended == Block({"peerip": "10.0.0.2", "syncvd": ("root",), "ipsec-tunnel-sync": "enable"})


def test_a_row_that_goes_is_one_change_whose_value_is_what_was_there() -> None:
    """A deleted row is told by what it held; deletions are always reported."""
    change = only(compare(unit(rows={3: to("10.0.0.2")}), unit()))
    assert (change.path, change.action, change.intended) == (("peer", 3), Action.DELETE, None)
    assert change.running == Block({"peerip": "10.0.0.2"})


def test_entries_inside_a_row_come_go_and_change_one_by_one() -> None:
    """Custom services are a table of their own."""
    before = {"custom-service": {1: {"dst-port-range": "80-80"}, 2: {}}}
    after = {"custom-service": {1: {"dst-port-range": "443-443"}, 3: {"src-port-range": "1-9"}}}
    running = unit(rows={1: to("10.0.0.2", session_sync_filter=before)})
    wanted = unit(rows={1: to("10.0.0.2", session_sync_filter=after)})
    changes = compare(running, wanted, by_identity=False)
    assert told(changes) == [
        ("set", "cluster-peer/1/session-sync-filter/custom-service/1/dst-port-range"),
        ("delete", "cluster-peer/1/session-sync-filter/custom-service/2"),
        ("create", "cluster-peer/1/session-sync-filter/custom-service/3"),
    ]
    assert {change.effect for change in changes} == {Effect.RESYNC}


def test_paths_are_told_in_the_spelling_of_the_release() -> None:
    """The option that was renamed in 7.0.1 is told by its old name before."""
    running = unit("6.0.4", rows={1: to("10.0.0.2")})
    wanted = unit("6.0.4", rows={1: to("10.0.0.2", secondary_add_ipsec_routes="disable")})
    assert told(compare(running, wanted), "6.0.4") == [("set", "cluster-sync/1/slave-add-ike-routes")]


class TestWhoIsAsked:
    """What an intent leaves out of a singleton is the unit's own business; what a text leaves out is default."""

    running = unit(cluster={"encryption": "enable", "session-sync-dev": ("port5",)}, ha={"session-pickup": "enable"})

    def test_an_intent_leaves_unnamed_attributes_of_singletons_alone(self) -> None:
        """Only named attributes are managed."""
        wanted = intent(unit(cluster={"standalone-group-id": 7}))
        assert told(compare(self.running, wanted)) == [("set", "standalone-cluster/standalone-group-id")]

    def test_a_named_default_counts(self) -> None:
        """An attribute that the intent names with the release's default is wanted at it."""
        wanted = intent(unit(), singletons=[("standalone-cluster", "encryption")])
        change = only(compare(self.running, wanted))
        assert (change.action, change.intended) == (Action.SET, "disable")

    def test_a_state_read_from_text_is_complete(self) -> None:
        """Two backups differ in whatever they differ in."""
        assert told(compare(self.running, unit())) == [
            ("unset", "standalone-cluster/session-sync-dev"),
            ("unset", "standalone-cluster/encryption"),
            ("unset", "ha/session-pickup"),
        ]

    def test_what_is_never_written_is_no_change(self) -> None:
        """`mode` and its like are read for checks, and nothing else."""
        running = unit(ha={"mode": "a-p", "group-id": 9, "hbdev": ("port9", "50"), "priority": 200})
        assert compare(running, unit()) == ()


class TestSecrets:
    """A unit shows a secret in a form that cannot be compared."""

    def test_a_known_secret_equals_the_one_that_is_there(self) -> None:
        """Present is all that can be said of a unit's secret."""
        assert compare(unit(cluster={"psksecret": PRESENT}), intent(unit(cluster={"psksecret": KNOWN}))) == ()

    def test_a_secret_that_is_missing_is_set(self) -> None:
        """The unit has none, so it is sent."""
        change = only(compare(unit(), intent(unit(cluster={"psksecret": KNOWN}))))
        assert (change.action, change.intended, change.effect) == (Action.SET, KNOWN, Effect.RESYNC)

    def test_an_intent_that_leaves_it_out_never_unsets_it(self) -> None:
        """A psksecret left out is never unset [architecture.md#intent]."""
        running = unit(cluster={"psksecret": PRESENT})
        assert compare(running, intent(unit(cluster={"standalone-group-id": 0}), singletons=[])) == ()

    def test_between_two_texts_its_presence_counts(self) -> None:
        """A backup without the secret is another configuration."""
        assert only(compare(unit(cluster={"psksecret": PRESENT}), unit())).action is Action.UNSET


class TestVerbs:
    """`unset` asks the unit for its own default; `set` names the value."""

    running = unit(rows={1: to("10.0.0.2", hb_interval=1000, syncvd=("root",), ipsec_tunnel_sync="disable")})

    def test_what_nobody_names_is_unset(self) -> None:
        """An argument left out means that release's default, whatever the unit holds that to be."""
        changes = compare(self.running, intent(unit(rows={1: to("10.0.0.2")})))
        assert {change.action for change in changes} == {Action.UNSET}

    def test_a_default_that_is_named_is_set(self) -> None:
        """A default that the intent spells out is sent as it is spelled."""
        wanted = intent(unit(rows={1: to("10.0.0.2")}))
        wanted = replace(wanted, named=(wanted.named or frozenset()) | {("peer", 1, "hb-interval")})
        verbs = {change.path[-1]: change.action for change in compare(self.running, wanted)}
        assert verbs["hb-interval"] is Action.SET

    def test_an_empty_list_is_unset_even_if_it_is_named(self) -> None:
        """FortiOS has no way to set nothing."""
        wanted = intent(unit(rows={1: to("10.0.0.2")}))
        wanted = replace(wanted, named=(wanted.named or frozenset()) | {("peer", 1, "syncvd")})
        verbs = {change.path[-1]: change.action for change in compare(self.running, wanted)}
        assert verbs["syncvd"] is Action.UNSET


class TestIdentity:
    """Rows are recognised by whom they lead to."""

    running = unit(rows={4: to("10.0.0.2"), 6: to("10.0.0.3")})
    wanted = unit(rows={1: to("10.0.0.2", hb_interval=1000), 2: to("10.0.0.3")})

    def test_by_identity_an_id_is_no_difference(self) -> None:
        """Paths are those of the unit."""
        assert told(compare(self.running, self.wanted)) == [("set", "cluster-peer/4/hb-interval")]
        assert compare(self.running, unit(rows={1: to("10.0.0.2"), 2: to("10.0.0.3")})) == ()

    def test_an_explicit_id_is_no_difference_either(self) -> None:
        """What to do about it is for `adopt` to say."""
        assert compare(self.running, intent(unit(rows={1: to("10.0.0.2"), 2: to("10.0.0.3")}), explicit=[1, 2])) == ()

    def test_by_id_the_same_rows_are_others(self) -> None:
        """Without identity, only ids count."""
        actions = [action for action, _ in told(compare(self.running, self.wanted, by_identity=False))]
        assert actions == ["create", "create", "delete", "delete"]

    def test_a_new_row_never_gets_the_id_of_a_running_one(self) -> None:
        """Not even that of a row that goes: the two would be taken for one."""
        changes = compare(self.running, unit(rows={4: to("10.0.0.9"), 6: to("10.0.0.3")}))
        assert told(changes) == [("delete", "cluster-peer/4"), ("create", "cluster-peer/20")]


class TestEffects:
    """What a change does to traffic [architecture.md#push]."""

    @pytest.mark.parametrize(
        ("before", "after", "effect"),
        [
            ({"hb-interval": 200}, {"hb-interval": 1000}, Effect.SAFE),
            ({"peervd": "root"}, {"peervd": "isl"}, Effect.RESYNC),
            ({"syncvd": ("a", "b")}, {"syncvd": ("a",)}, Effect.RESYNC),
            ({"syncvd": ("a",)}, {"syncvd": ("a", "b")}, Effect.SAFE),
            ({}, {"session-sync-filter": {"srcintf": "port1"}}, Effect.RESYNC),
            ({"ipsec-tunnel-sync": "enable"}, {"ipsec-tunnel-sync": "disable"}, Effect.RESYNC),
            ({"ipsec-tunnel-sync": "disable"}, {"ipsec-tunnel-sync": "enable"}, Effect.SAFE),
            ({}, {"down-intfs-before-sess-sync": ("port1",)}, Effect.DISRUPTIVE),
            ({"down-intfs-before-sess-sync": ("port1",)}, {}, Effect.DISRUPTIVE),
        ],
    )
    def test_of_a_row(self, before: dict[str, object], after: dict[str, object], effect: Effect) -> None:
        """Of an attribute of a row."""
        running, wanted = (unit(rows={1: {**to("10.0.0.2"), **row}}) for row in (before, after))
        assert only(compare(running, wanted)).effect is effect

    @pytest.mark.parametrize(
        ("section", "key", "value", "effect"),
        [
            ("cluster", "encryption", "enable", Effect.RESYNC),
            ("cluster", "session-sync-dev", ("port5",), Effect.RESYNC),
            ("cluster", "layer2-connection", "available", Effect.DISRUPTIVE),
            ("ha", "session-pickup", "enable", Effect.SAFE),
            ("ha", "sync-packet-balance", "enable", Effect.SAFE),
        ],
    )
    def test_of_a_singleton(self, section: str, key: str, value: object, effect: Effect) -> None:
        """Of an attribute of a singleton, and of pickup that goes to disable."""
        changed = unit(**{section: {key: value}})
        assert only(compare(unit(), changed)).effect is effect
        if key == "session-pickup":
            assert only(compare(changed, unit())).effect is Effect.RESYNC

    @pytest.mark.parametrize("key", ["standalone-group-id", "group-member-id"])
    def test_ids_are_harmless_on_a_unit_that_has_no_peer_and_is_none(self, key: str) -> None:
        """They are disruptive on one that has a peer, or that somebody else leads to."""
        apart = unit(rows={1: {}})
        assert only(compare(apart, unit(rows={1: {}}, cluster={key: 3}))).effect is Effect.SAFE
        assert only(compare(apart, unit(rows={1: {}}, cluster={key: 3}), is_peer=True)).effect is Effect.DISRUPTIVE
        running = unit(rows={1: to("10.0.0.2")})
        assert only(compare(running, unit(rows={1: to("10.0.0.2")}, cluster={key: 3}))).effect is Effect.DISRUPTIVE

    def test_rows_that_come_and_go(self) -> None:
        """A new row is safe, one that keeps interfaces down is not; one that goes, or comes back, interrupts."""
        row, keeping = to("10.0.0.2"), to("10.0.0.2", down_intfs_before_sess_sync=("port1",))
        assert only(compare(unit(), unit(rows={1: row}))).effect is Effect.SAFE
        assert only(compare(unit(), unit(rows={1: keeping}))).effect is Effect.DISRUPTIVE
        assert only(compare(unit(rows={1: row}), unit())).effect is Effect.RESYNC
        again = compare(unit(rows={1: row}), unit(rows={2: row}), by_identity=False)
        assert [change.effect for change in again] == [Effect.RESYNC, Effect.RESYNC]


class TestAcrossReleases:
    """Two backups of different releases are compared by meaning."""

    def test_the_same_time_in_another_unit_is_no_change(self) -> None:
        """Heartbeats are times."""
        old = unit("7.0.5", rows={1: to("10.0.0.2", hb_interval=1000, hb_lost_threshold=6)})
        new = unit("7.4.4", rows={1: to("10.0.0.2", hb_interval=1000, hb_lost_threshold=6)})
        assert compare(old, new) == ()

    def test_a_default_that_moved_is_a_change(self) -> None:
        """The same rows, left at their defaults, behave differently: 2 s x 3 is not 0.2 s x 10."""
        old, new = unit("7.0.5", rows={1: to("10.0.0.2")}), unit("7.4.4", rows={1: to("10.0.0.2")})
        assert [path for _, path in told(compare(old, new))] == [
            "cluster-peer/1/hb-interval",
            "cluster-peer/1/hb-lost-threshold",
        ]

    @pytest.mark.parametrize(
        ("running", "wanted", "path"),
        [
            (unit("6.0.4"), unit(cluster={"encryption": "enable"}), "standalone-cluster/encryption"),
            (unit(cluster={"encryption": "enable"}), unit("6.0.4"), "standalone-cluster/encryption"),
            (unit("8.0.0", cluster={"session-sync": "disable"}), unit(), "standalone-cluster/session-sync"),
        ],
    )
    def test_what_only_one_of_them_has_counts_where_it_is_set(
        self, running: DeviceState, wanted: DeviceState, path: str
    ) -> None:
        """An attribute of one release only is unset in the other."""
        change = only(compare(running, wanted))
        assert path_text(change.path, dialect(wanted.fortios)) == path

    def test_what_only_one_of_them_has_is_silent_at_its_default(self) -> None:
        """A default needs no telling."""
        assert compare(unit("6.0.4"), unit()) == compare(unit(), unit("6.0.4")) == ()
