"""A wrong command line: exit code 64, never 2, one message on stderr, and what to do about it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from command_line import Fgsp

VERBS = ("render", "plan", "push", "verify", "recover", "rollback", "backup", "trust", "lab", "demo", "schema")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--foo",), "--foo"),
        (("pusch",), "did you mean push?"),
        (("frobnicate",), "no such verb: frobnicate; there are render, lint, plan, "),
        (("render",), "--intent"),
        (("render", "--format", "xml", "-i", "x"), "xml"),
        (("render", "-i"), "-i"),
        (("render", "-i", "x", "stray"), "stray"),
        (("schema", "--fortios", "seven"), "is not a FortiOS release such as 7.4.4"),
        (("schema", "--fortios", "5.6.3"), "is older than 6.0.0"),
        (("lab",), "up"),
        (("lab", "up"), "say what to start"),
        (("lab", "up", "-n", "2"), "missing option --out"),
        (("lab", "up", "-n", "0", "--out", "x"), "-n"),
        (("lab", "up", "inventory", "-n", "2"), "neither -n nor --out"),
        (("lab", "up", "inventory", "--fortios", "7.4.4"), "--fortios goes with -n"),
        (("lab", "up", "-n", "2", "--out", "x", "--latency", "50"), "is no time such as 50ms"),
        (("plan", "-i", "x"), "either -I/--inventory or --against is needed, and not both"),
        (("plan", "-i", "x", "-I", "y", "--against", "z"), "either -I/--inventory or --against is needed"),
        (("plan", "-i", "x", "-I", "y", "--fortios", "7.4.4"), "--fortios goes with --against"),
        (("plan", "-i", "x", "--against", "y", "--out", "plan.json"), "a plan made of backups cannot be pushed"),
        (("plan", "-i", "x", "-I", "y", "--old-psk", "secret"), "it must be a reference: ${env:...}"),
        (("plan", "-i", "x", "-I", "y", "--without", "a,,b"), "holds an empty pattern"),
        (("push", "ok.yaml"), "an intent is given with -i: ok.yaml is no plan"),
        (("push", "edge.yml", "-I", "y"), "an intent is given with -i: edge.yml is no plan"),
        (("push", "EDGE.YAML", "-I", "y", "--yes"), "an intent is given with -i: EDGE.YAML is no plan"),
        (("push", "plan.json", "-I", "y", "--rotate-psk"), "--rotate-psk cannot be given with a plan that was kept"),
        (("push", "plan.json", "-I", "y", "--prune"), "--prune cannot be given with a plan that was kept"),
        (("push", "plan.json", "-I", "y"), "stdin is no terminal, so the plan cannot be confirmed: --yes"),
        (("push", "-I", "y"), "either -i/--intent or a plan that was kept is needed"),
        (("recover", "nowhere"), "there is no run nowhere"),
        (("rollback", "nowhere", "--run-dir", "runs"), "name its folder, or an id of a run in runs"),
        (("rollback", "nowhere", "--old-psk", "secret"), "it must be a reference: ${env:...}"),
        (("push", "-i", "x", "-I", "y", "--canary", "0"), "--canary"),
        (("push", "-i", "x", "-I", "y", "--batch", "0"), "--batch"),
        (("push", "-i", "x", "-I", "y", "--max-failures", "0"), "--max-failures"),
        (
            ("push", "-i", "x", "-I", "y", "--transaction", "later"),
            "later",
        ),
        (("push", "-i", "x", "-I", "y", "--workers", "0"), "--workers"),
        (("push", "-i", "x", "-I", "y"), "stdin is no terminal, so the plan cannot be confirmed: --yes"),
        (("verify", "-i", "x"), "--inventory"),
        (("backup", "-I", "x"), "--to"),
        (("backup", "-I", "x", "--to", "y", "--scope", "half"), "'half' is not one of full, fgsp"),
        (("backup", "-I", "x", "--to", "y", "--keep", "0"), "--keep"),
        (("trust",), "--inventory"),
    ],
)
def test_a_wrong_command_line_ends_with_64_and_one_message(fgsp: Fgsp, arguments: tuple[str, ...], said: str) -> None:
    """Scripts can distinguish it from a difference (2) and from wrong input (65).

    Where click writes the message, only the name or value in question is compared: its words change with its version.
    """
    ran = fgsp(*arguments)

    assert ran.code == 64
    assert ran.out == ""
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_a_usage_error_names_the_help_of_its_verb(fgsp: Fgsp) -> None:
    """One message and one hint, each on its own line."""
    message, hint = fgsp("render").err.splitlines()
    assert message.startswith("fgsp: error: ")
    assert "--intent" in message
    assert hint == "  hint: `fgsp render --help` shows what there is"


def test_without_a_verb_the_help_is_told_and_the_code_is_64(fgsp: Fgsp) -> None:
    """Nothing was asked for, so nothing is a result."""
    ran = fgsp()

    assert (ran.code, ran.out) == (64, "")
    assert ran.err.startswith("Usage: fgsp [OPTIONS] VERB ...")


@pytest.mark.parametrize(
    "arguments", [("--help",), ("-h",), *((verb, "--help") for verb in VERBS), ("lab", "up", "-h")]
)
def test_help_is_a_result(fgsp: Fgsp, arguments: tuple[str, ...]) -> None:
    """It was asked for: stdout, and 0."""
    ran = fgsp(*arguments)

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Usage: fgsp")


def test_the_version_is_a_result(fgsp: Fgsp) -> None:
    """`fgsp --version` names the program first, as others do."""
    ran = fgsp("--version")

    assert ran.code == 0
    assert ran.out.startswith("fgsp ")


def test_a_limit_that_takes_nothing_is_a_wrong_command_line(fgsp: Fgsp, edge: Path) -> None:
    """A misspelt name must not look like a job well done."""
    ran = fgsp("render", "-i", edge, "-l", "fgt-aa")

    assert (ran.code, ran.out) == (64, "")
    assert "the intent has no cluster and no device 'fgt-aa'" in ran.err
    assert "did you mean fgt-a?" in ran.err


def test_the_environment_gives_the_intent(fgsp: Fgsp, edge: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`FGSP_INTENT` stands in for `-i`."""
    monkeypatch.setenv("FGSP_INTENT", str(edge))

    assert fgsp("render").code == 0


