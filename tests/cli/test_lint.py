"""`lint` and `status` from the command line: what is looked at, what comes out, and with which exit code."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import EDGE, Fgsp

from fgsp_cli.testing import Lab, UnitSpec

PASSWORD = "canary-password-0815"
SOUND = EDGE.replace(", fortios: 7.0.12", "")
BACKUP = "#config-version=FGVMK6-7.4.4-FW-build2662-240513:opmode=0:vdom=0:user=admin\nconfig system ha\nend\n"


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """An intent that nothing is to be said of."""
    path = tmp_path / "sound.yaml"
    path.write_text(SOUND, encoding="utf-8")
    return path


def test_a_sound_intent_ends_with_0(fgsp: Fgsp, sound: Path) -> None:
    """What was not checked is said."""
    ran = fgsp("lint", "-i", sound)
    assert ran.code == 0
    assert "note: not checked, as there are no facts of fgt-a, fgt-b" in ran.out
    *_, found, _, about = ran.out.splitlines()
    assert found == "2 units: nothing found"
    assert f" UTC: {sound}, by fgsp " in about


def test_findings_end_with_2_and_have_their_reason_below(fgsp: Fgsp, edge: Path) -> None:
    """Two members on two releases."""
    ran = fgsp("lint", "-i", edge)
    assert ran.code == 2
    lines = ran.out.splitlines()
    place = next(number for number, line in enumerate(lines) if line.endswith("[model-fw]"))
    assert lines[place].startswith("warning: fgt-a, fgt-b: different firmware")
    assert lines[place + 1].strip() == "Fortinet advises the same model and firmware on all members."


def test_the_least_level_that_fails_is_chosen(fgsp: Fgsp, edge: Path) -> None:
    """`--fail-on`, and rules left out."""
    assert fgsp("lint", "-i", edge, "--fail-on", "error").code == 0
    assert fgsp("lint", "-i", edge, "--ignore", "model-fw").code == 0
    assert fgsp("lint", "-i", edge, "--ignore", "model-fw,id-high", "--ignore", "mesh").code == 0


def test_the_document_has_the_promised_shape(fgsp: Fgsp, edge: Path) -> None:
    """Keys that scripts rely on."""
    ran = fgsp("lint", "-i", edge, "--format", "json")
    document = ran.document
    assert list(document) == ["schema_version", "command", "units", "findings", "notes", "unread", "summary", "about"]
    assert (document["command"], document["units"]) == ("lint", ["fgt-a", "fgt-b"])
    assert document["summary"] == {"error": 0, "warning": 1, "hint": 0}
    (finding,) = document["findings"]  # type: ignore[misc]
    assert list(finding) == [
        "rule",
        "level",
        "confirmed",
        "refuses",
        "message",
        "why",
        "devices",
        "cluster",
        "path",
        "position",
    ]
    assert (finding["rule"], finding["level"], finding["cluster"]) == ("model-fw", "warning", "edge")


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("-I", ".", "--against", "."),
        ("-I", ".", "--fortios", "7.4.4"),
        ("-i", "x.yaml", "--ignore", "no-such-rule"),
        ("-i", "x.yaml", "--fail-on", "never"),
    ],
    ids=" ".join,
)
def test_a_command_line_that_makes_no_sense_ends_with_64(fgsp: Fgsp, arguments: tuple[str, ...]) -> None:
    """Never with 2, which would say that something was found."""
    assert fgsp("lint", *arguments).code == 64


def test_what_is_no_intent_ends_with_65(fgsp: Fgsp, tmp_path: Path) -> None:
    """And a place without backups too."""
    path = tmp_path / "broken.yaml"
    path.write_text("clusters: []\n", encoding="utf-8")
    assert fgsp("lint", "-i", path).code == 65
    assert fgsp("lint", "--against", tmp_path / "nowhere").code == 65


def test_backups_are_checked_without_an_intent(fgsp: Fgsp, tmp_path: Path) -> None:
    """A unit without FGSP has nothing wrong with it."""
    (tmp_path / "fgt-a.conf").write_text(BACKUP, encoding="utf-8")
    ran = fgsp("lint", "--against", tmp_path)
    *_, found, _, about = ran.out.splitlines()
    assert (ran.code, found) == (0, "1 unit: nothing found")
    assert f" UTC: backups in {tmp_path}, by fgsp " in about


def test_an_inventory_in_the_environment_does_not_get_in_the_way(
    fgsp: Fgsp, sound: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who names an intent wants the intent."""
    monkeypatch.setenv("FGSP_INVENTORY", str(sound.parent / "nowhere"))
    assert fgsp("lint", "-i", sound).code == 0


def test_status_of_units_over_ssh(fgsp: Fgsp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A healthy pair after a push: 0; with a row taken away: 2, and the unit is named."""
    monkeypatch.setenv("FGSP_LAB_PASSWORD", PASSWORD)
    (tmp_path / "edge.yaml").write_text(SOUND, encoding="utf-8")
    units = [
        UnitSpec(name=f"fgt-{name}", fortios="7.4.4", password=PASSWORD, addresses=(address,))
        for name, address in (("a", "10.10.10.1"), ("b", "10.10.10.2"))
    ]
    with Lab(units) as lab:
        lab.write_inventory(tmp_path)
        arguments = ("-i", tmp_path / "edge.yaml", "-I", tmp_path)
        assert fgsp("push", *arguments, "--yes").code == 0

        healthy = fgsp("status", *arguments, "--interval", "0", "--format", "json")
        assert healthy.code == 0, healthy.out
        assert healthy.document["summary"] == {"good": 2}
        unit = healthy.document["devices"]["fgt-a"]  # type: ignore[index]
        assert list(unit) == [
            "cluster",
            "fortios",
            "status",
            "started",
            "detected",
            "sent",
            "received",
            "links",
            "notes",
            "error",
        ]
        assert [(link["peer"], link["health"]) for link in unit["links"]] == [("fgt-b", "good")]

        lab["fgt-b"].admin_change(["config system standalone-cluster", "config cluster-peer", "delete 1", "end", "end"])
        sick = fgsp("status", *arguments, "--interval", "0")
        assert sick.code == 2
        assert "fgt-a -> fgt-b: bad: fgt-b has no row back" in sick.out
        assert "no peers" in sick.out
        assert fgsp("lint", *arguments).code == 2
