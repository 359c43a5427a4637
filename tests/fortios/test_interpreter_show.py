"""What `show`, `show full-configuration` and `get` print."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from dialogue import typed

from fgsp_cli.fortios.dialects import dialect
from fgsp_cli.fortios.interpreter import Habits, Interpreter, Store

DATA = Path(__file__).parents[1] / "data"


def whole(name: str) -> str:
    """A real configuration, in the line ends of a file."""
    path = DATA / name
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    text = data.decode().replace("\r\n", "\n")
    return text.partition("# ----\n")[2] if path.parent.name == "transcripts" else text


def full_unit(release: str = "7.4.4") -> Interpreter:
    """A unit with two peers, one of them with a filter."""
    unit = Interpreter(release)
    typed(
        unit,
        """config system standalone-cluster
config cluster-peer
edit 6
set peerip 10.5.20.137
next
edit 4
config session-sync-filter
config custom-service
edit 2
set dst-port-range 443
next
end
set srcintf port1
end
set hb-interval 2
set syncvd root vd1
set peerip 10.57.4.137
next
end
set encryption enable
set standalone-group-id 7
end""",
    )
    return unit


SHOWN = """config system standalone-cluster
    set standalone-group-id 7
    set encryption enable
    config cluster-peer
        edit 4
            set peerip 10.57.4.137
            set syncvd "root" "vd1"
            config session-sync-filter
                set srcintf "port1"
                config custom-service
                    edit 2
                        set dst-port-range 443-443
                    next
                end
            end
        next
        edit 6
            set peerip 10.5.20.137
        next
    end
