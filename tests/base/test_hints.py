"""Commands that messages name."""

from __future__ import annotations

import shlex

import pytest

from fgsp_cli.base.hints import run_command


@pytest.mark.parametrize("folder", ["/a/runs/20260922T101530Z-1f2e", "/a b/it's/x", "/$(id)/`id`/;x"])
@pytest.mark.parametrize("verb", ["recover", "rollback"])
def test_a_command_for_a_run_can_be_typed_as_it_is_printed(verb: str, folder: str) -> None:
    """The shell reads the folder as one word, and the inventory is asked for."""
    assert shlex.split(run_command(verb, folder)) == ["fgsp", verb, folder, "-I", "INVENTORY"]
