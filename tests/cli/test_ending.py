"""How the program ends: each error with its exit code, and in words for people."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fgsp_cli.base.errors import (
    CheckRefused,
    FgspError,
    HostKeyError,
    InputError,
    IntentError,
    Interrupted,
    LineRefused,
    NeedsPerson,
    Problem,
    Unreachable,
    UsageError,
)
from fgsp_cli.base.positions import Position
from fgsp_cli.base.secrets import Secret
from fgsp_cli.cli.shared.console import Console
from fgsp_cli.cli.shared.failure import ended

SECRET = "canary-0815"


def raised(error: Exception) -> Exception:
    """The error, with a traceback through our own code."""
    with pytest.raises(type(error)) as caught:
        Console().hide(thrower(error))
    return caught.value


def thrower(error: Exception) -> Iterator[Secret]:
    """Secrets that cannot be had."""
    yield Secret("")
    raise error


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (UsageError("no"), 64, "fgsp: error: no\n"),
        (IntentError("no"), 65, "fgsp: error: no\n"),
        (Unreachable("fgt-a", "no answer"), 1, "fgsp: error: fgt-a: no answer\n"),
        (HostKeyError("fgt-a", "unknown", hint="trust"), 1, "fgsp: error: fgt-a: unknown\n  hint: trust\n"),
        (
            LineRefused("fgt-a", line="  set x", reply="bad\nvalue"),
            1,
            "fgsp: error: fgt-a: refused the line `set x`: bad / value\n",
        ),
        (CheckRefused("fgt-a", "no"), 1, "fgsp: error: fgt-a: no\n"),
        (NeedsPerson("see fgt-a", hint="one\ntwo"), 4, "fgsp: error: see fgt-a\n  hint: one\n  hint: two\n"),
        (Interrupted("stopped"), 130, "fgsp: error: stopped\n"),
        (KeyboardInterrupt(), 130, "fgsp: interrupted\n"),
        (PermissionError(13, "Permission denied", "x.yaml"), 1, "fgsp: error: x.yaml: Permission denied\n"),
        (OSError(28, "No space left on device"), 1, "fgsp: error: No space left on device\n"),
    ],
)
def test_an_error_is_one_message_and_an_exit_code(
    error: BaseException, code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A hint is on a line of its own."""
    assert ended(error, Console()) == code
    assert capsys.readouterr() == ("", said)


def test_several_problems_are_a_list(capsys: pytest.CaptureFixture[str]) -> None:
    """One per line, its place first."""
    problems = [Problem(message="no", position=Position(source="e.yaml", line=line, column=1)) for line in (1, 2)]

    assert ended(InputError(problems, hint="see the README"), Console()) == 65
    assert capsys.readouterr().err == (
        "fgsp: error: 2 problems\n  e.yaml:1:1: no\n  e.yaml:2:1: no\n  hint: see the README\n"
    )


def test_a_mistake_of_ours_is_one_line_that_says_where(capsys: pytest.CaptureFixture[str]) -> None:
    """Without the error's own text, which may hold anything; and how to get the traceback."""
    error = raised(KeyError(SECRET))

    assert ended(error, Console()) == 1
    said = capsys.readouterr().err
    assert said.startswith("fgsp: error: internal error: KeyError at ")
    assert SECRET not in said
    assert "Traceback" not in said
    assert "-v prints the traceback" in said


def test_v_prints_the_traceback_without_known_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    """For a report."""
    console = Console()
    console.verbosity = 1
    console.hide([Secret(SECRET)])

    assert ended(raised(KeyError(SECRET)), console) == 1
    said = capsys.readouterr().err
    assert "Traceback (most recent call last):" in said
    assert "KeyError: '********'" in said
    assert SECRET not in said


def test_an_expected_error_has_a_traceback_only_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    """And what is wrong with somebody's file never has one: it is not about us."""
    console = Console()
    console.verbosity = 1

    ended(raised(FgspError("no")), console)
    assert "Traceback" in capsys.readouterr().err
    ended(raised(IntentError("no")), console)
    assert "Traceback" not in capsys.readouterr().err