@pytest.mark.parametrize("option", ["--dry-run", "--check", "--diff", "--noop"])
def test_a_wish_for_a_preview_of_a_push_leads_to_plan(fgsp: Fgsp, option: str) -> None:
    """Options of other tools; `--dry-run` was once answered with `--prune`."""
    for verb in ("push", "plan"):
        ran = fgsp(verb, "-i", "x", "-I", "y", option)
        assert ran.code == 64
        assert f"no such option: {option}; `fgsp plan` shows what a push would do" in ran.err


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_no_misspelt_option_leads_to_one_that_changes_more(fgsp: Fgsp, verb: str) -> None:
    """Every option that a help text names, with a letter missing, doubled or two of them exchanged."""
    widening = {"--prune", "--renumber", "--rotate-psk", "--yes", "--changed", "--cfg-save"}
    helped = fgsp(verb, "--help").out
    options = set(re.findall(r"--[a-z][a-z-]+", helped))
    for option in options:
        for wrong in {option[:-1], option + option[-1], option[:-2] + option[-1] + option[-2]} - options:
            error = fgsp(verb, wrong).err
            meant = re.findall(r"did you mean (\S+)\?", error)
            assert not widening & set(meant), error
            assert not any(name.startswith("--allow-") for name in meant), error


def test_another_misspelt_option_still_leads_to_the_right_one(fgsp: Fgsp) -> None:
    """Only what changes more is never named."""
    assert "did you mean --limit?" in fgsp("push", "--limt").err
    assert "did you mean --format?" in fgsp("verify", "--fromat").err


@pytest.mark.parametrize(
    ("verb", "meant"),
    [
        ("apply", "push"),
        ("deploy", "push"),
        ("validate", "lint"),
        ("check", "lint"),
        ("show", "status"),
        ("undo", "rollback"),
    ],
)
def test_a_verb_of_another_tool_leads_to_ours(fgsp: Fgsp, verb: str, meant: str) -> None:
    """And does nothing."""
    ran = fgsp(verb, "-i", "x")
    assert ran.code == 64
    assert f"no such verb: {verb}; did you mean {meant}?" in ran.err


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_help_and_a_verb_is_the_help_of_that_verb(fgsp: Fgsp, verb: str) -> None:
    """As with git."""
    assert fgsp("help", verb).out == fgsp(verb, "--help").out


def test_help_alone_and_help_of_no_verb(fgsp: Fgsp) -> None:
    """The program's help; and 64."""
    assert fgsp("help").out == fgsp("--help").out
    assert fgsp("help", "apply").code == 64
    assert fgsp("-V").out == fgsp("--version").out
