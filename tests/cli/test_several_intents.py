"""`-i` several times, folders and globs: one intent, merged; a device or cluster is in one file only."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from command_line import EDGE, Fgsp

_OTHER = EDGE.replace("edge", "core").replace("fgt-", "core-")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two files of one cluster each, a hidden file and one of another kind."""
    folder = tmp_path / "my intents"
    folder.mkdir()
    (folder / "a.yaml").write_text(EDGE, encoding="utf-8")
    (folder / "b.yml").write_text(_OTHER, encoding="utf-8")
    (folder / ".c.yaml").write_text("not: this\n", encoding="utf-8")
    (folder / "notes.txt").write_text("nor this", encoding="utf-8")
    return folder


def _units(text: str) -> set[str]:
    return set(json.loads(text)["devices"])


@pytest.mark.parametrize("way", ["twice", "folder", "glob", "folder and file", "environment"])
def test_each_way_of_naming_two_files_means_both(
    fgsp: Fgsp, folder: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once, the last -i won without a word."""
    files = (folder / "a.yaml", folder / "b.yml")
    options: dict[str, tuple[str | Path, ...]] = {
        "twice": ("-i", files[0], "-i", files[1]),
        "folder": ("-i", folder),
        "glob": ("-i", folder / "*.y*ml"),
        "folder and file": ("-i", files[1], "-i", folder),
        "environment": (),
    }
    if way == "environment":
        monkeypatch.setenv("FGSP_INTENT", os.pathsep.join(map(str, files)))

    ran = fgsp("render", "--format", "json", *options[way])

    assert ran.code == 0, ran.err
    names = _units(ran.out)
    assert names == {name for file in files for name in _units(fgsp("render", "--format", "json", "-i", file).out)}
    assert {name.split("-")[0] for name in names} == {"fgt", "core"}


def test_a_file_named_in_the_environment_gives_way_to_the_option(
    fgsp: Fgsp, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command line is never merged with the environment."""
    monkeypatch.setenv("FGSP_INTENT", str(folder / "a.yaml"))
    assert all(
        name.startswith("core-") for name in _units(fgsp("render", "--format", "json", "-i", folder / "b.yml").out)
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (EDGE, "this cluster is named twice"),
        (EDGE.replace("edge", "core"), "this device is named twice"),
        (_OTHER.replace("core:", "fgt-a:", 1), "has this name too"),
    ],
)
@pytest.mark.parametrize("verb", ["render", "lint"])
def test_a_name_in_two_files_is_an_error_with_both_places(
    fgsp: Fgsp, folder: Path, text: str, said: str, verb: str
) -> None:
    """Neither wins."""
    (folder / "b.yml").write_text(text, encoding="utf-8")
    ran = fgsp(verb, "-i", folder)
    assert ran.code == 65
    assert said in ran.err
    assert f"{folder / 'a.yaml'}:" in ran.err
    assert f"{folder / 'b.yml'}:" in ran.err


def test_a_folder_or_glob_without_a_file_is_65(fgsp: Fgsp, tmp_path: Path) -> None:
    """An empty intent must not look like a job well done."""
    empty = fgsp("render", "-i", tmp_path)
    nothing = fgsp("render", "-i", tmp_path / "*.yaml")
    assert (empty.code, nothing.code) == (65, 65)
    assert "is a folder without a YAML file" in empty.err
    assert "matches no file" in nothing.err


def test_stdin_is_not_merged_with_files(fgsp: Fgsp, folder: Path) -> None:
    """It is the whole intent."""
    ran = fgsp("render", "-i", "-", "-i", folder, stdin=EDGE)
    assert ran.code == 64
    assert "stdin is the whole intent" in ran.err


def test_what_is_wrong_in_each_file_is_reported_at_once(fgsp: Fgsp, folder: Path) -> None:
    """With the name of its own file."""
    for name in ("a.yaml", "b.yml"):
        (folder / name).write_text(EDGE.replace("edge", name[0]).replace("fgt-", name[0]) + "stray: 1\n", "utf-8")
    ran = fgsp("render", "-i", folder)
    assert ran.code == 65
    assert ran.err.count("unknown key") == 2
    assert all(f"{folder / name}:" in ran.err for name in ("a.yaml", "b.yml"))
