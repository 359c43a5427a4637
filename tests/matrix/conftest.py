"""What the tests of the fault matrix share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from matrix.stage import Outside, warm_process


@pytest.fixture(scope="session")
def outside() -> Iterator[Outside]:
    """One warm process for all tests: to import everything takes it longer than a test."""
    with warm_process() as process:
        yield process
