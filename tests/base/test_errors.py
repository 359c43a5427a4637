"""Errors know how the program ends and say where the trouble is."""

from __future__ import annotations

import pytest

from fgsp_cli.base import errors
from fgsp_cli.base.errors import FgspError, InputError, LineRefused, Problem
from fgsp_cli.base.positions import Position

EXIT_CODES = {
    errors.UsageError: 64,
    errors.IntentError: 65,
    errors.InventoryError: 65,
    errors.ConfigTextError: 65,
    errors.SecretError: 65,
    errors.RenderError: 65,
    errors.Unreachable: 1,
    errors.LineRefused: 1,
    errors.CheckRefused: 1,
    errors.NeedsPerson: 4,
    errors.Interrupted: 130,
}


@pytest.mark.parametrize(("kind", "code"), EXIT_CODES.items())
def test_each_error_ends_the_program_with_its_documented_code(kind: type[FgspError], code: int) -> None:
    """The exit codes are a contract with scripts."""
    assert kind.exit_code == code


def test_the_tree_in_the_docstring_names_every_error_of_the_family() -> None:
    """A reader of the module sees the whole family at its head."""
    family = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, FgspError)]
    assert [kind.__name__ for kind in family if kind.__name__ not in str(errors.__doc__)] == []


def test_a_problem_is_one_line_with_place_path_found_and_allowed() -> None:
    """Whoever reads it knows what to change, and where."""
    problem = Problem(
        message="out of range",
        position=Position(source="edge.yaml", line=4, column=15),
        path="clusters.edge.hb_interval",
        found="25",
        allowed="1 to 20",
        hint="use heartbeat",
    )
    assert str(problem) == (
        "edge.yaml:4:15: clusters.edge.hb_interval: out of range (found: 25; allowed: 1 to 20) - use heartbeat"
    )


def test_an_input_error_lists_every_problem() -> None:
    """One run shows all there is to mend."""
    error = InputError([Problem(message="one"), Problem(message="two")])
    assert str(error) == "one\ntwo"
    assert len(error.problems) == 2


def test_a_refused_line_names_unit_line_and_the_unit_s_own_words() -> None:
    """The device's words are the best hint there is."""
    error = LineRefused("fgt-a", line="    set peerip 1", reply="invalid ip address\nCommand fail. Return code -8")
    assert str(error) == ("fgt-a: refused the line `set peerip 1`: invalid ip address / Command fail. Return code -8")
