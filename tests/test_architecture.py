"""The rules of the house, as docs/architecture.md states them."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
PACKAGE = PROJECT / "fgsp_cli"
MODULES = sorted(PACKAGE.rglob("*.py"))
MOST = {"lab": 20, "cli": 20}
"""Modules that a folder may hold, where it is not 15."""
EQUAL_LINES = 10
FEWEST_WORDS = 5
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


def test_no_folder_holds_more_modules_than_a_person_can_survey() -> None:
    """Fifteen, and twenty where each module is one verb or one part of a unit."""
    counts: dict[str, int] = defaultdict(int)
    for path in MODULES:
        counts[str(path.parent.relative_to(PACKAGE))] += path.stem != "__init__"
    most = {folder: MOST.get(folder, 15) for folder in counts}
    assert {folder: count for folder, count in counts.items() if count > most[folder]} == {}


def test_a_module_name_occurs_once_but_for_the_verbs() -> None:
    """Whoever says `plan.py` in a message means one file."""
    homes: dict[str, list[str]] = defaultdict(list)
    for path in MODULES:
        if path.stem != "__init__" and path.parent != PACKAGE / "cli":
            homes[path.stem].append(str(path.relative_to(PACKAGE)))
    assert {name: paths for name, paths in homes.items() if len(paths) > 1} == {}


@cache
def offered(module: str) -> dict[str, str]:
    """The names of a face, each with the module that it stands in."""
    path = PACKAGE.parent / module.replace(".", "/") / "__init__.pyi"
    stub = ast.parse(path.read_text(encoding="utf-8")) if path.exists() else ast.Module([], [])
    lines = [node for node in stub.body if isinstance(node, ast.ImportFrom)]
    homes = {name.name: f"{module}.{line.module or name.name}" for line in lines for name in line.names}
    return {name: offered(home).get(name, home) for name, home in homes.items()}


def module_name(path: Path) -> str:
    """The dotted name of a file."""
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")


@cache
def graph() -> dict[str, set[str]]:
    """What each module imports of ours, through faces to the modules behind them, also only for type checkers."""
    known = {module_name(path) for path in MODULES}
    edges: dict[str, set[str]] = {name: set() for name in known}
    for path in MODULES:
        own = module_name(path)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("fgsp_cli"):
                module = str(node.module)
                for name in node.names:
                    below = f"{module}.{name.name}"
                    home = offered(module).get(name.name, below if below in known else module)
                    if home != own:
                        edges[own].add(home)
    return edges


def test_there_is_no_import_circle() -> None:
    """Imports within functions and those for type checkers alone included."""
    assert len(graph()) > 200
    assert sum(map(len, graph().values())) > 500
    try:
        TopologicalSorter(graph()).prepare()
    except CycleError as circle:
        pytest.fail(" -> ".join(reversed(circle.args[1])))


def short_docstrings(path: Path) -> list[str]:
    """Those that say less than five words and no code."""
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, kinds)]
    texts = [text for node in nodes if (text := ast.get_docstring(node)) is not None]
    return [text for text in texts if len(text.split()) < FEWEST_WORDS and "`" not in text]


@pytest.mark.parametrize(
    "room", [path for path in sorted(PACKAGE.iterdir()) if path.name[0] != "_"], ids=lambda p: p.name
)
def test_a_docstring_says_something(room: Path) -> None:
    """Fewer than five words repeat the name, unless they are a literal."""
    short = [text for path in (room.rglob("*.py") if room.is_dir() else [room]) for text in short_docstrings(path)]
    assert short == []


def stretches(path: Path) -> dict[tuple[str, ...], int]:
    """Every eleven lines of a file that follow each other, blank lines and imports aside."""
    text = path.read_text(encoding="utf-8")
    lines = [(number, line.strip()) for number, line in enumerate(text.split("\n"), 1)]
    imports = {
        number
        for node in ast.walk(ast.parse(text))
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for number in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    said = [(number, line) for number, line in lines if line and number not in imports]
    size = EQUAL_LINES + 1
    return {tuple(line for _, line in said[at : at + size]): said[at][0] for at in range(len(said) - size + 1)}


def test_no_stretch_of_more_than_ten_equal_lines_stands_in_two_files() -> None:
    """What is said twice is changed once."""
    first: dict[tuple[str, ...], str] = {}
    twice: dict[tuple[str, str], str] = {}
    for path in MODULES:
        own = str(path.relative_to(PACKAGE))
        for stretch, line in stretches(path).items():
            other = first.setdefault(stretch, own)
            if other != own:
                twice.setdefault((other, own), f"line {line}: {stretch[0]}")
    assert twice == {}


def test_the_rooms_of_the_contract_are_those_of_the_page() -> None:
    """docs/architecture.md lists the layers, and import-linter holds them."""
    (page,) = re.findall(
        r"^```layers\n(.*?)^```$", (PROJECT / "docs/architecture.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    contracts = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    (layers,) = (contract["layers"] for contract in contracts if contract["type"] == "layers")
    assert page.splitlines() == [layer.replace("fgsp_cli.", "") for layer in layers]
    rooms = {name.strip() for line in page.splitlines() for name in line.split("|")}
    assert rooms == {path.parent.name for path in PACKAGE.glob("*/__init__.py")}


ONE_PLACE = {
    "whose backup a file is": (
        r"\.said\.hostname\.|\.hints\.\w|hostname == |same_name\(",
        {"archive/identity.py"},
    ),
    "which host key is right": (
        r"def judge\b|return Verdict\.|@revoked|@cert-authority|\|1\|",
        {"device/hostkeys.py"},
    ),
    "what of a line is masked": (
        r"\*{8}|psk\|passw|ENC \+|ENC \{MASK\}",
        {"base/secrets.py"},
    ),
}
"""What is decided at one place: the form of the code that decides it, and where it may stand."""


@pytest.mark.parametrize("decision", ONE_PLACE)
def test_one_place_decides(decision: str) -> None:
    """A second one would, sooner or later, decide otherwise."""
    pattern, allowed = ONE_PLACE[decision]
    places = {
        str(path.relative_to(PACKAGE)) for path in MODULES if re.search(pattern, path.read_text(encoding="utf-8"))
    }
    assert places == allowed


@pytest.mark.parametrize(
    ("decision", "line"),
    [
        ("whose backup a file is", "name = file.said.hostname.casefold()"),
        ("whose backup a file is", "device = file.hints.folder"),
        ("which host key is right", "        return Verdict.KNOWN"),
        ("which host key is right", 'if line.startswith("@revoked"):'),
        ("what of a line is masked", "text = f\"set password {'********'}\""),
        ("what of a line is masked", 're.compile(r"\\bENC +\\S+")'),
    ],
)
def test_a_second_place_is_noticed(decision: str, line: str) -> None:
    """As it would be written."""
    assert re.search(ONE_PLACE[decision][0], line)
