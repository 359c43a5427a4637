"""The cutter finds the FGSP sections in whatever FortiOS has printed, and refuses what is not whole."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fgsp_cli.base.errors import ConfigTextError
from fgsp_cli.fortios.cutter import FACT_PATHS, FGSP_PATHS, Cut, _Cutter, cut, text_of
from fgsp_cli.fortios.values import quote_word
from fgsp_cli.fortios.versions import Release

DATA = Path(__file__).parents[1] / "data"
BACKUPS, TRANSCRIPTS = DATA / "backups", DATA / "transcripts"

# file, release in its header, (path, line) of each FGSP section, VDOMs
WHOLE = [
    (
        BACKUPS / "backup-FGT50E-6.0.6-multivdom-flow-proxy.conf",
        "6.0.6",
        [("system ha", 334), ("system cluster-sync", 1553)],
        ("root", "Flowbase"),
    ),
    (
        BACKUPS / "backup-FGT50E-6.0.6-novdom-flow.conf",
        "6.0.6",
        [("system ha", 305), ("system cluster-sync", 675)],
        (),
    ),
    (
        BACKUPS / "backup-FGT70G-7.6.6-branch.conf",
        "7.6.6",
        [("system ha", 598), ("system standalone-cluster", 7641)],
        (),
    ),
    (
        BACKUPS / "backup-FGVMK6-5.4.1-firewall.conf",
        "5.4.0",
        [("system ha", 147), ("system cluster-sync", 450)],
        (),
    ),
    (BACKUPS / "backup-FGVMK6-7.0.17-f1.conf", "7.0.17", [("system ha", 413), ("system cluster-sync", 6623)], ()),
    (BACKUPS / "show-FGVM-5.x-noheader.conf", None, [("system ha", 161), ("system session-sync", 477)], ()),
    (BACKUPS / "show-FGVMK6-6.0.2-putty-crlf-a.txt", "6.0.2", [("system ha", 138), ("system cluster-sync", 505)], ()),
    (
        BACKUPS / "showfull-FG100E-7.2.13.conf.gz",
        "7.2.13",
        [("system ha", 3777), ("system standalone-cluster", 21362)],
        (),
    ),
    (BACKUPS / "partial-vdom-root-crlf.txt", None, [], ("root",)),
    (BACKUPS / "partial-vdom-site-crlf.txt", None, [], ("VDOM-KOsite",)),
    (BACKUPS / "script-utf8-emoji.txt", None, [], ()),
    (TRANSCRIPTS / "backup-VM64-5.2-per-vdom.txt", "5.2.0", [], ()),
    (TRANSCRIPTS / "show-FWF60D-5.0-excerpt.txt", "5.0.0", [("system ha", 184), ("system session-sync", 227)], ()),
    (TRANSCRIPTS / "show-VM-6.2.3-multivdom-readonly-prompt.txt", "6.2.3", [], ("root", "ro")),
    (
        TRANSCRIPTS / "show-VM64KVM-6.4.4-full-backup-style.txt",
        "6.4.4",
        [("system ha", 159), ("system cluster-sync", 6340)],
        (),
    ),
]
HEADER = "#config-version=FGVMK6-7.4.4-FW-build2662-240514:opmode=1:vdom=0:user=admin\n"


def read(path: Path) -> str:
    """The text of a file as the program gets it."""
    return text_of(gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes(), path.name)


def places(found: Cut) -> list[tuple[str, int]]:
    return [(section.path, section.line) for section in found.sections]


def problem(text: str, source: str = "x.conf") -> str:
    with pytest.raises(ConfigTextError) as raised:
        cut(text, source=source)
    return str(raised.value)


@pytest.mark.parametrize(("path", "release", "sections", "vdoms"), WHOLE, ids=lambda item: getattr(item, "name", None))
def test_real_configurations_give_up_their_sections_with_their_lines(
    path: Path, release: str | None, sections: list[tuple[str, int]], vdoms: tuple[str, ...]
) -> None:
    """Whatever the release, the VDOM mode, the line ends and the prompts around it."""
    found = cut(read(path), source=path.name)
    assert str(found.release) == str(release)
    assert places(found) == sections
    assert found.vdoms == vdoms
    lines = read(path).split("\n")
    for section in found.sections:
        assert lines[section.line - 1].strip() == f"config {section.path}"
        assert section.text.splitlines()[-1].strip() == "end"


@pytest.mark.parametrize("path", [path for path, *_ in WHOLE if "6.2.3" not in path.name], ids=lambda path: path.name)
def test_each_config_line_at_the_margin_of_a_real_configuration_begins_a_section(path: Path) -> None:
    """`show` indents what is nested: so the walk, which does not look at margins, must agree with the margins."""
    margins = [line.split() for line in read(path).replace("\r", "").split("\n") if line.startswith("config ")]
    wanted = [" ".join(words[1:]) for words in margins if words[1:] not in (["global"], ["vdom"])]
    assert [section.path for section in cut(read(path), wanted=None).sections] == wanted


@pytest.mark.parametrize(
    ("path", "line", "reason"),
    [
        (BACKUPS / "show-FGT60C-5.0-truncated.txt", 103, "ends inside `config system admin`"),
        (TRANSCRIPTS / "showfull-VM64KVM-7.2.4-excerpt.txt", 1259, "is never closed"),
    ],
    ids=lambda item: getattr(item, "name", None),
)
def test_a_text_that_was_cut_off_is_refused_where_it_breaks(path: Path, line: int, reason: str) -> None:
    """Half a backup is not an empty one."""
    message = problem(read(path), path.name)
    assert message.startswith(f"{path.name}:{line}: ")
    assert reason in message
    assert "cut off" in message


def test_facts_of_a_backup_are_cut_too() -> None:
    """The checks before a push ask for more than FGSP."""
    found = cut(read(WHOLE[0][0]), wanted=FACT_PATHS)
    assert [section.path for section in found.sections] == [
        "system global",
        "system interface",
        "system central-management",
        "system vdom-property",
    ]
    assert found.has_global
    assert all(section.vdom is None for section in found.sections)


def test_sections_inside_a_vdom_carry_its_name() -> None:
    """The part of a VDOM begins with `config vdom` and `edit NAME`, quoted or not."""
    text = (
        "config vdom\nedit root\nnext\nedit b\nnext\nend\nconfig global\nconfig system ha\nend\nend\n"
        'config vdom\nedit "b"\nconfig system settings\nend\nnext\nedit root\nconfig system settings\nend\nend\n'
    )
    found = cut(text, wanted=None)
    assert [(section.path, section.vdom) for section in found.sections] == [
        ("system ha", None),
        ("system settings", "b"),
        ("system settings", "root"),
    ]
    assert found.vdoms == ("root", "b")
    assert found.only_vdom is None


def test_a_backup_of_one_vdom_is_told_by_its_header() -> None:
    """`#global_vdom=0:vd_name=root` is the only mark such a backup has."""
    found = cut(read(TRANSCRIPTS / "backup-VM64-5.2-per-vdom.txt"))
    assert found.only_vdom == "root"
    assert found.header is not None
    assert (found.header.model, found.header.build, found.header.user) == ("FGVM64", 736, "admin")


def test_values_of_many_lines_hide_what_is_in_them() -> None:
    """A certificate, a script or a page may hold `end`, `config`, comments and escaped quotes at the line start."""
    text = (
        "config system automation-action\n"
        '    edit "x"\n'
        '        set script "config system cluster-sync\n'
        "edit 1\n"
        '    set comment \\"# it\\\'s\\"\n'
        "! \\\\\n"
        "end\n"
        'end"\n'
        "    next\n"
        "end\n"
        "config system ha\n"
        '    set group-name "a\n'
        "end\n"
        "\" 'b\n"
        "end\n"
        "' c\n"
        "end\n"
    )
    found = cut(text)
    assert places(found) == [("system ha", 11)]
    assert found.sections[0].text.endswith("' c\nend")


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r\r\n", "  \n", " \r\n"])
def test_line_ends_and_trailing_blanks_do_not_matter(ending: str) -> None:
    """Terminal logs end lines with CR LF or CR CR LF, editors add blanks."""
    text = ending.join(["config system ha", "set mode standalone", "end", ""])
    assert places(cut(text)) == [("system ha", 1)]


def test_the_text_needs_no_indentation_no_next_and_no_last_line_end() -> None:
    """Old manuals leave out `next`, people leave out blanks."""
    text = (
        "config system cluster-sync\nedit 1\nconfig session-sync-filter\nset srcintf a\nend\nend\nconfig system ha\nend"
    )
    assert places(cut(text)) == [("system cluster-sync", 1), ("system ha", 7)]


def test_prompts_echoes_and_pager_leftovers_are_passed_over() -> None:
    """What stands between sections is no configuration; typed `config` lines carry a prompt and are not taken."""
    text = (
        "=~=~=~= PuTTY log =~=~=~=\r\nFGT-1(Primary) (global) # show system ha\r\r\n"
        "config system ha\r\n    set group-id 1\r\n--More-- \r         \r    set priority 5\r\nend\r\n\r\n"
        "FGT-1(Primary) (global) # config system ha\r\r\n\r\nFGT-1(Primary) (ha) # end\r\r\n\r\nFGT-1(Primary) (global) # "
    )
    found = cut(text)
    assert [section.text for section in found.sections] == [
        "config system ha\n    set group-id 1\n    set priority 5\nend"
    ]
    assert not found.notes


@pytest.mark.parametrize("first", ["config system ha\n", HEADER + "config system ha\n"])
def test_a_prompt_glued_to_the_first_line_of_an_exec_channel_is_taken_off(first: str) -> None:
    """An exec channel answers without an echo, the prompt right before the output [facts/cli-behaviour.md#1.6a]."""
    found = cut(f"FortiGate-80F $ {first}end\n\nFortiGate-80F $ ")
    assert [section.path for section in found.sections] == ["system ha"]


def test_an_announcement_in_the_middle_of_output_opens_no_block() -> None:
    """A workspace transaction announces its end with a line that begins with `config`."""
    warnings = (TRANSCRIPTS / "workspace-expiry-warnings.txt").read_text()
    assert places(cut(f"config system ha\n{warnings}end\n")) == [("system ha", 1)]


def test_comments_alone_hold_no_section() -> None:
    """A template that is commented out configures nothing."""
    found = cut((TRANSCRIPTS / "fgsp-config-azure-both-syntaxes-commented.txt").read_text())
    assert found.sections == ()
    assert found.notes == ()


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("config system ha\n    set mode standalone\n", 1, "ends inside `config system ha`"),
        (HEADER + "config global\nconfig system ha\nend\n", 2, "ends inside `config global`"),
        ("end\n", 1, "closes nothing"),
        ("config system ha\nend\n\nend\n", 4, "closes nothing"),
        ("    set peerip 10.0.0.1\n    next\nend\n", 1, "lacks its beginning"),
        ("interface Vlan1\n ip address 10.0.0.1 255.255.255.0\n!\nend\n", 1, "no FortiOS configuration"),
        ("hostname switch\n!\ninterface Vlan1\n", 1, "no FortiOS configuration"),
        ("some words\n", 1, "no FortiOS configuration"),
        (
            "FGT # show system cluster-sync\n\ncommand parse error before 'cluster-sync'\n",
            3,
            "no FortiOS configuration",
        ),
        (HEADER + "config system ha\nend\n" + HEADER, 4, "a second configuration"),
        ("config vdom\nconfig system ha\nend\nend\n", 2, "in no VDOM"),
        ('config system ha\n    set group-name "a\n    set password x\nend\n', 2, "never closed"),
        ("#config-version=FMG-VM64-7.4.6-FW-build2588-241218:opmode=0\n", 1, "FortiManager"),
    ],
)
def test_what_is_no_whole_fortios_configuration_is_refused_with_its_line(text: str, line: int, reason: str) -> None:
    """The message names the line where it goes wrong."""
    message = problem(text)
    assert message.startswith(f"x.conf:{line}: ")
    assert reason in message


