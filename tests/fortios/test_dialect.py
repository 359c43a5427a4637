"""The data says, for each release, where the peers are and what an attribute is there."""

from __future__ import annotations

import pytest

from fgsp_cli.fortios.dialects import Dialect, dialect
from fgsp_cli.fortios.schema_data import Kind, Schema, packaged_data, schema, use_schema
from fgsp_cli.fortios.versions import Release

CLUSTER_SYNC = ("system cluster-sync",)
CLUSTER_PEER = ("system standalone-cluster", "cluster-peer")


@pytest.mark.parametrize(
    ("release", "path"),
    [
        ("6.0.0", CLUSTER_SYNC),
        ("6.4.16", CLUSTER_SYNC),
        ("7.0.19", CLUSTER_SYNC),
        ("7.2.0", CLUSTER_SYNC),
        ("7.2.1", CLUSTER_PEER),
        ("8.0.0", CLUSTER_PEER),
    ],
)
def test_the_peers_move_at_7_2_1(release: str, path: tuple[str, ...]) -> None:
    """All of 7.0 keeps the old table, however new its patch [facts/fgsp.md#2]."""
    assert dialect(release).peers_path == path


@pytest.mark.parametrize(
    ("release", "unit", "maximum", "default"),
    [
        ("6.4.8", "s", 10, 2000),
        ("6.4.10", "100ms", 20, 200),
        ("7.0.5", "s", 10, 2000),
        ("7.0.6", "100ms", 20, 200),
        ("7.2.0", "s", 10, 2000),
        ("7.2.1", "100ms", 20, 200),
    ],
)
def test_the_heartbeat_unit_changes_inside_three_branches(release: str, unit: str, maximum: int, default: int) -> None:
    """The stored number 2 is the default everywhere and means 2 s or 200 ms [facts/fgsp.md#2]."""
    spec = dialect(release).peers.by_key["hb-interval"]
    assert (spec.unit, spec.maximum, spec.default) == (unit, maximum, default)


def test_an_option_that_was_renamed_has_one_key() -> None:
    """States of both spellings can be compared."""
    old = dialect("6.4.14").peers.by_key["secondary-add-ipsec-routes"]
    new = dialect("7.0.1").peers.by_key["secondary-add-ipsec-routes"]
    assert (old.name, new.name) == ("slave-add-ike-routes", "secondary-add-ipsec-routes")


@pytest.mark.parametrize(
    ("attribute", "without", "with_"),
    [
        ("ipsec-tunnel-sync", "6.0.18", "6.2.0"),
        ("ike-monitor", "7.0.19", "7.0.7"),
        ("ike-monitor", "7.2.1", "7.2.0"),
        ("ike-seqjump-speed", "7.0.1", "7.0.0"),
        ("interface", "7.6.7", "8.0.0"),
        ("source-ip", "7.6.7", "8.0.0"),
    ],
)
def test_a_peer_attribute_exists_only_in_its_releases(attribute: str, without: str, with_: str) -> None:
    """The ends of the ranges of the schema data."""
    assert attribute not in dialect(without).peers.by_key
    assert attribute in dialect(with_).peers.by_key


def test_only_session_pickup_and_its_kin_are_written_in_system_ha() -> None:
    """The rest of `system ha` belongs to FGCP and is read for checks alone."""
    for release in schema().turning_points():
        ha = dialect(release).tops["system ha"]
        written = {spec.key for spec in ha.children.values() if spec.writable}
        assert {key for key in written if not key.startswith("session-pickup")} <= {
            "sync-packet-balance",
            "inter-cluster-session-sync",
        }


@pytest.mark.parametrize(("release", "seen", "known_as"), [
    ("7.4.12", True, "7.4.12"),
    ("7.4.13", False, "7.4.12"),
    ("7.5.1", False, "7.4.12"),
    ("8.0.1", True, "8.0.1"),
    ("8.0.2", False, "8.0.1"),
    ("9.1.0", False, "8.0.1"),
])  # fmt: skip
def test_an_unseen_release_is_treated_as_the_newest_known_below_it(release: str, seen: bool, known_as: str) -> None:
    """New firmware is not refused for being new, but it is said."""
    assert schema().lists(Release.parse(release)) is seen
    assert str(dialect(release).known_as) == known_as


def test_what_is_older_than_the_data_has_no_dialect() -> None:
    """5.x knew another syntax under the same name."""
    with pytest.raises(LookupError, match=r"older than 6\.0\.0"):
        dialect("5.6.11")


def test_every_attribute_of_every_release_has_help_and_a_sound_default() -> None:
    """The data is complete at both ends of all its ranges."""
    for release in schema().turning_points():
        for top in dialect(release).tops.values():
            pending = list(top.children.values())
            while pending:
                spec = pending.pop()
                pending += spec.children.values()
                assert spec.help, spec.path
                if spec.kind in (Kind.INTEGER, Kind.INTERVAL) and spec.writable:
                    scale = spec.unit_ms if spec.kind is Kind.INTERVAL else 1
                    assert spec.minimum * scale <= int(str(spec.default)) <= spec.maximum * scale, spec.path
                if spec.kind is Kind.OPTION:
                    assert spec.default in spec.options, spec.path


def test_a_release_is_added_by_data_alone() -> None:
    """A branch and an attribute more in the data, and there is a dialect for it."""
    data = packaged_data()
    data["branches"].append({"branch": "9.0", "newest": "9.0.0", "confirmed": True})  # type: ignore[attr-defined]
    with use_schema(Schema.from_mapping(data)):
        nine: Dialect = dialect("9.0.0")
        assert nine.known_as == nine.release
        assert schema().turning_points()[-1] == nine.release
    assert dialect("9.0.0").known_as == Release.parse("8.0.1")
