"""Each file of docs/recipes is what its reader takes, and its commands run on stand-ins as they stand."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from built_site import ROOT, clients

from fgsp_cli.testing import Lab, UnitSpec

RECIPES = ROOT / "docs" / "recipes"
SCHEMAS = {
    "gitlab-ci.yml": "gitlab-ci",
    "github-preview.yml": "github-workflows",
    "github-audit.yml": "github-workflows",
}
INTENT = """
clusters:
  edge:
    fortios: 7.4.4
    standalone_cluster: {standalone_group_id: 7}
    ha: {session_pickup: enable}
    members:
      fgt-a: {group_member_id: 1, peerip: 10.10.10.1}
      fgt-b: {group_member_id: 2, peerip: 10.10.10.2}
"""


def steps(name: str) -> list[str]:
    """The commands of a recipe."""
    text = (RECIPES / name).read_text(encoding="utf-8")
    if name.endswith(".service"):
        return [line.replace("$$", "$") for line in re.findall(r"^ExecStart=/bin/sh -c '(.+)'$", text, re.MULTILINE)]
    jobs = yaml.safe_load(text)
    listed: Iterator[Any] = (
        step
        for job in (jobs.get("jobs") or jobs).values()
        if isinstance(job, dict)
        for step in job.get("script", job.get("steps", ()))
    )
    return [step if isinstance(step, str) else step["run"] for step in listed if isinstance(step, str) or "run" in step]


@clients
@pytest.mark.parametrize("name", SCHEMAS)
def test_a_pipeline_is_what_its_server_takes(name: str) -> None:
    """By the schemas that GitLab and GitHub publish."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{SCHEMAS[name]}", RECIPES / name]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_systemd_takes_the_timer_and_its_service() -> None:
    """Every setting is known, and every program is there."""
    units = [RECIPES / "fgsp-audit.service", RECIPES / "fgsp-audit.timer"]
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_no_pipeline_of_a_merge_request_has_a_secret_or_a_device() -> None:
    """What another person wrote is only compared with backups, with no source of secrets."""
    jobs = [yaml.safe_load((RECIPES / "gitlab-ci.yml").read_text("utf-8"))["preview"]]
    jobs += yaml.safe_load((RECIPES / "github-preview.yml").read_text("utf-8"))["jobs"].values()
    for job in jobs:
        assert (job.get("variables") or job["env"])["FGSP_SECRET_SOURCES"] == ""
        text = str(job)
        assert "secrets." not in text
        assert " -I " not in text
        assert "FGSP_PASSWORD" not in text


def test_the_commands_run_as_they_stand(tmp_path: Path) -> None:
    """In a repository with an intent, an inventory and backups; the clusters are as intended, once they are pushed."""
    program = tmp_path / "bin" / "fgsp"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m fgsp_cli "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    environment = {**os.environ, "PATH": f"{program.parent}:{os.environ['PATH']}", "GITHUB_STEP_SUMMARY": "summary.md"}
    (tmp_path / "intent.yaml").write_text(INTENT, encoding="utf-8")
    commands = [command for name in (*SCHEMAS, "fgsp-audit.service") for command in steps(name)]
    assert len(commands) >= 10
    names = {"fgt-a": "10.10.10.1", "fgt-b": "10.10.10.2"}
    with Lab([UnitSpec(name=name, fortios="7.4.4", addresses=(address,)) for name, address in names.items()]) as lab:
        lab.write_inventory(tmp_path / "inventory")
        first = ["fgsp push -i intent.yaml -I inventory --yes", "fgsp backup -I inventory --to backups --keep 1"]
        script = "\n".join([*first, *dict.fromkeys(commands)])
        done = subprocess.run(
            ["sh", "-e", "-c", script],
            cwd=tmp_path, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    for written in (
        "codequality.json",
        "preview.md",
        "fgsp.sarif",
        "summary.md",
        "report.html",
        "audit.xml",
        "fgsp.prom.new",
    ):
        assert (tmp_path / written).stat().st_size, written
