"""What `--help` says, kept as files so that a change of it is seen: `python tests/cli/test_help.py` writes them anew."""

from __future__ import annotations

import contextlib
import io
import os
from importlib import import_module
from pathlib import Path

import pytest

from fgsp_cli.cli.main import main
from fgsp_cli.cli.shared.verb_group import VERBS

FILES = Path(__file__).parent / "help"
COMMANDS = {
    "fgsp": (),
    **{verb: (verb,) for verb in VERBS},
    "lab-up": ("lab", "up"),
    "lab-list": ("lab", "list"),
    "lab-down": ("lab", "down"),
    "runs-forget": ("runs", "forget"),
}
"""Name of the file, and the command whose help it holds."""


def helped(*command: str) -> str:
    """The help of a command, for a terminal of 80 columns."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        assert main([*command, "--help"]) == 0
    return said.getvalue()


@pytest.mark.parametrize("name", COMMANDS)
def test_help_is_as_it_was(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The help is documentation: nothing in it changes unseen."""
    monkeypatch.setenv("COLUMNS", "80")

    assert helped(*COMMANDS[name]) == (FILES / f"{name}.txt").read_text(encoding="utf-8")


def test_no_help_is_kept_of_a_command_that_is_gone() -> None:
    """One file per command, and no other."""
    assert {path.stem for path in FILES.iterdir()} == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_fits_a_terminal(name: str) -> None:
    """Eighty columns."""
    assert max(map(len, (FILES / f"{name}.txt").read_text(encoding="utf-8").splitlines())) <= 80


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_is_where_the_group_looks_for_it(verb: str) -> None:
    """`fgsp --help` names the verbs without importing them; so they must be there."""
    command = import_module(f"fgsp_cli.cli.{verb}").command

    assert command.name == verb
    assert command.help


def test_every_verb_teaches_by_example() -> None:
    """Each has at least one command to copy, which begins as one types it."""
    for name in COMMANDS.values():
        if name in ((), ("lab",), ("runs",)):
            continue
        examples = helped(*name).partition("\nExamples:\n")[2]
        assert examples.startswith(f"  fgsp {' '.join(name)}")


def write() -> None:
    """Write all files."""
    os.environ["COLUMNS"] = "80"
    FILES.mkdir(exist_ok=True)
    for name, command in COMMANDS.items():
        (FILES / f"{name}.txt").write_text(helped(*command), encoding="utf-8")


if __name__ == "__main__":
    write()
