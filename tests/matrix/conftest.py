"""What the tests of the fault matrix share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from matrix.stage import ROWS, Drift, Mode, Outside, Saves, Stage, Stages, stage, warm_process


@pytest.fixture(scope="session")
def outside() -> Iterator[Outside]:
    """One warm process for all tests: to import everything takes it longer than a test."""
    with warm_process() as process:
        yield process


@pytest.fixture(scope="session")
def stages(tmp_path_factory: pytest.TempPathFactory, outside: Outside, share: int) -> Iterator[Stages]:
    """A lab for each plan and each way of changing and saving, set up once; it is handed out as it was at the beginning."""
    known: dict[tuple[Mode, Saves, Drift], Stage] = {}
    with ExitStack() as running:

        def found(mode: Mode, saves: Saves, drift: Drift = ROWS) -> Stage:
            wanted = (mode, saves, drift)
            if wanted not in known:
                folder = tmp_path_factory.mktemp("stage")
                known[wanted] = running.enter_context(stage(folder, mode, saves, drift, outside=outside))
            known[wanted].share = share
            known[wanted].reset()
            return known[wanted]

        yield found
