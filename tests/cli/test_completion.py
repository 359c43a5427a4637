"""`fgsp completion`: what it prints works in the shell that it is for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

FGSP = Path(sys.executable).parent / "fgsp"
WORDS = {
    ("fgsp", "pu"): "push",
    ("fgsp", "push", "--tra"): "--transaction",
    ("fgsp", "push", "--transaction", "w"): "workspace",
    ("fgsp", "lab", "d"): "down",
    ("fgsp", "completion", "f"): "fish",
}


def ran(*command: str, **environment: str) -> str:
    """What a program prints."""
    done = subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, **environment})
    return done.stdout


@pytest.mark.parametrize("words", WORDS)
def test_bash_completes_verbs_options_and_values(words: tuple[str, ...], tmp_path: Path) -> None:
    """In a real bash, with what `fgsp completion bash` prints."""
    script = tmp_path / "completion"
    script.write_text(ran(str(FGSP), "completion", "bash"))
    typed = f'COMP_WORDS=({" ".join(words)}); COMP_CWORD={len(words) - 1}; _fgsp_completion "{FGSP}"'
    replies = ran("bash", "-c", f'source "{script}"; {typed}; printf "%s\\n" "${{COMPREPLY[@]}}"').split()
    assert replies == [WORDS[words]]


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_the_other_shells_get_a_script_that_asks_the_program(shell: str) -> None:
    """The variable that their scripts set is answered."""
    assert f"_FGSP_COMPLETE={shell}_complete" in ran(str(FGSP), "completion", shell)
    answered = ran(
        str(FGSP),
        _FGSP_COMPLETE=f"{shell}_complete",
        COMP_WORDS="fgsp rol",
        COMP_CWORD="rol" if shell == "fish" else "1",
    )
    assert "rollback" in answered
