"""Every real text through `diff`, `import` and `audit`: each verb comes to the right answer, and says so."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from command_line import Fgsp
from real_texts import DATA, READ, REFUSED, UNSET

from fgsp_cli.intent import parse_intent
from fgsp_cli.intent.fold.folding import written
from fgsp_cli.state.config_reading import read_config

SAYS_ITS_RELEASE = "backups/backup-", "transcripts/backup-", "transcripts/show-"
WRONG = [case for case in REFUSED if not case[1] or not (case[0].startswith(SAYS_ITS_RELEASE) or case[1] < "6")]
"""A release that is given is for texts that do not say theirs, and the command line takes none before 6.0.0."""
COMMENTED = "transcripts/fgsp-config-azure-both-syntaxes-commented.txt"
"""As a text that somebody pastes it configures nothing; a file of a unit is never comments alone."""
WRONG.append((COMMENTED, "7.2.1", {None: "nothing but comments"}))
READABLE = [*((name, given) for name, (_, given) in UNSET.items() if name != COMMENTED), *READ.items()]


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """A folder for one text."""
    folder = tmp_path / "texts"
    folder.mkdir()
    return folder


def put(name: str, folder: Path) -> Path:
    """The text as a file of its own, as it came from the unit."""
    source = DATA / name
    data = source.read_bytes()
    path = folder / source.name.removesuffix(".gz")
    path.write_bytes(gzip.decompress(data) if name.endswith(".gz") else data)
    return path


def given(fortios: str | None) -> list[str]:
    """The option for a text that does not say its release."""
    return ["--fortios", fortios] if fortios else []


@pytest.mark.parametrize(("name", "fortios"), READABLE)
def test_a_real_text_equals_itself_and_is_imported_and_in_sync_with_that(
    name: str, fortios: str | None, fgsp: Fgsp, texts: Path, tmp_path: Path
) -> None:
    """Equal to itself; the intent made of it compiles back to its state, and an audit against it finds nothing."""
    path, options = put(name, texts), given(fortios)
    same = fgsp("diff", path, path, *options, "--format", "json")
    assert same.code == 0, same
    assert same.document["summary"] == {"equal": 1}

    made = fgsp("import", path, *options)
    assert made.code == 0, made.err
    (state,) = parse_intent(made.out).states().values()
    assert state == written(read_config(path.read_bytes().decode("utf-8-sig", "replace"), fortios))

    intent = tmp_path / "made.yaml"
    intent.write_text(made.out, encoding="utf-8")
    audited = fgsp("audit", "-i", intent, "--against", texts, *options, "--format", "json")
    assert audited.code == 0, audited
    assert audited.document["summary"] == {"in_sync": 1}


@pytest.mark.parametrize(("name", "fortios", "said"), WRONG)
def test_a_text_that_is_no_backup_is_named_as_such(
    name: str, fortios: str | None, said: dict[int | None, str], fgsp: Fgsp, texts: Path, tmp_path: Path
) -> None:
    """Wrong input to `diff` and `import` (65), a finding to `audit` (2); each with the line and the reason."""
    path, options, reasons = put(name, texts), given(fortios), list(said.items())

    for ran in (fgsp("diff", path, path, *options), fgsp("import", path, *options)):
        assert ran.code == 65, ran
        for line, reason in reasons:
            where = f"{path}:{line}: " if line else f"{path}: "
            assert where in ran.out + ran.err
            assert reason in ran.out + ran.err

    intent = tmp_path / "one.yaml"
    intent.write_text(f"devices: {{{path.stem.replace(' ', '_')}: {{}}}}\n", encoding="utf-8")
    audited = fgsp("audit", "-i", intent, "--against", texts, *options, "--format", "json")
    assert audited.code == 2, audited
    assert audited.document["summary"] == {"unreadable": 1}
    assert all(reason in audited.out.replace('\\"', '"') for _, reason in reasons)


@pytest.mark.parametrize(("name", "fortios"), READABLE)
def test_a_real_text_that_can_be_read_is_checked(name: str, fortios: str | None, fgsp: Fgsp, texts: Path) -> None:
    """Also where a part that has nothing to do with FGSP is spoilt."""
    ran = fgsp("lint", "--against", put(name, texts), *given(fortios), "--format", "json")
    assert ran.code in (0, 2), ran
    assert ran.document["unread"] == {}


def test_the_release_that_a_text_says_itself_counts(fgsp: Fgsp, texts: Path) -> None:
    """The option is for texts that do not, so that one option serves a folder of many releases."""
    name = "transcripts/backup-VM64-5.2-per-vdom.txt"
    ran = fgsp("diff", put(name, texts), put(name, texts), "--fortios", "7.4.4")
    assert ran.code == 65
    assert "older than 6.0.0" in ran.out
