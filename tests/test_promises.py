"""docs/promises.md names the time limits that the code has: each default, and the sums of them."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from fgsp_cli.inventory.target import Deadlines
from fgsp_cli.plan.push_options import PushOptions
from fgsp_cli.push.cluster_rollback import ATTEMPTS
from fgsp_cli.push.workspace import MINUTES

PAGE = " ".join((Path(__file__).parents[1] / "docs" / "promises.md").read_text(encoding="utf-8").split())
LIMITS, OPTIONS = Deadlines(), PushOptions()
LOGIN = LIMITS.connect + 3 * LIMITS.login + LIMITS.prompt
ROWS = {
    "TCP connection; SSH banner, key exchange, login (each); first prompt": (
        f"{LIMITS.connect:g} s; {LIMITS.login:g} s; {LIMITS.prompt:g} s"
    ),
    "silence in the answer to a command that reads; its whole answer": f"{LIMITS.command:g} s; {LIMITS.answer:g} s",
    "the answer to lines that change something": f"{LIMITS.line:g} s",
    "bytes of one answer": f"{LIMITS.size >> 20} MiB",
    "reading again until two readings agree and the goal is reached": f"{OPTIONS.settle_seconds:g} s in addition to the readings",
    "reaching a lost unit again, over all attempts of a roll back": (
        f"{OPTIONS.reconnect_seconds:g} s in addition to the last login"
    ),
    "attempts to roll back": f"{ATTEMPTS}",
    "locks of a transaction that could not be aborted": f"{MINUTES} min, kept by the unit",
}
SUMS = (
    f"One login therefore takes {LIMITS.connect:g} + 3 x {LIMITS.login:g} + {LIMITS.prompt:g} = {LOGIN:g} s at most",
    f"silent while it is read costs {LIMITS.command:g} s and one login more",
    f"prints without end {LIMITS.answer:g} s",
    f"at most {LIMITS.line:g} s for each group of lines",
    f"compares each unit at most {ATTEMPTS + 1} times and changes it at most {ATTEMPTS} times",
)


@pytest.mark.parametrize("wait", ROWS)
def test_a_row_of_the_table_is_the_default_of_the_code(wait: str) -> None:
    """Seconds, bytes and attempts."""
    assert f"| {wait} | {ROWS[wait]} |" in PAGE


@pytest.mark.parametrize("sentence", SUMS)
def test_a_sum_of_the_limits_is_what_the_code_comes_to(sentence: str) -> None:
    """In the sentences below the table."""
    assert sentence in PAGE


def test_no_limit_of_a_session_is_left_out() -> None:
    """A deadline that is added to the code gets its row here and in the page."""
    assert {field.name for field in fields(Deadlines)} == {
        "connect",
        "login",
        "prompt",
        "command",
        "answer",
        "line",
        "size",
    }
