"""`fgsp.toml`: where the files are, and what is always given; never what a change may do."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import EDGE, Fgsp

from fgsp_cli.archive import RunFolder

PROJECT = 'intent = "edge.yaml"\ninventory = "inventory"\n\n[audit]\nagainst = "backups"\nstrict = true\n'
MORE = [
    *("prune", "renumber", "yes", "cfg-save", "rotate-psk", "allow-disruptive", "allow-unseen-release"),
    *("allow-config-sync", "allow-untested-platform"),
]


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project; the working directory is one below."""
    home = tmp_path / "project"
    (home / "below").mkdir(parents=True)
    (home / "edge.yaml").write_text(EDGE, encoding="utf-8")
    (home / "fgsp.toml").write_text(PROJECT, encoding="utf-8")
    (home / "backups").mkdir()
    monkeypatch.chdir(home / "below")
    return home


def test_a_verb_alone_has_the_files_of_the_project(fgsp: Fgsp, project: Path) -> None:
    """Relative to the project file, from every folder below it."""
    alone, named = fgsp("render"), fgsp("render", "-i", project / "edge.yaml")
    assert alone.code == 0, alone.err
    assert alone.out == named.out
    assert "../inventory: " in fgsp("plan").err
    assert "fgt-a" in fgsp("audit", "--format", "json").document["devices"]  # type: ignore[operator]  # JSON


def test_the_command_line_is_nearer_than_the_environment_and_that_nearer_than_the_file(
    fgsp: Fgsp, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For one option, and for two of which a verb takes one."""
    assert "../inventory: " in fgsp("plan").err
    monkeypatch.setenv("FGSP_INVENTORY", "of-environment")
    assert "of-environment: " in fgsp("plan").err
    assert "of-option: " in fgsp("plan", "-I", "of-option").err
    assert "of-option: " in fgsp("audit", "-I", "of-option").err
    assert "of-environment: " in fgsp("audit").err
    assert fgsp("plan", "--against", project / "backups").code == 1  # no backup there, and no login


@pytest.mark.parametrize("verb", ["plan", "audit", "import"])
def test_two_sources_on_the_command_line_stay_a_contradiction(fgsp: Fgsp, verb: str) -> None:
    """No default decides between what a person typed."""
    other = ("x",) if verb == "import" else ("--against", "x")
    ran = fgsp(verb, "-I", "y", *other)
    assert ran.code == 64
    assert "and not both" in ran.err


@pytest.mark.parametrize("option", MORE)
@pytest.mark.parametrize("place", ["", "[push]\n"])
def test_what_a_change_may_do_is_refused_with_its_line(fgsp: Fgsp, project: Path, option: str, place: str) -> None:
    """By every verb, so that it is seen long before the push."""
    (project / "fgsp.toml").write_text(f'intent = "edge.yaml"\n{place}{option} = true\n', encoding="utf-8")
    for verb in ("lint", "push"):
        ran = fgsp(verb)
        assert ran.code == 65
        assert f"../fgsp.toml:{3 if place else 2}: " in ran.err
        assert f"--{option} cannot be set in a project file" in ran.err


def test_secret_sources_cannot_be_widened_by_a_merge_request(fgsp: Fgsp, project: Path) -> None:
    """The file is part of the repository that the request changes."""
    (project / "fgsp.toml").write_text('[plan]\nsecret-sources = "env,keyring"\n', encoding="utf-8")
    ran = fgsp("plan")
    assert (ran.code, "fgsp.toml:2: plan.secret-sources: " in ran.err) == (65, True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("intent = edge.yaml\n", "fgsp.toml:1:10: is no TOML: "),
        ("[lint\n", "fgsp.toml:1:6: is no TOML: "),
        ('x = "', "fgsp.toml:1"),
        ('intnet = "a"\n', "fgsp.toml:1: intnet: unknown key - did you mean intent?"),
        ('\nformat = "json"\n', "fgsp.toml:2: format: is an option of some verbs only - set it in a verb's table"),
        ('[lnt]\nformat = "json"\n', "fgsp.toml:1: lnt: there is no verb of that name - did you mean lint?"),
        ("[lab]\nworkers = 1\n", "fgsp.toml:1: lab: there is no verb of that name - a verb has a table of its own: "),
        ('[lint]\nformat = "xml"\n', "fgsp.toml:2: lint.format: 'xml' is not one of "),
        ('[lint]\nformat = ["text", "json"]\n', "fgsp.toml:2: lint.format: takes one value, not a list"),
        ('[audit]\nstrict = "yes"\n', "fgsp.toml:2: audit.strict: must be true or false"),
        ("[push]\nworkers = true\n", "fgsp.toml:2: push.workers: must be a text in quotes, or a number"),
        ("[push]\nworkers = 0\n", "fgsp.toml:2: push.workers: "),
        ('[verify]\nagainst = "x"\n', "fgsp.toml:2: verify.against: unknown key"),
        ("lint.fail-on = 3\n", "fgsp.toml:1: lint.fail-on: "),
        ('[lint]\nfail-on = "hint"\n[render]\nfortios = "7.4"\nfail-on = "hint"\n', "fgsp.toml:5: render.fail-on: "),
    ],
)
def test_each_mistake_has_its_file_line_and_remedy(fgsp: Fgsp, project: Path, text: str, said: str) -> None:
    """One message, whatever the verb."""
    (project / "fgsp.toml").write_text(text, encoding="utf-8")
    ran = fgsp("render", "-i", "../edge.yaml")
    assert (ran.code, ran.out) == (65, "")
    assert said in ran.err
    assert " - " in ran.err.partition(said)[2] or " - " in said or "no TOML" in said
    assert len(ran.err.splitlines()) == 1


def test_all_mistakes_are_listed_and_help_works_all_the_same(fgsp: Fgsp, project: Path) -> None:
    """Whoever has a broken file needs the help most."""
    (project / "fgsp.toml").write_text('a = 1\n[push]\nyes = true\n[lint]\nformat = "xml"\n', encoding="utf-8")
    assert fgsp("lint").err.startswith("fgsp: error: 3 problems\n")
    assert fgsp("lint", "--help").code == fgsp("help", "push").code == fgsp("--version").code == 0


def test_a_file_that_others_can_write_to_is_not_used(
    fgsp: Fgsp, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would decide which units a push reaches; whoever names it vouches for it."""
    (project / "fgsp.toml").chmod(0o666)
    ran = fgsp("lint")
    assert ran.code == 65
    assert "other users can write to it" in ran.err
    monkeypatch.setenv("FGSP_PROJECT", "../fgsp.toml")
    assert fgsp("render").code == 0
    monkeypatch.setenv("FGSP_PROJECT", "")
    assert fgsp("render").code == 64
    monkeypatch.setenv("FGSP_PROJECT", "nowhere.toml")
    assert "nowhere.toml: cannot be read: No such file" in fgsp("render").err


def test_runs_of_the_project_and_older_ones_are_one_list(
    fgsp: Fgsp, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store is beside the file; what was pushed before there was a file is still there to recover."""
    stores = (project / ".fgsp" / "runs", project / "below" / ".fgsp" / "runs")
    runs = [RunFolder(store, {"command": "push"}) for store in stores]
    for run in runs:
        run.record({"event": "begun"})
    assert all(run.id in fgsp("runs").out for run in runs)
    assert [run.id in fgsp("runs", "--run-dir", stores[0]).out for run in runs] == [True, False]
    assert "in ../.fgsp/runs, .fgsp/runs" in fgsp("recover", "nowhere").err
    monkeypatch.chdir(project)
    assert "in .fgsp/runs\n" in fgsp("recover", "nowhere").err
