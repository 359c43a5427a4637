"""The page on the lab says what the code does."""

from __future__ import annotations

import inspect
import re
from dataclasses import MISSING, Field, fields
from pathlib import Path

import pytest

from fgsp_cli.lab.faults.fault_kinds import PLACES, AtConnection, AtLine, Fault
from fgsp_cli.lab.faults.fault_nodes import ALWAYS, AT_KEYS, NAMED
from fgsp_cli.lab.faults.faults_file import read_faults
from fgsp_cli.lab.inventory.lab_data import SETTINGS
from fgsp_cli.testing import Quirks

PAGE = (Path(__file__).parents[2] / "docs" / "lab.md").read_text(encoding="utf-8")
_MARKS = re.compile(r" \[[^]]*\]")


def _default(field: Field[object]) -> str:
    """What holds where a file leaves the key out."""
    if field.default_factory is not MISSING:
        made = field.default_factory()
        if isinstance(made, AtConnection):
            return "every connection beside another" if made.beside else "every connection"
        assert isinstance(made, AtLine)
        return "every such line"
    if field.default is None:
        return ALWAYS if field.name == "times" else "for good"
    if field.name == "text":
        return "a plain question" if "?" in str(field.default) else "one line"
    return {
        "everywhere": "false",
        "may_be_refused": "false",
        "answered": "false",
        "per_key": "false",
        "redraw": "true",
    }.get(field.name, str(field.default))


def _key(field: Field[object]) -> str:
    needed = field.default is MISSING and field.default_factory is MISSING
    return f"**{field.name}**" if needed else f"{field.name} ({_default(field)})"


def _row(name: str, kind: type[Fault]) -> str:
    keys = ", ".join(_key(field) for field in fields(kind))
    places = ", ".join(PLACES[moment].removeprefix("a ") for moment in kind.moments)
    told = _MARKS.sub("", " ".join(((inspect.getdoc(kind) or "").replace("\n\n", " ")).split()))
    return f"| `{name}` | {told} | {keys} | {places} |"


def reference() -> str:
    """The table of all kinds."""
    rows = [_row(name, kind) for name, kind in NAMED.items()]
    return "\n".join(["| fault | what happens | keys | may happen at |", "|---|---|---|---|", *rows])


def test_the_reference_of_faults_is_the_code() -> None:
    """Names, words, keys and defaults; whoever changes a kind copies the new table."""
    assert reference() in PAGE


@pytest.mark.parametrize("key", sorted({key for keys in AT_KEYS.values() for key in keys}))
def test_every_moment_is_explained(key: str) -> None:
    """In the table of `at`."""
    assert re.search(rf"^\| `{key}:? ", PAGE, re.MULTILINE)


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_is_explained(name: str) -> None:
    """In the table of `data.lab`."""
    assert re.search(rf"^\| `{name}` \|", PAGE, re.MULTILINE)


def test_the_example_of_a_file_can_be_read(tmp_path: Path) -> None:
    """It is a whole file."""
    (example,) = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    path = tmp_path / "faults.yaml"
    path.write_text(example, encoding="utf-8")
    assert len(read_faults(path).entries) == 4


def test_the_example_in_python_runs() -> None:
    """As it stands on the page."""
    (example,) = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    exec(compile(example, "docs/lab.md", "exec"), {})


@pytest.mark.parametrize("name", sorted(field.name for field in fields(Quirks)))
def test_every_quirk_is_explained(name: str) -> None:
    """In the table of quirks."""
    assert re.search(rf"^\| .*`{name}`.* \|", PAGE, re.MULTILINE)