end
"""


def test_show_is_in_the_order_of_the_schema_and_leaves_defaults_out() -> None:
    """Whatever the order in which it was typed; a value that was typed and is the default is left out too."""
    assert full_unit().show() == SHOWN


def test_show_typed_back_gives_the_same_show() -> None:
    """Every line of it is accepted by a new unit."""
    unit = Interpreter("7.4.4")
    typed(unit, SHOWN)
    assert unit.show() == SHOWN


@pytest.mark.parametrize(
    ("release", "text"),
    [
        ("6.0.0", "config system cluster-sync\nend\n"),
        ("7.2.0", "config system cluster-sync\nend\n"),
        ("7.2.1", "config system standalone-cluster\n    config cluster-peer\n    end\nend\n"),
        ("8.0.0", "config system standalone-cluster\n    config cluster-peer\n    end\nend\n"),
    ],
)
def test_a_new_unit_shows_its_empty_table_of_peers(release: str, text: str) -> None:
    """And nothing else: objects at their defaults are not shown [confirmed on 6.4.3 to 7.6.6]."""
    assert Interpreter(release).show() == text
    assert Interpreter(release).store.text() == text


def test_full_output_is_that_of_the_real_7_2_13() -> None:
    """Byte for byte, the section of FGSP of a real unit that has none of it configured."""
    text = whole("backups/showfull-FG100E-7.2.13.conf.gz")
    start = text.index("config system standalone-cluster\n")
    section = text[start : text.index("\nend\n", start) + 5]
    assert Interpreter("7.2.13").show("system standalone-cluster", full=True) == section
    assert Interpreter("7.2.13", text).show("system standalone-cluster", full=True) == section


def test_full_output_hides_session_pickup_options_while_it_is_off() -> None:
    """No `session-pickup-*` line is printed then [confirmed on 5.4.1 and 7.2.13]."""
    unit = Interpreter("7.2.13")
    assert "session-pickup-" not in unit.show("system ha", full=True)
    typed(unit, "config system ha\nset session-pickup enable\nend")
    assert "    set session-pickup-nat disable\n" in unit.show("system ha", full=True)


def test_full_output_of_a_row_holds_every_attribute_of_the_release() -> None:
    """With the numbers of its own heartbeat unit."""
    unit = Interpreter("7.0.5")
    typed(unit, "config system cluster-sync\nedit 1\nset peerip 10.0.0.1\nend")
    assert unit.show("system cluster-sync", full=True) == (
        "config system cluster-sync\n"
        "    edit 1\n"
        '        set peervd "root"\n'
        "        set peerip 10.0.0.1\n"
        "        unset syncvd\n"
        "        unset down-intfs-before-sess-sync\n"
        "        set hb-interval 2\n"
        "        set hb-lost-threshold 3\n"
        "        set ipsec-tunnel-sync enable\n"
        "        set ike-monitor disable\n"
        "        set ike-monitor-interval 15\n"
        "        set ike-heartbeat-interval 3\n"
        "        set secondary-add-ipsec-routes enable\n"
        "        config session-sync-filter\n"
        "            set srcintf ''\n"
        "            set dstintf ''\n"
        "            set srcaddr 0.0.0.0 0.0.0.0\n"
        "            set dstaddr 0.0.0.0 0.0.0.0\n"
        "            set srcaddr6 ::/0\n"
        "            set dstaddr6 ::/0\n"
        "            config custom-service\n"
        "            end\n"
        "        end\n"
        "    next\n"
        "end\n"
    )


@pytest.mark.parametrize(
    ("path", "lines"),
    [
        ("system standalone-cluster cluster-peer 6", 7),
        ("sys stand cluster-peer 4 session-sync-filter", 14),
        ("system standalone-cluster", SHOWN.count("\n")),
        ("firewall policy", 2),
    ],
)
def test_a_path_shows_a_part_in_its_frames(path: str, lines: int) -> None:
    """The frames are whole, so the part can be typed back too."""
    text = full_unit().show(path)
    assert text.count("\n") == lines
    assert text.startswith("config ")
    assert text.endswith("end\n")


@pytest.mark.parametrize("path", ["system standalone-cluster cluster-peer 9", "system interface physical"])
def test_a_missing_entry_is_told(path: str) -> None:
    """With the words of a real unit."""
    unit = full_unit()
    typed(unit, "config system interface\nedit port1\nend")
    assert unit.show(path) == "entry is not found in table\n"
    assert unit.execute(f"show {path}") == "entry is not found in table\n"
    assert (unit.failed, unit.last_code) == (True, None)


def test_show_inside_a_level_shows_that_level_only() -> None:
    """With the path to it around, and what is not saved yet."""
    unit = full_unit()
    typed(
        unit, "config system standalone-cluster\nset group-member-id 3\nconfig cluster-peer\nedit 6\nset hb-interval 5"
    )
    assert unit.execute("show") == (
        "config system standalone-cluster\n    config cluster-peer\n        edit 6\n"
        "            set peerip 10.5.20.137\n            set hb-interval 5\n"
        "        next\n    end\nend\n"
    )
    typed(unit, "end")
    assert "    set group-member-id 3\n" in unit.execute("show")
    assert unit.execute("show cluster-peer 6").count("\n") == 8
    assert "group-member-id" not in unit.show()


# --- get -------------------------------------------------------------------------------------------------------------


def test_get_pads_names_to_twenty_columns() -> None:
    """A longer name is followed by its colon at once [confirmed]."""
    unit = full_unit()
    typed(unit, "config system standalone-cluster\nconfig cluster-peer\nedit 4")
    lines = unit.execute("get").split("\n")
    assert lines[:4] == [
        "sync-id             : 4",
        "peervd              : root",
        "peerip              : 10.57.4.137",
        "syncvd              : root vd1",
    ]
    assert "down-intfs-before-sess-sync:" in lines
    assert "secondary-add-ipsec-routes: enable" in lines
    assert "    dstintf             :" in lines


def test_get_of_a_table_lists_its_keys() -> None:
    """A head for each and its attributes behind one another."""
    text = full_unit().execute("get system standalone-cluster cluster-peer")
    assert [line for line in text.split("\n") if line.startswith("==")] == ["== [ 4 ]", "== [ 6 ]"]
    assert "sync-id: 6    peervd: root    peerip: 10.5.20.137    syncvd:" in text


def test_get_of_another_table_lists_what_was_set() -> None:
    """Its defaults are not known."""
    unit = Interpreter("7.4.4")
    typed(unit, "config system interface\nedit port1\nset vdom root\nset ip 10.0.0.1/24\nend")
    assert (
        unit.execute("get system interface")
        == "== [ port1 ]\nname: port1    vdom: root    ip: 10.0.0.1 255.255.255.0\n"
    )


# --- secrets ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "secret", ["hunter2hunter2", "two words", 'a"quote', "back\\slash", "what?", "#hash", "ümläut", "ENC"]
)
def test_a_secret_is_never_shown_and_arrives_as_it_was(secret: str) -> None:
    """What was typed can only be had from the store, for the lab's own checks."""
    unit = Interpreter("7.4.4")
    escaped = secret.replace("\\", "\\\\").replace('"', '\\"')
    typed(unit, f'config system standalone-cluster\nset psksecret "{escaped}"')
    shown = unit.execute("show") + unit.execute("get")
    typed(unit, "end")
    shown += unit.show() + unit.show(full=True) + unit.execute("get system standalone-cluster") + unit.store.text()
    assert f"{secret} " not in shown.replace("\n", " ") or secret == "ENC"
    words = unit.tree().children["system standalone-cluster"].settings["psksecret"].words
    assert words[0] == "ENC"
    assert unit.store.cipher.reveal(words[1]) == secret