@pytest.mark.parametrize("data", [b"#FGBK|3|FGVMK6|7|04|\x9b\x01", b"PK\x03\x04\x00\x00"])
def test_encrypted_and_binary_files_are_refused_as_such(data: bytes) -> None:
    """Nobody should look for a syntax error in them."""
    with pytest.raises(ConfigTextError, match="encrypted or binary"):
        text_of(data, "x.conf")
    with pytest.raises(ConfigTextError, match="encrypted or binary"):
        cut(data.decode("latin-1"))


def test_private_data_encryption_does_not_make_a_file_encrypted() -> None:
    """Such a backup has one more header line, and readable text."""
    text = HEADER + "#private-encryption-key=abcd\nconfig system ha\nend\n"
    assert cut(text_of(text.encode())).release == Release(7, 4, 4)


def test_text_that_is_not_utf8_is_read_byte_by_byte() -> None:
    """Old units store names in the encoding of the terminal."""
    assert text_of(b'set alias "caf\xe9"') == 'set alias "café"'
    assert text_of("\ufeffconfig system ha\nend".encode()) == "config system ha\nend"


def test_a_lost_quote_elsewhere_does_not_turn_the_text_inside_out() -> None:
    """The sample has a hand-made `""HTTPS" "HTTP"`; all behind it is still found, and the line is named."""
    name = "show-VM-6.2.3-multivdom-readonly-prompt.txt"
    found = cut(read(TRANSCRIPTS / name), wanted=["router static6"], source=name)
    assert [(section.vdom, section.path) for section in found.sections][-1] == ("ro", "router static6")
    assert found.notes == (f"{name}:3888: this line lacks a quote; read on behind it",)


