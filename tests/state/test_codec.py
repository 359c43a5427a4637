"""state <-> tree, for each release in its own shape."""

from __future__ import annotations

import pytest

from fgsp_cli.base.errors import ConfigTextError
from fgsp_cli.fortios.dialects import dialect
from fgsp_cli.fortios.tree import EMPTY, Node, Setting
from fgsp_cli.state.codec import decode, encode
from fgsp_cli.state.state import DeviceState, Table, default_block, empty_state, path_text


def setting(*words: str, line: int = 9) -> Setting:
    """A setting with those words."""
    return Setting(words=words, line=line)


def with_row(release: str, **values: object) -> DeviceState:
    """A unit of that release with one row, number 2."""
    known = dialect(release)
    row = default_block(known.peers).with_({key.replace("_", "-"): value for key, value in values.items()})  # type: ignore[misc]
    return empty_state(known).with_section("peer", Table({2: row}))


def old_table(**settings: Setting) -> Node:
    """A tree with one row of `system cluster-sync`, number 2."""
    row = Node(settings={name.replace("_", "-"): words for name, words in settings.items()}, line=3)
    return EMPTY.with_child("system cluster-sync", Node(entries={"2": row}, line=2))


@pytest.mark.parametrize("release", ["6.0.4", "6.4.5", "7.0.5", "7.0.6", "7.2.0", "7.2.1", "8.0.0"])
def test_a_state_survives_its_tree(release: str) -> None:
    """Where the peers are and how options are spelled is the codec's business alone."""
    state = with_row(release, peerip="10.1.1.1", hb_interval=1000, secondary_add_ipsec_routes="disable")
    assert decode(encode(state, dialect(release)), dialect(release)) == state


def test_only_what_differs_from_the_default_is_written_unless_it_is_named() -> None:
    """`show` leaves defaults out; a rendering writes what the intent names."""
    state = with_row("7.0.5", peerip="10.1.1.1")
    known = dialect("7.0.5")
    row = encode(state, known).children["system cluster-sync"].entries["2"]
    assert list(row.settings) == ["peerip"]
    named = encode(state, known, only=[("peer", 2, "hb-interval"), ("peer", 2, "syncvd")])
    settings = named.children["system cluster-sync"].entries["2"].settings
    assert settings["hb-interval"].words == ("2",)
    assert settings["syncvd"].unset


def test_a_row_that_is_named_without_a_setting_is_still_a_row() -> None:
    """An entry that holds nothing but defaults exists."""
    state = with_row("7.0.5")
    assert "2" in encode(state, dialect("7.0.5")).children["system cluster-sync"].entries
    assert "2" in encode(state, dialect("7.0.5"), only=[("peer", 2)]).children["system cluster-sync"].entries


def test_what_the_schema_does_not_know_is_kept_and_reported() -> None:
    """A newer unit may know more than the data does; nothing of it is lost."""
    known = dialect("7.0.5")
    state = decode(old_table(peerip=setting("10.1.1.1"), new_thing=setting("on")), known)
    assert state.extra.children["system cluster-sync"].entries["2"].settings["new-thing"].words == ("on",)
    assert any("new-thing" in note for note in state.notes)
    again = encode(state, known).children["system cluster-sync"].entries["2"]
    assert set(again.settings) == {"peerip", "new-thing"}


def test_the_rest_of_system_ha_is_kept_in_silence() -> None:
    """The data lists a part of `system ha` on purpose, so the rest is no news."""
    tree = EMPTY.with_child("system ha", Node(settings={"monitor": setting("port1")}))
    state = decode(tree, dialect("7.4.4"))
    assert state.extra.children["system ha"].settings["monitor"].words == ("port1",)
    assert state.notes == ()


REFUSED = (
    ("7.4.4", old_table(peerip=setting("10.1.1.1")), "no such table"),
    ("7.0.5", old_table(peerip=setting("x.x.x.x")), "no IPv4 address"),
    ("7.0.5", old_table(hb_interval=setting("20")), "out of range"),
    ("7.0.5", EMPTY.with_child("system cluster-sync", Node(entries={"0": Node(line=3)})), "edit 0"),
    ("7.0.5", EMPTY.with_child("system cluster-sync", Node(entries={"one": Node(line=3)})), "edit one"),
    ("7.0.5", EMPTY.with_child("system cluster-sync", Node(settings={"peerip": setting("10.1.1.1")})), "outside"),
    ("7.4.4", EMPTY.with_child("system standalone-cluster", Node(entries={"1": Node(line=3)})), "cluster-peer"),
    ("7.4.4", EMPTY.with_child("system session-sync", Node(entries={"1": Node()}, line=3)), "before FortiOS 6.0"),
    (
        "7.0.5",
        EMPTY.with_child("system cluster-sync", Node(entries={"1": Node(children={"filter": Node(line=4)})})),
        "before FortiOS 6.0",
    ),
)


@pytest.mark.parametrize(("release", "tree", "why"), REFUSED)
def test_what_the_release_would_not_have_taken_is_refused(release: str, tree: Node, why: str) -> None:
    """Mistakes seen in public texts, each for its own reason [facts/fgsp.md#11]."""
    with pytest.raises(ConfigTextError, match=why):
        decode(tree, dialect(release), "backup.conf")


def test_an_empty_table_of_another_release_is_harmless() -> None:
    """Backups print it [facts/cli-behaviour.md#3.1]."""
    tree = EMPTY.with_child("system cluster-sync", Node(line=2))
    assert decode(tree, dialect("7.4.4")) == empty_state(dialect("7.4.4"))


def test_paths_are_told_in_the_words_of_the_release() -> None:
    """People look for what their unit prints."""
    path = ("peer", 2, "secondary-add-ipsec-routes")
    assert path_text(path, dialect("6.4.5")) == "cluster-sync/2/slave-add-ike-routes"
    assert path_text(path, dialect("7.4.4")) == "cluster-peer/2/secondary-add-ipsec-routes"
    deep = ("peer", 2, "session-sync-filter", "custom-service", 1, "dst-port-range")
    assert path_text(deep, dialect("7.4.4")) == "cluster-peer/2/session-sync-filter/custom-service/1/dst-port-range"
    assert path_text(("ha", "session-pickup"), dialect("7.4.4")) == "ha/session-pickup"
