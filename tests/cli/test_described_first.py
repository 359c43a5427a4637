"""What a saved plan or a run is about is said before a password is looked up or a unit is connected to."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import yaml
from command_line import program
from push_lab import TRIO, bench, trio

TEXT = TRIO.format(fortios="7.4.4").rpartition("      fgt-c")[0]


def said_by(folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """The program, with what it says."""
    command = program(*map(str, arguments))
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False, timeout=100)


@pytest.mark.timeout(100)
def test_a_plan_or_run_is_described_before_anything_else(tmp_path: Path) -> None:
    """The password comes from a command that leaves a mark: without a terminal none; with --yes after the names."""
    with bench(tmp_path, trio()[:2], TEXT) as work:
        intent, inventory, saved = tmp_path / "edge.yaml", work.inventory.source, tmp_path / "plan.json"
        intent.write_text(TEXT)
        live = ("-i", intent, "-I", inventory)
        assert said_by(tmp_path, "plan", *live, "--out", saved).returncode == 2
        pushed = said_by(tmp_path, "push", saved, "-I", inventory, "--yes")
        assert pushed.returncode == 0, pushed.stderr
        mark, script = tmp_path / "asked", tmp_path / "ask.sh"
        script.write_text(f"#!/bin/sh\ntouch {mark}\nexit 1\n")
        script.chmod(0o700)
        defaults = inventory / "defaults.yaml"
        content = yaml.safe_load(defaults.read_text())
        defaults.write_text(yaml.safe_dump({**content, "password": f"${{cmd:{script}}}"}))
        (run,) = (path for path in (tmp_path / ".fgsp" / "runs").iterdir() if path.is_dir() and path.name[0].isdigit())
        logins = [unit.logins for unit in work.lab]
        for verb in (("push", saved), ("rollback", "latest"), ("recover", run)):
            refused = said_by(tmp_path, *verb, "-I", inventory)
            assert refused.returncode == 64
            assert not mark.exists(), verb
            done = said_by(tmp_path, *verb, "-I", inventory, "--yes")
            before, _, after = done.stderr.partition("fgt-a, fgt-b")
            assert f"with the units of {inventory}" in before, (verb, done.stderr)
            assert "error" not in before
            assert verb[0] == "recover" or (done.returncode == 65 and "error" in after and mark.exists())
            mark.unlink(missing_ok=True)
        assert [unit.logins for unit in work.lab] == logins
