"""`audit --format ...`: each form of report, from the command line to what its readers read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import Fgsp
from lxml import etree

from fgsp_cli.api import Interpreter, load_intent, render

HEADER = "#config-version=FGVMK6-{}-FW-build2573-240201:opmode=0:vdom=0:user=admin\n"


@pytest.fixture
def backups(edge: Path, tmp_path: Path) -> Path:
    """Backups of both members as the intent has them; of the second, a row has gone since."""
    folder = tmp_path / "backups"
    folder.mkdir()
    for place, (name, state) in enumerate(load_intent(edge).states().items()):
        unit = Interpreter(str(state.fortios), render(state, str(state.fortios)))
        text = HEADER.format(state.fortios) + unit.show()
        if place:
            text = "\n".join(line for line in text.splitlines() if "peerip" not in line) + "\n"
        (folder / f"{name}.conf").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", ["text", "json", "junit", "html", "markdown"])
def test_every_form_says_what_differs_and_what_it_is_about(name: str, edge: Path, backups: Path, fgsp: Fgsp) -> None:
    """And ends with 2."""
    ran = fgsp("audit", "-i", edge, "--against", backups, "--format", name)
    assert ran.code == 2, ran.err
    assert str(backups) in ran.out.replace("\\_", "_")
    assert "edge.yaml" in ran.out
    assert "peerip" in ran.out


def test_json_and_junit_can_be_read_by_what_reads_them(edge: Path, backups: Path, fgsp: Fgsp) -> None:
    """The same counts in both."""
    document = json.loads(fgsp("audit", "-i", edge, "--against", backups, "--format", "json").out)
    root = etree.fromstring(fgsp("audit", "-i", edge, "--against", backups, "--format", "junit").out.encode())
    assert document["summary"] == {"in_sync": 1, "drift": 1}
    assert [mesh["troubled"][0]["state"] for mesh in document["meshes"].values()] == ["one_sided"]
    assert len(root.xpath("//testcase")) == 2
    assert len(root.xpath("//failure")) == 1


def test_the_page_is_the_whole_of_stdout(edge: Path, backups: Path, fgsp: Fgsp) -> None:
    """Whoever writes it into a file has it."""
    page = fgsp("audit", "-i", edge, "--against", backups, "--format", "html").out
    assert page.startswith("<!DOCTYPE html>\n")
    assert page.endswith("</html>\n")
    assert page.count('<svg class="mesh"') == 1
