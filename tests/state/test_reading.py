"""Texts become states without loss, or are refused for the right reason: each real sample has its answer here."""

from __future__ import annotations

import gzip

import pytest
import real_texts
from real_texts import DATA, REFUSED, TRANSCRIPTS, UNSET

from fgsp_cli.base.errors import ConfigTextError
from fgsp_cli.base.positions import Position
from fgsp_cli.fortios.cutter import text_of
from fgsp_cli.fortios.dialects import dialect
from fgsp_cli.state.config_reading import read_config
from fgsp_cli.state.state import DeviceState, empty_state


def read(name: str, fortios: str | None = None) -> DeviceState:
    """The state of a sample, named by its file in positions."""
    data = (DATA / name).read_bytes()
    source = name.partition("/")[2]
    return read_config(text_of(gzip.decompress(data) if name.endswith(".gz") else data), fortios, source)


def refusal(text: str, fortios: str | None = "7.4.4") -> str:
    with pytest.raises(ConfigTextError) as raised:
        read_config(text, fortios, "x.conf")
    return str(raised.value)


def values(state: DeviceState, row: int) -> dict[str, object]:
    """The attributes of a row that are not at their default."""
    defaults = {spec.key: spec.default for spec in dialect(state.fortios).peers.children.values()}
    kept = {key: value for key, value in state.peers[row].items() if value != defaults[key]}
    return {key: value for key, value in kept.items() if key != "session-sync-filter"}


def test_every_sample_has_its_answer() -> None:
    """A new sample without an answer must not pass unseen."""
    patterns = ("backups/*.conf*", "backups/*.txt", "transcripts/fgsp-config-*", "transcripts/show-*")
    patterns += ("transcripts/showfull-*", "transcripts/backup-*", "transcripts/fgsp-show-*")
    names = {str(path.relative_to(DATA)) for pattern in patterns for path in DATA.glob(pattern)}
    assert names <= real_texts.names()


@pytest.mark.parametrize(("name", "releases"), UNSET.items(), ids=list(UNSET))
def test_a_unit_without_fgsp_is_an_empty_state_of_its_release(name: str, releases: tuple[str, str | None]) -> None:
    """Empty tables, defaults written out and no mention at all mean the same."""
    state = read(name, releases[1])
    assert str(state.fortios) == releases[0]
    assert state == empty_state(dialect(releases[0]))
    assert state.named is None


@pytest.mark.parametrize(("name", "fortios", "said"), REFUSED)
def test_what_is_wrong_on_purpose_is_refused_for_the_right_reason(
    name: str, fortios: str | None, said: dict[int | None, str]
) -> None:
    """Every problem of the text at once, each with its line."""
    with pytest.raises(ConfigTextError) as raised:
        read(name, fortios)
    problems = raised.value.problems
    assert [problem.position.line if problem.position else None for problem in problems] == list(said)
    for problem, text in zip(problems, said.values(), strict=True):
        assert text in str(problem)
        assert problem.position is not None
        assert problem.position.source == name.partition("/")[2]


def test_pickup_and_an_empty_table_of_peers_are_read_from_a_real_backup() -> None:
    """A standalone 7.6.6 unit with session pickup on; the rest of `system ha` is kept as it stands."""
    state = read("backups/backup-FGT70G-7.6.6-branch.conf")
    on = {key for key, value in state.ha.items() if value == "enable"}
    assert on == {"session-pickup", "session-pickup-connectionless", "session-pickup-expectation"}
    assert len(state.peers) == 0
    assert state.standalone_cluster == empty_state(dialect("7.6.6")).standalone_cluster
    kept = state.extra.children["system ha"].settings
    assert kept["monitor"].words == ("wan1", "LAG_INTERNAL")
    assert state.position(("ha", "session-pickup")) == Position(source="backup-FGT70G-7.6.6-branch.conf", line=599)


def test_two_links_of_one_peer_are_two_rows() -> None:
    """The ids have a gap, the names are quoted."""
    state = read("transcripts/fgsp-config-kb-two-links-6.x.txt", "6.2.9")
    assert {row: values(state, row) for row in state.peers} == {
        4: {"peerip": "10.57.4.137", "syncvd": ("root",)},
        6: {"peerip": "10.5.20.137", "syncvd": ("root",)},
    }
    assert state.position(("peer", 6, "peerip")) == Position(source="fgsp-config-kb-two-links-6.x.txt", line=10)


