"""The public names are those of the design, they are whole, and nothing heavy comes with them."""

from __future__ import annotations

import doctest
import inspect
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args, get_origin, get_type_hints

import pytest

import fgsp_cli.api as api
from fgsp_cli.testing import Lab, UnitSpec

FUNCTIONS = {
    "audit", "compare", "lint", "load_intent", "load_inventory", "plan", "push", "read_config", "recover", "render",
    "render_changes", "rollback",
}  # fmt: skip
INTERNAL = {
    "DeviceIntent",  # how an intent was written: its states are what is public
    "Examined",
    "Leaving",
    "Unit",  # of the backups in a run folder
    "Backup",
    "Workspace",  # of an interpreter
}
"""Types of attributes that are there for the program itself."""
HEAVY = ("asyncssh", "ciscoconfparse2", "distributed", "netmiko", "nornir", "paramiko", "rich")
INTENT = """
clusters:
  edge:
    fortios: 7.4.4
    members:
      fgt-a: {number: 0, peerip: 10.10.10.1}
      fgt-b: {number: 1, peerip: 10.10.10.2}
"""


def ours(hint: object) -> Iterator[type]:
    """The classes of the package in an annotation."""
    if get_origin(hint) is None and isinstance(hint, type) and hint.__module__.startswith("fgsp_cli"):
        yield hint
    for part in get_args(hint):
        for each in part if isinstance(part, list) else [part]:
            yield from ours(each)


def hints(value: object) -> Iterator[object]:
    """The annotations that a user of a function or a class meets."""
    if not isinstance(value, type):
        yield from get_type_hints(value).values()
        return
    yield from (hint for name, hint in get_type_hints(value).items() if not name.startswith("_"))
    for name in (name for name in dir(value) if not name.startswith("_")):
        member = inspect.getattr_static(value, name)
        function = member.fget if isinstance(member, property) else getattr(member, "__func__", member)
        if inspect.isfunction(function):
            yield from get_type_hints(function).values()


def test_the_public_functions_are_exactly_those_promised() -> None:
    """Removing or adding one is a decision, not an accident."""
    assert {name for name in api.__all__ if inspect.isfunction(getattr(api, name))} == FUNCTIONS


def test_every_error_of_the_family_is_public() -> None:
    """Whoever catches one must be able to name it."""
    import fgsp_cli.base

    every = {name: getattr(fgsp_cli.base, name) for name in fgsp_cli.base.__all__}
    errors = {name for name, each in every.items() if isinstance(each, type) and issubclass(each, api.FgspError)}
    assert len(errors) > 15
    assert errors <= set(api.__all__)


@pytest.mark.parametrize("name", api.__all__)
def test_every_type_that_a_public_name_shows_is_public_too(name: str) -> None:
    """Parameters, results, attributes and properties."""
    value = getattr(api, name)
    if isinstance(value, type) or inspect.isfunction(value):
        shown = {each.__name__ for hint in hints(value) for each in ours(hint)}
        assert shown - INTERNAL <= set(api.__all__)


@pytest.mark.parametrize("name", api.__all__)
def test_every_public_name_is_explained_on_the_page_of_the_api(name: str) -> None:
    """`pydoc fgsp_cli.api` shows that page."""
    assert f"`{name}`" in (api.__doc__ or "")


def test_every_public_function_has_a_worked_example_and_all_examples_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On two units over SSH."""
    monkeypatch.chdir(tmp_path)
    Path("edge.yaml").write_text(INTENT, encoding="utf-8")
    page = doctest.DocTestParser().get_doctest(api.__doc__ or "", {}, "fgsp_cli.api", api.__file__, 0)
    assert [name for name in FUNCTIONS if not any(f"{name}(" in each.source for each in page.examples)] == []
    output: list[str] = []
    with Lab([UnitSpec(name=name, fortios="7.4.4") for name in ("fgt-a", "fgt-b")]) as lab:
        lab.write_inventory(Path("inventory"))
        result = doctest.DocTestRunner(verbose=False).run(page, out=output.append)
    assert not result.failed, "".join(output)


def test_importing_every_public_name_imports_nothing_heavy() -> None:
    """Whoever renders should not pay for SSH."""
    code = (
        "import sys, fgsp_cli.api as api\n"
        "[getattr(api, name) for name in api.__all__]\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
