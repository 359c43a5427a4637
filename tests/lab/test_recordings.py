"""The stand-in beside recordings of real units."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from lab_client import Client, shell

from fgsp_cli.lab.commands.status import system_status
from fgsp_cli.lab.pager import MORE, WIPE, Pager
from fgsp_cli.lab.unit import Unit
from fgsp_cli.testing import Lab, UnitSpec

TRANSCRIPTS = Path(__file__).parents[1] / "data" / "transcripts"
LICENCE = {"License Expiration Date", "Evaluation License Expires"}
"""Lines about what somebody bought."""


def _body(name: str) -> str:
    return (TRANSCRIPTS / name).read_text(encoding="utf-8").split("# ----\n", 1)[1]


def _recorded_exchanges(name: str) -> Iterator[list[str]]:
    """Every command of a byte-exact recording, as what came until the first key and after each further one."""
    session = yaml.safe_load(_body(name))
    pieces: list[str] = []
    for typed, answer in (pair for exchange in session["commands"] for pair in exchange.items()):
        text = answer.replace("\\r", "\r").replace("\\x20", " ").replace('\\"', '"')
        if typed == " ":
            pieces.append(text)
            continue
        if pieces:
            yield pieces
        pieces = [text]
    yield pieces


def _pages() -> Iterator[tuple[str, list[str]]]:
    for name in ("bytes-91G-7.4.7-session.txt", "bytes-3001F-7.4.8-ha-session.txt"):
        for pieces in _recorded_exchanges(name):
            if len(pieces) > 1:
                yield pieces[0].split("\r", 1)[0], pieces


@pytest.mark.parametrize(
    ("command", "pieces"), list(_pages()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_pages_break_where_the_recorded_ones_do(command: str, pieces: list[str]) -> None:
    """Page by page the recorded lines; the first page of one recording was shortened by its authors."""
    lines = "".join(pieces).replace(MORE, "").replace(WIPE, "").split("\r\n")[1:-2]
    first = pieces[0].removesuffix(MORE).split("\r\n")[1:-1]
    pager = Pager(lines, columns=80, rows=24)
    if len(first) < 22 and command == "get system status":
        pager = Pager(lines[len(first) :], columns=80, rows=24)
        pieces = pieces[1:]
    for piece in pieces[:-1]:
        shown = piece.removeprefix(WIPE).removesuffix(MORE).split("\r\n")[:-1]
        assert pager.page() == (shown[1:] if shown[0].startswith(command) else shown)
        assert pager.waiting
    pager.page()
    assert not pager.waiting


@pytest.mark.parametrize(
    "name",
    [
        "status-1801F-7.0.13-ha-primary.txt",
        "status-600E-6.2.6-vdom-multiple-ha-master.txt",
        "status-60F-7.0.7-standalone.txt",
        "status-60F-7.4.8-standalone.txt",
        "status-VM64KVM-6.2.3-standalone.txt",
        "status-VM64KVM-6.4.4-standalone.txt",
        "status-VM64KVM-7.0.3-eval.txt",
    ],
)
def test_the_status_has_the_lines_of_a_real_unit_in_their_order(name: str) -> None:
    """For the recorded model, release, VDOM mode and HA role the same keys come, licences aside."""
    recorded = _body(name)
    version = re.search(r"^Version: (?P<model>\S+) v(?P<release>[\d.]+)", recorded, re.MULTILINE)
    ha = re.search(r"^Current HA mode: (?P<mode>[\w-]+)(?:, (?P<role>\w+))?$", recorded, re.MULTILINE)
    assert version is not None
    assert ha is not None
    unit = Unit(
        UnitSpec(
            name="x",
            fortios=version["release"],
            model=version["model"],
            ha_mode="standalone" if ha["mode"] == "standalone" else "a-p",
            ha_role=ha["role"] or "",
            vdoms=("second",) if "configuration: multiple" in recorded else None,
        )
    )
    ours = system_status(unit, "root")
    assert _keys(ours) == [key for key in _keys(recorded) if key not in LICENCE]
    stable = ("Version", "Operation Mode", "Virtual domains status", "Virtual domain configuration", "Current HA mode")
    for key in stable:
        assert _line(ours, key) == _line(recorded, key)


def _keys(text: str) -> list[str]:
    return [line.split(":")[0] for line in text.splitlines() if ":" in line and "# " not in line]


def _line(text: str, key: str) -> str:
    return next(line for line in text.splitlines() if line.startswith(f"{key}:"))


def test_an_exec_channel_answers_as_the_measured_one() -> None:
    """exec-get-system-console-80F-8.0.0.txt, byte by byte: LF, glued prompt, trailing blanks, prompt at the end."""
    unit = UnitSpec(name="x", fortios="8.0.0", model="FortiGate-80F", hostname="FortiGate-80F", pager="standard")
    with Lab([unit]) as lab, Client(lab["x"]) as client:
        assert client.command("get system console") == (_body("exec-get-system-console-80F-8.0.0.txt"), 0)


def test_an_empty_table_entry_is_edited_as_recorded() -> None:
    """session-table-edit-get-show-VM-7.0.3.txt, up to the attributes, which the lab has no defaults for."""
    recorded = _body("session-table-edit-get-show-VM-7.0.3.txt").split("SITE-B (1) # get\n")[0]
    with Lab([UnitSpec(name="x", fortios="7.0.3", hostname="SITE-B")]) as lab, shell(lab["x"]) as terminal:
        lines = ("config router static", "show", "edit 1", "show")
        answers = "".join(terminal.ask(line).replace("\r", "") for line in lines)
    assert f"SITE-B # {answers}".removesuffix("SITE-B (1) # ") == recorded


def test_objects_are_found_by_grep_as_recorded() -> None:
    """grep-f-VM-7.0.3.txt: the frame of a hit, and its mark."""
    recorded = _body("grep-f-VM-7.0.3.txt")
    table = recorded.split('grep -f "port1"\n')[1].split("\nSITE-A #")[0].replace(" <---", "")
    others = '    edit "port2"\n        set vdom "root"\n    next\nend\n'
    config = table.replace("end\n", others)
    spec = UnitSpec(name="x", fortios="7.0.3", hostname="SITE-A", config=config)
    with Lab([spec]) as lab, shell(lab["x"], rows=1000) as terminal:
        answer = terminal.ask('show syst int | grep -f "port1"').replace("\r", "")
    assert f"SITE-A # {answer}".removesuffix("SITE-A # ") == recorded.split("SITE-A # show | grep -f")[0]
