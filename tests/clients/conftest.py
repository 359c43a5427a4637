"""What the clients of others need: one lab process for all of them, and a word where one is not installed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from importlib.util import find_spec

import pytest
from clients.lab_process import RunningLab, lab_up

REQUIRED = "FGSP_CLIENTS"
"""`required` in the environment: a client that is missing is a failure. `.ci/run` sets it."""


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningLab]:
    """A `fgsp lab up` with every kind of stand-in."""
    with lab_up(tmp_path_factory.mktemp("lab")) as running:
        yield running


@pytest.fixture(scope="session")
def program() -> Callable[[str, str], str]:
    """Where a program is; without it the test is skipped, or fails where clients are required."""

    def find(name: str, package: str) -> str:
        return shutil.which(name) or _missing(name, f"apt-get install {package}")

    return find


@pytest.fixture(scope="session")
def library() -> Callable[[str, str], None]:
    """The same for a library."""

    def find(name: str, packages: str) -> None:
        if find_spec(name) is None:
            _missing(name, f"pip install {packages}")

    return find


def _missing(name: str, remedy: str) -> str:
    text = f"{name} is not installed ({remedy}), so the lab has not been judged by it"
    if os.environ.get(REQUIRED) == "required":
        pytest.fail(text)
    pytest.skip(text)
