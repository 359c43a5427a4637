"""The rules of the house, as docs/architecture.md states them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "fgsp_cli"
ROOMS = sorted(path.parent.name for path in PACKAGE.glob("*/__init__.pyi"))
FACES = {f"fgsp_cli.{path.parent.relative_to(PACKAGE)}".replace("/", ".") for path in PACKAGE.rglob("__init__.pyi")}


def imported(path: Path) -> Iterator[str]:
    """The modules of ours that a file imports, also those for type checkers alone."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("fgsp_cli."):
            yield node.module


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_is_imported_through_its_face(path: Path) -> None:
    """What a face does not offer is the room's own business."""
    own = path.relative_to(PACKAGE).parts[0]
    others = [module for module in imported(path) if module.split(".")[1] not in (own, "cli")]
    assert [module for module in others if module not in FACES and module != "fgsp_cli.base.face"] == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_face_offers_names_that_exist_and_hides_none_behind_a_module(room: str) -> None:
    """A module named as something that its room offers would take its place once it is imported."""
    face = __import__(f"fgsp_cli.{room}", fromlist=["__all__"])
    modules = {path.stem for path in (PACKAGE / room).glob("*.py")}
    for name in face.__all__:
        assert getattr(face, name) is not None
        assert name not in modules or f"from . import {name} as {name}" in Path(f"{face.__file__}i").read_text()


def test_a_face_says_so_when_a_name_is_not_its_own() -> None:
    """As any module does."""
    import fgsp_cli.state

    with pytest.raises(AttributeError, match=r"fgsp_cli\.state.*no_such_name"):
        fgsp_cli.state.no_such_name  # noqa: B018