def test_a_manual_with_both_units_in_one_text_is_merged_and_that_is_reported() -> None:
    """The later of two values counts, as on a unit, and nobody can miss that it was there twice."""
    state = read("transcripts/fgsp-config-docs-basic-peer-6.4.12.txt", "6.4.12")
    assert {row: values(state, row) for row in state.peers} == {1: {"peerip": "10.10.10.1"}}
    assert state.standalone_cluster.number("standalone-group-id") == 1
    assert state.standalone_cluster.number("group-member-id") == 2
    again = "stands there again, first on line"
    assert state.notes == (
        f"fgsp-config-docs-basic-peer-6.4.12.txt:15: `config system cluster-sync` {again} 5: merged",
        f"fgsp-config-docs-basic-peer-6.4.12.txt:20: `config system standalone-cluster` {again} 10: merged",
    )


def test_a_session_log_gives_what_its_show_printed_last() -> None:
    """What was typed in it is no configuration."""
    state = read("transcripts/fgsp-show-standalone-cluster-1800F.txt", "7.0.12")
    assert state.standalone_cluster.number("standalone-group-id") == 222
    assert state.standalone_cluster.number("group-member-id") == 2
    assert len(state.notes) == 2


def test_an_old_manual_without_next_is_read_once_its_old_names_are_gone() -> None:
    """`end` straight behind `set` in an entry saves it [facts/fgsp.md#11]."""
    text = (TRANSCRIPTS / "fgsp-config-manual-5x-no-next.txt").read_text()
    state = read_config(text.partition("end\n")[0] + "end\n", "6.0.4")
    assert values(state, 1) == {"peerip": "10.10.10.2", "syncvd": ("vdom_1",)}


def test_defaults_of_system_ha_written_out_are_defaults() -> None:
    """The 7.2.4 sample, up to where its value was cut off, holds the whole of `system ha`."""
    text = (TRANSCRIPTS / "showfull-VM64KVM-7.2.4-excerpt.txt").read_text()
    state = read_config(text.partition("config system replacemsg")[0])
    assert state == empty_state(dialect("7.2.4"))


SHOW = """\
config system ha
    set session-pickup enable
end
config system standalone-cluster
    set standalone-group-id 7
    set psksecret ENC AAAA==
    config cluster-peer
        edit 2
            set peerip 10.0.0.2
            set syncvd "root" "vd-a"
            set hb-interval 10
            config session-sync-filter
                config custom-service
                    edit 1
                        set dst-port-range 443-443
                    next
                end
            end
        next
    end
end
"""
FULL = """\
config system ha
    set group-id 0
    set mode standalone
    set session-pickup enable
    set session-pickup-connectionless disable
    unset hbdev
end
config system standalone-cluster
    set standalone-group-id 7
    set group-member-id 0
    set layer2-connection unavailable
    unset session-sync-dev
    set encryption disable
    set psksecret ENC BBBB==
    set asymmetric-traffic-control cps-preferred
    config cluster-peer
        edit 2
            set peervd "root"
            set peerip 10.0.0.2
            set syncvd "vd-a" "root"
            unset down-intfs-before-sess-sync
            set hb-interval 10
            set hb-lost-threshold 10
            set ipsec-tunnel-sync enable
            set secondary-add-ipsec-routes enable
            config session-sync-filter
                set srcintf ''
                set dstintf ''
                set srcaddr 0.0.0.0 0.0.0.0
                set dstaddr 0.0.0.0 0.0.0.0
                set srcaddr6 ::/0
                set dstaddr6 ::/0
                config custom-service
                    edit 1
                        set src-port-range 0-0
                        set dst-port-range 443-443
                    next
                end
            end
        next
    end
end
"""


@pytest.mark.parametrize(
    "wrap", [str, lambda text: f"config global\n{text}end\n", lambda text: text.replace("    ", "")]
)
def test_show_and_show_full_configuration_give_equal_states(wrap: type[str]) -> None:
    """One leaves defaults out, the other writes them; secrets are shown anew each time."""
    assert read_config(wrap(SHOW), "7.4.4") == read_config(wrap(FULL), "7.4.4")


def test_the_header_of_a_text_gives_way_to_the_release_asked_for_with_a_note() -> None:
    """A caller who knows better may, but it is said."""
    text = "#config-version=FGVMK6-7.4.4-FW-build2662-240514:opmode=1:vdom=0:user=admin\n" + SHOW
    state = read_config(text, "7.2.5")
    assert str(state.fortios) == "7.2.5"
    assert any("its header says 7.4.4" in note for note in state.notes)
    assert read_config(text).notes == ()