def test_a_lost_quote_in_a_wanted_section_is_refused() -> None:
    """There it might hide anything."""
    text = 'config system cluster-sync\n edit 1\n  set syncvd "a" b"\n next\n edit 2\n  set syncvd "c"\n next\nend\n'
    assert problem(text) == "x.conf:3: this line lacks a quote"


def test_an_excerpt_that_does_not_close_its_vdom_is_noted() -> None:
    """Pasted parts of a multi-VDOM unit often lack the last `end`."""
    found = cut(read(BACKUPS / "partial-vdom-root-crlf.txt"), source="p.txt")
    assert found.only_vdom == "root"
    assert found.notes == ("p.txt:1: `config vdom` is not closed: the text is an excerpt",)


@pytest.mark.parametrize(
    ("header", "model", "release", "build"),
    [
        ("FGT91G-7.4.7-FW-build2731-250120:opmode=1:vdom=0:user=X", "FGT91G", (7, 4, 7), 2731),
        ("FGVMK6-5.04-FW-build1064-160608:opmode=0:vdom=0:user=admin", "FGVMK6", (5, 4, 0), 1064),
        ("FortiGate-VM64 v6.2.3,build1066,191218 (GA):opmode=1:vdom=1:user=demo", "FortiGate-VM64", (6, 2, 3), 1066),
    ],
)
def test_a_header_tells_the_release_in_every_known_form(
    header: str, model: str, release: tuple[int, int, int], build: int
) -> None:
    """Releases before 6.0 name their branch only."""
    found = cut(f"#config-version={header}\n#conf_file_ver=1\n#buildno=1\n#global_vdom=1\n").header
    assert found is not None
    assert (found.model, found.release, found.build, found.vdom) == (model, Release(*release), build, None)
    assert found.multi_vdom is ("vdom=1" in header)


