"""A file that cannot be read is never followed by a verdict about what is in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import Fgsp

GOOD = (
    "#config-version=FGVMK6-7.4.4-FW-build2662-240514:opmode=0:vdom=0:user=admin\n"
    "config system ha\n    set session-pickup enable\nend\n"
)
BROKEN = {
    "cut off": GOOD[:-4].encode(),
    "no configuration": b"garbage\n",
    "binary": b"\x00\x01\x02\xff",
    "empty": b"",
    "encrypted": b"#FGBK|4|FGVMK6|7|04|2662|\n\x93\x00\x01",
    "another product": b"#config-version=FMG-VM64-7.4.6-FW-build2588-241202:opmode=0\nconfig system global\nend\n",
}
VERDICTS = ("nothing found", "equal", "in sync", "as intended", "nothing changed", "clusters:")


@pytest.fixture(params=BROKEN)
def broken(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A folder with one file that is no readable backup."""
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "fgt-a.conf").write_bytes(BROKEN[request.param])
    return folder


@pytest.mark.parametrize(
    ("command", "name"),
    [
        *(("lint", name) for name in ("text", "json", "markdown", "junit", "sarif")),
        *(("diff", name) for name in ("text", "json", "markdown", "junit")),
        *(("audit", name) for name in ("text", "json", "markdown", "junit", "html", "openmetrics")),
        ("import", ""),
        ("plan", "text"),
    ],
)
def test_nothing_good_is_said_of_an_unreadable_file(
    command: str, name: str, broken: Path, edge: Path, fgsp: Fgsp
) -> None:
    """By no verb that reads files, in no format; neither of the file nor of its folder."""
    for place in (broken, broken / "fgt-a.conf"):
        arguments = {
            "lint": ("lint", "--against", place),
            "diff": ("diff", place, place),
            "audit": ("audit", "-i", edge, "-l", "fgt-a", "--against", place),
            "import": ("import", place),
            "plan": ("plan", "-i", edge, "-l", "fgt-a", "--against", place),
        }[command]
        ran = fgsp(*arguments, *(("--format", name) if name else ()))
        assert ran.code in (2, 65), ran
        assert not [verdict for verdict in VERDICTS if verdict in ran.out], ran.out
        assert "fgt-a" in ran.out + ran.err


def test_lint_of_some_speaks_of_the_rest(broken: Path, fgsp: Fgsp) -> None:
    """One readable unit beside an unreadable one."""
    (broken / "fgt-b.conf").write_text(GOOD, encoding="utf-8")
    ran = fgsp("lint", "--against", broken)
    assert ran.code == 65
    assert "1 unit, 1 not read: nothing found in the rest" in ran.out
    assert "nothing found in the rest" in fgsp("lint", "--against", broken, "--format", "markdown").out


def test_an_empty_folder_is_wrong_input_of_every_verb(tmp_path: Path, fgsp: Fgsp) -> None:
    """And so is one that holds other things."""
    folder = tmp_path / "empty"
    folder.mkdir()
    for _ in range(2):
        for arguments in (("lint", "--against", folder), ("diff", folder, folder), ("import", folder)):
            ran = fgsp(*arguments)
            assert (ran.code, ran.out) == (65, ""), arguments
            assert "no backups" in ran.err
        (folder / "README.md").write_text("backups\n", encoding="utf-8")


def test_a_file_that_no_unit_can_be_named_for_is_not_passed_over(tmp_path: Path, fgsp: Fgsp) -> None:
    """With --name-by hostname, a text that says none: of a folder, of a file, on one side or on both."""
    folder = tmp_path / "nameless"
    folder.mkdir()
    (folder / "a.conf").write_text(GOOD, encoding="utf-8")
    named = tmp_path / "b.conf"
    named.write_text(GOOD + 'config system global\n    set hostname "b"\nend\n', encoding="utf-8")
    file = folder / "a.conf"
    for arguments in (
        ("lint", "--against", folder),
        ("lint", "--against", file),
        ("import", folder),
        ("diff", folder, folder),
        ("diff", file, file),
        ("diff", file, named),
        ("diff", folder, named),
        ("diff", named, folder),
    ):
        ran = fgsp(*arguments, "--name-by", "hostname")
        assert ran.code in (64, 65), (arguments, ran)
        assert "the text says no host name" in ran.out + ran.err
        assert "equal" not in ran.out