def test_a_release_that_nobody_knows_yet_is_read_as_the_newest_before_it_with_a_note() -> None:
    """The note names both."""
    (note,) = read_config(SHOW, "7.4.998").notes
    assert "7.4.998 is not known to this program" in note


def test_without_a_release_there_is_no_state() -> None:
    """The unit of heartbeats, written or implied, hangs on it."""
    assert "does not say its FortiOS release" in refusal(SHOW, None)
    assert "heartbeats" in refusal("config system cluster-sync\nedit 1\nset peerip 10.0.0.1\nnext\nend\n", None)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("set peerip 10.0.0.2 this is the peer", "words after the value"),
        ("set peerip 10.0.0.2 (this is the peer)", "a remark behind the value"),
        ("set peerip 10.0.0.x", "a placeholder"),
        ("set hb-interval 30", "out of range"),
        ("set peerip", "no value"),
        ("config filter", "before FortiOS 6.0"),
    ],
)
def test_a_wrong_line_in_a_row_is_refused_with_its_number(line: str, said: str) -> None:
    """The reader and the codec report together, one problem for each line."""
    line = f"{line}\nset service HTTP\nend" if line.startswith("config") else line
    text = f"config system standalone-cluster\nconfig cluster-peer\nedit 1\n{line}\nnext\nedit 0\nnext\nend\nend\n"
    last = 6 + line.count("\n")
    first, second = refusal(text).split("\n")
    assert first.startswith("x.conf:4: ")
    assert said in first
    assert second.startswith(f"x.conf:{last}: ")
    assert "`edit 0`" in second


def test_entries_where_there_are_none_are_refused_with_a_hint() -> None:
    """A vendor template forgets `config cluster-peer` in a comment."""
    message = refusal("config system standalone-cluster\n    edit 1\n        set peerip 10.0.0.2\n    next\nend\n")
    assert message.startswith("x.conf:2: ")
    assert "cluster-peer" in message


def test_a_table_of_another_release_is_refused_with_the_releases_that_have_it() -> None:
    """`cluster-sync` ended with 7.2.0, `cluster-peer` began with 7.2.1 [facts/fgsp.md#2, confirmed]."""
    message = refusal("config system cluster-sync\nedit 1\nset peerip 10.0.0.2\nnext\nend\n")
    assert message.startswith("x.conf:1: ")
    assert "6.0.0 to 7.2.0" in message
    message = refusal(SHOW, "7.2.0")
    assert message.startswith("x.conf:7: ")
    assert "7.2.1 and later" in message


def test_fgsp_in_the_part_of_a_vdom_is_refused() -> None:
    """The tables are global [facts/fgsp.md#4]."""
    text = f"config global\nconfig system global\nend\nend\nconfig vdom\nedit root\n{SHOW}end\n"
    assert refusal(text).startswith("x.conf:7: system ha: FGSP is configured in the global part")


def test_what_the_schema_does_not_know_is_kept_and_reported() -> None:
    """Nothing of a text is lost, a misspelt name included."""
    text = "config system cluster-sync\n    edit 1\n        set peer-ip 10.0.0.2\n    next\nend\n"
    state = read_config(text, "7.0.5", "x.conf")
    assert state.extra.children["system cluster-sync"].entries["1"].settings["peer-ip"].words == ("10.0.0.2",)
    assert any("peer-ip" in note for note in state.notes)


def test_a_value_that_holds_whole_sections_is_a_value() -> None:
    """A message that somebody pasted a configuration into, unindented, with its own `end` in front."""
    pasted = "config system cluster-sync\n    edit 1\n        set peerip 9.9.9.9\n    next\nend\n"
    text = (
        "#config-version=FGVMK6-7.4.4-FW-build2662-240514:opmode=0:vdom=0:user=admin\n"
        "config system ha\n    set session-pickup enable\nend\n"
        'config system replacemsg mail "x"\n'
        f'    set buffer "hello\nend\n{pasted}config system standalone-cluster\nend\n"\nend\n'
        "config system standalone-cluster\n    set standalone-group-id 7\n    config cluster-peer\n"
        "        edit 1\n            set peerip 10.10.10.2\n        next\n    end\nend\n"
    )
    for form in (text, text.replace("\n", "\r\n"), text.replace("    ", "")):
        state = read_config(form)
        assert [row["peerip"] for row in state.peers.values()] == ["10.10.10.2"]
        assert state.standalone_cluster["standalone-group-id"] == 7