def test_a_secret_is_shown_alike_every_time() -> None:
    """As on 8.0.0; and the same secret twice is the same text."""
    unit, other = Interpreter("8.0.0"), Interpreter("8.0.0")
    for each in (unit, other):
        typed(each, "config system standalone-cluster\nset psksecret swordfish\nend")
    assert unit.show() == unit.show() == other.show()


def test_an_older_unit_shows_a_secret_differently_every_time() -> None:
    """Its own and one that came as `ENC` text; any of the texts can be typed back, and what is stored stays."""
    store = Store(dialect("7.0.12"), habits=Habits(reencrypt=True))
    unit = Interpreter("7.0.12", store=store)
    typed(
        unit,
        "config system standalone-cluster\nset psksecret swordfish\nend\nconfig system ha\nset password ENC AAAA\nend",
    )
    first, second = unit.show(), unit.show()
    assert first != second
    assert [line for line in first.split("\n") if "ENC" not in line] == [
        line for line in second.split("\n") if "ENC" not in line
    ]
    assert store.text() == store.text()
    typed(unit, first)
    shown = unit.tree().children["system standalone-cluster"].settings["psksecret"].words[1]
    assert store.cipher.reveal(shown) == "swordfish"


def test_enc_text_is_kept_as_it_was_given() -> None:
    """A unit cannot read another one's, but takes it."""
    unit = Interpreter("7.4.4")
    typed(unit, "config system standalone-cluster\nset psksecret ENC QUJDREVG\nend")
    assert "    set psksecret ENC QUJDREVG\n" in unit.show()


@pytest.mark.parametrize("line", ["unset psksecret", "set psksecret ''"])
def test_a_secret_can_be_taken_away(line: str) -> None:
    """Then the unit has none, and shows none in full output either [confirmed]."""
    unit = Interpreter("7.4.4")
    typed(unit, f"config system standalone-cluster\nset psksecret swordfish\n{line}\nend")
    assert "psksecret" not in unit.show(full=True)


def test_secrets_of_other_tables_are_hidden_too() -> None:
    """By their names."""
    unit = Interpreter("7.4.4")
    typed(unit, "config vpn ipsec phase1-interface\nedit a\nset psksecret swordfish\nend")
    typed(
        unit,
        "config system admin\nedit x\nset password swordfish\nend\nconfig user local\nedit y\nset passwd swordfish\nend",
    )
    assert "swordfish" not in unit.show() + unit.execute("get system admin")
    assert unit.show().count(" ENC ") == 3


