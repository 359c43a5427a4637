"""Each page of docs/how-to does what it says: its command blocks run in order and as written, on stand-ins."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGES = sorted((Path(__file__).parent.parent / "docs" / "how-to").glob("*.md"))


@pytest.mark.timeout(200)
@pytest.mark.spread(5)
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_blocks_of_a_page_run(page: Path, tmp_path: Path) -> None:
    """In an empty folder; the first command that fails ends the page."""
    program = tmp_path / "bin" / "fgsp"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m fgsp_cli "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    blocks = re.findall(r"^```sh\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert blocks
    log = tmp_path / "log.txt"
    path = f"{program.parent}:{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    clean_up = "trap 'fgsp lab down' EXIT\n"
    with log.open("w", encoding="utf-8") as output:
        done = subprocess.run(
            ["bash", "-e", "-c", clean_up + "".join(blocks)],
            cwd=tmp_path,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            timeout=180,
            check=False,
        )
    assert done.returncode == 0, log.read_text(encoding="utf-8")


def test_there_are_pages() -> None:
    """An empty folder would pass the test above."""
    assert PAGES
