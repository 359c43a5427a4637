"""The site of the documentation, built for tests."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_REQUIRED = os.environ.get("FGSP_CLIENTS") == "required"
clients = pytest.mark.skipif(
    not (_REQUIRED or (find_spec("mkdocs") and find_spec("axe_playwright_python"))),
    reason="MkDocs and axe-core are in the extra `clients`",
)
"""Of tests that need what the extra brings."""


def built(folder: Path) -> Path:
    """The site in that folder, built as `make site` builds it, without a warning."""
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "mkdocs",
            "build",
            "--strict",
            "--config-file",
            ROOT / ".mkdocs.yml",
            "--site-dir",
            folder,
        ],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "WARNING" not in run.stdout + run.stderr
    return folder
