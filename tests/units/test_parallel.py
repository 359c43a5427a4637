"""Members side by side: what goes wrong on one is that one's."""

from __future__ import annotations

import pytest

from fgsp_cli.base.errors import InputError, Unreachable
from fgsp_cli.units.parallel import in_parallel


@pytest.mark.parametrize(
    "error", [UnicodeError("label empty"), RuntimeError("x"), RecursionError(), Unreachable("b", "down")]
)
def test_any_error_of_one_member_is_that_members(error: Exception) -> None:
    """One that is none of ours too; its words, which may hold anything, are not repeated."""

    def work(name: str) -> str:
        if name == "b":
            raise error
        return name.upper()

    results, errors = in_parallel(work, ["a", "b", "c"])
    assert results == {"a": "A", "c": "C"}
    assert list(errors) == ["b"]
    assert "label empty" not in str(errors["b"])


def test_what_concerns_all_is_raised() -> None:
    """A file that is wrong is wrong for every member."""

    def work(name: str) -> str:
        raise InputError("wrong file")

    with pytest.raises(InputError, match="wrong file"):
        in_parallel(work, ["a", "b"])
