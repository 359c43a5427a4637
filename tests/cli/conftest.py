"""What the tests of the command line share: running it inside this process, and an intent to run it on."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from command_line import EDGE, Fgsp, Ran

from fgsp_cli.cli.main import main


class Keyboard(io.TextIOWrapper):
    """What a person types."""

    def isatty(self) -> bool:
        """Whether it is one."""
        return True


@pytest.fixture
def fgsp(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Fgsp:
    """`fgsp(*arguments, stdin="")`: run the command line in this process; with `answer`, somebody is at the keyboard."""

    def run(*arguments: str | Path, stdin: str = "", answer: str | None = None) -> Ran:
        given = io.BytesIO((stdin if answer is None else answer).encode())
        monkeypatch.setattr(sys, "stdin", (io.TextIOWrapper if answer is None else Keyboard)(given, encoding="utf-8"))
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        told = capsys.readouterr()
        return Ran(code, told.out, told.err)

    return run


@pytest.fixture
def edge(tmp_path: Path) -> Path:
    """An intent of two members on two releases."""
    path = tmp_path / "edge.yaml"
    path.write_text(EDGE, encoding="utf-8")
    return path
