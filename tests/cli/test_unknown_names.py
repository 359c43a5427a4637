"""Names that no release has: `lint` says what was probably meant, and `import` keeps the line where people see it."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import Fgsp

from fgsp_cli.intent import parse_intent

HEADER = "#config-version=FGVMK6-7.4.4-FW-build2662-240514:opmode=0:vdom=0:user=admin\n"
TEXT = (
    HEADER + "config system ha\n{ha}end\nconfig system standalone-cluster\n{cluster}    config cluster-peer\n"
    "        edit 1\n            set syncvd root\n{row}        next\n    end\nend\n"
)
PLACES = {
    "ha": "system ha",
    "cluster": "system standalone-cluster",
    "row": "system standalone-cluster / cluster-peer / 1",
}
CASES = [
    ("ha", "session-enable-connectionless enable", "session-pickup-connectionless"),
    ("ha", "session-pick-nat enable", "session-pickup-nat"),
    ("row", "peer-ip 10.0.0.2", "peerip"),
    ("row", "peer-vd root", "peervd"),
    ("row", "hb_interval 5", "hb-interval"),
    ("cluster", "group-memberid 3", "group-member-id"),
    ("cluster", "api-token Geheim", ""),
]


@pytest.mark.parametrize(("place", "line", "meant"), CASES)
def test_lint_names_what_was_meant_and_import_keeps_the_line(
    place: str, line: str, meant: str, fgsp: Fgsp, tmp_path: Path
) -> None:
    """The value of a secret is masked in both; an unknown name like no other has no hint, and is kept all the same."""
    backup = tmp_path / "fgt-a.conf"
    backup.write_text(TEXT.format(**{"ha": "", "cluster": "", "row": "", place: f"    set {line}\n"}), encoding="utf-8")
    word, _, value = line.partition(" ")
    linted = fgsp("lint", "--against", backup)
    assert (f"`{word}` is no attribute of FortiOS 7.4.4: did you mean {meant}?" in linted.out) == bool(meant)
    assert ("[unknown-name]" in linted.out) == bool(meant)
    assert linted.code == 2 or not meant
    made = fgsp("import", backup)
    assert made.code == 0, made.err
    shown = "********" if value == "Geheim" else value
    comment = f"left out, unknown at FortiOS 7.4.4: {PLACES[place]}: set {word} {shown}"
    assert comment in " ".join(made.out.replace("#", " ").split())
    assert "Geheim" not in made.out + made.err + linted.out
    parse_intent(made.out)


@pytest.mark.parametrize(
    "line",
    ["session-sync-daemon-number 2", "hb-lost-threshold 20", "ha-mgmt-status enable", "session-pickup-delay enable"],
)
def test_what_fortios_has_beside_fgsp_is_no_misspelling(line: str, fgsp: Fgsp, tmp_path: Path) -> None:
    """`system ha` is known in part only."""
    backup = tmp_path / "fgt-a.conf"
    backup.write_text(
        TEXT.format(ha=f"    set {line}\n", cluster="", row="    set peerip 10.0.0.2\n"), encoding="utf-8"
    )
    assert "unknown-name" not in fgsp("lint", "--against", backup).out
