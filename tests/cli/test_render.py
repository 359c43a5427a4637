"""`fgsp render`: from a file to CLI, touching nothing."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from command_line import EDGE, Fgsp


def test_every_unit_has_a_part_under_its_own_heading(fgsp: Fgsp, edge: Path) -> None:
    """Each in the syntax of its release; a blank line between them."""
    ran = fgsp("render", "-i", edge)

    first, second = ran.out.split("\n\n")
    assert (ran.code, ran.err) == (0, "")
    assert first.startswith("# FGSP of fgt-a, for FortiOS 7.4.4\n")
    assert "    config cluster-peer\n        edit 2\n" in first
    assert second.startswith("# FGSP of fgt-b, for FortiOS 7.0.12\n")
    assert "config system cluster-sync\n    edit 1\n" in second


def test_a_release_on_the_command_line_replaces_those_of_the_file(fgsp: Fgsp, edge: Path) -> None:
    """A preview of the next upgrade."""
    ran = fgsp("render", "-i", edge, "--fortios", "7.6.2")

    assert ran.out.count("for FortiOS 7.6.2\n") == 2
    assert "cluster-sync\n" not in ran.out


def test_an_unseen_release_is_treated_as_the_newest_below_it_with_a_warning(fgsp: Fgsp, edge: Path) -> None:
    """On stderr; the result is there."""
    ran = fgsp("render", "-i", edge, "--fortios", "9.1.0")

    assert ran.code == 0
    assert "FortiOS 9.1.0 is not known to this program" in ran.err
    assert ran.err.startswith("fgsp: warning: ")


def test_answers_are_added_on_request_where_the_question_is_known(fgsp: Fgsp, edge: Path) -> None:
    """FortiOS asks after ids from 7.0.6 on [facts/cli-behaviour.md#5.5]."""
    assert "\nend\ny\n" in fgsp("render", "-i", edge, "--answers").out
    assert "\ny\n" not in fgsp("render", "-i", edge).out


@pytest.mark.parametrize("pattern", ["fgt-b", "*-b", "fgt-b,fgt-b", "?gt-b"])
def test_a_limit_takes_names_and_globs_of_devices(fgsp: Fgsp, edge: Path, pattern: str) -> None:
    """One unit of the cluster, with its rows to the others."""
    assert list(fgsp("render", "-i", edge, "-l", pattern, "--format", "json").document["devices"]) == ["fgt-b"]  # type: ignore[call-overload]


def test_a_limit_takes_clusters_and_may_be_repeated(fgsp: Fgsp, edge: Path) -> None:
    """In the order of the file, each once."""
    for limits in (("-l", "edge"), ("-l", "fgt-b", "-l", "fgt-a"), ("-l", "ed*,fgt-a")):
        document = fgsp("render", "-i", edge, *limits, "--format", "json").document
        assert list(document["devices"]) == ["fgt-a", "fgt-b"]  # type: ignore[call-overload]


def test_json_has_lines_alone(fgsp: Fgsp, edge: Path) -> None:
    """Neither comments nor answers: what a program sends."""
    document = fgsp("render", "-i", edge, "--format", "json", "--answers").document

    assert (document["schema_version"], document["command"]) == (1, "render")
    unit = document["devices"]["fgt-a"]  # type: ignore[index]
    assert unit["fortios"] == "7.4.4"
    assert unit["commands"][:4] == [
        "config system standalone-cluster",
        "    set standalone-group-id 7",
        "    set group-member-id 0",
        "end",
    ]
    assert not [line for line in unit["commands"] if line.startswith("#") or line == "y"]


def test_an_intent_may_come_from_stdin(fgsp: Fgsp, edge: Path) -> None:
    """`-i -`; its problems name `<stdin>`."""
    assert fgsp("render", "-i", "-", stdin=EDGE).out == fgsp("render", "-i", edge).out
    assert "<stdin>:1:1" in fgsp("render", "-i", "-", stdin="- a\n").err


def test_out_writes_one_file_per_device(fgsp: Fgsp, edge: Path) -> None:
    """What would be printed, whole files, and the names of them on stderr."""
    folder = edge.parent / "deep" / "cli"

    ran = fgsp("render", "-i", edge, "--out", folder)

    assert (ran.code, ran.out) == (0, "")
    assert ran.err == f"wrote {folder}/fgt-a.conf\nwrote {folder}/fgt-b.conf\n"
    assert sorted(path.name for path in folder.iterdir()) == ["fgt-a.conf", "fgt-b.conf"]
    assert (folder / "fgt-a.conf").read_text() == fgsp("render", "-i", edge, "-l", "fgt-a").out


def test_out_that_cannot_be_written_to_is_an_error_of_the_program(fgsp: Fgsp, edge: Path) -> None:
    """A file is in the way."""
    ran = fgsp("render", "-i", edge, "--out", edge / "below")

    assert ran.code == 1
    assert ran.err.startswith("fgsp: error: ")
    assert "Traceback" not in ran.err


def test_templates_of_ones_own_replace_the_programs(fgsp: Fgsp, edge: Path) -> None:
    """By name; what they make is checked all the same."""
    templates = edge.parent / "templates"
    templates.mkdir()
    (templates / "full.j2").write_text("config system ha\n    set session-pickup disable\nend\n", encoding="utf-8")

    ran = fgsp("render", "-i", edge, "--templates", templates)

    assert (ran.code, ran.out) == (65, "")


def test_no_secret_is_needed_and_none_is_shown(fgsp: Fgsp, edge: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reference stays one, whether it leads anywhere or not, and a comment names it."""
    edge.write_text(EDGE.replace("_id: 7}", "_id: 7, psksecret: '${env:FGSP_PSK}'}"), encoding="utf-8")
    without = fgsp("render", "-i", edge)
    monkeypatch.setenv("FGSP_PSK", "canary-0815")

    ran = fgsp("render", "-i", edge)

    assert ran == without
    assert "# Fill in before pasting: ${env:FGSP_PSK}\n" in ran.out
    assert "set psksecret ${env:FGSP_PSK}\n" in ran.out


def test_a_secret_in_the_intent_is_never_printed(fgsp: Fgsp, edge: Path) -> None:
    """Neither as a line nor in the warning about it."""
    edge.write_text(EDGE.replace("_id: 7}", "_id: 7, psksecret: canary-0815}"), encoding="utf-8")

    for form in ("text", "json"):
        ran = fgsp("render", "-i", edge, "--format", form)
        assert ran.code == 0
        assert "canary-0815" not in ran.out + ran.err
        assert "${intent:clusters/edge/standalone_cluster/psksecret}" in ran.out


def test_files_are_for_their_owner(fgsp: Fgsp, edge: Path) -> None:
    """Addresses and names of a network are nobody else's business."""
    fgsp("render", "-i", edge, "--out", edge.parent / "cli")

    assert stat.S_IMODE((edge.parent / "cli" / "fgt-a.conf").stat().st_mode) == 0o600


def test_a_limit_keeps_what_is_wrong_elsewhere_out_of_the_way(fgsp: Fgsp, tmp_path: Path) -> None:
    """At a release that a cluster of the same file cannot have, the device asked for can still be rendered."""
    intent = tmp_path / "intent.yaml"
    intent.write_text(
        "clusters: {c: {fortios: 7.4.4, standalone_cluster: {encryption: disable}, members: {a: {peerip: 10.0.0.1}}}}\n"
        "devices: {x: {fortios: 7.4.4, cluster_sync: [{peerip: 1.1.1.1}]}}\n",
        encoding="utf-8",
    )
    assert fgsp("render", "-i", intent, "--fortios", "6.0.4").code == 65
    assert fgsp("render", "-i", intent, "--fortios", "6.0.4", "-l", "x").code == 0
