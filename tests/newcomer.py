"""What a newcomer does: the README, from its first command to its last, in a new virtual environment.

`python tests/newcomer.py`; `.ci/run` runs it. It needs what pip needs, and ends with the exit code of the first command
that fails.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parent / "support"))
from readme_blocks import README, ROOT, SET_UP, blocks, copy_inventories, tour

SOURCES = ("README.md", "LICENSE", "pyproject.toml", "fgsp_cli", "templates")
REPORTS = {"audit.xml": 5, "pair.xml": 2}
"""JUnit files that the README writes, and the units in each."""


def main() -> int:
    """Everything, in a folder of its own."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        project = folder / "fgsp"
        project.mkdir()
        for source in SOURCES:
            copy = shutil.copytree if (ROOT / source).is_dir() else shutil.copy
            copy(ROOT / source, project / source)
        copy_inventories(project)
        subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
        environment = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith("FGSP_") and key not in ("PYTHONPATH", "VIRTUAL_ENV")
        }
        environment["PATH"] = f"{folder / 'venv' / 'bin'}:{environment['PATH']}"
        assert blocks("sh")[0].strip() == SET_UP[0], README
        code = _run("install, demo", SET_UP[0], project, environment)
        return (
            code
            or _run("tour", tour(), project, {**environment, "XDG_CACHE_HOME": str(folder / "cache")})
            or _wrong(project)
        )


def _run(what: str, script: str, project: Path, environment: dict[str, str]) -> int:
    started = time.monotonic()
    done = subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=project,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    print(f"{what}: exit code {done.returncode}, {time.monotonic() - started:.0f} s")
    if done.returncode:
        print(done.stdout)
    return done.returncode


def _wrong(project: Path) -> int:
    """1 if a JUnit file does not hold each unit, without a failure."""
    for name, units in REPORTS.items():
        root = ET.parse(project / name)
        if len(list(root.iter("testcase"))) != units or list(root.iter("failure")) or list(root.iter("error")):
            print(f"{name}: {(project / name).read_text(encoding='utf-8')}")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
