"""No verb leaves a core dump: it would hold secrets."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

LIMIT = "import resource; print(resource.getrlimit(resource.RLIMIT_CORE)[0])"


@pytest.mark.parametrize(
    "verb", [["--version"], ["schema", "--fortios", "7.4.4"], ["no-such-verb"]], ids=lambda v: v[0]
)
def test_the_limit_is_zero_in_the_process_and_in_what_it_starts(verb: list[str]) -> None:
    """Whatever the verb, and where the caller allows core dumps."""
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    child = f"import subprocess, sys; sys.stdout.flush(); subprocess.run([sys.executable, '-c', {LIMIT!r}], check=True)"
    code = f"from fgsp_cli.cli.main import main; main({verb!r}); {LIMIT}; {child}"

    def allow() -> None:
        resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60, preexec_fn=allow
    )
    assert done.stdout.split()[-2:] == ["0", "0"]


def test_a_crash_leaves_no_core(tmp_path: Path) -> None:
    """The kernel says that it wrote none."""
    code = (
        f"import os; from fgsp_cli.cli.main import main; main(['--version']); os.kill(os.getpid(), {signal.SIGSEGV:d})"
    )
    process = subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path, stdout=subprocess.DEVNULL)
    _, status = os.waitpid(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert os.WIFSIGNALED(status)
    assert not os.WCOREDUMP(status)
    assert not list(tmp_path.iterdir())