VALUE = st.text(alphabet=st.sampled_from("\"'\\ \n#!aé😀"), max_size=12) | st.sampled_from(
    ["end", "\nend\n", "\nconfig system ha\n", "\n    next\nend\nconfig vdom\n", "\n#config-version=x\n", "it's\n"]
)


@settings(max_examples=200)
@given(st.lists(st.tuples(st.sampled_from(["set", "edit", "append"]), st.lists(VALUE, max_size=4)), max_size=6))
def test_no_value_of_another_section_hides_or_fakes_a_section(lines: list[tuple[str, list[str]]]) -> None:
    """However quotes, escapes and line ends stand in the values before it."""
    body = [f"    {verb} name {' '.join(quote_word(value) for value in values)}" for verb, values in lines]
    text = "\n".join(["config system other", *body, "end", "config system ha", "end", ""])
    found = cut(text, wanted=FGSP_PATHS)
    assert places(found) == [("system ha", text.count("\n") - 1)]
    assert not found.notes


def walked(text: str, wanted: tuple[str, ...], *, skims: bool) -> Cut | tuple[str, ...]:
    """What is found with or without passing over sections, or what is said of the text."""
    try:
        return _Cutter(text, wanted, "x.conf", skims=skims).run()
    except ConfigTextError as error:
        return tuple(map(str, error.problems))


@pytest.mark.parametrize("wanted", [FGSP_PATHS, FACT_PATHS, ("firewall policy",), ()], ids=repr)
@pytest.mark.parametrize("path", sorted({path for path, *_ in WHOLE}), ids=lambda path: path.name)
def test_a_section_that_is_passed_over_is_as_if_walked(path: Path, wanted: tuple[str, ...]) -> None:
    """What was wanted, with its lines, names and notes; cut off anywhere, both say so or both do not."""
    text = read(path)
    assert walked(text, wanted, skims=True) == walked(text, wanted, skims=False)
    for share in range(1, 8):
        part = text[: len(text) * share // 8]
        assert isinstance(walked(part, wanted, skims=True), tuple) == isinstance(
            walked(part, wanted, skims=False), tuple
        )


@pytest.mark.parametrize(
    "inside",
    [
        'set comment "one\nend\nconfig system cluster-sync\nedit 9\nend\n"\nset name x\n',
        "set comment 'it\nend\n'\n",
        "set comment ''\nset other \"a\" 'b'\n",
        'set comment "a \\" b\nend\n"\n',
        "config nested\nedit 1\nset a b\nend\nset c d\n",
        "    config nested\n        edit 1\n        next\nend\n    set c d\n",
        'set lost "quote\nset other "value"\n',
        "set a b\\\nend\n",
    ],
)
def test_what_a_section_holds_never_hides_the_next(inside: str) -> None:
    """Values with `end` in them, text without indents, quotes that are lost: the section behind is found, or refused."""
    wanted = "config system cluster-sync\nedit 1\nset peerip 10.0.0.1\nnext\nend\n"
    text = f"{HEADER}config firewall address\n{inside}end\n{wanted}"
    quick, slow = walked(text, FGSP_PATHS, skims=True), walked(text, FGSP_PATHS, skims=False)
    if isinstance(quick, Cut):
        assert isinstance(slow, Cut)
        assert quick.sections == slow.sections
    try:
        found: object = cut(text, FGSP_PATHS, "x.conf")
    except ConfigTextError as error:
        found = tuple(map(str, error.problems))
    assert found == (quick if isinstance(quick, Cut) else slow)
