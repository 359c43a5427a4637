"""Wrong input: exit code 65, every problem with its place, no traceback, and nothing on stdout."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from command_line import EDGE, Fgsp, program

TWO = "members: {a: {peerip: 1.1.1.1}, b: {peerip: 1.1.1.2}}"
ROWS = "devices:\n  a:\n    fortios: 7.4.4\n    cluster_sync:\n      - "


def cluster(line: str, fortios: str = "7.4.4") -> str:
    """An intent of one cluster, with that line in it."""
    return f"clusters:\n  edge:\n    fortios: {fortios}\n    {line}\n    {TWO}\n"


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        (cluster("cluster_sink: {}"), "4:5", "unknown key"),
        (cluster("members: [a, b]").replace(TWO, "upgrading: true"), "4:14", "a mapping is wanted (found: a list"),
        (cluster("cluster_sync: {hb_interval: two}"), "4:33", "not a whole number (found: two"),
        (
            cluster("cluster_sync: {hb_lost_threshold: 61}"),
            "4:39",
            "out of range (found: 61; allowed: 1 to 10 in 6.0.0",
        ),
        (cluster("cluster_sync: {ipsec_tunnel_sync: enable}", "6.0.4"), "4:20", "allowed: FortiOS 6.2.0 and later"),
        (cluster("cluster_sync: {heartbeat: {interval: 300ms, lost_after: 6s}}", "7.0.5"), "4:42", "1 s and 2 s"),
        (cluster("fortios: 7.4.5"), "4:5", "given twice"),
        ("- a\n", "1:1", "a mapping with `clusters` or `devices` is wanted (found: a list)"),
        ("just text\n", "1:1", "a mapping"),
        (ROWS + '{peerip: 1.1.1.1, peervd: "ro\\not"}\n', "5:35", "control characters are not allowed"),
        (ROWS + '{peerip: 1.1.1.1, peervd: "ro\\x07ot"}\n', "5:35", "control characters are not allowed"),
        (ROWS + "{peerip: 1.1.1.1, peervd: ro\u200bot}\n", "5:35", "invisible characters are not allowed"),
        (ROWS.replace("a:", "fgt-\u05d0:") + "{peerip: 1.1.1.1}\n", "2:3", "letters of both writing directions"),
        (ROWS + "{peerip: 1.1.1.1, peervd: 'ro\"ot'}\n", "5:35", 'the character " cannot be in it'),
        (ROWS + "{peerip: 1.1.1.1, peervd: 'ro\\ot'}\n", "5:35", "the character \\ cannot be in it"),
        (ROWS + "{peerip: 1.1.1.1, peervd: 'ro?ot'}\n", "5:35", "the character ? cannot be in it"),
        ("clusters: {edge: [\n", "2:1", ""),
    ],
)
def test_a_problem_is_told_with_its_place(fgsp: Fgsp, tmp_path: Path, text: str, place: str, said: str) -> None:
    """File, line and column, as an editor takes them; what was found and what is allowed."""
    path = tmp_path / "intent.yaml"
    path.write_text(text, encoding="utf-8")

    ran = fgsp("render", "-i", path)

    assert (ran.code, ran.out) == (65, "")
    assert f"{path}:{place}: " in ran.err
    assert said in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"# nothing but this\n", "is empty"),
        (b"\x00\x01\xff\xfe", "is a binary file"),
        (b"clusters: \xff\n", ""),
    ],
)
def test_a_file_that_is_no_yaml_is_named(fgsp: Fgsp, tmp_path: Path, data: bytes, said: str) -> None:
    """There is no line to point at."""
    path = tmp_path / "intent.yaml"
    path.write_bytes(data)

    ran = fgsp("render", "-i", path)

    assert (ran.code, ran.out) == (65, "")
    assert ran.err.startswith(f"fgsp: error: {path}")
    assert said in ran.err


def test_all_problems_of_a_file_are_told_at_once(fgsp: Fgsp, tmp_path: Path) -> None:
    """Nobody wants to find them one by one; each is a line that begins with its place."""
    path = tmp_path / "intent.yaml"
    path.write_text(ROWS + "{peerip: 1.1.1.x, hb_lost_threshold: two}\n      - {peerip: 1.1.1.2, peervd: a b}\n")

    ran = fgsp("render", "-i", path)

    first, *problems = ran.err.splitlines()
    assert (ran.code, first) == (65, "fgsp: error: 3 problems")
    assert [re.match(rf"  {path}:(\d+:\d+): ", problem)[1] for problem in problems] == ["5:18", "5:46", "6:35"]  # type: ignore[index]


@pytest.mark.parametrize("verb", ["plan", "push", "verify"])
def test_the_verbs_that_reach_units_check_the_intent_first(fgsp: Fgsp, tmp_path: Path, verb: str) -> None:
    """The inventory is not even there."""
    path = tmp_path / "intent.yaml"
    path.write_text(cluster("cluster_sink: {}"), encoding="utf-8")
    yes = ("--yes",) if verb == "push" else ()

    ran = fgsp(verb, "-i", path, "-I", tmp_path / "none", *yes)

    assert ran.code == 65
    assert "did you mean cluster_sync?" in ran.err


@pytest.mark.parametrize(
    ("hosts", "said"),
    [
        ("fgt-a: {hostnam: 127.0.0.1}\n", "hosts.yaml:1:"),
        ("fgt-a: {port: many}\n", "hosts.yaml:1:"),
        ("- fgt-a\n", "hosts.yaml:1:1"),
    ],
)
def test_a_wrong_inventory_is_wrong_input(fgsp: Fgsp, edge: Path, hosts: str, said: str) -> None:
    """Nornir would take misspelt keys and wrong types silently."""
    (edge.parent / "hosts.yaml").write_text(hosts, encoding="utf-8")

    for arguments in (("verify", "-i", edge), ("backup", "--to", edge.parent / "b"), ("trust",)):
        ran = fgsp(*arguments, "-I", edge.parent)
        assert (ran.code, ran.out) == (65, "")
        assert said in ran.err


def test_an_inventory_that_is_not_there_is_wrong_input(fgsp: Fgsp, edge: Path) -> None:
    """So is any file that a person names and that cannot be read."""
    ran = fgsp("verify", "-i", edge, "-I", edge.parent / "none")

    assert ran.code == 65
    assert f"{edge.parent}/none: cannot be read: No such file or directory" in ran.err


@pytest.mark.parametrize("verb", ["plan", "push", "verify"])
def test_a_password_that_is_not_set_is_told_before_the_first_connection(fgsp: Fgsp, edge: Path, verb: str) -> None:
    """Port 1 answers nobody: a connection would end with 1."""
    hosts = "".join(
        f"{name}: {{hostname: 127.0.0.1, port: 1, username: admin, password: '${{env:FGSP_TEST_UNSET}}'}}\n"
        for name in ("fgt-a", "fgt-b")
    )
    (edge.parent / "hosts.yaml").write_text(hosts, encoding="utf-8")
    yes = ("--yes",) if verb == "push" else ()

    ran = fgsp(verb, "-i", edge, "-I", edge.parent, *yes)

    assert (ran.code, ran.out) == (65, "")
    assert "the environment variable FGSP_TEST_UNSET is not set" in ran.err


def test_a_backup_that_is_none_is_wrong_input(fgsp: Fgsp, edge: Path) -> None:
    """A file given to `plan --against` counts as input."""
    ran = fgsp("plan", "-i", edge, "--against", edge.parent / "none.conf")

    assert ran.code == 65
    assert "none.conf" in ran.err


def test_a_release_that_is_none_is_a_wrong_command_line(fgsp: Fgsp, edge: Path) -> None:
    """It stands on the command line, not in the file."""
    for text in ("7", "foo", "5.6.3"):
        ran = fgsp("render", "-i", edge, "--fortios", text)
        assert (ran.code, ran.out) == (64, "")
        assert text in ran.err


def test_wrong_input_in_a_process_of_its_own(tmp_path: Path) -> None:
    """The exit code of the process, and stderr alone."""
    path = tmp_path / "intent.yaml"
    path.write_text(EDGE.replace("fortios: 7.0.12", "fortios: 7.0.12, peeripp: x"), encoding="utf-8")

    ran = subprocess.run(program("render", "-i", path), capture_output=True, text=True, timeout=60, check=False)

    assert (ran.returncode, ran.stdout) == (65, "")
    assert ran.stderr.startswith(f"fgsp: error: {path}:10:")
    assert "did you mean peerip?" in ran.stderr