def test_words_behind_a_secret_are_refused() -> None:
    """It has to be quoted."""
    unit = Interpreter("7.4.4")
    typed(unit, "config system standalone-cluster")
    assert "before 'words'" in unit.execute("set psksecret two words")
    assert "before 'more'" in unit.execute("set psksecret ENC AAAA more")


# --- whole configurations --------------------------------------------------------------------------------------------

IDENTICAL = [
    ("backups/backup-FGT70G-7.6.6-branch.conf", "7.6.6"),
    ("backups/backup-FGVMK6-5.4.1-firewall.conf", "6.0.0"),
    ("backups/backup-FGVMK6-7.0.17-f1.conf", "7.0.17"),
    ("transcripts/show-VM64KVM-6.4.4-full-backup-style.txt", "6.4.4"),
]


@pytest.mark.parametrize(("name", "release"), IDENTICAL, ids=[name for name, _ in IDENTICAL])
def test_a_real_backup_is_shown_back_byte_for_byte(name: str, release: str) -> None:
    """Multi-line certificates, escaped quotes, attributes behind nested blocks, blanks at line ends."""
    text = whole(name)
    unit = Interpreter(release, text)
    assert unit.show() == text
    assert unit.store.text() == text


NEARLY = [
    ("backups/backup-FGT50E-6.0.6-multivdom-flow-proxy.conf", "6.0.6", 0),
    ("backups/backup-FGT50E-6.0.6-novdom-flow.conf", "6.0.6", 0),
    ("backups/show-FGVMK6-6.0.2-putty-crlf-a.txt", "6.0.2", 3),
    ("backups/show-FGVM-5.x-noheader.conf", "6.0.0", 0),
    ("backups/showfull-FG100E-7.2.13.conf.gz", "7.2.13", 7),
    ("transcripts/backup-VM64-5.2-per-vdom.txt", "6.0.0", 0),
]


@pytest.mark.parametrize(("name", "release", "gone"), NEARLY, ids=[name for name, *_ in NEARLY])
def test_other_real_texts_lose_nothing_but_defaults_and_terminal_noise(name: str, release: str, gone: int) -> None:
    """Old indentation is straightened, and objects that their redaction made twice are merged."""
    lines = [line.strip() for line in whole(name).split("\n") if line.strip()]
    shown = [line.strip() for line in Interpreter(release, whole(name)).show().split("\n") if line.strip()]
    missing = dict.fromkeys(lines).keys() - set(shown)
    assert len([line for line in missing if not line.startswith("set uuid")]) <= gone, missing
    added = dict.fromkeys(shown).keys() - set(lines)
    assert added <= {"config system cluster-sync"}


def test_a_configuration_with_vdoms_has_its_parts_apart() -> None:
    """Header, list of VDOMs, global part, one part per VDOM, blank lines between: as in the real file."""
    text = whole("backups/backup-FGT50E-6.0.6-multivdom-flow-proxy.conf")
    shown = Interpreter("6.0.6", text).show()
    head = text[: text.index("config system accprofile")]
    assert shown.startswith(head)
    for part in ("end\nend\n\nconfig vdom\nedit root\nconfig ", "end\nend\n\nconfig vdom\nedit Flowbase\nconfig "):
        assert part in text
        assert part in shown


def test_the_version_in_the_header_moves_with_every_change_and_only_then() -> None:
    """`conf_file_ver` changes at every change [confirmed]."""
    text = whole("backups/backup-FGVMK6-7.0.17-f1.conf")
    unit = Interpreter("7.0.17", text)
    typed(unit, "config system ha\nset session-pickup disable\nend\nconfig system cluster-sync\nedit 1\nabort\nshow")
    assert unit.show() == text
    typed(unit, "config system cluster-sync\nedit 1\nend")
    changed = [line for line, old in zip(unit.show().split("\n"), text.split("\n"), strict=False) if line != old]
    assert changed[0] == "#conf_file_ver=183377923712706"


def test_a_configuration_may_be_a_tree() -> None:
    """For those who have read it already."""
    first = full_unit()
    assert Interpreter("7.4.4", first.tree()).show() == SHOWN
